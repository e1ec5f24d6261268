#![allow(clippy::unwrap_used, reason = "tests")]

use alloy_primitives::{Address, B128, B256};
use keys::{Algorithm, P256Secret, PublicKey, Signer, SoftwareSigner, X25519Secret};
use proptest::prelude::*;

use super::*;

/// A record as the contract writes it: department `n` below `parent`.
fn record(n: u8, parent: u8, active: bool, time: i64) -> Entry {
    let PublicKey::Ed25519(ed25519) =
        SoftwareSigner::from_seed(Algorithm::EdDsa, &[n; 32]).public_key()
    else {
        panic!("an Ed25519 signer")
    };
    let p256 = P256Secret::from_seed(&[n; 32]).public_key().to_bytes();
    let r = Registration {
        level: n.min(5),
        kind: kind_word("education").unwrap().into(),
        ed25519: ed25519.to_bytes().into(),
        x25519: X25519Secret::from_seed([n; 32])
            .public_key()
            .to_bytes()
            .into(),
        p256Sign: p256.into(),
        p256Encrypt: p256.into(),
        code: format!("46{n:04}"),
        nameZh: "教育局".into(),
        nameEn: "Education".into(),
        endpoint: format!("https://d{n}.example/"),
    };
    entry(
        1,
        (
            address(n),
            Record {
                parent: address(parent),
                active,
                since: 5,
                r,
            },
        )
            .abi_encode_params(),
        time,
    )
}

/// 0 is nobody.
fn address(n: u8) -> Address {
    Address::with_last_byte(n)
}

fn id(n: u8) -> ChainAddress {
    address(n).into_array().into()
}

fn entry(kind: u8, data: Vec<u8>, time: i64) -> Entry {
    Entry {
        bucket: PUBLIC_BUCKET,
        seq: 0,
        block: time.unsigned_abs(),
        time,
        kind,
        writer: B256::ZERO,
        fingerprint: B256::ZERO,
        nonce: B128::ZERO,
        tag: B128::ZERO,
        data: data.into(),
    }
}

fn officer(department: u8, key: B256, appointed: bool, until: u64, time: i64) -> Entry {
    let data = (
        address(department),
        key,
        appointed,
        until,
        "sign".to_owned(),
    )
        .abi_encode_params();
    entry(2, data, time)
}

/// 1 is the root, 2 below it, 3 below 2; 2 is suspended from 20 to 30.
fn sample() -> Directory {
    let mut directory = Directory::new(31337);
    for entry in [
        record(1, 0, true, 10),
        record(2, 1, true, 11),
        record(3, 2, true, 12),
        record(2, 1, false, 20),
        record(2, 1, true, 30),
    ] {
        directory.apply(&entry).unwrap();
    }
    directory
}

#[test]
fn stands_as_it_stood() {
    let d = sample();
    for (department, times) in [
        (1, vec![(9, false), (10, true), (25, true)]),
        (
            2,
            vec![
                (10, false),
                (11, true),
                (19, true),
                (20, false),
                (29, false),
                (30, true),
            ],
        ),
        (3, vec![(11, false), (12, true), (20, false), (30, true)]),
        (4, vec![(12, false)]),
    ] {
        for (time, active) in times {
            assert_eq!(
                d.is_active_at(&id(department), time),
                active,
                "{department} at {time}"
            );
        }
    }
    assert_eq!(d.history(&id(2)).len(), 3);
    assert_eq!(d.department_at(&id(2), 25).unwrap().from, 20);
    assert_eq!(d.department_at(&id(2), 10), None);
}

#[test]
fn tree() {
    let d = sample();
    assert_eq!(d.root().unwrap().id, id(1));
    assert!(d.is_within(&id(3), &id(1)) && d.is_within(&id(3), &id(2)));
    assert!(!d.is_within(&id(3), &id(3)) && !d.is_within(&id(1), &id(3)));
    assert!(!d.is_within(&id(9), &id(1)));
    assert_eq!(
        d.ancestors(&id(3)).map(|d| d.id).collect::<Vec<_>>(),
        [id(2), id(1)]
    );
    assert_eq!(
        d.children(&id(1)).map(|d| d.id).collect::<Vec<_>>(),
        [id(2)]
    );
    assert_eq!(d.by_endpoint("https://d3.example").unwrap().id, id(3));
    assert!(d.by_endpoint("https://d4.example").is_none());
    assert_eq!(d.by_did(&d.root().unwrap().did).unwrap().id, id(1));
    let elsewhere = DepartmentDid {
        chain_id: 1,
        address: id(1),
    };
    assert!(d.by_did(&elsewhere).is_none());
}

#[test]
fn a_line_that_never_ends_is_not_active() {
    // The contract cannot write it; a reader must not hang on it all the same.
    let mut d = Directory::new(1);
    d.apply(&record(1, 2, true, 1)).unwrap();
    d.apply(&record(2, 1, true, 1)).unwrap();
    assert!(!d.is_active_at(&id(1), 5));
    assert!(!d.is_within(&id(1), &id(7)));
}

#[test]
fn eight_departments_in_a_line_are_active() {
    let mut d = Directory::new(1);
    for n in 1..=8 {
        d.apply(&record(n, n - 1, true, 1)).unwrap();
    }
    assert!(d.is_active_at(&id(8), 1));
    assert!(d.is_within(&id(8), &id(1)));
}

#[test]
fn unusable_contents_are_absent_and_harm_nobody() {
    let mut d = Directory::new(1);
    let good = record(1, 0, true, 1);
    let (id_, mut bad) = <(Address, Record) as SolValue>::abi_decode_params(&good.data).unwrap();
    bad.r.ed25519 = B256::repeat_byte(0xFF);
    bad.r.p256Sign = [vec![2], vec![0xFF; 32]].concat().into();
    bad.r.kind = B256::repeat_byte(0xE6);
    d.apply(&entry(1, (id_, bad).abi_encode_params(), 1))
        .unwrap();
    let found = d.department(&id(1)).unwrap();
    assert_eq!((found.keys.ed25519, found.keys.p256_sign), (None, None));
    assert!(found.keys.x25519.is_some() && found.keys.p256_encrypt.is_some());
    assert_eq!(found.kind, format!("0x{}", "e6".repeat(32)));
    // An officer with no key can sign nothing and is left out.
    d.apply(&officer(1, B256::repeat_byte(0xFF), true, 100, 2))
        .unwrap();
    assert!(d.officers(&id(1), 5).is_empty());
}

#[test]
fn officers_are_replaced_and_end() {
    let mut d = sample();
    let key = |n: u8| {
        let signer = SoftwareSigner::from_seed(Algorithm::EdDsa, &[n; 32]);
        let PublicKey::Ed25519(key) = signer.public_key() else {
            panic!("an Ed25519 signer")
        };
        B256::from(key.to_bytes())
    };
    for entry in [
        officer(2, key(1), true, 50, 12),
        officer(2, key(2), true, 60, 13),
        officer(2, key(1), true, 90, 14),
        officer(2, key(2), false, 0, 40),
    ] {
        d.apply(&entry).unwrap();
    }
    let at = |time| {
        d.officers(&id(2), time)
            .iter()
            .map(|o| o.until)
            .collect::<Vec<_>>()
    };
    assert_eq!(at(11), [0i64; 0]);
    assert_eq!(at(13), [50, 60]);
    assert_eq!(at(14), [60, 90]);
    assert_eq!(at(45), [90]);
    assert_eq!(at(89), [90]);
    assert_eq!(at(90), [0i64; 0]);
}

#[test]
fn only_its_own_entries_count() {
    let mut d = sample();
    let before = d.clone();
    let mut elsewhere = record(7, 1, true, 50);
    elsewhere.bucket = 3;
    d.apply(&elsewhere).unwrap();
    d.apply(&entry(48, vec![1, 2, 3], 50)).unwrap();
    d.apply(&entry(200, vec![], 50)).unwrap();
    assert_eq!(d.apply(&entry(1, vec![1, 2, 3], 50)), Err(MalformedEntry));
    assert_eq!(d.apply(&entry(2, vec![], 50)), Err(MalformedEntry));
    assert_eq!(d, before);
}

#[test]
fn round_trips_through_json() {
    let d = sample();
    let text = serde_json::to_string(&d).unwrap();
    assert_eq!(serde_json::from_str::<Directory>(&text).unwrap(), d);
}

#[test]
fn kinds() {
    for (kind, good) in [
        ("education", true),
        ("", false),
        (&"a".repeat(33), false),
        ("教", false),
    ] {
        assert_eq!(kind_word(kind).is_some(), good, "{kind}");
    }
    assert_eq!(
        text_of(&kind_word("civil-affairs").unwrap()),
        "civil-affairs"
    );
}

proptest! {
    #[test]
    fn contents_never_panic(kind in 1u8..4, data in prop::collection::vec(any::<u8>(), 0..700)) {
        let _ = sample().apply(&entry(kind, data.clone(), 50));
        let _ = crate::LawBook::new().apply(&entry(kind, data, 50));
    }

    #[test]
    fn mutated_records_never_panic(at: prop::sample::Index, byte: u8) {
        let mut entry = record(1, 0, true, 1);
        let mut data = entry.data.to_vec();
        let at = at.index(data.len());
        data[at] = byte;
        entry.data = data.into();
        let mut directory = Directory::new(1);
        let _ = directory.apply(&entry);
        let _ = directory.is_active_at(&id(1), 5);
    }
}
