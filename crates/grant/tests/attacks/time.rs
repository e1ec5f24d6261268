//! Edges of time, and keys that are no longer good.

use super::*;

#[test]
fn the_interval_is_half_open_and_has_no_grace() {
    let mut city = City::new();
    for (now, outcome) in [
        (limits().not_before - 1, Err(GrantError::NotYet)),
        (limits().not_before, Ok(())),
        (limits().expires - 1, Ok(())),
        (limits().expires, Err(GrantError::Expired)),
    ] {
        let held = city.issue();
        let used = use_grant(&held, &[], &read_address(), NONCE, &key_of(0), now).unwrap();
        city.nonces.lock().unwrap().clear();
        assert_eq!(
            city.verify_at(&used, &read_address(), now).map(|_| ()),
            outcome
        );
    }
    let shorter = hand_on(&city.issue(), 0, |link| link.limits.expires = NOW);
    assert_eq!(city.refuses(&present(&shorter, 1)), GrantError::Expired);
    let later = hand_on(&city.issue(), 0, |link| link.limits.not_before = NOW + 1);
    assert_eq!(city.refuses(&present(&later, 1)), GrantError::NotYet);
}

#[test]
fn a_grant_signed_in_the_future() {
    let mut city = City::new();
    for (iat, outcome) in [(NOW + 60, Ok(())), (NOW + 61, Err(GrantError::NotYet))] {
        let issued = make(&terms(), &holder_key(), iat, &mut rng(7))
            .unwrap()
            .compact;
        city.anchor(&issued);
        city.nonces.lock().unwrap().clear();
        let verified = city.verify(&present(&issued, 0), &read_address());
        assert_eq!(verified.map(|_| ()), outcome);
    }
}

#[test]
fn a_link_back_dated_with_a_key_that_leaked() {
    let mut city = City::new();
    let token = present(&city.issue_at_depth(1), 1);
    city.office(0).key = verifier(&signer(99));
    assert_eq!(city.refuses(&token), GrantError::LinkSignature);
    // The office keeps what it holds: with its new key it uses the grant.
    let held = city.issue();
    let token = use_grant(&held, &[], &read_address(), NONCE, &signer(99), NOW).unwrap();
    assert!(city.verify(&token, &read_address()).is_ok());
    assert_eq!(city.refuses(&present(&held, 0)), GrantError::Possession);
}
