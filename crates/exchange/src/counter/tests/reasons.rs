use credential::Validity;
use keys::{Algorithm, SoftwareSigner, base64url};

use super::super::presentation::{Asked, Basis, ShownError, ShownExpectation, UnverifiedShown};
use super::*;

const CODES: [&str; 2] = ["person.name", "person.birth-date"];

fn read(text: &str, asked: Option<Asked<'_>>, now: i64) -> Result<Vec<String>, ShownError> {
    let expected = ShownExpectation {
        department: &department_did(1),
        asked,
        now,
    };
    let shown = UnverifiedShown::parse(text)?.verify(Some(&issuer_key()), &expected)?;
    let names = shown.credential.attributes.keys();
    Ok(names.map(ToString::to_string).collect())
}

#[test]
fn what_was_shown_is_read_and_nothing_else() {
    let names = read(&shown(&CODES), None, NOW).unwrap();
    assert_eq!(names, ["person.birth-date", "person.name"]);
    assert!(read(&shown(&[]), None, NOW + 59).unwrap().is_empty());
}

#[test]
fn an_issuer_may_sign_es256() {
    let terms = terms();
    let credential = credential_with(&terms, &es256());
    let text = shown_with(&credential, &draft(), &CODES);
    let expected = ShownExpectation {
        department: &department_did(1),
        asked: None,
        now: NOW,
    };
    let shown = UnverifiedShown::parse(&text).unwrap();
    assert!(
        shown
            .clone()
            .verify(Some(&es256().public_key()), &expected)
            .is_ok()
    );
    let wrong = shown.verify(Some(&issuer_key()), &expected);
    assert_eq!(wrong, Err(ShownError::IssuerSignature));
}

#[test]
fn every_reason_has_its_name() {
    let credential = credential_with(&terms(), &issuer());
    let with = |change: &dyn Fn(&mut ShowingDraft)| {
        let mut draft = draft();
        change(&mut draft);
        read(&shown_with(&credential, &draft, &CODES), None, NOW)
    };
    let other = with(&|draft| draft.department = department_did(3));
    assert_eq!(other, Err(ShownError::OtherOffice));
    let unasked = with(&|draft| draft.basis = Basis::Challenge);
    assert_eq!(unasked, Err(ShownError::OtherChallenge));
    let long = with(&|draft| draft.expires_at = NOW + 61);
    assert_eq!(long, Err(ShownError::WindowTooLong));
    let backwards = with(&|draft| draft.expires_at = NOW);
    assert_eq!(backwards, Err(ShownError::WindowTooLong));
    let ahead = with(&|draft| (draft.issued_at, draft.expires_at) = (NOW + 61, NOW + 100));
    assert_eq!(ahead, Err(ShownError::NotYet));
    let over = with(&|draft| (draft.issued_at, draft.expires_at) = (NOW - 60, NOW));
    assert_eq!(over, Err(ShownError::WindowOver));
    let no_nonce = with(&|draft| draft.nonce = "AA".to_owned());
    assert_eq!(no_nonce, Err(ShownError::Malformed));

    let no_issuer = UnverifiedShown::parse(&shown(&CODES)).unwrap();
    let expected = ShownExpectation {
        department: &department_did(1),
        asked: None,
        now: NOW,
    };
    assert_eq!(no_issuer.verify(None, &expected), Err(ShownError::Issuer));
}

#[test]
fn a_pass_is_good_for_a_day_and_a_code_is_not() {
    let credential = credential_with(&terms(), &issuer());
    let mut pass = draft();
    pass.basis = Basis::Pass;
    pass.expires_at = NOW + 86_400;
    let text = shown_with(&credential, &pass, &CODES);
    assert!(read(&text, None, NOW + 86_399).is_ok());
    assert_eq!(read(&text, None, NOW + 86_400), Err(ShownError::WindowOver));
    pass.expires_at += 1;
    let text = shown_with(&credential, &pass, &CODES);
    assert_eq!(read(&text, None, NOW), Err(ShownError::WindowTooLong));
}

#[test]
fn a_challenge_is_answered_by_its_own_nonce_for_its_own_purpose() {
    let credential = credential_with(&terms(), &issuer());
    let mut draft = draft();
    draft.basis = Basis::Challenge;
    let text = shown_with(&credential, &draft, &CODES);
    let purpose = "school-enrolment".parse().unwrap();
    let asked = |nonce| Asked {
        nonce,
        purpose: &purpose,
    };
    assert!(read(&text, Some(asked(NONCE)), NOW).is_ok());
    let other = read(&text, Some(asked("BBECAwQFBgcICQoLDA0ODw")), NOW);
    assert_eq!(other, Err(ShownError::OtherChallenge));
    assert_eq!(read(&text, None, NOW), Err(ShownError::OtherChallenge));
    let rent = "rent-subsidy".parse().unwrap();
    let wrong = Asked {
        nonce: NONCE,
        purpose: &rent,
    };
    assert_eq!(read(&text, Some(wrong), NOW), Err(ShownError::OtherPurpose));
    // Where one was given, a code that answers none is not enough.
    let unasked = read(&shown(&CODES), Some(asked(NONCE)), NOW);
    assert_eq!(unasked, Err(ShownError::OtherChallenge));
}

#[test]
fn the_credential_must_hold_by_itself() {
    let at = |validity: Validity, now: i64| {
        let mut terms = terms();
        terms.validity = validity;
        let credential = credential_with(&terms, &issuer());
        let mut draft = draft();
        (draft.issued_at, draft.expires_at) = (now, now + 60);
        read(&shown_with(&credential, &draft, &CODES), None, now)
    };
    let until = |expires| Validity {
        issued_at: NOW - 10,
        not_before: None,
        expires: Some(expires),
    };
    assert_eq!(at(until(NOW), NOW), Err(ShownError::CredentialExpired));
    assert!(at(until(NOW + 1), NOW).is_ok());
}

#[test]
fn values_and_holders_cannot_be_exchanged() {
    let text = shown(&CODES);
    let mut parts: Vec<String> = text.split('~').map(str::to_owned).collect();

    // Another value under the same salt.
    let disclosure = base64url::decode(&parts[1]).unwrap();
    let mut changed: serde_json::Value = serde_json::from_slice(&disclosure).unwrap();
    changed[2] = "Somebody else".into();
    let kept = std::mem::replace(
        &mut parts[1],
        base64url::encode(changed.to_string().as_bytes()),
    );
    let forged = read(&parts.join("~"), None, NOW);
    assert!(
        matches!(
            forged,
            Err(ShownError::Disclosures | ShownError::HolderBinding)
        ),
        "{forged:?}"
    );
    parts[1] = kept;

    // A disclosure left out: what was signed is another selection.
    let mut fewer = parts.clone();
    fewer.remove(1);
    let error = read(&fewer.join("~"), None, NOW);
    assert_eq!(error, Err(ShownError::HolderBinding));

    // Signed by somebody who is not the holder.
    let thief = SoftwareSigner::from_seed(Algorithm::EdDsa, &[77; 32]);
    let credential = credential_with(&terms(), &issuer());
    let codes: Vec<_> = CODES.iter().map(|code| code.parse().unwrap()).collect();
    let selection = credential.select(&codes).unwrap();
    assert!(draft().sign(&selection, &thief).is_err());
    let last = parts.len() - 1;
    let claims = crate::tests::claims_of(&parts[last]).to_string();
    parts[last] = crate::tests::sign_raw(r#"{"alg":"EdDSA","typ":"kb+jwt"}"#, &claims, &thief);
    let error = read(&parts.join("~"), None, NOW);
    assert_eq!(error, Err(ShownError::HolderBinding));
}

#[test]
fn the_number_is_that_of_nonce_and_credential() {
    let credential = credential_with(&terms(), &issuer());
    let number = |draft: &ShowingDraft, codes: &[&str]| {
        UnverifiedShown::parse(&shown_with(&credential, draft, codes))
            .unwrap()
            .number()
    };
    let first = number(&draft(), &CODES);
    // Fewer attributes or a later window under the same nonce is no second presentation.
    let mut later = draft();
    (later.issued_at, later.expires_at) = (NOW + 30, NOW + 90);
    assert_eq!(number(&later, &["person.name"]), first);
    let mut other = draft();
    other.nonce = "BBECAwQFBgcICQoLDA0ODw".to_owned();
    assert_ne!(number(&other, &CODES), first);
    let second_copy = credential_with(&terms(), &issuer());
    let shown = shown_with(&second_copy, &draft(), &CODES);
    assert_ne!(UnverifiedShown::parse(&shown).unwrap().number(), first);
}

#[test]
fn further_claims_are_refused() {
    let text = shown(&CODES);
    let mut parts: Vec<String> = text.split('~').map(str::to_owned).collect();
    let last = parts.len() - 1;
    let mut claims = crate::tests::claims_of(&parts[last]);
    claims["more"] = 1.into();
    parts[last] = crate::tests::sign_raw(
        r#"{"alg":"EdDSA","typ":"kb+jwt"}"#,
        &claims.to_string(),
        &holder(),
    );
    let error = read(&parts.join("~"), None, NOW);
    assert_eq!(error, Err(ShownError::Malformed));
}
