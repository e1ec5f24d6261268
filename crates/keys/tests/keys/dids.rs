//! did:key and did:ethr.

use keys::did::{DepartmentDid, did_key, parse_did_key};
use keys::{Algorithm, Jwk, ParseKeyError, PublicKey, Signer, SoftwareSigner};
use serde_json::json;

/// The did:key Method v0.9, test vectors: the seed of zeros, and P-256.
#[test]
fn did_key_vectors() {
    let key = SoftwareSigner::from_seed(Algorithm::EdDsa, &[0; 32]).public_key();
    let did = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp";
    assert_eq!(did_key(&key), did);
    assert_eq!(parse_did_key(did), Ok(key));

    let jwk: Jwk = serde_json::from_value(json!({
        "kty": "EC",
        "crv": "P-256",
        "x": "fyNYMN0976ci7xqiSdag3buk-ZCwgXU4kz9XNkBlNUI",
        "y": "hW2ojTNfH7Jbi8--CJUo3OCbH3y5n91g-IMA9MLMbTU",
    }))
    .unwrap();
    let key = PublicKey::from_jwk(&jwk).unwrap();
    let did = "did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169";
    assert_eq!(did_key(&key), did);
    assert_eq!(parse_did_key(did), Ok(key));
}

#[test]
fn did_key_is_strict() {
    let did = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp";
    for bad in [
        "",
        "did:key:",
        "did:key:z",
        "did:key:z1",
        &did[..55],
        &format!("{did}1"),
        &format!("{did}#x"),
        &did.replace("key:z", "key:Z"),
        &did.replace("key:z", "key:z1"),
        &did.replace("did:", "DID:"),
        &did.replace('6', "0"),
        &format!("did:key:z{}", "1".repeat(100_000)),
    ] {
        assert!(parse_did_key(bad).is_err(), "{bad}");
    }
    // An X25519 key is no signing key.
    assert_eq!(
        parse_did_key("did:key:z6LSeu9HkTHSfLLeUs2nnzUSNedgDUevfNQgQjQC23ZCit6F"),
        Err(ParseKeyError::Unsupported)
    );
}

#[test]
fn department_did_has_one_text() {
    let text = "did:ethr:0x7a69:0x00000000000000000000000000000000000000aa";
    let did: DepartmentDid = text.parse().unwrap();
    assert_eq!(did.chain_id, 31337);
    assert_eq!(did.to_string(), text);
    assert_eq!(serde_json::to_value(did).unwrap(), json!(text));
    assert_eq!(
        serde_json::from_value::<DepartmentDid>(json!(text)).unwrap(),
        did
    );
    for bad in [
        "",
        "did:ethr:0x00000000000000000000000000000000000000aa",
        "did:ethr:0x07a69:0x00000000000000000000000000000000000000aa",
        "did:ethr:0x7A69:0x00000000000000000000000000000000000000aa",
        "did:ethr:0x7a69:0x00000000000000000000000000000000000000AA",
        "did:ethr:0x+7a69:0x00000000000000000000000000000000000000aa",
        "did:ethr:0x:0x00000000000000000000000000000000000000aa",
        "did:ethr:0x0:0x00000000000000000000000000000000000000aa",
        "did:ethr:31337:0x00000000000000000000000000000000000000aa",
        "did:ethr:0x10000000000000000:0x00000000000000000000000000000000000000aa",
        "did:ethr:0x7a69:00000000000000000000000000000000000000aa",
        "did:ethr:0x7a69:0x000000000000000000000000000000000000aa",
        "did:ethr:0x7a69:0x00000000000000000000000000000000000000aa#controller",
    ] {
        assert!(bad.parse::<DepartmentDid>().is_err(), "{bad}");
    }
}
