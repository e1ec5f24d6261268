//! The examples of RFC 9901, from the specification's own text.
#![allow(clippy::unwrap_used, reason = "tests")]

use keys::{Jwk, PublicKey};
use sd_jwt::{ClaimPath, Expectation, Limits, UnverifiedSdJwt, VerifiedSdJwt};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Example {
    line: u32,
    section: String,
    r#type: String,
    value: String,
    expected: Option<Value>,
}

fn examples() -> Vec<Example> {
    let Some(text) = testkit::vectors("sd-jwt/draft22_examples.json") else {
        return Vec::new();
    };
    serde_json::from_str(&text).unwrap()
}

/// RFC 9901, appendix A.5.
fn issuer_key() -> PublicKey {
    let jwk: Jwk = serde_json::from_value(json!({
        "kty": "EC",
        "crv": "P-256",
        "x": "b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ",
        "y": "Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8",
    }))
    .unwrap();
    PublicKey::from_jwk(&jwk).unwrap()
}

fn parse(text: &str) -> UnverifiedSdJwt {
    UnverifiedSdJwt::parse(text, &Limits::default()).unwrap()
}

fn typ_of(section: &str) -> &'static str {
    if section.starts_with("A.3.") {
        "dc+sd-jwt"
    } else {
        "example+sd-jwt"
    }
}

/// What sections 5.1 and 5.2 disclose of the credential issued in 5.1.
fn presented_in_section_5(credential: &VerifiedSdJwt) -> String {
    let mut paths = ["given_name", "family_name", "address"]
        .map(ClaimPath::claim)
        .to_vec();
    paths.push(ClaimPath::claim("nationalities").child(0));
    credential.select(&paths).unwrap().as_str().to_owned()
}

#[test]
fn every_example_verifies_and_says_what_the_rfc_says() {
    let key = issuer_key();
    for example in examples() {
        let typ = typ_of(&example.section);
        let at = format!(
            "line {}, {} ({})",
            example.line, example.section, example.r#type
        );
        let verified = match example.r#type.as_str() {
            // The JWT alone, before its disclosures were attached.
            "jwt" => parse(&format!("{}~", example.value))
                .verify(&key, typ)
                .unwrap(),
            "sd-jwt" => {
                let verified = parse(&example.value).verify(&key, typ).unwrap();
                let everything = verified.select(&all_claims(&verified)).unwrap();
                assert_eq!(everything.as_str(), example.value, "{at}");
                verified
            }
            "sd-jwt+kb" => {
                let expectation = Expectation {
                    audience: "https://verifier.example.org",
                    nonce: "1234567890",
                    now: 1_748_537_243,
                    max_age_secs: 60,
                };
                let unverified = parse(&example.value);
                let presentation = unverified
                    .verify_presentation(&key, typ, &expectation)
                    .unwrap();
                assert_eq!(presentation.key_binding.issued_at, 1_748_537_243);
                assert!(presentation.key_binding.extra.is_empty());
                presentation.sd_jwt
            }
            other => panic!("{at}: unknown kind {other}"),
        };

        let mut claims = verified.claims().clone();
        if let Some(expected) = example.expected {
            if example.section.starts_with("5.1.") {
                // The payload given there is that of the presentation in 5.2.
                if example.r#type == "jwt" {
                    assert_eq!(claims["nationalities"], json!([]), "{at}");
                    claims.remove("nationalities");
                    assert!(
                        claims.iter().all(|(name, value)| expected[name] == *value),
                        "{at}"
                    );
                    continue;
                }
                let shown = parse(&presented_in_section_5(&verified))
                    .verify(&key, typ)
                    .unwrap();
                claims = shown.claims().clone();
            }
            assert_eq!(Value::Object(claims), expected, "{at}");
        }
    }
}

#[test]
fn the_full_person_identification_data_of_appendix_a_3_is_read_through() {
    for example in examples().iter().filter(|example| example.line == 3214) {
        let verified = parse(&example.value)
            .verify(&issuer_key(), "dc+sd-jwt")
            .unwrap();
        assert_eq!(verified.disclosed().len(), 27);
        assert_eq!(verified.claims()["address"]["locality"], "Köln");
        assert_eq!(verified.claims()["place_of_birth"]["locality"], "Berlin");
        assert_eq!(verified.claims()["age_equal_or_over"]["65"], false);

        let only = ClaimPath::claim("age_equal_or_over").child("18");
        let shown = verified.select(&[only]).unwrap();
        let shown = parse(shown.as_str())
            .verify(&issuer_key(), "dc+sd-jwt")
            .unwrap();
        assert_eq!(shown.claims()["age_equal_or_over"], json!({ "18": true }));
        assert_eq!(shown.disclosed().len(), 2);
    }
}

#[test]
fn an_example_under_another_key_or_type_is_refused() {
    for example in examples()
        .iter()
        .filter(|example| example.r#type == "sd-jwt")
    {
        let holder: Jwk = serde_json::from_value(json!({
            "kty": "EC",
            "crv": "P-256",
            "x": "TCAER19Zvu3OHF4j4W4vfSVoHIP1ILilDls7vCeGemc",
            "y": "ZxjiWWbZMQGHVWKVQ4hbSIirsVfuecCE6t4jT9F2HZQ",
        }))
        .unwrap();
        let holder = PublicKey::from_jwk(&holder).unwrap();
        let typ = typ_of(&example.section);
        assert!(parse(&example.value).verify(&holder, typ).is_err());
        assert!(
            parse(&example.value)
                .verify(&issuer_key(), "kb+jwt")
                .is_err()
        );
    }
}

fn all_claims(verified: &VerifiedSdJwt) -> Vec<ClaimPath> {
    verified
        .claims()
        .keys()
        .map(|name| ClaimPath::claim(name.as_str()))
        .collect()
}
