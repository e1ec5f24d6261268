//! Recovery phrases as people may type them.
#![no_main]

use keys::phrase::RecoveryPhrase;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(phrase) = RecoveryPhrase::parse(text) {
        let words: Vec<_> = phrase.words().collect();
        let again = RecoveryPhrase::parse(&words.join(" ")).expect("its own words are a phrase");
        assert!(again.words().eq(words));
    }
});
