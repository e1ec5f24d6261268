//! Anchors a grant on the chain, and introduces the key that signed it to the keeper of the data.

use chain::calls::{self, Note};
use exchange::{
    VerifiedRequest,
    introduction::{IntroductionRequest, sign_grant_key_introduction},
};
use keys::{
    ChainAddress,
    relation::{SELF_URI, department_uri, grant_uri},
};
use wallet_api::{ApiError, ErrorCode};

use crate::{
    acts::{account, issuer},
    convert,
    random::{array, token},
    session::Session,
    store::{GrantNote, GrantRecord},
    wallet::{Wallet, now},
};

/// Notes are padded to a multiple of so many bytes.
const NOTE_BLOCK: usize = 512;

/// Tells the keeper of the data which key signs for this requester.
pub(super) async fn introduce(
    wallet: &Wallet,
    session: &Session,
    request: &VerifiedRequest,
) -> Result<(), ApiError> {
    let custodian = &request.terms.custodian;
    let known = session.book().known(custodian, now()).ok_or_else(|| {
        ApiError::about(ErrorCode::RequesterUnknown, custodian.address.to_string())
    })?;
    let key = session
        .relation(&grant_uri(custodian, &request.department), 0)?
        .ed25519;
    let introduction = session.with_signer(&department_uri(custodian), 0, |signer| {
        sign_grant_key_introduction(
            custodian,
            &request.department,
            &key,
            &token(),
            now(),
            signer,
        )
        .map_err(|_| ApiError::about(ErrorCode::Internal, "introduction"))
    })?;
    let url = issuer::address(&known.endpoint.join("relations"))?;
    let body = serde_json::to_vec(&IntroductionRequest { introduction })
        .map_err(|_| ApiError::about(ErrorCode::Internal, "introduction"))?;
    let http = session.http(&wallet.inner().profile)?;
    let answer = http
        .post_json(&url, body, None)
        .await
        .map_err(|error| error.about(&url))?;
    issuer::accepted(answer).map(|_| ())
}

/// Anchors a signed grant from its one-time account; answers the block.
pub(super) async fn anchor(
    wallet: &Wallet,
    session: &Session,
    id: &str,
    grant: &GrantRecord,
) -> Result<u64, ApiError> {
    let chain = session.chain(&wallet.inner().profile).await?;
    let call = anchor_call(session, &chain, convert::digest_bytes(id)?, grant)?;
    let receipt = account::send(session, &chain, grant.account, &call).await?;
    Ok(receipt.block)
}

/// The call that anchors a grant, with a note that only the holder can find and open.
fn anchor_call(
    session: &Session,
    chain: &chain::Chain,
    fingerprint: [u8; 32],
    grant: &GrantRecord,
) -> Result<chain::Call, ApiError> {
    let note = GrantNote {
        number: grant.number.clone(),
        account: grant.account,
        requester: grant.requester.clone(),
        custodian: grant.custodian.clone(),
        rights: grant.rights.clone(),
        purpose: grant.purpose.clone(),
        clause: grant.clause.clone(),
        from: grant.from,
        until: grant.until,
        max_uses: grant.max_uses,
        retention_days: grant.retention_days,
        max_depth: grant.max_depth,
        padding: String::new(),
    };
    let note = own_note(
        session,
        chain,
        chain::journal::EntryKind::GrantAnchored,
        &fingerprint,
        Some(note),
    )?;
    let end = u64::try_from(grant.until).unwrap_or_default();
    Ok(calls::grants_anchor(
        chain.network().contracts(),
        fingerprint.into(),
        end,
        grant.max_uses,
        &note,
    ))
}

/// A note of the holder to itself: tagged, and sealed where it says anything.
pub(crate) fn own_note(
    session: &Session,
    chain: &chain::Chain,
    entry: chain::journal::EntryKind,
    fingerprint: &[u8; 32],
    content: Option<GrantNote>,
) -> Result<Note, ApiError> {
    let network = chain.network();
    let internal = || ApiError::about(ErrorCode::Internal, "note");
    let nonce = array::<16>();
    session.vault(|vault| {
        let secret = vault
            .journal_secret(SELF_URI, 0, None, network.chain_id(), ChainAddress::ZERO)
            .map_err(|_| internal())?;
        let viewing = vault.relation_public(SELF_URI, 0).viewing;
        let data = match content {
            Some(note) => {
                let plain = padded(note).ok_or_else(internal)?;
                secret.seal(&nonce, entry as u8, fingerprint, &plain)
            }
            None => Vec::new(),
        };
        Ok(Note {
            bucket: keys::journal::bucket(&viewing, network.bucket_bits()),
            nonce: nonce.into(),
            tag: secret.tag(&nonce, entry as u8, fingerprint).into(),
            data: data.into(),
        })
    })
}

fn padded(mut note: GrantNote) -> Option<Vec<u8>> {
    // `,"padding":""` is there only when something is in it.
    const MEMBER: usize = 13;
    let bare = serde_json::to_vec(&note).ok()?.len();
    let whole = (bare + MEMBER + 1).next_multiple_of(NOTE_BLOCK);
    note.padding = " ".repeat(whole - bare - MEMBER);
    serde_json::to_vec(&note).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use wallet_api::RightView;

    use super::*;

    #[test]
    fn the_length_of_a_note_tells_nothing() {
        for count in 0..12 {
            let right = |number: usize| RightView {
                entry: "household".into(),
                attribute: format!("attribute.{number}"),
                action: wallet_api::Action::Read,
            };
            let note = GrantNote {
                number: "R-2026-0001".into(),
                account: 1,
                requester: "did:ethr:0x1:0x1".into(),
                custodian: "did:ethr:0x1:0x2".into(),
                rights: (0..count).map(right).collect(),
                purpose: "p".into(),
                clause: "c".into(),
                from: 0,
                until: 1,
                max_uses: 1,
                retention_days: 0,
                max_depth: 0,
                padding: String::new(),
            };
            let bytes = padded(note).unwrap();
            assert_eq!(bytes.len() % NOTE_BLOCK, 0, "{count}");
            assert!(serde_json::from_slice::<GrantNote>(&bytes).is_ok());
        }
    }
}
