//! Officers' rulings: signed once right, and refused in every way they can be wrong.

use grant::{Action, Digest};
use keys::Ed25519PublicKey;
use serde_json::json;

use super::*;
use crate::ruling::*;
use crate::{JwtError, Text};

fn officer() -> SoftwareSigner {
    SoftwareSigner::from_seed(Algorithm::EdDsa, &[7; 32])
}

fn key_of(signer: &SoftwareSigner) -> Ed25519PublicKey {
    match signer.public_key() {
        PublicKey::Ed25519(key) => key,
        PublicKey::P256(_) => panic!(),
    }
}

fn ruling() -> Ruling {
    Ruling {
        officer: keys::did::did_key(&officer().public_key()),
        office: department_did(2),
        officer_name: Text::new("周样本，户籍科", "Zhou Yangben, Registry"),
        case: CaseName {
            requester: department_did(1),
            custodian: department_did(2),
            request: Digest::of(b"request"),
        },
        outcome: Outcome::Permitted,
        rights: vec![ClearedRight {
            entry: "household".parse().unwrap(),
            attribute: "person.id-number".parse().unwrap(),
            action: Action::Read,
        }],
        reasons: Text::new(
            "补贴按身份证号发放。",
            "The subsidy is paid by this number.",
        ),
        salt: NONCE.to_owned(),
        issued_at: NOW,
    }
}

fn recorded(ruling: &Ruling, signed: &SignedRuling) -> RecordedDecision {
    RecordedDecision {
        case: ruling.case,
        office: ruling.office,
        outcome: ruling.outcome,
        officer: key_of(&officer()),
        reasons: signed.reasons,
        ruling: signed.digest,
        at: NOW,
    }
}

#[test]
fn a_ruling_is_what_was_recorded() {
    let ruling = ruling();
    let signed = ruling.sign(&officer()).unwrap();
    let recorded = recorded(&ruling, &signed);
    assert_eq!(verify_ruling(&signed.compact, &recorded), Ok(ruling));
}

#[test]
fn every_other_ruling_is_refused_by_name() {
    let good = ruling();
    let signed = good.sign(&officer()).unwrap();
    let check = |change: &dyn Fn(&mut RecordedDecision), error| {
        let mut recorded = recorded(&good, &signed);
        change(&mut recorded);
        assert_eq!(verify_ruling(&signed.compact, &recorded), Err(error));
    };
    check(&|r| r.ruling = Digest::of(b"other"), RulingError::Forged);
    check(&|r| r.officer = key_of(&relation()), RulingError::Officer);
    check(
        &|r| r.case.request = Digest::of(b"other"),
        RulingError::Case,
    );
    check(&|r| r.case.requester = department_did(3), RulingError::Case);
    check(&|r| r.office = department_did(3), RulingError::Case);
    check(&|r| r.outcome = Outcome::Denied, RulingError::Outcome);
    check(&|r| r.reasons = Digest::of(b"other"), RulingError::Reasons);
    check(&|r| r.at = NOW - 61, RulingError::Time);
}

#[test]
fn a_ruling_of_the_right_digest_still_needs_its_officers_signature() {
    // The chain would record any digest: the text behind it is checked for itself.
    let check = |compact: String, error: RulingError| {
        let good = ruling();
        let mut recorded = recorded(&good, &good.sign(&officer()).unwrap());
        recorded.ruling = Digest::of(compact.as_bytes());
        assert_eq!(verify_ruling(&compact, &recorded), Err(error));
    };
    let by_another = ruling().sign(&relation()).unwrap().compact;
    check(by_another, RulingError::Officer);
    let did = keys::did::did_key(&officer().public_key());
    let header = json!({"alg": "EdDSA", "typ": RULING_TYPE, "kid": did}).to_string();
    let claims = serde_json::to_string(&ruling()).unwrap();
    let in_anothers_name = sign_raw(&header, &claims, &relation());
    check(in_anothers_name, RulingError::Jwt(JwtError::Signature));
    let other_type = header.replace(RULING_TYPE, "petition+jwt");
    check(
        sign_raw(&other_type, &claims, &officer()),
        RulingError::Jwt(JwtError::Type),
    );
    let with_more = claims.replacen('{', "{\"extra\":1,", 1);
    check(
        sign_raw(&header, &with_more, &officer()),
        RulingError::Jwt(JwtError::Claims),
    );
    let without_rights = json!({ "rights": [] });
    let mut claims: Value = serde_json::from_str(&claims).unwrap();
    claims["rights"] = without_rights["rights"].clone();
    check(
        sign_raw(&header, &claims.to_string(), &officer()),
        RulingError::Reasons,
    );
}

#[test]
fn bounds_are_those_of_the_journals_entry() {
    let refused = |change: &dyn Fn(&mut Ruling)| {
        let mut ruling = ruling();
        change(&mut ruling);
        let refused = ruling.sign(&officer());
        assert!(matches!(refused, Err(SignRulingError::Bounds)));
    };
    refused(&|r| r.rights.clear());
    refused(&|r| r.outcome = Outcome::Denied);
    refused(&|r| r.reasons.zh.clear());
    refused(&|r| r.reasons.en = "x".repeat(MAX_REASONS_CHARS + 1));
    refused(&|r| r.officer_name.zh = "字".repeat(MAX_OFFICER_CHARS + 1));
    // The longest reasons of both languages, and one right, fit.
    let mut longest = ruling();
    longest.reasons = Text::new(
        "理".repeat(MAX_REASONS_CHARS),
        "r".repeat(MAX_REASONS_CHARS),
    );
    let signed = longest.sign(&officer()).unwrap();
    assert!(signed.compact.len() <= MAX_RULING_BYTES);
}

#[test]
fn salted_reasons_cannot_be_guessed_from_their_digest() {
    let mut other = ruling();
    other.salt = "BBBBBBBBBBBBBBBBBBBBBB".to_owned();
    assert_ne!(other.reasons_digest(), ruling().reasons_digest());
}

#[test]
fn a_flipped_bit_is_never_a_ruling() {
    let good = ruling();
    let signed = good.sign(&officer()).unwrap();
    for at in (0..signed.compact.len()).step_by(7) {
        for bit in 0..7 {
            let Some(changed) = flip(&signed.compact, at, bit) else {
                continue;
            };
            let mut recorded = recorded(&good, &signed);
            assert_eq!(verify_ruling(&changed, &recorded), Err(RulingError::Forged));
            recorded.ruling = Digest::of(changed.as_bytes());
            assert!(verify_ruling(&changed, &recorded).is_err());
        }
    }
}
