//! Showing a part of a document to an office that asks for it: through `wallet` and `gateway` alone,
//! on a chain of the test's own.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use serde_json::{Value, json};

use support::{
    citizen::Citizen,
    city::{City, text},
};

const NEEDED: [&str; 4] = [
    "--attributes",
    "person.name,person.birth-date",
    "--purpose",
    "school-enrolment",
];

fn found() -> (City, Citizen) {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    (city, citizen)
}

/// Lets an office ask; returns the link.
fn ask(city: &City, department: &str, more: &[&str]) -> String {
    let arguments = ["presentations", "request", "--department", department];
    let asked = [&arguments[..], &NEEDED, more].concat();
    text(&city.gateway(&asked).ok(), "/link")
}

fn present(citizen: &Citizen, link: &str, more: &[&str]) -> Value {
    let arguments = ["request", "present", link];
    citizen.wallet(&[&arguments, more].concat()).ok()
}

fn shown(city: &City) -> Value {
    city.gateway(&["presentations", "list"]).ok()
}

#[test]
fn exactly_what_was_reviewed_is_shown_and_nothing_else() {
    let (city, citizen) = found();
    let more = ["--optional", "household.address,household.members"];
    for form in [&[][..], &["--by-value"], &["--es256"]] {
        let link = ask(&city, "education", &[&more[..], form].concat());
        let review = citizen.wallet(&["request", "inspect", &link]).ok();
        assert_eq!(review["obstacle"], Value::Null);
        assert_eq!(review["items"].as_array().unwrap().len(), 4);
        assert_eq!(review["sets"].as_array().unwrap().len(), 4);
        assert!(review["clause"]["code"].is_string());

        // Another digest is another sheet.
        let id = text(&review, "/id");
        let other = format!("0x{}", "0".repeat(64));
        citizen
            .wallet(&["request", "present", &id, "--digest", &other])
            .fails("review-changed", 6);

        let also = ["--also", "household.address"];
        let presented = present(&citizen, &id, &also);
        assert!(!text(&presented, "/receipt").is_empty());
        let seen = &shown(&city)[0];
        assert_eq!(seen["request_id"].as_str().unwrap().len(), 22);
        let attributes = seen["attributes"].as_object().unwrap();
        assert_eq!(
            attributes.keys().collect::<Vec<_>>(),
            ["household.address", "person.birth-date", "person.name"]
        );
        assert_eq!(attributes["person.name"], "李明");
        citizen
            .wallet(&["request", "present", &id])
            .fails("request-answered", 6);
    }
    let activity = citizen.wallet(&["activity"]).ok();
    let lines: Vec<&Value> = (activity.as_array().unwrap().iter())
        .filter(|row| row["kind"] == "document-presented")
        .collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["rights"].as_array().unwrap().len(), 3);
    assert!(
        !activity.to_string().contains("李明"),
        "no value is in the log"
    );
}

#[test]
fn two_offices_are_shown_copies_that_nothing_joins() {
    let (city, citizen) = found();
    let id = text(&citizen.wallet(&["credentials", "list"]).ok(), "/0/id");
    let unused = || {
        let document = citizen.wallet(&["credentials", "show", &id]).ok();
        document["copies"][0].as_u64().unwrap()
    };
    let before = unused();
    present(&citizen, &ask(&city, "education", &[]), &[]);
    assert_eq!(unused(), before - 1);
    // The same office sees the same copy, another office another.
    present(&citizen, &ask(&city, "education", &[]), &[]);
    assert_eq!(unused(), before - 1);
    present(&citizen, &ask(&city, "housing", &[]), &[]);
    assert_eq!(unused(), before - 2);
}

#[test]
fn what_does_not_hold_any_more_is_not_shown() {
    let (city, citizen) = found();
    let early = ask(&city, "education", &[]);
    let id = text(&citizen.wallet(&["request", "inspect", &early]).ok(), "/id");
    let suspend = ["--department", "household", "--credential", "identity"];
    city.gateway(&[&["certificate", "suspend"], &suspend[..]].concat())
        .ok();
    citizen.wallet(&["sync"]).ok();
    citizen
        .wallet(&["request", "present", &id])
        .fails("nothing-to-show", 6);
    city.gateway(&[&["certificate", "reinstate"], &suspend[..]].concat())
        .ok();
    citizen.wallet(&["sync"]).ok();
    present(&citizen, &id, &[]);
    assert_eq!(shown(&city).as_array().unwrap().len(), 1);

    // A document that the wallet does not have.
    let degree = ["--document", "degree"];
    let link = ask(&city, "education", &degree);
    let review = citizen.wallet(&["request", "inspect", &link]).ok();
    assert_eq!(review["obstacle"], "nothing-to-show");
    assert_eq!(review["document"], Value::Null);
    citizen
        .wallet(&["request", "present", &link])
        .fails("nothing-to-show", 6);
}

#[test]
fn a_refusal_is_told_and_nothing_is_shown() {
    let (city, citizen) = found();
    let link = ask(&city, "housing", &[]);
    let row = citizen.wallet(&["request", "refuse", &link]).ok();
    assert_eq!(
        (&row["kind"], &row["state"]),
        (&json!("presentation"), &json!("refused"))
    );
    assert_eq!(row["untold"], false);
    assert_eq!(shown(&city), json!([]));
    let requests = city.gateway(&["requests", "list"]).ok();
    assert_eq!(requests[0]["status"], "refused");
    // The department's request is used up.
    let id = text(&row, "/id");
    citizen
        .wallet(&["request", "present", &id])
        .fails("request-answered", 6);
}

#[test]
fn an_answer_whose_receipt_was_lost_is_sent_again_as_it_is() {
    let (city, citizen) = found();
    let link = ask(&city, "education", &["--by-value"]);
    let id = text(&citizen.wallet(&["request", "inspect", &link]).ok(), "/id");
    city.hold(true);
    let answer = citizen.wallet(&["request", "present", &id]);
    city.hold(false);
    answer.fails("may-have-been-sent", 4);
    let row = citizen.wallet(&["request", "resend", &id]).ok();
    assert_eq!(row["state"], "answered");
    assert_eq!(shown(&city).as_array().unwrap().len(), 1);
}
