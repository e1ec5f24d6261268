//! No text but the one that was shown is read: not a cut one, not a flipped one, not one put
//! together differently. Nothing panics.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::super::parts::{self, Parts};
use super::super::spoken::parse_spoken;
use super::super::text::{Scanned, decode, encode_presentation};
use super::super::{UnverifiedChallenge, UnverifiedShown, base45};
use super::*;

static PRESENTATION: LazyLock<String> =
    LazyLock::new(|| shown(&["person.name", "household.address", "household.members"]));
static TEXT: LazyLock<String> = LazyLock::new(|| encode_presentation(&PRESENTATION).unwrap());
static LONG: LazyLock<String> = LazyLock::new(|| {
    let all = attributes();
    let all: Vec<&str> = all.keys().map(credential::AttributeCode::as_str).collect();
    encode_presentation(&shown(&all)).unwrap()
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(
        u32::try_from(testkit::rounds(2_000)).unwrap()
    ))]

    #[test]
    fn base45_goes_there_and_back(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(base45::decode(&base45::encode(&bytes)).unwrap(), bytes);
    }

    #[test]
    fn base45_reads_only_what_it_writes(text in "[0-9A-Z $%*+./:-]{0,60}") {
        if let Ok(bytes) = base45::decode(&text) {
            prop_assert_eq!(base45::encode(&bytes), text);
        }
    }

    #[test]
    fn a_cut_text_is_refused(at in 0..TEXT.len()) {
        prop_assert!(decode(&TEXT[..at]).is_err());
        prop_assert!(at == 0 || decode(&TEXT[at..]).is_err());
        let ended = [&TEXT[..at], "."].concat();
        prop_assert!(decode(&ended).is_err() || at == TEXT.len() - 1);
    }

    #[test]
    fn a_changed_character_is_refused(at in 0..TEXT.len(), to in "[0-9A-Z $%*+./:-]") {
        let mut text = TEXT.clone();
        text.replace_range(at..=at, &to);
        // White space at the end is not part of the text.
        if text.trim_end() != TEXT.trim_end() {
            prop_assert!(decode(&text).is_err(), "{at} {to}");
        }
    }

    #[test]
    fn a_flipped_bit_is_refused(at in 0..TEXT.len(), bit in 0..8u8) {
        if let Some(text) = crate::tests::flip(&TEXT, at, bit) {
            prop_assert!(decode(&text).is_err());
        }
    }

    #[test]
    fn two_characters_exchanged_are_refused(a in 0..TEXT.len(), b in 0..TEXT.len()) {
        let mut bytes = TEXT.clone().into_bytes();
        bytes.swap(a, b);
        let text = String::from_utf8(bytes).unwrap();
        prop_assert!(text == *TEXT || decode(&text).is_err());
    }

    #[test]
    fn parts_give_the_whole_or_nothing(
        order in Just(parts::split(&LONG)).prop_shuffle(),
        left_out in any::<bool>(),
        at in any::<prop::sample::Index>(),
        character in any::<prop::sample::Index>(),
        to in "[0-9A-Z $%*+./:-]",
    ) {
        let mut some = order.clone();
        if left_out {
            some.remove(at.index(order.len()));
            prop_assert!(parts::join(some.iter().map(String::as_str)).is_err());
        } else {
            prop_assert_eq!(parts::join(order.iter().map(String::as_str)).unwrap(), LONG.clone());
            let part = &mut some[at.index(order.len())];
            let place = character.index(part.len());
            part.replace_range(place..=place, &to);
            if some.iter().map(|part| part.trim()).ne(order.iter().map(|part| part.trim())) {
                let joined = parts::join(some.iter().map(String::as_str));
                prop_assert!(joined.is_err(), "{place} {to}");
            }
        }
    }

    #[test]
    fn a_text_cut_into_other_parts_does_not_pass_for_another(chunks in 2..9usize, swap in any::<bool>()) {
        // Two parts exchange their chunks under their own numbers.
        let mut parts = parts::split(&LONG);
        prop_assume!(parts.len() >= 2);
        let first = chunks % parts.len();
        let second = (chunks + 1) % parts.len();
        let chunk = |part: &str| part.splitn(3, ':').nth(2).unwrap().to_owned();
        let head = |part: &str| part.splitn(3, ':').take(2).collect::<Vec<_>>().join(":");
        let (a, b) = (chunk(&parts[first]), chunk(&parts[second]));
        if swap && a != b {
            parts[first] = format!("{}:{b}", head(&parts[first]));
            parts[second] = format!("{}:{a}", head(&parts[second]));
            prop_assert!(parts::join(parts.iter().map(String::as_str)).is_err());
        }
    }

    #[test]
    fn nothing_panics(text in "(CW1:|CWC1:|CW1P:1-2-0A1B2C3D:)?[ -~é\u{1F600}]{0,300}") {
        let _ = parse_spoken(&text);
        let _ = Parts::default().take(&text);
        match decode(&text) {
            Ok(Scanned::Presentation(found)) => { let _ = UnverifiedShown::parse(&found); }
            Ok(Scanned::Challenge(found)) => { let _ = UnverifiedChallenge::parse(&found); }
            Err(_) => {}
        }
    }

    #[test]
    fn a_flipped_presentation_is_refused(at in 0..PRESENTATION.len(), bit in 0..7u8) {
        let Some(text) = crate::tests::flip(&PRESENTATION, at, bit) else { return Ok(()) };
        let expected = super::super::ShownExpectation {
            department: &department_did(1),
            asked: None,
            now: NOW,
        };
        let read = UnverifiedShown::parse(&text)
            .and_then(|shown| shown.verify(Some(&issuer_key()), &expected));
        prop_assert!(read.is_err());
    }
}
