//! SD-JWT with a good signature and good digests over any JSON: the payload on the first line, a
//! disclosure on each other line.
#![no_main]

use keys::{Signer as _, base64url};
use libfuzzer_sys::fuzz_target;
use sd_jwt::{ClaimPath, Limits, RESERVED_NAMES, UnverifiedSdJwt};
use serde_json::Value;

fuzz_target!(|text: &str| {
    let header = r#"{"alg":"EdDSA","typ":"example+sd-jwt"}"#;
    let mut parts = fuzz::Parts::new(text, |at, json| match at {
        0 => fuzz::signed(header, json),
        _ => base64url::encode(json.as_bytes()),
    });
    let mut token = String::new();
    for at in 0..parts.count() {
        token.push_str(&parts.part(at));
        token.push('~');
    }

    let Ok(parsed) = UnverifiedSdJwt::parse(&token, &Limits::default()) else {
        return;
    };
    let key = fuzz::issuer().public_key();
    let Ok(verified) = parsed.verify(&key, "example+sd-jwt") else {
        return;
    };
    assert!(verified.claims().values().all(clean));
    assert!(
        !verified
            .claims()
            .keys()
            .any(|name| RESERVED_NAMES.contains(&name.as_str()))
    );
    for (path, _) in verified.disclosed() {
        assert!(path.resolve(verified.claims()).is_some());
    }

    // All claims selected is the same token again, no claim selected is the bare one; each verifies.
    let all: Vec<_> = verified
        .claims()
        .keys()
        .map(|name| ClaimPath::claim(name.as_str()))
        .collect();
    let everything = verified.select(&all).expect("the claims are there");
    assert_eq!(everything.as_str(), token);
    let nothing = verified
        .select(&[])
        .expect("nothing can always be selected");
    let nothing = UnverifiedSdJwt::parse(nothing.as_str(), &Limits::default());
    let nothing = nothing
        .expect("a selection is well-formed")
        .verify(&key, "example+sd-jwt");
    assert_eq!(nothing.expect("a selection verifies").disclosed().len(), 0);
});

fn clean(value: &Value) -> bool {
    match value {
        Value::Object(object) => object
            .iter()
            .all(|(name, value)| !RESERVED_NAMES.contains(&name.as_str()) && clean(value)),
        Value::Array(array) => array.iter().all(clean),
        _ => true,
    }
}
