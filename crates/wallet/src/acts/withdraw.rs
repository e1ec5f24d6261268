//! Withdraws a permission: the account that anchored the grant ends it on the chain, and from that
//! block on every use is refused.

use chain::{calls, journal::EntryKind};
use vault::Order;
use wallet_api::{
    ActivityKind, ApiError, ErrorCode, PermissionRow, PermissionState, WithdrawPermission,
};

use crate::{
    acts::{account, activity, approve, permissions, sync},
    convert,
    session::Session,
    store::{ActRecord, GrantRecord, Withdrawal, kind},
    wallet::{Act, Wallet, now},
};

impl Act for WithdrawPermission {
    async fn act(self, wallet: &Wallet) -> Result<PermissionRow, ApiError> {
        let session = wallet.session()?;
        let result = {
            let _one = session.deciding.lock().await;
            withdraw(wallet, &session, &self.id).await
        };
        wallet.content_changed();
        result?;
        // The block is one node's word until a proven head contains it. If that fails now, the
        // next reading of the chain shows it.
        let _ = sync::run(wallet).await;
        permissions::row(&session, &self.id)
    }
}

pub(crate) async fn withdraw(
    wallet: &Wallet,
    session: &Session,
    id: &str,
) -> Result<PermissionRow, ApiError> {
    let mut grant = permissions::load(session, id)?;
    let state = permissions::row(session, id)?.state;
    if matches!(
        state,
        PermissionState::Withdrawn { .. } | PermissionState::Expired | PermissionState::Preparing
    ) {
        return Err(ErrorCode::AlreadyEnded.into());
    }
    // Written before anything is sent, so that a withdrawal that broke off is seen as under way
    // and can be asked for again.
    let asked = now();
    grant.withdrawal = Some(Withdrawal {
        asked,
        done: None,
        sealed: None,
    });
    session.write(|t| t.put(kind::GRANT, id, grant.signed, &grant))?;
    wallet.content_changed();

    let chain = session.chain(&wallet.inner().profile).await?;
    let fingerprint = convert::digest_bytes(id)?;
    let note = approve::own_note(session, &chain, EntryKind::GrantRevoked, &fingerprint, None)?;
    let call = calls::grants_revoke(chain.network().contracts(), fingerprint.into(), &note);
    let receipt = account::send(session, &chain, grant.account, &call).await?;

    // Read again: a use may have come in while the block was waited for.
    let mut grant = permissions::load(session, id)?;
    grant.withdrawal = Some(Withdrawal {
        asked,
        done: Some((receipt.block, receipt.time)),
        sealed: None,
    });
    let act = withdrawn(&grant, id, receipt.block, receipt.time);
    session.write(|t| {
        t.put(kind::GRANT, id, grant.signed, &grant)?;
        activity::record_once(t, id, &act)
    })?;
    permissions::row(session, id)
}

/// Notes which withdrawals are contained in the newest proven head: they cannot be undone. Returns
/// whether there is one more.
pub(crate) fn seal(session: &Session) -> Result<bool, ApiError> {
    let Some(head) = session.head() else {
        return Ok(false);
    };
    let height = head.header.number();
    let all =
        session.read(|t| t.list::<GrantRecord>(kind::GRANT, Order::NewestFirst, usize::MAX, 0))?;
    let mut sealed = false;
    for row in all {
        let mut grant = row.body;
        let Some(withdrawal) = grant.withdrawal.as_mut() else {
            continue;
        };
        let contained = withdrawal.done.is_some_and(|(block, _)| block <= height);
        if contained && withdrawal.sealed.is_none() {
            withdrawal.sealed = Some((height, head.checked));
            session.write(|t| t.put(kind::GRANT, &row.id, grant.signed, &grant))?;
            sealed = true;
        }
    }
    Ok(sealed)
}

/// The line of a withdrawal, as its block has it.
pub(crate) fn withdrawn(grant: &GrantRecord, id: &str, height: u64, time: i64) -> ActRecord {
    ActRecord {
        height: Some(height),
        ..about_grant(grant, id, ActivityKind::PermissionWithdrawn, time)
    }
}

/// A line about a grant.
pub(crate) fn about_grant(
    grant: &GrantRecord,
    id: &str,
    kind: ActivityKind,
    time: i64,
) -> ActRecord {
    ActRecord {
        party: Some(grant.requester.clone()),
        custodian: Some(grant.custodian.clone()),
        rights: grant.rights.clone(),
        about: grant.purpose_text.clone(),
        grant: Some(id.to_owned()),
        ..ActRecord::new(time, kind)
    }
}
