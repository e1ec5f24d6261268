//! The text of a token: its parts, their order, and what must hold of each before it is read.
//!
//! ```text
//! issued    = GRANT "~" 1*( DISCLOSURE "~" )
//! handed-on = issued-or-fewer-disclosures *( "~" LINK "~" )
//! use       = handed-on *( "~" DECISION "~" ) USE
//! ```

use keys::{Ed25519Verifier, PublicKey, SignError, Signature, Signer, base64url};
use serde::{Deserialize, Serialize};

use crate::digest::Fingerprint;
use crate::error::GrantError;
use crate::record;

/// A token cut into parts, each decoded but none read: all that can be checked without content.
pub(crate) struct Parts<'a> {
    pub(crate) grant: SignedPart<'a>,
    pub(crate) disclosures: Vec<DisclosurePart<'a>>,
    pub(crate) links: Vec<SignedPart<'a>>,
    pub(crate) decisions: Vec<SignedPart<'a>>,
    pub(crate) usage: Option<SignedPart<'a>>,
    /// Everything before the use part: what `sd_hash` covers.
    pub(crate) before_use: &'a str,
}

/// A signed part in compact JWS form, decoded.
pub(crate) struct SignedPart<'a> {
    pub(crate) text: &'a str,
    payload: Vec<u8>,
    signature: Signature,
}

/// A disclosure, decoded.
pub(crate) struct DisclosurePart<'a> {
    pub(crate) text: &'a str,
    pub(crate) json: Vec<u8>,
}

/// What a text must be to be taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As held by a department: no decision, no use.
    Held,
    /// As presented to a custodian: a use is there.
    Use,
    /// Any of the two.
    Any,
}

/// The four kinds of signed part.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Grant,
    Link,
    Decision,
    Use,
}

impl Kind {
    /// The header as it stands in the text: base64url of `{"alg":"EdDSA","typ":"…"}`. It is compared
    /// and never parsed, so there is no other algorithm, no key in it and no extension.
    pub(crate) const fn header(self) -> &'static str {
        match self {
            Self::Grant => "eyJhbGciOiJFZERTQSIsInR5cCI6ImdyYW50K3NkLWp3dCJ9",
            Self::Link => "eyJhbGciOiJFZERTQSIsInR5cCI6ImdyYW50LWxpbmsrand0In0",
            Self::Decision => "eyJhbGciOiJFZERTQSIsInR5cCI6ImdyYW50LWRlY2lzaW9uK2p3dCJ9",
            Self::Use => "eyJhbGciOiJFZERTQSIsInR5cCI6ImtiK2p3dCJ9",
        }
    }
}

/// Longest token, in bytes.
const TOKEN_MAX: usize = 32_768;
const PAYLOAD_MAX: usize = 6_144;
const DISCLOSURE_MAX: usize = 256;
pub(crate) const RIGHTS_MAX: usize = 64;
const LINKS_MAX: usize = 4;
const DECISIONS_MAX: usize = 2;

impl<'a> Parts<'a> {
    /// Steps 1 to 3 of the verification order.
    pub(crate) fn parse(text: &'a str, form: Form) -> Result<Self, GrantError> {
        if text.len() > TOKEN_MAX {
            return Err(GrantError::Size);
        }
        if !text.bytes().all(in_alphabet) {
            return Err(GrantError::Charset);
        }
        Outline::parse(text, form)?.decode()
    }
}

/// A token cut into parts by the grammar alone.
struct Outline<'a> {
    grant: &'a str,
    disclosures: Vec<&'a str>,
    links: Vec<&'a str>,
    decisions: Vec<&'a str>,
    usage: Option<&'a str>,
    before_use: &'a str,
}

impl<'a> Outline<'a> {
    /// Step 2: one split, one reading. An empty part announces each signed part after the grant,
    /// except the use, which is last.
    fn parse(text: &'a str, form: Form) -> Result<Self, GrantError> {
        let mut parts = text.split('~').peekable();
        let grant = parts
            .next()
            .filter(|part| is_signed(part))
            .ok_or(GrantError::Syntax)?;
        let mut outline = Self {
            grant,
            disclosures: Vec::new(),
            links: Vec::new(),
            decisions: Vec::new(),
            usage: None,
            before_use: text,
        };
        while let Some(part) = parts.next() {
            let is_last = parts.peek().is_none();
            if part.is_empty() {
                if is_last {
                    return outline.of_form(form);
                }
                let announced = parts.next().ok_or(GrantError::Syntax)?;
                // Another part, if only an empty one, must close what was announced.
                if !is_signed(announced) || parts.peek().is_none() {
                    return Err(GrantError::Syntax);
                }
                outline.push_announced(announced)?;
            } else if is_signed(part) && is_last {
                outline.usage = Some(part);
                outline.before_use = &text[..text.len() - part.len()];
                return outline.of_form(form);
            } else if outline.links.is_empty()
                && outline.decisions.is_empty()
                && !part.contains('.')
            {
                if outline.disclosures.len() == RIGHTS_MAX {
                    return Err(GrantError::TooManyRights);
                }
                outline.disclosures.push(part);
            } else {
                return Err(GrantError::Syntax);
            }
        }
        // The text did not end in "~" or a use.
        Err(GrantError::Syntax)
    }

    fn push_announced(&mut self, part: &'a str) -> Result<(), GrantError> {
        // A header of neither kind goes where the order allows it, to be refused there.
        if !self.decisions.is_empty() || has_header(part, Kind::Decision) {
            if has_header(part, Kind::Link) {
                return Err(GrantError::Syntax);
            }
            if self.decisions.len() == DECISIONS_MAX {
                return Err(GrantError::TooManyDecisions);
            }
            self.decisions.push(part);
        } else {
            if self.links.len() == LINKS_MAX {
                return Err(GrantError::TooDeep);
            }
            self.links.push(part);
        }
        Ok(())
    }

    fn of_form(self, form: Form) -> Result<Self, GrantError> {
        match form {
            Form::Use if self.usage.is_none() => Err(GrantError::NoPossession),
            Form::Held if self.usage.is_some() || !self.decisions.is_empty() => {
                Err(GrantError::Syntax)
            }
            _ => Ok(self),
        }
    }

    /// Step 3, part by part in the order of the text.
    fn decode(self) -> Result<Parts<'a>, GrantError> {
        let signed = |parts: Vec<&'a str>, kind| -> Result<Vec<_>, _> {
            parts
                .into_iter()
                .map(|part| SignedPart::decode(part, kind))
                .collect()
        };
        Ok(Parts {
            grant: SignedPart::decode(self.grant, Kind::Grant)?,
            disclosures: self
                .disclosures
                .into_iter()
                .map(DisclosurePart::decode)
                .collect::<Result<_, _>>()?,
            links: signed(self.links, Kind::Link)?,
            decisions: signed(self.decisions, Kind::Decision)?,
            usage: self
                .usage
                .map(|part| SignedPart::decode(part, Kind::Use))
                .transpose()?,
            before_use: self.before_use,
        })
    }
}

impl<'a> SignedPart<'a> {
    /// Takes a part that stands alone.
    pub(crate) fn parse(text: &'a str, kind: Kind) -> Result<Self, GrantError> {
        if text.len() > TOKEN_MAX {
            return Err(GrantError::Size);
        }
        Self::decode(text, kind)
    }

    fn decode(text: &'a str, kind: Kind) -> Result<Self, GrantError> {
        let mut segments = text.split('.');
        let (Some(header), Some(payload), Some(signature), None) = (
            segments.next(),
            segments.next(),
            segments.next(),
            segments.next(),
        ) else {
            return Err(GrantError::Syntax);
        };
        if header != kind.header() {
            return Err(GrantError::Header);
        }
        let payload = base64url::decode(payload).map_err(|_| GrantError::Base64)?;
        let signature = base64url::decode_array(signature).map_err(|_| GrantError::Base64)?;
        if payload.len() > PAYLOAD_MAX {
            return Err(GrantError::Size);
        }
        Ok(Self {
            text,
            payload,
            signature: Signature::from_bytes(signature),
        })
    }

    /// Reads the canonical record of the part.
    pub(crate) fn read<'r, T>(&'r self) -> Result<T, GrantError>
    where
        T: Deserialize<'r> + Serialize,
    {
        record::read(&self.payload)
    }

    /// Whether `key` signed the part.
    pub(crate) fn is_signed_by(&self, key: &Ed25519Verifier) -> bool {
        // JWS signing input: header, dot and payload, as they stand in the text.
        let signed = self.text.rsplit_once('.').map_or("", |(input, _)| input);
        key.verify(signed.as_bytes(), &self.signature).is_ok()
    }

    pub(crate) fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self.text)
    }
}

impl<'a> DisclosurePart<'a> {
    fn decode(text: &'a str) -> Result<Self, GrantError> {
        let json = base64url::decode(text).map_err(|_| GrantError::Base64)?;
        if json.len() > DISCLOSURE_MAX {
            return Err(GrantError::Size);
        }
        Ok(Self { text, json })
    }
}

/// Why a signed part could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartError {
    /// The signer's key is not Ed25519, the only algorithm of the format.
    #[error("the key does not sign EdDSA")]
    Algorithm,
    /// The place that holds the key refused.
    #[error("the part could not be signed")]
    Sign(#[from] SignError),
}

/// Writes and signs one part.
pub(crate) fn sign(
    kind: Kind,
    record: &impl Serialize,
    signer: &dyn Signer,
) -> Result<String, PartError> {
    if !matches!(signer.public_key(), PublicKey::Ed25519(_)) {
        return Err(PartError::Algorithm);
    }
    let mut part = format!(
        "{}.{}",
        kind.header(),
        base64url::encode(&record::write(record))
    );
    let signature = signer.sign(part.as_bytes())?;
    part.push('.');
    part.push_str(&base64url::encode(&signature.to_bytes()));
    Ok(part)
}

fn in_alphabet(byte: u8) -> bool {
    matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~')
}

fn is_signed(part: &str) -> bool {
    part.bytes().filter(|&byte| byte == b'.').count() == 2
}

fn has_header(part: &str, kind: Kind) -> bool {
    part.strip_prefix(kind.header())
        .is_some_and(|rest| rest.starts_with('.'))
}
