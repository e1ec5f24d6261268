//! The inbox: offers and requests, from new to answered.

use vault::Order;
use wallet_api::{ApiError, ErrorCode, InboxKind, InboxRow, InboxState, ListInbox};

use crate::{
    session::Session,
    standing::{self, Move},
    store::{InboxBody, InboxRecord, kind},
    wallet::{Act, Wallet, now},
};

impl Act for ListInbox {
    async fn act(self, wallet: &Wallet) -> Result<Vec<InboxRow>, ApiError> {
        rows(&*wallet.session()?)
    }
}

/// All lines, newest first.
pub(crate) fn rows(session: &Session) -> Result<Vec<InboxRow>, ApiError> {
    let now = now();
    let records =
        session.read(|t| t.list::<InboxRecord>(kind::INBOX, Order::NewestFirst, usize::MAX, 0))?;
    Ok(records
        .into_iter()
        .map(|row| view(session, row.id, row.body, now))
        .collect())
}

/// How many wait for the citizen.
pub(crate) fn waiting(session: &Session) -> Result<u32, ApiError> {
    let open = rows(session)?
        .iter()
        .filter(|row| row.state.is_open() && row.snoozed.is_none())
        .count();
    Ok(crate::convert::saturate(open))
}

/// One line.
pub(crate) fn row(session: &Session, id: &str) -> Result<InboxRow, ApiError> {
    let record = load(session, id)?;
    Ok(view(session, id.to_owned(), record, now()))
}

pub(crate) fn load(session: &Session, id: &str) -> Result<InboxRecord, ApiError> {
    session
        .read(|t| t.get::<InboxRecord>(kind::INBOX, id))?
        .ok_or_else(|| ApiError::about(ErrorCode::NotFound, id))
}

pub(crate) fn save(session: &Session, id: &str, record: &InboxRecord) -> Result<(), ApiError> {
    session.write(|t| t.put(kind::INBOX, id, record.received, record))
}

/// Marks a line as looked at.
pub(crate) fn looked_at(session: &Session, id: &str, record: &InboxRecord) -> Result<(), ApiError> {
    if state_at(record, now()) != InboxState::New {
        return Ok(());
    }
    let mut seen = record.clone();
    advance(&mut seen, Move::Look)?;
    save(session, id, &seen)
}

/// The next number of the inbox that people can read aloud.
pub(crate) fn next_number(session: &Session, now: i64) -> Result<String, ApiError> {
    let number = session.write(|t| t.next_number("inbox"))?;
    let year = jiff::Timestamp::from_second(now).map_or(1970, |time| {
        time.to_zoned(jiff::tz::TimeZone::system()).year()
    });
    Ok(format!("R-{year}-{:04}", number + 1))
}

/// Time passes without anybody writing it down.
pub(crate) fn state_at(record: &InboxRecord, now: i64) -> InboxState {
    // A counter-offer that was not decided in time is none.
    let open = record.state.is_open() || record.state == InboxState::Offered;
    let over = record.expires.is_some_and(|expires| expires <= now);
    if open && over {
        InboxState::Expired
    } else {
        record.state
    }
}

/// Moves a line on, from where it stands now; what is written down is the caller's business.
pub(crate) fn advance(record: &mut InboxRecord, step: Move) -> Result<(), ApiError> {
    record.state = standing::after(state_at(record, now()), step)?;
    Ok(())
}

fn view(session: &Session, id: String, record: InboxRecord, now: i64) -> InboxRow {
    let state = state_at(&record, now);
    let evidence = matches!(record.body, InboxBody::Request { .. })
        && (matches!(state, InboxState::Answered) || state == InboxState::Refused);
    let kind = match record.body {
        InboxBody::Offer { .. } => InboxKind::Offer,
        InboxBody::Request { .. } => InboxKind::Request,
        InboxBody::Presentation { .. } => InboxKind::Presentation,
    };
    InboxRow {
        id,
        number: record.number,
        kind,
        state,
        party: session.party(&record.party, now),
        about: record.about,
        items: record.items,
        received: record.received,
        expires: record.expires,
        permission: record.permission,
        snoozed: record
            .snoozed
            .filter(|until| *until > now && state.is_open()),
        untold: record.untold && state == InboxState::Refused,
        evidence,
    }
}
