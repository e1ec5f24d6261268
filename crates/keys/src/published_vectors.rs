//! The project's own vectors: `docs/formats/keys-vectors.json` says what this code computes.
//!
//! After a deliberate change of the format, `WALLET_BLESS=1` writes the file anew.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use serde_json::{Value, json};

use crate::did::DepartmentDid;
use crate::journal::{JournalSecret, bucket};
use crate::phrase::{Language, RecoveryPhrase, Seed};
use crate::relation::{self, RelationKeys};
use crate::{ChainAddress, X25519Secret, account};

const FILE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../docs/formats/keys-vectors.json"
);

#[test]
fn published_vectors_are_what_this_code_computes() {
    let computed = vectors();
    if std::env::var_os("WALLET_BLESS").is_some() {
        let text = serde_json::to_string_pretty(&computed).unwrap() + "\n";
        std::fs::write(Path::new(FILE), text).unwrap();
    }
    let published = std::fs::read_to_string(Path::new(FILE)).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&published).unwrap(), computed);
}

fn vectors() -> Value {
    let phrases = [
        (Language::English, "", "abandon ".repeat(23) + "art"),
        (Language::English, "TREZOR", "abandon ".repeat(23) + "art"),
        (Language::SimplifiedChinese, "", "的 ".repeat(23) + "性"),
    ];
    let phrases = phrases.iter().map(|(language, passphrase, text)| {
        let phrase = RecoveryPhrase::parse(text).unwrap();
        assert_eq!(phrase.language(), *language);
        let seed = phrase.to_seed(passphrase);
        json!({
            "phrase": text,
            "passphrase": passphrase,
            "language": language,
            "seed": const_hex::encode_prefixed(seed.as_bytes()),
            "accounts": (0..3).map(|n| account::address(&seed, n).unwrap()).collect::<Vec<_>>(),
            "relations": relations(&seed),
            "journal": journal(&seed),
        })
    });
    json!({ "format": "citizen-wallet/keys/1", "phrases": phrases.collect::<Vec<_>>() })
}

fn department(last: u8) -> DepartmentDid {
    let mut address = [0x11; 20];
    address[19] = last;
    DepartmentDid {
        chain_id: 31337,
        address: address.into(),
    }
}

fn relations(seed: &Seed) -> Value {
    let (first, second) = (department(0xaa), department(0xbb));
    [
        (relation::department_uri(&first), 0),
        (relation::department_uri(&first), 1),
        (relation::department_uri(&second), 0),
        (relation::grant_uri(&first, &second), 0),
        (relation::copy_uri(&first), 0),
        (relation::copy_uri(&first), 7),
        (relation::SELF_URI.to_owned(), 0),
    ]
    .iter()
    .map(|(uri, index)| {
        let steps = relation::path(uri, *index).map(|step| format!("{}'", step & 0x7fff_ffff));
        let public = RelationKeys::derive(seed, uri, *index).public();
        json!({
            "uri": uri,
            "index": index,
            "path": format!("m/{}", steps.join("/")),
            "did": public.did,
            "ed25519": public.ed25519,
            "p256": public.p256,
            "viewing": public.viewing,
            "spending": public.spending,
            "bucket8": bucket(&public.viewing, 8),
            "bucket16": bucket(&public.viewing, 16),
        })
    })
    .collect()
}

fn journal(seed: &Seed) -> Value {
    let did = department(0xaa);
    let (nonce, kind, fingerprint) = (std::array::from_fn(|n| n as u8), 3, [0x77; 32]);
    let agreement_seed = [0x42; 32];
    let writer = X25519Secret::from_seed(agreement_seed);
    let with_department = RelationKeys::derive(seed, &relation::department_uri(&did), 0);
    let with_self = RelationKeys::derive(seed, relation::SELF_URI, 0);
    let cases = [
        (
            &with_department,
            with_department.agree(&writer.public_key()).unwrap(),
            did.address,
        ),
        (&with_self, with_self.agree_with_self(), ChainAddress::ZERO),
    ];
    cases
        .iter()
        .map(|(keys, agreement, address)| {
            let secret = JournalSecret::derive(agreement, did.chain_id, *address);
            let own = *address == ChainAddress::ZERO;
            let uri = if own {
                relation::SELF_URI.to_owned()
            } else {
                relation::department_uri(&did)
            };
            json!({
                "uri": uri,
                "index": 0,
                "chain_id": did.chain_id,
                "department": address,
                "agreement_secret": if own { Value::Null } else {
                    json!(const_hex::encode_prefixed(agreement_seed))
                },
                "agreement_public": if own { Value::Null } else { json!(writer.public_key()) },
                "shared": const_hex::encode_prefixed(agreement.as_bytes()),
                "nonce": const_hex::encode_prefixed::<[u8; 16]>(nonce),
                "kind": kind,
                "fingerprint": const_hex::encode_prefixed(fingerprint),
                "tag": const_hex::encode_prefixed(secret.tag(&nonce, kind, &fingerprint)),
                "plaintext": "{\"amount\":\"12.50\"}",
                "sealed": const_hex::encode_prefixed(
                    secret.seal(&nonce, kind, &fingerprint, b"{\"amount\":\"12.50\"}")
                ),
                "one_time_key": secret.one_time_key(&keys.public().spending, &nonce),
                "one_time_address": secret.one_time_address(&keys.public().spending, &nonce),
            })
        })
        .collect()
}
