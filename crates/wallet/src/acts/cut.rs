//! Cuts an office off: shows what would close, then withdraws exactly those permissions.

use std::collections::BTreeSet;

use keys::DepartmentDid;
use wallet_api::{
    ApiError, ClosedView, Cut, CutDone, CutFailure, CutView, ErrorCode, PlanCut, ReachHow,
};

use crate::{
    acts::{permissions, reach, withdraw},
    convert,
    session::Session,
    wallet::{Act, Wallet, now},
};

impl Act for PlanCut {
    async fn act(self, wallet: &Wallet) -> Result<CutView, ApiError> {
        plan(&*wallet.session()?, &self)
    }
}

impl Act for Cut {
    async fn act(self, wallet: &Wallet) -> Result<CutDone, ApiError> {
        let session = wallet.session()?;
        let done = {
            let _one = session.deciding.lock().await;
            cut(wallet, &session, self).await
        };
        wallet.content_changed();
        done
    }
}

/// What would close, computed from the map as it is now.
fn plan(session: &Session, command: &PlanCut) -> Result<CutView, ApiError> {
    let did = convert::did(&command.office)?;
    let book = session.book();
    let office = book
        .department(&did)
        .ok_or_else(|| ApiError::about(ErrorCode::NotFound, command.office.clone()))?;
    let is_cut_off = |other: &str| {
        other
            .parse::<DepartmentDid>()
            .is_ok_and(|other| other == did || book.directory.is_within(&other.address, &office.id))
    };
    let map = reach::map(session)?;
    let mut chosen = BTreeSet::new();
    let mut spared = BTreeSet::new();
    for (other, rows) in &map {
        for row in rows.iter().filter(|_| is_cut_off(other)) {
            let meant = match &command.link {
                Some(link) => row.link.as_ref() == Some(link),
                None => row.how != ReachHow::Possible || command.possible,
            };
            if meant {
                chosen.insert(row.permission.clone());
            } else if row.how == ReachHow::Possible {
                spared.insert(row.permission.clone());
            }
        }
    }
    if let (Some(link), true) = (&command.link, chosen.is_empty()) {
        return Err(ApiError::about(ErrorCode::NotFound, link.clone()));
    }
    let mut closes = Vec::new();
    for other in in_order(session) {
        for row in map.get(&other).into_iter().flatten() {
            if chosen.contains(&row.permission) {
                closes.push(ClosedView {
                    office: session.party(&other, now()),
                    how: row.how,
                    permission: row.permission.clone(),
                    rights: row.rights.clone(),
                });
            }
        }
    }
    let might_remain = spared.difference(&chosen).count();
    let permissions = permissions::rows(session)?;
    Ok(CutView {
        office: session.party(&command.office, now()),
        permissions: permissions
            .into_iter()
            .filter(|row| chosen.contains(&row.id))
            .collect(),
        closes,
        might_remain: convert::saturate(might_remain),
    })
}

/// The DIDs of the directory, offices before those below them.
fn in_order(session: &Session) -> Vec<String> {
    let book = session.book();
    let directory = &book.directory;
    let mut offices: Vec<_> = directory
        .all()
        .map(|office| {
            let above = directory.ancestors(&office.id).count();
            (above, office.code.clone(), office.did.to_string())
        })
        .collect();
    offices.sort();
    offices.into_iter().map(|(_, _, did)| did).collect()
}

async fn cut(wallet: &Wallet, session: &Session, command: Cut) -> Result<CutDone, ApiError> {
    let planned = plan(
        session,
        &PlanCut {
            office: command.office,
            link: command.link,
            possible: command.possible,
        },
    )?;
    let now: BTreeSet<_> = planned.permissions.iter().map(|row| &row.id).collect();
    if now != command.permissions.iter().collect() {
        return Err(ErrorCode::ReviewChanged.into());
    }
    let mut done = CutDone {
        withdrawn: Vec::new(),
        failed: Vec::new(),
    };
    // One after the other: what is withdrawn stays withdrawn, whatever becomes of the next.
    for row in planned.permissions {
        match withdraw::withdraw(wallet, session, &row.id).await {
            Ok(row) => done.withdrawn.push(row),
            Err(error) => done.failed.push(CutFailure {
                permission: row.id,
                number: row.number,
                error,
            }),
        }
    }
    Ok(done)
}
