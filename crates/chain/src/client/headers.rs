//! Which header is believed: the profile's rule, and continuity with what was proven before.

use std::sync::atomic::Ordering;

use super::{Answer, Chain, good};
use crate::error::ChainError;
use crate::header::{CheckedHeader, TrustBasis, TrustedHeader};
use crate::network::Profile;
use crate::proof::{Contradiction, Subject};

/// Parents that are followed one by one from a new header down to the last trusted one.
const PARENTS: u64 = 32;

impl Chain {
    /// The newest header the profile accepts. `after` is the highest one that was proven so far: a
    /// header below it, or a chain that no longer contains it, is a contradiction.
    ///
    /// # Errors
    /// Node faults; [`ChainError::NotEnoughAgreement`]; [`ChainError::Contradicted`].
    pub async fn trusted_header(
        &self,
        after: Option<&TrustedHeader>,
    ) -> Result<TrustedHeader, ChainError> {
        let (header, by) = match self.network().profile() {
            Profile::Local {} => self.local_header().await?,
            Profile::Quorum { .. } => self.newest_agreed(after).await?,
            Profile::Qbft { .. } => return self.newest_sealed(after).await,
        };
        if let Some(after) = after {
            self.check_continues(&header, after).await?;
        }
        Ok(TrustedHeader::new(&header, by))
    }

    async fn local_header(&self) -> Result<(CheckedHeader, TrustBasis), ChainError> {
        let node = self.checked(0).await?;
        let header = node
            .header(None)
            .await?
            .ok_or_else(|| node.bad("no latest block"))?;
        Ok((
            header,
            TrustBasis::Local {
                node: node.name().to_owned(),
            },
        ))
    }

    /// The newest height that enough nodes have reached, as they agree on it. Never below `after`:
    /// if the nodes that know it are away, that is a lack of agreement, not a contradiction.
    async fn newest_agreed(
        &self,
        after: Option<&TrustedHeader>,
    ) -> Result<(CheckedHeader, TrustBasis), ChainError> {
        let need = self.need();
        let number =
            |chain: Self, index| async move { chain.checked(index).await?.block_number().await };
        let numbers = self.ask_all(number, |numbers| good(numbers) >= need).await;
        let mut numbers: Vec<u64> = numbers
            .into_iter()
            .flatten()
            .filter_map(Result::ok)
            .collect();
        numbers.sort_unstable();
        let got = numbers.len();
        // A node that boasts of a height alone, or lags, does not move the need-th highest.
        let height = got.checked_sub(need).map(|place| numbers[place]);
        let height = height.ok_or(ChainError::NotEnoughAgreement { got, need })?;
        self.agreed(height.max(after.map_or(0, TrustedHeader::number)))
            .await
    }

    /// The header of `height` that enough nodes give.
    async fn agreed(&self, height: u64) -> Result<(CheckedHeader, TrustBasis), ChainError> {
        let header = move |chain: Self, index| async move {
            chain.checked(index).await?.header(Some(height)).await
        };
        let need = self.need();
        let enough =
            |answers: &[_]| largest_group(answers).is_some_and(|(_, who)| who.len() >= need);
        let answers = self.ask_all(header, enough).await;
        let Some((header, who)) = largest_group(&answers) else {
            return Err(ChainError::NotEnoughAgreement { got: 0, need });
        };
        if who.len() < need {
            return Err(ChainError::NotEnoughAgreement {
                got: who.len(),
                need,
            });
        }
        // Whoever agrees is a better source for what follows, but one that was set back stays so.
        if !who.contains(&self.0.preferred.load(Ordering::Relaxed)) {
            self.prefer(who[0]);
        }
        let name = |index: &usize| self.0.nodes[*index].client.name().to_owned();
        let agreed = who.iter().map(name).collect();
        Ok((
            header,
            TrustBasis::Quorum {
                agreed,
                of: self.0.nodes.len(),
            },
        ))
    }

    /// Checks that `header` is on the chain that contains `after`.
    async fn check_continues(
        &self,
        header: &CheckedHeader,
        after: &TrustedHeader,
    ) -> Result<(), ChainError> {
        let contradiction = |what, expected: String, found: String| {
            let node = self.0.nodes[self.order().next().unwrap_or(0)]
                .client
                .name()
                .to_owned();
            let height = after.number();
            ChainError::from(Contradiction {
                what,
                node,
                height,
                expected,
                found,
                headers: Vec::new(),
            })
        };
        if header.number < after.number() {
            let (expected, found) = (after.number().to_string(), header.number.to_string());
            return Err(contradiction(Subject::HeadWentBack, expected, found));
        }
        // Short gaps are followed parent by parent, longer ones checked at their lower end.
        let mut upper = *header;
        if header.number - after.number() <= PARENTS {
            while upper.number > after.number() {
                if upper.number == after.number() + 1 {
                    if upper.parent == after.hash() {
                        return Ok(());
                    }
                    break;
                }
                let lower = self.accepted(upper.number - 1).await?;
                if lower.hash != upper.parent {
                    let (expected, found) = (upper.parent.to_string(), lower.hash.to_string());
                    return Err(contradiction(Subject::Header, expected, found));
                }
                upper = lower;
            }
        }
        let found = match upper.number {
            number if number == after.number() => upper.hash,
            number if number == after.number() + 1 => upper.parent,
            _ => self.accepted(after.number()).await?.hash,
        };
        if found == after.hash() {
            return Ok(());
        }
        Err(contradiction(
            Subject::Reorganised,
            after.hash().to_string(),
            found.to_string(),
        ))
    }

    /// The header of `height` by the profile's rule.
    async fn accepted(&self, height: u64) -> Result<CheckedHeader, ChainError> {
        if matches!(self.network().profile(), Profile::Quorum { .. }) {
            return self.agreed(height).await.map(|(header, _)| header);
        }
        let node = &self.0.nodes[0].client;
        node.header(Some(height))
            .await?
            .ok_or_else(|| node.bad("a block is missing"))
    }
}

/// The header that most nodes give, and the indices of those nodes.
fn largest_group(answers: &[Answer<Option<CheckedHeader>>]) -> Option<(CheckedHeader, Vec<usize>)> {
    let mut groups: Vec<(CheckedHeader, Vec<usize>)> = Vec::new();
    for (index, answer) in answers.iter().enumerate() {
        let Some(Ok(Some(header))) = answer else {
            continue;
        };
        match groups
            .iter_mut()
            .find(|(other, _)| other.hash == header.hash)
        {
            Some((_, who)) => who.push(index),
            None => groups.push((*header, vec![index])),
        }
    }
    groups.into_iter().max_by_key(|(_, who)| who.len())
}
