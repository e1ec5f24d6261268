//! No bytes of a stranger make anything panic.

use proptest::prelude::*;

use super::*;
use crate::access::AccessRequest;
use crate::answer::{AnswerExpectation, open_answer};
use crate::introduction::{verify_grant_key_introduction, verify_relation_introduction};
use crate::metadata::UnverifiedMetadata;
use crate::offer::CredentialOffer;
use crate::proof::verify_proof;
use crate::receipt::verify_receipt;
use crate::record::{Announcement, UseData, UseStatement};
use crate::token::TokenRequest;
use crate::{Link, Terms, UnverifiedRequest};

/// Shows the bytes to every parser.
fn show(bytes: &[u8]) {
    let expected = AnswerExpectation {
        query_id: "g1",
        nonce: NONCE,
        state: NONCE,
        key_id: "k1",
    };
    let _ = CredentialOffer::parse(bytes);
    let _ = TokenRequest::parse(bytes);
    let _ = AccessRequest::parse(bytes).and_then(|request| request.operation.to_operation());
    let _ = open_answer(bytes, &encryption_secret(), &expected);
    let _ = verify_receipt(bytes, &department(), grant::Digest::of(b""), None, NOW);
    let _ = Announcement::parse(bytes);
    let _ = UseStatement::parse(bytes);
    let _ = UseData::parse(bytes);
    let text = String::from_utf8_lossy(bytes);
    let _ = Link::parse(&text);
    let _ = Terms::decode(&text);
    let _ = Endpoint::parse(&text).map(|endpoint| endpoint.issuer_metadata_url());
    let _ = endpoint().contains(&text);
    let _ = verify_proof(&text, &endpoint(), NOW);
    let _ = verify_relation_introduction(&text, &department_did(1), NOW);
    let _ = verify_grant_key_introduction(&text, &department_did(1), NOW);
    let _ = UnverifiedMetadata::parse(&text)
        .and_then(|metadata| metadata.verify(&department(), &endpoint(), NOW));
    let client = format!("decentralized_identifier:{}", department_did(1));
    let _ = UnverifiedRequest::parse(&text, &client)
        .and_then(|request| request.verify(&department(), NOW));
    let _ = crate::jwe::open(&text, &encryption_secret(), "k1", NONCE.as_bytes());
}

/// A JSON value of any shape, with the words of the protocol among its names.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        Just(Value::from(department_did(1).to_string())),
        Just(Value::from("EdDSA")),
    ];
    let name = prop_oneof![
        Just("alg".to_owned()),
        Just("iss".to_owned()),
        Just("aud".to_owned()),
        Just("client_id".to_owned()),
        Just("rights".to_owned()),
        Just("token".to_owned()),
        Just("grants".to_owned()),
        ".{0,8}",
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::hash_map(name.clone(), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        show(&bytes);
    }

    #[test]
    fn any_text(text in "[ -~é海\u{200b}]{0,200}") {
        show(text.as_bytes());
        for scheme in ["openid4vp://?", "openid-credential-offer://?credential_offer=", "http://127.0.0.1/"] {
            show(format!("{scheme}{text}").as_bytes());
        }
    }

    #[test]
    fn any_json_in_every_place(header in any_json(), claims in any_json()) {
        show(claims.to_string().as_bytes());
        show(sign_raw(&header.to_string(), &claims.to_string(), &signer()).as_bytes());
        show(keys::base64url::encode(claims.to_string().as_bytes()).as_bytes());
    }

    #[test]
    fn any_claims_rightly_signed(claims in any_json(), which in 0usize..4) {
        let typ = ["oauth-authz-req+jwt", "receipt+jwt", "openidvci-issuer-metadata+jwt", "pickup-proof+jwt"][which];
        let header = format!(r#"{{"alg":"EdDSA","typ":"{typ}","kid":"{}#ed25519"}}"#, department_did(1));
        show(sign_raw(&header, &claims.to_string(), &signer()).as_bytes());
    }

    #[test]
    fn records_of_use_come_back(tags in prop::collection::vec(any::<[u8; 16]>(), 0..64), sealed in prop::collection::vec(any::<u8>(), 0..500)) {
        let data = UseData { tags: tags.into_iter().map(grant::AttributeTag).collect(), sealed };
        prop_assert_eq!(UseData::parse(&data.to_bytes().unwrap()), Ok(data));
    }
}

#[test]
fn deep_nesting_is_refused() {
    let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    show(deep.as_bytes());
    show(sign_raw(&deep, &deep, &signer()).as_bytes());
}
