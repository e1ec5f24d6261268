//! Credentials with a good signature over any JSON: on the first line an object whose members
//! replace or join the usual terms, on each other line a disclosure.
#![no_main]

use credential::{UnverifiedCredential, UnverifiedPresentation};
use keys::{Signer as _, base64url};
use libfuzzer_sys::fuzz_target;
use sd_jwt::{Binding, Expectation};
use serde_json::{Map, Value, json};

fuzz_target!(|text: &str| {
    let header = json!({
        "alg": "EdDSA", "typ": "dc+sd-jwt", "kid": format!("{}#ed25519", fuzz::DEPARTMENT),
    });
    let header = header.to_string();
    let mut parts = fuzz::Parts::new(text, |at, json| match at {
        0 => fuzz::signed(&header, &payload(json)),
        _ => base64url::encode(json.as_bytes()),
    });
    let mut token = String::new();
    for at in 0..parts.count() {
        token.push_str(&parts.part(at));
        token.push('~');
    }

    let Ok(credential) = UnverifiedCredential::parse(&token) else {
        return;
    };
    let key = fuzz::issuer().public_key();
    let holder = fuzz::holder();
    let checks = credential.check(Some(&key), Some(&holder.public_key()), fuzz::NOW);
    let own = credential.terms().holder == holder.public_key();
    let verified = credential.verify(&key, fuzz::NOW);
    assert_eq!(verified.is_ok() && own, checks.all_valid());

    // What verifies can be shown, and then says the same.
    let Ok(verified) = verified else { return };
    let attributes = &verified.credential().attributes;
    assert_eq!(
        verified.credential().attributes_in_order().count(),
        attributes.len()
    );
    let selection = verified
        .select(attributes.keys())
        .expect("these are its attributes");
    let binding = Binding {
        audience: "a",
        nonce: "n",
        issued_at: fuzz::NOW,
        extra: Map::new(),
    };
    let Ok(shown) = selection.bind(&binding, holder) else {
        return assert!(!own);
    };
    let expectation = Expectation {
        audience: "a",
        nonce: "n",
        now: fuzz::NOW,
        max_age_secs: 1,
    };
    let shown = UnverifiedPresentation::parse(&shown).expect("a presentation is well-formed");
    let shown = shown
        .verify(&key, &expectation)
        .expect("a presentation verifies");
    assert_eq!(&shown.credential, verified.credential());
});

fn payload(json: &str) -> String {
    let mut claims = json!({
        "vct": "urn:haitang:credential:identity",
        "iss": fuzz::DEPARTMENT,
        "iat": fuzz::NOW,
        "status": {
            "chain": { "registry": "eip155:31337:0x5fbdb2315678afecb367f032d93f642f64180aa3" },
        },
        "cnf": { "jwk": fuzz::holder().public_key().to_jwk() },
    });
    match serde_json::from_str(json) {
        Ok(Value::Object(members)) => {
            claims
                .as_object_mut()
                .expect("made as an object")
                .extend(members);
            claims.to_string()
        }
        _ => json.to_owned(),
    }
}
