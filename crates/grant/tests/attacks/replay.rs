//! A use again, later, for another operation, with other disclosures.

use super::*;

#[test]
fn later_or_from_the_future() {
    let mut city = City::new();
    let token = present(&city.issue(), 0);
    for (offset, outcome) in [(-61, false), (-60, true), (60, true), (61, false)] {
        city.nonces.lock().unwrap().clear();
        let verified = city.verify_at(&token, &read_address(), NOW + offset);
        assert_eq!(verified.is_ok(), outcome, "{offset}");
        assert!(outcome || verified == Err(GrantError::UseTime));
    }
    let held = city.issue();
    for iat in [i64::MIN, i64::MAX, -1] {
        let mut cut = Cut::from(&present(&held, 0));
        cut.usage = edit(&cut.usage, &key_of(0), |use_| use_["iat"] = iat.into());
        assert_eq!(city.refuses(&cut.text()), GrantError::UseTime);
    }
}

#[test]
fn for_another_operation_or_body() {
    let mut city = City::new();
    let held = city.issue();
    let item = || [(code("household"), code("address"))];
    let write = Operation::new(Action::Modify, item(), b"1 New Street").unwrap();
    let other_body = Operation::new(Action::Modify, item(), b"2 New Street").unwrap();
    let token = present_for(&held, 0, &write);
    for other in [&other_body, &read_address(), &read_income()] {
        assert_eq!(city.verify(&token, other), Err(GrantError::Operation));
    }
    assert!(city.verify(&token, &write).is_ok());
}

#[test]
fn with_other_disclosures() {
    let mut city = City::new();
    let held = city.issue();
    let both = Operation::new(
        Action::Read,
        [
            (code("household"), code("address")),
            (code("tax"), code("income")),
        ],
        b"",
    )
    .unwrap();
    let mut cut = Cut::from(&present_for(&held, 0, &both));
    cut.disclosures.reverse();
    assert_eq!(city.verify(&cut.text(), &both), Err(GrantError::SdHash));
    cut.disclosures.pop();
    assert_eq!(city.verify(&cut.text(), &both), Err(GrantError::SdHash));
    // Signed anew it is consistent, but no longer shows all that is asked for.
    assert_eq!(
        city.verify(&cut.signed_by(&key_of(0)).text(), &both),
        Err(GrantError::Operation)
    );
}

#[test]
fn with_a_nonce_that_could_be_guessed() {
    let mut city = City::new();
    let cut = Cut::from(&present(&city.issue(), 0));
    for nonce in [
        "",
        "short",
        "x-of-21-characters-xx",
        &"x".repeat(65),
        "nonce of 22 characters",
    ] {
        let mut cut = cut.clone();
        cut.usage = edit(&cut.usage, &key_of(0), |use_| use_["nonce"] = nonce.into());
        assert_eq!(city.refuses(&cut.text()), GrantError::Range, "{nonce}");
    }
}
