//! The issuer's metadata (OpenID4VCI 1.0 §12.2), signed by the department, and those of its
//! authorization server (RFC 8414).

use std::collections::BTreeMap;

use keys::jws::SignJwsError;
use keys::{DepartmentDid, Signer};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::department::{KnownDepartment, did_of_key_id};
use crate::endpoint::Endpoint;
use crate::fault::Fault;
use crate::jwt::{self, JwtError, Unverified};
use crate::text::Text;

/// Longest signed metadata that are read, in bytes.
pub const MAX_METADATA_BYTES: usize = 131_072;
/// `typ` of signed metadata.
pub const METADATA_TYPE: &str = "openidvci-issuer-metadata+jwt";
/// The media type to ask for, in `Accept`, to get signed metadata.
pub const SIGNED_METADATA_MEDIA_TYPE: &str = "application/jwt";

/// What an issuer offers and where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IssuerMetadata {
    /// The issuer: the department's endpoint.
    pub credential_issuer: String,
    /// Where a credential is asked for.
    pub credential_endpoint: String,
    /// Where a `c_nonce` is given out.
    pub nonce_endpoint: String,
    /// Where a pre-authorised code is exchanged; here as well as in the authorization server's
    /// metadata, because these are signed.
    pub token_endpoint: String,
    /// How many copies may be asked for at once.
    #[serde(default)]
    pub batch_credential_issuance: BatchIssuance,
    /// The kinds of credential, by id.
    pub credential_configurations_supported: BTreeMap<String, CredentialConfiguration>,
    /// The issuer's names.
    #[serde(default)]
    pub display: Vec<Display>,
    /// What goes beyond the standard.
    #[serde(default)]
    pub citizen_wallet: Extension,
}

/// OpenID4VCI 1.0 §12.2.4, `batch_credential_issuance`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchIssuance {
    /// Most proofs, and so copies, in one request.
    pub batch_size: u8,
}

impl Default for BatchIssuance {
    fn default() -> Self {
        Self { batch_size: 1 }
    }
}

/// One kind of credential.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CredentialConfiguration {
    /// `dc+sd-jwt` is supported.
    pub format: String,
    /// The type of the credential.
    #[serde(default)]
    pub vct: String,
    /// `jwk` is supported.
    #[serde(default)]
    pub cryptographic_binding_methods_supported: Vec<String>,
    /// `EdDSA`, `ES256`.
    #[serde(default)]
    pub credential_signing_alg_values_supported: Vec<String>,
    /// Kinds of proof, by name; `jwt` is supported.
    #[serde(default)]
    pub proof_types_supported: BTreeMap<String, Value>,
    /// How to show it.
    #[serde(default)]
    pub credential_metadata: CredentialMetadata,
}

/// How a kind of credential is shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CredentialMetadata {
    /// Names of the credential.
    #[serde(default)]
    pub display: Vec<Display>,
    /// Names of its claims.
    #[serde(default)]
    pub claims: Vec<ClaimDisplay>,
}

/// A name in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Display {
    /// The name.
    pub name: String,
    /// BCP 47 language tag, such as `zh-CN`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
}

/// Names of one claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClaimDisplay {
    /// Claims path pointer: strings, non-negative integers and nulls.
    pub path: Vec<Value>,
    /// Its names.
    #[serde(default)]
    pub display: Vec<Display>,
}

/// Our extension: what can be obtained without an offer, and where the rest is picked up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// Where to apply; see [`crate::apply`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apply_endpoint: Option<String>,
    /// Where announced credentials are picked up; see [`crate::pickup`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pickup_endpoint: Option<String>,
    /// Where fresh copies of a credential are to be had; see [`crate::refill`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refill_endpoint: Option<String>,
    /// What can be obtained now.
    #[serde(default)]
    pub available: Vec<Available>,
}

/// Something that can be obtained now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Available {
    /// What to name when applying; one of the credential configurations, or the name of a service.
    pub id: String,
    /// How it comes.
    pub how: Delivery,
    /// What it is.
    pub name: Text,
    /// What one must bring.
    pub needs: Text,
    /// How long it takes.
    pub takes: Text,
}

/// How something comes to the holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Delivery {
    /// As an offer, at once.
    Online,
    /// Only at the counter.
    Counter,
    /// Announced on chain, found at the next sync, then picked up.
    Chain,
    /// The department sends a request for a grant first.
    Request,
}

#[derive(Serialize, Deserialize)]
struct SignedClaims {
    iss: String,
    sub: String,
    iat: i64,
    exp: i64,
    #[serde(flatten)]
    metadata: IssuerMetadata,
}

/// Why metadata are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MetadataError {
    /// Not a well-formed signed message of this kind, or its signature is wrong.
    #[error("the metadata are refused: {0}")]
    Jwt(#[from] JwtError),
    /// The issuer is another department than the one that signed, or is not at this address.
    #[error("the metadata are those of another issuer")]
    Issuer,
    /// The department, or one above it, is suspended.
    #[error("the department is suspended")]
    Suspended,
    /// An address in the metadata does not lie under the department's endpoint.
    #[error("an address lies outside the department's own")]
    Outside,
    /// Signed in the future, or expired.
    #[error("the metadata are outside their time")]
    Time,
}

impl MetadataError {
    /// Returns who is at fault.
    #[must_use]
    pub const fn fault(self) -> Fault {
        match self {
            Self::Time | Self::Suspended => Fault::Time,
            Self::Jwt(_) | Self::Issuer | Self::Outside => Fault::PeerWrong,
        }
    }
}

/// Signs metadata as the department, valid from `now` (seconds) for `valid_for_secs`.
///
/// # Errors
/// If the signer fails.
pub fn sign_metadata(
    metadata: &IssuerMetadata,
    department: &DepartmentDid,
    now: i64,
    valid_for_secs: u32,
    signer: &dyn Signer,
) -> Result<String, SignJwsError> {
    let claims = SignedClaims {
        iss: department.to_string(),
        sub: metadata.credential_issuer.clone(),
        iat: now,
        exp: now + i64::from(valid_for_secs),
        metadata: metadata.clone(),
    };
    jwt::sign_as_department(METADATA_TYPE, department, &claims, signer)
}

/// Signed metadata of which nothing is proven yet.
#[derive(Clone, Debug)]
pub struct UnverifiedMetadata<'a> {
    jwt: Unverified<'a>,
    department: DepartmentDid,
}

impl<'a> UnverifiedMetadata<'a> {
    /// Reads signed metadata (compact JWT).
    ///
    /// # Errors
    /// [`MetadataError::Jwt`].
    pub fn parse(compact: &'a str) -> Result<Self, MetadataError> {
        let jwt = jwt::parse(compact.trim(), METADATA_TYPE, MAX_METADATA_BYTES)?;
        let department = jwt
            .key_id()
            .and_then(did_of_key_id)
            .ok_or(JwtError::KeyId)?;
        Ok(Self { jwt, department })
    }

    /// Returns the department that claims to have signed, to look it up in the proven directory.
    #[must_use]
    pub const fn claimed_department(&self) -> DepartmentDid {
        self.department
    }

    /// Checks everything: signature, department, that `issuer` (of the offer) is the department's
    /// endpoint, addresses, time. `now` in seconds; 60 s of difference between clocks are allowed.
    ///
    /// # Errors
    /// See [`MetadataError`].
    pub fn verify(
        self,
        department: &KnownDepartment,
        issuer: &Endpoint,
        now: i64,
    ) -> Result<IssuerMetadata, MetadataError> {
        if department.did != self.department || department.endpoint != *issuer {
            return Err(MetadataError::Issuer);
        }
        if !department.active {
            return Err(MetadataError::Suspended);
        }
        let claims: SignedClaims = self.jwt.verify_by_department(department)?;
        let metadata = claims.metadata;
        if claims.iss != department.did.to_string()
            || claims.sub != issuer.as_str()
            || metadata.credential_issuer != issuer.as_str()
        {
            return Err(MetadataError::Issuer);
        }
        if claims.iat > now.saturating_add(crate::CLOCK_SKEW_SECS) || claims.exp <= now {
            return Err(MetadataError::Time);
        }
        if metadata.endpoints().any(|url| !issuer.contains(url)) {
            return Err(MetadataError::Outside);
        }
        Ok(metadata)
    }
}

impl IssuerMetadata {
    fn endpoints(&self) -> impl Iterator<Item = &str> {
        let extension = &self.citizen_wallet;
        [
            &self.credential_endpoint,
            &self.nonce_endpoint,
            &self.token_endpoint,
        ]
        .into_iter()
        .chain(&extension.apply_endpoint)
        .chain(&extension.pickup_endpoint)
        .chain(&extension.refill_endpoint)
        .map(String::as_str)
    }
}

/// The authorization server's metadata, for wallets of others (RFC 8414 §2, OpenID4VCI 1.0 §12.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationServerMetadata {
    /// Equal to the credential issuer.
    pub issuer: String,
    /// Where a pre-authorised code is exchanged.
    pub token_endpoint: String,
    /// Only the pre-authorised code.
    pub grant_types_supported: Vec<String>,
    /// Empty: there is no authorization endpoint.
    pub response_types_supported: Vec<String>,
    /// No client needs to be registered.
    #[serde(rename = "pre-authorized_grant_anonymous_access_supported")]
    pub anonymous_access_supported: bool,
}

impl AuthorizationServerMetadata {
    /// Returns the metadata that go with an issuer's.
    #[must_use]
    pub fn of(metadata: &IssuerMetadata) -> Self {
        Self {
            issuer: metadata.credential_issuer.clone(),
            token_endpoint: metadata.token_endpoint.clone(),
            grant_types_supported: vec![crate::offer::PRE_AUTHORIZED_CODE.to_owned()],
            response_types_supported: Vec::new(),
            anonymous_access_supported: true,
        }
    }
}
