//! The published vectors, `docs/formats/credential-vectors.json`: written by this code, and read
//! here as anybody else would read them. `UPDATE_EXPECT=1` writes them anew.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use credential::{
    ParseCredentialError, UnverifiedCredential, UnverifiedPresentation, VerifyCredentialError,
};
use expect_test::expect_file;
use keys::{Jwk, PublicKey, Signer as _, base64url, jws};
use sd_jwt::{Binding, Digest, Expectation};
use serde_json::{Map, Value, json};
use support::{EXPIRES, ISSUED, department, did, holder, identity, issue};

const NOW: i64 = ISSUED + 1_000;
const AUDIENCE: &str = "did:ethr:0x7a69:0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
const NONCE: &str = "n-0S6_WzA2MjMjMjMjMjMj";

fn presentation() -> String {
    let credential = UnverifiedCredential::parse(&issue().compact).unwrap();
    let credential = credential.verify(&department().public_key(), NOW).unwrap();
    let shown = ["person.name", "household.address"].map(|code| code.parse().unwrap());
    let binding = Binding {
        audience: AUDIENCE,
        nonce: NONCE,
        issued_at: NOW,
        extra: Map::new(),
    };
    credential
        .select(&shown)
        .unwrap()
        .bind(&binding, &holder())
        .unwrap()
}

/// Credentials that are wrong in one respect each.
fn refused() -> Vec<(&'static str, String)> {
    let compact = issue().compact;
    let (jwt, disclosures) = compact.split_once('~').unwrap();
    let [header, payload, _] = jwt.split('.').collect::<Vec<_>>().try_into().unwrap();
    let first = disclosures.split('~').next().unwrap();
    let payload: Value = serde_json::from_slice(&base64url::decode(payload).unwrap()).unwrap();
    let resigned = |change: &dyn Fn(&mut Value)| {
        let mut payload = payload.clone();
        change(&mut payload);
        let key_id = format!("{}#ed25519", did());
        let jwt = jws::sign("dc+sd-jwt", Some(&key_id), &payload, &department()).unwrap();
        format!("{jwt}~{disclosures}")
    };
    let doubled = payload.to_string().replacen('{', r#"{"vct":"urn:x","#, 1);
    let doubled = format!("{header}.{}", base64url::encode(doubled.as_bytes()));
    let signature = department().sign(doubled.as_bytes()).unwrap().to_bytes();
    let doubled = format!("{doubled}.{}~{disclosures}", base64url::encode(&signature));
    let altered = base64url::encode(br#"["AAAAAAAAAAAAAAAAAAAAAA","person.name","x"]"#);
    let collision = Digest::of(first).to_string();
    vec![
        ("signature of another key", {
            let key_id = format!("{}#ed25519", did());
            let jwt = jws::sign("dc+sd-jwt", Some(&key_id), &payload, &holder()).unwrap();
            format!("{jwt}~{disclosures}")
        }),
        ("alg none", {
            let none = base64url::encode(br#"{"alg":"none","typ":"dc+sd-jwt"}"#);
            format!("{none}.{}.~{disclosures}", jwt.split('.').nth(1).unwrap())
        }),
        ("a disclosure repeated", format!("{compact}{first}~")),
        ("a disclosure altered", compact.replacen(first, &altered, 1)),
        (
            "a disclosure of another credential",
            format!("{compact}{altered}~"),
        ),
        (
            "a disclosure with padding",
            compact.replacen(first, &format!("{first}="), 1),
        ),
        ("an empty disclosure", format!("{compact}~")),
        ("a member of the payload doubled", doubled),
        (
            "a digest twice",
            resigned(&|payload| {
                payload["_sd"]
                    .as_array_mut()
                    .unwrap()
                    .push(collision.clone().into());
            }),
        ),
        (
            "another hash function",
            resigned(&|payload| payload["_sd_alg"] = json!("sha-512")),
        ),
        (
            "an attribute in the clear",
            resigned(&|payload| payload["person.sex"] = json!("f")),
        ),
        (
            "a registry on another chain",
            resigned(&|payload| {
                payload["status"]["chain"]["registry"] =
                    json!("eip155:1:0x5fbdb2315678afecb367f032d93f642f64180aa3");
            }),
        ),
        (
            "an issuer of another spelling",
            resigned(&|payload| {
                payload["iss"] = json!(did().to_string().to_uppercase());
            }),
        ),
        ("expired", resigned(&|payload| payload["exp"] = json!(NOW))),
    ]
}

fn vectors() -> Value {
    let issued = issue();
    let refused: Vec<_> = refused()
        .into_iter()
        .map(|(why, text)| json!({ "why": why, "text": text }))
        .collect();
    json!({
        "note": "See credential.md. Refused are credentials, not presentations, at the time `now`.",
        "issuer": { "did": did().to_string(), "jwk": department().public_key().to_jwk() },
        "holder": { "jwk": holder().public_key().to_jwk() },
        "now": NOW,
        "credential": {
            "text": issued.compact,
            "fingerprint": issued.fingerprint,
            "vct": "urn:haitang:credential:identity",
            "iat": ISSUED,
            "exp": EXPIRES,
            "attributes": identity(),
        },
        "presentation": {
            "text": presentation(),
            "aud": AUDIENCE,
            "nonce": NONCE,
            "attributes": { "person.name": "李明", "household.address": "海棠市东湖路8号" },
        },
        "refused": refused,
    })
}

#[test]
fn the_file_is_what_this_code_writes() {
    let mut text = serde_json::to_string_pretty(&vectors()).unwrap();
    text.push('\n');
    expect_file!["../../../docs/formats/credential-vectors.json"].assert_eq(&text);
}

#[test]
fn the_file_says_what_this_code_reads() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/formats/credential-vectors.json"
    );
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let issuer: Jwk = serde_json::from_value(file["issuer"]["jwk"].clone()).unwrap();
    let issuer = PublicKey::from_jwk(&issuer).unwrap();
    let now = file["now"].as_i64().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let verify =
        |credential: &str| -> Result<_, Result<ParseCredentialError, VerifyCredentialError>> {
            let credential = UnverifiedCredential::parse(credential).map_err(Ok)?;
            credential.verify(&issuer, now).map_err(Err)
        };

    let expected = &file["credential"];
    let verified = verify(&text(&expected["text"])).unwrap();
    let credential = verified.credential();
    assert_eq!(credential.terms.vct.as_str(), text(&expected["vct"]));
    assert_eq!(
        credential.terms.issuer.to_string(),
        text(&file["issuer"]["did"])
    );
    assert_eq!(
        credential.fingerprint.to_string(),
        text(&expected["fingerprint"])
    );
    assert_eq!(json!(credential.attributes), expected["attributes"]);

    let expected = &file["presentation"];
    let (audience, nonce) = (text(&expected["aud"]), text(&expected["nonce"]));
    let expectation = Expectation {
        audience: &audience,
        nonce: &nonce,
        now,
        max_age_secs: 60,
    };
    let shown = UnverifiedPresentation::parse(&text(&expected["text"])).unwrap();
    let shown = shown.verify(&issuer, &expectation).unwrap();
    assert_eq!(json!(shown.credential.attributes), expected["attributes"]);

    let refused = file["refused"].as_array().unwrap();
    assert_eq!(refused.len(), 14);
    for case in refused {
        assert!(verify(&text(&case["text"])).is_err(), "{}", case["why"]);
    }
}
