//! The bytes of JSON-RPC answers: envelope, numbers and byte strings, strictly (JSON-RPC 2.0
//! section 5, EIP-1474). Pure; foreign input never panics.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde_json::Value;

/// Why an answer gives no result.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Breaks the protocol.
    Bad(&'static str),
    /// A JSON-RPC error object that is no revert.
    Refused {
        /// Error code.
        code: i64,
        /// Message, cut and without control characters.
        message: String,
    },
    /// A contract reverted with `data` (may be empty).
    Reverted {
        /// ABI-encoded error.
        data: Vec<u8>,
    },
}

/// Parses the result out of a response to request `id`.
pub(crate) fn parse_response<'a, T: Deserialize<'a>>(body: &'a [u8], id: u64) -> Result<T, Fault> {
    let envelope: Envelope<T> =
        serde_json::from_slice(body).map_err(|_| Fault::Bad("not the expected JSON"))?;
    if envelope.jsonrpc != "2.0" {
        return Err(Fault::Bad("not JSON-RPC 2.0"));
    }
    match (envelope.result, envelope.error) {
        (Some(result), None) if envelope.id == Some(id) => Ok(result),
        // An error that could not read the request may carry id null.
        (None, Some(error)) if envelope.id.is_none_or(|found| found == id) => Err(error.fault()),
        (Some(_), Some(_)) => Err(Fault::Bad("both result and error")),
        (None, None) => Err(Fault::Bad("neither result nor error")),
        _ => Err(Fault::Bad("answer to another request")),
    }
}

/// Whether a body of an HTTP error status is worth parsing.
pub(crate) fn looks_like_json_rpc(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"{")
}

/// Parses a JSON-RPC quantity: `0x`, no leading zero, at most 64 bits.
pub(crate) fn parse_quantity(text: &str) -> Option<u64> {
    let digits = text.strip_prefix("0x")?;
    let canonical = digits == "0" || (!digits.is_empty() && !digits.starts_with('0'));
    // `from_str_radix` would accept a sign.
    let hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
    (canonical && hex)
        .then(|| u64::from_str_radix(digits, 16).ok())
        .flatten()
}

/// Formats a JSON-RPC quantity.
pub(crate) fn format_quantity(number: u64) -> String {
    format!("{number:#x}")
}

/// Parses exactly `N` bytes of `0x` hex.
pub(crate) fn parse_fixed<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.strip_prefix("0x")?;
    (digits.len() == 2 * N)
        .then(|| const_hex::decode_to_array(digits).ok())
        .flatten()
}

/// A quantity inside an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quantity(pub(crate) u64);

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Quantity;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a quantity")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Quantity, E> {
                parse_quantity(text)
                    .map(Quantity)
                    .ok_or_else(|| E::custom("malformed quantity"))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

#[derive(serde::Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
struct Envelope<'a, T> {
    #[serde(borrow)]
    jsonrpc: std::borrow::Cow<'a, str>,
    id: Option<u64>,
    // A result of `null` is a result: only a missing member is `None`.
    #[serde(
        default,
        deserialize_with = "present",
        bound(deserialize = "T: Deserialize<'de>")
    )]
    result: Option<T>,
    error: Option<ErrorObject>,
}

fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(d: D) -> Result<Option<T>, D::Error> {
    T::deserialize(d).map(Some)
}

#[derive(serde::Deserialize)]
struct ErrorObject {
    code: i64,
    #[serde(default)]
    message: String,
    #[serde(default)]
    data: Value,
}

impl ErrorObject {
    fn fault(self) -> Fault {
        // Geth and anvil use code 3; others say so in words. Data alone is no sign of a revert.
        let reverted = self.code == 3 || self.message.to_ascii_lowercase().contains("revert");
        if reverted {
            let data = self
                .data
                .as_str()
                .and_then(|text| const_hex::decode(text).ok());
            return Fault::Reverted {
                data: data.unwrap_or_default(),
            };
        }
        let message = self
            .message
            .chars()
            .filter(|c| !c.is_control())
            .take(256)
            .collect();
        Fault::Refused {
            code: self.code,
            message,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    fn check(body: &str, expected: Result<u64, Fault>) {
        assert_eq!(
            parse_response::<Quantity>(body.as_bytes(), 7).map(|q| q.0),
            expected,
            "{body}"
        );
    }

    #[test]
    fn envelope_is_strict() {
        check(r#"{"jsonrpc":"2.0","id":7,"result":"0x10"}"#, Ok(16));
        let bad = |what| Err(Fault::Bad(what));
        check(
            r#"{"jsonrpc":"2.0","id":8,"result":"0x10"}"#,
            bad("answer to another request"),
        );
        check(
            r#"{"jsonrpc":"2.0","id":null,"result":"0x10"}"#,
            bad("answer to another request"),
        );
        check(
            r#"{"jsonrpc":"1.0","id":7,"result":"0x10"}"#,
            bad("not JSON-RPC 2.0"),
        );
        check(
            r#"{"jsonrpc":"2.0","id":7}"#,
            bad("neither result nor error"),
        );
        check(
            r#"{"jsonrpc":"2.0","id":7,"result":"0x1","error":{"code":1,"message":""}}"#,
            bad("both result and error"),
        );
        for malformed in [
            r#"{"jsonrpc":"2.0","id":7,"result":"0x10","result":"0x10"}"#,
            r#"{"jsonrpc":"2.0","id":7,"result":null}"#,
            r#"{"jsonrpc":"2.0","id":7,"result":"0x010"}"#,
            r#"{"jsonrpc":"2.0","id":7,"result":"0x+1"}"#,
            r#"{"jsonrpc":"2.0","id":7,"result":"0x"}"#,
            r#"{"jsonrpc":"2.0","id":7,"result":"0x10000000000000000"}"#,
            r#"[{"jsonrpc":"2.0","id":7,"result":"0x10"}]"#,
            r#"{"jsonrpc":"2.0","id":"7","result":"0x10"}"#,
            "",
        ] {
            check(malformed, bad("not the expected JSON"));
        }
    }

    #[test]
    fn errors_are_told_apart() {
        let error = |code, message: &str| {
            Err(Fault::Refused {
                code,
                message: message.into(),
            })
        };
        check(
            r#"{"jsonrpc":"2.0","id":7,"error":{"code":-32005,"message":"too\u0007 many"}}"#,
            error(-32005, "too many"),
        );
        check(
            r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"x"}}"#,
            error(-32700, "x"),
        );
        check(
            r#"{"jsonrpc":"2.0","id":7,"error":{"code":3,"message":"execution reverted","data":"0x0102"}}"#,
            Err(Fault::Reverted { data: vec![1, 2] }),
        );
        check(
            r#"{"jsonrpc":"2.0","id":7,"error":{"code":-32000,"message":"Execution reverted","data":5}}"#,
            Err(Fault::Reverted { data: vec![] }),
        );
    }

    #[test]
    fn null_is_a_result() {
        let body = br#"{"jsonrpc":"2.0","id":1,"result":null}"#;
        assert_eq!(parse_response::<Option<Quantity>>(body, 1), Ok(None));
    }

    proptest! {
        #[test]
        fn never_panics(body in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse_response::<Value>(&body, 1);
        }

        #[test]
        fn mutations_never_panic(at in 0usize..60, byte: u8) {
            let mut body = br#"{"jsonrpc":"2.0","id":1,"error":{"code":3,"message":"reverted","data":"0x01"}}"#.to_vec();
            body[at] = byte;
            let _ = parse_response::<Value>(&body, 1);
        }

        #[test]
        fn quantities_round_trip(number: u64) {
            prop_assert_eq!(parse_quantity(&format_quantity(number)), Some(number));
        }

        #[test]
        fn quantity_texts_are_canonical(text in "(0x)?[0-9a-fA-F+ ]{0,18}") {
            if let Some(number) = parse_quantity(&text) {
                prop_assert_eq!(format_quantity(number), text.to_ascii_lowercase());
            }
        }
    }
}
