#![allow(clippy::unwrap_used, reason = "tests")]

use serde_json::json;

use super::*;

const REQUESTER: &str = "did:ethr:0x7a69:0x0000000000000000000000000000000000000001";
const DAY: u64 = 86_400;

/// A book with one office (kind `housing`, level 3) and these states of rule 1.
fn book(states: &[serde_json::Value]) -> Book {
    let address = "0x0000000000000000000000000000000000000001";
    let directory = json!({
        "chain_id": 31337,
        "departments": { address: [{
            "id": address, "did": REQUESTER, "parent": null, "level": 3, "kind": "housing",
            "keys": {"ed25519": null, "x25519": null, "p256_sign": null, "p256_encrypt": null},
            "code": "", "name_zh": "住房局", "name_en": "Housing", "endpoint": "",
            "active": true, "since": 0, "from": 0, "block": 1
        }]},
        "officers": {}
    });
    let mut book = Book::empty(31337, 1);
    book.directory = serde_json::from_value(directory).unwrap();
    book.law = serde_json::from_value(json!({ "rules": { "1": states } })).unwrap();
    book
}

/// A state of rule 1, written at `written`, with some members another.
fn state(written: i64, change: &serde_json::Value) -> serde_json::Value {
    let mut terms = json!({
        "requester_kind": "housing", "min_level": 1, "max_level": 5, "entry": "household",
        "attribute": "person.name", "purpose": "rent-subsidy", "action": "read",
        "verdict": "permit", "clause": "rent/7", "title_zh": "第七条", "title_en": "Article 7",
        "text_fingerprint": format!("0x{}", "00".repeat(32)), "text_uri": "",
        "max_validity_secs": 30 * DAY, "max_uses": 12, "max_retention_days": 90,
        "delegable": false, "statutory": false, "from": 0, "until": null
    });
    let repealed = change["repealed"].as_bool().unwrap_or(false);
    for (name, value) in change.as_object().unwrap() {
        if name != "repealed" {
            terms[name] = value.clone();
        }
    }
    json!({"id": 1, "terms": terms, "repealed": repealed, "written": written, "block": written})
}

fn rights() -> Vec<RightView> {
    vec![RightView {
        entry: "household".into(),
        attribute: "person.name".into(),
        action: wallet_api::Action::Read,
    }]
}

/// Where the law stands at 100 on a grant signed at 10, after the rule became another at 50.
fn stands(change: &serde_json::Value, said: Said) -> LawStandingView {
    let book = book(&[state(1, &json!({})), state(50, change)]);
    let rights = rights();
    let granted = Granted {
        requester: REQUESTER.parse().unwrap(),
        rights: &rights,
        purpose: "rent-subsidy",
        clause: "rent/7",
        from: 10,
        until: 10 + 20 * i64::try_from(DAY).unwrap(),
        max_uses: 6,
        retention_days: 60,
        signed: 10,
    };
    book.standing(&granted, |_| said, &Proof::NotChecked, 100)
}

fn check(change: serde_json::Value, standing: RightStanding, changes: &[LawChange]) {
    let found = stands(&change, Said::Nothing);
    assert_eq!(found.rights[0].standing, standing, "{change}");
    let named: Vec<_> = found.changes.iter().map(|change| change.change).collect();
    assert_eq!(named, changes, "{change}");
    for change in &found.changes {
        assert_eq!(change.attributes, ["person.name"]);
        assert_eq!(change.clause, "rent/7");
    }
}

#[test]
fn a_repeal_right_after_the_signature_is_named_though_the_clocks_differ() {
    for written in [9, 10] {
        let repealed = json!({"repealed": true, "until": written});
        let book = book(&[state(1, &json!({})), state(written, &repealed)]);
        let rights = rights();
        let granted = Granted {
            requester: REQUESTER.parse().unwrap(),
            rights: &rights,
            purpose: "rent-subsidy",
            clause: "rent/7",
            from: 10,
            until: 1_000,
            max_uses: 6,
            retention_days: 60,
            signed: 10,
        };
        let view = book.standing(&granted, |_| Said::Nothing, &Proof::NotChecked, 100);
        assert_eq!(view.rights[0].standing, RightStanding::Denied);
        assert_eq!(view.changes[0].change, LawChange::Repealed);
    }
}

#[test]
fn what_stops_a_permission_is_named() {
    use RightStanding::{Denied, NeedsOfficer, OverLimit, Permitted};
    check(json!({}), Permitted, &[]);
    check(
        json!({"repealed": true, "until": 50}),
        Denied,
        &[LawChange::Repealed],
    );
    check(json!({"until": 90}), Denied, &[LawChange::Ended]);
    check(json!({"until": 101}), Permitted, &[]);
    check(json!({"max_level": 2}), Denied, &[LawChange::Levels]);
    check(
        json!({"clause": "rent/8"}),
        Denied,
        &[LawChange::OtherClause],
    );
    check(
        json!({"verdict": "deny"}),
        Denied,
        &[LawChange::Answer {
            before: LawVerdict::Permitted,
            after: LawVerdict::Denied,
        }],
    );
    check(
        json!({"verdict": "refer"}),
        NeedsOfficer,
        &[LawChange::Answer {
            before: LawVerdict::Permitted,
            after: LawVerdict::NeedsOfficer,
        }],
    );
    check(
        json!({"max_uses": 5}),
        OverLimit,
        &[LawChange::MaxUses {
            before: 12,
            after: 5,
        }],
    );
    // Lower than before, but not than what was granted.
    check(
        json!({"max_uses": 6}),
        Permitted,
        &[LawChange::MaxUses {
            before: 12,
            after: 6,
        }],
    );
    check(
        json!({"max_validity_secs": 20 * DAY - 1}),
        OverLimit,
        &[LawChange::MaxValidity {
            before: 30 * DAY,
            after: 20 * DAY - 1,
        }],
    );
    check(
        json!({"max_retention_days": 59}),
        OverLimit,
        &[LawChange::MaxRetention {
            before: 90,
            after: 59,
        }],
    );
}

#[test]
fn an_officer_is_asked_only_where_the_law_refers() {
    let refer = json!({"verdict": "refer"});
    let said = |said| stands(&refer, said).rights[0].standing;
    assert_eq!(said(Said::Permitted), RightStanding::PermittedByOfficer);
    assert_eq!(said(Said::Refused), RightStanding::RefusedByOfficer);
    let permit = stands(&json!({}), Said::Refused);
    assert_eq!(permit.rights[0].standing, RightStanding::Permitted);
}

#[test]
fn a_change_is_proven_by_its_block_and_the_passing_of_time_by_none() {
    let repealed = stands(&json!({"repealed": true, "until": 50}), Said::Nothing);
    assert_eq!(
        (repealed.changes[0].time, repealed.changes[0].height),
        (50, Some(50))
    );
    let ended = stands(&json!({"until": 90}), Said::Nothing);
    assert_eq!((ended.changes[0].time, ended.changes[0].height), (90, None));
}

#[test]
fn no_limit_of_any_rule_is_gone_beyond() {
    let asked = grant::Limits {
        not_before: 0,
        expires: 1_000_000_000,
        max_uses: 40,
        max_depth: 2,
        retention_days: 400,
    };
    let mut caps = Caps::of(&asked);
    assert_eq!(caps.latest(7), 7);
    let rule = |change: serde_json::Value| -> RuleTerms {
        serde_json::from_value(state(1, &change)["terms"].clone()).unwrap()
    };
    caps.lower(&rule(json!({"delegable": true, "max_uses": 20})));
    assert_eq!(
        (caps.max_uses, caps.retention_days, caps.max_depth),
        (20, 90, 2)
    );
    assert_eq!(caps.latest(0), 30 * 86_400);
    caps.lower(&rule(
        json!({"max_validity_secs": DAY, "max_retention_days": 0}),
    ));
    assert_eq!(
        (caps.max_uses, caps.retention_days, caps.max_depth),
        (12, 0, 0)
    );
    assert_eq!(caps.latest(0), 86_400);
}

#[test]
fn a_contract_that_says_otherwise_is_noticed() {
    let book = book(&[state(1, &json!({}))]);
    let question = chain::law::Question {
        requester: REQUESTER.parse::<DepartmentDid>().unwrap().address,
        entry: "household",
        attribute: "person.name",
        action: chain::law::Action::Read,
        purpose: "rent-subsidy",
    };
    let found = book.law.evaluate(&book.directory, &question, 100);
    let same = OnChainEvaluation {
        verdict: Verdict::Permit,
        rule: Some(1),
        max_validity_secs: 30 * DAY,
        max_uses: 12,
        max_retention_days: 90,
        delegable: false,
        statutory: false,
    };
    assert!(agree(&found, &same));
    let others: [fn(&mut OnChainEvaluation); 7] = [
        |said| said.verdict = Verdict::Refer,
        |said| said.rule = Some(2),
        |said| said.max_validity_secs += 1,
        |said| said.max_uses += 1,
        |said| said.max_retention_days += 1,
        |said| said.delegable = true,
        |said| said.statutory = true,
    ];
    for change in others {
        let mut other = same;
        change(&mut other);
        assert!(!agree(&found, &other), "{other:?}");
    }
}
