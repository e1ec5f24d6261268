//! Every attack that the format promises to stop, stopped by the check that is named for it.

#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "attacks/bombs.rs"]
mod bombs;
#[path = "attacks/chain_and_law.rs"]
mod chain_and_law;
#[path = "attacks/confused_deputy.rs"]
mod confused_deputy;
#[path = "attacks/decisions.rs"]
mod decisions;
#[path = "attacks/disclosures.rs"]
mod disclosures;
#[path = "attacks/one_signature_for_another.rs"]
mod one_signature_for_another;
#[path = "attacks/replay.rs"]
mod replay;
#[path = "attacks/stripping_and_moving.rs"]
mod stripping_and_moving;
mod support;
#[path = "attacks/theft.rs"]
mod theft;
#[path = "attacks/time.rs"]
mod time;
#[path = "attacks/widening_by_a_link.rs"]
mod widening_by_a_link;

use grant::*;
use keys::{Signer as _, base64url};
use serde_json::json;
use support::*;

#[test]
fn a_use_at_every_depth_is_verified() {
    let mut city = City::new();
    for depth in 0..=4 {
        let token = present(&city.issue_at_depth(depth), depth);
        city.nonces.lock().unwrap().clear();
        let verified = city.verify(&token, &read_address()).unwrap();
        assert_eq!(verified.user, department(depth));
        assert_eq!(verified.links.len(), usize::from(depth));
        assert_eq!(verified.line.len(), usize::from(depth) + 1);
        assert_eq!(verified.entry, EntryId("citizen-1".to_owned()));
        assert_eq!(verified.rights.len(), 1);
        assert_eq!(verified.rights[0].right, address_right());
        assert_eq!(verified.limits.max_depth, 4 - depth);
        assert_eq!(verified.operation, read_address().digest());
        assert_eq!(verified.nonce, NONCE);
        assert_eq!(verified.issuer, key_did(&holder_key()));
    }
}

#[test]
fn headers_other_than_the_constants() {
    let mut city = City::new();
    let held = city.issue_at_depth(1);
    let permit = clear(&held, vec![address_right()]);
    let cut = Cut::from(&present_cleared(&held, 1, &permit));
    for (typ, place) in [
        ("grant+sd-jwt", 0),
        ("grant-link+jwt", 1),
        ("grant-decision+jwt", 2),
        ("kb+jwt", 3),
    ] {
        for header in [
            format!(r#"{{"alg":"none","typ":"{typ}"}}"#),
            format!(r#"{{"alg":"HS256","typ":"{typ}"}}"#),
            format!(r#"{{"alg":"ES256","typ":"{typ}"}}"#),
            format!(r#"{{"alg":"Ed25519","typ":"{typ}"}}"#),
            format!(r#"{{"alg":"EdDSA","crit":["b64"],"typ":"{typ}"}}"#),
            format!(r#"{{"alg":"EdDSA","b64":false,"typ":"{typ}"}}"#),
            format!(r#"{{"alg":"EdDSA","jwk":{{"kty":"OKP"}},"typ":"{typ}"}}"#),
            format!(
                r#"{{"alg":"EdDSA","kid":"{}","typ":"{typ}"}}"#,
                department(0)
            ),
            format!(r#"{{"alg":"EdDSA","typ":"{typ}","x5c":[]}}"#),
            format!(r#"{{"alg":"EdDSA","typ":"application/{typ}"}}"#),
            format!(r#"{{"typ":"{typ}","alg":"EdDSA"}}"#),
            format!(r#"{{"alg": "EdDSA","typ":"{typ}"}}"#),
            r#"{"alg":"EdDSA"}"#.to_owned(),
            String::new(),
        ] {
            let mut cut = cut.clone();
            let (part, key) = match place {
                0 => (&mut cut.grant, holder_key()),
                1 => (&mut cut.links[0], key_of(0)),
                2 => (&mut cut.decisions[0], officer_key()),
                _ => (&mut cut.usage, key_of(1)),
            };
            *part = forge(&header, &payload_of(part), &key);
            assert_eq!(city.refuses(&cut.text()), GrantError::Header, "{header}");
        }
    }
}

#[test]
fn parts_out_of_order() {
    let mut city = City::new();
    let held = city.issue_at_depth(1);
    let permit = clear(&held, vec![address_right()]);
    let Cut {
        grant,
        disclosures,
        links,
        decisions,
        usage,
    } = Cut::from(&present_cleared(&held, 1, &permit));
    let (d, l, o, u) = (&disclosures[0], &links[0], &decisions[0], &usage);
    for text in [
        String::new(),
        "~".to_owned(),
        "~~~~".to_owned(),
        grant.clone(),
        format!("~{grant}~{d}~{u}"),
        format!("{d}~{grant}~{u}"),
        format!("{grant}~{d}"),
        format!("{grant}~~{d}~{u}"),
        format!("{grant}~{d}~~{u}"),
        format!("{grant}~{d}~{l}~{u}"),
        format!("{grant}~{d}~{u}~"),
        format!("{grant}~{d}~~~{l}~{u}"),
        format!("{grant}~{d}~~{l}{u}"),
        format!("{grant}~~{l}~{d}~{u}"),
        format!("{grant}~~{l}~~{d}~{u}"),
        format!("{grant}~{d}~~{o}~~{l}~{u}"),
        format!("{grant}~{d}~~{l}~~{o}~{u}~{u}"),
        format!("{grant}~{d}.~{u}"),
        format!("{grant}~{d}~{u}."),
        format!("{grant}.~{d}~{u}"),
    ] {
        assert_eq!(city.refuses(&text), GrantError::Syntax, "{text}");
    }
    for text in [
        format!("{grant}~{d}~{u}\n"),
        format!("{grant}~{d}~{u}="),
        format!("{grant} ~{d}~{u}"),
        format!("{grant}~{d}~{u}\u{e9}"),
        format!("{grant}~{d}+~{u}"),
        "\0".to_owned(),
    ] {
        assert_eq!(city.refuses(&text), GrantError::Charset, "{text}");
    }
}

#[test]
fn values_out_of_range_in_a_grant() {
    let mut city = City::new();
    for (member, value) in [
        ("_sd_alg", json!("sha-512")),
        (
            "anchor",
            json!(format!("eip155:031337:{}:{}", address(0xaa), address(1))),
        ),
        ("anchor", json!(format!("eip155:31337:{}", address(1)))),
        ("aud", json!("custodian")),
        ("aud", json!(format!("did:{}", "x".repeat(125)))),
        ("authorization_details", json!([])),
        ("authorization_details", json!([{"...": "short"}])),
        ("clause", json!("School-law")),
        ("clause", json!("")),
        ("clause", json!("x".repeat(65))),
        ("purpose", json!("school.enrolm\u{e9}nt")),
        ("purpose", json!("sch\u{43e}\u{43e}l")),
        ("cnf", json!({"kid": "d0"})),
        ("exp", json!(253_402_300_800_i64)),
        ("exp", json!(limits().not_before)),
        ("exp", json!(limits().not_before + 158_112_001)),
        ("nbf", json!(-1)),
        ("iat", json!(-1)),
        ("iat", json!(limits().expires)),
        ("iss", json!("me")),
        ("max_depth", json!(5)),
        ("max_depth", json!(-1)),
        ("max_uses", json!(0)),
        ("max_uses", json!(65_536)),
        ("request", json!("x".repeat(43))),
        ("retention_days", json!(3_651)),
    ] {
        let token = with_grant_edited(&mut city, |grant| grant[member] = value.clone());
        assert_eq!(city.refuses(&token), GrantError::Range, "{member} {value}");
    }
    for (member, value) in [
        ("aud", json!([did("c0").as_str()])),
        ("authorization_details", json!([{"...": "x", "a": 1}])),
        ("authorization_details", json!({})),
        ("cnf", json!({"jkt": "x"})),
        ("cnf", json!({"jwk": {}, "kid": department(0).as_str()})),
        ("exp", json!(1.5)),
        ("exp", json!("1800000000")),
        ("exp", json!(null)),
        ("sub", json!("x")),
        ("clause", json!("a\\b\"c")),
        ("clause", json!("a\u{1}")),
    ] {
        let token = with_grant_edited(&mut city, |grant| grant[member] = value.clone());
        assert_eq!(
            city.refuses(&token),
            GrantError::Canonical,
            "{member} {value}"
        );
    }
}

#[test]
fn a_second_spelling_of_a_part() {
    let mut city = City::new();
    let held = city.issue_at_depth(1);
    let permit = clear(&held, vec![address_right()]);
    let cut = Cut::from(&present_cleared(&held, 1, &permit));
    // 64 bytes fill 85 characters and a third of the next: its four low bits are spare.
    let respell = |part: &str| {
        let (rest, last) = part.split_at(part.len() - 1);
        let spare = match last {
            "A" => "B",
            "Q" => "R",
            "g" => "h",
            "w" => "x",
            _ => panic!("not the end of a signature"),
        };
        format!("{rest}{spare}")
    };
    for place in 0..4 {
        let mut cut = cut.clone();
        let part = part_of(&mut cut, place);
        *part = respell(part);
        assert_eq!(city.refuses(&cut.text()), GrantError::Base64);
        part_of(&mut cut, place).pop();
        assert_eq!(city.refuses(&cut.text()), GrantError::Base64);
    }

    fn part_of(cut: &mut Cut, place: usize) -> &mut String {
        match place {
            0 => &mut cut.grant,
            1 => &mut cut.links[0],
            2 => &mut cut.decisions[0],
            _ => &mut cut.usage,
        }
    }
}

#[test]
fn a_signer_of_another_algorithm_makes_nothing() {
    let mut city = City::new();
    let p256 = keys::SoftwareSigner::from_seed(keys::Algorithm::Es256, &[1; 32]);
    assert_eq!(p256.public_key().algorithm(), keys::Algorithm::Es256);
    let made = make(&terms(), &p256, NOW, &mut rng(7));
    assert_eq!(made, Err(MakeError::Part(PartError::Algorithm)));
    let held = city.issue();
    let used = use_grant(&held, &[], &read_address(), NONCE, &p256, NOW);
    assert_eq!(used, Err(UseError::Part(PartError::Algorithm)));
}
