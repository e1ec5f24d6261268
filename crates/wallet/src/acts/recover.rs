//! Brings decisions to light that a crash broke off, once the chain was read.
//!
//! An approval writes down each step before the next, so what is found here is one of: signed and
//! not anchored, which nobody has and nobody can use; anchored and not sent, which can be sent or
//! decided anew; being sent, which may have arrived. Nothing is sent from here.

use vault::Order;
use wallet_api::{ActivityKind, ApiError};

use crate::{
    acts::{activity, inbox},
    session::Session,
    standing::Move,
    store::{ActRecord, GrantRecord, GrantStage, kind},
};

/// A transaction that was handed to a node is in a block by then, or never: seconds.
const IN_A_BLOCK_SECS: i64 = 120;

/// Looks at every grant whose approval did not come to its end; says whether something changed.
pub(crate) fn broken_off(session: &Session) -> Result<bool, ApiError> {
    // An approval under way is none that broke off.
    let Ok(_one) = session.deciding.try_lock() else {
        return Ok(false);
    };
    let grants =
        session.read(|t| t.list::<GrantRecord>(kind::GRANT, Order::NewestFirst, 256, 0))?;
    let read_to = session.head().map_or(0, |head| head.header.time());
    let mut changed = false;
    for row in grants {
        let id = row.id;
        let mut grant = row.body;
        match grant.stage {
            GrantStage::Signed if read_to > grant.signed + IN_A_BLOCK_SECS => {
                grant.stage = GrantStage::NotDelivered;
                session.write(|t| t.put(kind::GRANT, &id, grant.signed, &grant))?;
                changed = true;
            }
            GrantStage::Anchored { .. } => changed |= unsent(session, &id, &grant)?,
            GrantStage::Uncertain { .. } => changed |= untold(session, &id, &grant)?,
            _ => {}
        }
    }
    Ok(changed)
}

/// Anchored, and the line of the inbox knows nothing of it: nothing was sent.
fn unsent(session: &Session, id: &str, grant: &GrantRecord) -> Result<bool, ApiError> {
    let Ok(mut record) = inbox::load(session, &grant.request) else {
        return Ok(false);
    };
    let open = record.state.is_open();
    let withdrawn = grant.withdrawal.is_some();
    if !open || record.permission.is_some() || withdrawn || is_told(session, id)? {
        return Ok(false);
    }
    let begun = record.state;
    inbox::advance(&mut record, Move::BeginSending)?;
    inbox::advance(&mut record, Move::NothingLeft { begun })?;
    record.permission = Some(id.to_owned());
    let act = act_of(ActivityKind::SendingFailed, id, grant);
    session.write(|t| {
        t.put(kind::INBOX, &grant.request, record.received, &record)?;
        activity::record(t, &act)
    })?;
    Ok(true)
}

/// Whether the activity tells of this grant; then the citizen has seen what became of it.
fn is_told(session: &Session, id: &str) -> Result<bool, ApiError> {
    let acts = session.read(|t| t.list::<ActRecord>(kind::ACT, Order::NewestFirst, 512, 0))?;
    Ok(acts.iter().any(|row| row.body.grant.as_deref() == Some(id)))
}

/// Being sent when it broke off: the line says so already, the activity does not yet.
fn untold(session: &Session, id: &str, grant: &GrantRecord) -> Result<bool, ApiError> {
    if is_told(session, id)? {
        return Ok(false);
    }
    let act = act_of(ActivityKind::SendingUncertain, id, grant);
    session.write(|t| activity::record(t, &act))?;
    Ok(true)
}

fn act_of(how: ActivityKind, id: &str, grant: &GrantRecord) -> ActRecord {
    let mut act = ActRecord::new(crate::wallet::now(), how);
    act.party = Some(grant.requester.clone());
    act.rights.clone_from(&grant.rights);
    act.about = grant.purpose_text.clone();
    act.grant = Some(id.to_owned());
    act.request = Some(grant.request.clone());
    act
}
