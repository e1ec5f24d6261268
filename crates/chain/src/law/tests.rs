#![allow(clippy::unwrap_used, reason = "tests")]

use alloy_primitives::{Address, B128};

use super::*;

const OFFICE: ChainAddress = ChainAddress::from_bytes([1; 20]);

const QUESTION: Question<'_> = Question {
    requester: OFFICE,
    entry: "household",
    attribute: "address",
    action: Action::Read,
    purpose: "school",
};

/// A directory with one active department of kind `education` at level 3, from time 1.
fn directory() -> Directory {
    let r = bindings::Registration {
        level: 3,
        kind: kind_word("education").unwrap().into(),
        ..empty_registration()
    };
    let record = bindings::Record {
        parent: Address::ZERO,
        active: true,
        since: 1,
        r,
    };
    let data = (Address::from(OFFICE.to_bytes()), record).abi_encode_params();
    let mut directory = Directory::new(1);
    directory.apply(&entry(1, data, 1)).unwrap();
    directory
}

fn empty_registration() -> bindings::Registration {
    bindings::Registration {
        level: 1,
        kind: B256::ZERO,
        ed25519: B256::ZERO,
        x25519: B256::ZERO,
        p256Sign: [].into(),
        p256Encrypt: [].into(),
        code: String::new(),
        nameZh: String::new(),
        nameEn: String::new(),
        endpoint: String::new(),
    }
}

fn entry(kind: u8, data: Vec<u8>, time: i64) -> Entry {
    Entry {
        bucket: PUBLIC_BUCKET,
        seq: 0,
        block: time.unsigned_abs(),
        time,
        kind,
        writer: B256::ZERO,
        fingerprint: B256::ZERO,
        nonce: B128::ZERO,
        tag: B128::ZERO,
        data: data.into(),
    }
}

fn terms(kind: Option<&str>, verdict: Verdict) -> RuleTerms {
    RuleTerms {
        requester_kind: kind.map(Into::into),
        min_level: 2,
        max_level: 4,
        entry: "household".into(),
        attribute: "address".into(),
        purpose: "school".into(),
        action: Action::Read,
        verdict,
        clause: "law/1".into(),
        title_zh: "法".into(),
        title_en: "Law".into(),
        text_fingerprint: B256::ZERO,
        text_uri: String::new(),
        max_validity_secs: 60,
        max_uses: 1,
        max_retention_days: 0,
        delegable: false,
        statutory: false,
        from: 10,
        until: None,
    }
}

/// Writes the rule's state at `time`.
fn write(law: &mut LawBook, id: u64, terms: &RuleTerms, time: i64) {
    let rule = terms.to_binding().unwrap();
    let data = (U256::from(id), rule).abi_encode_params();
    law.apply(&entry(3, data, time)).unwrap();
}

/// (verdict, rule) of the standard question at `time`.
fn ask(law: &LawBook, time: i64) -> (Verdict, Option<u64>) {
    let directory = directory();
    let answer = law.evaluate(&directory, &QUESTION, time);
    (answer.verdict, answer.rule.map(|rule| rule.id))
}

const DENIED: (Verdict, Option<u64>) = (Verdict::Deny, None);

#[test]
fn no_rule_no_permission() {
    assert_eq!(ask(&LawBook::new(), 20), DENIED);
}

#[test]
fn the_own_kind_hides_any_kind_even_when_it_is_silent() {
    let mut law = LawBook::new();
    write(&mut law, 1, &terms(None, Verdict::Refer), 10);
    assert_eq!(ask(&law, 20), (Verdict::Refer, Some(1)));
    let own = RuleTerms {
        until: Some(40),
        ..terms(Some("education"), Verdict::Permit)
    };
    write(&mut law, 2, &own, 30);
    assert_eq!(ask(&law, 29), (Verdict::Refer, Some(1)));
    assert_eq!(ask(&law, 30), (Verdict::Permit, Some(2)));
    assert_eq!(ask(&law, 40), DENIED);
    // Repealed after its end: `until` stays where it was, and the other rule speaks again.
    write(&mut law, 2, &own, 50);
    assert_eq!(ask(&law, 49), DENIED);
    assert_eq!(ask(&law, 50), (Verdict::Refer, Some(1)));
}

#[test]
fn repeal_takes_effect_at_once_and_the_past_stays() {
    let mut law = LawBook::new();
    let rule = terms(Some("education"), Verdict::Permit);
    write(&mut law, 1, &rule, 10);
    write(
        &mut law,
        1,
        &RuleTerms {
            until: Some(30),
            ..rule.clone()
        },
        30,
    );
    assert_eq!(ask(&law, 29), (Verdict::Permit, Some(1)));
    assert_eq!(ask(&law, 30), DENIED);
    write(&mut law, 2, &rule, 30);
    assert_eq!(ask(&law, 30), (Verdict::Permit, Some(2)));
    assert!(law.rule(1).unwrap().repealed && !law.rule(2).unwrap().repealed);
}

#[test]
fn levels_times_kinds_and_actions() {
    let check = |change: fn(&mut RuleTerms), expected| {
        let mut law = LawBook::new();
        let mut rule = terms(Some("education"), Verdict::Permit);
        change(&mut rule);
        write(&mut law, 1, &rule, 1);
        assert_eq!(ask(&law, 20), expected);
    };
    let permitted = (Verdict::Permit, Some(1));
    check(|_| (), permitted);
    check(|r| r.max_level = 3, permitted);
    check(|r| r.max_level = 2, DENIED);
    check(|r| r.min_level = 4, DENIED);
    check(|r| r.from = 20, permitted);
    check(|r| r.from = 21, DENIED);
    check(|r| r.until = Some(21), permitted);
    check(|r| r.until = Some(20), DENIED);
    check(|r| r.requester_kind = Some("police".into()), DENIED);
    check(|r| r.requester_kind = None, permitted);
    check(|r| r.action = Action::Modify, DENIED);
    check(|r| r.purpose = "other".into(), DENIED);
    check(|r| r.verdict = Verdict::Deny, (Verdict::Deny, Some(1)));
}

#[test]
fn statutory_access_is_a_rule_that_says_so_and_permits() {
    let check = |change: fn(&mut RuleTerms), expected: Option<u64>| {
        let mut law = LawBook::new();
        let mut rule = terms(Some("education"), Verdict::Permit);
        change(&mut rule);
        write(&mut law, 1, &rule, 1);
        let directory = directory();
        let answer = law.evaluate(&directory, &QUESTION, 20);
        assert_eq!(answer.statutory().map(|rule| rule.id), expected);
    };
    check(|_| (), None);
    check(|r| r.statutory = true, Some(1));
    check(|r| (r.statutory, r.until) = (true, Some(20)), None);
    check(|r| (r.statutory, r.verdict) = (true, Verdict::Refer), None);
}

#[test]
fn unregistered_or_suspended_is_denied() {
    let mut law = LawBook::new();
    write(&mut law, 1, &terms(None, Verdict::Permit), 0);
    // The department exists from time 1, the rule speaks from 10.
    assert_eq!(ask(&law, 0), DENIED);
    let stranger = Question {
        requester: ChainAddress::from_bytes([9; 20]),
        ..QUESTION
    };
    assert_eq!(law.evaluate(&directory(), &stranger, 20).rule, None);
}

#[test]
fn terms_and_json_round_trip() {
    let mut law = LawBook::new();
    let rule = RuleTerms {
        until: Some(99),
        ..terms(Some("education"), Verdict::Refer)
    };
    write(&mut law, 7, &rule, 12);
    assert_eq!(law.rule(7).unwrap().terms, rule);
    let text = serde_json::to_string(&law).unwrap();
    assert_eq!(serde_json::from_str::<LawBook>(&text).unwrap(), law);
    assert!(
        RuleTerms {
            from: -1,
            ..rule.clone()
        }
        .to_binding()
        .is_none()
    );
    assert!(
        RuleTerms {
            requester_kind: Some(String::new()),
            ..rule
        }
        .to_binding()
        .is_none()
    );
}

#[test]
fn malformed_rules_change_nothing() {
    let mut law = LawBook::new();
    let mut rule = terms(None, Verdict::Permit).to_binding().unwrap();
    rule.action = 3;
    let data = (U256::from(1), rule.clone()).abi_encode_params();
    assert_eq!(law.apply(&entry(3, data, 1)), Err(MalformedEntry));
    (rule.action, rule.verdict) = (0, 3);
    let data = (U256::from(1), rule.clone()).abi_encode_params();
    assert_eq!(law.apply(&entry(3, data, 1)), Err(MalformedEntry));
    rule.verdict = 1;
    let data = (U256::MAX, rule).abi_encode_params();
    assert_eq!(law.apply(&entry(3, data, 1)), Err(MalformedEntry));
    assert_eq!(law, LawBook::new());
}

#[test]
fn what_a_change_of_the_law_changed_is_named() {
    let permits = terms(Some("education"), Verdict::Permit);
    let check = |change: fn(&mut RuleTerms), expected: &[Change]| {
        let mut law = LawBook::new();
        write(&mut law, 1, &permits, 1);
        let mut amended = permits.clone();
        change(&mut amended);
        write(&mut law, 1, &amended, 20);
        let found = law.changed_since(1, 10, 30).map(|(_, changes)| changes);
        assert_eq!(found.unwrap_or_default(), expected);
    };
    check(|_| (), &[]);
    check(|r| r.title_en = "Renamed".into(), &[]);
    check(|r| r.until = Some(20), &[Change::Repealed]);
    check(|r| r.until = Some(30), &[Change::Ended]);
    check(|r| r.until = Some(31), &[]);
    check(|r| r.from = 31, &[Change::NotYet]);
    check(|r| r.max_level = 3, &[Change::Levels]);
    check(|r| r.clause = "law/2".into(), &[Change::Clause]);
    check(
        |r| r.text_fingerprint = B256::repeat_byte(1),
        &[Change::Text],
    );
    check(
        |r| r.max_validity_secs = 30,
        &[Change::MaxValidity {
            before: 60,
            after: 30,
        }],
    );
    check(
        |r| (r.max_uses, r.max_retention_days) = (2, 1),
        &[
            Change::MaxUses {
                before: 1,
                after: 2,
            },
            Change::MaxRetention {
                before: 0,
                after: 1,
            },
        ],
    );
    check(
        |r| (r.delegable, r.statutory) = (true, true),
        &[
            Change::Delegable { after: true },
            Change::Statutory { after: true },
        ],
    );
    check(
        |r| r.verdict = Verdict::Refer,
        &[Change::Verdict {
            before: Verdict::Permit,
            after: Verdict::Refer,
        }],
    );
}
