//! Looks into a link: fetches what is behind it, proves who made it, puts it into the inbox.

use exchange::{
    Link, Terms, UnverifiedRequest, VerifiedRequest,
    link::{LinkError, OfferLink, RequestLink, RequestObject},
    offer::CredentialOffer,
    request::{MAX_REQUEST_BYTES, RequestError},
};
use keys::DepartmentDid;
use reqwest::StatusCode;
use wallet_api::{ApiError, ErrorCode, InboxState, OpenLink, OpenedView, ReadCode};

use crate::{
    acts::{inbox, issuer, offer, sync, unproven},
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
        Link::Request(request) => receive_request(wallet, &session, request).await,
    }
}

async fn receive_request(
    wallet: &Wallet,
    session: &Session,
    link: RequestLink,
) -> Result<OpenedView, ApiError> {
    let mut contacted = false;
    let jwt = match link.object {
        RequestObject::ByValue(jwt) => jwt,
        RequestObject::ByReference(url) => {
            let http = session.http(&wallet.inner().profile)?;
            let answer = http
                .get_at_most(&url, REQUEST_MEDIA_TYPE, MAX_REQUEST_BYTES)
                .await
                .map_err(|error| error.about(&url))?;
            let (ended, used) = (ErrorCode::RequestEnded, ErrorCode::RequestAnswered);
            let answer = still_there(answer, ended, used)?;
            contacted = true;
            if answer.content_type != REQUEST_MEDIA_TYPE {
                return Err(ApiError::about(ErrorCode::BadRequest, "content type"));
            }
            String::from_utf8(answer.body)
                .map_err(|_| ApiError::about(ErrorCode::BadRequest, "encoding"))?
        }
    };
    let asked = match prove(session, &jwt, &link.client_id) {
        Ok(asked) => asked,
        // With a wrong clock nobody can be proven, and that is not the asker's fault.
        Err(error) if unproven::is_kept(error.code) && session.clock_doubt().is_none() => {
            return match unproven::keep(session, &jwt, &link.client_id, contacted)? {
                Some(id) => Ok(OpenedView::Unproven { id, error }),
                None => Err(error),
            };
        }
        Err(error) => return Err(error),
    };
    let (now, department) = (now(), asked.department);

    // The same request opened twice is one line of the inbox.
    let id = asked.digest.to_string();
    let opened = match asked.presentation {
        false => OpenedView::Request { id: id.clone() },
        true => OpenedView::Presentation { id: id.clone() },
    };
    if session
        .read(|t| t.get::<InboxRecord>(kind::INBOX, &id))?
        .is_some()
    {
        return Ok(opened);
    }
    // Another request with what one before used up is a replay.
    let spent = [
        format!("{department}/nonce/{}", asked.nonce),
        format!("{department}/state/{}", asked.state),
    ];
    let repeats = session.read(|t| {
        let mut repeats = false;
        for name in &spent {
            repeats |= t.get::<String>(kind::ASKED, name)?.is_some();
        }
        Ok(repeats)
    })?;
    if repeats {
        return Err(ErrorCode::RequestReplayed.into());
    }
    let about = convert::text(asked.purpose_text);
    let record = InboxRecord {
        number: inbox::next_number(session, now)?,
        state: InboxState::New,
        party: department.to_string(),
        about: wallet_api::LocalText {
            zh: plain(&about.zh, 600),
            en: plain(&about.en, 600),
        },
        items: asked.items,
        received: now,
        expires: Some(asked.expires_at),
        permission: None,
        offer: None,
        document: None,
        snoozed: None,
        untold: false,
        body: match asked.presentation {
            false => InboxBody::Request { jwt },
            true => InboxBody::Presentation { jwt },
        },
    };
    session.write(|t| {
        for name in &spent {
            t.put(kind::ASKED, name, now, &id)?;
        }
        t.put(kind::INBOX, &id, record.received, &record)
    })?;
    Ok(opened)
}

/// What the inbox says of a request, whatever it asks for.
struct Asked {
    presentation: bool,
    department: DepartmentDid,
    digest: grant::Digest,
    nonce: String,
    state: String,
    purpose_text: exchange::Text,
    items: u32,
    expires_at: i64,
}

impl Asked {
    fn of<T>(request: VerifiedRequest<T>, line: impl FnOnce(T) -> (exchange::Text, usize)) -> Self {
        let (purpose_text, items) = line(request.terms);
        Self {
            presentation: false,
            department: request.department,
            digest: request.digest,
            nonce: request.nonce,
            state: request.state,
            purpose_text,
            items: convert::saturate(items),
            expires_at: request.expires_at,
        }
    }
}

/// What the office says it needs; all that it asks for, if it needs nothing of it.
fn needed(terms: &Terms) -> usize {
    let required = terms.rights.iter().filter(|right| right.required);
    match required.map(|right| right.actions.len()).sum() {
        0 => terms.single_rights().count(),
        needed => needed,
    }
}

/// Proves a request against the directory as it stands now.
fn prove(session: &Session, jwt: &str, client_id: &str) -> Result<Asked, ApiError> {
    let now = now();
    let request =
        UnverifiedRequest::parse(jwt, client_id).map_err(|error| request_error(&error))?;
    let department = request.claimed_department();
    let known = session.book().known(&department, now).ok_or_else(|| {
        ApiError::about(ErrorCode::RequesterUnknown, department.address.to_string())
    })?;
    let asked = match request.is_for_presentation() {
        false => request.verify(&known, now).map(|request| {
            Asked::of(request, |terms| {
                let items = needed(&terms);
                (terms.purpose_text, items)
            })
        }),
        true => request
            .verify_presentation(&known, now)
            .map(|request| Asked {
                presentation: true,
                ..Asked::of(request, |terms| {
                    let items = terms.query.asked().len();
                    (terms.purpose_text, items)
                })
            }),
    };
    asked.map_err(|error| request_error(&error))
}

/// What a link leads to; departments take it away when its time is over or it was used.
fn still_there(answer: Answer, ended: ErrorCode, used: ErrorCode) -> Result<Answer, ApiError> {
    match answer.status {
        StatusCode::NOT_FOUND | StatusCode::GONE => Err(ended.into()),
        StatusCode::CONFLICT => Err(used.into()),
        _ => issuer::accepted(answer),
    }
}

/// Why a link is refused, in the border's words.
pub(crate) fn link_error(error: &LinkError) -> ApiError {
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
