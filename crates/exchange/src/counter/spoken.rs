//! Ten characters that can be said across a desk. Format: `docs/formats/counter.md` §6.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Longest message that leaves a presentation at an office, in bytes.
pub const MAX_DEPOSIT_BYTES: usize = super::text::MAX_TEXT + 256;

/// Crockford's base 32.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 10;
const DOMAIN: &[u8] = b"citizen-wallet/counter/spoken/1\n";

/// What the wallet leaves at the office: `POST <endpoint>/counter`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpokenDeposit {
    /// [`spoken_id`] of the characters.
    pub code: String,
    /// The text of the presentation.
    pub text: String,
}

/// Draws ten characters, 50 bits.
pub fn generate_spoken(rng: &mut impl CryptoRng) -> String {
    let mut bytes = [0; LENGTH];
    rng.fill_bytes(&mut bytes);
    bytes
        .iter()
        .map(|byte| char::from(DIGITS[usize::from(byte % 32)]))
        .collect()
}

/// Reads what was heard: small letters, spaces and hyphens do not count, I and L are 1, O is 0.
/// `None` if it is no ten such characters.
#[must_use]
pub fn parse_spoken(heard: &str) -> Option<String> {
    if heard.len() > 4 * LENGTH {
        return None;
    }
    let code: String = heard
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c.to_ascii_uppercase() {
            'I' | 'L' => '1',
            'O' => '0',
            other => other,
        })
        .collect();
    let known = code.bytes().all(|byte| DIGITS.contains(&byte));
    (known && code.len() == LENGTH).then_some(code)
}

/// Returns the name under which an office finds what was left there: `0x` and 64 hexadecimal digits.
#[must_use]
pub fn spoken_id(code: &str) -> String {
    let digest: [u8; 32] = Sha256::new_with_prefix(DOMAIN)
        .chain_update(code)
        .finalize()
        .into();
    let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("0x{digits}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_heard_is_what_was_said() {
        assert_eq!(parse_spoken("7k4t 9qpx-2m").as_deref(), Some("7K4T9QPX2M"));
        assert_eq!(parse_spoken("oiL0000000").as_deref(), Some("0110000000"));
        for wrong in ["", "7K4T9QPX2", "7K4T9QPX2MM", "7K4T9QPX2U", "７K4T9QPX2M"] {
            assert_eq!(parse_spoken(wrong), None, "{wrong}");
        }
        let drawn = generate_spoken(&mut crate::tests::rng());
        assert_eq!(parse_spoken(&drawn), Some(drawn));
    }
}
