//! Base45 (RFC 9285), read strictly: one spelling for each sequence of bytes.

/// Text that is not base45.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not base45")]
pub struct Base45Error;

const DIGITS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// Writes bytes as base45: three characters for two bytes, two for a last one alone.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(2) * 3);
    let mut push = |mut value: usize, digits: usize| {
        for _ in 0..digits {
            text.push(char::from(DIGITS[value % 45]));
            value /= 45;
        }
    };
    let pairs = bytes.chunks_exact(2);
    let last = pairs.remainder();
    for pair in pairs {
        push(usize::from(pair[0]) << 8 | usize::from(pair[1]), 3);
    }
    if let [byte] = last {
        push(usize::from(*byte), 2);
    }
    text
}

/// Reads base45.
///
/// # Errors
/// [`Base45Error`] for anything that [`encode`] would not have written.
pub fn decode(text: &str) -> Result<Vec<u8>, Base45Error> {
    let mut bytes = Vec::with_capacity(text.len() / 3 * 2 + 1);
    let groups = text.as_bytes().chunks_exact(3);
    let last = groups.remainder();
    for group in groups {
        let value = value(group)?;
        let pair = u16::try_from(value).map_err(|_| Base45Error)?;
        bytes.extend_from_slice(&pair.to_be_bytes());
    }
    match last {
        [] => {}
        [_, _] => bytes.push(u8::try_from(value(last)?).map_err(|_| Base45Error)?),
        _ => return Err(Base45Error),
    }
    Ok(bytes)
}

/// The value of two or three digits, the lowest first.
fn value(digits: &[u8]) -> Result<u32, Base45Error> {
    digits.iter().rev().try_fold(0, |value, digit| {
        let digit = match digit {
            b'0'..=b'9' => digit - b'0',
            b'A'..=b'Z' => digit - b'A' + 10,
            other => {
                let place = DIGITS[36..].iter().position(|known| known == other);
                36 + u8::try_from(place.ok_or(Base45Error)?).map_err(|_| Base45Error)?
            }
        };
        Ok(value * 45 + u32::from(digit))
    })
}
