//! BIP-39: the reference vectors, and what people type.

use keys::RecoveryPhrase;
use keys::phrase::{Language, ParsePhraseError, word_list};

#[test]
fn reference_vectors() {
    let Some(text) = testkit::vectors("bip39-trezor/vectors.json") else {
        return;
    };
    let sets: serde_json::Value = serde_json::from_str(&text).unwrap();
    for (set, language, count) in [
        ("english", Language::English, 24),
        ("chinese_simplified", Language::SimplifiedChinese, 1),
    ] {
        let cases = sets[set].as_array().unwrap();
        assert!(cases.len() >= count, "{set} has {} cases", cases.len());
        for case in cases {
            let text = |n: usize| case[n].as_str().unwrap();
            let entropy = const_hex::decode(text(0)).unwrap();
            let phrase = RecoveryPhrase::parse(text(1)).unwrap();
            assert_eq!(phrase.language(), language);
            assert_eq!(phrase.entropy().as_slice(), entropy);
            let again = RecoveryPhrase::from_entropy(language, &entropy).unwrap();
            assert_eq!(
                again.words().collect::<Vec<_>>(),
                text(1).split_whitespace().collect::<Vec<_>>()
            );
        }
    }
}

#[test]
fn simplified_chinese_list_is_the_reference_list() {
    let name = "bip39-trezor/src/mnemonic/wordlist/chinese_simplified.txt";
    let Some(text) = testkit::vectors(name) else {
        return;
    };
    assert_eq!(
        text.split_whitespace().collect::<Vec<_>>(),
        word_list(Language::SimplifiedChinese).to_vec()
    );
}

#[test]
fn chinese_needs_no_spaces_and_takes_any() {
    let phrase = RecoveryPhrase::generate(Language::SimplifiedChinese, [0x5a; 32]);
    let words: Vec<_> = phrase.words().collect();
    assert_eq!(words.len(), 24);
    for separator in ["", " ", "\u{3000}", "\n"] {
        let read = RecoveryPhrase::parse(&words.join(separator)).unwrap();
        assert_eq!(*read.entropy(), *phrase.entropy());
        assert_eq!(read.language(), Language::SimplifiedChinese);
    }
}

#[test]
fn case_and_width_do_not_matter() {
    let phrase = "abandon ".repeat(23) + "art";
    let expected = RecoveryPhrase::parse(&phrase).unwrap();
    let shouted = format!("  {}\n", phrase.to_uppercase());
    assert_eq!(
        *RecoveryPhrase::parse(&shouted).unwrap().entropy(),
        *expected.entropy()
    );
    // Full-width Latin letters, as a Chinese input method may leave them.
    let wide: String = phrase
        .chars()
        .map(|c| {
            if c == ' ' {
                '\u{3000}'
            } else {
                char::from_u32(c as u32 + 0xfee0).unwrap()
            }
        })
        .collect();
    assert_eq!(
        *RecoveryPhrase::parse(&wide).unwrap().entropy(),
        *expected.entropy()
    );
}

#[test]
fn errors_name_the_word() {
    let check =
        |text: &str, expected| assert_eq!(RecoveryPhrase::parse(text).unwrap_err(), expected);
    check("", ParsePhraseError::WordCount(0));
    check(&"abandon ".repeat(13), ParsePhraseError::WordCount(13));
    check(&"abandon ".repeat(27), ParsePhraseError::WordCount(27));
    check(&"abandon ".repeat(12), ParsePhraseError::Checksum);
    check(&"abandon ".repeat(24), ParsePhraseError::Checksum);
    check(
        &("abandon ".repeat(4) + "abandom " + &"abandon ".repeat(7)),
        ParsePhraseError::UnknownWord { position: 5 },
    );
    check(
        &("abandon ".repeat(3) + "的 " + &"abandon ".repeat(8)),
        ParsePhraseError::MixedLanguages { position: 4 },
    );
    check(
        &("的".repeat(11) + "𠀀"),
        ParsePhraseError::UnknownWord { position: 12 },
    );
}

#[test]
fn all_lengths_round_trip() {
    for language in [Language::English, Language::SimplifiedChinese] {
        for length in [16, 20, 24, 28, 32] {
            let entropy: Vec<u8> = (0..length).map(|n| n * 7 + 1).collect();
            let phrase = RecoveryPhrase::from_entropy(language, &entropy).unwrap();
            let text = phrase.words().collect::<Vec<_>>().join(" ");
            assert_eq!(*RecoveryPhrase::parse(&text).unwrap().entropy(), entropy);
        }
        assert!(RecoveryPhrase::from_entropy(language, &[0; 17]).is_err());
        assert!(RecoveryPhrase::from_entropy(language, &[0; 33]).is_err());
    }
}
