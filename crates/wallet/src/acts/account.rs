//! One-time accounts: what the citizen does on the chain comes from an account that is used for
//! nothing else.

use chain::{Call, Chain, Receipt};
use keys::{ChainAddress, KeyId};
use wallet_api::{ApiError, ErrorCode};

use crate::{convert, session::Session};

/// The address of an account by its number.
pub(crate) fn address(session: &Session, account: u32) -> Result<ChainAddress, ApiError> {
    session.vault(|vault| {
        vault
            .account_address(account)
            .map_err(|_| ApiError::about(ErrorCode::Internal, "account"))
    })
}

/// Sends a call from an account and waits for its block.
pub(crate) async fn send(
    session: &Session,
    chain: &Chain,
    account: u32,
    call: &Call,
) -> Result<Receipt, ApiError> {
    let address = address(session, account)?;
    chain
        .send(address, call, |digest| {
            // Locked meanwhile: nothing is signed, and the chain's client says so.
            session
                .vault(|vault| Ok(vault.sign_digest(&KeyId::account(account), digest).ok()))
                .ok()
                .flatten()
        })
        .await
        .map_err(convert::chain_error)
}
