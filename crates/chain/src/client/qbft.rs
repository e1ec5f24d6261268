//! The `qbft` profile: headers that the validators committed to, from any node; the validators
//! followed from the pinned header on.
//!
//! A header proves itself by its seals, so one honest node is enough to learn what is new, and no
//! node can make a header up. Between a trusted header and a new one it is enough to look at the new
//! one while the validators are the same; where they are others, the change is searched by halves and
//! checked at the very two headers between which it lies.

use std::collections::BTreeSet;
use std::sync::Arc;

use alloy_primitives::{Address, B256, U256, keccak256};
use keys::ChainAddress;

use super::{Chain, good};
use crate::error::ChainError;
use crate::header::{TrustBasis, TrustedHeader};
use crate::journal::to_alloy;
use crate::network::{Profile, Validators};
use crate::proof::{Contradiction, Subject};
use crate::qbft::{Ballot, QbftError, SealedHeader, change};
use crate::rpc::NodeClient;

/// Most validators that are read from a contract.
const MAX_VALIDATORS: u64 = 256;

/// A header that is trusted, and the validators that could seal it.
#[derive(Debug)]
pub(super) struct Known {
    header: SealedHeader,
    set: BTreeSet<Address>,
}

impl Chain {
    /// The newest header that the validators committed to. Never below `after`.
    pub(super) async fn newest_sealed(
        &self,
        after: Option<&TrustedHeader>,
    ) -> Result<TrustedHeader, ChainError> {
        let newest = |chain: Self, index| async move {
            let node = chain.checked(index).await?;
            let header = node.sealed(None).await?;
            header.ok_or_else(|| node.bad("no latest block"))
        };
        let answers = self.ask_all(newest, |answers| good(answers) >= 1).await;
        let mut first = None;
        let mut candidates = Vec::new();
        for (index, answer) in answers.into_iter().enumerate() {
            match answer {
                Some(Ok(header)) => candidates.push((index, header)),
                Some(Err(error)) => drop(first.get_or_insert(error)),
                None => (),
            }
        }
        // The highest that proves itself; who boasts or lags is passed over.
        candidates.sort_by_key(|(_, header)| std::cmp::Reverse(header.number()));
        let lowest = after.map_or(0, TrustedHeader::number);
        for (index, header) in candidates {
            let node = Arc::clone(&self.0.nodes[index].client);
            if header.number() < lowest {
                let (expected, found) = (lowest.to_string(), header.number().to_string());
                first.get_or_insert_with(|| {
                    told(&node, Subject::HeadWentBack, lowest, expected, found).into()
                });
                continue;
            }
            match self.reach(&node, header, after).await {
                Ok(reached) => {
                    self.prefer(index);
                    return Ok(reached);
                }
                Err(error) if error.is_node_fault() => {
                    first.get_or_insert(error);
                }
                Err(error) => return Err(error),
            }
        }
        Err(first.unwrap_or(ChainError::NotEnoughAgreement { got: 0, need: 1 }))
    }

    /// Follows the validators up to `target`.
    async fn reach(
        &self,
        node: &NodeClient,
        target: SealedHeader,
        after: Option<&TrustedHeader>,
    ) -> Result<TrustedHeader, ChainError> {
        let mut known = self.known(node, after).await?;
        let start = known.header.number();
        if target.number() < start {
            let (expected, found) = (start.to_string(), target.number().to_string());
            return Err(told(node, Subject::HeadWentBack, start, expected, found).into());
        }
        let there = match target.number() == start {
            true => target.clone(),
            false => sealed_at(node, start).await?,
        };
        if there.hash() != known.header.hash() {
            // What was trusted is no part of this chain. With their seals on it, the validators'.
            seals(node, &there, &known.set)?;
            return Err(two_headers(node, &known.header, &there).into());
        }
        loop {
            let set = self.set_of(node, &target).await?;
            if set == known.set {
                break;
            }
            known = Arc::new(self.next_change(node, &known, &target).await?);
            self.remember(&known);
            if known.header.number() == target.number() {
                break;
            }
        }
        let signers = seals(node, &target, &known.set)?;
        let by = TrustBasis::Qbft {
            signers: signers.into_iter().map(from_alloy).collect(),
            of: known.set.len(),
        };
        let trusted = TrustedHeader::new(target.checked(), by).with_seals(&target);
        let set = known.set.clone();
        self.remember(&Arc::new(Known {
            header: target,
            set,
        }));
        Ok(trusted)
    }

    /// Where the validators are followed from: what was trusted last, or the pinned header.
    async fn known(
        &self,
        node: &NodeClient,
        after: Option<&TrustedHeader>,
    ) -> Result<Arc<Known>, ChainError> {
        let remembered = self.0.sealed.lock().ok().and_then(|known| known.clone());
        if let Some(known) = remembered
            && after.is_none_or(|after| after.hash() == known.header.hash())
        {
            return Ok(known);
        }
        let header = match after.and_then(TrustedHeader::sealed) {
            Some(header) => header,
            None => {
                let (number, hash) = match (after, self.network().profile()) {
                    (Some(after), _) => (after.number(), after.hash()),
                    (None, Profile::Qbft { checkpoint, .. }) => {
                        (checkpoint.number, checkpoint.hash)
                    }
                    (None, _) => unreachable!("only the qbft profile follows validators"),
                };
                let header = sealed_at(node, number).await?;
                if header.hash() != hash {
                    let (expected, found) = (hash.to_string(), header.hash().to_string());
                    let mut told = told(node, Subject::Header, number, expected, found);
                    told.headers = vec![header.to_rlp()];
                    return Err(told.into());
                }
                header
            }
        };
        let set = self.set_of(node, &header).await?;
        Ok(Arc::new(Known { header, set }))
    }

    fn remember(&self, known: &Arc<Known>) {
        if let Ok(mut sealed) = self.0.sealed.lock() {
            *sealed = Some(Arc::clone(known));
        }
    }

    /// The first header after `known` with other validators, which lies at `target` or before it.
    async fn next_change(
        &self,
        node: &NodeClient,
        known: &Known,
        target: &SealedHeader,
    ) -> Result<Known, ChainError> {
        let mut low = known.header.clone();
        let mut high = target.clone();
        if low.number() >= high.number() {
            return Err(refused(node, &high, &QbftError::OtherSet));
        }
        while high.number() - low.number() > 1 {
            let middle = low.number() + (high.number() - low.number()) / 2;
            let header = sealed_at(node, middle).await?;
            if self.set_of(node, &header).await? == known.set {
                seals(node, &header, &known.set)?;
                low = header;
            } else {
                high = header;
            }
        }
        if high.parent() != low.hash() {
            return Err(refused(
                node,
                &high,
                &QbftError::SetChange("on another chain"),
            ));
        }
        let set = self.set_of(node, &high).await?;
        // A contract's word is proven by the state of the trusted header itself.
        if let Some(epoch) = self.epoch() {
            check_votes(node, low, known.set.clone(), &set, epoch).await?;
        }
        seals(node, &high, &set)?;
        Ok(Known { header: high, set })
    }

    /// Who may seal `header`, as it says itself or as the contract said just before. Of a header that
    /// is not trusted it is only a claim.
    async fn set_of(
        &self,
        node: &NodeClient,
        header: &SealedHeader,
    ) -> Result<BTreeSet<Address>, ChainError> {
        let Profile::Qbft { validators, .. } = self.network().profile() else {
            unreachable!("only the qbft profile follows validators")
        };
        let Validators::Contract { address, slot } = validators else {
            let set = header.validators();
            return match set.is_empty() {
                true => Err(refused(node, header, &QbftError::OtherSet)),
                false => Ok(set),
            };
        };
        if !header.validators().is_empty() || header.extra().vote.is_some() {
            return Err(refused(node, header, &QbftError::OtherSet));
        }
        let before = header.number().checked_sub(1);
        let before = before.ok_or_else(|| refused(node, header, &QbftError::OtherSet))?;
        let before = sealed_at(node, before).await?;
        if before.hash() != header.parent() {
            return Err(node.bad("parent of another block"));
        }
        let by = TrustBasis::Local {
            node: node.name().to_owned(),
        };
        // Trusted by nobody: the state is read as this header claims it to be.
        let claimed = TrustedHeader::new(before.checked(), by);
        let contract = to_alloy(address);
        let length = node.prove_slots(&claimed, contract, &[slot]).await?[0];
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        if length == 0 || length > MAX_VALIDATORS {
            return Err(refused(node, header, &QbftError::OtherSet));
        }
        let first = U256::from_be_bytes(keccak256(slot).0);
        let slots: Vec<B256> = (0..length)
            .map(|n| B256::from(first.wrapping_add(U256::from(n))))
            .collect();
        let words = node.prove_slots(&claimed, contract, &slots).await?;
        Ok(words
            .into_iter()
            .map(|word| Address::from_word(word.into()))
            .collect())
    }

    /// Blocks between two epochs, where validators are voted for.
    fn epoch(&self) -> Option<u64> {
        match self.network().profile() {
            Profile::Qbft {
                validators: Validators::Votes { epoch },
                ..
            } => Some(epoch),
            _ => None,
        }
    }
}

/// Counts the votes for the change from `set` to `next`, from `last` backwards.
async fn check_votes(
    node: &NodeClient,
    last: SealedHeader,
    set: BTreeSet<Address>,
    next: &BTreeSet<Address>,
    epoch: u64,
) -> Result<(), ChainError> {
    let mut header = last;
    let vote = change(&set, next).map_err(|error| refused(node, &header, &error))?;
    let mut ballot = Ballot::new(vote, set, epoch);
    loop {
        let passed = ballot.count(&header);
        if passed.map_err(|error| refused(node, &header, &error))? {
            return Ok(());
        }
        // Counting refuses a header whose number is 0.
        header = sealed_at(node, header.number() - 1).await?;
    }
}

async fn sealed_at(node: &NodeClient, height: u64) -> Result<SealedHeader, ChainError> {
    node.sealed(Some(height))
        .await?
        .ok_or_else(|| node.bad("a block is missing"))
}

fn seals(
    node: &NodeClient,
    header: &SealedHeader,
    set: &BTreeSet<Address>,
) -> Result<Vec<Address>, ChainError> {
    header
        .signers(set)
        .map_err(|error| refused(node, header, &error))
}

/// A header that the validators did not commit to, kept with its bytes.
fn refused(node: &NodeClient, header: &SealedHeader, error: &QbftError) -> ChainError {
    let expected = "a header that the validators committed to".to_owned();
    let mut told = told(
        node,
        Subject::Header,
        header.number(),
        expected,
        error.to_string(),
    );
    told.headers = vec![header.to_rlp()];
    told.into()
}

/// Both were committed to: a third of the validators or more have broken the rules.
fn two_headers(node: &NodeClient, one: &SealedHeader, other: &SealedHeader) -> Contradiction {
    let (expected, found) = (one.hash().to_string(), other.hash().to_string());
    let mut told = told(node, Subject::TwoHeaders, one.number(), expected, found);
    told.headers = vec![one.to_rlp(), other.to_rlp()];
    told
}

fn told(
    node: &NodeClient,
    what: Subject,
    height: u64,
    expected: String,
    found: String,
) -> Contradiction {
    Contradiction {
        what,
        node: node.name().to_owned(),
        height,
        expected,
        found,
        headers: Vec::new(),
    }
}

fn from_alloy(address: Address) -> ChainAddress {
    ChainAddress::from_bytes(address.into_array())
}
