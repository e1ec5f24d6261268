//! base64url without padding (RFC 4648 §5, RFC 7515 §2), read strictly.

use base64ct::{Base64UrlUnpadded, Encoding};
use thiserror::Error;

/// Text that is not canonical base64url.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not canonical base64url")]
pub struct Base64Error;

/// Writes bytes as base64url without padding.
pub fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Reads base64url: no padding, no white space, no other alphabet, spare bits zero, so that no
/// two texts give the same bytes.
///
/// # Errors
/// [`Base64Error`] for anything [`encode`] would not have written.
pub fn decode(text: &str) -> Result<Vec<u8>, Base64Error> {
    let bytes = Base64UrlUnpadded::decode_vec(text).map_err(|_| Base64Error)?;
    // Four characters hold three bytes; one character alone, or spare bits that are not zero,
    // would be a second spelling.
    let spare = match text.len() % 4 {
        0 => return Ok(bytes),
        2 => 0x0f,
        3 => 0x03,
        _ => return Err(Base64Error),
    };
    match text.bytes().last().and_then(sextet) {
        Some(value) if value & spare == 0 => Ok(bytes),
        _ => Err(Base64Error),
    }
}

/// Reads base64url of exactly `N` bytes.
///
/// # Errors
/// [`Base64Error`] for another length or another spelling.
pub fn decode_array<const N: usize>(text: &str) -> Result<[u8; N], Base64Error> {
    decode(text)?.try_into().map_err(|_| Base64Error)
}

fn sextet(character: u8) -> Option<u8> {
    match character {
        b'A'..=b'Z' => Some(character - b'A'),
        b'a'..=b'z' => Some(character - b'a' + 26),
        b'0'..=b'9' => Some(character - b'0' + 52),
        b'-' => Some(62),
        b'_' => Some(63),
        _ => None,
    }
}
