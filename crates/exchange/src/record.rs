//! What departments seal into journal entries for the holder: announcements and records of use.
//!
//! The plaintexts are JSON; they are sealed with [`keys::JournalSecret::seal`] under the entry's
//! nonce, kind and fingerprint.

use grant::{Action, AttributeTag, Code, Digest, Fingerprint};
use keys::DepartmentDid;
use serde::{Deserialize, Serialize};

use crate::access::AttributeName;
use crate::json::{MessageError, parse_message};
use crate::text::Text;

/// Journal kind: a credential was anchored.
pub const CREDENTIAL_ANCHORED: u8 = 16;
/// Journal kind: a credential's status changed.
pub const CREDENTIAL_STATUS: u8 = 17;
/// Journal kind: an invoice was issued.
pub const INVOICE_ISSUED: u8 = 32;
/// Journal kind: a grant was anchored.
pub const GRANT_ANCHORED: u8 = 48;
/// Journal kind: a grant was revoked.
pub const GRANT_REVOKED: u8 = 49;
/// Journal kind: a grant was used.
pub const GRANT_USED: u8 = 50;
/// Journal kind: a case was opened.
pub const CASE_OPENED: u8 = 64;
/// Journal kind: a case was decided.
pub const CASE_DECIDED: u8 = 65;
/// Journal kind: an access without a grant was recorded.
pub const ACCESS_RECORDED: u8 = 72;
/// Journal kind: a petition was lodged.
pub const PETITION_LODGED: u8 = 80;
/// Journal kind: a petition was answered.
pub const PETITION_ANSWERED: u8 = 81;
/// Journal kind: a presentation was accepted.
pub const PRESENTATION_ACCEPTED: u8 = 88;
/// Journal kind: a presentation was accepted once more.
pub const PRESENTATION_REPEATED: u8 = 89;

/// Longest data of a journal entry, in bytes.
pub const MAX_ENTRY_BYTES: usize = 4_096;

/// Says what was anchored; sealed into entries of kind [`CREDENTIAL_ANCHORED`] and
/// [`INVOICE_ISSUED`], as their whole data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Announcement {
    /// The credential configuration of the issuer, such as `identity`, `degree` or `invoice`.
    pub configuration: String,
    /// Which copy this is, from 0.
    pub copy: u8,
    /// How many copies there are.
    pub copies: u8,
    /// Whether the holder already got it over the exchange; otherwise it waits to be picked up.
    pub delivered: bool,
}

impl Announcement {
    /// Writes the plaintext.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("an announcement holds only strings and numbers")
    }

    /// Reads the opened plaintext.
    ///
    /// # Errors
    /// See [`MessageError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, MessageError> {
        parse_message(bytes, MAX_ENTRY_BYTES)
    }
}

/// Who used a grant and for what; sealed into entries of kind [`GRANT_USED`] after the tags.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UseStatement {
    /// The department that used the grant.
    pub user: DepartmentDid,
    /// What it did.
    pub action: Action,
    /// With which attributes.
    pub rights: Vec<AttributeName>,
    /// For which purpose.
    pub purpose: Code,
    /// Under which clause.
    pub clause: Code,
    /// Which use it was, from 1.
    #[serde(rename = "use")]
    pub use_number: u32,
    /// How the grant came to the user, the first hand-over first; empty if the department to which
    /// the holder gave it used it itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub line: Vec<HandedOn>,
}

/// One link of the line between the department that got the grant and the one that used it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandedOn {
    /// The department that got it by this link.
    pub to: DepartmentDid,
    /// The link.
    pub link: Fingerprint,
    /// Numbers of the rights it hands on.
    pub keep: Vec<u8>,
    /// First second it no longer holds.
    #[serde(rename = "exp")]
    pub expires: i64,
    /// Most uses through it.
    pub max_uses: u16,
    /// Days for which what is learnt may be kept.
    pub retention_days: u16,
}

impl UseStatement {
    /// Writes the plaintext.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a statement holds only strings and numbers")
    }

    /// Reads the opened plaintext.
    ///
    /// # Errors
    /// See [`MessageError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, MessageError> {
        parse_message(bytes, MAX_ENTRY_BYTES)
    }
}

/// The data of an entry of kind [`GRANT_USED`]: a tag for each right used, which whoever holds the
/// right's disclosure can recompute, and the sealed [`UseStatement`] for the holder alone.
///
/// `count u8 || count x 16 bytes || sealed`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UseData {
    /// One tag for each right, at most 64.
    pub tags: Vec<AttributeTag>,
    /// The sealed statement.
    pub sealed: Vec<u8>,
}

/// Bytes that are no [`UseData`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a record of use")]
pub struct UseDataError;

impl UseData {
    /// Writes the data.
    ///
    /// # Errors
    /// [`UseDataError`] if there are more than 64 tags, or the whole would be longer than
    /// [`MAX_ENTRY_BYTES`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, UseDataError> {
        let count = u8::try_from(self.tags.len()).map_err(|_| UseDataError)?;
        let length = 1 + self.tags.len() * 16 + self.sealed.len();
        if count > 64 || length > MAX_ENTRY_BYTES {
            return Err(UseDataError);
        }
        let mut bytes = Vec::with_capacity(length);
        bytes.push(count);
        for tag in &self.tags {
            bytes.extend_from_slice(&tag.0);
        }
        bytes.extend_from_slice(&self.sealed);
        Ok(bytes)
    }

    /// Reads the data.
    ///
    /// # Errors
    /// [`UseDataError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, UseDataError> {
        let (&count, rest) = bytes.split_first().ok_or(UseDataError)?;
        let length = usize::from(count) * 16;
        if count > 64 || bytes.len() > MAX_ENTRY_BYTES || rest.len() < length {
            return Err(UseDataError);
        }
        let (tags, sealed) = rest.split_at(length);
        let (tags, _) = tags.as_chunks::<16>();
        Ok(Self {
            tags: tags.iter().copied().map(AttributeTag).collect(),
            sealed: sealed.to_vec(),
        })
    }
}

/// Who was let at an entry without a grant, for what and by which clause, if by any; sealed into
/// entries of kind [`ACCESS_RECORDED`], as their whole data.
///
/// The entry's fingerprint is the SHA-256 of [`AccessStatement::to_bytes`]: the one form of it, so
/// that whoever is shown the statement can compare it with the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessStatement {
    /// The department that was let in.
    pub user: DepartmentDid,
    /// What it did.
    pub action: Action,
    /// With which attributes.
    pub rights: Vec<AttributeName>,
    /// For which purpose, if one was given.
    pub purpose: Option<Code>,
    /// The purpose in its own words, if it gave any.
    pub words: Option<Text>,
    /// By which clause of the law, if one was named. Whether that clause covers it is for the
    /// holder to see.
    pub clause: Option<Code>,
    /// 16 random bytes, base64url.
    pub salt: String,
}

impl AccessStatement {
    /// Writes the plaintext.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a statement holds only strings")
    }

    /// Reads the opened plaintext, which must be in its one form.
    ///
    /// # Errors
    /// See [`MessageError`]; [`MessageError::Shape`] also for another form.
    pub fn parse(bytes: &[u8]) -> Result<Self, MessageError> {
        let statement: Self = parse_message(bytes, MAX_ENTRY_BYTES)?;
        match statement.to_bytes() == bytes {
            true => Ok(statement),
            false => Err(MessageError::Members),
        }
    }

    /// Returns the fingerprint under which it is recorded.
    #[must_use]
    pub fn fingerprint(&self) -> Digest {
        Digest::of(&self.to_bytes())
    }
}

/// The officer's ruling, sealed into entries of kind [`CASE_DECIDED`] after what is in clear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulingNote {
    /// The ruling, compact.
    pub ruling: String,
}

/// A petition, sealed into entries of kind [`PETITION_LODGED`] after what is in clear. Department
/// and holder can open it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionNote {
    /// The petition, compact.
    pub petition: String,
    /// What the holder keeps for a restore, base64url, sealed for itself alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<String>,
}

/// The answer to a petition, sealed into entries of kind [`PETITION_ANSWERED`] after what is in
/// clear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerNote {
    /// The answer, compact.
    pub answer: String,
}

macro_rules! plaintexts {
    ($($note:ident),+) => {$(
        impl $note {
            /// Writes the plaintext.
            #[must_use]
            pub fn to_bytes(&self) -> Vec<u8> {
                serde_json::to_vec(self).expect("a note holds only strings")
            }

            /// Reads the opened plaintext.
            ///
            /// # Errors
            /// See [`MessageError`].
            pub fn parse(bytes: &[u8]) -> Result<Self, MessageError> {
                parse_message(bytes, MAX_ENTRY_BYTES)
            }
        }
    )+};
}

plaintexts!(RulingNote, PetitionNote, AnswerNote);
