//! How hard a passphrase is to guess.

use wallet_api::StrengthView;
use zxcvbn::{Score, zxcvbn};

/// Fewest characters.
pub(crate) const MIN_CHARS: usize = 12;
/// Longest passphrase that is rated; what comes after it only makes it stronger.
const MAX_RATED: usize = 100;
/// Guesses a second one machine makes against the vault's key derivation (256 MiB, 3 passes).
const GUESSES_PER_SECOND_LOG10: f64 = 0.2;

/// Rates `passphrase`; words of this program count as known to a guesser.
pub(crate) fn rate(passphrase: &str) -> StrengthView {
    let length = passphrase.chars().count();
    let rated: String = passphrase.chars().take(MAX_RATED).collect();
    let estimate = zxcvbn(
        &rated,
        &[
            "citizen", "wallet", "haitang", "shimin", "qianbao", "woaini", "mima",
        ],
    );
    let score = match estimate.score() {
        Score::Zero => 0,
        Score::One => 1,
        Score::Two => 2,
        Score::Three => 3,
        _ => 4,
    };
    let seconds_log10 = (estimate.guesses_log10() - GUESSES_PER_SECOND_LOG10).clamp(0.0, 255.0);
    StrengthView {
        score,
        accepted: length >= MIN_CHARS && score >= 3,
        length: u32::try_from(length).unwrap_or(u32::MAX),
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to 0..=255"
        )]
        guess_seconds_log10: seconds_log10 as u8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_or_common_is_not_taken() {
        for weak in [
            "",
            "short",
            "password1234",
            "aaaaaaaaaaaaaaaaaaaa",
            "citizenwallet",
            "123456789012",
        ] {
            assert!(!rate(weak).accepted, "{weak}");
        }
    }

    #[test]
    fn long_and_uncommon_is_taken() {
        for strong in [
            "correct horse battery staple",
            "海棠花开了又谢了三回春天",
            "tulip-Orbit-47-mango-sled",
        ] {
            let view = rate(strong);
            assert!(view.accepted, "{strong}: {view:?}");
        }
    }
}
