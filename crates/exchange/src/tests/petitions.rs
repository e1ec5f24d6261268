//! Petitions and their answers.

use grant::Digest;
use serde_json::json;

use super::*;
use crate::petition::*;
use crate::{JwtError, Text};

fn petition() -> Petition {
    Petition {
        relation: keys::did::did_key(&relation().public_key()),
        to: department_did(1),
        kind: PetitionKind::Objection,
        about: Some(AboutEntry {
            writer: department_did(1),
            kind: 65,
            fingerprint: Digest::of(b"request"),
            place: None,
        }),
        record: None,
        text: "我认为不需要身份证号。".to_owned(),
        meta_address: meta_address(),
        salt: NONCE.to_owned(),
        issued_at: NOW,
    }
}

fn answer(compact: &str) -> PetitionAnswer {
    PetitionAnswer {
        department: department().did,
        petition: Digest::of(compact.as_bytes()),
        text: Text::new("已复核，维持原决定。", "Reviewed; the decision stands."),
        salt: NONCE.to_owned(),
        issued_at: NOW,
    }
}

#[test]
fn a_petition_reaches_the_department_it_is_for() {
    let compact = sign_petition(&petition(), &relation()).unwrap();
    let (read, key) = verify_petition(&compact, &department_did(1), NOW).unwrap();
    assert_eq!(read, petition());
    assert_eq!(PublicKey::Ed25519(key), relation().public_key());
    let question = Petition {
        about: None,
        kind: PetitionKind::Question,
        ..petition()
    };
    let compact = sign_petition(&question, &relation()).unwrap();
    let read = verify_petition(&compact, &department_did(1), NOW).unwrap();
    assert_eq!(read.0, question);
}

#[test]
fn petitions_are_refused_by_name() {
    let check = |change: &dyn Fn(&mut Petition), error| {
        let mut petition = petition();
        change(&mut petition);
        let compact = sign_petition(&petition, &relation()).unwrap();
        let result = verify_petition(&compact, &department_did(1), NOW);
        assert_eq!(result.map(|_| ()), Err(error));
    };
    check(&|p| p.to = department_did(2), PetitionError::Audience);
    check(&|p| p.issued_at = NOW + 61, PetitionError::Time);
    check(
        &|p| p.relation = keys::did::did_key(&signer().public_key()),
        PetitionError::Issuer,
    );
    let compact = sign_petition(&petition(), &relation()).unwrap();
    for at in (0..compact.len()).step_by(11) {
        for bit in 0..7 {
            if let Some(changed) = flip(&compact, at, bit) {
                assert!(verify_petition(&changed, &department_did(1), NOW).is_err());
            }
        }
    }
    // A ruling or an introduction is no petition.
    let did = keys::did::did_key(&relation().public_key());
    let header = json!({"alg": "EdDSA", "typ": "relation-introduction+jwt", "kid": did});
    let other = sign_raw(&header.to_string(), "{}", &relation());
    assert_eq!(
        verify_petition(&other, &department_did(1), NOW).map(|_| ()),
        Err(PetitionError::Jwt(JwtError::Type))
    );
}

#[test]
fn words_are_there_and_fit_into_an_entry_of_the_journal() {
    let with = |text: String| sign_petition(&Petition { text, ..petition() }, &relation());
    for wrong in [" \n".to_owned(), "字".repeat(MAX_PETITION_CHARS + 1)] {
        assert!(matches!(with(wrong), Err(SignPetitionError::Words)));
    }
    let longest = with("字".repeat(MAX_PETITION_CHARS)).unwrap();
    assert!(longest.len() <= MAX_PETITION_BYTES);
}

#[test]
fn an_answer_is_the_departments_to_this_petition() {
    let compact = sign_petition(&petition(), &relation()).unwrap();
    let digest = Digest::of(compact.as_bytes());
    let good = answer(&compact);
    let signed = sign_petition_answer(&good, &signer()).unwrap();
    let recorded = Digest::of(signed.as_bytes());
    let check = |compact: &str, petition, recorded| {
        verify_petition_answer(compact, &department(), petition, recorded)
    };
    assert_eq!(check(&signed, digest, recorded), Ok(good.clone()));
    assert_eq!(
        check(&signed, digest, Digest::of(b"other")),
        Err(PetitionError::Forged)
    );
    assert_eq!(
        check(&signed, Digest::of(b"other"), recorded),
        Err(PetitionError::Audience)
    );
    let by_another = sign_petition_answer(&good, &relation()).unwrap();
    let recorded = Digest::of(by_another.as_bytes());
    assert_eq!(
        check(&by_another, digest, recorded),
        Err(PetitionError::Jwt(JwtError::Signature))
    );
    let silent = PetitionAnswer {
        text: Text::new("", "No."),
        ..good
    };
    assert!(matches!(
        sign_petition_answer(&silent, &signer()),
        Err(SignPetitionError::Words)
    ));
}
