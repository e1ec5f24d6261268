//! A link gives no more than the part before it.

use super::*;

#[test]
fn of_limits() {
    let mut city = City::new();
    let held = city.issue_at_depth(2);
    let limits = limits();
    for (member, value, error) in [
        ("exp", limits.expires + 1, GrantError::Widened),
        ("nbf", limits.not_before - 1, GrantError::Widened),
        ("max_uses", 21, GrantError::Widened),
        ("retention_days", 31, GrantError::Widened),
        ("max_depth", 3, GrantError::Depth),
        ("max_depth", 4, GrantError::Depth),
        ("max_depth", 5, GrantError::Range),
        ("max_uses", 0, GrantError::Range),
        ("max_uses", 65_536, GrantError::Range),
        ("retention_days", 3_651, GrantError::Range),
        ("retention_days", -1, GrantError::Range),
        ("iat", NOW - 3601, GrantError::LinkTime),
        ("iat", NOW + 61, GrantError::LinkTime),
        ("iat", -1, GrantError::Range),
    ] {
        let token = with_link_edited(&held, 1, |link| link[member] = value.into());
        assert_eq!(city.refuses(&token), error, "{member} {value}");
    }
}

#[test]
fn of_rights() {
    let mut city = City::new();
    let held = city.issue();
    let rest = all_rights().split_off(1);
    let first = hand_on(&held, 0, |link| link.rights = vec![address_right()]);
    let kept = i64::from(inspect(&first).unwrap().line[1].numbers[0]);
    assert_eq!(rest.len(), 4);
    let second = hand_on(&first, 1, |_| ());
    for keep in [
        json!([0, 1, 2, 3, 4]),
        json!([(kept + 1) % 5]),
        json!([5]),
        json!([63]),
    ] {
        let token = with_link_edited(&second, 1, |link| link["keep"] = keep.clone());
        assert_eq!(city.refuses(&token), GrantError::Widened, "{keep}");
    }
    for keep in [
        json!([]),
        json!([64]),
        json!([-1]),
        json!([kept, kept]),
        json!([1, 0]),
    ] {
        let token = with_link_edited(&second, 1, |link| link["keep"] = keep.clone());
        assert_eq!(city.refuses(&token), GrantError::Range, "{keep}");
    }
    for keep in [
        json!(1),
        json!(["0"]),
        json!([0.0]),
        json!([null]),
        json!([[0]]),
    ] {
        let token = with_link_edited(&second, 1, |link| link["keep"] = keep.clone());
        assert_eq!(city.refuses(&token), GrantError::Canonical, "{keep}");
    }
}

#[test]
fn sideways_upwards_or_to_oneself() {
    let mut city = City::new();
    let held = city.issue_at_depth(2);
    for (to, key) in [
        (neighbour(), neighbour_key()),
        (department(0), key_of(0)),
        (department(1), key_of(1)),
    ] {
        let mut cut = Cut::from(&present(&held, 2));
        cut.links[1] = edit(&cut.links[1], &key_of(1), |link| {
            link["cnf"]["kid"] = to.as_str().into()
        });
        assert_eq!(
            city.refuses(&cut.signed_by(&key).text()),
            GrantError::Line,
            "{to}"
        );
    }
}

#[test]
fn beyond_the_depth() {
    let mut city = City::new();
    let held = city.issue_with(|terms| terms.limits.max_depth = 1);
    let first = hand_on(&held, 0, |_| ());
    let terms = link_terms(&first, 1);
    assert_eq!(
        narrow(&first, &terms, &key_of(1), NOW),
        Err(NarrowError::Terms(GrantError::Depth))
    );
    let mut cut = Cut::from(&present(&first, 1));
    cut.links.push(edit(&cut.links[0], &key_of(1), |link| {
        link["cnf"]["kid"] = department(2).as_str().into();
        link["issuer_jwt_hash"] = Fingerprint::of(&cut.links[0]).to_string().into();
    }));
    assert_eq!(
        city.refuses(&cut.signed_by(&key_of(2)).text()),
        GrantError::Depth
    );
}
