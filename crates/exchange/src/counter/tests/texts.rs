use super::super::base45;
use super::super::parts::{self, CHUNK, ONE_CODE, PartError, Parts};
use super::super::text::{MAX_TEXT, Scanned, TextError, decode, encode_presentation};
use super::*;

#[test]
fn base45_is_that_of_rfc_9285() {
    let Some(vectors) = testkit::vectors("base45/rfc9285.json") else {
        return;
    };
    let vectors: Vec<serde_json::Value> = serde_json::from_str(&vectors).unwrap();
    let mut checked = 0;
    for vector in &vectors {
        checked += 1;
        match (vector["plain_utf8"].as_str(), vector["invalid"].as_str()) {
            (Some(plain), None) => {
                let text = vector["base45"].as_str().unwrap();
                assert_eq!(base45::encode(plain.as_bytes()), text);
                assert_eq!(base45::decode(text).unwrap(), plain.as_bytes());
            }
            (None, Some(invalid)) => assert!(base45::decode(invalid).is_err(), "{invalid}"),
            _ => panic!("{vector}"),
        }
    }
    assert!(checked >= 5, "{checked}");
}

#[test]
fn base45_has_one_spelling() {
    for wrong in [
        "A",
        "AAAA",
        "::",
        ":::",
        "bb8",
        "BB\u{ff18}",
        "ééé",
        "BB8\n",
        "B\0",
    ] {
        assert!(base45::decode(wrong).is_err(), "{wrong:?}");
    }
    for byte in 0..=u16::MAX {
        let [high, low] = byte.to_be_bytes();
        let text = base45::encode(&[high, low]);
        assert_eq!(base45::decode(&text).unwrap(), [high, low]);
    }
}

/// How much goes into a code; a note for whoever changes the format.
#[test]
fn a_name_and_a_date_are_one_code() {
    let text = encode_presentation(&shown(&["person.name", "person.birth-date"])).unwrap();
    assert!(text.len() <= ONE_CODE, "{}", text.len());
    let all = attributes();
    let all: Vec<&str> = all.keys().map(credential::AttributeCode::as_str).collect();
    let text = encode_presentation(&shown(&all)).unwrap();
    let parts = parts::split(&text);
    assert!((2..=6).contains(&parts.len()), "{} characters", text.len());
    assert!(parts.iter().all(|part| part.len() <= CHUNK + 32));
}

#[test]
fn a_text_is_what_was_shown() {
    let presentation = shown(&["person.name"]);
    let text = encode_presentation(&presentation).unwrap();
    let alphanumeric = |c: char| "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".contains(c);
    assert!(text.chars().all(alphanumeric));
    assert_eq!(
        decode(&text).unwrap(),
        Scanned::Presentation(presentation.clone())
    );
    // What scanners and terminals put around it.
    let typed = format!("  {text}\r\n");
    assert_eq!(decode(&typed).unwrap(), Scanned::Presentation(presentation));
}

#[test]
fn what_is_wrong_with_a_text_is_told() {
    let text = encode_presentation(&shown(&["person.name"])).unwrap();
    assert_eq!(decode(""), Err(TextError::Malformed));
    assert_eq!(decode("openid4vp://x"), Err(TextError::Malformed));
    assert_eq!(decode(&text.to_lowercase()), Err(TextError::Malformed));
    assert_eq!(decode(&"CW1:".repeat(MAX_TEXT)), Err(TextError::Malformed));
    assert_eq!(decode("CW1:."), Err(TextError::Cut));
    assert_eq!(decode(&text[..text.len() - 1]), Err(TextError::Cut));
    for end in 20..text.len() - 7 {
        let cut = format!("{}.", &text[..end]);
        assert_eq!(decode(&cut), Err(TextError::Cut), "{end} of {}", text.len());
    }
    let mut typed = text.clone().into_bytes();
    typed[200] = if typed[200] == b'A' { b'B' } else { b'A' };
    let typed = String::from_utf8(typed).unwrap();
    assert_eq!(decode(&typed), Err(TextError::Mistyped));
    // A presentation under the prefix of a challenge.
    let renamed = text.replacen("CW1:", "CWC1:", 1);
    assert_eq!(decode(&renamed), Err(TextError::Mistyped));
}

#[test]
fn a_bomb_is_not_blown_up() {
    use miniz_oxide::deflate::compress_to_vec;
    use sha2::{Digest, Sha256};
    let body = compress_to_vec(&vec![0; 4_000_000], 9);
    let check: [u8; 32] = Sha256::new_with_prefix("CW1:")
        .chain_update(&body)
        .finalize()
        .into();
    let length = u16::try_from(body.len()).unwrap().to_be_bytes();
    let whole = [&length[..], &body, &check[..4]].concat();
    let text = format!("CW1:{}.", base45::encode(&whole));
    assert_eq!(decode(&text), Err(TextError::Malformed));
}

#[test]
fn parts_come_in_any_order_and_are_missed_by_number() {
    let all = attributes();
    let all: Vec<&str> = all.keys().map(credential::AttributeCode::as_str).collect();
    let text = encode_presentation(&shown(&all)).unwrap();
    let split = parts::split(&text);
    let reversed: Vec<&str> = split.iter().rev().map(String::as_str).collect();
    assert_eq!(parts::join(reversed.iter().copied()).unwrap(), text);
    let twice = reversed.iter().chain(&reversed).copied();
    assert_eq!(parts::join(twice).unwrap(), text);
    let mut collected = Parts::default();
    collected.take(&split[0]).unwrap();
    assert_eq!(collected.progress(), (1, split.len()));
    let missing = (2..=u8::try_from(split.len()).unwrap()).collect();
    assert_eq!(collected.join(), Err(PartError::Incomplete(missing)));

    // Parts of another showing of the very same attributes.
    let other = parts::split(&encode_presentation(&shown(&all)).unwrap());
    assert_eq!(collected.take(&other[1]), Err(PartError::OtherParts));
    let mixed = [split[0].as_str(), &text];
    assert_eq!(parts::join(mixed), Err(PartError::OtherParts));
    let cut = &split[0][..split[0].len() - 1];
    assert_eq!(Parts::default().take(cut), Err(PartError::Cut));
    for wrong in [
        "",
        "CW1P:1-1-0A1B2C3D:A.",
        "CW1P:0-2-0A1B2C3D:A.",
        "CW1P:3-2-0A1B2C3D:A.",
        "CW1P:01-2-0A1B2C3D:A.",
        "CW1P:+1-2-0A1B2C3D:A.",
        "CW1P:1-2-0a1b2c3d:A.",
        "CW1P:1-2-0A1B2C3D-1:A.",
        "CW1P:1-19-0A1B2C3D:A.",
        "CW1P:1-2-0A1B2C3D:.",
    ] {
        assert_eq!(
            Parts::default().take(wrong),
            Err(PartError::Malformed),
            "{wrong}"
        );
    }
}
