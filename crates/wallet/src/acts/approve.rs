//! Approves a request: signs a grant of exactly what was shown, or less of it.
//!
//! In this order, each step written down before the next begins: the grant is signed and kept; its
//! key is introduced to the keeper of the data; its fingerprint is anchored on the chain from an
//! account that is used once; the answer is sent. Whatever breaks off in between, the citizen can
//! see how far it got, and an anchored grant can be withdrawn.

use chain::calls::{self, Note};
use exchange::{
    VerifiedRequest,
    answer::{Answer, seal_answer},
    introduction::{IntroductionRequest, sign_grant_key_introduction},
    receipt::verify_receipt,
};
use grant::{Anchor, GrantTerms, IssuedGrant, Limits, Right};
use keys::{
    ChainAddress, KeyId,
    relation::{SELF_URI, department_uri, grant_uri},
};
use wallet_api::{
    ActivityKind, ApiError, ApprovalStep, ApproveRequest, ErrorCode, InboxState, ItemView,
    LawVerdict, ReceiptView, RightView, WalletEvent,
};

use crate::{
    acts::{activity, inbox, issuer, permissions, review, sync, unlock},
    book::plain,
    convert,
    http::{Answer as HttpAnswer, HttpError},
    random::{Random, array, token},
    session::Session,
    store::{ActRecord, GrantNote, GrantRecord, GrantStage, InboxRecord, kind},
    wallet::{Act, Wallet, now},
};

/// Notes are padded to a multiple of so many bytes.
const NOTE_BLOCK: usize = 512;

impl Act for ApproveRequest {
    async fn act(self, wallet: &Wallet) -> Result<ReceiptView, ApiError> {
        let session = wallet.session()?;
        unlock::confirm(wallet, self.passphrase.clone()).await?;
        let receipt = {
            let _one = session.deciding.lock().await;
            approve(wallet, &session, &self).await
        };
        wallet.content_changed();
        wallet.status_changed();
        receipt
    }
}

async fn approve(
    wallet: &Wallet,
    session: &Session,
    command: &ApproveRequest,
) -> Result<ReceiptView, ApiError> {
    sync::ensure_book(wallet, session).await?;
    let mut record = inbox::load(session, &command.id)?;
    let request = review::load(session, &record)?;
    let mut shown = review::view(session, &command.id, &record, &request)?;
    review::seal(&mut shown);
    if let Some(obstacle) = shown.obstacle {
        return Err(obstacle.into());
    }
    if shown.digest != command.digest {
        return Err(ErrorCode::ReviewChanged.into());
    }
    let items = chosen(&shown.items, &command.items)?;
    if command.until <= now() || command.until > shown.until_limit {
        return Err(ApiError::about(ErrorCode::BadInput, "until"));
    }
    if command.max_uses == 0 || command.max_uses > shown.max_uses {
        return Err(ApiError::about(ErrorCode::BadInput, "max_uses"));
    }

    let chain = session.chain(&wallet.inner().profile).await?;
    let contract = chain.network().contracts().grants;
    let chain_id = chain.network().chain_id();
    let (account, address) = fresh_account(session)?;
    let anchor = Anchor {
        chain_id,
        contract,
        account: address,
    };
    let issued = sign(session, &request, &items, anchor, command)?;
    let id = convert::hex(issued.fingerprint.to_bytes());
    let mut grant = GrantRecord {
        number: record.number.clone(),
        request: command.id.clone(),
        compact: issued.compact.clone(),
        requester: request.department.to_string(),
        custodian: request.terms.custodian.to_string(),
        rights: items.iter().map(|item| right_view(item)).collect(),
        purpose: shown.purpose.clone(),
        purpose_text: shown.purpose_text.clone(),
        clause: shown.clause_code.clone(),
        from: shown.from,
        until: command.until,
        max_uses: command.max_uses,
        retention_days: shown.retention_days,
        account,
        signed: now(),
        stage: GrantStage::Signed,
        withdrawal: None,
        used: 0,
        last_used: None,
    };
    save(session, &id, &grant)?;

    let step = |step| {
        wallet.tell(WalletEvent::ApprovalMoved {
            id: command.id.clone(),
            step,
        })
    };
    step(ApprovalStep::Introducing);
    if let Err(error) = introduce(wallet, session, &request).await {
        return Err(not_delivered(session, &id, grant, error));
    }
    step(ApprovalStep::Anchoring);
    let call = match anchor_call(session, &chain, &issued, &grant) {
        Ok(call) => call,
        Err(error) => return Err(not_delivered(session, &id, grant, error)),
    };
    let receipt = chain
        .send(address, &call, |digest| {
            session
                .vault(|vault| Ok(vault.sign_digest(&KeyId::account(account), digest).ok()))
                .ok()
                .flatten()
        })
        .await;
    let height = match receipt {
        Ok(receipt) => receipt.block,
        Err(error) => {
            return Err(not_delivered(
                session,
                &id,
                grant,
                convert::chain_error(error),
            ));
        }
    };
    grant.stage = GrantStage::Anchored { height };
    save(session, &id, &grant)?;

    step(ApprovalStep::Sending);
    // Written before sending: from here on data may have left this computer.
    grant.stage = GrantStage::Uncertain { height };
    record.state = InboxState::FailedMaybeSent;
    record.permission = Some(id.clone());
    save_both(session, &id, &grant, &command.id, &record)?;
    let sent = send(
        wallet,
        session,
        &request,
        Answer::Grant(issued.compact.clone()),
    )
    .await;
    let answer = match sent {
        Ok(answer) => answer,
        Err(error) if error.nothing_sent() => {
            grant.stage = GrantStage::Anchored { height };
            record.state = InboxState::FailedNothingSent;
            note_failure(
                session,
                &id,
                &grant,
                &command.id,
                &record,
                ActivityKind::SendingFailed,
            )?;
            return Err(ErrorCode::NothingSent.into());
        }
        Err(_) => {
            note_failure(
                session,
                &id,
                &grant,
                &command.id,
                &record,
                ActivityKind::SendingUncertain,
            )?;
            return Err(ErrorCode::MayHaveBeenSent.into());
        }
    };
    let receipt = match read_receipt(session, &request, &answer, Some(issued.fingerprint)) {
        Ok(receipt) => receipt,
        Err(error) => {
            note_failure(
                session,
                &id,
                &grant,
                &command.id,
                &record,
                ActivityKind::SendingUncertain,
            )?;
            return Err(error);
        }
    };
    let at = now();
    grant.stage = GrantStage::Delivered {
        height,
        at,
        receipt: receipt.clone(),
    };
    record.state = InboxState::Answered;
    let mut act = ActRecord::new(at, ActivityKind::RequestApproved);
    act.party = Some(grant.requester.clone());
    act.custodian = Some(grant.custodian.clone());
    act.rights.clone_from(&grant.rights);
    act.about = grant.purpose_text.clone();
    act.grant = Some(id.clone());
    act.height = Some(height);
    session.write(|t| {
        t.put(kind::GRANT, &id, grant.signed, &grant)?;
        t.put(kind::INBOX, &command.id, record.received, &record)?;
        activity::record(t, &act)
    })?;
    Ok(ReceiptView {
        permission: permissions::row(session, &id)?,
        receipt,
        anchored_height: height,
        sent: at,
    })
}

/// The items that are given: of those shown, permitted by law, and at least one.
fn chosen<'v>(shown: &'v [ItemView], ids: &[String]) -> Result<Vec<&'v ItemView>, ApiError> {
    if ids.is_empty() {
        return Err(ErrorCode::NothingChosen.into());
    }
    let mut items: Vec<&ItemView> = Vec::new();
    for id in ids {
        let item = shown
            .iter()
            .find(|item| item.id == *id)
            .ok_or_else(|| ApiError::about(ErrorCode::ReviewChanged, id.clone()))?;
        if item.law != LawVerdict::Permitted {
            return Err(ApiError::about(
                ErrorCode::LawDenies,
                item.attribute.clone(),
            ));
        }
        if !items.iter().any(|known| known.id == item.id) {
            items.push(item);
        }
    }
    Ok(items)
}

/// An account that was never used; its number is used up even if nothing comes of it.
fn fresh_account(session: &Session) -> Result<(u32, ChainAddress), ApiError> {
    let number = session.write(|t| t.next_number("account"))?;
    let account =
        u32::try_from(number).map_err(|_| ApiError::about(ErrorCode::Internal, "accounts"))?;
    let address = session.vault(|vault| {
        vault
            .account_address(account)
            .map_err(|_| ApiError::about(ErrorCode::Internal, "account"))
    })?;
    Ok((account, address))
}

fn sign(
    session: &Session,
    request: &VerifiedRequest,
    items: &[&ItemView],
    anchor: Anchor,
    command: &ApproveRequest,
) -> Result<IssuedGrant, ApiError> {
    let terms = &request.terms;
    let asked: Vec<Right> = terms.single_rights().collect();
    let rights = items
        .iter()
        .filter_map(|item| {
            asked
                .iter()
                .find(|right| {
                    review::item_id(
                        right.entry.as_str(),
                        right.attribute.as_str(),
                        convert::action(right.action),
                    ) == item.id
                })
                .cloned()
        })
        .collect();
    let internal = |what: &str| ApiError::about(ErrorCode::Internal, what);
    let grant = GrantTerms {
        anchor,
        custodian: terms
            .custodian
            .to_string()
            .parse()
            .map_err(|_| internal("custodian"))?,
        department: request
            .department
            .to_string()
            .parse()
            .map_err(|_| internal("department"))?,
        rights,
        decoys: 0,
        clause: terms.clause.clone(),
        purpose: terms.purpose.clone(),
        request: request.digest,
        limits: Limits {
            expires: command.until,
            max_uses: u16::try_from(command.max_uses)
                .map_err(|_| ApiError::about(ErrorCode::BadInput, "max_uses"))?,
            ..terms.limits
        },
    };
    let uri = grant_uri(&terms.custodian, &request.department);
    session.with_signer(&uri, 0, |signer| {
        grant::make(&grant, signer, now(), &mut Random).map_err(|error| {
            tracing::error!(%error, "a grant could not be made");
            internal("grant")
        })
    })
}

/// Tells the keeper of the data which key signs for this requester.
async fn introduce(
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

/// The call that anchors a grant, with a note that only the holder can find and open.
fn anchor_call(
    session: &Session,
    chain: &chain::Chain,
    issued: &IssuedGrant,
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
        padding: String::new(),
    };
    let fingerprint = issued.fingerprint.to_bytes();
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

/// Sends the answer to where the request says, which lies under the department's own address.
pub(crate) async fn send(
    wallet: &Wallet,
    session: &Session,
    request: &VerifiedRequest,
    answer: Answer,
) -> Result<HttpAnswer, HttpError> {
    let url = url::Url::parse(&request.response_uri).map_err(|_| HttpError::Forbidden)?;
    let http = session
        .http(&wallet.inner().profile)
        .map_err(|_| HttpError::Forbidden)?;
    let body = seal_answer(request, &answer, &mut Random);
    http.post_form(&url, body).await
}

/// The number of the department's receipt, after checking that it is this department's, for this
/// request and this grant.
pub(crate) fn read_receipt(
    session: &Session,
    request: &VerifiedRequest,
    answer: &HttpAnswer,
    grant: Option<grant::Fingerprint>,
) -> Result<String, ApiError> {
    if !answer.status.is_success() {
        let code = serde_json::from_slice::<exchange::token::ErrorAnswer>(&answer.body)
            .map_or_else(
                |_| answer.status.as_u16().to_string(),
                |error| plain(&error.error, 64),
            );
        return Err(ApiError::about(ErrorCode::RefusedByDepartment, code));
    }
    let known = session
        .book()
        .known(&request.department, now())
        .ok_or_else(|| {
            ApiError::about(
                ErrorCode::RequesterUnknown,
                request.department.address.to_string(),
            )
        })?;
    verify_receipt(&answer.body, &known, request.digest, grant, now())
        .map(|receipt| plain(&receipt.number, 64))
        .map_err(|error| ApiError::about(ErrorCode::BadAnswer, error.to_string()))
}

/// Nothing was handed over: the grant stays on record as such, and the request can be answered
/// again.
fn not_delivered(session: &Session, id: &str, mut grant: GrantRecord, error: ApiError) -> ApiError {
    grant.stage = GrantStage::NotDelivered;
    match save(session, id, &grant) {
        Ok(()) => error,
        Err(failure) => failure,
    }
}

fn note_failure(
    session: &Session,
    id: &str,
    grant: &GrantRecord,
    request: &str,
    record: &InboxRecord,
    how: ActivityKind,
) -> Result<(), ApiError> {
    let mut act = ActRecord::new(now(), how);
    act.party = Some(grant.requester.clone());
    act.rights.clone_from(&grant.rights);
    act.about = grant.purpose_text.clone();
    act.grant = Some(id.to_owned());
    session.write(|t| {
        t.put(kind::GRANT, id, grant.signed, grant)?;
        t.put(kind::INBOX, request, record.received, record)?;
        activity::record(t, &act)
    })
}

fn save(session: &Session, id: &str, grant: &GrantRecord) -> Result<(), ApiError> {
    session.write(|t| t.put(kind::GRANT, id, grant.signed, grant))
}

fn save_both(
    session: &Session,
    id: &str,
    grant: &GrantRecord,
    request: &str,
    record: &InboxRecord,
) -> Result<(), ApiError> {
    session.write(|t| {
        t.put(kind::GRANT, id, grant.signed, grant)?;
        t.put(kind::INBOX, request, record.received, record)
    })
}

fn right_view(item: &ItemView) -> RightView {
    RightView {
        entry: item.entry.clone(),
        attribute: item.attribute.clone(),
        action: item.action,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
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
                padding: String::new(),
            };
            let bytes = padded(note).unwrap();
            assert_eq!(bytes.len() % NOTE_BLOCK, 0, "{count}");
            assert!(serde_json::from_slice::<GrantNote>(&bytes).is_ok());
        }
    }
}
