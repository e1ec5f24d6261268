//! The authority map: what every office of the directory can reach today, and by what.

use std::collections::HashMap;

use chain::{Verdict, law::Rule};
use keys::DepartmentDid;
use vault::Order;
use wallet_api::{
    ActivityKind, ActivityRow, ApiError, HandedOnState, InboxState, MapReach, OfficeView,
    PartyView, PermissionRow, PermissionState, ReachHow, ReachRow, RightView,
};

use crate::{
    acts::{activity, departments, inbox, permissions, sync},
    book::party_view,
    convert::saturate,
    session::{Book, Session},
    store::{GrantRecord, kind},
    wallet::{Act, Wallet, now},
};

/// Lines of the activity that are looked through for contacts.
const HISTORY: u32 = 5_000;

impl Act for MapReach {
    async fn act(self, wallet: &Wallet) -> Result<Vec<OfficeView>, ApiError> {
        let session = wallet.session()?;
        sync::ensure_book(wallet, &session).await?;
        let rows = departments::rows(&session)?;
        let mut reach = map(&session)?;
        let contacts = Contacts::read(&session)?;
        Ok(rows
            .into_iter()
            .map(|row| {
                let did = row.party.did.clone();
                let reach = reach.remove(&did).unwrap_or_default();
                contacts.view(OfficeView {
                    row,
                    reach,
                    shared: Vec::new(),
                    requests: 0,
                    waiting: 0,
                    reads: 0,
                    uncovered: 0,
                    first_contact: None,
                    last_contact: None,
                })
            })
            .collect())
    }
}

/// Everything that can be reached today, by the DID of the office.
pub(crate) fn map(session: &Session) -> Result<HashMap<String, Vec<ReachRow>>, ApiError> {
    let now = now();
    let book = session.book();
    let mut map: HashMap<String, Vec<ReachRow>> = HashMap::new();
    for permission in permissions::rows(session)? {
        if !is_in_force(&permission.state) {
            continue;
        }
        let cited = session
            .read(|t| t.get::<GrantRecord>(kind::GRANT, &permission.id))?
            .map(|grant| grant.clause)
            .unwrap_or_default();
        let offices = given(&permission)
            .into_iter()
            .chain(handed_on(&permission))
            .chain(possible(session, &book, &permission, &cited, now));
        for (office, row) in offices {
            let rows = map.entry(office).or_default();
            // An office that has it, or to which it was handed on, need not be told that it might.
            let known = rows.iter().any(|known| known.permission == row.permission);
            if row.how != ReachHow::Possible || !known {
                rows.push(row);
            }
        }
    }
    for rows in map.values_mut() {
        rows.sort_by_key(|row| (row.how, row.until));
    }
    Ok(map)
}

/// Whether a use is possible, or would be once a suspension ends. One that is being withdrawn can be
/// used until that is in a block.
pub(crate) fn is_in_force(state: &PermissionState) -> bool {
    matches!(
        state,
        PermissionState::Active
            | PermissionState::Withdrawing
            | PermissionState::SuspendedByLaw
            | PermissionState::SuspendedOffice
    )
}

fn base(permission: &PermissionRow, how: ReachHow) -> ReachRow {
    ReachRow {
        permission: permission.id.clone(),
        number: permission.number.clone(),
        how,
        via: Vec::new(),
        link: None,
        custodian: permission.custodian.clone(),
        purpose_text: permission.purpose_text.clone(),
        rights: permission.rights.clone(),
        until: permission.until,
        used: 0,
        last_used: None,
        retention_days: permission.retention_days,
        stop: None,
    }
}

fn given(permission: &PermissionRow) -> Option<(String, ReachRow)> {
    // Uses through others count on the permission as well.
    let passed = |row: &wallet_api::HandedOnRow| if row.depth == 1 { row.used } else { 0 };
    let by_others: u32 = permission.handed_on.iter().map(passed).sum();
    let row = ReachRow {
        used: permission.used.saturating_sub(by_others),
        last_used: permission.last_used,
        stop: permission.stop.clone(),
        ..base(permission, ReachHow::Given)
    };
    Some((permission.party.did.clone(), row))
}

fn handed_on(permission: &PermissionRow) -> Vec<(String, ReachRow)> {
    let mut rows = Vec::new();
    for part in &permission.handed_on {
        let can_resume = matches!(
            part.state,
            HandedOnState::Active | HandedOnState::SuspendedByLaw | HandedOnState::SuspendedOffice
        );
        if !can_resume {
            continue;
        }
        let row = ReachRow {
            via: line_above(permission, part),
            link: Some(part.link.clone()),
            rights: part.rights.clone(),
            until: part.until,
            used: part.used,
            last_used: Some(part.last_used),
            retention_days: part.retention_days,
            stop: part.stop.clone(),
            ..base(permission, ReachHow::HandedOn)
        };
        rows.push((part.to.did.clone(), row));
    }
    rows
}

/// The offices between the citizen and the one that a part was handed on to.
fn line_above(permission: &PermissionRow, part: &wallet_api::HandedOnRow) -> Vec<PartyView> {
    let mut line = vec![part.from.clone()];
    let mut depth = part.depth;
    while depth > 1 {
        let Some(above) = line.last() else { break };
        let before = (permission.handed_on.iter())
            .find(|other| other.depth == depth - 1 && other.to.did == above.did);
        let Some(before) = before else { break };
        line.push(before.from.clone());
        depth -= 1;
    }
    line.reverse();
    line
}

/// Offices below the one that has it, where the permission may be handed on and the law would let
/// them use it.
fn possible(
    session: &Session,
    book: &Book,
    permission: &PermissionRow,
    clause: &str,
    now: i64,
) -> Vec<(String, ReachRow)> {
    let Ok(holder) = permission.party.did.parse::<DepartmentDid>() else {
        return Vec::new();
    };
    if permission.max_depth == 0 || permission.state != PermissionState::Active {
        return Vec::new();
    }
    let matter = Matter {
        rights: &permission.rights,
        purpose: &permission.purpose,
        clause,
    };
    below(session, book, &holder, &matter, now)
        .into_iter()
        .map(|(office, rights)| {
            let row = ReachRow {
                via: vec![permission.party.clone()],
                rights,
                ..base(permission, ReachHow::Possible)
            };
            (office.did, row)
        })
        .collect()
}

/// What might be handed on.
pub(crate) struct Matter<'a> {
    pub(crate) rights: &'a [RightView],
    pub(crate) purpose: &'a str,
    pub(crate) clause: &'a str,
}

/// The active offices below `above` that the law would let use something of it, with what; the
/// nearer ones first.
pub(crate) fn below(
    session: &Session,
    book: &Book,
    above: &DepartmentDid,
    matter: &Matter<'_>,
    now: i64,
) -> Vec<(PartyView, Vec<RightView>)> {
    let directory = &book.directory;
    let mut found: Vec<_> = directory
        .all()
        .filter(|office| directory.is_within(&office.id, &above.address))
        .filter(|office| book.is_active(office, now))
        .map(|office| (directory.ancestors(&office.id).count(), office))
        .collect();
    found.sort_by(|one, other| (one.0, &one.1.code).cmp(&(other.0, &other.1.code)));
    found
        .into_iter()
        .filter_map(|(_, office)| {
            let usable = |right: &&RightView| {
                let asked = (right.entry.as_str(), right.attribute.as_str(), right.action);
                let (verdict, rule) = book.ask_law(&office.did, asked, matter.purpose, now);
                let allows =
                    |rule: &Rule| rule.terms.delegable && rule.terms.clause == matter.clause;
                verdict != Verdict::Deny && rule.is_some_and(allows)
            };
            let rights: Vec<_> = matter.rights.iter().filter(usable).cloned().collect();
            (!rights.is_empty()).then(|| (party_view(office, true, session.proof()), rights))
        })
        .collect()
}

/// What the citizen had to do with each office.
struct Contacts {
    history: Vec<ActivityRow>,
    inbox: Vec<wallet_api::InboxRow>,
    given: Vec<GrantRecord>,
}

impl Contacts {
    fn read(session: &Session) -> Result<Self, ApiError> {
        let given = session
            .read(|t| t.list::<GrantRecord>(kind::GRANT, Order::NewestFirst, usize::MAX, 0))?;
        Ok(Self {
            history: activity::newest(session, HISTORY)?,
            inbox: inbox::rows(session)?,
            given: given.into_iter().map(|row| row.body).collect(),
        })
    }

    fn view(&self, mut view: OfficeView) -> OfficeView {
        let did = &view.row.party.did;
        let is_it = |party: &Option<PartyView>| party.as_ref().is_some_and(|p| p.did == *did);
        let mut times = Vec::new();
        let mut shared: Vec<RightView> = Vec::new();
        for row in &self.history {
            if is_it(&row.party) {
                times.push(row.time);
                let access = ActivityKind::AccessedWithoutPermission;
                if row.kind == ActivityKind::PermissionUsed || row.kind == access {
                    view.reads = view.reads.saturating_add(1);
                    view.uncovered += u32::from(row.basis.is_nothing());
                    shared.extend(row.rights.iter().cloned());
                }
            }
        }
        for line in self.inbox.iter().filter(|line| line.party.did == *did) {
            times.push(line.received);
        }
        let asked = |line: &&wallet_api::InboxRow| {
            line.party.did == *did && line.kind == wallet_api::InboxKind::Request
        };
        view.requests = saturate(self.inbox.iter().filter(asked).count());
        let waits = |line: &&wallet_api::InboxRow| {
            asked(line) && matches!(line.state, InboxState::New | InboxState::Waiting)
        };
        view.waiting = saturate(self.inbox.iter().filter(waits).count());
        for grant in self.given.iter().filter(|grant| grant.requester == *did) {
            times.push(grant.signed);
            shared.extend(grant.rights.iter().cloned());
        }
        for right in shared {
            if !view.shared.contains(&right) {
                view.shared.push(right);
            }
        }
        view.first_contact = times.iter().min().copied();
        view.last_contact = times.iter().max().copied();
        view
    }
}
