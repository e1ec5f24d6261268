//! Uses: how a department proves, each time, that the grant is its own.

use keys::Signer;

use crate::decision::Decision;
use crate::digest::Digest;
use crate::error::GrantError;
use crate::operation::Operation;
use crate::part::{Form, Kind, PartError, sign};
use crate::record::UseRecord;
use crate::token::{Token, push_announced};

/// Why a use could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UseError {
    /// What is held is no valid token.
    #[error("what is held is not valid: {0}")]
    Held(GrantError),
    /// The operation needs a right that is not held.
    #[error("a right that the operation needs is not held")]
    NotHeld,
    /// More decisions than a use can carry.
    #[error("too many decisions")]
    TooManyDecisions,
    /// The nonce is not 22 to 64 characters of `[A-Za-z0-9_-]`.
    #[error("malformed nonce")]
    Nonce,
    /// The key signs another algorithm, or refused.
    #[error(transparent)]
    Part(#[from] PartError),
}

/// Makes one use of a grant as held, addressed to the grant's custodian.
///
/// Only the disclosures that the operation needs are shown. `nonce` is the custodian's challenge,
/// or 128 random bits or more where the custodian allows the user's own. `signer` holds the
/// directory key of the department named last; `now` (Unix seconds) becomes `iat`.
///
/// # Errors
/// [`UseError`].
pub fn use_grant(
    held: &str,
    decisions: &[Decision],
    operation: &Operation,
    nonce: &str,
    signer: &dyn Signer,
    now: i64,
) -> Result<String, UseError> {
    let token = Token::read(held, Form::Held).map_err(UseError::Held)?;
    let rights = token
        .numbers_of(operation.rights())
        .ok_or(UseError::NotHeld)?;
    if decisions.len() > 2 {
        return Err(UseError::TooManyDecisions);
    }
    if !is_nonce(nonce) {
        return Err(UseError::Nonce);
    }
    let mut text = token.write(rights, None);
    for decision in decisions {
        push_announced(&mut text, decision.as_str());
    }
    let (op, shown) = (
        operation.digest().to_string(),
        Digest::of(text.as_bytes()).to_string(),
    );
    text.push_str(&sign(
        Kind::Use,
        &UseRecord {
            aud: token.grant.custodian.as_str(),
            iat: now,
            nonce,
            op: &op,
            sd_hash: &shown,
        },
        signer,
    )?);
    Ok(text)
}

/// Whether a text can be the nonce of a use: 22 to 64 characters of base64url.
pub(crate) fn is_nonce(text: &str) -> bool {
    (22..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
