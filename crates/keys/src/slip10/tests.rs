#![allow(clippy::unwrap_used, reason = "tests")]

use serde::Deserialize;

use super::*;
use crate::Signer;

#[derive(Deserialize)]
struct Case {
    vector: String,
    seed: String,
    path: String,
    #[serde(rename = "chain code")]
    chain_code: String,
    private: String,
    public: String,
}

/// The 52 nodes of the SLIP-0010 page, with both kinds of retry.
#[test]
fn slip_0010_vectors() {
    let Some(text) = testkit::vectors("slip-0010/vectors.json") else {
        return;
    };
    let cases: Vec<Case> = serde_json::from_str(&text).unwrap();
    assert_eq!(cases.len(), 52);
    for case in cases {
        let curve = match case.vector.rsplit_once(' ').unwrap().1 {
            "secp256k1" => Curve::Secp256k1,
            "nist256p1" => Curve::NistP256,
            "ed25519" => Curve::Ed25519,
            "curve25519" => Curve::Curve25519,
            other => panic!("unknown curve {other}"),
        };
        let mut node = Node::master(curve, &const_hex::decode(&case.seed).unwrap());
        for step in case.path.split('/').skip(1) {
            let index = match step.strip_suffix(['\'', 'H']) {
                Some(number) => number.parse::<u32>().unwrap() | HARDENED,
                None => step.parse().unwrap(),
            };
            node = node.child(index).unwrap();
        }
        let name = format!("{} {}", case.vector, case.path);
        assert_eq!(
            const_hex::encode(node.chain_code()),
            case.chain_code,
            "{name}"
        );
        assert_eq!(const_hex::encode(node.secret()), case.private, "{name}");
        assert_eq!(public_key(&node), case.public, "{name}");
    }
}

fn public_key(node: &Node) -> String {
    use crate::PublicKey;
    match node.curve {
        Curve::Ed25519 => match node.signer().unwrap().public_key() {
            PublicKey::Ed25519(key) => format!("00{}", const_hex::encode(key.to_bytes())),
            PublicKey::P256(_) => unreachable!(),
        },
        Curve::Curve25519 => {
            format!(
                "00{}",
                const_hex::encode(node.agreement().unwrap().public_key().to_bytes())
            )
        }
        Curve::NistP256 | Curve::Secp256k1 => {
            const_hex::encode(node.compressed_public_key().unwrap())
        }
    }
}

#[test]
fn curves_without_public_derivation_have_hardened_children_only() {
    for curve in [Curve::Ed25519, Curve::Curve25519] {
        let node = Node::master(curve, &[7; 64]);
        assert_eq!(node.child(0).unwrap_err(), NotHardened);
        assert_eq!(node.child(HARDENED - 1).unwrap_err(), NotHardened);
        assert!(node.child(HARDENED).is_ok());
    }
}
