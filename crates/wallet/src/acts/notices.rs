//! Notices: documents whose status their issuer changed, until the citizen puts them away.

use chain::Entry;
use vault::{Order, StoreError, WriteTransaction};
use wallet_api::{
    ActivityRow, ApiError, DismissNotice, ErrorCode, GetHome, HomeView, StatusChange, StatusStep,
};

use crate::{
    acts::activity,
    session::Session,
    store::{AnchorRecord, EntryRecord, entry_id, kind},
    wallet::{Act, Wallet},
};

/// More would only push everything else from the page.
const MOST: usize = 5;

impl Act for DismissNotice {
    async fn act(self, wallet: &Wallet) -> Result<HomeView, ApiError> {
        let entry = self
            .id
            .strip_prefix("entry-")
            .ok_or_else(|| ApiError::about(ErrorCode::NotFound, self.id.clone()))?
            .to_owned();
        let session = wallet.session()?;
        session.write(|t| t.delete(kind::NOTICE, &entry).map(|_| ()))?;
        wallet.content_changed();
        GetHome {}.act(wallet).await
    }
}

/// Notes a change, once for all copies of a document.
pub(crate) fn changed(
    t: &WriteTransaction<'_>,
    entry: &Entry,
    anchor: &AnchorRecord,
    fingerprint: &str,
) -> Result<(), StoreError> {
    let other_copy = (anchor.document.as_ref()).is_some_and(|first| first != fingerprint);
    if anchor.invoice || other_copy {
        return Ok(());
    }
    let id = entry_id(entry.bucket, entry.seq);
    t.put(kind::NOTICE, &id, entry.time, &())
}

/// The newest that were not put away.
pub(crate) fn rows(session: &Session) -> Result<Vec<ActivityRow>, ApiError> {
    let open = session.read(|t| t.list::<()>(kind::NOTICE, Order::NewestFirst, MOST, 0))?;
    let mut rows = Vec::new();
    for line in open {
        let record = session.read(|t| t.get::<EntryRecord>(kind::ENTRY, &line.id))?;
        // On another course of the chain it may not be any more.
        if let Some(record) = record.filter(|record| record.withdrawn.is_none()) {
            rows.extend(activity::of_entry(session, &line.id, &record)?);
        }
    }
    Ok(rows)
}

/// What a change to this status of the contract is.
pub(crate) fn change_to(status: u8) -> Option<StatusChange> {
    match status {
        1 => Some(StatusChange::Reinstated),
        2 => Some(StatusChange::Suspended),
        3 => Some(StatusChange::Revoked),
        4 => Some(StatusChange::Superseded),
        _ => None,
    }
}

/// What became of a document: its anchor, and every change since.
pub(crate) fn steps(anchor: &AnchorRecord) -> Vec<StatusStep> {
    let issued = anchor.anchored.map(|(height, time)| StatusStep {
        change: StatusChange::Issued,
        time,
        height,
    });
    let changes = anchor.changes.iter().filter_map(|change| {
        Some(StatusStep {
            change: change_to(change.status)?,
            time: change.time,
            height: change.block,
        })
    });
    issued.into_iter().chain(changes).collect()
}
