//! Disclosures of another grant, altered, repeated, malformed.

use super::*;

#[test]
fn of_another_grant_altered_or_repeated() {
    let mut city = City::new();
    let held = city.issue();
    let other = make(&terms(), &holder_key(), NOW - DAY, &mut rng(8))
        .unwrap()
        .compact;
    let cut = Cut::from(&present(&held, 0));
    let with = |disclosures: Vec<String>| {
        let cut = Cut {
            disclosures,
            ..cut.clone()
        };
        city.refuses(&cut.signed_by(&key_of(0)).text())
    };
    let own = cut.disclosures[0].clone();
    assert_eq!(
        with(Cut::from(&other).disclosures),
        GrantError::Unreferenced
    );
    assert_eq!(with(vec![own.clone(), own.clone()]), GrantError::Repeated);
    let altered = base64url::decode(&own).unwrap();
    let altered = String::from_utf8(altered)
        .unwrap()
        .replace("read", "modify");
    assert_eq!(
        with(vec![base64url::encode(altered.as_bytes())]),
        GrantError::Unreferenced
    );
    assert_eq!(with(vec![]), GrantError::NoRights);
}

#[test]
fn of_one_right_with_two_salts() {
    let mut city = City::new();
    let right = r#"{"actions":["read"],"attribute":"address","entry":"household","type":"attribute-access"}"#;
    let disclose = |salt: &str| base64url::encode(format!(r#"["{salt}",{right}]"#).as_bytes());
    let both = vec![
        disclose("AAAAAAAAAAAAAAAAAAAAAA"),
        disclose("AAAAAAAAAAAAAAAAAAAAAQ"),
    ];
    let token = granting(&mut city, both);
    assert_eq!(city.refuses(&token), GrantError::Repeated);
}

#[test]
fn that_are_no_well_formed_right() {
    let mut city = City::new();
    let good = r#"["AAAAAAAAAAAAAAAAAAAAAA",{"actions":["read"],"attribute":"address","entry":"household","type":"attribute-access"}]"#;
    let token = granting(&mut city, vec![base64url::encode(good.as_bytes())]);
    assert_eq!(city.verify(&token, &read_address()).map(|_| ()), Ok(()));
    for (from, to) in [
        ("address", "addr\u{e9}ss"),
        ("address", "addre\u{301}ss"),
        ("address", "\u{430}ddress"),
        ("address", "addr\u{200b}ess"),
        ("address", "Address"),
        ("address", r"\u0061ddress"),
        ("address", "*"),
        ("address", ""),
        ("household", "household "),
        ("\"read\"", "\"read\",\"modify\""),
        ("[\"read\"]", "[]"),
        ("\"read\"", "\"delete\""),
        ("\"read\"", "\"READ\""),
        ("[\"read\"]", "\"read\""),
        ("attribute-access", "account-access"),
        ("\"type\"", "\"locations\":[],\"type\""),
        ("\"entry\":\"household\",", ""),
        (
            "\"entry\":\"household\"",
            "\"entry\":\"household\",\"entry\":\"household\"",
        ),
        (
            "\"entry\":\"household\"",
            "\"entry\":{\"entry\":\"household\"}",
        ),
        ("AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAB"),
        ("AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA"),
        ("AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAA"),
        ("\"AAAAAAAAAAAAAAAAAAAAAA\"", "null"),
        (",{", ", {"),
        ("}]", "},1]"),
        ("}]", "}]\n"),
    ] {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good);
        let token = granting(&mut city, vec![base64url::encode(bad.as_bytes())]);
        assert_eq!(city.refuses(&token), GrantError::Disclosure, "{bad}");
    }
}

#[test]
fn digest_twice_in_the_grant() {
    let mut city = City::new();
    let token = with_grant_edited(&mut city, |grant| {
        let slots = grant["authorization_details"].as_array_mut().unwrap();
        slots[1] = slots[0].clone();
    });
    assert_eq!(city.refuses(&token), GrantError::Repeated);
}

/// A use of a grant that holds exactly these disclosures.
fn granting(city: &mut City, disclosures: Vec<String>) -> String {
    city.nonces.lock().unwrap().clear();
    let slots: Vec<_> = (disclosures.iter())
        .map(|disclosure| json!({"...": Digest::of(disclosure.as_bytes()).to_string()}))
        .collect();
    let mut cut = Cut::from(&present(&city.issue(), 0));
    cut.grant = edit(&cut.grant, &holder_key(), |grant| {
        grant["authorization_details"] = slots.into();
    });
    let state = AnchorState {
        expires: limits().expires,
        max_uses: limits().max_uses.into(),
        used: 0,
        revoked: false,
    };
    city.anchors.insert(
        (terms().anchor.to_string(), Fingerprint::of(&cut.grant)),
        state,
    );
    cut.disclosures = disclosures;
    cut.signed_by(&key_of(0)).text()
}
