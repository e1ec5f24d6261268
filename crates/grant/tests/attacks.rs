//! Every attack that the format promises to stop, stopped by the check that is named for it.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

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

mod theft {
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
            let token =
                use_grant(&stolen, &[], &read_address(), NONCE, &neighbour_key(), NOW).unwrap();
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
}

mod replay {
    use super::*;

    #[test]
    fn later_or_from_the_future() {
        let mut city = City::new();
        let token = present(&city.issue(), 0);
        for (offset, outcome) in [(-61, false), (-60, true), (60, true), (61, false)] {
            city.nonces.lock().unwrap().clear();
            let verified = city.verify_at(&token, &read_address(), NOW + offset);
            assert_eq!(verified.is_ok(), outcome, "{offset}");
            assert!(outcome || verified == Err(GrantError::UseTime));
        }
        let held = city.issue();
        for iat in [i64::MIN, i64::MAX, -1] {
            let mut cut = Cut::from(&present(&held, 0));
            cut.usage = edit(&cut.usage, &key_of(0), |use_| use_["iat"] = iat.into());
            assert_eq!(city.refuses(&cut.text()), GrantError::UseTime);
        }
    }

    #[test]
    fn for_another_operation_or_body() {
        let mut city = City::new();
        let held = city.issue();
        let item = || [(code("household"), code("address"))];
        let write = Operation::new(Action::Modify, item(), b"1 New Street").unwrap();
        let other_body = Operation::new(Action::Modify, item(), b"2 New Street").unwrap();
        let token = present_for(&held, 0, &write);
        for other in [&other_body, &read_address(), &read_income()] {
            assert_eq!(city.verify(&token, other), Err(GrantError::Operation));
        }
        assert!(city.verify(&token, &write).is_ok());
    }

    #[test]
    fn with_other_disclosures() {
        let mut city = City::new();
        let held = city.issue();
        let both = Operation::new(
            Action::Read,
            [
                (code("household"), code("address")),
                (code("tax"), code("income")),
            ],
            b"",
        )
        .unwrap();
        let mut cut = Cut::from(&present_for(&held, 0, &both));
        cut.disclosures.reverse();
        assert_eq!(city.verify(&cut.text(), &both), Err(GrantError::SdHash));
        cut.disclosures.pop();
        assert_eq!(city.verify(&cut.text(), &both), Err(GrantError::SdHash));
        // Signed anew it is consistent, but no longer shows all that is asked for.
        assert_eq!(
            city.verify(&cut.signed_by(&key_of(0)).text(), &both),
            Err(GrantError::Operation)
        );
    }

    #[test]
    fn with_a_nonce_that_could_be_guessed() {
        let mut city = City::new();
        let cut = Cut::from(&present(&city.issue(), 0));
        for nonce in [
            "",
            "short",
            "x-of-21-characters-xx",
            &"x".repeat(65),
            "nonce of 22 characters",
        ] {
            let mut cut = cut.clone();
            cut.usage = edit(&cut.usage, &key_of(0), |use_| use_["nonce"] = nonce.into());
            assert_eq!(city.refuses(&cut.text()), GrantError::Range, "{nonce}");
        }
    }
}

mod widening_by_a_link {
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
}

mod stripping_and_moving {
    use super::*;

    #[test]
    fn a_dropped_disclosure_leaked_to_a_delegate() {
        let mut city = City::new();
        let held = city.issue();
        let handed = hand_on(&held, 0, |link| link.rights = vec![address_right()]);
        let mut cut = Cut::from(&present(&handed, 1));
        let all = Cut::from(&held).disclosures;
        cut.disclosures = all;
        assert_eq!(
            city.refuses(&cut.signed_by(&key_of(1)).text()),
            GrantError::NotDelegated
        );
    }

    #[test]
    fn the_last_link_stripped() {
        let mut city = City::new();
        let held = city.issue_at_depth(2);
        let mut cut = Cut::from(&present(&held, 2));
        cut.links.pop();
        assert_eq!(city.refuses(&cut.text()), GrantError::SdHash);
        assert_eq!(
            city.refuses(&cut.clone().signed_by(&key_of(2)).text()),
            GrantError::Possession
        );
        cut.links.pop();
        assert_eq!(
            city.refuses(&cut.signed_by(&key_of(2)).text()),
            GrantError::Possession
        );
    }

    #[test]
    fn links_dropped_reordered_doubled_or_moved() {
        let mut city = City::new();
        let held = city.issue_at_depth(3);
        let whole = Cut::from(&present(&held, 3));
        let refuses = |links: &[usize]| {
            let mut cut = whole.clone();
            cut.links = links
                .iter()
                .map(|&link| whole.links[link].clone())
                .collect();
            city.refuses(&cut.signed_by(&key_of(3)).text())
        };
        for links in [
            &[0, 2][..],
            &[1, 2],
            &[2],
            &[1, 0, 2],
            &[0, 2, 1],
            &[0, 0, 1, 2],
            &[0, 1, 1, 2],
        ] {
            assert_eq!(refuses(links), GrantError::LinkBinding, "{links:?}");
        }

        let other = City::new().issue_with(|terms| terms.request = Digest::of(b"another"));
        let mut moved = whole.clone();
        moved.grant = Cut::from(&other).grant;
        assert_eq!(
            city.refuses(&moved.signed_by(&key_of(3)).text()),
            GrantError::LinkBinding
        );
    }
}

mod one_signature_for_another {
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

mod confused_deputy {
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
}

mod disclosures {
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
}

mod decisions {
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
}

mod bombs {
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

mod time {
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
        let part = match place {
            0 => &mut cut.grant,
            1 => &mut cut.links[0],
            2 => &mut cut.decisions[0],
            _ => &mut cut.usage,
        };
        *part = respell(part);
        assert_eq!(city.refuses(&cut.text()), GrantError::Base64);
        let part = part_of(&mut cut, place);
        part.pop();
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

mod chain_and_law {
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

        for link in 1..=2 {
            let delegator = line[link - 1].department.clone();
            city.withdrawn = [(delegator, line[link].fingerprint)].into();
            assert_eq!(city.refuses(&token), GrantError::Withdrawn);
            // Only the delegator can: anybody else's word means nothing.
            city.withdrawn = [(neighbour(), line[link].fingerprint)].into();
            city.nonces.lock().unwrap().clear();
            assert!(city.verify(&token, &read_address()).is_ok());
            city.withdrawn.clear();
        }

        for link in 1..=2 {
            city.through = [(line[link].fingerprint, 20)].into();
            assert_eq!(city.refuses(&token), GrantError::UsedUp);
            city.through = [(line[link].fingerprint, 19)].into();
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
