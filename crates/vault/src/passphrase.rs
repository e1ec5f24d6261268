//! The passphrase, in a type that cannot be shown.

use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, Zeroizing};

/// A passphrase in Unicode form NFKD, wiped on drop. May be empty; how strong it must be is for
/// the caller to say.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes what was typed, normalises it (input methods and keyboards differ in form, people
    /// do not) and wipes the original.
    pub fn new(mut typed: String) -> Self {
        // NFKD of one character is at most 18 times as long in UTF-8's worst case; with the
        // room reserved, no copy is left behind by a growing buffer.
        let mut normal = Zeroizing::new(String::with_capacity(typed.len().saturating_mul(18)));
        normal.extend(typed.nfkd());
        typed.zeroize();
        Self(normal)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase")
    }
}
