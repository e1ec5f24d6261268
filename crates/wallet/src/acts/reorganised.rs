//! The chain took another course: what is no longer in it is marked, and nothing vanishes unseen.
//!
//! It happens only on networks whose blocks are not final, and only when the profile's rule accepts
//! a header that is at least as high. Everything is read anew then, and compared with what is kept.

use std::collections::{HashMap, HashSet};

use chain::{Chain, ChainError, Entry, TrustedHeader, proof::Subject};
use vault::{Order, StoreError, WriteTransaction};
use wallet_api::ApiError;

use crate::{
    acts::lies,
    convert,
    session::Session,
    store::{AnchorRecord, EntryRecord, entry_id, kind},
};

/// The newest header, and whether the chain left what was proven before.
///
/// The height never goes back: a lower header is a contradiction, whatever else it is. That the
/// chain left its course is kept as proof of the fault of whoever let it.
pub(crate) async fn newest_header(
    session: &Session,
    chain: &Chain,
    last: Option<&TrustedHeader>,
) -> Result<(TrustedHeader, bool), ApiError> {
    let error = match chain.trusted_header(last).await {
        Ok(header) => return Ok((header, false)),
        Err(error) => error,
    };
    if let ChainError::Contradicted(lie) = &error {
        lies::keep(session, std::slice::from_ref(lie))?;
        if lie.what == Subject::Reorganised
            && let Ok(header) = chain.trusted_header(None).await
            && last.is_some_and(|last| header.number() >= last.number())
        {
            return Ok((header, true));
        }
    }
    Err(convert::chain_error(error))
}

/// Compares what is kept with all own entries of the chain's new course: `records`, and the `steps`
/// of invoices, which have no nonce. Answers the records that were not known; the others are brought
/// to their new place. The steps are forgotten, to be taken in anew.
pub(crate) fn reconcile(
    t: &WriteTransaction<'_>,
    records: Vec<EntryRecord>,
    steps: &[Entry],
    height: u64,
) -> Result<Vec<EntryRecord>, StoreError> {
    // The nonce is random: of two entries with the same one, one is a copy.
    let by_nonce: HashMap<[u8; 16], &Entry> = records
        .iter()
        .map(|record| (record.entry.nonce.0, &record.entry))
        .collect();
    for row in t.list::<AnchorRecord>(kind::ANCHOR, Order::OldestFirst, usize::MAX, 0)? {
        let mut anchor = row.body;
        let before = anchor.clone();
        anchor.steps.clear();
        // What is taken in anew is no news: only what is gone is forgotten.
        (anchor.changes).retain(|change| by_nonce.contains_key(&change.nonce));
        if before.steps != anchor.steps || before.changes != anchor.changes {
            t.put(kind::ANCHOR, &row.id, row.at, &anchor)?;
        }
    }
    let mut known = HashSet::new();
    let mut moved = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page =
            t.list_after::<EntryRecord>(kind::ENTRY, Order::OldestFirst, after.as_deref(), 500)?;
        let Some(last) = page.last() else { break };
        after = Some(last.id.clone());
        moved.extend(page.into_iter().filter(|row| row.body.withdrawn.is_none()));
    }
    for row in moved {
        let mut record = row.body;
        if steps.iter().any(|step| same(step, &record.entry)) {
            t.delete(kind::ENTRY, &row.id)?;
            continue;
        }
        match by_nonce.get(&record.entry.nonce.0) {
            Some(entry) if same(entry, &record.entry) => {
                known.insert(record.entry.nonce.0);
                if **entry != record.entry {
                    t.delete(kind::ENTRY, &row.id)?;
                    record.entry = (*entry).clone();
                    let id = entry_id(entry.bucket, entry.seq);
                    t.put(kind::ENTRY, &id, entry.time, &record)?;
                }
            }
            _ => {
                t.delete(kind::ENTRY, &row.id)?;
                record.withdrawn = Some(height);
                let id = format!("{}-withdrawn-{height}", row.id);
                t.put(kind::ENTRY, &id, record.entry.time, &record)?;
            }
        }
    }
    Ok(records
        .into_iter()
        .filter(|record| !known.contains(&record.entry.nonce.0))
        .collect())
}

/// Whether two entries say the same, wherever they stand.
fn same(a: &Entry, b: &Entry) -> bool {
    let said = |entry: &Entry| {
        (
            entry.kind,
            entry.writer,
            entry.fingerprint,
            entry.nonce,
            entry.tag,
            entry.data.clone(),
        )
    };
    said(a) == said(b)
}
