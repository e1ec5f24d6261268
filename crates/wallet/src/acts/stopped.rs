//! Notices when the law stops a permission, or allows it again, and writes that down.
//!
//! Looked at after every reading of the chain, because the law changes by entries and by time.

use vault::Order;
use wallet_api::{ActivityKind, ApiError, LawStandingView, LocalText, RightStanding, RightView};

use crate::{
    acts::{activity, permissions},
    session::Session,
    store::{ActRecord, GrantRecord, GrantStage, kind},
    wallet::now,
};

/// Compares every permission that is not over with how the law stood on it before. Returns whether
/// anything has changed.
pub(crate) fn notice(session: &Session) -> Result<bool, ApiError> {
    let now = now();
    let grants =
        session.read(|t| t.list::<GrantRecord>(kind::GRANT, Order::NewestFirst, usize::MAX, 0))?;
    let mut noticed = false;
    for row in grants {
        let mut grant = row.body;
        let over = grant.withdrawal.is_some()
            || grant.until <= now
            || grant.stage == GrantStage::NotDelivered;
        if over {
            continue;
        }
        let law = permissions::standing(session, &grant, now);
        let stopped = stopped(&law);
        if stopped == grant.stopped {
            continue;
        }
        let newly = only_in(&law, &stopped, &grant.stopped);
        let again = only_in(&law, &grant.stopped, &stopped);
        grant.stopped = stopped;
        session.write(|t| {
            t.put(kind::GRANT, &row.id, grant.signed, &grant)?;
            for (kind, rights) in [
                (ActivityKind::StoppedByLaw, newly),
                (ActivityKind::AllowedByLaw, again),
            ] {
                if !rights.is_empty() {
                    activity::record(t, &line(kind, &row.id, &grant, &law, rights, now))?;
                }
            }
            Ok(())
        })?;
        noticed = true;
    }
    Ok(noticed)
}

/// The attributes of the rights that the law has stopped. What waits for an officer is not stopped:
/// it has not begun.
fn stopped(law: &LawStandingView) -> Vec<String> {
    let is_stopped =
        |standing| matches!(standing, RightStanding::Denied | RightStanding::OverLimit);
    law.rights
        .iter()
        .filter(|right| is_stopped(right.standing))
        .map(|right| name(&right.right))
        .collect()
}

fn only_in(law: &LawStandingView, these: &[String], those: &[String]) -> Vec<RightView> {
    law.rights
        .iter()
        .map(|right| &right.right)
        .filter(|right| these.contains(&name(right)) && !those.contains(&name(right)))
        .cloned()
        .collect()
}

fn name(right: &RightView) -> String {
    format!("{}/{}/{:?}", right.entry, right.attribute, right.action)
}

/// A line at the time of the change itself, where that is known.
fn line(
    kind: ActivityKind,
    id: &str,
    grant: &GrantRecord,
    law: &LawStandingView,
    rights: Vec<RightView>,
    now: i64,
) -> ActRecord {
    let change = law.changes.iter().max_by_key(|change| change.time);
    let mut act = ActRecord::new(change.map_or(now, |change| change.time.min(now)), kind);
    act.party = Some(grant.requester.clone());
    act.custodian = Some(grant.custodian.clone());
    act.about = change.map_or_else(LocalText::default, |change| change.title.clone());
    act.rights = rights;
    act.grant = Some(id.to_owned());
    act.height = change.and_then(|change| change.height);
    act
}
