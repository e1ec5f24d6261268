//! Bounds before parsing.

use super::*;

#[test]
fn too_long() {
    let mut city = City::new();
    let cut = Cut::from(&present(&city.issue(), 0));
    assert_eq!(city.refuses(&"a".repeat(32_769)), GrantError::Size);
    assert_eq!(city.refuses(&"a".repeat(32_768)), GrantError::Syntax);
    let mut payload = cut.clone();
    payload.grant = forge(&header_of(&cut.grant), &[b' '; 6_145], &holder_key());
    assert_eq!(city.refuses(&payload.text()), GrantError::Size);
    payload.grant = forge(&header_of(&cut.grant), &[b' '; 6_144], &holder_key());
    assert_eq!(city.refuses(&payload.text()), GrantError::Canonical);
    let mut disclosure = cut.clone();
    disclosure.disclosures[0] = base64url::encode(&[b'['; 257]);
    assert_eq!(city.refuses(&disclosure.text()), GrantError::Size);
    disclosure.disclosures[0] = base64url::encode(&[b'['; 256]);
    assert_eq!(city.refuses(&disclosure.text()), GrantError::Unreferenced);
}

#[test]
fn too_many() {
    let mut city = City::new();
    let held = city.issue_at_depth(4);
    let permit = clear(&held, vec![address_right()]);
    let cut = Cut::from(&present_cleared(&held, 4, &permit));
    let mut rights = cut.clone();
    rights.disclosures = vec![cut.disclosures[0].clone(); 65];
    assert_eq!(city.refuses(&rights.text()), GrantError::TooManyRights);
    let mut links = cut.clone();
    links.links.push(cut.links[0].clone());
    assert_eq!(city.refuses(&links.text()), GrantError::TooDeep);
    let mut decisions = cut.clone();
    decisions.decisions = vec![cut.decisions[0].clone(); 3];
    assert_eq!(
        city.refuses(&decisions.text()),
        GrantError::TooManyDecisions
    );
    let slots: Vec<_> = (0..65)
        .map(|n: u8| json!({"...": Digest::of(&[n]).to_string()}))
        .collect();
    let token = with_grant_edited(&mut city, |grant| {
        grant["authorization_details"] = slots.into()
    });
    assert_eq!(city.refuses(&token), GrantError::Range);
}

#[test]
fn too_deep() {
    let mut city = City::new();
    let cut = Cut::from(&present(&city.issue(), 0));
    for nested in [
        "[".repeat(6_000),
        format!("{}{}", "[".repeat(3_000), "]".repeat(3_000)),
        format!(r#"{{"_sd_alg":{}"#, r#"{"a":"#.repeat(1_000)),
    ] {
        let mut cut = cut.clone();
        cut.grant = forge(&header_of(&cut.grant), nested.as_bytes(), &holder_key());
        assert_eq!(city.refuses(&cut.text()), GrantError::Canonical);
    }
}

#[test]
fn the_fullest_grant_is_still_verified() {
    let mut city = City::new();
    let attribute = |n: usize| format!("{n:a>64}");
    let rights: Vec<_> = (0..64)
        .map(|n| right(&"e".repeat(64), &attribute(n), Action::Modify))
        .collect();
    let operation = Operation::new(
        Action::Modify,
        rights
            .iter()
            .map(|right| (right.entry.clone(), right.attribute.clone())),
        b"",
    )
    .unwrap();
    let mut held = city.issue_with(|terms| terms.rights = rights);
    for level in 0..4 {
        held = hand_on(&held, level, |_| ());
    }
    let decision = |expires| {
        let rights = inspect(&held).unwrap().rights;
        let terms = DecisionTerms {
            officer: officer(),
            rights: rights.into_iter().map(|shown| shown.right).collect(),
            expires,
            reasons: Digest::of(b""),
        };
        decide(&held, &terms, &officer_key(), NOW).unwrap()
    };
    let decisions = [decision(NOW + 1), decision(NOW + 2)];
    let token = use_grant(
        &held,
        &decisions,
        &operation,
        &"n".repeat(64),
        &key_of(4),
        NOW,
    )
    .unwrap();
    assert!(token.len() < 32_768, "{}", token.len());
    assert_eq!(city.verify(&token, &operation).unwrap().rights.len(), 64);
}
