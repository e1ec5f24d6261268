//! What chain, directory and law say at the moment of use.

use super::*;

#[test]
fn an_anchor_of_another_account() {
    let mut city = City::new();
    let held = city.issue();
    let state = *city.state(&held);
    city.anchors.clear();
    // A front-runner copies the fingerprint under an account of its own.
    let mut copied = terms().anchor;
    copied.account = address(0x66);
    let fingerprint = inspect(&held).unwrap().fingerprint;
    city.anchors
        .insert((copied.to_string(), fingerprint), state);
    assert_eq!(city.refuses(&present(&held, 0)), GrantError::NotAnchored);
}

#[test]
fn an_anchor_with_other_limits() {
    let mut city = City::new();
    let held = city.issue();
    city.state(&held).expires += 1;
    assert_eq!(city.refuses(&present(&held, 0)), GrantError::AnchorMismatch);
    city.state(&held).expires -= 1;
    city.state(&held).max_uses += 1;
    assert_eq!(city.refuses(&present(&held, 0)), GrantError::AnchorMismatch);
}

#[test]
fn revoked_withdrawn_or_used_up() {
    let mut city = City::new();
    let held = city.issue_at_depth(2);
    let token = present(&held, 2);
    let line = inspect(&held).unwrap().line;

    city.state(&held).revoked = true;
    assert_eq!(city.refuses(&token), GrantError::Revoked);
    city.state(&held).revoked = false;

    for pair in line.windows(2) {
        let (delegator, link) = (pair[0].department.clone(), pair[1].fingerprint);
        city.withdrawn = [(delegator, link)].into();
        assert_eq!(city.refuses(&token), GrantError::Withdrawn);
        // Only the delegator can: anybody else's word means nothing.
        city.withdrawn = [(neighbour(), link)].into();
        city.nonces.lock().unwrap().clear();
        assert!(city.verify(&token, &read_address()).is_ok());
        city.withdrawn.clear();

        city.through = [(link, 20)].into();
        assert_eq!(city.refuses(&token), GrantError::UsedUp);
        city.through = [(link, 19)].into();
        city.nonces.lock().unwrap().clear();
        assert!(city.verify(&token, &read_address()).is_ok());
        city.through.clear();
    }
    city.state(&held).used = 20;
    assert_eq!(city.refuses(&token), GrantError::UsedUp);
}

#[test]
fn a_department_of_the_line_suspended() {
    let mut city = City::new();
    let token = present(&city.issue_at_depth(2), 2);
    for level in 0..=2 {
        city.office(level).active = false;
        assert_eq!(city.refuses(&token), GrantError::Department);
        city.office(level).active = true;
    }
    let token = present(&city.issue(), 0);
    city.office(0).active = false;
    assert_eq!(city.refuses(&token), GrantError::Department);
}

#[test]
fn a_repealed_clause() {
    let mut city = City::new();
    let token = present(&city.issue(), 0);
    city.law.insert(address_right(), LawAnswer::Deny);
    assert_eq!(city.refuses(&token), GrantError::LawDenies);
    // A right that is denied does not stop the others.
    let token = present_for(&city.issue(), 0, &read_income());
    assert!(city.verify(&token, &read_income()).is_ok());
}

#[test]
fn limits_that_the_law_no_longer_allows() {
    let mut city = City::new();
    let token = present(&city.issue_at_depth(1), 1);
    let exact = LawLimits {
        max_validity_secs: 31 * DAY as u64,
        max_uses: 20,
        max_retention_days: 30,
        delegable: true,
    };
    city.law.insert(address_right(), LawAnswer::Permit(exact));
    assert!(city.verify(&token, &read_address()).is_ok());
    for tighter in [
        LawLimits {
            max_validity_secs: 31 * DAY as u64 - 1,
            ..exact
        },
        LawLimits {
            max_uses: 19,
            ..exact
        },
        LawLimits {
            max_retention_days: 29,
            ..exact
        },
        LawLimits {
            delegable: false,
            ..exact
        },
    ] {
        city.law.insert(address_right(), LawAnswer::Permit(tighter));
        assert_eq!(city.refuses(&token), GrantError::LawLimit);
    }
    let undelegated = LawLimits {
        delegable: false,
        ..exact
    };
    city.law
        .insert(address_right(), LawAnswer::Permit(undelegated));
    let token = present(&city.issue(), 0);
    city.nonces.lock().unwrap().clear();
    assert!(city.verify(&token, &read_address()).is_ok());
}

#[test]
fn a_refused_use_does_not_spend_the_nonce() {
    let mut city = City::new();
    let held = city.issue();
    let token = present(&held, 0);
    city.state(&held).revoked = true;
    assert_eq!(city.refuses(&token), GrantError::Revoked);
    city.state(&held).revoked = false;
    assert!(city.verify(&token, &read_address()).is_ok());
}
