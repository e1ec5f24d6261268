//! Requests, answers and receipts.

use grant::{Action, Code, Digest, Fingerprint, Limits};
use serde_json::{Value, json};

use super::*;
use crate::answer::{Answer, AnswerError, AnswerExpectation, AskedFor, open_answer, seal_answer};
use crate::jwe::JweError;
use crate::query::QueryError;
use crate::receipt::{Receipt, ReceiptError, ReceiptOutcome, sign_receipt, verify_receipt};
use crate::request::*;
use crate::terms::TransactionDataError;
use crate::{AskedRight, Fault, JwtError, Terms, Text};

pub(super) fn code(text: &str) -> Code {
    text.parse().unwrap()
}

pub(super) fn draft() -> RequestDraft {
    RequestDraft {
        department: department_did(1),
        response_uri: endpoint().join("answers/7"),
        nonce: NONCE.to_owned(),
        state: "BBBBBBBBBBBBBBBBBBBBBB".to_owned(),
        issued_at: NOW,
        expires_at: NOW + 3_600,
        terms: Terms {
            custodian: department_did(2),
            purpose: code("school-enrolment"),
            purpose_text: Text::new("入学登记", "School enrolment"),
            clause: code("ht-school-entry/12"),
            rights: vec![AskedRight {
                entry: code("household"),
                attribute: code("person.name"),
                actions: vec![Action::Read],
                required: true,
                proposed: None,
            }],
            limits: Limits {
                not_before: NOW,
                expires: NOW + 86_400,
                max_uses: 2,
                max_depth: 0,
                retention_days: 180,
            },
        },
        encryption_key: EncryptionKey {
            key_id: "k1".to_owned(),
            key: encryption_key(),
        },
    }
}

fn client_id() -> String {
    format!("{CLIENT_ID_PREFIX}{}", department_did(1))
}

fn verify(compact: &str) -> Result<VerifiedRequest, RequestError> {
    UnverifiedRequest::parse(compact, &client_id())?.verify(&department(), NOW + 1)
}

#[test]
fn a_request_is_understood_with_either_key() {
    for signer in [signer(), p256_signer()] {
        let draft = draft();
        let signed = draft.sign(&signer).unwrap();
        let request = verify(&signed.compact).unwrap();
        assert_eq!(request.digest, signed.digest);
        assert_eq!(request.digest, Digest::of(signed.compact.as_bytes()));
        assert_eq!(request.terms, draft.terms);
        assert_eq!(request.response_uri, draft.response_uri);
        assert_eq!(request.encryption_key, draft.encryption_key);
    }
}

#[test]
fn headers_of_strangers_are_refused_by_name() {
    let claims = claims_of(&draft().sign(&signer()).unwrap().compact).to_string();
    let kid = format!("{}#ed25519", department_did(1));
    let jwk = serde_json::to_string(&signer().public_key().to_jwk()).unwrap();
    for (header, expected) in [
        (
            format!(r#"{{"alg":"none","typ":"{REQUEST_TYPE}","kid":"{kid}"}}"#),
            JwtError::Algorithm,
        ),
        (
            format!(r#"{{"alg":"HS256","typ":"{REQUEST_TYPE}","kid":"{kid}"}}"#),
            JwtError::Algorithm,
        ),
        (
            format!(r#"{{"alg":"EdDSA","typ":"JWT","kid":"{kid}"}}"#),
            JwtError::Type,
        ),
        (
            format!(r#"{{"alg":"EdDSA","kid":"{kid}"}}"#),
            JwtError::Type,
        ),
        (
            format!(r#"{{"alg":"EdDSA","typ":"{REQUEST_TYPE}"}}"#),
            JwtError::KeyId,
        ),
        (
            format!(r#"{{"alg":"EdDSA","typ":"{REQUEST_TYPE}","kid":"{kid}","jwk":{jwk}}}"#),
            JwtError::KeyInHeader,
        ),
        (
            format!(r#"{{"alg":"EdDSA","typ":"{REQUEST_TYPE}","kid":"{kid}","x5c":["AAAA"]}}"#),
            JwtError::KeyInHeader,
        ),
        (
            format!(r#"{{"alg":"EdDSA","typ":"{REQUEST_TYPE}","kid":"{kid}","crit":["b64"]}}"#),
            JwtError::Header,
        ),
        (
            format!(r#"{{"alg":"EdDSA","alg":"EdDSA","typ":"{REQUEST_TYPE}","kid":"{kid}"}}"#),
            JwtError::Repeated,
        ),
        // The department's other key is P-256.
        (
            format!(
                r#"{{"alg":"EdDSA","typ":"{REQUEST_TYPE}","kid":"{}#p256"}}"#,
                department_did(1)
            ),
            JwtError::Algorithm,
        ),
        (
            format!(
                r#"{{"alg":"EdDSA","typ":"{REQUEST_TYPE}","kid":"{}#x"}}"#,
                department_did(1)
            ),
            JwtError::KeyId,
        ),
    ] {
        let text = sign_raw(&header, &claims, &signer());
        assert_eq!(verify(&text), Err(RequestError::Jwt(expected)), "{header}");
    }
}

#[test]
fn a_stranger_cannot_sign_as_a_department() {
    let text = draft().sign(&relation()).unwrap().compact;
    assert_eq!(verify(&text), Err(RequestError::Jwt(JwtError::Signature)));
}

/// Changes the claims of a good request, signs them again with the right key, and verifies.
fn with_claims(change: impl FnOnce(&mut Value)) -> Result<VerifiedRequest, RequestError> {
    let mut claims = claims_of(&draft().sign(&signer()).unwrap().compact);
    change(&mut claims);
    verify(&resign(&claims.to_string()))
}

fn resign(claims: &str) -> String {
    let kid = format!("{}#ed25519", department_did(1));
    let header = format!(r#"{{"alg":"EdDSA","typ":"{REQUEST_TYPE}","kid":"{kid}"}}"#);
    sign_raw(&header, claims, &signer())
}

type Change = Box<dyn FnOnce(&mut Value)>;

fn change(name: &'static str, value: impl Into<Value>) -> impl FnOnce(&mut Value) {
    let value = value.into();
    move |claims| claims[name] = value
}

#[test]
fn every_claim_is_checked() {
    use RequestError::*;
    assert!(with_claims(|_| {}).is_ok());
    let other = format!("{CLIENT_ID_PREFIX}{}", department_did(9));
    let cases: Vec<(Change, RequestError)> = vec![
        (
            Box::new(change("client_id", "https://education.example")),
            ClientIdPrefix,
        ),
        (
            Box::new(change("client_id", format!("{CLIENT_ID_PREFIX}did:web:x"))),
            ClientIdPrefix,
        ),
        (
            Box::new(change("client_id", other.clone())),
            ClientIdMismatch,
        ),
        (Box::new(change("iss", other)), ClientIdMismatch),
        (Box::new(change("aud", "https://other.example")), Audience),
        (Box::new(change("response_type", "code")), ResponseType),
        (
            Box::new(change("response_mode", "direct_post")),
            ResponseMode,
        ),
        (
            Box::new(change(
                "response_uri",
                "http://127.0.0.1:8080/d/household/a",
            )),
            ResponseUri,
        ),
        (
            Box::new(change(
                "response_uri",
                "http://127.0.0.1:8080/d/education2/a",
            )),
            ResponseUri,
        ),
        (
            Box::new(change("response_uri", "https://evil.example/d/education/a")),
            ResponseUri,
        ),
        (
            Box::new(change(
                "response_uri",
                "http://127.0.0.1:8080/d/education/../household",
            )),
            ResponseUri,
        ),
        (Box::new(change("nonce", "short")), Nonce),
        (Box::new(change("state", "a b")), Nonce),
        (Box::new(change("exp", NOW + 1)), Expired),
        (Box::new(change("iat", NOW + 120)), FromTheFuture),
        (Box::new(change("exp", NOW + 10_000_000)), Lifetime),
        (Box::new(change("iat", i64::MIN)), Lifetime),
        (Box::new(change("exp", "soon")), Jwt(JwtError::Claims)),
        (
            Box::new(change("dcql_query", json!({}))),
            Query(QueryError::Malformed),
        ),
        (
            Box::new(change(
                "dcql_query",
                json!({"credentials":[
                {"id":"g1","format":"dc+sd-jwt","meta":{}}]}),
            )),
            Query(QueryError::UnsupportedFormat),
        ),
        (
            Box::new(|claims| {
                let query = claims["dcql_query"]["credentials"][0].clone();
                claims["dcql_query"]["credentials"] = json!([query, query]);
            }),
            Query(QueryError::UnsupportedSeveral),
        ),
        (
            Box::new(|claims| {
                claims["dcql_query"]["credentials"][0]["claims"] = json!([{"path":["x"]}]);
            }),
            Query(QueryError::UnsupportedCondition),
        ),
        (
            Box::new(|claims| {
                let custodian = json!({"custodian": department_did(9).to_string()});
                claims["dcql_query"]["credentials"][0]["meta"] = custodian;
            }),
            TransactionData(TransactionDataError::QueryMismatch),
        ),
        (
            Box::new(change("transaction_data", json!([]))),
            TransactionData(TransactionDataError::Missing),
        ),
        (
            Box::new(|claims| {
                claims["client_metadata"]["jwks"]["keys"][0]["alg"] = json!("RSA-OAEP");
            }),
            EncryptionKey,
        ),
        (
            Box::new(|claims| {
                claims["client_metadata"]["encrypted_response_enc_values_supported"] =
                    json!(["A128GCM"]);
            }),
            EncryptionMethod,
        ),
    ];
    for (index, (change, expected)) in cases.into_iter().enumerate() {
        assert_eq!(
            with_claims(change).map(|_| ()),
            Err(expected),
            "case {index}"
        );
    }
}

#[test]
fn members_of_others_are_ignored_and_repeated_ones_are_not() {
    assert!(with_claims(change("unknown_member", 1)).is_ok());
    let claims = claims_of(&draft().sign(&signer()).unwrap().compact).to_string();
    let twice = claims.replacen('{', r#"{"state":"CCCCCCCCCCCCCCCCCCCCCC","#, 1);
    assert_eq!(
        verify(&resign(&twice)),
        Err(RequestError::Jwt(JwtError::Repeated))
    );
}

/// Changes the transaction data of a good request.
fn with_terms(change: impl FnOnce(&mut Value)) -> Result<VerifiedRequest, RequestError> {
    with_claims(|claims| {
        let encoded = claims["transaction_data"][0].as_str().unwrap();
        let mut terms: Value =
            serde_json::from_slice(&keys::base64url::decode(encoded).unwrap()).unwrap();
        change(&mut terms);
        let encoded = keys::base64url::encode(terms.to_string().as_bytes());
        claims["transaction_data"] = json!([encoded]);
    })
}

#[test]
fn transaction_data_are_taken_whole_or_not_at_all() {
    use TransactionDataError::*;
    let right = json!({"entry":"household","attribute":"a","actions":["read"],"required":false});
    let cases: Vec<(&str, Value, TransactionDataError)> = vec![
        ("type", json!("payment"), UnknownType),
        ("extra", json!(1), UnknownMember),
        ("max_uses", json!(0), Range),
        ("max_uses", json!(70_000), Members),
        ("max_uses", json!(-1), Members),
        ("max_uses", json!(1.5), Members),
        ("retention_days", json!(4_000), Range),
        ("max_depth", json!(5), Range),
        ("exp", json!(NOW), Range),
        ("exp", json!(i64::MAX), Range),
        ("nbf", json!(i64::MIN), Range),
        ("rights", json!([]), Range),
        ("rights", json!([right, right]), Range),
        (
            "rights",
            json!([{"entry":"h","attribute":"a","actions":["delete"],"required":true}]),
            Members,
        ),
        (
            "rights",
            json!([{"entry":"h","attribute":"A","actions":["read"],"required":true}]),
            Members,
        ),
        (
            "rights",
            json!([{"entry":"h","attribute":"a","actions":[],"required":true}]),
            Range,
        ),
        (
            "rights",
            json!([{"entry":"h","attribute":"a","actions":["read"],"required":true,"x":1}]),
            Members,
        ),
        ("purpose", json!("Not A Code"), Members),
        (
            "purpose_text",
            json!({"zh":"x","en":"y".repeat(3_000)}),
            Range,
        ),
        ("purpose_text", json!({"zh":"x"}), Members),
        ("credential_ids", json!(["g2"]), QueryMismatch),
        ("credential_ids", json!(["g1", "g1"]), QueryMismatch),
        (
            "custodian",
            json!(department_did(9).to_string()),
            QueryMismatch,
        ),
    ];
    for (name, value, expected) in cases {
        let result = with_terms(|terms| terms[name] = value.clone()).map(|_| ());
        assert_eq!(
            result,
            Err(RequestError::TransactionData(expected)),
            "{name}: {value}"
        );
    }
    let result = with_claims(change("transaction_data", json!(["e30="])));
    assert_eq!(result, Err(RequestError::TransactionData(Syntax)));
}

#[test]
fn faults_are_told_apart() {
    assert_eq!(RequestError::Expired.fault(), Fault::Time);
    assert_eq!(
        RequestError::Jwt(JwtError::Signature).fault(),
        Fault::PeerWrong
    );
    assert_eq!(
        RequestError::Query(QueryError::UnsupportedFormat).fault(),
        Fault::PeerIncompatible
    );
    assert_eq!(
        RequestError::TransactionData(TransactionDataError::UnknownMember).answer_code(),
        "invalid_transaction_data"
    );
}

#[test]
fn the_department_must_be_the_right_one_and_active() {
    let text = draft().sign(&signer()).unwrap().compact;
    let parse = || UnverifiedRequest::parse(&text, &client_id()).unwrap();
    let suspended = KnownDepartment {
        active: false,
        ..department()
    };
    assert_eq!(
        parse().verify(&suspended, NOW),
        Err(RequestError::Suspended)
    );
    let other = KnownDepartment {
        did: department_did(5),
        ..department()
    };
    assert_eq!(parse().verify(&other, NOW), Err(RequestError::Department));
    let link = format!("{CLIENT_ID_PREFIX}{}", department_did(3));
    assert_eq!(
        UnverifiedRequest::parse(&text, &link)
            .map(|_| ())
            .unwrap_err(),
        RequestError::ClientIdMismatch
    );
}

#[test]
fn any_flipped_bit_of_a_request_is_refused() {
    let text = draft().sign(&signer()).unwrap().compact;
    for at in 0..text.len() {
        for bit in [0, 3, 5] {
            let Some(changed) = flip(&text, at, bit) else {
                continue;
            };
            assert!(verify(&changed).is_err(), "bit {bit} of byte {at}");
        }
    }
}

#[test]
fn too_long_a_request_is_not_parsed() {
    let text = format!(
        "{}.{}",
        draft().sign(&signer()).unwrap().compact,
        "A".repeat(MAX_REQUEST_BYTES)
    );
    assert_eq!(verify(&text), Err(RequestError::Jwt(JwtError::TooLong)));
}

fn expectation() -> AnswerExpectation<'static> {
    AnswerExpectation {
        query_id: QUERY_ID,
        nonce: NONCE,
        state: "BBBBBBBBBBBBBBBBBBBBBB",
        key_id: "k1",
        asked: AskedFor::Grant,
    }
}

#[test]
fn an_answer_reaches_the_department_and_nobody_else() {
    let request = verify(&draft().sign(&signer()).unwrap().compact).unwrap();
    for answer in [
        Answer::Grant("G~d1~".to_owned()),
        Answer::Refusal { description: None },
        Answer::Refusal {
            description: Some("不需要".to_owned()),
        },
    ] {
        let body = seal_answer(&request, &answer, &mut rng());
        let opened = open_answer(body.as_bytes(), &encryption_secret(), &expectation()).unwrap();
        assert!(opened == answer);

        let other = P256Secret::from_seed(&[9; 32]);
        let result = open_answer(body.as_bytes(), &other, &expectation()).map(|_| ());
        assert_eq!(result, Err(AnswerError::Jwe(JweError::Decryption)));
        let other = AnswerExpectation {
            state: "C",
            ..expectation()
        };
        let result = open_answer(body.as_bytes(), &encryption_secret(), &other).map(|_| ());
        assert_eq!(result, Err(AnswerError::State));
        let other = AnswerExpectation {
            nonce: "C",
            ..expectation()
        };
        let result = open_answer(body.as_bytes(), &encryption_secret(), &other).map(|_| ());
        assert_eq!(result, Err(AnswerError::Jwe(JweError::PartyInfo)));
    }
}

#[test]
fn malformed_answers_are_refused() {
    let seal = |plaintext: &str| {
        let jwe = crate::jwe::seal(
            plaintext.as_bytes(),
            &encryption_key(),
            "k1",
            NONCE.as_bytes(),
            &mut rng(),
        );
        format!("response={jwe}")
    };
    let state = r#""state":"BBBBBBBBBBBBBBBBBBBBBB""#;
    for plaintext in [
        "{}".to_owned(),
        format!("{{{state}}}"),
        format!(r#"{{"vp_token":{{}},{state}}}"#),
        format!(r#"{{"vp_token":{{"g1":[]}},{state}}}"#),
        format!(r#"{{"vp_token":{{"g1":["a","b"]}},{state}}}"#),
        format!(r#"{{"vp_token":{{"g1":["a"],"g2":["b"]}},{state}}}"#),
        format!(r#"{{"vp_token":{{"g1":["a"]}},"error":"access_denied",{state}}}"#),
        format!(r#"{{"error":"other",{state}}}"#),
        format!(r#"{{"vp_token":{{"g1":["a"]}},{state},{state}}}"#),
    ] {
        let body = seal(&plaintext);
        let result = open_answer(body.as_bytes(), &encryption_secret(), &expectation());
        assert!(result.is_err(), "{plaintext}");
    }
    for body in [
        "",
        "response=",
        "response=a&response=b",
        "other=a",
        "response=a.b.c.d.e",
    ] {
        assert!(open_answer(body.as_bytes(), &encryption_secret(), &expectation()).is_err());
    }
}

#[test]
fn a_receipt_is_for_one_answer() {
    let request = Digest::of(b"request");
    let grant = Some(Fingerprint::of("grant"));
    let receipt = Receipt {
        department: department_did(1),
        request,
        grant,
        outcome: ReceiptOutcome::Accepted,
        number: "HT-0203-2026-000001".to_owned(),
        issued_at: NOW,
    };
    let jwt = sign_receipt(&receipt, &signer()).unwrap();
    let body = json!({ "receipt": jwt }).to_string();
    let check =
        |request, grant| verify_receipt(body.as_bytes(), &department(), request, grant, NOW);
    assert_eq!(check(request, grant).unwrap(), receipt);
    assert_eq!(
        check(Digest::of(b"other"), grant),
        Err(ReceiptError::Mismatch)
    );
    assert_eq!(check(request, None), Err(ReceiptError::Mismatch));
    let late = verify_receipt(body.as_bytes(), &department(), request, grant, NOW - 61);
    assert_eq!(late, Err(ReceiptError::FromTheFuture));
    let forged = sign_receipt(&receipt, &relation()).unwrap();
    let body = json!({ "receipt": forged }).to_string();
    let result = verify_receipt(body.as_bytes(), &department(), request, grant, NOW);
    assert_eq!(result, Err(ReceiptError::Jwt(JwtError::Signature)));
}
