//! What the counters accepted goes on the chain: at once where it can be reached, else later.

use chain::calls;
use chain::journal::EntryKind;
use exchange::counter::CounterStatement;
use exchange::record::{PRESENTATION_ACCEPTED, PRESENTATION_REPEATED};
use keys::X25519PublicKey;

use super::messages::AcceptedRow;
use crate::addressee::{Addressee, note_to_nobody};
use crate::failure::Failure;
use crate::state::{Department, Gateway};
use crate::store::Unsettled;

impl Gateway {
    /// Records what a department accepted and the chain does not know yet; returns those lines. A
    /// presentation that was recorded before is marked as a repeat, here and for the holder.
    ///
    /// # Errors
    /// If the chain cannot be reached; what was recorded until then stays recorded.
    pub async fn counter_settle(
        &self,
        department: &Department,
    ) -> Result<Vec<AcceptedRow>, Failure> {
        let _one_after_the_other = self.settling.lock().await;
        let mut settled = Vec::new();
        for row in self.store.unsettled(department.slug())? {
            let (height, repeat) = self.record_presentation(department, &row).await?;
            settled.push(AcceptedRow {
                number: const_hex::encode_prefixed(row.number),
                department: department.slug().to_owned(),
                counter: row.counter,
                at: row.at,
                purpose: row.purpose,
                attributes: row.attributes,
                recorded: Some(height),
                repeat,
            });
        }
        Ok(settled)
    }

    /// Records one accepted presentation, if the chain answers: its block, and whether it is a
    /// repeat.
    pub(super) async fn settle_one(
        &self,
        department: &Department,
        counter: &str,
        number: [u8; 32],
    ) -> Result<Option<(u64, bool)>, Failure> {
        let _one_after_the_other = self.settling.lock().await;
        let row = self
            .store
            .unsettled(department.slug())?
            .into_iter()
            .find(|row| row.number == number && row.counter == counter);
        let Some(row) = row else {
            return Ok(None);
        };
        Ok(self.record_presentation(department, &row).await.ok())
    }

    async fn record_presentation(
        &self,
        department: &Department,
        row: &Unsettled,
    ) -> Result<(u64, bool), Failure> {
        let id = row.number.into();
        // The kind decides about the tag by which the holder finds the entry.
        let kind = match self.chain.presentation(id).await? {
            None => PRESENTATION_ACCEPTED,
            Some(_) => PRESENTATION_REPEATED,
        };
        let statement = CounterStatement {
            purpose: row.purpose.parse().map_err(Failure::ours)?,
            counter: row.counter.clone(),
            attributes: row
                .attributes
                .split(',')
                .filter(|name| !name.is_empty())
                .map(str::parse)
                .collect::<Result<_, _>>()
                .map_err(Failure::ours)?,
            at: row.at,
        };
        let viewing = row
            .viewing
            .and_then(|bytes| X25519PublicKey::from_bytes(&bytes).ok());
        let note = match viewing {
            Some(viewing) => {
                let to = Addressee::who_only_reads(
                    &department.keys,
                    self.chain_id(),
                    self.bucket_bits(),
                    &viewing,
                );
                let sealed = to.seal(kind, &row.number, &statement.to_bytes());
                to.into_note(kind, &row.number, sealed)
            }
            None => note_to_nobody(self.bucket_bits(), statement.to_bytes().len() + 16),
        };
        let at = self.chain.network().contracts();
        let receipt = self
            .send(department, &calls::presentations_record(at, id, &note))
            .await?;
        let repeat = receipt
            .entries
            .iter()
            .any(|entry| entry.kind() == Some(EntryKind::PresentationRepeated));
        self.store.settled(row.id, receipt.block, repeat)?;
        Ok((receipt.block, repeat))
    }
}
