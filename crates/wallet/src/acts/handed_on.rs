//! To whom a permission was handed on, as far as uses told, and whether it can still be used there.

use std::collections::HashMap;

use chain::{Chain, TrustedHeader};
use keys::DepartmentDid;
use vault::Order;
use wallet_api::{ApiError, HandedOnRow, HandedOnState, PermissionState, RightView, StopView};

use crate::{
    convert,
    session::Session,
    stop::{self, Asked},
    store::{GrantRecord, HandedOnRecord, kind},
    wallet::now,
};

/// The parts that were handed on, those nearest to the permission first.
pub(crate) fn rows(
    session: &Session,
    grant: &GrantRecord,
    permission: &PermissionState,
    now: i64,
) -> Vec<HandedOnRow> {
    let mut links: Vec<&HandedOnRecord> = grant.handed_on.iter().collect();
    links.sort_by_key(|link| link.depth);
    let numbered = numbered(grant);
    // A part stands at best as the part that it came from.
    let mut states: HashMap<&str, (HandedOnState, Option<StopView>)> = HashMap::new();
    let mut rows = Vec::new();
    for link in links {
        let rights = rights(link, &numbered);
        let before = link.after.as_deref().and_then(|id| states.get(id)).cloned();
        let (state, stop) = match before {
            Some((state, stop)) if state != HandedOnState::Active => (state, stop),
            _ => state(session, grant, permission, link, &rights, now),
        };
        states.insert(&link.link, (state, stop.clone()));
        rows.push(HandedOnRow {
            link: link.link.clone(),
            from: session.party(&link.from, now),
            to: session.party(&link.to, now),
            depth: link.depth,
            rights,
            until: link.until,
            used: convert::saturate(link.uses.len()),
            max_uses: link.max_uses,
            last_used: link.last_used,
            retention_days: link.retention_days,
            state,
            stop,
        });
    }
    rows
}

fn state(
    session: &Session,
    grant: &GrantRecord,
    permission: &PermissionState,
    link: &HandedOnRecord,
    rights: &[RightView],
    now: i64,
) -> (HandedOnState, Option<StopView>) {
    if let Some((height, time)) = link.taken_back {
        let stop = StopView {
            office: Some(session.party(&link.from, now)),
            clause: None,
            since: time,
            height: Some(height),
        };
        return (HandedOnState::TakenBack, Some(stop));
    }
    // That the office which has the permission itself may no longer use it says nothing of those
    // below; that it is suspended does, and they are below it.
    let over = !matches!(
        permission,
        PermissionState::Active
            | PermissionState::SuspendedByLaw
            | PermissionState::SuspendedOffice
    );
    if over {
        return (HandedOnState::PermissionOver, None);
    }
    if link.until <= now {
        return (HandedOnState::Expired, None);
    }
    if link.uses.len() >= link.max_uses as usize {
        return (HandedOnState::UsedUp, None);
    }
    for office in [&link.to, &grant.custodian] {
        if let Some(stop) = stop::of_office(session, office, now) {
            return (HandedOnState::SuspendedOffice, Some(stop));
        }
    }
    let asked = Asked {
        user: &link.to,
        rights,
        purpose: &grant.purpose,
        clause: &grant.clause,
        validity_secs: link.until - grant.from,
        max_uses: link.max_uses,
        retention_days: link.retention_days,
        is_handed_on: true,
    };
    match stop::of_law(session, &asked, now) {
        Some(stop) => (HandedOnState::SuspendedByLaw, Some(stop)),
        None => (HandedOnState::Active, None),
    }
}

/// The rights of a grant by their number in it. Of a grant that came back by the words alone the
/// text is lost, and with it the numbers.
fn numbered(grant: &GrantRecord) -> HashMap<u8, RightView> {
    let Ok(token) = grant::inspect(&grant.compact) else {
        return HashMap::new();
    };
    let rights = token.rights.into_iter().map(|shown| {
        let right = RightView {
            entry: shown.right.entry.as_str().to_owned(),
            attribute: shown.right.attribute.as_str().to_owned(),
            action: convert::action(shown.right.action),
        };
        (shown.number, right)
    });
    rights.collect()
}

/// What a part allows: all that it keeps, or where that is not known, what was used.
fn rights(link: &HandedOnRecord, numbered: &HashMap<u8, RightView>) -> Vec<RightView> {
    let kept: Vec<RightView> = (link.keep.iter())
        .filter_map(|number| numbered.get(number).cloned())
        .collect();
    if kept.is_empty() {
        link.seen.clone()
    } else {
        kept
    }
}

/// Looks, proven against `header`, which of the known parts were taken back by the office that
/// handed them on. Answers whether one was.
pub(crate) async fn check_taken_back(
    session: &Session,
    chain: &Chain,
    header: &TrustedHeader,
) -> Result<bool, ApiError> {
    let all =
        session.read(|t| t.list::<GrantRecord>(kind::GRANT, Order::NewestFirst, usize::MAX, 0))?;
    let now = now();
    let mut asked = Vec::new();
    for row in &all {
        if row.body.withdrawal.is_some() || row.body.until <= now {
            continue;
        }
        for link in &row.body.handed_on {
            if link.taken_back.is_none()
                && let Ok(from) = link.from.parse::<DepartmentDid>()
            {
                asked.push((
                    row.id.clone(),
                    link.link.clone(),
                    (from.address, convert::digest_bytes(&link.link)?.into()),
                ));
            }
        }
    }
    let links: Vec<_> = asked.iter().map(|(_, _, link)| *link).collect();
    let found = chain
        .proven_links_withdrawn(header, &links)
        .await
        .map_err(convert::chain_error)?
        .value
        .unwrap_or_default();
    let taken: Vec<_> = (asked.into_iter().zip(found))
        .filter_map(|((grant, link, _), is_withdrawn)| is_withdrawn.then_some((grant, link)))
        .collect();
    let at = (header.number(), header.time());
    session.write(|t| {
        for (id, link) in &taken {
            let Some(mut grant) = t.get::<GrantRecord>(kind::GRANT, id)? else {
                continue;
            };
            for known in &mut grant.handed_on {
                if known.link == *link {
                    known.taken_back = Some(at);
                }
            }
            t.put(kind::GRANT, id, grant.signed, &grant)?;
        }
        Ok(())
    })?;
    Ok(!taken.is_empty())
}
