#![allow(clippy::unwrap_used, reason = "tests")]

use exchange::access::AttributeName;
use exchange::record::HandedOn;
use serde_json::{Value, json};

use super::*;
use crate::store::{GrantStage, Withdrawal};

const TAX: &str = "did:ethr:0x7a69:0x0000000000000000000000000000000000000001";
const SCHOOL: &str = "did:ethr:0x7a69:0x0000000000000000000000000000000000000002";

/// A book with one office (kind `tax`, level 3) and these states of rule 1.
fn book(states: &[Value]) -> Book {
    let address = "0x0000000000000000000000000000000000000001";
    let directory = json!({
        "chain_id": 31337,
        "departments": { address: [{
            "id": address, "did": TAX, "parent": null, "level": 3, "kind": "tax",
            "keys": {"ed25519": null, "x25519": null, "p256_sign": null, "p256_encrypt": null},
            "code": "", "name_zh": "税务局", "name_en": "Tax", "endpoint": "",
            "active": true, "since": 0, "from": 0, "block": 1
        }]},
        "officers": {}
    });
    let mut book = Book::empty(31337, 1);
    book.directory = serde_json::from_value(directory).unwrap();
    book.law = serde_json::from_value(json!({ "rules": { "1": states } })).unwrap();
    book
}

/// A state of rule 1, which lets the office read a name without a permission, but for `change`.
fn state(written: i64, change: &Value) -> Value {
    let mut terms = json!({
        "requester_kind": "tax", "min_level": 1, "max_level": 5, "entry": "household",
        "attribute": "person.name", "purpose": "settlement", "action": "read",
        "verdict": "permit", "clause": "tax/18", "title_zh": "第十八条", "title_en": "Article 18",
        "text_fingerprint": format!("0x{}", "00".repeat(32)), "text_uri": "",
        "max_validity_secs": 86_400, "max_uses": 2, "max_retention_days": 30,
        "delegable": false, "statutory": true, "from": 0, "until": null
    });
    let repealed = change["repealed"].as_bool().unwrap_or(false);
    for (name, value) in change.as_object().unwrap() {
        if name != "repealed" {
            terms[name] = value.clone();
        }
    }
    json!({"id": 1, "terms": terms, "repealed": repealed, "written": written, "block": written})
}

fn statement(attributes: &[&str], clause: Option<&str>) -> AccessStatement {
    AccessStatement {
        user: TAX.parse().unwrap(),
        action: grant::Action::Read,
        rights: attributes.iter().map(|attribute| name(attribute)).collect(),
        purpose: Some("settlement".parse().unwrap()),
        words: None,
        clause: clause.map(|clause| clause.parse().unwrap()),
        salt: "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
    }
}

fn name(attribute: &str) -> AttributeName {
    AttributeName {
        entry: "household".parse().unwrap(),
        attribute: attribute.parse().unwrap(),
    }
}

fn right(attribute: &str) -> RightView {
    RightView {
        entry: "household".to_owned(),
        attribute: attribute.to_owned(),
        action: wallet_api::Action::Read,
    }
}

#[test]
fn an_access_is_covered_by_the_clause_as_it_stood_then_or_by_nothing() {
    let judged = |states: &[Value], attributes: &[&str], clause, time| {
        let rights: Vec<RightView> = attributes
            .iter()
            .map(|attribute| right(attribute))
            .collect();
        basis(&book(states), &statement(attributes, clause), &rights, time)
    };
    let nothing = |why, clause: Option<&str>| Basis::Nothing {
        why,
        clause: clause.map(str::to_owned),
    };
    let stands = [state(10, &json!({}))];
    let named = Some("tax/18");
    let uncovered = nothing(Uncovered::ClauseDoesNotCover, named);

    let covered = judged(&stands, &["person.name"], named, 50);
    assert!(matches!(&covered, Basis::Law { clause, title }
        if clause == "tax/18" && title.en == "Article 18"));
    let none = judged(&stands, &["person.name"], None, 50);
    assert_eq!(none, nothing(Uncovered::NoneGiven, None));
    // One attribute more than the clause allows, another clause, or a time before it.
    let names = ["person.name", "person.address"];
    assert_eq!(judged(&stands, &names, named, 50), uncovered);
    let other = judged(&stands, &["person.name"], Some("tax/19"), 50);
    assert_eq!(
        other,
        nothing(Uncovered::ClauseDoesNotCover, Some("tax/19"))
    );
    assert_eq!(judged(&stands, &["person.name"], named, 9), uncovered);
    // A rule for which the citizen has to be asked covers nothing done without asking.
    let asks = [state(10, &json!({"statutory": false}))];
    assert_eq!(judged(&asks, &["person.name"], named, 50), uncovered);
    // Nobody reads nothing.
    assert_eq!(judged(&stands, &[], named, 50), uncovered);

    // What is repealed later covered what was done before; in the second of the repeal it is not
    // known which came first.
    let repealed = [
        state(10, &json!({})),
        state(60, &json!({"repealed": true, "until": 60})),
    ];
    for (time, expected) in [(59, true), (60, true), (61, false)] {
        let found = judged(&repealed, &["person.name"], named, time);
        assert_eq!(!found.is_nothing(), expected, "{time}");
    }
}

fn grant() -> GrantRecord {
    serde_json::from_value(json!({
        "number": "R-1", "request": "", "compact": "", "requester": TAX, "custodian": SCHOOL,
        "rights": [right("person.name"), right("person.address")], "purpose": "settlement",
        "purpose_text": {"zh": "", "en": ""}, "clause": "tax/18", "from": 1_000, "until": 2_000,
        "max_uses": 3, "retention_days": 30, "account": 1, "signed": 1_000,
        "stage": GrantStage::Anchored { height: 5 },
    }))
    .unwrap()
}

fn used() -> UseStatement {
    UseStatement {
        user: TAX.parse().unwrap(),
        action: grant::Action::Read,
        rights: vec![name("person.name")],
        purpose: "settlement".parse().unwrap(),
        clause: "tax/18".parse().unwrap(),
        use_number: 3,
        line: Vec::new(),
    }
}

#[test]
fn a_use_is_covered_as_far_as_the_permission_reaches() {
    let check = |change: &dyn Fn(&mut GrantRecord, &mut UseStatement, &mut Vec<RightView>),
                 time| {
        let (mut grant, mut used, mut rights) = (grant(), used(), vec![right("person.name")]);
        change(&mut grant, &mut used, &mut rights);
        reaches(&grant, &used, &rights, time)
    };
    assert!(check(&|_, _, _| (), 1_500));
    // A clock that is a little off is no alarm.
    assert!(check(&|_, _, _| (), 1_000 - CLOCK_SKEW_SECS));
    assert!(!check(&|_, _, _| (), 999 - CLOCK_SKEW_SECS));
    assert!(!check(&|_, _, _| (), 2_000));
    assert!(!check(
        &|_, used, _| used.user = SCHOOL.parse().unwrap(),
        1_500
    ));
    assert!(!check(&|_, used, _| used.use_number = 4, 1_500));
    assert!(!check(
        &|_, used, _| used.purpose = "other".parse().unwrap(),
        1_500
    ));
    assert!(!check(
        &|_, used, _| used.clause = "tax/19".parse().unwrap(),
        1_500
    ));
    assert!(!check(
        &|_, _, rights| rights.push(right("person.sex")),
        1_500
    ));
    let modify = |_: &mut GrantRecord, _: &mut UseStatement, rights: &mut Vec<RightView>| {
        rights[0].action = wallet_api::Action::Modify;
    };
    assert!(!check(&modify, 1_500));
    let withdrawn = |grant: &mut GrantRecord, _: &mut UseStatement, _: &mut Vec<RightView>| {
        grant.withdrawal = Some(Withdrawal {
            asked: 1_390,
            done: Some((9, 1_400)),
            sealed: None,
        });
    };
    assert!(check(&withdrawn, 1_400));
    assert!(!check(&withdrawn, 1_401));
    // Handed on: the office at the end of the line used it, and nobody else.
    let handed_on = |_: &mut GrantRecord, used: &mut UseStatement, _: &mut Vec<RightView>| {
        used.line = vec![HandedOn {
            to: SCHOOL.parse().unwrap(),
            link: grant::Fingerprint::from_bytes([7; 32]),
            keep: vec![0],
            expires: 2_000,
            max_uses: 1,
            retention_days: 1,
        }];
    };
    assert!(!check(&handed_on, 1_500));
    let by_it = |grant: &mut GrantRecord, used: &mut UseStatement, rights: &mut Vec<RightView>| {
        handed_on(grant, used, rights);
        used.user = SCHOOL.parse().unwrap();
    };
    assert!(check(&by_it, 1_500));
}
