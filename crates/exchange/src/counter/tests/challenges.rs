use keys::Signer;

use super::super::challenge::{ChallengeDraft, ChallengeError, UnverifiedChallenge};
use super::super::text::{Scanned, decode, encode_challenge};
use super::*;
use crate::KnownDepartment;
use crate::tests::department;

fn question() -> ChallengeDraft {
    ChallengeDraft {
        department: department_did(1),
        nonce: NONCE.to_owned(),
        issued_at: NOW,
        expires_at: NOW + 300,
        purpose: "school-enrolment".parse().unwrap(),
        required: vec!["person.name".parse().unwrap()],
        optional: vec!["household.address".parse().unwrap()],
    }
}

fn read(signed: &str, by: &KnownDepartment, now: i64) -> Result<ChallengeDraft, ChallengeError> {
    UnverifiedChallenge::parse(signed)?.verify(by, now)
}

#[test]
fn a_question_is_read_as_it_was_asked() {
    for signer in [&signer() as &dyn Signer, &es256()] {
        let signed = question().sign(signer).unwrap();
        let text = encode_challenge(&signed).unwrap();
        let Scanned::Challenge(found) = decode(&text).unwrap() else {
            panic!("{text}")
        };
        assert_eq!(found, signed);
        assert_eq!(read(&found, &department(), NOW), Ok(question()));
        assert_eq!(
            UnverifiedChallenge::parse(&found).unwrap().claimed_nonce(),
            NONCE
        );
    }
}

#[test]
fn what_is_wrong_with_a_question_is_told() {
    let with = |change: &dyn Fn(&mut ChallengeDraft)| {
        let mut question = question();
        change(&mut question);
        read(&question.sign(&signer()).unwrap(), &department(), NOW)
    };
    assert_eq!(
        with(&|q| q.nonce = "AA".to_owned()),
        Err(ChallengeError::Shape)
    );
    assert_eq!(
        with(&|q| q.optional = q.required.clone()),
        Err(ChallengeError::Shape)
    );
    let many = |q: &mut ChallengeDraft| {
        q.required = (0..33).map(|n| format!("a{n}").parse().unwrap()).collect();
    };
    assert_eq!(with(&many), Err(ChallengeError::Shape));
    assert_eq!(
        with(&|q| q.expires_at = NOW + 601),
        Err(ChallengeError::Time)
    );
    assert_eq!(
        with(&|q| q.expires_at = q.issued_at),
        Err(ChallengeError::Time)
    );
    let ahead = |q: &mut ChallengeDraft| (q.issued_at, q.expires_at) = (NOW + 61, NOW + 100);
    assert_eq!(with(&ahead), Err(ChallengeError::Time));
    assert_eq!(
        with(&|q| q.expires_at = NOW + 1),
        Ok({
            let mut question = question();
            question.expires_at = NOW + 1;
            question
        })
    );
    let signed = question().sign(&signer()).unwrap();
    assert_eq!(
        read(&signed, &department(), NOW + 300),
        Err(ChallengeError::Over)
    );
    let mut suspended = department();
    suspended.active = false;
    assert_eq!(
        read(&signed, &suspended, NOW),
        Err(ChallengeError::Suspended)
    );
    let mut other = department();
    other.did = department_did(3);
    assert_eq!(read(&signed, &other, NOW), Err(ChallengeError::Department));
    let forged = question().sign(&holder()).unwrap();
    assert!(matches!(
        read(&forged, &department(), NOW),
        Err(ChallengeError::Jwt(_))
    ));
}
