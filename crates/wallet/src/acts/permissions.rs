//! Permissions: grants as they stand now.

use vault::Order;
use wallet_api::{
    ApiError, ErrorCode, FinalityView, GetPermission, LawStandingView, ListPermissions,
    PermissionRow, PermissionState, PermissionView, Proof, RightStanding, RightView, StopView,
    TechnicalRow, WorthClosing,
};

use crate::{
    acts::{activity, cases, handed_on},
    book::clause_view,
    law::Granted,
    session::Session,
    stop::{self, Asked},
    store::{GrantRecord, GrantStage, kind},
    wallet::{Act, Wallet, now},
};

const DAY_SECS: i64 = 86_400;
/// After so many days without a single use a permission is worth closing.
const UNUSED_DAYS: u32 = 14;
/// After so many days without a further use it is, too.
const IDLE_DAYS: u32 = 30;

impl Act for ListPermissions {
    async fn act(self, wallet: &Wallet) -> Result<Vec<PermissionRow>, ApiError> {
        rows(&*wallet.session()?)
    }
}

impl Act for GetPermission {
    async fn act(self, wallet: &Wallet) -> Result<PermissionView, ApiError> {
        let session = wallet.session()?;
        let grant = load(&session, &self.id)?;
        let history = activity::newest(&session, 1_000)?
            .into_iter()
            // Uses that go beyond it are its uses, too, although it does not cover them.
            .filter(|row| row.permission.as_ref() == Some(&self.id))
            .collect();
        let row = |label: &str, value: String| TechnicalRow {
            label: label.to_owned(),
            value,
        };
        let account = session.vault(|vault| Ok(vault.account_address(grant.account).ok()))?;
        let mut technical = vec![
            row("fingerprint", self.id.clone()),
            row("requester-did", grant.requester.clone()),
            row("custodian-did", grant.custodian.clone()),
        ];
        technical.extend(account.map(|account| row("account", account.to_string())));
        technical.extend(height(&grant).map(|height| row("block", height.to_string())));
        Ok(PermissionView {
            case: cases::view(&session, &grant.request)?,
            request: grant.request.clone(),
            row: view(&session, self.id, &grant),
            history,
            technical,
        })
    }
}

/// All permissions, those in force first, then newest first.
pub(crate) fn rows(session: &Session) -> Result<Vec<PermissionRow>, ApiError> {
    let all =
        session.read(|t| t.list::<GrantRecord>(kind::GRANT, Order::NewestFirst, usize::MAX, 0))?;
    let mut rows: Vec<PermissionRow> = all
        .into_iter()
        // A grant that was never anchored is nothing that anybody could use.
        .filter(|row| {
            !matches!(
                row.body.stage,
                GrantStage::NotDelivered | GrantStage::Offered
            )
        })
        .map(|row| view(session, row.id, &row.body))
        .collect();
    rows.sort_by_key(|row| match row.state {
        PermissionState::Withdrawing | PermissionState::Preparing => 0,
        PermissionState::Active => 1,
        PermissionState::WaitsForOfficer
        | PermissionState::SuspendedByLaw
        | PermissionState::SuspendedOffice => 2,
        _ => 3,
    });
    Ok(rows)
}

pub(crate) fn row(session: &Session, id: &str) -> Result<PermissionRow, ApiError> {
    Ok(view(session, id.to_owned(), &load(session, id)?))
}

pub(crate) fn load(session: &Session, id: &str) -> Result<GrantRecord, ApiError> {
    session
        .read(|t| t.get::<GrantRecord>(kind::GRANT, id))?
        .ok_or_else(|| ApiError::about(ErrorCode::NotFound, id))
}

fn view(session: &Session, id: String, grant: &GrantRecord) -> PermissionRow {
    let now = now();
    let book = session.book();
    let on_chain = height(grant).is_some();
    let law = standing(session, grant, now);
    let (state, stop) = state(session, grant, &law, now);
    PermissionRow {
        id,
        number: grant.number.clone(),
        party: session.party(&grant.requester, now),
        custodian: session.party(&grant.custodian, now),
        rights: grant.rights.clone(),
        purpose: grant.purpose.clone(),
        purpose_text: grant.purpose_text.clone(),
        clause: book
            .clause(&grant.clause, now)
            .map(|rule| clause_view(rule, session.proof())),
        since: grant.from.max(grant.signed),
        until: grant.until,
        used: grant.used,
        max_uses: grant.max_uses,
        last_used: grant.last_used,
        retention_days: grant.retention_days,
        max_depth: grant.max_depth,
        handed_on: handed_on::rows(session, grant, &state, now),
        kept_until: kept_until(grant),
        worth_closing: worth_closing(grant, &state, now),
        withdrawal: grant.withdrawal.as_ref().map(|withdrawal| FinalityView {
            asked: withdrawal.asked,
            block: withdrawal.done,
            sealed: withdrawal.sealed,
            last_use: grant.last_used,
        }),
        state,
        stop,
        law,
        proof: if on_chain {
            session.proof()
        } else {
            Proof::NotChecked
        },
    }
}

/// Until when the office may keep what it learnt by the last use.
fn kept_until(grant: &GrantRecord) -> Option<i64> {
    let days = i64::from(grant.retention_days);
    let last = grant.last_used.filter(|_| days > 0)?;
    Some(last.saturating_add(days * DAY_SECS))
}

/// Whether nobody seems to need the permission any more.
fn worth_closing(grant: &GrantRecord, state: &PermissionState, now: i64) -> Option<WorthClosing> {
    if *state != PermissionState::Active {
        return None;
    }
    let days = |since: i64| u32::try_from((now - since) / DAY_SECS).unwrap_or(0);
    match grant.last_used {
        None => {
            let days = days(grant.from.max(grant.signed));
            (days >= UNUSED_DAYS).then_some(WorthClosing::NeverUsed { days })
        }
        Some(last) => {
            let days = days(last);
            (days >= IDLE_DAYS).then_some(WorthClosing::NotUsedFor { days })
        }
    }
}

/// Block of the anchor.
fn height(grant: &GrantRecord) -> Option<u64> {
    match grant.stage {
        GrantStage::Anchored { height }
        | GrantStage::Delivered { height, .. }
        | GrantStage::Uncertain { height }
        | GrantStage::FoundOnChain { height } => Some(height),
        GrantStage::Signed | GrantStage::Offered | GrantStage::NotDelivered => None,
    }
}

/// Where the law stands on a grant, as proven up to now.
pub(crate) fn standing(session: &Session, grant: &GrantRecord, now: i64) -> LawStandingView {
    let Ok(requester) = grant.requester.parse() else {
        return LawStandingView::default();
    };
    let granted = Granted {
        requester,
        rights: &grant.rights,
        purpose: &grant.purpose,
        clause: &grant.clause,
        from: grant.from,
        until: grant.until,
        max_uses: grant.max_uses,
        retention_days: grant.retention_days,
        signed: grant.signed,
    };
    let said = |right: &RightView| cases::said(session, &grant.request, right);
    session
        .book()
        .standing(&granted, said, &session.proof(), now)
}

fn state(
    session: &Session,
    grant: &GrantRecord,
    law: &LawStandingView,
    now: i64,
) -> (PermissionState, Option<StopView>) {
    let plain = |state| (state, None);
    match &grant.withdrawal {
        Some(withdrawal) => {
            return plain(match withdrawal.done {
                Some((height, time)) => PermissionState::Withdrawn { height, time },
                None => PermissionState::Withdrawing,
            });
        }
        None if matches!(grant.stage, GrantStage::Signed | GrantStage::Offered) => {
            return plain(PermissionState::Preparing);
        }
        None if grant.stage == GrantStage::NotDelivered => {
            return plain(PermissionState::NotDelivered);
        }
        None => {}
    }
    if grant.until <= now {
        return plain(PermissionState::Expired);
    }
    if grant.used >= grant.max_uses {
        return plain(PermissionState::UsedUp);
    }
    // The same that the custodian asks at every use, from the proven directory and law.
    for office in [&grant.requester, &grant.custodian] {
        if let Some(stop) = stop::of_office(session, office, now) {
            return (PermissionState::SuspendedOffice, Some(stop));
        }
    }
    let asked = Asked {
        user: &grant.requester,
        rights: &grant.rights,
        purpose: &grant.purpose,
        clause: &grant.clause,
        validity_secs: grant.until - grant.from,
        max_uses: grant.max_uses,
        retention_days: grant.retention_days,
        is_handed_on: false,
    };
    let stands =
        |wanted: fn(RightStanding) -> bool| law.rights.iter().any(|right| wanted(right.standing));
    if !law.rights.is_empty() && !stands(RightStanding::is_usable) {
        return match stands(|standing| standing == RightStanding::NeedsOfficer) {
            true => plain(PermissionState::WaitsForOfficer),
            false => {
                let stop = stop::of_law(session, &asked, now);
                (PermissionState::SuspendedByLaw, stop)
            }
        };
    }
    if let GrantStage::Anchored { .. } = grant.stage {
        return plain(PermissionState::NotDelivered);
    }
    plain(PermissionState::Active)
}
