//! Refuses a request. A refusal is an answer: the department is told.
//!
//! The decision is the citizen's and holds at once; it is written down before anything is sent.
//! Telling the department may take longer than a broken line: it is told again whenever the chain is
//! read, until it confirms or the request has ended. A refusal carries nothing of the citizen's, so
//! it may be told twice.

use exchange::{VerifiedRequest, answer::Answer};
use vault::Order;
use wallet_api::{ActivityKind, ApiError, ErrorCode, InboxRow, RefuseRequest, RightView};

use crate::{
    acts::{activity, approve, evidence, inbox, presentation, review, sync},
    convert,
    session::Session,
    standing::Move,
    store::{ActRecord, GrantRecord, GrantStage, InboxBody, InboxRecord, kind},
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
    let shown = shown(session, &command.id, &record, &command.digest)?;
    if shown.digest != command.digest {
        return Err(ErrorCode::ReviewChanged.into());
    }
    // A counter-offer that nobody decided on is taken back by refusing.
    inbox::advance(&mut record, Move::Refuse)?;
    record.untold = true;
    record.snoozed = None;
    // What was signed before and never left is not this line's any more.
    record.permission = None;
    let mut act = ActRecord::new(now(), ActivityKind::RequestRefused);
    act.party = Some(record.party.clone());
    act.custodian = shown.custodian;
    act.about = record.about.clone();
    act.request = Some(command.id.clone());
    act.rights = shown.rights;
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
    if let Err(error) = tell(wallet, session, &command.id, record).await {
        tracing::info!(%error, "a department could not be told of a refusal so far");
    }
    inbox::row(session, &command.id)
}

/// What was on screen when the citizen refused.
struct Shown {
    digest: String,
    custodian: Option<String>,
    rights: Vec<RightView>,
}

fn shown(
    session: &Session,
    id: &str,
    record: &InboxRecord,
    digest: &str,
) -> Result<Shown, ApiError> {
    if let InboxBody::Presentation { .. } = record.body {
        let rights = presentation::refusable(session, id, record, digest)?;
        return Ok(Shown {
            digest: digest.to_owned(),
            custodian: None,
            rights,
        });
    }
    let request = review::load(session, record)?;
    let mut view = review::view(session, id, record, &request)?;
    review::seal(&mut view);
    let rights = request.terms.single_rights().map(|right| RightView {
        entry: right.entry.as_str().to_owned(),
        attribute: right.attribute.as_str().to_owned(),
        action: convert::action(right.action),
    });
    Ok(Shown {
        digest: view.digest,
        custodian: Some(request.terms.custodian.to_string()),
        rights: rights.collect(),
    })
}

/// Tells departments of refusals that they have not confirmed.
pub(crate) async fn tell_all(wallet: &Wallet, session: &Session) -> Result<(), ApiError> {
    // A decision under way tells by itself.
    let Ok(_one) = session.deciding.try_lock() else {
        return Ok(());
    };
    let all =
        session.read(|t| t.list::<InboxRecord>(kind::INBOX, Order::NewestFirst, usize::MAX, 0))?;
    for row in all {
        let over = row.body.expires.is_some_and(|end| end <= now());
        let request = matches!(
            row.body.body,
            InboxBody::Request { .. } | InboxBody::Presentation { .. }
        );
        if !row.body.untold || over || !request {
            continue;
        }
        match tell(wallet, session, &row.id, row.body).await {
            Ok(()) => wallet.content_changed(),
            Err(error) => tracing::info!(%error, "a department could not be told of a refusal"),
        }
    }
    Ok(())
}

/// Tells the department of a refusal, and writes down that it knows.
pub(crate) async fn tell(
    wallet: &Wallet,
    session: &Session,
    id: &str,
    record: InboxRecord,
) -> Result<(), ApiError> {
    match record.body {
        InboxBody::Presentation { .. } => {
            let request = presentation::load(session, &record)?;
            tell_of(wallet, session, id, record, &request).await
        }
        InboxBody::Request { .. } | InboxBody::Offer { .. } => {
            let request = review::load(session, &record)?;
            tell_of(wallet, session, id, record, &request).await
        }
    }
}

async fn tell_of<T>(
    wallet: &Wallet,
    session: &Session,
    id: &str,
    mut record: InboxRecord,
    request: &VerifiedRequest<T>,
) -> Result<(), ApiError> {
    let refusal = Answer::Refusal { description: None };
    let answer = approve::send(wallet, session, request, refusal)
        .await
        .map_err(|error| match error.nothing_sent() {
            true => ApiError::new(ErrorCode::NothingSent),
            false => ApiError::new(ErrorCode::Unreachable),
        })?;
    if answer.status.is_server_error() {
        return Err(ApiError::about(
            ErrorCode::RefusedByDepartment,
            answer.status.as_u16().to_string(),
        ));
    }
    // Whatever else it says, it knows; without a receipt there is less evidence, and no more.
    let receipt = match approve::read_receipt(session, request, &answer, None) {
        Ok(_) => evidence::receipt_of(&answer.body),
        Err(error) => {
            tracing::info!(%error, "a refusal was taken without a receipt");
            None
        }
    };
    record.untold = false;
    session.write(|t| {
        evidence::keep_refusal(t, id, receipt)?;
        t.put(kind::INBOX, id, record.received, &record)
    })
}
