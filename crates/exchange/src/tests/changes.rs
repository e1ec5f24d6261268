//! Proposed values: one form, inside the request, in the body of a use, and in the check code; and
//! counter-offers on their way.

use grant::{Action, Digest, Fingerprint};
use serde_json::{Value, json};

use super::requests::{code, draft};
use super::*;
use crate::access::{AccessError, AccessRequest, AttributeName, OperationMessage};
use crate::answer::{Answer, AnswerExpectation, AskedFor, open_answer, seal_answer};
use crate::change::{Change, Changes, ChangesError, NewValue};
use crate::receipt::{Receipt, ReceiptError, ReceiptOutcome, sign_receipt, verify_offer_receipt};
use crate::request::{CLIENT_ID_PREFIX, UnverifiedRequest, read_answered};
use crate::shortfall::Lawful;
use crate::terms::{AskedRight, Terms, TransactionDataError};

fn value(value: Value) -> NewValue {
    NewValue::new(value).unwrap()
}

fn change(attribute: &str, new: Value) -> Change {
    Change {
        attribute: code(attribute),
        entry: code("household"),
        value: value(new),
    }
}

fn right(attribute: &str, action: Action, proposed: Option<Value>) -> AskedRight {
    AskedRight {
        entry: code("household"),
        attribute: code(attribute),
        actions: vec![action],
        required: true,
        proposed: proposed.map(value),
    }
}

/// A request for a reading, two changes and an addition.
fn terms() -> Terms {
    let mut terms = draft().terms;
    terms.rights = vec![
        right("person.name", Action::Read, None),
        right(
            "household.address",
            Action::Modify,
            Some(json!({ "zh": "乙", "en": "b" })),
        ),
        right("household.since", Action::Modify, Some(json!("2026-11-16"))),
        right("household.post-to", Action::Add, Some(json!("home"))),
    ];
    terms
}

#[test]
fn a_value_is_what_can_be_seen_and_nothing_else() {
    for good in [
        json!("a"),
        json!(0),
        json!(-5),
        json!(true),
        json!(["a", 1]),
        json!({ "zh": "一", "en": "one" }),
        json!([{ "name": "李小雨", "relation": { "zh": "女儿", "en": "daughter" } }]),
        json!("a".repeat(500)),
    ] {
        assert!(NewValue::new(good.clone()).is_ok(), "{good}");
    }
    for bad in [
        Value::Null,
        json!(""),
        json!(" a"),
        json!("a\n"),
        json!("a\u{0}b"),
        json!("a\u{202e}b"),
        json!("a\u{200b}b"),
        json!("a\u{ad}b"),
        json!("a\u{fe0f}b"),
        json!(1.5),
        json!(u64::MAX),
        json!([]),
        json!({}),
        json!([null]),
        json!({ "": "a" }),
        json!([[[[["a"]]]]]),
        json!("a".repeat(501)),
        json!(vec!["a".repeat(400); 6]),
    ] {
        assert!(NewValue::new(bad.clone()).is_err(), "{bad}");
    }
}

#[test]
fn a_body_has_one_form() {
    let changes = Changes::new(vec![
        change("b", json!({ "zh": "乙", "en": "b \"q\"" })),
        change("a", json!(["x", 1])),
    ])
    .unwrap();
    let body = r#"[{"attribute":"a","entry":"household","value":["x",1]},{"attribute":"b","entry":"household","value":{"en":"b \"q\"","zh":"乙"}}]"#;
    assert_eq!(changes.to_canonical(), body);
    assert_eq!(Changes::parse(body).unwrap(), changes);
    for other in [
        body.replace(r#"["x",1]"#, r#"["x", 1]"#),
        body.replace(
            r#"{"en":"b \"q\"","zh":"乙"}"#,
            r#"{"zh":"乙","en":"b \"q\""}"#,
        ),
        body.replace('乙', "\\u4e59"),
        body.replace(r#""value":["x",1]"#, r#""value":["x",1],"value":["x",1]"#),
        body.replace(r#""attribute":"a","#, ""),
        body.replace("[\"x\",1]", "[\"x\",1.0]"),
        format!("{body} "),
        String::new(),
        "[]".to_owned(),
        "null".to_owned(),
        "x".repeat(40_000),
    ] {
        assert!(Changes::parse(&other).is_err(), "{other}");
    }
    let twice = Changes::new(vec![change("a", json!("x")), change("a", json!("y"))]);
    assert_eq!(twice, Err(ChangesError::Attributes));
    assert_eq!(Changes::new(Vec::new()), Err(ChangesError::Attributes));
}

#[test]
fn a_proposal_stands_with_a_change_and_with_nothing_else() {
    let decoded = |terms: &Terms| Terms::decode(&terms.encode("g1")).map(|(terms, _)| terms);
    assert_eq!(decoded(&terms()), Ok(terms()));
    let with = |index: usize, change: &dyn Fn(&mut AskedRight)| {
        let mut terms = terms();
        change(&mut terms.rights[index]);
        decoded(&terms).unwrap_err()
    };
    let refused = TransactionDataError::Proposal;
    assert_eq!(
        with(0, &|right| right.proposed = Some(value(json!("x")))),
        refused
    );
    assert_eq!(with(1, &|right| right.proposed = None), refused);
    let both = vec![Action::Modify, Action::Add];
    assert_eq!(with(1, &|right| right.actions.clone_from(&both)), refused);
    // A value that cannot be seen is no value, whoever signed it.
    let text = keys::base64url::decode(&terms().encode("g1")).unwrap();
    let text = String::from_utf8(text).unwrap();
    let hidden = text.replace(r#""proposed":"home""#, "\"proposed\":\"ho\u{200b}me\"");
    assert_ne!(text, hidden);
    let outcome = Terms::decode(&keys::base64url::encode(hidden.as_bytes()));
    assert_eq!(outcome.unwrap_err(), TransactionDataError::Members);
}

#[test]
fn only_what_was_proposed_is_proposed() {
    let terms = terms();
    let modify = terms.proposals(Action::Modify).unwrap();
    assert_eq!(modify.as_slice().len(), 2);
    assert!(terms.proposes(Action::Modify, &modify));
    assert!(!terms.proposes(Action::Add, &modify));
    assert!(terms.proposals(Action::Read).is_none());
    let one = |attribute, new| Changes::new(vec![change(attribute, new)]).unwrap();
    assert!(terms.proposes(Action::Modify, &one("household.since", json!("2026-11-16"))));
    assert!(!terms.proposes(Action::Modify, &one("household.since", json!("2026-11-17"))));
    assert!(!terms.proposes(Action::Modify, &one("household.post-to", json!("home"))));
    assert!(!terms.proposes(Action::Read, &one("person.name", json!("x"))));
    assert!(!terms.proposes(Action::Modify, &one("person.telephone", json!("1"))));
}

#[test]
fn the_check_code_is_of_the_request_and_of_every_value() {
    let request = Digest::of(b"r");
    let code = terms().check_code(request).unwrap();
    assert_eq!(code.len(), 8);
    assert!(
        code.bytes()
            .all(|c| b"0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains(&c))
    );
    assert_eq!(terms().check_code(request), Some(code.clone()));
    assert_ne!(terms().check_code(Digest::of(b"s")), Some(code.clone()));
    let mut other = terms();
    other.rights[2].proposed = Some(value(json!("2026-11-17")));
    assert_ne!(other.check_code(request), Some(code));
    assert_eq!(draft().terms.check_code(request), None);
}

#[test]
fn an_operation_and_its_body_go_together() {
    let changes = terms().proposals(Action::Modify).unwrap();
    let message = OperationMessage::change(Action::Modify, &changes);
    assert_eq!(message.changes().unwrap(), Some(changes.clone()));
    let operation = message.to_operation().unwrap();
    let expected = grant::Operation::new(
        Action::Modify,
        changes.names().map(|name| (name.entry, name.attribute)),
        changes.to_canonical().as_bytes(),
    );
    assert_eq!(operation.digest(), expected.unwrap().digest());

    let refused = |change: &dyn Fn(&mut OperationMessage)| {
        let mut message = message.clone();
        change(&mut message);
        message.to_operation().unwrap_err()
    };
    let body = AccessError::Body;
    assert_eq!(refused(&|m| m.body = None), body);
    assert_eq!(refused(&|m| m.method = Action::Read), body);
    assert_eq!(refused(&|m| m.rights.truncate(1)), body);
    let other = AttributeName {
        entry: code("household"),
        attribute: code("person.name"),
    };
    assert_eq!(refused(&|m| m.rights[0] = other.clone()), body);
    assert_eq!(
        refused(&|m| m.body = Some(format!("{} ", changes.to_canonical()))),
        body
    );

    let whole = |request: Option<&str>, operation: &OperationMessage| {
        let message = AccessRequest {
            token: "t".to_owned(),
            operation: operation.clone(),
            request: request.map(str::to_owned),
        };
        AccessRequest::parse(&serde_json::to_vec(&message).unwrap()).map(|_| ())
    };
    let read = OperationMessage::read(vec![other]);
    assert_eq!(whole(Some("r"), &message), Ok(()));
    assert_eq!(whole(None, &message), Err(body));
    assert_eq!(whole(None, &read), Ok(()));
    assert_eq!(whole(Some("r"), &read), Err(body));
}

#[test]
fn an_answered_request_is_read_by_its_digest_alone() {
    let mut draft = draft();
    draft.terms = terms();
    let signed = draft.sign(&signer()).unwrap();
    let read = read_answered(&signed.compact).unwrap();
    assert_eq!(read.digest, signed.digest);
    assert_eq!((read.department, read.terms), (department_did(1), terms()));
    // Any other byte is another request, or none.
    for at in (0..signed.compact.len()).step_by(97) {
        let Some(other) = flip(&signed.compact, at, 1) else {
            continue;
        };
        assert!(!read_answered(&other).is_ok_and(|read| read.digest == signed.digest));
    }
}

#[test]
fn a_counter_offer_reaches_its_requester_and_is_neither_grant_nor_refusal() {
    let signed = draft().sign(&signer()).unwrap();
    let client_id = format!("{CLIENT_ID_PREFIX}{}", department_did(1));
    let request = UnverifiedRequest::parse(&signed.compact, &client_id)
        .unwrap()
        .verify(&department(), NOW + 1)
        .unwrap();
    let open = |answer: &Answer| {
        let body = seal_answer(&request, answer, &mut rng());
        let expected = AnswerExpectation {
            query_id: "g1",
            nonce: &request.nonce,
            state: &request.state,
            key_id: "k1",
            asked: AskedFor::Grant,
        };
        open_answer(body.as_bytes(), &encryption_secret(), &expected)
    };
    let offer = |message: Option<&str>| Answer::CounterOffer {
        grant: "G~d~".to_owned(),
        message: message.map(str::to_owned),
    };
    assert!(open(&offer(None)).unwrap() == offer(None));
    assert!(open(&offer(Some("不给"))).unwrap() == offer(Some("不给")));
    let long = "长".repeat(900);
    let cut = "长".repeat(500);
    assert!(open(&offer(Some(&long))).unwrap() == offer(Some(&cut)));
    assert!(open(&offer(Some("a\u{7}b"))).unwrap() == offer(Some("ab")));
}

#[test]
fn a_receipt_for_a_counter_offer_is_for_nothing_else() {
    let grant = Fingerprint::from_bytes([7; 32]);
    let request = Digest::of(b"r");
    let check = |outcome, named| {
        let receipt = Receipt {
            department: department_did(1),
            request,
            grant: Some(named),
            outcome,
            number: "HT-1".to_owned(),
            issued_at: NOW,
        };
        let receipt = sign_receipt(&receipt, &signer()).unwrap();
        let body = json!({ "receipt": receipt }).to_string();
        verify_offer_receipt(body.as_bytes(), &department(), request, grant, NOW)
            .map(|receipt| receipt.outcome)
    };
    for outcome in [
        ReceiptOutcome::OfferNoted,
        ReceiptOutcome::OfferTaken,
        ReceiptOutcome::OfferNotTaken,
    ] {
        assert_eq!(check(outcome, grant), Ok(outcome));
        let other = Fingerprint::from_bytes([8; 32]);
        assert_eq!(check(outcome, other), Err(ReceiptError::Mismatch));
    }
    for outcome in [ReceiptOutcome::Accepted, ReceiptOutcome::RefusalNoted] {
        assert_eq!(check(outcome, grant), Err(ReceiptError::Mismatch));
    }
}

#[test]
fn what_falls_short_is_what_was_required_and_could_be_given() {
    let mut terms = terms();
    terms.rights.push(AskedRight {
        required: false,
        ..right("household.members", Action::Read, None)
    });
    let all: Vec<grant::Right> = terms.single_rights().collect();
    let limits = terms.limits;
    let forbidden = code("household.since");
    let lawful = Lawful {
        permits: &|right| right.attribute != forbidden,
        max_retention_days: 90,
    };
    let mut limits_of_law = limits;
    limits_of_law.retention_days = 90;
    assert!(!terms.shortfall(&all, &limits, lawful).is_any());
    // What the law forbids or cuts is nobody's falling short, and what is optional neither.
    let given: Vec<_> = all
        .iter()
        .filter(|right| {
            right.attribute != forbidden && right.attribute != code("household.members")
        })
        .cloned()
        .collect();
    assert!(!terms.shortfall(&given, &limits_of_law, lawful).is_any());
    let short = terms.shortfall(&given[1..], &limits_of_law, lawful);
    assert_eq!(short.left_out, [given[0].clone()]);
    assert!(short.needs_consent());
    let mut less = limits_of_law;
    less.retention_days = 89;
    assert!(terms.shortfall(&given, &less, lawful).needs_consent());
    let mut sooner = limits_of_law;
    (sooner.expires, sooner.max_uses) = (limits.expires - 1, 1);
    let short = terms.shortfall(&given, &sooner, lawful);
    assert!(short.is_any() && !short.needs_consent());
}
