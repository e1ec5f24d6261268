//! A department as an issuer: its signed metadata, nonces and introductions.

use exchange::{
    Endpoint, KnownDepartment,
    introduction::sign_relation_introduction,
    metadata::{Display, IssuerMetadata, SIGNED_METADATA_MEDIA_TYPE, UnverifiedMetadata},
    token::NonceAnswer,
};
use keys::relation::department_uri;
use url::Url;
use wallet_api::{ApiError, ErrorCode, LocalText};

use crate::{
    book::plain,
    http::{Answer, Http},
    session::Session,
    wallet::now,
};

/// Fetches the metadata of the issuer at `endpoint` and proves them against the directory: only a
/// department of it, at its own address, with its own signature, is an issuer.
pub(crate) async fn metadata(
    session: &Session,
    http: &Http,
    endpoint: &Endpoint,
) -> Result<(KnownDepartment, IssuerMetadata), ApiError> {
    let unknown = || ApiError::about(ErrorCode::IssuerUnknown, host(endpoint.as_str()));
    let book = session.book();
    let department = book
        .directory
        .by_endpoint(endpoint.as_str())
        .ok_or_else(unknown)?
        .clone();
    let known = book.known(&department.did, now()).ok_or_else(unknown)?;
    if !known.active {
        return Err(unknown());
    }
    let url = address(&endpoint.issuer_metadata_url())?;
    let answer = http
        .get(&url, SIGNED_METADATA_MEDIA_TYPE)
        .await
        .map_err(|error| error.about(&url))?;
    let answer = accepted(answer)?;
    let unproven = || ApiError::about(ErrorCode::IssuerNotProven, department.code.clone());
    let text = std::str::from_utf8(&answer.body).map_err(|_| unproven())?;
    let metadata = UnverifiedMetadata::parse(text).map_err(|_| unproven())?;
    let metadata = metadata.verify(&known, endpoint, now()).map_err(|error| {
        tracing::warn!(%error, department = %department.code, "metadata refused");
        unproven()
    })?;
    Ok((known, metadata))
}

/// Gets a fresh nonce.
pub(crate) async fn nonce(http: &Http, url: &str) -> Result<String, ApiError> {
    let url = address(url)?;
    let answer = http
        .post_json(&url, b"{}".to_vec(), None)
        .await
        .map_err(|error| error.about(&url))?;
    let nonce: NonceAnswer = parse(&url, &accepted(answer)?)?;
    Ok(nonce.c_nonce)
}

/// Introduces the holder's relation to a department: who it deals with there, and where it writes.
pub(crate) fn introduce(
    session: &Session,
    department: &KnownDepartment,
    nonce: &str,
) -> Result<String, ApiError> {
    let uri = department_uri(&department.did);
    let public = session.relation(&uri, 0)?;
    session.with_signer(&uri, 0, |signer| {
        sign_relation_introduction(&department.did, &public.meta_address, nonce, now(), signer)
            .map_err(|_| ApiError::about(ErrorCode::Internal, "introduction"))
    })
}

/// An answer of success, or the department's refusal as an error.
pub(crate) fn accepted(answer: Answer) -> Result<Answer, ApiError> {
    if answer.status.is_success() {
        return Ok(answer);
    }
    let code = serde_json::from_slice::<exchange::token::ErrorAnswer>(&answer.body).map_or_else(
        |_| answer.status.as_u16().to_string(),
        |error| plain(&error.error, 64),
    );
    Err(ApiError::about(ErrorCode::RefusedByDepartment, code))
}

/// The JSON of an answer.
pub(crate) fn parse<T: serde::de::DeserializeOwned>(
    url: &Url,
    answer: &Answer,
) -> Result<T, ApiError> {
    exchange::parse_message(&answer.body, usize::MAX)
        .map_err(|_| ApiError::about(ErrorCode::BadAnswer, url.host_str().unwrap_or_default()))
}

pub(crate) fn address(text: &str) -> Result<Url, ApiError> {
    Url::parse(text).map_err(|_| ApiError::about(ErrorCode::BadLink, "address"))
}

pub(crate) fn host(text: &str) -> String {
    Url::parse(text)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_default()
}

/// The names of something in both languages; one that is missing is replaced by the other.
pub(crate) fn display(names: &[Display], otherwise: &str) -> LocalText {
    let find = |language: &str| {
        names
            .iter()
            .find(|name| {
                name.locale
                    .as_deref()
                    .is_some_and(|tag| tag.starts_with(language))
            })
            .map(|name| plain(&name.name, 80))
    };
    let any = names
        .first()
        .map_or_else(|| otherwise.to_owned(), |name| plain(&name.name, 80));
    LocalText {
        zh: find("zh").unwrap_or_else(|| any.clone()),
        en: find("en").unwrap_or(any),
    }
}
