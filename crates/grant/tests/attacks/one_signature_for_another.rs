//! A signature made for one act is none for another.

use super::*;

#[test]
fn a_key_binding_of_a_credential_as_use() {
    let mut city = City::new();
    let mut cut = Cut::from(&present(&city.issue(), 0));
    let of_credential =
        |payload: String| forge(&header_of(&cut.usage), payload.as_bytes(), &key_of(0));
    let sd_hash = Digest::of(cut.before_use().as_bytes());
    let aud = city.custodian.did.clone();
    let plain = of_credential(format!(
        r#"{{"aud":"{aud}","iat":{NOW},"nonce":"{NONCE}","sd_hash":"{sd_hash}"}}"#
    ));
    let elsewhere = edit(&cut.usage, &key_of(0), |use_| {
        use_["sd_hash"] = Digest::of(b"a credential~").to_string().into();
    });
    cut.usage = plain;
    assert_eq!(city.refuses(&cut.text()), GrantError::Canonical);
    cut.usage = elsewhere;
    assert_eq!(city.refuses(&cut.text()), GrantError::SdHash);
}

#[test]
fn uses_links_and_decisions_in_each_others_place() {
    let mut city = City::new();
    let held = city.issue_at_depth(2);
    let permit = clear(&held, vec![address_right()]);
    let cut = Cut::from(&present_cleared(&held, 2, &permit));
    let signed = |cut: Cut| cut.signed_by(&key_of(2)).text();

    let mut use_as_link = cut.clone();
    use_as_link.links[1] = cut.usage.clone();
    assert_eq!(city.refuses(&signed(use_as_link)), GrantError::Header);
    let mut link_as_use = cut.clone();
    link_as_use.usage = cut.links[1].clone();
    assert_eq!(city.refuses(&link_as_use.text()), GrantError::Header);
    let mut use_as_decision = cut.clone();
    use_as_decision.decisions[0] = cut.usage.clone();
    assert_eq!(city.refuses(&signed(use_as_decision)), GrantError::Header);
    let mut decision_as_use = cut.clone();
    decision_as_use.usage = cut.decisions[0].clone();
    assert_eq!(city.refuses(&decision_as_use.text()), GrantError::Header);
    // A decision among the links is read as one, and no link may follow it.
    let mut decision_as_link = cut.clone();
    decision_as_link.links = vec![cut.decisions[0].clone(), cut.links[1].clone()];
    assert_eq!(city.refuses(&signed(decision_as_link)), GrantError::Syntax);
    // Content of one kind under the header of another.
    let mut content = cut.clone();
    content.links[1] = forge(
        &header_of(&cut.links[1]),
        &payload_of(&cut.decisions[0]),
        &key_of(1),
    );
    assert_eq!(city.refuses(&signed(content)), GrantError::Canonical);
    let mut content = cut.clone();
    content.decisions[0] = forge(
        &header_of(&cut.decisions[0]),
        &payload_of(&cut.links[1]),
        &officer_key(),
    );
    assert_eq!(city.refuses(&signed(content)), GrantError::Canonical);
}

#[test]
fn a_credential_as_grant() {
    let mut city = City::new();
    let mut cut = Cut::from(&present(&city.issue(), 0));
    cut.grant = forge(
        r#"{"alg":"EdDSA","typ":"dc+sd-jwt"}"#,
        &payload_of(&cut.grant),
        &holder_key(),
    );
    assert_eq!(
        city.refuses(&cut.signed_by(&key_of(0)).text()),
        GrantError::Header
    );
}
