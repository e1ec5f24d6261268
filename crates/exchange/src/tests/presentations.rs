//! Requests to be shown a credential, and their answers.

use std::collections::BTreeSet;

use credential::{AttributeCode, PresentationError, Terms as CredentialTerms, kinds};
use grant::Digest;
use serde_json::{Value, json};

use super::*;
use crate::answer::{Answer, AnswerError, AnswerExpectation, AskedFor, open_answer, seal_answer};
use crate::counter::tests::{
    credential_with, holder, issuer, issuer_key, terms as credential_terms,
};
use crate::presentation::{
    PRESENTATION_QUERY_ID, PresentationExpectation, PresentationTerms, PresentedError,
    UnverifiedPresented, present,
};
use crate::query::{PresentationQuery, QueryError};
use crate::request::*;
use crate::terms::TransactionDataError;
use crate::{Text, VerifiedRequest};

fn codes(codes: &[&str]) -> BTreeSet<AttributeCode> {
    codes.iter().map(|code| code.parse().unwrap()).collect()
}

fn asked() -> PresentationTerms {
    let query = PresentationQuery::new(
        PRESENTATION_QUERY_ID,
        vec![kinds::IDENTITY.vct()],
        &codes(&["person.name", "person.birth-date"]),
        &codes(&["household.address"]),
    );
    PresentationTerms {
        query: query.unwrap(),
        purpose: "school-enrolment".parse().unwrap(),
        purpose_text: Text::new("入学登记", "School enrolment"),
        clause: Some("ht-school-entry/12".parse().unwrap()),
        retention_days: 30,
    }
}

fn draft() -> RequestDraft<PresentationTerms> {
    let other = super::requests::draft();
    RequestDraft {
        department: other.department,
        response_uri: other.response_uri,
        nonce: other.nonce,
        state: other.state,
        issued_at: other.issued_at,
        expires_at: other.expires_at,
        terms: asked(),
        encryption_key: other.encryption_key,
    }
}

fn client_id() -> String {
    format!("{CLIENT_ID_PREFIX}{}", department_did(1))
}

fn verify(compact: &str) -> Result<VerifiedRequest<PresentationTerms>, RequestError> {
    UnverifiedRequest::parse(compact, &client_id())?.verify_presentation(&department(), NOW + 1)
}

fn request() -> VerifiedRequest<PresentationTerms> {
    verify(&draft().sign(&signer()).unwrap().compact).unwrap()
}

fn with_claims(
    change: impl FnOnce(&mut Value),
) -> Result<VerifiedRequest<PresentationTerms>, RequestError> {
    let mut claims = claims_of(&draft().sign(&signer()).unwrap().compact);
    change(&mut claims);
    let kid = format!("{}#ed25519", department_did(1));
    let header = format!(r#"{{"alg":"EdDSA","typ":"{REQUEST_TYPE}","kid":"{kid}"}}"#);
    verify(&sign_raw(&header, &claims.to_string(), &signer()))
}

/// Changes the one element of the transaction data.
fn with_purpose(change: impl FnOnce(&mut Value)) -> Result<(), RequestError> {
    with_claims(|claims| {
        let text = claims["transaction_data"][0].as_str().unwrap();
        let bytes = keys::base64url::decode(text).unwrap();
        let mut purpose: Value = serde_json::from_slice(&bytes).unwrap();
        change(&mut purpose);
        let text = keys::base64url::encode(purpose.to_string().as_bytes());
        claims["transaction_data"][0] = json!(text);
    })
    .map(|_| ())
}

#[test]
fn a_request_is_understood_with_either_key_and_is_none_for_a_grant() {
    for signer in [signer(), p256_signer()] {
        let signed = draft().sign(&signer).unwrap();
        let unverified = UnverifiedRequest::parse(&signed.compact, &client_id()).unwrap();
        assert!(unverified.is_for_presentation());
        assert_eq!(
            unverified.clone().verify(&department(), NOW + 1),
            Err(QueryError::UnsupportedFormat.into())
        );
        let request = verify(&signed.compact).unwrap();
        assert_eq!(request.terms, asked());
        assert_eq!(request.digest, Digest::of(signed.compact.as_bytes()));
    }
    let grant = super::requests::draft().sign(&signer()).unwrap();
    let unverified = UnverifiedRequest::parse(&grant.compact, &client_id()).unwrap();
    assert!(!unverified.is_for_presentation());
    assert_eq!(
        unverified.verify_presentation(&department(), NOW + 1),
        Err(QueryError::UnsupportedFormat.into())
    );
}

#[test]
fn the_purpose_is_checked_member_by_member() {
    use TransactionDataError::*;
    assert_eq!(with_purpose(|_| {}), Ok(()));
    let cases: [(&str, Value, TransactionDataError); 6] = [
        ("type", json!("attribute-access"), UnknownType),
        ("credential_ids", json!(["p2"]), QueryMismatch),
        ("purpose", json!("School Enrolment"), Members),
        (
            "purpose_text",
            json!({"zh": "", "en": "x".repeat(2_001)}),
            Range,
        ),
        ("retention_days", json!(3_651), Range),
        ("more", json!(1), Members),
    ];
    for (member, value, expected) in cases {
        let found = with_purpose(|purpose| purpose[member] = value);
        assert_eq!(found, Err(expected.into()), "{member}");
    }
    let none = with_claims(|claims| claims["transaction_data"] = json!([])).map(|_| ());
    assert_eq!(none, Err(Missing.into()));
}

/// What the department makes of a presentation.
fn receive(text: &str, change: impl FnOnce(&mut PresentationTerms)) -> Result<(), PresentedError> {
    let request = request();
    let mut terms = request.terms.clone();
    change(&mut terms);
    let expected = PresentationExpectation {
        department: &department_did(1),
        nonce: &request.nonce,
        terms: &terms,
        transaction_data: &terms.encode(),
        now: NOW + 5,
    };
    UnverifiedPresented::parse(text)?
        .verify(Some(&issuer_key()), &expected)
        .map(|_| ())
}

fn shown(terms: &CredentialTerms, shown: &[&str]) -> String {
    let credential = credential_with(terms, &issuer());
    let selection = credential.select(&codes(shown)).unwrap();
    present(&request(), &selection, NOW + 3, &holder()).unwrap()
}

const NEEDED: [&str; 2] = ["person.birth-date", "person.name"];
const ALL: [&str; 3] = ["household.address", "person.birth-date", "person.name"];

#[test]
fn what_is_shown_is_what_one_of_the_sets_asks_for() {
    let terms = credential_terms();
    for given in [&NEEDED[..], &ALL] {
        assert_eq!(receive(&shown(&terms, given), |_| {}), Ok(()), "{given:?}");
    }
    for given in [
        &["person.name"][..],
        &[],
        &["person.birth-date", "person.name", "person.sex"],
    ] {
        let found = receive(&shown(&terms, given), |_| {});
        assert_eq!(found, Err(PresentedError::OtherAttributes), "{given:?}");
    }
}

#[test]
fn a_presentation_is_for_one_request() {
    let text = shown(&credential_terms(), &NEEDED);
    let other = receive(&text, |terms| terms.retention_days = 31);
    assert_eq!(other, Err(PresentedError::OtherTerms));
    let other = receive(&text, |terms| terms.query.types = vec![kinds::DEGREE.vct()]);
    assert_eq!(other, Err(PresentedError::OtherType));

    let request = request();
    let expected = PresentationExpectation {
        department: &department_did(1),
        nonce: &request.nonce,
        terms: &request.terms,
        transaction_data: &request.transaction_data,
        now: NOW + 5,
    };
    let check = |expected: &PresentationExpectation<'_>, issuer: Option<&PublicKey>| {
        let presented = UnverifiedPresented::parse(&text).unwrap();
        presented.verify(issuer, expected).map(|_| ())
    };
    assert_eq!(check(&expected, Some(&issuer_key())), Ok(()));
    assert_eq!(check(&expected, None), Err(PresentedError::Issuer));
    for other in [
        PresentationExpectation {
            nonce: "C",
            ..expected
        },
        PresentationExpectation {
            department: &department_did(3),
            ..expected
        },
        PresentationExpectation {
            now: NOW + 900,
            ..expected
        },
    ] {
        assert!(matches!(
            check(&other, Some(&issuer_key())),
            Err(PresentedError::Presentation(PresentationError::KeyBinding(
                _
            )))
        ));
    }
    let stranger = relation_of(7).public_key();
    assert!(matches!(
        check(&expected, Some(&stranger)),
        Err(PresentedError::Presentation(PresentationError::Credential(
            _
        )))
    ));
}

fn relation_of(seed: u8) -> SoftwareSigner {
    SoftwareSigner::from_seed(Algorithm::EdDsa, &[seed; 32])
}

#[test]
fn no_byte_of_a_presentation_can_be_changed() {
    let text = shown(&credential_terms(), &NEEDED);
    for at in (0..text.len()).step_by(11) {
        let Some(other) = flip(&text, at, 1) else {
            continue;
        };
        assert!(receive(&other, |_| {}).is_err(), "byte {at}");
    }
}

#[test]
fn an_answer_is_taken_for_what_was_asked() {
    let request = request();
    let body = seal_answer(
        &request,
        &Answer::Presentation("C~d~kb".to_owned()),
        &mut rng(),
    );
    let expected = |asked| AnswerExpectation {
        query_id: &request.query_id,
        nonce: &request.nonce,
        state: &request.state,
        key_id: "k1",
        asked,
    };
    let open = |asked| open_answer(body.as_bytes(), &encryption_secret(), &expected(asked));
    assert!(open(AskedFor::Presentation).unwrap() == Answer::Presentation("C~d~kb".to_owned()));
    assert!(open(AskedFor::Grant).unwrap() == Answer::Grant("C~d~kb".to_owned()));
    let less = Answer::CounterOffer {
        grant: "G~d~".to_owned(),
        message: None,
    };
    let body = seal_answer(&request, &less, &mut rng());
    let found = open_answer(
        body.as_bytes(),
        &encryption_secret(),
        &expected(AskedFor::Presentation),
    );
    assert!(matches!(found, Err(AnswerError::Kind)));
}
