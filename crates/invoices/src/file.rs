//! The wallet's own file of an invoice. Format: `docs/formats/invoices.md` §2.
//!
//! It says everything twice: once to be read, and once as the credential that the seller signed.
//! Whoever changes one of the two is found out by the other, field by field: what is to be read must
//! be what was signed, and a signed field has its digest in the signed part. Whether that part is
//! what stands on the chain is for the chain to say.

use std::collections::BTreeSet;
use std::fmt;

use credential::kinds::{INVOICE, InvoiceNumber};
use credential::{Attributes, ParseCredentialError, UnverifiedCredential};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Value of `format`.
pub const FORMAT: &str = "citizen-wallet/invoice/1";
/// The code of [`Difference`]s that concern the signed part as a whole.
pub const SIGNED_PART: &str = "credential";
/// Fields that not every invoice has.
const OPTIONAL: [&str; 2] = ["buyer.tax-id", "invoice.corrects"];
/// Largest file that is read, in bytes.
pub const MAX_FILE_BYTES: usize = 1_048_576;

/// A file as it came from anybody.
#[derive(Clone, Debug)]
pub struct InvoiceFile {
    /// What is to be read.
    pub stated: Attributes,
    /// What is said to be signed.
    pub credential: UnverifiedCredential,
}

/// Why a file is none of these.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseFileError {
    /// Larger than [`MAX_FILE_BYTES`].
    #[error("the file is too large")]
    TooLarge,
    /// Not JSON of this form.
    #[error("not an invoice file")]
    Form,
    /// `format` is another.
    #[error("an invoice file of another format")]
    Format,
    /// No credential at all.
    #[error("no credential in the file: {0}")]
    Credential(#[from] ParseCredentialError),
    /// A credential of another type.
    #[error("the credential is no invoice")]
    OtherType,
}

/// A field that is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which.
    pub field: Field,
    /// What the file says, as text; `None` if it says nothing.
    pub stated: Option<String>,
    /// What is right, as text; `None` if there is no such field, or nobody here knows.
    pub right: Option<String>,
}

/// A field of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Field {
    /// Code of the attribute.
    pub code: String,
    /// Inside `invoice.lines`: the line, from 0.
    pub line: Option<usize>,
    /// Inside a line: the member, such as `unit-price`.
    pub part: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: String,
    invoice: Attributes,
    credential: String,
}

/// Writes the file of an invoice: `attributes` are those of `credential`, the compact form with all
/// its disclosures.
#[must_use]
pub fn write(attributes: &Attributes, credential: &str) -> String {
    let written = Written {
        format: FORMAT.to_owned(),
        invoice: attributes.clone(),
        credential: credential.to_owned(),
    };
    let mut text = serde_json::to_string_pretty(&written).expect("maps and texts are JSON");
    text.push('\n');
    text
}

impl InvoiceFile {
    /// Reads a file, whoever made it. Altered content is no error here: see
    /// [`differences`](Self::differences).
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
        let credential = UnverifiedCredential::parse(&written.credential)?;
        if credential.terms().vct.as_str() != INVOICE.vct {
            return Err(ParseFileError::OtherType);
        }
        Ok(Self {
            stated: written.invoice,
            credential,
        })
    }

    /// What the credential says, as far as its signed part has the digests.
    #[must_use]
    pub fn signed(&self) -> Attributes {
        self.credential.disclosed_unverified().signed
    }

    /// The number under which the chain is asked: the signed one, or the one that is to be read.
    #[must_use]
    pub fn number(&self) -> Option<InvoiceNumber> {
        let signed = self.signed();
        let value = signed
            .get("invoice.number")
            .or_else(|| self.stated.get("invoice.number"));
        value?.as_str()?.parse().ok()
    }

    /// The fields that are to be read, or are disclosed, and are not what the credential's signed
    /// part says, and those that every invoice has and that are left out; in the order in which people
    /// expect fields. That a field was left out which not every invoice has (the buyer's tax number)
    /// cannot be told from the file: such is selective disclosure.
    #[must_use]
    pub fn differences(&self) -> Vec<Difference> {
        let disclosed = self.credential.disclosed_unverified();
        let mut found = differences(&self.stated, &disclosed.signed);
        // A disclosure that was altered lacks its digest: the field differs, whatever is to be read.
        for (code, value) in &disclosed.foreign {
            let right = disclosed.signed.get(code);
            let known: BTreeSet<&str> = found.iter().map(|one| one.field.code.as_str()).collect();
            if !known.contains(code.as_str()) {
                found.extend(of_value(code.as_str(), Some(value), right));
            }
        }
        let known: BTreeSet<String> = found.iter().map(|one| one.field.code.clone()).collect();
        let missing = INVOICE.attributes.iter().filter(|code| {
            let there = disclosed.signed.contains_key(**code) || known.contains(**code);
            !there && !OPTIONAL.contains(code)
        });
        found.extend(missing.map(|code| difference(field(code), None, None)));
        sort(&mut found);
        found
    }
}

/// The fields in which `stated` is not what `right` says; lines are compared part by part.
#[must_use]
pub fn differences(stated: &Attributes, right: &Attributes) -> Vec<Difference> {
    let codes: BTreeSet<&str> = stated
        .keys()
        .chain(right.keys())
        .map(credential::AttributeCode::as_str)
        .collect();
    let mut found: Vec<Difference> = codes
        .into_iter()
        .flat_map(|code| of_value(code, stated.get(code), right.get(code)))
        .collect();
    sort(&mut found);
    found
}

const LINES: &str = "invoice.lines";

fn of_value(code: &str, stated: Option<&Value>, right: Option<&Value>) -> Vec<Difference> {
    if stated == right {
        return Vec::new();
    }
    match (code, stated, right) {
        (LINES, Some(Value::Array(stated)), Some(Value::Array(right))) => of_lines(stated, right),
        _ => vec![difference(field(code), stated, right)],
    }
}

fn of_lines(stated: &[Value], right: &[Value]) -> Vec<Difference> {
    let mut found = Vec::new();
    for line in 0..stated.len().max(right.len()) {
        let (stated, right) = (stated.get(line), right.get(line));
        if stated == right {
            continue;
        }
        let whole = Field {
            line: Some(line),
            ..field(LINES)
        };
        let (Some(Value::Object(said)), Some(Value::Object(is))) = (stated, right) else {
            found.push(difference(whole, stated, right));
            continue;
        };
        let parts: BTreeSet<&String> = said.keys().chain(is.keys()).collect();
        for part in parts {
            let (said, is) = (said.get(part), is.get(part));
            if said != is {
                let field = Field {
                    part: Some(part.clone()),
                    ..whole.clone()
                };
                found.push(difference(field, said, is));
            }
        }
    }
    found
}

fn field(code: &str) -> Field {
    Field {
        code: code.to_owned(),
        line: None,
        part: None,
    }
}

fn difference(field: Field, stated: Option<&Value>, right: Option<&Value>) -> Difference {
    Difference {
        field,
        stated: stated.map(text),
        right: right.map(text),
    }
}

/// A value as text: texts as they are, anything else as JSON.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn sort(found: &mut [Difference]) {
    let place = |code: &str| {
        let known = INVOICE.attributes;
        known
            .iter()
            .position(|one| *one == code)
            .unwrap_or(known.len())
    };
    found.sort_by(|a, b| (place(&a.field.code), &a.field).cmp(&(place(&b.field.code), &b.field)));
}

impl Difference {
    /// The signed part as a whole.
    #[must_use]
    pub fn of_signed_part() -> Self {
        difference(field(SIGNED_PART), None, None)
    }
}

impl fmt::Display for Field {
    /// `invoice.total`, `invoice.lines[0].tax`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.code)?;
        if let Some(line) = self.line {
            write!(formatter, "[{line}]")?;
        }
        match &self.part {
            Some(part) => write!(formatter, ".{part}"),
            None => Ok(()),
        }
    }
}
