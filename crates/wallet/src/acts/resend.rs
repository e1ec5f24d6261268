//! Sends an answer again that was signed before: the very same grant, never another one. A
//! department that has it already gives its receipt again.

use exchange::answer::Answer;
use wallet_api::{ActivityKind, ApiError, ErrorCode, InboxRow, ResendAnswer};

use crate::{
    acts::{activity, approve, evidence, inbox, permissions, presentation, review, sync},
    convert,
    session::Session,
    standing::Move,
    store::{ActRecord, GrantStage, InboxBody, kind},
    wallet::{Act, Wallet, now},
};

impl Act for ResendAnswer {
    async fn act(self, wallet: &Wallet) -> Result<InboxRow, ApiError> {
        let session = wallet.session()?;
        let result = {
            let _one = session.deciding.lock().await;
            resend(wallet, &session, &self.id).await
        };
        wallet.content_changed();
        wallet.status_changed();
        result
    }
}

async fn resend(wallet: &Wallet, session: &Session, id: &str) -> Result<InboxRow, ApiError> {
    sync::ensure_book(wallet, session).await?;
    let mut record = inbox::load(session, id)?;
    if let InboxBody::Presentation { .. } = record.body {
        return presentation::resend(wallet, session, id, record).await;
    }
    let nothing = || ApiError::about(ErrorCode::NotFound, id);
    let grant_id = record.permission.clone().ok_or_else(nothing)?;
    let mut grant = permissions::load(session, &grant_id)?;
    let (GrantStage::Anchored { height } | GrantStage::Uncertain { height }) = grant.stage else {
        return Err(ErrorCode::RequestAnswered.into());
    };
    if grant.withdrawal.is_some() || grant.until <= now() {
        return Err(ErrorCode::AlreadyEnded.into());
    }
    let request = review::load(session, &record)?;
    if record.expires.is_some_and(|end| end <= now()) {
        return Err(ErrorCode::RequestEnded.into());
    }
    let begun = record.state;
    inbox::advance(&mut record, Move::BeginSending)?;
    grant.stage = GrantStage::Uncertain { height };
    let put = |grant: &crate::store::GrantRecord, record: &crate::store::InboxRecord| {
        session.write(|t| {
            t.put(kind::GRANT, &grant_id, grant.signed, grant)?;
            t.put(kind::INBOX, id, record.received, record)
        })
    };
    put(&grant, &record)?;
    let answer = Answer::Grant(grant.compact.clone());
    let answer = match approve::send(wallet, session, &request, answer).await {
        Ok(answer) => answer,
        Err(error) if error.nothing_sent() => {
            inbox::advance(&mut record, Move::NothingLeft { begun })?;
            if record.state == wallet_api::InboxState::FailedNothingSent {
                grant.stage = GrantStage::Anchored { height };
            }
            put(&grant, &record)?;
            return Err(ErrorCode::NothingSent.into());
        }
        Err(_) => return Err(ErrorCode::MayHaveBeenSent.into()),
    };
    let fingerprint = grant::Fingerprint::from_bytes(convert::digest_bytes(&grant_id)?);
    let receipt = approve::read_receipt(session, &request, &answer, Some(fingerprint))?;
    let at = now();
    grant.stage = GrantStage::Delivered {
        height,
        at,
        receipt,
    };
    inbox::advance(&mut record, Move::Receipt)?;
    let mut act = ActRecord::new(at, ActivityKind::RequestApproved);
    act.party = Some(grant.requester.clone());
    act.custodian = Some(grant.custodian.clone());
    act.rights.clone_from(&grant.rights);
    act.about = grant.purpose_text.clone();
    act.grant = Some(grant_id.clone());
    act.request = Some(id.to_owned());
    act.height = Some(height);
    session.write(|t| {
        t.put(kind::GRANT, &grant_id, grant.signed, &grant)?;
        t.put(kind::INBOX, id, record.received, &record)?;
        evidence::keep_grant(t, id, &grant, evidence::receipt_of(&answer.body))?;
        activity::record(t, &act)
    })?;
    inbox::row(session, id)
}
