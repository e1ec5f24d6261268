//! The JSON records of a token and their one canonical form.
//!
//! A record is parsed into its type, written again and compared: whatever is not the one form (a
//! doubled key, a space, another order, an escape, `20.0`, `null`, trailing bytes) is refused by
//! that single rule. The fields below therefore stand in the byte order of their JSON names.

use std::io;

use serde::{Deserialize, Serialize};

use crate::error::GrantError;
use crate::right::Action;

/// Content of the GRANT part.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GrantRecord<'a> {
    #[serde(rename = "_sd_alg")]
    pub(crate) digest_algorithm: &'a str,
    pub(crate) anchor: &'a str,
    pub(crate) aud: &'a str,
    #[serde(borrow)]
    pub(crate) authorization_details: Vec<SlotRecord<'a>>,
    pub(crate) clause: &'a str,
    #[serde(borrow)]
    pub(crate) cnf: ConfirmationRecord<'a>,
    pub(crate) exp: i64,
    pub(crate) iat: i64,
    pub(crate) iss: &'a str,
    pub(crate) max_depth: i64,
    pub(crate) max_uses: i64,
    pub(crate) nbf: i64,
    pub(crate) purpose: &'a str,
    pub(crate) request: &'a str,
    pub(crate) retention_days: i64,
}

/// One element of `authorization_details`: the digest of a disclosure (RFC 9901 §4.2.4.2).
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SlotRecord<'a> {
    #[serde(rename = "...")]
    pub(crate) digest: &'a str,
}

/// The department that may use the part (RFC 7800 §3.4).
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfirmationRecord<'a> {
    pub(crate) kid: &'a str,
}

/// Content of a DISCLOSURE: salt and right (RFC 9901 §4.2.2, RFC 9396 §2).
#[derive(Serialize, Deserialize)]
pub(crate) struct DisclosureRecord<'a>(
    pub(crate) &'a str,
    #[serde(borrow)] pub(crate) AccessRecord<'a>,
);

/// The right inside a disclosure.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccessRecord<'a> {
    pub(crate) actions: [Action; 1],
    pub(crate) attribute: &'a str,
    pub(crate) entry: &'a str,
    #[serde(rename = "type")]
    pub(crate) kind: &'a str,
}

/// Content of a LINK part.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkRecord<'a> {
    #[serde(borrow)]
    pub(crate) cnf: ConfirmationRecord<'a>,
    pub(crate) exp: i64,
    pub(crate) iat: i64,
    pub(crate) issuer_jwt_hash: &'a str,
    pub(crate) keep: Vec<i64>,
    pub(crate) max_depth: i64,
    pub(crate) max_uses: i64,
    pub(crate) nbf: i64,
    pub(crate) retention_days: i64,
}

/// Content of a DECISION part.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecisionRecord<'a> {
    pub(crate) decision: &'a str,
    pub(crate) exp: i64,
    pub(crate) iat: i64,
    pub(crate) iss: &'a str,
    pub(crate) issuer_jwt_hash: &'a str,
    pub(crate) keep: Vec<i64>,
    pub(crate) reasons: &'a str,
    pub(crate) request: &'a str,
}

/// Content of the USE part (RFC 9901 §4.3, and `op`).
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UseRecord<'a> {
    pub(crate) aud: &'a str,
    pub(crate) iat: i64,
    pub(crate) nonce: &'a str,
    pub(crate) op: &'a str,
    pub(crate) sd_hash: &'a str,
}

/// Content of the operation object, whose digest is `op`.
#[derive(Serialize)]
pub(crate) struct OperationRecord<'a> {
    pub(crate) body: &'a str,
    pub(crate) method: Action,
    pub(crate) rights: Vec<ItemRecord<'a>>,
    #[serde(rename = "type")]
    pub(crate) kind: &'a str,
}

/// One attribute that an operation touches.
#[derive(Serialize)]
pub(crate) struct ItemRecord<'a> {
    pub(crate) attribute: &'a str,
    pub(crate) entry: &'a str,
}

/// The only value of `_sd_alg`.
pub(crate) const SD_ALG: &str = "sha-256";
/// The only value of a right's `type`, that of the OpenID4VP transaction data it answers.
pub(crate) const ACCESS_TYPE: &str = "attribute-access";
/// The only value of `decision`: a refusal lives on chain and is never carried.
pub(crate) const PERMIT: &str = "permit";
/// The only value of an operation's `type`.
pub(crate) const OPERATION_TYPE: &str = "attribute-operation";

/// Reads a record from its canonical form.
pub(crate) fn read<'a, T>(json: &'a [u8]) -> Result<T, GrantError>
where
    T: Deserialize<'a> + Serialize,
{
    let record: T = serde_json::from_slice(json).map_err(|_| GrantError::Canonical)?;
    let mut expected = Expected(json);
    match serde_json::to_writer(&mut expected, &record) {
        Ok(()) if expected.0.is_empty() => Ok(record),
        _ => Err(GrantError::Canonical),
    }
}

/// Writes a record in its canonical form.
pub(crate) fn write(record: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(record).expect("records hold only strings and integers")
}

/// Compares what is written with the bytes expected, without a copy.
struct Expected<'a>(&'a [u8]);

impl io::Write for Expected<'_> {
    fn write(&mut self, written: &[u8]) -> io::Result<usize> {
        self.0 = self
            .0
            .strip_prefix(written)
            .ok_or(io::ErrorKind::InvalidData)?;
        Ok(written.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn only_the_canonical_form_is_read() {
        const GOOD: &str = r#"{"aud":"a","iat":20,"nonce":"n","op":"o","sd_hash":"s"}"#;
        let record: UseRecord<'_> = read(GOOD.as_bytes()).unwrap();
        assert_eq!(write(&record), GOOD.as_bytes());

        for bad in [
            "",
            "null",
            "{}",
            "[\"a\",20,\"n\",\"o\",\"s\"]",
            r#"{"aud":"a","iat":20.0,"nonce":"n","op":"o","sd_hash":"s"}"#,
            r#"{"aud":"a","iat":2e1,"nonce":"n","op":"o","sd_hash":"s"}"#,
            r#"{"aud":"a","iat":020,"nonce":"n","op":"o","sd_hash":"s"}"#,
            r#"{"aud":"a","iat":-0,"nonce":"n","op":"o","sd_hash":"s"}"#,
            r#"{"aud":"a","iat":+20,"nonce":"n","op":"o","sd_hash":"s"}"#,
            r#"{"aud":"a","iat":"20","nonce":"n","op":"o","sd_hash":"s"}"#,
            r#"{"aud":"a","iat":9223372036854775808,"nonce":"n","op":"o","sd_hash":"s"}"#,
            r#"{"aud":null,"iat":20,"nonce":"n","op":"o","sd_hash":"s"}"#,
            r#"{"aud":"a","iat":20,"nonce":"n","op":"o"}"#,
            r#"{"aud":"a","aud":"a","iat":20,"nonce":"n","op":"o","sd_hash":"s"}"#,
            r#"{"aud":"\u0061","iat":20,"nonce":"n","op":"o","sd_hash":"s"}"#,
            r#"{"aud":"a\/","iat":20,"nonce":"n","op":"o","sd_hash":"s"}"#,
            r#"{"iat":20,"aud":"a","nonce":"n","op":"o","sd_hash":"s"}"#,
            r#"{"aud":"a","iat":20,"nonce":"n","op":"o","sd_hash":"s","x":1}"#,
            r#"{"aud": "a","iat":20,"nonce":"n","op":"o","sd_hash":"s"}"#,
            "{\"aud\":\"a\",\"iat\":20,\"nonce\":\"n\",\"op\":\"o\",\"sd_hash\":\"s\"}\n",
            "\u{feff}{\"aud\":\"a\",\"iat\":20,\"nonce\":\"n\",\"op\":\"o\",\"sd_hash\":\"s\"}",
            "{\"aud\":\"a\",\"iat\":20,\"nonce\":\"n\",\"op\":\"o\",\"sd_hash\":\"s\"}{}",
        ] {
            assert_eq!(
                read::<UseRecord<'_>>(bad.as_bytes()).err(),
                Some(GrantError::Canonical),
                "{bad}"
            );
        }
        assert!(read::<UseRecord<'_>>(b"{\"aud\":\"\xff\"").is_err());
    }
}
