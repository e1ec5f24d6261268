//! The published vectors: what they say is what the verifier does.
//!
//! `cargo test -p grant --test vectors -- --ignored` writes them anew from fixed keys.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;
mod vector_set;

use std::path::PathBuf;

use vector_set::{Outcome, Vector, VectorFile};

#[test]
fn the_verifier_does_what_the_vectors_say() {
    for name in ["valid", "invalid"] {
        let file: VectorFile = serde_json::from_slice(&std::fs::read(path(name)).unwrap()).unwrap();
        assert!(!file.vectors.is_empty());
        for vector in &file.vectors {
            let city = vector.city(&file.city);
            assert_eq!(
                vector.outcome(&city),
                vector.expected,
                "{}: {}",
                name,
                vector.name
            );
            let is_valid = matches!(vector.expected, Outcome::Valid(_));
            assert_eq!(is_valid, name == "valid", "{}", vector.name);
        }
    }
}

#[test]
fn the_vectors_are_those_that_the_fixed_keys_make() {
    for (name, file) in vector_set::all() {
        let published: VectorFile =
            serde_json::from_slice(&std::fs::read(path(name)).unwrap()).unwrap();
        assert_eq!(published, file, "write the vectors of {name} anew");
    }
}

#[test]
fn every_error_of_the_format_has_a_vector() {
    let file: VectorFile =
        serde_json::from_slice(&std::fs::read(path("invalid")).unwrap()).unwrap();
    let shown: Vec<&str> = file.vectors.iter().filter_map(Vector::error).collect();
    for name in ERRORS.split_whitespace() {
        assert!(shown.contains(&name), "no vector for {name}");
    }
}

/// The names of the verification order, written down once more.
const ERRORS: &str =
    "Size Charset Syntax TooManyRights TooDeep TooManyDecisions NoPossession Header
    Base64 Canonical Range Repeated Audience Network Issuer GrantSignature NotYet LinkBinding
    Department LinkSignature Line Depth Widened LinkTime Unreferenced NotDelegated Disclosure
    NoRights DecisionBinding Officer DecisionSignature DecisionTime DecisionScope SdHash UseAudience
    UseTime Possession Operation Expired LawDenies Referred LawLimit NotAnchored AnchorMismatch
    Revoked Withdrawn UsedUp Replay";

#[test]
#[ignore = "writes the published vectors"]
fn write_the_vectors() {
    for (name, file) in vector_set::all() {
        let mut json = serde_json::to_string_pretty(&file).unwrap();
        json.push('\n');
        std::fs::create_dir_all(path(name).parent().unwrap()).unwrap();
        std::fs::write(path(name), json).unwrap();
    }
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join(format!("../../docs/formats/grant-vectors/{name}.json"))
}
