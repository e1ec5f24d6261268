//! Signs what was reviewed, and brings it to the department.

use std::collections::BTreeSet;

use credential::AttributeCode;
use exchange::{answer::Answer, presentation::present};
use wallet_api::{
    ActivityKind, ApiError, ErrorCode, InboxRow, Present, PresentationReviewView, PresentedView,
};

use super::review::{Request, load, plan, rights};
use crate::{
    acts::{activity, approve, inbox, keep, sync, unlock},
    convert, copies,
    session::Session,
    standing::Move,
    store::{ActRecord, CopyRecord, DocumentRecord, InboxRecord, PresentedRecord, kind},
    wallet::{Act, Wallet, now},
};

impl Act for Present {
    async fn act(self, wallet: &Wallet) -> Result<PresentedView, ApiError> {
        let session = wallet.session()?;
        unlock::confirm(wallet, self.passphrase.clone()).await?;
        let presented = {
            let _one = session.deciding.lock().await;
            show(wallet, &session, &self).await
        };
        wallet.content_changed();
        wallet.status_changed();
        presented
    }
}

async fn show(
    wallet: &Wallet,
    session: &Session,
    command: &Present,
) -> Result<PresentedView, ApiError> {
    sync::ensure_book(wallet, session).await?;
    let record = inbox::load(session, &command.id)?;
    let request = load(session, &record)?;
    let plan = plan(
        session,
        &command.id,
        &record,
        &request,
        Some(&command.document),
    )?;
    if plan.view.digest != command.digest {
        return Err(ErrorCode::ReviewChanged.into());
    }
    if let Some(obstacle) = plan.view.obstacle {
        return Err(obstacle.into());
    }
    let given = given(&plan.view, &request, &command.attributes)?;
    let (id, document) = plan.document.ok_or(ErrorCode::NothingToShow)?;
    let presented = sign(session, &request, &record, (&id, document), &given)?;
    let parcel = Parcel {
        id: &command.id,
        request,
        record,
        presented,
    };
    deliver(wallet, session, parcel).await
}

/// What is shown: exactly one of the sets that were asked for, all of it in the document.
fn given(
    view: &PresentationReviewView,
    request: &Request,
    attributes: &[String],
) -> Result<BTreeSet<AttributeCode>, ApiError> {
    let given: BTreeSet<AttributeCode> = attributes
        .iter()
        .map(|code| {
            code.parse()
                .map_err(|_| ApiError::about(ErrorCode::BadInput, code.clone()))
        })
        .collect::<Result<_, _>>()?;
    let has = |code: &AttributeCode| {
        let mut items = view.items.iter();
        items.any(|item| item.code == code.as_str() && item.value.is_some())
    };
    if given.is_empty() {
        Err(ErrorCode::NothingChosen.into())
    } else if !request.terms.query.is_answered_by(&given) {
        Err(ApiError::about(ErrorCode::BadInput, "attributes"))
    } else if !given.iter().all(has) {
        Err(ErrorCode::NothingToShow.into())
    } else {
        Ok(given)
    }
}

/// Takes a copy, signs, and writes both down.
fn sign(
    session: &Session,
    request: &Request,
    record: &InboxRecord,
    (id, mut document): (&str, DocumentRecord),
    given: &BTreeSet<AttributeCode>,
) -> Result<PresentedRecord, ApiError> {
    let copy = session
        .write(|t| copies::take(t, id, &mut document, &record.party))?
        .ok_or(ErrorCode::NothingToShow)?;
    let signed = now();
    let compact = bind(session, request, &copy, given, signed)?;
    Ok(PresentedRecord {
        document: id.to_owned(),
        name: document.name,
        attributes: given.iter().map(|code| code.as_str().to_owned()).collect(),
        signed,
        fingerprint: convert::hex(grant::Fingerprint::of(&compact).to_bytes()),
        compact: Some(compact),
        receipt: None,
    })
}

fn bind(
    session: &Session,
    request: &Request,
    copy: &CopyRecord,
    given: &BTreeSet<AttributeCode>,
    now: i64,
) -> Result<String, ApiError> {
    let verified = keep::own_copy(session, &copy.credential, now)?;
    let selection = verified
        .select(given)
        .map_err(|_| keep::broken("attributes"))?;
    session.with_key(&copy.key, |signer| {
        present(request, &selection, now, signer)
            .map_err(|_| ApiError::about(ErrorCode::Internal, "signature"))
    })
}

/// A signed presentation on its way.
struct Parcel<'r> {
    id: &'r str,
    request: Request,
    record: InboxRecord,
    presented: PresentedRecord,
}

impl Parcel<'_> {
    fn save(&self, session: &Session) -> Result<(), ApiError> {
        session.write(|t| {
            t.put(
                kind::PRESENTED,
                self.id,
                self.presented.signed,
                &self.presented,
            )?;
            t.put(kind::INBOX, self.id, self.record.received, &self.record)
        })
    }

    fn act(&self, kind: ActivityKind) -> ActRecord {
        let mut act = ActRecord::new(now(), kind);
        act.party = Some(self.record.party.clone());
        act.about = self.presented.name.clone();
        act.document = Some(self.presented.document.clone());
        act.rights = rights(self.presented.attributes.iter().cloned());
        act.request = Some(self.id.to_owned());
        act
    }

    fn save_with(&self, session: &Session, how: ActivityKind) -> Result<(), ApiError> {
        self.save(session)?;
        let act = self.act(how);
        session.write(|t| activity::record(t, &act))
    }
}

async fn deliver(
    wallet: &Wallet,
    session: &Session,
    mut parcel: Parcel<'_>,
) -> Result<PresentedView, ApiError> {
    let begun = inbox::state_at(&parcel.record, now());
    // Written before sending: from here on values may have left this computer.
    inbox::advance(&mut parcel.record, Move::BeginSending)?;
    parcel.save(session)?;
    let compact = (parcel.presented.compact.clone()).ok_or(ErrorCode::RequestAnswered)?;
    let answer = Answer::Presentation(compact);
    let answer = match approve::send(wallet, session, &parcel.request, answer).await {
        Ok(answer) => answer,
        Err(error) if error.nothing_sent() => {
            inbox::advance(&mut parcel.record, Move::NothingLeft { begun })?;
            parcel.save_with(session, ActivityKind::SendingFailed)?;
            return Err(ErrorCode::NothingSent.into());
        }
        Err(_) => {
            parcel.save_with(session, ActivityKind::SendingUncertain)?;
            return Err(ErrorCode::MayHaveBeenSent.into());
        }
    };
    let digest = convert::digest_bytes(&parcel.presented.fingerprint)?;
    let fingerprint = grant::Fingerprint::from_bytes(digest);
    let receipt = match approve::read_receipt(session, &parcel.request, &answer, Some(fingerprint))
    {
        Ok(receipt) => receipt,
        Err(error) => {
            parcel.save_with(session, ActivityKind::SendingUncertain)?;
            return Err(error);
        }
    };
    inbox::advance(&mut parcel.record, Move::Receipt)?;
    // The values need not be kept a second time.
    parcel.presented.compact = None;
    parcel.presented.receipt = Some(receipt.clone());
    parcel.save_with(session, ActivityKind::DocumentPresented)?;
    Ok(PresentedView {
        party: session.party(&parcel.record.party, now()),
        attributes: parcel.presented.attributes,
        receipt,
        sent: now(),
    })
}

/// Sends a presentation again that was signed before: the very same one.
pub(crate) async fn resend(
    wallet: &Wallet,
    session: &Session,
    id: &str,
    record: InboxRecord,
) -> Result<InboxRow, ApiError> {
    let request = load(session, &record)?;
    let presented = session
        .read(|t| t.get::<PresentedRecord>(kind::PRESENTED, id))?
        .ok_or_else(|| ApiError::about(ErrorCode::NotFound, id))?;
    let parcel = Parcel {
        id,
        request,
        record,
        presented,
    };
    deliver(wallet, session, parcel).await?;
    inbox::row(session, id)
}
