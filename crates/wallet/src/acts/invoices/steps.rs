//! What became of an invoice, as the journal tells.

use chain::journal::EntryKind;
use keys::ChainAddress;
use wallet_api::{
    ActivityKind, ActivityRow, ApiError, Basis, InvoiceStatus, InvoiceStepView, PartyView,
};

use crate::{
    acts::activity,
    session::Session,
    store::{AnchorRecord, EntryRecord, InvoiceStepRecord},
};

/// Where an invoice stands after a step.
pub(super) fn status_after(step: &InvoiceStepRecord) -> Option<InvoiceStatus> {
    Some(match EntryKind::from_number(step.kind)? {
        EntryKind::InvoiceClaimed => InvoiceStatus::Claimed,
        EntryKind::InvoiceBooked => InvoiceStatus::Booked,
        EntryKind::InvoiceReimbursed => InvoiceStatus::Reimbursed,
        EntryKind::InvoiceVoided => InvoiceStatus::Voided,
        EntryKind::InvoiceReversed => InvoiceStatus::Reversed,
        _ => return None,
    })
}

/// The account's department, as the directory had it.
pub(crate) fn party_of(session: &Session, account: ChainAddress, time: i64) -> PartyView {
    let did = {
        let book = session.book();
        let mut offices = book.directory.all();
        offices
            .find(|office| office.id == account)
            .map(|office| office.did)
    };
    match did {
        Some(did) => session.party(&did.to_string(), time),
        None => session.party(&account.to_string(), time),
    }
}

/// The lane: issued, and every step after it.
pub(super) fn views(session: &Session, anchor: &AnchorRecord) -> Vec<InvoiceStepView> {
    let issued = anchor.anchored.map(|(height, time)| InvoiceStepView {
        status: InvoiceStatus::Issued,
        party: Some(session.party(&anchor.issuer, time)),
        payer: None,
        time,
        height,
        place: String::new(),
    });
    let later = anchor.steps.iter().filter_map(|step| {
        let status = status_after(step)?;
        // The holder's claim comes from a one-time address, which is nobody's.
        let by_holder = status == InvoiceStatus::Claimed;
        Some(InvoiceStepView {
            status,
            party: (!by_holder)
                .then_some(step.writer)
                .flatten()
                .map(|account| party_of(session, account, step.time)),
            payer: step
                .payer
                .map(|account| party_of(session, account, step.time)),
            time: step.time,
            height: step.block,
            place: format!("{}/{}", step.bucket, step.seq),
        })
    });
    issued.into_iter().chain(later).collect()
}

/// The line of the activity for a step.
pub(crate) fn told(
    session: &Session,
    base: impl Fn(ActivityKind, Basis) -> ActivityRow,
    record: &EntryRecord,
    fingerprint: &str,
) -> Result<Option<ActivityRow>, ApiError> {
    let entry = &record.entry;
    let (kind, basis) = match entry.kind() {
        Some(EntryKind::InvoiceClaimed) => (ActivityKind::InvoiceClaimed, Basis::You),
        Some(EntryKind::InvoiceBooked) => (ActivityKind::InvoiceBooked, Basis::Issuer),
        Some(EntryKind::InvoiceReimbursed) => (ActivityKind::InvoiceReimbursed, Basis::Issuer),
        Some(EntryKind::InvoiceVoided) => (ActivityKind::InvoiceVoided, Basis::Issuer),
        Some(EntryKind::InvoiceReversed) => (ActivityKind::InvoiceReversed, Basis::Issuer),
        _ => return Ok(None),
    };
    let mut row = base(kind, basis);
    let account = match entry.clear() {
        Some((chain::journal::Clear::InvoiceClaimed { payer, .. }, _)) => Some(payer),
        _ => entry.writer_address(),
    };
    row.party = account.map(|account| party_of(session, account, entry.time));
    activity::named(session, row, fingerprint).map(Some)
}
