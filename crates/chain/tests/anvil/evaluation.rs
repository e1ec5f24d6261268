//! The wallet's rule book and the contract answer every question alike.

use chain::law::{Action, Question, RuleTerms};
use chain::{Directory, LawBook, Verdict, calls};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::world::{Account, World, registration, terms};

const KINDS: [Option<&str>; 3] = [None, Some("education"), Some("civil-affairs")];
const ATTRIBUTES: [&str; 3] = ["address", "members", "income"];
const ACTIONS: [Action; 2] = [Action::Read, Action::Modify];

/// A change of the law: which rule, what it says.
fn change() -> impl Strategy<Value = (usize, u8, RuleTerms)> {
    let verdict = prop_oneof![
        Just(Verdict::Permit),
        Just(Verdict::Refer),
        Just(Verdict::Deny)
    ];
    let shape = (
        0..KINDS.len(),
        0..ATTRIBUTES.len(),
        0..ACTIONS.len(),
        verdict,
    );
    let levels = (1u8..=5, 1u8..=5);
    let times = (-60i64..30, prop::option::of(1i64..150));
    (
        any::<prop::sample::Index>(),
        0u8..4,
        shape,
        levels,
        times,
        1u32..9,
    )
        .prop_map(
            |(pick, act, (kind, attribute, action, verdict), (a, b), (from, until), uses)| {
                let mut rule = terms(KINDS[kind], ATTRIBUTES[attribute], verdict);
                rule.action = ACTIONS[action];
                (rule.min_level, rule.max_level) = (a.min(b), a.max(b));
                (rule.from, rule.until) = (from, until);
                rule.max_uses = uses;
                rule.statutory = uses % 2 == 0 && verdict == Verdict::Permit;
                (pick.index(40), act, rule)
            },
        )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn law_book_equals_the_contract() {
    let Some(w) = World::new().await else { return };
    let at = &w.deployment.contracts;
    let street = Account::new(4);
    let call = calls::departments_register(at, street.address(), &registration(5, "education"));
    w.civil.send(&w.chain, call.unwrap()).await.unwrap();

    let mut runner = TestRunner::deterministic();
    let (mut compared, mut permitted, mut refused) = (0, 0, 0);
    for round in 0..10 {
        for _ in 0..8 {
            let (rule, act, mut new) = change().new_tree(&mut runner).unwrap().current();
            // Times are relative to the chain's present.
            let now = w.header().await.time();
            new.from += now;
            new.until = new.until.map(|length| new.from + length);
            let id = u64::try_from(rule % 12 + 1).unwrap();
            let old = w.public().await.1.rule(id).map(|rule| rule.terms.clone());
            let call = match (act, old) {
                (0, _) => calls::laws_repeal(at, id),
                (1, Some(old)) => {
                    // An amendment keeps the matter.
                    new.requester_kind = old.requester_kind;
                    new.attribute = old.attribute;
                    new.action = old.action;
                    calls::laws_amend(at, id, &new).unwrap()
                }
                _ => calls::laws_enact(at, &new).unwrap(),
            };
            // Many are refused (taken, ended, repealed): that is part of the case.
            refused += u32::from(w.root.send(&w.chain, call).await.is_err());
        }
        let suspended = round % 3 == 1;
        let call = calls::departments_set_active(at, w.civil.address(), !suspended);
        let _ = w.root.send(&w.chain, call).await;
        for _ in 0..2 {
            w.step_time().await;
            let (directory, law, header) = w.public().await;
            // The node evaluates a call at the time of its latest block.
            let restored = round_trip(&directory, &law);
            assert_eq!(restored, (directory.clone(), law.clone()));
            for question in questions(&[&w.root, &w.school, &w.civil, &street, &Account::new(99)]) {
                let ours = law.evaluate(&directory, &question, header.time());
                let theirs = w.chain.evaluate_on_chain(&question).await.unwrap();
                assert_eq!(ours.verdict, theirs.verdict, "{question:?}");
                assert_eq!(ours.rule.map(|rule| rule.id), theirs.rule, "{question:?}");
                assert_eq!(ours.statutory().is_some(), theirs.statutory, "{question:?}");
                if let Some(rule) = ours.rule {
                    assert_eq!(rule.terms.max_uses, theirs.max_uses);
                    assert_eq!(rule.terms.max_validity_secs, theirs.max_validity_secs);
                    assert_eq!(rule.terms.max_retention_days, theirs.max_retention_days);
                }
                compared += 1;
                permitted += u32::from(theirs.verdict == Verdict::Permit);
            }
        }
    }
    // The cases are worth something only if both answers are common.
    assert!(
        compared >= 500 && permitted >= 50 && refused >= 10,
        "{compared} {permitted} {refused}"
    );
}

fn questions<'q>(requesters: &[&Account]) -> Vec<Question<'q>> {
    let mut questions = Vec::new();
    for requester in requesters {
        for attribute in ATTRIBUTES {
            for action in ACTIONS {
                questions.push(Question {
                    requester: requester.address(),
                    entry: "household",
                    attribute,
                    action,
                    purpose: "school.enrolment",
                });
            }
        }
    }
    questions
}

fn round_trip(directory: &Directory, law: &LawBook) -> (Directory, LawBook) {
    let directory = serde_json::to_string(directory).unwrap();
    let law = serde_json::to_string(law).unwrap();
    (
        serde_json::from_str(&directory).unwrap(),
        serde_json::from_str(&law).unwrap(),
    )
}
