//! A stolen token in any form: no use without the key named last.

use super::*;

#[test]
fn of_a_grant_gives_no_use() {
    let mut city = City::new();
    let held = city.issue();
    assert_eq!(city.refuses(&held), GrantError::NoPossession);
    assert_eq!(
        city.refuses(&hand_on(&held, 0, |_| ())),
        GrantError::NoPossession
    );
    let permit = clear(&held, vec![address_right()]);
    assert_eq!(
        city.refuses(&format!("{held}~{}~", permit.as_str())),
        GrantError::NoPossession
    );
}

#[test]
fn of_a_grant_with_the_thiefs_own_key() {
    let mut city = City::new();
    let stolen = use_grant(
        &city.issue(),
        &[],
        &read_address(),
        NONCE,
        &neighbour_key(),
        NOW,
    );
    assert_eq!(city.refuses(&stolen.unwrap()), GrantError::Possession);
}

#[test]
fn of_a_grant_with_the_thiefs_own_link() {
    let mut city = City::new();
    let held = city.issue();
    // Not even below the department that was named, by a department that was not.
    for thief in [department(1), neighbour()] {
        let mut terms = link_terms(&held, 0);
        terms.department = thief;
        let stolen = narrow(&held, &terms, &neighbour_key(), NOW)
            .unwrap()
            .compact;
        let token = use_grant(&stolen, &[], &read_address(), NONCE, &neighbour_key(), NOW).unwrap();
        assert_eq!(city.refuses(&token), GrantError::LinkSignature);
    }
}

#[test]
fn of_a_use() {
    let mut city = City::new();
    let token = present(&city.issue(), 0);
    city.verify(&token, &read_address()).unwrap();
    assert_eq!(city.refuses(&token), GrantError::Replay);
}
