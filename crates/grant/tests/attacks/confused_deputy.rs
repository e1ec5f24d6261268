//! A grant is for one custodian, one network, one known holder.

use super::*;

#[test]
fn a_grant_or_use_at_another_custodian() {
    let mut city = City::new();
    let token = present(&city.issue(), 0);
    city.custodian.did = did("c1");
    assert_eq!(city.refuses(&token), GrantError::Audience);
}

#[test]
fn a_use_made_for_one_custodian_forwarded_to_another() {
    let mut city = City::new();
    let mut cut = Cut::from(&present(&city.issue(), 0));
    cut.usage = edit(&cut.usage, &key_of(0), |use_| {
        use_["aud"] = did("c1").as_str().into()
    });
    assert_eq!(city.refuses(&cut.text()), GrantError::UseAudience);
}

#[test]
fn a_holder_whom_the_custodian_does_not_know() {
    let mut city = City::new();
    let token = present(&city.issue(), 0);
    let relation = city.relations.remove(&key_did(&holder_key())).unwrap();
    assert_eq!(city.refuses(&token), GrantError::Issuer);
    // A register that leads the name to the key of somebody else.
    let wrong = Relation {
        key: verifier(&neighbour_key()),
        ..relation
    };
    city.relations.insert(key_did(&holder_key()), wrong);
    assert_eq!(city.refuses(&token), GrantError::Issuer);
}

#[test]
fn another_network_or_contract() {
    let mut city = City::new();
    let token = present(&city.issue(), 0);
    city.custodian.chain_id += 1;
    assert_eq!(city.refuses(&token), GrantError::Network);
    city.custodian.chain_id -= 1;
    city.custodian.contract = address(0xab);
    assert_eq!(city.refuses(&token), GrantError::Network);
}

#[test]
fn a_grant_signed_by_somebody_else() {
    let mut city = City::new();
    let mut cut = Cut::from(&present(&city.issue(), 0));
    cut.grant = edit(&cut.grant, &neighbour_key(), |_| ());
    assert_eq!(
        city.refuses(&cut.signed_by(&key_of(0)).text()),
        GrantError::GrantSignature
    );
}
