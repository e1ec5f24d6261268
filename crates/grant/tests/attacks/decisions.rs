//! A decision is for one grant, one request, one end of the chain.

use super::*;

fn referring() -> City {
    let mut city = City::new();
    city.law
        .insert(address_right(), LawAnswer::Refer(LIMITS_OF_LAW));
    city
}

#[test]
fn wake_a_right_that_the_law_refers() {
    let mut city = referring();
    let held = city.issue_at_depth(1);
    assert_eq!(city.refuses(&present(&held, 1)), GrantError::Referred);
    let permit = clear(&held, vec![address_right()]);
    assert!(
        city.verify(&present_cleared(&held, 1, &permit), &read_address())
            .is_ok()
    );
}

#[test]
fn for_another_request_grant_or_holder() {
    let mut city = referring();
    let held = city.issue();
    let other_request = city.issue_with(|terms| terms.request = Digest::of(b"another"));
    // Two holders answer the same request: a decision about one is none about the other.
    let other_holder = make(&terms(), &neighbour_key(), NOW - DAY, &mut rng(7))
        .unwrap()
        .compact;
    for other in [other_request, other_holder] {
        let permit = clear(&other, vec![address_right()]);
        let token = present_cleared(&held, 0, &permit);
        assert_eq!(city.refuses(&token), GrantError::DecisionBinding);
    }
    // Right end of the chain, wrong request.
    let permit = clear(&held, vec![address_right()]);
    let mut cut = Cut::from(&present_cleared(&held, 0, &permit));
    cut.decisions[0] = edit(&cut.decisions[0], &officer_key(), |decision| {
        decision["request"] = Digest::of(b"another").to_string().into();
    });
    assert_eq!(
        city.refuses(&cut.signed_by(&key_of(0)).text()),
        GrantError::DecisionBinding
    );
}

#[test]
fn carried_on_to_the_next_department() {
    let mut city = referring();
    let held = city.issue();
    let permit = clear(&held, vec![address_right()]);
    let token = present_cleared(&hand_on(&held, 0, |_| ()), 1, &permit);
    assert_eq!(city.refuses(&token), GrantError::DecisionBinding);
}

#[test]
fn on_another_right() {
    let mut city = referring();
    let held = city.issue();
    let permit = clear(&held, vec![income_right()]);
    assert_eq!(
        city.refuses(&present_cleared(&held, 0, &permit)),
        GrantError::Referred
    );

    let handed = hand_on(&held, 0, |link| link.rights = vec![address_right()]);
    let permit = clear(&handed, vec![address_right()]);
    let mut cut = Cut::from(&present_cleared(&handed, 1, &permit));
    cut.decisions[0] = edit(&cut.decisions[0], &officer_key(), |decision| {
        decision["keep"] = json!([0, 1, 2, 3, 4]);
    });
    assert_eq!(
        city.refuses(&cut.signed_by(&key_of(1)).text()),
        GrantError::DecisionScope
    );
}

#[test]
fn outside_their_time() {
    let mut city = referring();
    let held = city.issue();
    let terms = |expires| DecisionTerms {
        officer: officer(),
        rights: vec![address_right()],
        expires,
        reasons: Digest::of(b"reasons"),
    };
    for (iat, expires, outcome) in [
        (NOW - 10, NOW, Err(GrantError::DecisionTime)),
        (NOW - 10, NOW + 1, Ok(())),
        (NOW + 60, NOW + DAY, Ok(())),
        (NOW + 61, NOW + DAY, Err(GrantError::DecisionTime)),
    ] {
        city.nonces.lock().unwrap().clear();
        let permit = decide(&held, &terms(expires), &officer_key(), iat).unwrap();
        let token = present_cleared(&held, 0, &permit);
        assert_eq!(city.verify(&token, &read_address()).map(|_| ()), outcome);
    }
}

#[test]
fn by_a_dismissed_officer_or_a_forger() {
    let mut city = referring();
    let held = city.issue();
    let permit = clear(&held, vec![address_right()]);
    let token = present_cleared(&held, 0, &permit);
    city.officers.clear();
    assert_eq!(city.refuses(&token), GrantError::Officer);
    city.officers.insert(officer(), verifier(&neighbour_key()));
    assert_eq!(city.refuses(&token), GrantError::DecisionSignature);
}

#[test]
fn other_than_a_permit() {
    let mut city = referring();
    let held = city.issue();
    let permit = clear(&held, vec![address_right()]);
    let cut = Cut::from(&present_cleared(&held, 0, &permit));
    for (member, value) in [
        ("decision", json!("refuse")),
        ("keep", json!([])),
        ("reasons", json!("because")),
        ("iss", json!("officer")),
        ("exp", json!(NOW - 60)),
    ] {
        let mut cut = cut.clone();
        cut.decisions[0] = edit(&cut.decisions[0], &officer_key(), |decision| {
            decision[member] = value
        });
        let token = cut.signed_by(&key_of(0)).text();
        assert_eq!(city.refuses(&token), GrantError::Range, "{member}");
    }
}
