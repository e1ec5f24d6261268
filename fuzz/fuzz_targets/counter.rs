//! What is shown at counters: any text; any bytes as a frame under a good check; any JSON in the
//! places of its claims, signed by the holder; and several lines as the parts of one text.
#![no_main]

use exchange::counter::spoken::parse_spoken;
use exchange::counter::{
    Scanned, ShownExpectation, UnverifiedChallenge, UnverifiedShown, base45, parts, text,
};
use keys::Signer as _;
use libfuzzer_sys::fuzz_target;
use sha2::{Digest, Sha256};

fuzz_target!(|bytes: &[u8]| {
    // A good check around anything, so that what is behind it is reached.
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    let body = &bytes[..usize::from(length)];
    for prefix in [text::PRESENTATION_PREFIX, text::CHALLENGE_PREFIX] {
        let check: [u8; 32] = Sha256::new_with_prefix(prefix)
            .chain_update(body)
            .finalize()
            .into();
        let whole = [&length.to_be_bytes()[..], body, &check[..4]].concat();
        read(&format!("{prefix}{}.", base45::encode(&whole)));
    }
    let Ok(given) = std::str::from_utf8(bytes) else {
        return;
    };
    read(given);
    let _ = parse_spoken(given);
    if let Ok(joined) = parts::join(given.lines()) {
        read(&joined);
    }
    // What is read is written the same.
    for part in parts::split(given) {
        let _ = parts::join([part.as_str()]);
    }
    let header = r#"{"alg":"EdDSA","typ":"kb+jwt"}"#;
    shown(&format!("{given}~{}", fuzz::signed(header, given)));
});

fn read(given: &str) {
    match text::decode(given) {
        Ok(Scanned::Presentation(found)) => {
            // A cleverer writer may have fitted in what ours does not.
            if let Ok(again) = text::encode_presentation(&found) {
                assert_eq!(text::decode(&again), Ok(Scanned::Presentation(found.clone())));
            }
            shown(&found);
        }
        Ok(Scanned::Challenge(found)) => {
            let _ = UnverifiedChallenge::parse(&found);
        }
        Err(_) => {}
    }
}

fn shown(found: &str) {
    let Ok(shown) = UnverifiedShown::parse(found) else {
        return;
    };
    let department = *shown.department();
    let expected = ShownExpectation {
        department: &department,
        asked: None,
        now: fuzz::NOW,
    };
    let _ = shown.verify(Some(&fuzz::issuer().public_key()), &expected);
}
