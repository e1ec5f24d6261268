//! Refuses a request. A refusal is an answer: the department is told.

use exchange::answer::Answer;
use wallet_api::{
    ActivityKind, ApiError, ErrorCode, InboxRow, InboxState, RefuseRequest, RightView,
};

use crate::{
    acts::{activity, approve, inbox, review, sync},
    convert,
    session::Session,
    store::{ActRecord, GrantRecord, GrantStage, kind},
    wallet::{Act, Wallet, now},
};

impl Act for RefuseRequest {
    async fn act(self, wallet: &Wallet) -> Result<InboxRow, ApiError> {
        let session = wallet.session()?;
        let result = {
            let _one = session.deciding.lock().await;
            refuse(wallet, &session, &self).await
        };
        wallet.content_changed();
        wallet.status_changed();
        result
    }
}

async fn refuse(
    wallet: &Wallet,
    session: &Session,
    command: &RefuseRequest,
) -> Result<InboxRow, ApiError> {
    sync::ensure_book(wallet, session).await?;
    let mut record = inbox::load(session, &command.id)?;
    let request = review::load(session, &record)?;
    let mut shown = review::view(session, &command.id, &record, &request)?;
    review::seal(&mut shown);
    if shown.digest != command.digest {
        return Err(ErrorCode::ReviewChanged.into());
    }
    match shown.state {
        // A counter-offer that nobody decided on is taken back by refusing.
        state if state.is_open() || state == InboxState::Offered => {}
        InboxState::Expired => return Err(ErrorCode::RequestEnded.into()),
        _ => return Err(ErrorCode::RequestAnswered.into()),
    }
    let answer = approve::send(
        wallet,
        session,
        &request,
        Answer::Refusal { description: None },
    )
    .await
    // A refusal carries nothing of the citizen's: it may be sent again.
    .map_err(|error| match error.nothing_sent() {
        true => ApiError::new(ErrorCode::NothingSent),
        false => ApiError::new(ErrorCode::Unreachable),
    })?;
    approve::read_receipt(session, &request, &answer, None)?;
    record.state = InboxState::Refused;
    let mut act = ActRecord::new(now(), ActivityKind::RequestRefused);
    act.party = Some(record.party.clone());
    act.custodian = Some(request.terms.custodian.to_string());
    act.about = record.about.clone();
    act.rights = request
        .terms
        .single_rights()
        .map(|right| RightView {
            entry: right.entry.as_str().to_owned(),
            attribute: right.attribute.as_str().to_owned(),
            action: convert::action(right.action),
        })
        .collect();
    let offered = match &record.offer {
        Some(offer) => session.read(|t| t.get::<GrantRecord>(kind::GRANT, &offer.grant))?,
        None => None,
    };
    session.write(|t| {
        if let (Some(offer), Some(mut grant)) = (&record.offer, offered) {
            grant.stage = GrantStage::NotDelivered;
            t.put(kind::GRANT, &offer.grant, grant.signed, &grant)?;
        }
        t.put(kind::INBOX, &command.id, record.received, &record)?;
        activity::record(t, &act)
    })?;
    inbox::row(session, &command.id)
}
