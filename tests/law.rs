//! The law changes, and the law leaves something to a person: through `wallet` and `gateway` alone.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use serde_json::{Value, json};

use support::{
    citizen::Citizen,
    city::{City, text},
    process::Answer,
};

const CLAUSE: &str = "ht-school-entry/12";

#[test]
fn a_change_of_the_law_stops_a_permission_at_the_next_use_and_is_told() {
    let (city, citizen) = identified();
    let asked = [
        "--attributes",
        "person.name,household.address",
        "--uses",
        "4",
    ];
    let link = city.ask("education", "school-enrolment", &asked);
    citizen.wallet(&["request", "approve", &link]).ok();
    city.read("education").ok();

    let statute = citizen.wallet(&["law", "show", CLAUSE]).ok();
    assert_eq!(statute["check"], "checked", "{statute}");
    assert!(!text(&statute, "/text").is_empty());

    // One of two rights is taken away: the other stays.
    let which = ["--clause", CLAUSE, "--attribute", "household.address"];
    let repealed = law(&city, "repeal", &which);
    assert_eq!(repealed[0]["repealed"], true, "{repealed}");
    refused(&city, "education", &[], "LawDenies");
    let name = ["--attributes", "person.name"];
    read(&city, "education", &name);
    let row = permission(&citizen);
    assert_eq!(row["state"]["state"], "active");
    assert_eq!(standings(&row), ["permitted", "denied"], "{row}");
    assert_eq!(row["law"]["changes"][0]["change"], "repealed", "{row}");
    assert_eq!(row["law"]["changes"][0]["proof"]["verdict"], "proven");

    // A limit that the permission goes beyond stops the rest; back again, it holds again.
    let which = ["--clause", CLAUSE, "--attribute", "person.name"];
    law(&city, "amend", &[&which[..], &["--max-uses", "1"]].concat());
    refused(&city, "education", &name, "LawLimit");
    let row = permission(&citizen);
    assert_eq!(row["state"]["state"], "suspended-by-law");
    assert_eq!(standings(&row), ["over-limit", "denied"]);
    law(&city, "amend", &[&which[..], &["--max-uses", "4"]].concat());
    assert_eq!(permission(&citizen)["state"]["state"], "active");
    read(&city, "education", &name);

    let activity = citizen.wallet(&["activity"]).ok();
    assert_eq!(of_kind(&activity, "stopped-by-law").len(), 2, "{activity}");
    assert_eq!(of_kind(&activity, "allowed-by-law").len(), 1, "{activity}");
    for line in of_kind(&activity, "stopped-by-law") {
        assert_eq!(line["basis"]["clause"], CLAUSE);
        assert!(line["height"].as_u64().is_some());
    }

    // Nothing can be asked for that the law no longer has.
    let link = city.ask("education", "school-enrolment", &asked);
    let shown = citizen.wallet(&["request", "inspect", &link]).ok();
    assert_eq!(shown["items"][1]["law"], "denied");
    assert_eq!(law_of(&shown, "person.name"), "permitted");
    let count = |more: &[&str]| law(&city, "list", more).as_array().unwrap().len();
    assert_eq!(count(&[]) + 1, count(&["--all"]));
}

#[test]
fn an_officer_decides_and_the_citizen_can_object() {
    let (city, citizen) = identified();
    let asked = ["--attributes", "person.name,person.id-number"];
    let link = city.ask("housing", "rent-subsidy", &asked);
    let case = city
        .gateway(&["refer", "--department", "housing", "--due-days", "5"])
        .ok();
    assert_eq!(
        (&case["state"], &case["number"]),
        (&json!("open"), &json!(1))
    );

    citizen.wallet(&["sync"]).ok();
    let shown = citizen.wallet(&["request", "inspect", &link]).ok();
    assert_eq!(law_of(&shown, "person.id-number"), "needs-officer");
    citizen.wallet(&["sync"]).ok();
    let shown = citizen
        .wallet(&["request", "inspect", &text(&shown, "/id")])
        .ok();
    assert_eq!(shown["case"]["stage"], "waiting", "{shown}");
    assert_eq!(shown["case"]["waiting"], 1);
    assert_eq!(shown["case"]["proof"]["verdict"], "proven");

    // The citizen signs that right, too; it sleeps.
    let id = text(&shown, "/id");
    citizen.wallet(&["request", "approve", &id]).ok();
    refused(&city, "housing", &[], "Referred");
    read(&city, "housing", &["--attributes", "person.name"]);
    assert_eq!(
        standings(&permission(&citizen)),
        ["permitted", "needs-officer"]
    );

    // Nobody decides but an officer of the office, authorised at that moment.
    let reasons = ["--reasons", "The subsidy is paid by this number."];
    let decide =
        |more: &[&str]| city.gateway(&[&["decide", "permit"], &reasons[..], more].concat());
    let case = text(&case, "/case");
    by_contract(&decide(&["--officer", "former"]));
    by_contract(&decide(&["--department", "education", "--case", &case]));
    by_contract(&decide(&["--department", "housing", "--case", &case]));
    refused(&city, "housing", &[], "Referred");

    let decided = decide(&[]).ok();
    assert_eq!(
        (&decided["state"], &decided["granted"]),
        (&json!("permitted"), &json!(true))
    );
    by_contract(&decide(&["--case", &case]));
    let served = read(&city, "housing", &[]);
    assert_eq!(served["values"]["person.id-number"], "HT19900417001X");

    let row = permission(&citizen);
    assert_eq!(
        standings(&row),
        ["permitted", "permitted-by-officer"],
        "{row}"
    );
    let shown = citizen.wallet(&["request", "inspect", &id]).ok();
    let decision = &shown["case"]["decision"];
    assert_eq!(shown["case"]["stage"], "permitted", "{shown}");
    assert_eq!(decision["problem"], Value::Null);
    assert_eq!(decision["reasons"]["en"], reasons[1]);
    assert_eq!(decision["office"]["name"]["en"], "Household Registry");
    assert_eq!(decision["authorised"]["verdict"], "proven");
    let activity = citizen.wallet(&["activity"]).ok();
    assert_eq!(of_kind(&activity, "case-opened").len(), 1);
    assert_eq!(of_kind(&activity, "case-decided").len(), 1);

    // An officer who is dismissed clears nothing any more.
    city.gateway(&["officers", "dismiss", "--officer", "zhou"])
        .ok();
    refused(&city, "housing", &[], "Officer");

    let words = "The number is not needed for this.";
    let objection = citizen
        .wallet(&["request", "object", &id, "--text", words])
        .ok();
    assert!(objection["height"].as_u64().is_some(), "{objection}");
    assert_eq!(objection["delivered"], true, "{objection}");
    let received = city.gateway(&["petitions", "list"]).ok();
    assert_eq!(
        (&received[0]["kind"], &received[0]["text"]),
        (&json!("objection"), &json!(words))
    );
    let answer = [
        "petitions",
        "answer",
        "--department",
        "household",
        "--text",
        "Reviewed.",
    ];
    city.gateway(&answer).ok();
    citizen.wallet(&["sync"]).ok();
    let said = citizen.wallet(&["petitions", "list"]).ok();
    assert_eq!(said[0]["answer"]["en"], "Reviewed.", "{said}");
}

#[test]
fn what_an_officer_refuses_is_never_read() {
    let (city, citizen) = identified();
    let asked = ["--attributes", "person.name,person.id-number"];
    let link = city.ask("housing", "rent-subsidy", &asked);
    citizen.wallet(&["request", "approve", &link]).ok();
    city.gateway(&["refer", "--department", "housing"]).ok();
    let deny = [
        "decide",
        "deny",
        "--reasons",
        "Not needed.",
        "--department",
        "civil-affairs",
        "--officer",
        "lin",
    ];
    let decided = city.gateway(&deny).ok();
    assert_eq!(decided["state"], "denied");
    refused(&city, "housing", &[], "Referred");
    citizen.wallet(&["sync"]).ok();
    let row = permission(&citizen);
    assert_eq!(
        standings(&row),
        ["permitted", "refused-by-officer"],
        "{row}"
    );
}

#[test]
fn a_clause_that_does_not_decide_covers_nothing() {
    let (city, citizen) = identified();
    // The law permits it, but under another clause than the office says.
    let more = [
        "--attributes",
        "person.name",
        "--clause",
        "ht-rent-subsidy/7",
    ];
    let link = city.ask("education", "school-enrolment", &more);
    let shown = citizen.wallet(&["request", "inspect", &link]).ok();
    assert_eq!(law_of(&shown, "person.name"), "denied", "{shown}");
    let answer = citizen.wallet(&["request", "approve", &link]);
    assert_eq!(answer.json["error"]["code"], "law-denies", "{answer:?}");
}

fn identified() -> (City, Citizen) {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    (city, citizen)
}

fn law(city: &City, act: &str, more: &[&str]) -> Value {
    city.gateway(&[&["law", act], more].concat()).ok()
}

fn read(city: &City, department: &str, more: &[&str]) -> Value {
    city.gateway(&[&["read", "--department", department], more].concat())
        .ok()
}

fn refused(city: &City, department: &str, more: &[&str], reason: &str) {
    let answer = city.gateway(&[&["read", "--department", department], more].concat());
    assert_eq!(
        (answer.json["reason"].as_str(), answer.status),
        (Some(reason), 6),
        "{}",
        answer.json
    );
}

/// The contract has refused what a department wanted.
fn by_contract(answer: &Answer) {
    let error = answer.json["error"].as_str();
    assert_eq!(
        (error, answer.status),
        (Some("refused_by_contract"), 1),
        "{}",
        answer.json
    );
}

/// The citizen's only permission, as of now.
fn permission(citizen: &Citizen) -> Value {
    citizen.wallet(&["sync"]).ok();
    let rows = citizen.wallet(&["grants", "list"]).ok();
    rows[0].clone()
}

fn standings(row: &Value) -> Vec<String> {
    let rights = row["law"]["rights"].as_array().unwrap();
    rights
        .iter()
        .map(|right| text(right, "/standing"))
        .collect()
}

fn law_of(shown: &Value, attribute: &str) -> String {
    let items = shown["items"].as_array().unwrap();
    let item = items.iter().find(|item| item["attribute"] == attribute);
    text(item.unwrap(), "/law")
}

fn of_kind<'a>(activity: &'a Value, kind: &str) -> Vec<&'a Value> {
    let lines = activity.as_array().unwrap();
    lines.iter().filter(|line| line["kind"] == kind).collect()
}
