//! What the holder signs at a counter, and how the department verifies it. Format:
//! `docs/formats/counter.md` §1 and §5.

use credential::{
    Credential, Fingerprint, KeyName, PresentationError, Terms, UnverifiedPresentation,
    ValidityError, VerifyCredentialError,
};
use grant::Code;
use keys::jws::UnverifiedJws;
use keys::{DepartmentDid, PublicKey, Signer, X25519PublicKey, base64url, json};
use sd_jwt::{BindError, Binding, Expectation, Selection};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{CODE_SECS, PASS_SECS};
use crate::CLOCK_SKEW_SECS;
use crate::fault::Fault;

const NUMBER_DOMAIN: &[u8] = b"citizen-wallet/counter/1\n";

/// What a presentation is bound to beside department and purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The department gave the nonce.
    Challenge,
    /// The holder drew the nonce; good for a minute.
    Window,
    /// The same for print; good for a day.
    Pass,
}

impl Basis {
    /// Returns the longest window, in seconds.
    #[must_use]
    pub const fn longest_secs(self) -> i64 {
        match self {
            Self::Challenge | Self::Window => CODE_SECS,
            Self::Pass => PASS_SECS,
        }
    }
}

/// What is to be signed.
#[derive(Clone, Debug)]
pub struct ShowingDraft {
    /// The department that may read it.
    pub department: DepartmentDid,
    /// For what.
    pub purpose: Code,
    /// Whose nonce it is, and how long it is good at most.
    pub basis: Basis,
    /// 16 bytes in base64url.
    pub nonce: String,
    /// Start of the window, seconds.
    pub issued_at: i64,
    /// End of the window, seconds.
    pub expires_at: i64,
    /// Where the department can write to the holder.
    pub viewing: Option<X25519PublicKey>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CounterClaim {
    purpose: Code,
    by: Basis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    viewing: Option<X25519PublicKey>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BindingClaims {
    aud: DepartmentDid,
    nonce: String,
    iat: i64,
    exp: i64,
    #[serde(rename = "sd_hash")]
    _sd_hash: String,
    counter: CounterClaim,
}

impl ShowingDraft {
    /// Signs that the holder shows exactly `selection`; returns the SD-JWT+KB.
    ///
    /// # Errors
    /// If the signer is not the holder, or fails.
    pub fn sign(&self, selection: &Selection, holder: &dyn Signer) -> Result<String, BindError> {
        let claim = CounterClaim {
            purpose: self.purpose.clone(),
            by: self.basis,
            viewing: self.viewing,
        };
        let claim = serde_json::to_value(claim).expect("a claim holds only strings");
        let mut extra = Map::new();
        extra.insert("exp".to_owned(), Value::from(self.expires_at));
        extra.insert("counter".to_owned(), claim);
        let binding = Binding {
            audience: &self.department.to_string(),
            nonce: &self.nonce,
            issued_at: self.issued_at,
            extra,
        };
        selection.bind(&binding, holder)
    }
}

/// Returns what may be accepted once of all presentations of a credential with a nonce.
#[must_use]
pub fn number(nonce: &str, fingerprint: &Fingerprint) -> [u8; 32] {
    Sha256::new_with_prefix(NUMBER_DOMAIN)
        .chain_update(nonce)
        .chain_update("\n")
        .chain_update(fingerprint.to_string())
        .finalize()
        .into()
}

/// A well-formed presentation from a counter; nothing of it is proven.
#[derive(Clone, Debug)]
pub struct UnverifiedShown {
    presentation: UnverifiedPresentation,
    department: DepartmentDid,
    purpose: Code,
    basis: Basis,
    nonce: String,
    window: (i64, i64),
    viewing: Option<X25519PublicKey>,
}

/// The challenge that was given out.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Its nonce.
    pub nonce: &'a str,
    /// Its purpose.
    pub purpose: &'a Code,
}

/// What the counter knows.
#[derive(Clone, Copy, Debug)]
pub struct ShownExpectation<'a> {
    /// The department at whose counter this is.
    pub department: &'a DepartmentDid,
    /// The challenge it answers; `None` where none was given.
    pub asked: Option<Asked<'a>>,
    /// Now, in seconds since 1970.
    pub now: i64,
}

/// A presentation that holds: the issuer said it, and its holder shows it here, now, for this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedShown {
    /// The credential with the attributes that are shown.
    pub credential: Credential,
    /// For what.
    pub purpose: Code,
    /// Whose nonce it is.
    pub basis: Basis,
    /// What may be accepted once; see [`UnverifiedShown::number`].
    pub number: [u8; 32],
    /// First second in which it is over.
    pub expires_at: i64,
    /// Where to write to the holder.
    pub viewing: Option<X25519PublicKey>,
}

/// Why a presentation is refused; the names are the reasons of `docs/formats/counter.md` §5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShownError {
    /// Not one presentation.
    #[error("this is no code of a wallet")]
    Malformed,
    /// For another department.
    #[error("the code was made for another office")]
    OtherOffice,
    /// The challenge was for another purpose.
    #[error("the code was made for another purpose")]
    OtherPurpose,
    /// It answers no challenge of this department, or another.
    #[error("the code answers no question of this office")]
    OtherChallenge,
    /// The challenge's time is over.
    #[error("the office's question has ended")]
    ChallengeOver,
    /// The window is longer than its kind may be.
    #[error("the code claims to be good for longer than it may")]
    WindowTooLong,
    /// The window lies ahead.
    #[error("the code is not good yet")]
    NotYet,
    /// The window is over.
    #[error("the code's time is over")]
    WindowOver,
    /// The issuer is not known, or was not active.
    #[error("the issuer is not in the directory")]
    Issuer,
    /// The issuer did not sign this.
    #[error("the issuer did not sign this document")]
    IssuerSignature,
    /// A value is another than was signed.
    #[error("a value is not the one that was signed")]
    Disclosures,
    /// The credential is not valid yet.
    #[error("the document is not valid yet")]
    CredentialNotYet,
    /// The credential has expired.
    #[error("the document has expired")]
    CredentialExpired,
    /// Not signed by the holder of this copy, or for something else.
    #[error("the code was not made by the document's holder")]
    HolderBinding,
    /// The chain knows no such credential.
    #[error("the chain knows no such document")]
    NotAnchored,
    /// Suspended by its issuer.
    #[error("the document is suspended")]
    Suspended,
    /// Revoked by its issuer.
    #[error("the document was revoked")]
    Revoked,
    /// Another credential took its place.
    #[error("another document took its place")]
    Superseded,
    /// Accepted before.
    #[error("the code was read before")]
    Replay,
}

impl ShownError {
    /// Returns who is at fault.
    #[must_use]
    pub const fn fault(self) -> Fault {
        match self {
            Self::ChallengeOver
            | Self::NotYet
            | Self::WindowOver
            | Self::CredentialNotYet
            | Self::CredentialExpired
            | Self::Replay => Fault::Time,
            _ => Fault::PeerWrong,
        }
    }
}

impl UnverifiedShown {
    /// Reads an SD-JWT+KB.
    ///
    /// # Errors
    /// [`ShownError::Malformed`].
    pub fn parse(text: &str) -> Result<Self, ShownError> {
        let malformed = ShownError::Malformed;
        let presentation = UnverifiedPresentation::parse(text).map_err(|_| malformed)?;
        let binding = text.rsplit('~').next().ok_or(malformed)?;
        let binding = UnverifiedJws::parse(binding, text.len()).map_err(|_| malformed)?;
        let claims: BindingClaims =
            json::parse_object(binding.payload_unverified()).map_err(|_| malformed)?;
        if base64url::decode_array::<16>(&claims.nonce).is_err() {
            return Err(malformed);
        }
        Ok(Self {
            presentation,
            department: claims.aud,
            purpose: claims.counter.purpose,
            basis: claims.counter.by,
            nonce: claims.nonce,
            window: (claims.iat, claims.exp),
            viewing: claims.counter.viewing,
        })
    }

    /// The department it claims to be for.
    pub fn department(&self) -> &DepartmentDid {
        &self.department
    }

    /// What it claims to be bound to.
    pub fn basis(&self) -> Basis {
        self.basis
    }

    /// The nonce it claims.
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// The department that is said to have issued the credential.
    pub fn issuer(&self) -> &DepartmentDid {
        self.presentation.issuer()
    }

    /// Which of the issuer's keys is to be looked up.
    pub fn key_name(&self) -> KeyName {
        self.presentation.key_name()
    }

    /// The always visible part, as claimed.
    pub fn terms(&self) -> &Terms {
        self.presentation.terms()
    }

    /// The name under which the credential's status is found on chain.
    pub fn fingerprint(&self) -> Fingerprint {
        self.presentation.fingerprint()
    }

    /// What may be accepted once: SHA-256 over the nonce and the credential's fingerprint.
    pub fn number(&self) -> [u8; 32] {
        number(&self.nonce, &self.fingerprint())
    }

    /// Verifies everything but the status and that it came once.
    ///
    /// # Errors
    /// See [`ShownError`]; the steps are taken in the order given there.
    ///
    /// # Security
    /// `issuer` must be the key of [`issuer`](Self::issuer), from the proven directory, as it stood
    /// when the credential was issued; `None` if there is none. The caller then checks the status,
    /// and takes each [`number`](Self::number) once.
    pub fn verify(
        self,
        issuer: Option<&PublicKey>,
        expected: &ShownExpectation<'_>,
    ) -> Result<VerifiedShown, ShownError> {
        if self.department != *expected.department {
            return Err(ShownError::OtherOffice);
        }
        self.check_challenge(expected)?;
        self.check_window(expected.now)?;
        let issuer = issuer.ok_or(ShownError::Issuer)?;
        let number = self.number();
        let longest = u32::try_from(PASS_SECS + CLOCK_SKEW_SECS).unwrap_or(u32::MAX);
        let expectation = Expectation {
            audience: &expected.department.to_string(),
            nonce: &self.nonce,
            now: expected.now,
            max_age_secs: longest,
        };
        let shown = self
            .presentation
            .verify(issuer, &expectation)
            .map_err(|error| refusal(&error))?;
        Ok(VerifiedShown {
            credential: shown.credential,
            purpose: self.purpose,
            basis: self.basis,
            number,
            expires_at: self.window.1,
            viewing: self.viewing,
        })
    }

    fn check_challenge(&self, expected: &ShownExpectation<'_>) -> Result<(), ShownError> {
        match (&expected.asked, self.basis) {
            (Some(asked), Basis::Challenge) if asked.nonce == self.nonce => {
                if *asked.purpose == self.purpose {
                    Ok(())
                } else {
                    Err(ShownError::OtherPurpose)
                }
            }
            (None, Basis::Window | Basis::Pass) => Ok(()),
            _ => Err(ShownError::OtherChallenge),
        }
    }

    fn check_window(&self, now: i64) -> Result<(), ShownError> {
        let (from, until) = self.window;
        let length = until.saturating_sub(from);
        if !(1..=self.basis.longest_secs()).contains(&length) {
            Err(ShownError::WindowTooLong)
        } else if from > now.saturating_add(CLOCK_SKEW_SECS) {
            Err(ShownError::NotYet)
        } else if until <= now {
            Err(ShownError::WindowOver)
        } else {
            Ok(())
        }
    }
}

fn refusal(error: &PresentationError) -> ShownError {
    match error {
        PresentationError::Credential(error) => match error {
            VerifyCredentialError::IssuerSignature(_) => ShownError::IssuerSignature,
            VerifyCredentialError::Content(_) => ShownError::Disclosures,
            VerifyCredentialError::Validity(ValidityError::NotYet) => ShownError::CredentialNotYet,
            VerifyCredentialError::Validity(ValidityError::Expired) => {
                ShownError::CredentialExpired
            }
        },
        PresentationError::KeyBinding(_) => ShownError::HolderBinding,
    }
}
