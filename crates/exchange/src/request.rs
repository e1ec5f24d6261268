//! Signed request objects (OpenID4VP 1.0 §5, RFC 9101): a department asks for a grant, or to be shown
//! a part of a credential.

use grant::Digest;
use keys::jws::SignJwsError;
use keys::{DepartmentDid, Jwk, P256PublicKey, Signer};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::CLOCK_SKEW_SECS;
use crate::department::{KnownDepartment, did_of_key_id};
use crate::endpoint::parse_url;
use crate::fault::Fault;
use crate::jwe::{ENCRYPTION_METHOD, KEY_AGREEMENT};
use crate::jwt::{self, JwtError, Unverified};
use crate::presentation::PresentationTerms;
use crate::query::{self, CREDENTIAL_FORMAT, GRANT_FORMAT, GrantQuery, QueryError};
use crate::terms::{Terms, TransactionDataError};

/// `typ` of a request object (RFC 9101 §10.8).
pub const REQUEST_TYPE: &str = "oauth-authz-req+jwt";
/// Longest request object that is read, in bytes.
pub const MAX_REQUEST_BYTES: usize = 262_144;
/// Prefix of a client id that is a DID (OpenID4VP 1.0 §5.9.3).
pub const CLIENT_ID_PREFIX: &str = "decentralized_identifier:";
/// Audience of request objects when the wallet's address is not known (OpenID4VP 1.0 §5.8).
pub const WALLET_AUDIENCE: &str = "https://self-issued.me/v2";
/// Longest time a request may stay open, in seconds: 31 days.
pub const MAX_REQUEST_LIFETIME_SECS: i64 = 2_678_400;

const RESPONSE_TYPE: &str = "vp_token";
const RESPONSE_MODE: &str = "direct_post.jwt";

/// Everything a request says, before it is signed.
#[derive(Clone, Debug)]
pub struct RequestDraft<T = Terms> {
    /// Who asks.
    pub department: DepartmentDid,
    /// Where the answer goes; under the department's endpoint.
    pub response_uri: String,
    /// At least 128 random bits in base64url.
    pub nonce: String,
    /// At least 128 random bits in base64url; names the request at the response address.
    pub state: String,
    /// Seconds.
    pub issued_at: i64,
    /// Seconds; at most [`MAX_REQUEST_LIFETIME_SECS`] later.
    pub expires_at: i64,
    /// What is asked for.
    pub terms: T,
    /// What the answer is encrypted to.
    pub encryption_key: EncryptionKey,
}

/// What can be asked for: [`Terms`] of a grant, or [`PresentationTerms`] of a credential.
pub trait Subject: Sized + sealed::Sealed {
    /// The name of its format in `vp_formats_supported`.
    const FORMAT: &'static str;
    /// What is supported of that format.
    fn formats() -> Value;
    /// Writes `dcql_query`.
    fn query(&self) -> Value;
    /// Writes the one element of `transaction_data`.
    fn encode(&self) -> String;
    /// Reads both; answers the id of the query as well.
    ///
    /// # Errors
    /// [`RequestError::Query`], [`RequestError::TransactionData`].
    fn read(query: Value, transaction_data: &str) -> Result<(String, Self), RequestError>;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for crate::Terms {}
    impl Sealed for crate::presentation::PresentationTerms {}
}

impl Subject for Terms {
    const FORMAT: &'static str = GRANT_FORMAT;

    fn formats() -> Value {
        json!({ "alg_values": ["EdDSA"] })
    }

    fn query(&self) -> Value {
        let query = GrantQuery {
            id: QUERY_ID.to_owned(),
            custodian: self.custodian,
        };
        query.to_value()
    }

    fn encode(&self) -> String {
        Self::encode(self, QUERY_ID)
    }

    fn read(query: Value, transaction_data: &str) -> Result<(String, Self), RequestError> {
        let query = GrantQuery::parse(query)?;
        let (terms, query_ids) = Self::decode(transaction_data)?;
        if query_ids != [query.id.as_str()] || terms.custodian != query.custodian {
            return Err(TransactionDataError::QueryMismatch.into());
        }
        Ok((query.id, terms))
    }
}

/// A P-256 key that an answer is encrypted to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncryptionKey {
    /// Its name in the answer's header.
    pub key_id: String,
    /// The key.
    pub key: P256PublicKey,
}

/// A signed request object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedRequest {
    /// The compact JWT.
    pub compact: String,
    /// Its digest, which a grant that answers it will name.
    pub digest: Digest,
}

/// The id of the one query of a request made here.
pub const QUERY_ID: &str = "g1";

impl<T: Subject> RequestDraft<T> {
    /// Signs the request as the department.
    ///
    /// # Errors
    /// If the signer fails.
    pub fn sign(&self, signer: &dyn Signer) -> Result<SignedRequest, SignJwsError> {
        let mut key = self
            .encryption_key
            .key
            .to_jwk()
            .with_kid(&self.encryption_key.key_id);
        key.use_ = Some("enc".to_owned());
        key.alg = Some(KEY_AGREEMENT.to_owned());
        let claims = RequestClaims {
            iss: Some(format!("{CLIENT_ID_PREFIX}{}", self.department)),
            client_id: format!("{CLIENT_ID_PREFIX}{}", self.department),
            aud: WALLET_AUDIENCE.to_owned(),
            response_type: RESPONSE_TYPE.to_owned(),
            response_mode: RESPONSE_MODE.to_owned(),
            response_uri: self.response_uri.clone(),
            nonce: self.nonce.clone(),
            state: self.state.clone(),
            iat: self.issued_at,
            exp: self.expires_at,
            dcql_query: self.terms.query(),
            transaction_data: vec![self.terms.encode()],
            client_metadata: ClientMetadata {
                jwks: KeySet {
                    keys: vec![serde_json::to_value(key).expect("a key holds only strings")],
                },
                encrypted_response_enc_values_supported: vec![ENCRYPTION_METHOD.to_owned()],
                vp_formats_supported: json!({ T::FORMAT: T::formats() }),
            },
        };
        let compact = jwt::sign_as_department(REQUEST_TYPE, &self.department, &claims, signer)?;
        let digest = Digest::of(compact.as_bytes());
        Ok(SignedRequest { compact, digest })
    }
}

#[derive(Serialize, Deserialize)]
struct RequestClaims {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    iss: Option<String>,
    client_id: String,
    aud: String,
    response_type: String,
    response_mode: String,
    response_uri: String,
    nonce: String,
    state: String,
    iat: i64,
    exp: i64,
    dcql_query: Value,
    #[serde(default)]
    transaction_data: Vec<String>,
    client_metadata: ClientMetadata,
}

#[derive(Serialize, Deserialize)]
struct ClientMetadata {
    jwks: KeySet,
    #[serde(default)]
    encrypted_response_enc_values_supported: Vec<String>,
    #[serde(default)]
    vp_formats_supported: Value,
}

#[derive(Serialize, Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Not a well-formed signed message of this kind, or its signature is wrong.
    #[error("the request is refused: {0}")]
    Jwt(#[from] JwtError),
    /// `client_id` has not the prefix `decentralized_identifier:`, or is no department's DID.
    #[error("the request names its sender in an unsupported way")]
    ClientIdPrefix,
    /// `client_id` is not that of the link, of the key, or of `iss`.
    #[error("the request names several senders")]
    ClientIdMismatch,
    /// The caller's department is not the one that claims to have signed.
    #[error("the request is of another department")]
    Department,
    /// The department, or one above it, is suspended.
    #[error("the department is suspended")]
    Suspended,
    /// `aud` is not [`WALLET_AUDIENCE`].
    #[error("the request is not made for a wallet")]
    Audience,
    /// `response_type` other than `vp_token`.
    #[error("the request wants an unsupported answer")]
    ResponseType,
    /// `response_mode` other than `direct_post.jwt`.
    #[error("the request wants its answer in an unsupported way")]
    ResponseMode,
    /// `response_uri` does not lie under the department's endpoint.
    #[error("the answer would go elsewhere than to the department")]
    ResponseUri,
    /// `nonce` or `state` is not 22 to 128 characters of base64url.
    #[error("the request has no proper nonce")]
    Nonce,
    /// `exp` has passed.
    #[error("the request has expired")]
    Expired,
    /// `iat` lies in the future.
    #[error("the request is of the future")]
    FromTheFuture,
    /// `exp` is not after `iat`, or too long after it.
    #[error("the request is open too long")]
    Lifetime,
    /// The query is refused.
    #[error("the request is refused: {0}")]
    Query(#[from] QueryError),
    /// The transaction data are refused.
    #[error("the request is refused: {0}")]
    TransactionData(#[from] TransactionDataError),
    /// No P-256 key for ECDH-ES to encrypt the answer to.
    #[error("the request gives no usable key for the answer")]
    EncryptionKey,
    /// Other than A256GCM is wanted.
    #[error("the request wants an unsupported encryption")]
    EncryptionMethod,
}

impl RequestError {
    /// Returns who is at fault.
    #[must_use]
    pub const fn fault(self) -> Fault {
        match self {
            Self::Expired | Self::FromTheFuture | Self::Suspended => Fault::Time,
            Self::Department => Fault::Ours,
            Self::ClientIdPrefix
            | Self::ResponseType
            | Self::ResponseMode
            | Self::EncryptionKey
            | Self::EncryptionMethod
            | Self::TransactionData(
                TransactionDataError::UnknownType | TransactionDataError::Several,
            ) => Fault::PeerIncompatible,
            Self::Query(error) if error.is_unsupported() => Fault::PeerIncompatible,
            _ => Fault::PeerWrong,
        }
    }

    /// Returns the word for an error answer (OpenID4VP 1.0 §8.5).
    #[must_use]
    pub const fn answer_code(self) -> &'static str {
        match self {
            Self::TransactionData(_) => "invalid_transaction_data",
            Self::Query(error) if error.is_unsupported() => "vp_formats_not_supported",
            Self::ClientIdPrefix | Self::ClientIdMismatch => "invalid_client",
            _ => "invalid_request",
        }
    }
}

/// A request of which nothing is proven yet.
#[derive(Clone, Debug)]
pub struct UnverifiedRequest<'a> {
    compact: &'a str,
    jwt: Unverified<'a>,
    department: DepartmentDid,
}

#[derive(Deserialize)]
struct ClaimedClient {
    client_id: String,
}

/// The `client_id` that a request object claims; nothing of it is proven.
///
/// # Errors
/// [`RequestError::Jwt`].
pub fn claimed_client(compact: &str) -> Result<String, RequestError> {
    let jwt = jwt::parse(compact, REQUEST_TYPE, MAX_REQUEST_BYTES)?;
    let claimed: ClaimedClient = jwt.claims_unverified()?;
    Ok(claimed.client_id)
}

impl<'a> UnverifiedRequest<'a> {
    /// Reads a request object exactly as it was fetched or came by value: one compact JWT, without
    /// any white space. `link_client_id` is the `client_id` of the link that led here.
    ///
    /// # Errors
    /// [`RequestError::Jwt`], [`RequestError::ClientIdPrefix`], [`RequestError::ClientIdMismatch`].
    pub fn parse(compact: &'a str, link_client_id: &str) -> Result<Self, RequestError> {
        let jwt = jwt::parse(compact, REQUEST_TYPE, MAX_REQUEST_BYTES)?;
        let claimed: ClaimedClient = jwt.claims_unverified()?;
        let department = claimed
            .client_id
            .strip_prefix(CLIENT_ID_PREFIX)
            .and_then(|did| did.parse::<DepartmentDid>().ok())
            .ok_or(RequestError::ClientIdPrefix)?;
        if claimed.client_id != link_client_id {
            return Err(RequestError::ClientIdMismatch);
        }
        match jwt.key_id().map(did_of_key_id) {
            None | Some(None) => Err(JwtError::KeyId.into()),
            Some(Some(did)) if did != department => Err(RequestError::ClientIdMismatch),
            Some(Some(_)) => Ok(Self {
                compact,
                jwt,
                department,
            }),
        }
    }

    /// Returns the department that claims to ask, to look it up in the proven directory.
    #[must_use]
    pub const fn claimed_department(&self) -> DepartmentDid {
        self.department
    }

    /// Returns the request's digest: SHA-256 of the compact JWT.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self.compact.as_bytes())
    }

    /// Whether it asks to be shown a credential; nothing of it is proven.
    #[must_use]
    pub fn is_for_presentation(&self) -> bool {
        let Ok(claims) = self.jwt.claims_unverified::<RequestClaims>() else {
            return false;
        };
        query::format(&claims.dcql_query).is_ok_and(|format| format == CREDENTIAL_FORMAT)
    }

    /// Checks everything of a request for a grant; `now` in seconds.
    ///
    /// # Errors
    /// See [`RequestError`].
    pub fn verify(
        self,
        department: &KnownDepartment,
        now: i64,
    ) -> Result<VerifiedRequest, RequestError> {
        self.verify_as(department, now)
    }

    /// Checks everything of a request to be shown a credential; `now` in seconds.
    ///
    /// # Errors
    /// See [`RequestError`].
    pub fn verify_presentation(
        self,
        department: &KnownDepartment,
        now: i64,
    ) -> Result<VerifiedRequest<PresentationTerms>, RequestError> {
        self.verify_as(department, now)
    }

    /// Checks everything of a request for `T`; `now` in seconds.
    ///
    /// # Errors
    /// See [`RequestError`].
    pub fn verify_as<T: Subject>(
        self,
        department: &KnownDepartment,
        now: i64,
    ) -> Result<VerifiedRequest<T>, RequestError> {
        if department.did != self.department {
            return Err(RequestError::Department);
        }
        if !department.active {
            return Err(RequestError::Suspended);
        }
        let digest = self.digest();
        let claims: RequestClaims = self.jwt.verify_by_department(department)?;
        check_envelope(&claims, department, now)?;
        // The query first: it says what the rest is about.
        let named = query::format(&claims.dcql_query)?;
        if named != T::FORMAT {
            return Err(QueryError::UnsupportedFormat.into());
        }
        let (query_id, terms) = T::read(claims.dcql_query, only(&claims.transaction_data)?)?;
        let encryption_key = claims.client_metadata.encryption_key()?;
        let response_uri = parse_url(&claims.response_uri)
            .map_err(|_| RequestError::ResponseUri)?
            .to_string();
        Ok(VerifiedRequest {
            compact: self.compact.to_owned(),
            digest,
            department: department.did,
            query_id,
            terms,
            transaction_data: claims
                .transaction_data
                .into_iter()
                .next()
                .unwrap_or_default(),
            response_uri,
            nonce: claims.nonce,
            state: claims.state,
            encryption_key,
            issued_at: claims.iat,
            expires_at: claims.exp,
        })
    }
}

/// Whether a request object asks to be shown a credential; read without its signature.
#[must_use]
pub fn is_for_presentation(compact: &str) -> bool {
    claimed_client(compact)
        .and_then(|client| {
            UnverifiedRequest::parse(compact, &client).map(|it| it.is_for_presentation())
        })
        .unwrap_or_default()
}

/// What one of the caller's own requests to be shown a credential asks for.
///
/// # Errors
/// See [`RequestError`].
///
/// # Security
/// Nothing is proven: the caller has the request from its own store.
pub fn read_presentation_request(compact: &str) -> Result<PresentationTerms, RequestError> {
    let jwt = jwt::parse(compact, REQUEST_TYPE, MAX_REQUEST_BYTES)?;
    let claims: RequestClaims = jwt.claims_unverified()?;
    let (_, terms) = PresentationTerms::read(claims.dcql_query, only(&claims.transaction_data)?)?;
    Ok(terms)
}

/// What a request object asks for, read without its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredRequest {
    /// The digest of the text that was read.
    pub digest: Digest,
    /// Who asked.
    pub department: DepartmentDid,
    /// For what.
    pub terms: Terms,
}

/// Reads a request object that was answered before: its time may be over.
///
/// # Errors
/// See [`RequestError`].
///
/// # Security
/// Nothing is proven. The caller has the digest out of a grant that it verified, and compares: then
/// this is what the holder, who had verified it, signed for.
pub fn read_answered(compact: &str) -> Result<AnsweredRequest, RequestError> {
    let jwt = jwt::parse(compact, REQUEST_TYPE, MAX_REQUEST_BYTES)?;
    let claims: RequestClaims = jwt.claims_unverified()?;
    let department = claims
        .client_id
        .strip_prefix(CLIENT_ID_PREFIX)
        .and_then(|did| did.parse::<DepartmentDid>().ok())
        .ok_or(RequestError::ClientIdPrefix)?;
    let (_, terms) = Terms::read(claims.dcql_query, only(&claims.transaction_data)?)?;
    Ok(AnsweredRequest {
        digest: Digest::of(compact.as_bytes()),
        department,
        terms,
    })
}

fn check_envelope(
    claims: &RequestClaims,
    department: &KnownDepartment,
    now: i64,
) -> Result<(), RequestError> {
    if claims
        .iss
        .as_ref()
        .is_some_and(|iss| *iss != claims.client_id && *iss != department.did.to_string())
    {
        return Err(RequestError::ClientIdMismatch);
    }
    if claims.aud != WALLET_AUDIENCE {
        return Err(RequestError::Audience);
    }
    if claims.response_type != RESPONSE_TYPE {
        return Err(RequestError::ResponseType);
    }
    if claims.response_mode != RESPONSE_MODE {
        return Err(RequestError::ResponseMode);
    }
    if !department.endpoint.contains(&claims.response_uri) {
        return Err(RequestError::ResponseUri);
    }
    if !is_token(&claims.nonce) || !is_token(&claims.state) {
        return Err(RequestError::Nonce);
    }
    if claims.iat > now.saturating_add(CLOCK_SKEW_SECS) {
        return Err(RequestError::FromTheFuture);
    }
    if claims.exp <= now {
        return Err(RequestError::Expired);
    }
    let lifetime = claims.exp.saturating_sub(claims.iat);
    if !(1..=MAX_REQUEST_LIFETIME_SECS).contains(&lifetime) {
        return Err(RequestError::Lifetime);
    }
    Ok(())
}

/// 22 characters of base64url hold 128 bits.
fn is_token(text: &str) -> bool {
    (22..=128).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

/// The one element of `transaction_data`.
fn only(transaction_data: &[String]) -> Result<&str, TransactionDataError> {
    match transaction_data {
        [encoded] => Ok(encoded),
        [] => Err(TransactionDataError::Missing),
        _ => Err(TransactionDataError::Several),
    }
}

impl ClientMetadata {
    fn encryption_key(&self) -> Result<EncryptionKey, RequestError> {
        if !self
            .encrypted_response_enc_values_supported
            .iter()
            .any(|enc| enc == ENCRYPTION_METHOD)
        {
            return Err(RequestError::EncryptionMethod);
        }
        // Keys of other kinds are passed over, as RFC 7517 §5 demands.
        self.jwks
            .keys
            .iter()
            .take(16)
            .filter_map(|key| serde_json::from_value::<Jwk>(key.clone()).ok())
            .filter(|key| key.use_.as_deref().is_none_or(|usage| usage == "enc"))
            .filter(|key| key.alg.as_deref() == Some(KEY_AGREEMENT))
            .find_map(|jwk| {
                let key = P256PublicKey::from_jwk(&jwk).ok()?;
                Some(EncryptionKey {
                    key_id: jwk.kid?,
                    key,
                })
            })
            .ok_or(RequestError::EncryptionKey)
    }
}

/// A request by a known department, signed by it, within its time, and fully understood. Only
/// [`UnverifiedRequest::verify`] and [`UnverifiedRequest::verify_presentation`] make one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifiedRequest<T = Terms> {
    /// The compact JWT as it came: evidence for the log.
    pub compact: String,
    /// Its digest, which the grant must name.
    pub digest: Digest,
    /// Who asks.
    pub department: DepartmentDid,
    /// The id of the query, under which the answer goes.
    pub query_id: String,
    /// What is asked for.
    pub terms: T,
    /// The element of `transaction_data` as it came, base64url.
    pub transaction_data: String,
    /// Where the answer goes, normalised.
    pub response_uri: String,
    /// The requester's nonce.
    pub nonce: String,
    /// The requester's name for this request.
    pub state: String,
    /// What the answer is encrypted to.
    pub encryption_key: EncryptionKey,
    /// Seconds.
    pub issued_at: i64,
    /// Seconds; no answer is accepted from then on.
    pub expires_at: i64,
}
