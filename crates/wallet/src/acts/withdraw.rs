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
    store::{ActRecord, Withdrawal, kind},
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

async fn withdraw(wallet: &Wallet, session: &Session, id: &str) -> Result<PermissionRow, ApiError> {
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

    grant.withdrawal = Some(Withdrawal {
        asked: now(),
        done: Some((receipt.block, receipt.time)),
    });
    let mut act = ActRecord::new(now(), ActivityKind::PermissionWithdrawn);
    act.party = Some(grant.requester.clone());
    act.custodian = Some(grant.custodian.clone());
    act.rights.clone_from(&grant.rights);
    act.about = grant.purpose_text.clone();
    act.grant = Some(id.to_owned());
    act.height = Some(receipt.block);
    session.write(|t| {
        t.put(kind::GRANT, id, grant.signed, &grant)?;
        activity::record(t, &act)
    })?;
    permissions::row(session, id)
}
