//! Withdraws a permission: the account that anchored the grant ends it on the chain, and from that
//! block on every use is refused.

use chain::{calls, journal::EntryKind};
use keys::KeyId;
use wallet_api::{
    ActivityKind, ApiError, ErrorCode, PermissionRow, PermissionState, WithdrawPermission,
};

use crate::{
    acts::{activity, approve, permissions},
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
        result
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
    grant.withdrawal = Some(Withdrawal {
        asked: now(),
        done: None,
    });
    session.write(|t| t.put(kind::GRANT, id, grant.signed, &grant))?;
    wallet.content_changed();

    let chain = session.chain(&wallet.inner().profile).await?;
    let fingerprint = convert::digest_bytes(id)?;
    let note = approve::own_note(session, &chain, EntryKind::GrantRevoked, &fingerprint, None)?;
    let call = calls::grants_revoke(chain.network().contracts(), fingerprint.into(), &note);
    let account = grant.account;
    let address = session.vault(|vault| {
        vault
            .account_address(account)
            .map_err(|_| ApiError::about(ErrorCode::Internal, "account"))
    })?;
    let receipt = chain
        .send(address, &call, |digest| {
            session
                .vault(|vault| Ok(vault.sign_digest(&KeyId::account(account), digest).ok()))
                .ok()
                .flatten()
        })
        .await
        .map_err(convert::chain_error)?;

    // Read again: a use may have come in while the block was waited for.
    let mut grant = permissions::load(session, id)?;
    grant.withdrawal = Some(Withdrawal {
        asked: now(),
        done: Some((receipt.block, receipt.time)),
    });
    let act = withdrawn(&grant, id, receipt.block, receipt.time);
    session.write(|t| {
        t.put(kind::GRANT, id, grant.signed, &grant)?;
        activity::record_once(t, id, &act)
    })?;
    permissions::row(session, id)
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
