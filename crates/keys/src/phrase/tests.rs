#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;

/// The reference vectors' seeds, with their passphrase `TREZOR`.
#[test]
fn reference_seeds() {
    let Some(text) = testkit::vectors("bip39-trezor/vectors.json") else {
        return;
    };
    let sets: serde_json::Value = serde_json::from_str(&text).unwrap();
    for set in ["english", "chinese_simplified"] {
        for case in sets[set].as_array().unwrap() {
            let phrase = RecoveryPhrase::parse(case[1].as_str().unwrap()).unwrap();
            let seed = phrase.to_seed("TREZOR");
            assert_eq!(
                const_hex::encode(seed.as_bytes()),
                case[2].as_str().unwrap()
            );
        }
    }
}

/// The passphrase is normalised: composed and decomposed text give one seed.
#[test]
fn passphrase_form_does_not_matter() {
    let phrase = RecoveryPhrase::generate(Language::English, [1; 32]);
    let seed = |passphrase| *phrase.to_seed(passphrase).as_bytes();
    assert_eq!(seed("\u{e9}"), seed("e\u{301}"));
    assert_ne!(seed("\u{e9}"), seed("e"));
    assert_ne!(seed(""), seed(" "));
}
