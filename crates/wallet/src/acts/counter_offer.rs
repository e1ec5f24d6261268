//! Answers a request with less than was asked, and brings it to its end.
//!
//! The grant is signed and offered, but not anchored: nothing can be done with it. When the
//! department took it, exactly this grant is anchored and sent; when it did not, nothing stands and
//! the request is open again. What the department decided is asked for at every synchronisation, by
//! sending the same counter-offer once more.

use exchange::{
    VerifiedRequest,
    answer::{Answer, MAX_WORDS_CHARS},
    receipt::{ReceiptOutcome, verify_offer_receipt},
    shortfall::{Lawful, Shortfall},
};
use grant::{Fingerprint, Limits, Right};
use vault::Order;
use wallet_api::{
    ActivityKind, ApiError, CounterOfferState, CounterOfferView, ErrorCode, InboxState, OfferLess,
    ReceiptView, ReviewView,
};

use crate::{
    acts::{
        activity,
        approve::{self, Given, Parcel, chosen, deliver, sign_and_keep},
        inbox, review, sync, unlock,
    },
    convert,
    session::Session,
    store::{ActRecord, GrantRecord, GrantStage, InboxRecord, OfferRecord, kind},
    wallet::{Act, Wallet, now},
};

impl Act for OfferLess {
    async fn act(self, wallet: &Wallet) -> Result<CounterOfferView, ApiError> {
        let session = wallet.session()?;
        unlock::confirm(wallet, self.passphrase.clone()).await?;
        let result = {
            let _one = session.deciding.lock().await;
            offer(wallet, &session, &self).await
        };
        wallet.content_changed();
        wallet.status_changed();
        result
    }
}

async fn offer(
    wallet: &Wallet,
    session: &Session,
    command: &OfferLess,
) -> Result<CounterOfferView, ApiError> {
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
    let given = check(&shown, command)?;
    if !shortfall(&request, &shown, &given).is_any() {
        return Err(ErrorCode::NothingLess.into());
    }
    let message = command.message.as_deref().map(str::trim);
    let message = message.filter(|words| !words.is_empty());
    if message.is_some_and(|words| words.chars().count() > MAX_WORDS_CHARS) {
        return Err(ApiError::about(ErrorCode::BadInput, "message"));
    }
    let stage = GrantStage::Offered;
    let (id, mut grant) = sign_and_keep(wallet, session, &request, &shown, &given, stage).await?;
    let before = record.clone();
    record.state = InboxState::Offered;
    record.offer = Some(OfferRecord {
        grant: id.clone(),
        items: given.items.iter().map(|item| item.id.clone()).collect(),
        message: message.map(str::to_owned),
        sent: now(),
        not_taken: false,
    });
    let mut act = ActRecord::new(now(), ActivityKind::CounterOfferSent);
    act.party = Some(grant.requester.clone());
    act.custodian = Some(grant.custodian.clone());
    act.rights.clone_from(&grant.rights);
    act.about = grant.purpose_text.clone();
    // Written before sending: from here on the department may have it.
    inbox::save(session, &command.id, &record)?;
    match ask(wallet, session, &request, &record, &grant).await {
        Ok(outcome) => {
            session.write(|t| activity::record(t, &act))?;
            settle(wallet, session, &command.id, record, &request, outcome).await
        }
        // Whether it arrived is not known; it is sent again by and by, and is the same then.
        Err(error) if error.code == ErrorCode::Unreachable => {
            session.write(|t| activity::record(t, &act))?;
            view(session, &command.id, CounterOfferState::Waiting, None)
        }
        Err(error) => {
            grant.stage = GrantStage::NotDelivered;
            session.write(|t| {
                t.put(kind::GRANT, &id, grant.signed, &grant)?;
                t.put(kind::INBOX, &command.id, before.received, &before)
            })?;
            Err(error)
        }
    }
}

/// What is offered, checked against what was shown.
fn check<'v>(shown: &'v ReviewView, command: &OfferLess) -> Result<Given<'v>, ApiError> {
    let bad = |what: &str| ApiError::about(ErrorCode::BadInput, what);
    let items = chosen(&shown.items, &command.items)?;
    if command.until <= now() || command.until > shown.until_limit {
        return Err(bad("until"));
    }
    if command.max_uses == 0 || command.max_uses > shown.max_uses {
        return Err(bad("max_uses"));
    }
    if command.retention_days > shown.retention_days {
        return Err(bad("retention_days"));
    }
    Ok(Given {
        items,
        until: command.until,
        max_uses: command.max_uses,
        retention_days: command.retention_days,
        max_depth: shown.max_depth,
    })
}

/// What is given less than was asked, as far as the law lets it be given.
pub(crate) fn shortfall(
    request: &VerifiedRequest,
    shown: &ReviewView,
    given: &Given<'_>,
) -> Shortfall {
    let id = |right: &Right| {
        let action = convert::action(right.action);
        review::item_id(right.entry.as_str(), right.attribute.as_str(), action)
    };
    let terms = &request.terms;
    let rights: Vec<Right> = terms
        .single_rights()
        .filter(|right| given.items.iter().any(|item| item.id == id(right)))
        .collect();
    let limits = Limits {
        expires: given.until,
        max_uses: u16::try_from(given.max_uses).unwrap_or(u16::MAX),
        retention_days: u16::try_from(given.retention_days).unwrap_or(u16::MAX),
        ..terms.limits
    };
    let permitted = |right: &Right| {
        let mut items = shown.items.iter();
        items.any(|item| item.id == id(right) && item.law.may_be_given())
    };
    terms.shortfall(
        &rights,
        &limits,
        Lawful {
            permits: &permitted,
            // What was shown is capped by the law already.
            max_retention_days: shown.retention_days,
        },
    )
}

/// Sends the counter-offer, for the first time or again; answers what the department says to it.
async fn ask(
    wallet: &Wallet,
    session: &Session,
    request: &VerifiedRequest,
    record: &InboxRecord,
    grant: &GrantRecord,
) -> Result<ReceiptOutcome, ApiError> {
    let offer = record.offer.as_ref();
    let answer = Answer::CounterOffer {
        grant: grant.compact.clone(),
        message: offer.and_then(|offer| offer.message.clone()),
    };
    let answer = approve::send(wallet, session, request, answer)
        .await
        .map_err(|error| match error.nothing_sent() {
            true => ApiError::new(ErrorCode::NothingSent),
            false => ApiError::new(ErrorCode::Unreachable),
        })?;
    approve::accepted(&answer)?;
    let known = session
        .book()
        .known(&request.department, now())
        .ok_or(ErrorCode::RequesterUnknown)?;
    let id = offer.map(|offer| offer.grant.as_str()).unwrap_or_default();
    let fingerprint = Fingerprint::from_bytes(convert::digest_bytes(id)?);
    verify_offer_receipt(&answer.body, &known, request.digest, fingerprint, now())
        .map(|receipt| receipt.outcome)
        .map_err(|error| ApiError::about(ErrorCode::BadAnswer, error.to_string()))
}

/// Acts on what the department said.
async fn settle(
    wallet: &Wallet,
    session: &Session,
    request_id: &str,
    mut record: InboxRecord,
    request: &VerifiedRequest,
    outcome: ReceiptOutcome,
) -> Result<CounterOfferView, ApiError> {
    let Some(offer) = record.offer.clone() else {
        return Err(ApiError::about(ErrorCode::NotFound, request_id));
    };
    let mut grant = session
        .read(|t| t.get::<GrantRecord>(kind::GRANT, &offer.grant))?
        .ok_or_else(|| ApiError::about(ErrorCode::NotFound, offer.grant.clone()))?;
    match outcome {
        ReceiptOutcome::OfferTaken => {
            let parcel = Parcel {
                request_id,
                request,
                record,
                id: offer.grant,
                grant,
                arrived: (InboxState::Taken, ActivityKind::CounterOfferTaken),
                unsent: GrantStage::Offered,
            };
            let receipt = deliver(wallet, session, parcel).await?;
            view(session, request_id, CounterOfferState::Taken, Some(receipt))
        }
        ReceiptOutcome::OfferNotTaken => {
            grant.stage = GrantStage::NotDelivered;
            record.state = InboxState::NotTaken;
            record.offer = Some(OfferRecord {
                not_taken: true,
                ..offer.clone()
            });
            let mut act = ActRecord::new(now(), ActivityKind::CounterOfferNotTaken);
            act.party = Some(grant.requester.clone());
            act.about = grant.purpose_text.clone();
            act.rights.clone_from(&grant.rights);
            session.write(|t| {
                t.put(kind::GRANT, &offer.grant, grant.signed, &grant)?;
                t.put(kind::INBOX, request_id, record.received, &record)?;
                activity::record(t, &act)
            })?;
            view(session, request_id, CounterOfferState::NotTaken, None)
        }
        _ => view(session, request_id, CounterOfferState::Waiting, None),
    }
}

fn view(
    session: &Session,
    request_id: &str,
    state: CounterOfferState,
    receipt: Option<ReceiptView>,
) -> Result<CounterOfferView, ApiError> {
    Ok(CounterOfferView {
        state,
        row: inbox::row(session, request_id)?,
        receipt,
    })
}

/// Asks what became of the counter-offers that wait, and finishes those that were taken. Answers
/// whether anything changed.
pub(crate) async fn settle_waiting(wallet: &Wallet, session: &Session) -> Result<bool, ApiError> {
    // A decision under way may be about the same request.
    let Ok(_one) = session.deciding.try_lock() else {
        return Ok(false);
    };
    let all =
        session.read(|t| t.list::<InboxRecord>(kind::INBOX, Order::OldestFirst, usize::MAX, 0))?;
    let mut changed = false;
    for row in all {
        let waits = inbox::state_at(&row.body, now()) == InboxState::Offered;
        let unsent = row.body.offer.is_some() && row.body.state == InboxState::FailedNothingSent;
        if !waits && !unsent {
            continue;
        }
        match settle_one(wallet, session, &row.id, row.body).await {
            Ok(state) => changed |= state != CounterOfferState::Waiting,
            // It waits on, and is asked for again next time.
            Err(error) => tracing::info!(%error, "a counter-offer could not be asked for"),
        }
    }
    Ok(changed)
}

async fn settle_one(
    wallet: &Wallet,
    session: &Session,
    request_id: &str,
    record: InboxRecord,
) -> Result<CounterOfferState, ApiError> {
    let request = review::load(session, &record)?;
    let id = record.offer.as_ref().map(|offer| offer.grant.clone());
    let grant = session
        .read(|t| t.get::<GrantRecord>(kind::GRANT, id.as_deref().unwrap_or_default()))?
        .ok_or_else(|| ApiError::about(ErrorCode::NotFound, request_id))?;
    let outcome = ask(wallet, session, &request, &record, &grant).await?;
    Ok(
        settle(wallet, session, request_id, record, &request, outcome)
            .await?
            .state,
    )
}
