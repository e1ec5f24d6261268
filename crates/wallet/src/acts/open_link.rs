//! Looks into a link: fetches what is behind it, proves who made it, puts it into the inbox.

use exchange::{
    Link, UnverifiedRequest,
    link::{LinkError, OfferLink, RequestLink, RequestObject},
    offer::CredentialOffer,
    request::RequestError,
};
use reqwest::StatusCode;
use wallet_api::{ApiError, ErrorCode, InboxState, OpenLink, OpenedView, ReadCode};

use crate::{
    acts::{inbox, issuer, offer, sync},
    book::plain,
    code, convert,
    http::Answer,
    random::token,
    session::Session,
    store::{InboxBody, InboxRecord, kind},
    wallet::{Act, Wallet, now},
};

/// Media type of request objects (RFC 9101 §10.2).
const REQUEST_MEDIA_TYPE: &str = "application/oauth-authz-req+jwt";

impl Act for OpenLink {
    async fn act(self, wallet: &Wallet) -> Result<OpenedView, ApiError> {
        let opened = open(wallet, &self.link).await?;
        wallet.content_changed();
        wallet.status_changed();
        Ok(opened)
    }
}

impl Act for ReadCode {
    async fn act(self, _wallet: &Wallet) -> Result<String, ApiError> {
        tokio::task::spawn_blocking(move || code::read(&self.image))
            .await
            .map_err(|_| ApiError::about(ErrorCode::BadImage, "content"))?
    }
}

/// Looks into a link.
pub(crate) async fn open(wallet: &Wallet, link: &str) -> Result<OpenedView, ApiError> {
    let session = wallet.session()?;
    let link = Link::parse(link).map_err(|error| link_error(&error))?;
    // Who is behind it is proven against the directory, so that must be known first.
    sync::ensure_book(wallet, &session).await?;
    match link {
        Link::Offer(offer) => {
            let body = match offer {
                OfferLink::ByReference(url) => {
                    let http = session.http(&wallet.inner().profile)?;
                    let answer = http
                        .get(&url, "application/json")
                        .await
                        .map_err(|error| error.about(&url))?;
                    let (ended, used) = (ErrorCode::OfferEnded, ErrorCode::OfferEnded);
                    still_there(answer, ended, used)?.body
                }
                OfferLink::ByValue(offer) => offer.to_json().into_bytes(),
            };
            let offer = CredentialOffer::parse(&body)
                .map_err(|error| ApiError::about(ErrorCode::BadLink, error.to_string()))?;
            let offer = offer::receive(wallet, &session, &offer).await?;
            Ok(OpenedView::Offer { offer })
        }
        Link::Request(request) => {
            let id = receive_request(wallet, &session, request).await?;
            Ok(OpenedView::Request { id })
        }
    }
}

async fn receive_request(
    wallet: &Wallet,
    session: &Session,
    link: RequestLink,
) -> Result<String, ApiError> {
    let jwt = match link.object {
        RequestObject::ByValue(jwt) => jwt,
        RequestObject::ByReference(url) => {
            let http = session.http(&wallet.inner().profile)?;
            let answer = http
                .get(&url, REQUEST_MEDIA_TYPE)
                .await
                .map_err(|error| error.about(&url))?;
            let (ended, used) = (ErrorCode::RequestEnded, ErrorCode::RequestAnswered);
            let answer = still_there(answer, ended, used)?;
            if answer.content_type != REQUEST_MEDIA_TYPE {
                return Err(ApiError::about(ErrorCode::BadRequest, "content type"));
            }
            String::from_utf8(answer.body)
                .map_err(|_| ApiError::about(ErrorCode::BadRequest, "encoding"))?
        }
    };
    let now = now();
    let request =
        UnverifiedRequest::parse(&jwt, &link.client_id).map_err(|error| request_error(&error))?;
    let department = request.claimed_department();
    let known = session.book().known(&department, now).ok_or_else(|| {
        ApiError::about(ErrorCode::RequesterUnknown, department.address.to_string())
    })?;
    let request = request
        .verify(&known, now)
        .map_err(|error| request_error(&error))?;

    // The same request opened twice is one line of the inbox.
    let id = request.digest.to_string();
    if session
        .read(|t| t.get::<InboxRecord>(kind::INBOX, &id))?
        .is_some()
    {
        return Ok(id);
    }
    let about = convert::text(request.terms.purpose_text.clone());
    let record = InboxRecord {
        number: inbox::next_number(session, now)?,
        state: InboxState::New,
        party: department.to_string(),
        about: wallet_api::LocalText {
            zh: plain(&about.zh, 600),
            en: plain(&about.en, 600),
        },
        items: convert::saturate(request.terms.single_rights().count()),
        received: now,
        expires: Some(request.expires_at),
        permission: None,
        offer: None,
        document: None,
        body: InboxBody::Request { jwt },
    };
    inbox::save(session, &id, &record)?;
    Ok(id)
}

/// Why a link is refused, in the border's words.
/// What a link leads to; departments take it away when its time is over or it was used.
fn still_there(answer: Answer, ended: ErrorCode, used: ErrorCode) -> Result<Answer, ApiError> {
    match answer.status {
        StatusCode::NOT_FOUND | StatusCode::GONE => Err(ended.into()),
        StatusCode::CONFLICT => Err(used.into()),
        _ => issuer::accepted(answer),
    }
}

fn link_error(error: &LinkError) -> ApiError {
    let code = match error {
        LinkError::Url(_) => ErrorCode::ForbiddenAddress,
        _ => ErrorCode::BadLink,
    };
    ApiError::about(code, error.to_string())
}

/// Why a request is refused, in the border's words.
pub(crate) fn request_error(error: &RequestError) -> ApiError {
    let code = match error {
        RequestError::Expired => ErrorCode::RequestEnded,
        RequestError::Suspended => ErrorCode::RequesterUnknown,
        RequestError::Jwt(_) | RequestError::Department | RequestError::ClientIdMismatch => {
            ErrorCode::RequestNotProven
        }
        _ => ErrorCode::BadRequest,
    };
    ApiError::about(code, error.to_string())
}

/// A fresh id of the inbox for what has none of its own.
pub(crate) fn fresh_id() -> String {
    token()
}
