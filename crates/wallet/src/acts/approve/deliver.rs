//! Brings a signed grant to the department: its key is introduced to the keeper of the data, its
//! fingerprint is anchored, and the answer is sent. Each step is written down before the next.

use exchange::{
    VerifiedRequest,
    answer::{Answer, seal_answer},
    receipt::verify_receipt,
};
use wallet_api::{
    ActivityKind, ApiError, ApprovalStep, ErrorCode, InboxState, ReceiptView, WalletEvent,
};

use super::anchor::{anchor, introduce};
use crate::{
    acts::{activity, evidence, permissions},
    book::plain,
    convert,
    http::{Answer as HttpAnswer, HttpError},
    random::Random,
    session::Session,
    store::{ActRecord, GrantRecord, GrantStage, InboxRecord, kind},
    wallet::{Wallet, now},
};

/// A signed grant on its way, with the records that move along.
pub(crate) struct Parcel<'r> {
    /// The request's id in the inbox.
    pub(crate) request_id: &'r str,
    pub(crate) request: &'r VerifiedRequest,
    /// Its line of the inbox.
    pub(crate) record: InboxRecord,
    /// The grant's id.
    pub(crate) id: String,
    pub(crate) grant: GrantRecord,
    /// What the line of the inbox becomes when it has arrived, and how that is told.
    pub(crate) arrived: (InboxState, ActivityKind),
    /// What the grant becomes when nothing was anchored: to be given up, or tried again.
    pub(crate) unsent: GrantStage,
}

impl Parcel<'_> {
    fn save(&self, session: &Session) -> Result<(), ApiError> {
        session.write(|t| t.put(kind::GRANT, &self.id, self.grant.signed, &self.grant))
    }

    fn save_both(&self, session: &Session) -> Result<(), ApiError> {
        session.write(|t| {
            t.put(kind::GRANT, &self.id, self.grant.signed, &self.grant)?;
            t.put(
                kind::INBOX,
                self.request_id,
                self.record.received,
                &self.record,
            )
        })
    }

    /// Nothing was handed over: the grant stays on record as such, and the request can be answered
    /// again.
    fn not_anchored(&mut self, session: &Session, error: ApiError) -> ApiError {
        self.grant.stage = self.unsent.clone();
        match self.save(session) {
            Ok(()) => error,
            Err(failure) => failure,
        }
    }

    fn note_failure(&self, session: &Session, how: ActivityKind) -> Result<(), ApiError> {
        let grant = &self.grant;
        let mut act = ActRecord::new(now(), how);
        act.party = Some(grant.requester.clone());
        act.rights.clone_from(&grant.rights);
        act.about = grant.purpose_text.clone();
        act.grant = Some(self.id.clone());
        session.write(|t| {
            t.put(kind::GRANT, &self.id, grant.signed, grant)?;
            t.put(
                kind::INBOX,
                self.request_id,
                self.record.received,
                &self.record,
            )?;
            activity::record(t, &act)
        })
    }
}

/// Delivers the parcel.
pub(crate) async fn deliver(
    wallet: &Wallet,
    session: &Session,
    mut parcel: Parcel<'_>,
) -> Result<ReceiptView, ApiError> {
    let request_id = parcel.request_id;
    let step = |step| {
        wallet.tell(WalletEvent::ApprovalMoved {
            id: request_id.to_owned(),
            step,
        });
    };
    step(ApprovalStep::Introducing);
    if let Err(error) = introduce(wallet, session, parcel.request).await {
        return Err(parcel.not_anchored(session, error));
    }
    step(ApprovalStep::Anchoring);
    let height = match parcel.grant.stage {
        // Anchored before, but not sent.
        GrantStage::Anchored { height } => height,
        _ => match anchor(wallet, session, &parcel.id, &parcel.grant).await {
            Ok(height) => height,
            Err(error) => return Err(parcel.not_anchored(session, error)),
        },
    };
    parcel.grant.stage = GrantStage::Anchored { height };
    parcel.save(session)?;

    step(ApprovalStep::Sending);
    let receipt = send_grant(wallet, session, &mut parcel, height).await?;
    let at = now();
    parcel.grant.stage = GrantStage::Delivered {
        height,
        at,
        receipt: receipt.clone(),
    };
    let (state, kind) = parcel.arrived;
    parcel.record.state = state;
    let grant = &parcel.grant;
    let mut act = ActRecord::new(at, kind);
    act.party = Some(grant.requester.clone());
    act.custodian = Some(grant.custodian.clone());
    act.rights.clone_from(&grant.rights);
    act.about = grant.purpose_text.clone();
    act.grant = Some(parcel.id.clone());
    act.request = Some(parcel.request_id.to_owned());
    act.height = Some(height);
    session.write(|t| {
        t.put(kind::GRANT, &parcel.id, grant.signed, grant)?;
        t.put(
            kind::INBOX,
            parcel.request_id,
            parcel.record.received,
            &parcel.record,
        )?;
        activity::record(t, &act)
    })?;
    Ok(ReceiptView {
        permission: permissions::row(session, &parcel.id)?,
        receipt,
        anchored_height: height,
        sent: at,
    })
}

/// Sends an anchored grant; answers the number of the department's receipt.
async fn send_grant(
    wallet: &Wallet,
    session: &Session,
    parcel: &mut Parcel<'_>,
    height: u64,
) -> Result<String, ApiError> {
    // Written before sending: from here on data may have left this computer.
    parcel.grant.stage = GrantStage::Uncertain { height };
    parcel.record.state = InboxState::FailedMaybeSent;
    parcel.record.permission = Some(parcel.id.clone());
    parcel.save_both(session)?;
    let answer = Answer::Grant(parcel.grant.compact.clone());
    match send(wallet, session, parcel.request, answer).await {
        Ok(answer) => {
            let fingerprint = grant::Fingerprint::from_bytes(convert::digest_bytes(&parcel.id)?);
            match read_receipt(session, parcel.request, &answer, Some(fingerprint)) {
                Ok(receipt) => {
                    let signed = evidence::receipt_of(&answer.body);
                    let (id, grant) = (parcel.request_id, &parcel.grant);
                    session.write(|t| evidence::keep_grant(t, id, grant, signed))?;
                    Ok(receipt)
                }
                Err(error) => {
                    parcel.note_failure(session, ActivityKind::SendingUncertain)?;
                    Err(error)
                }
            }
        }
        Err(error) if error.nothing_sent() => {
            parcel.grant.stage = GrantStage::Anchored { height };
            parcel.record.state = InboxState::FailedNothingSent;
            parcel.note_failure(session, ActivityKind::SendingFailed)?;
            Err(ErrorCode::NothingSent.into())
        }
        Err(_) => {
            parcel.note_failure(session, ActivityKind::SendingUncertain)?;
            Err(ErrorCode::MayHaveBeenSent.into())
        }
    }
}

/// Sends the answer to where the request says, which lies under the department's own address.
pub(crate) async fn send<T>(
    wallet: &Wallet,
    session: &Session,
    request: &VerifiedRequest<T>,
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
pub(crate) fn read_receipt<T>(
    session: &Session,
    request: &VerifiedRequest<T>,
    answer: &HttpAnswer,
    grant: Option<grant::Fingerprint>,
) -> Result<String, ApiError> {
    accepted(answer)?;
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

/// An error if the department refused the answer.
pub(crate) fn accepted(answer: &HttpAnswer) -> Result<(), ApiError> {
    if answer.status.is_success() {
        return Ok(());
    }
    let code = serde_json::from_slice::<exchange::token::ErrorAnswer>(&answer.body).map_or_else(
        |_| answer.status.as_u16().to_string(),
        |error| plain(&error.error, 64),
    );
    Err(ApiError::about(ErrorCode::RefusedByDepartment, code))
}
