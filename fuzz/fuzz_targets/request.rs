//! Requests of departments: any text; and under a good signature, on the first line an object whose
//! members replace or join the usual claims, on the second the JSON of the transaction data.
#![no_main]

use std::sync::LazyLock;

use exchange::request::{CLIENT_ID_PREFIX, REQUEST_TYPE, UnverifiedRequest};
use exchange::{Endpoint, KnownDepartment};
use keys::{Algorithm, PublicKey, Signer as _, SoftwareSigner, base64url};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

fuzz_target!(|text: &str| {
    read(text);
    let (changes, transaction_data) = text.split_once('\n').unwrap_or((text, ""));
    let mut claims = USUAL_CLAIMS.clone();
    claims["transaction_data"] = json!([base64url::encode(transaction_data.as_bytes())]);
    let claims = match serde_json::from_str(changes) {
        Ok(Value::Object(members)) => {
            claims
                .as_object_mut()
                .expect("made as an object")
                .extend(members);
            claims.to_string()
        }
        _ => changes.to_owned(),
    };
    let did = fuzz::DEPARTMENT;
    let header = format!(r#"{{"alg":"EdDSA","typ":"{REQUEST_TYPE}","kid":"{did}#ed25519"}}"#);
    read(&fuzz::signed(&header, &claims));
});

fn read(text: &str) {
    if let Ok(request) = UnverifiedRequest::parse(text, &client_id()) {
        let _ = request.verify(&DEPARTMENT, fuzz::NOW);
    }
}

fn client_id() -> String {
    format!("{CLIENT_ID_PREFIX}{}", fuzz::DEPARTMENT)
}

const CUSTODIAN: &str = "did:ethr:0x7a69:0x0000000000000000000000000000000000000002";

static USUAL_CLAIMS: LazyLock<Value> = LazyLock::new(|| {
    let p256 = SoftwareSigner::from_seed(Algorithm::Es256, &[1; 32]).public_key();
    let mut key = json!(p256.to_jwk());
    key["use"] = json!("enc");
    key["alg"] = json!("ECDH-ES");
    key["kid"] = json!("k1");
    json!({
        "client_id": client_id(),
        "aud": "https://self-issued.me/v2",
        "response_type": "vp_token",
        "response_mode": "direct_post.jwt",
        "response_uri": "http://127.0.0.1:8080/answer",
        "nonce": "AAAAAAAAAAAAAAAAAAAAAA",
        "state": "AAAAAAAAAAAAAAAAAAAAAA",
        "iat": fuzz::NOW,
        "exp": fuzz::NOW + 300,
        "dcql_query": { "credentials": [
            { "id": "g1", "format": "grant+sd-jwt", "meta": { "custodian": CUSTODIAN } },
        ] },
        "client_metadata": {
            "jwks": { "keys": [key] },
            "encrypted_response_enc_values_supported": ["A256GCM"],
        },
    })
});

static DEPARTMENT: LazyLock<KnownDepartment> = LazyLock::new(|| {
    let PublicKey::Ed25519(ed25519) = fuzz::issuer().public_key() else {
        unreachable!("the issuer signs EdDSA")
    };
    let p256 = SoftwareSigner::from_seed(Algorithm::Es256, &[1; 32]).public_key();
    let PublicKey::P256(p256) = p256 else {
        unreachable!("made as ES256")
    };
    KnownDepartment {
        did: fuzz::DEPARTMENT.parse().expect("a DID"),
        active: true,
        ed25519,
        p256,
        endpoint: Endpoint::parse("http://127.0.0.1:8080").expect("a loopback address"),
    }
});
