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
/// Quick, not in constant time: for text that is public, as all parts of a JWS or an SD-JWT are.
///
/// # Errors
/// [`Base64Error`] for anything [`encode`] would not have written.
pub fn decode(text: &str) -> Result<Vec<u8>, Base64Error> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    let mut quads = text.as_bytes().chunks_exact(4);
    // Values of characters outside the alphabet have a bit that sextets do not have.
    let mut seen = 0;
    let mut value = |character: u8| {
        let value = SEXTETS[usize::from(character)];
        seen |= value;
        u32::from(value)
    };
    for quad in &mut quads {
        let bits =
            value(quad[0]) << 18 | value(quad[1]) << 12 | value(quad[2]) << 6 | value(quad[3]);
        bytes.extend_from_slice(&bits.to_be_bytes()[1..]);
    }
    // A character alone, or spare bits that are not zero, would be a second spelling.
    let spare = match *quads.remainder() {
        [] => 0,
        [one, two] => {
            let bits = value(one) << 6 | value(two);
            bytes.push((bits >> 4) as u8);
            bits & 0x0f
        }
        [one, two, three] => {
            let bits = value(one) << 12 | value(two) << 6 | value(three);
            bytes.extend_from_slice(&[(bits >> 10) as u8, (bits >> 2) as u8]);
            bits & 0x03
        }
        _ => return Err(Base64Error),
    };
    if seen & OUTSIDE == 0 && spare == 0 {
        Ok(bytes)
    } else {
        Err(Base64Error)
    }
}

/// Reads base64url of exactly `N` bytes.
///
/// # Errors
/// [`Base64Error`] for another length or another spelling.
pub fn decode_array<const N: usize>(text: &str) -> Result<[u8; N], Base64Error> {
    decode(text)?.try_into().map_err(|_| Base64Error)
}

/// Marks characters outside the alphabet.
const OUTSIDE: u8 = 0x80;

/// The value of each character of the alphabet of RFC 4648 §5.
const SEXTETS: [u8; 256] = {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut table = [OUTSIDE; 256];
    let mut value = 0;
    while value < alphabet.len() {
        table[alphabet[value] as usize] = value as u8;
        value += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_is_read_back_and_agrees_with_base64ct() {
        for length in 0..70_u8 {
            let bytes: Vec<u8> = (0..length).map(|n| n.wrapping_mul(37) ^ length).collect();
            assert_eq!(decode(&encode(&bytes)), Ok(bytes));
        }
        // Every pair of characters, alone and after a full quad.
        for text in (0..=u16::MAX).map(|pair| pair.to_be_bytes()) {
            let Ok(text) = std::str::from_utf8(&text) else {
                continue;
            };
            for text in [text.to_owned(), format!("AAAA{text}"), format!("{text}AA")] {
                let expected = Base64UrlUnpadded::decode_vec(&text).map_err(|_| Base64Error);
                assert_eq!(decode(&text), expected, "{text:?}");
            }
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in [
            "A", "AAAAA", "AB", "AAB", "AA==", "AA=", "A A", "AA\n", "+A", "/A", "\u{e9}", "AAAA=",
        ] {
            assert_eq!(decode(text), Err(Base64Error), "{text:?}");
        }
    }
}
