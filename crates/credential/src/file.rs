//! A certificate as a file that anybody can check. Format: `docs/formats/certificate-file.md`.
//!
//! It holds what the holder chose to show, and says on which network its issuer and its status are
//! found. What it says is the credential's: nothing stands in it twice. The holder may sign it for
//! somebody; whom for, and when, is in the signature.

use keys::PublicKey;
use sd_jwt::Expectation;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::checks::{Checks, Verdict};
use crate::fingerprint::Fingerprint;
use crate::kinds::INVOICE;
use crate::unverified::{ParseCredentialError, UnverifiedCredential};

/// Value of `format`.
pub const FORMAT: &str = "citizen-wallet/certificate/1";
/// Largest file that is read, in bytes.
pub const MAX_FILE_BYTES: usize = 524_288;
/// Longest name of whom a file is for, in characters.
pub const MAX_FOR_CHARS: usize = 200;
/// Stands before whom a file is for in the audience of the holder's signature: it answers no
/// verifier's challenge, and no answer to one is a file.
const AUDIENCE_PREFIX: &str = "certificate-file:";

/// A file as it came from anybody.
#[derive(Clone, Debug)]
pub struct CertificateFile {
    /// Number of the chain that its issuer is a department of.
    pub chain_id: u64,
    /// Hash of the chain's block 0.
    pub genesis: [u8; 32],
    /// What is shown.
    pub credential: UnverifiedCredential,
    /// For whom the holder says to have made it, if anybody; checked by [`check`](Self::check).
    pub made_for: Option<MadeFor>,
}

/// Whom a file is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeFor {
    /// In the holder's words.
    pub whom: String,
    /// When the holder says to have signed it, in seconds since 1970.
    pub at: i64,
    nonce: String,
}

/// Why a file is none of these.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseFileError {
    /// Larger than [`MAX_FILE_BYTES`].
    #[error("the file is too large")]
    TooLarge,
    /// Not JSON of this form.
    #[error("not a certificate file")]
    Form,
    /// `format` is another.
    #[error("a certificate file of another format")]
    Format,
    /// No credential at all.
    #[error("no credential in the file: {0}")]
    Credential(#[from] ParseCredentialError),
    /// An invoice, which has a file of its own.
    #[error("an invoice is no certificate")]
    Invoice,
    /// The holder's signature is for something else.
    #[error("the holder's signature is not for a file")]
    Binding,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: String,
    chain_id: u64,
    genesis: String,
    credential: String,
}

/// The audience that the holder signs for a file that is for `whom`; `None` if that is empty,
/// longer than [`MAX_FOR_CHARS`], or holds a control character.
#[must_use]
pub fn audience(whom: &str) -> Option<String> {
    let fits = !whom.trim().is_empty()
        && whom.chars().count() <= MAX_FOR_CHARS
        && !whom.chars().any(char::is_control);
    fits.then(|| format!("{AUDIENCE_PREFIX}{whom}"))
}

/// Writes a file: `credential` is what is shown, with or without the holder's signature.
#[must_use]
pub fn write(chain_id: u64, genesis: [u8; 32], credential: &str) -> String {
    let written = Written {
        format: FORMAT.to_owned(),
        chain_id,
        genesis: Fingerprint::from_bytes(genesis).to_string(),
        credential: credential.to_owned(),
    };
    let mut text = serde_json::to_string_pretty(&written).expect("texts are JSON");
    text.push('\n');
    text
}

impl CertificateFile {
    /// Reads a file, whoever made it. Altered content is no error here: see [`check`](Self::check).
    ///
    /// # Errors
    /// [`ParseFileError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseFileError> {
        if bytes.len() > MAX_FILE_BYTES {
            return Err(ParseFileError::TooLarge);
        }
        // A mark that some editors put in front.
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        // Refuses repeated names, which could say two things.
        let value = sd_jwt::parse_json(bytes).map_err(|_| ParseFileError::Form)?;
        if value.get("format").and_then(Value::as_str) != Some(FORMAT) {
            return Err(match value.get("format") {
                Some(_) => ParseFileError::Format,
                None => ParseFileError::Form,
            });
        }
        let written: Written = serde_json::from_value(value).map_err(|_| ParseFileError::Form)?;
        // The one text of a hash that fingerprints have, too.
        let genesis: Fingerprint = written.genesis.parse().map_err(|_| ParseFileError::Form)?;
        let genesis = genesis.to_bytes();
        let credential = UnverifiedCredential::parse_any(&written.credential)?;
        if credential.terms().vct.as_str() == INVOICE.vct {
            return Err(ParseFileError::Invoice);
        }
        let made_for = match credential.sd_jwt.key_binding_unverified() {
            None if credential.sd_jwt.has_key_binding() => return Err(ParseFileError::Binding),
            None => None,
            Some(stated) => {
                let whom = stated.audience.strip_prefix(AUDIENCE_PREFIX);
                let whom = whom.filter(|whom| audience(whom).is_some());
                Some(MadeFor {
                    whom: whom.ok_or(ParseFileError::Binding)?.to_owned(),
                    at: stated.issued_at,
                    nonce: stated.nonce,
                })
            }
        };
        Ok(Self {
            chain_id: written.chain_id,
            genesis,
            credential,
            made_for,
        })
    }

    /// Takes every step that can be taken, as [`UnverifiedCredential::check`]. The holder's is the
    /// signature over this selection for [`made_for`](Self::made_for): not checked without one, and
    /// bad if it is from the future.
    pub fn check(&self, issuer: Option<&PublicKey>, now: i64) -> Checks {
        let mut checks = self.credential.check(issuer, None, now);
        if let Some(made_for) = &self.made_for {
            let audience = format!("{AUDIENCE_PREFIX}{}", made_for.whom);
            let bound = self.credential.sd_jwt.check_key_binding(&Expectation {
                audience: &audience,
                nonce: &made_for.nonce,
                // A file may be as old as it likes, but not from the future.
                now: made_for.at.min(now),
                max_age_secs: 0,
            });
            checks.holder_binding = Verdict::from(bound.map_err(Into::into));
        }
        checks
    }
}
