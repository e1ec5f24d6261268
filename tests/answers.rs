//! Answering with less, changing what is registered, what is unusual, and what is missing: through
//! `wallet` and `gateway` alone, on a chain of the test's own.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use serde_json::{Value, json};

use support::{
    citizen::Citizen,
    city::{City, text},
};

const SCHOOL: &str = "school-enrolment";
const ASKED: [&str; 4] = [
    "--attributes",
    "person.name,household.address",
    "--optional",
    "household.members",
];

fn found() -> (City, Citizen) {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    (city, citizen)
}

fn ask(city: &City, policy: &str, more: &[&str]) -> String {
    city.ask(
        "education",
        SCHOOL,
        &[more, &["--accept-less", policy]].concat(),
    )
}

fn offer(citizen: &Citizen, link: &str, less: &[&str]) -> Value {
    citizen
        .wallet(&[&["request", "offer", link], less].concat())
        .ok()
}

/// There is nothing left to decide.
fn too_late(city: &City, verb: &str) {
    let answer = city.gateway(&["counter-offers", verb]);
    assert_eq!(answer.status, 1);
    assert_eq!(answer.json["error"], "invalid_request");
}

fn lines<'a>(rows: &'a Value, kind: &str) -> Vec<&'a Value> {
    let rows = rows.as_array().unwrap().iter();
    rows.filter(|row| row["kind"] == kind).collect()
}

fn inbox_state(citizen: &Citizen, id: &str) -> Value {
    let rows = citizen.wallet(&["request", "list"]).ok();
    let rows = rows.as_array().unwrap().clone();
    rows.iter().find(|row| row["id"] == id).unwrap()["state"].clone()
}

#[test]
fn what_is_offered_stands_only_when_it_is_taken() {
    let (city, citizen) = found();
    let none = json!([]);

    // Nobody has decided: nothing is anchored, nothing can be read, and the citizen sees that.
    let link = ask(
        &city,
        "ask",
        &[&ASKED[..], &["--retention", "180"]].concat(),
    );
    citizen
        .wallet(&["request", "approve", &link, "--attributes", "person.name"])
        .fails("less-than-asked", 6);
    let less = [
        "--attributes",
        "person.name",
        "--retention",
        "30",
        "--uses",
        "1",
    ];
    let words = ["--message", "地址请先和我联系"];
    let offered = offer(&citizen, &link, &[&less[..], &words].concat());
    assert_eq!(offered["state"], "waiting");
    let id = text(&offered, "/row/id");
    assert_eq!(offered["row"]["state"], "offered");
    assert_eq!(citizen.wallet(&["grants", "list"]).ok(), none);
    assert_eq!(city.gateway(&["grants", "list"]).ok(), none);
    citizen
        .wallet(&["request", "approve", &id])
        .fails("request-answered", 6);
    citizen.wallet(&["sync"]).ok();
    assert_eq!(inbox_state(&citizen, &id), "offered");

    let listed = city.gateway(&["counter-offers", "list"]).ok();
    let row = &listed[0];
    assert_eq!(row["status"], "waiting");
    assert_eq!(row["given"], json!(["read person.name"]));
    assert_eq!(
        row["left_out"],
        json!(["read household.address", "read household.members"])
    );
    assert_eq!((&row["uses"], &row["asked_uses"]), (&json!(1), &json!(2)));
    assert_eq!(row["retention_days"], 30);
    assert_eq!(row["message"], "地址请先和我联系");

    // Taken: at the next synchronisation exactly that is anchored and sent.
    city.gateway(&["counter-offers", "accept"]).ok();
    citizen.wallet(&["sync"]).ok();
    assert_eq!(inbox_state(&citizen, &id), "taken");
    let grants = citizen.wallet(&["grants", "list"]).ok();
    assert_eq!(grants[0]["state"]["state"], "active");
    assert_eq!(grants[0]["retention_days"], 30);
    let read = city.read("education").ok();
    assert_eq!(read["values"], json!({ "person.name": "李明" }));
    assert_eq!(read["retention_days"], 30);
    let education = ["read", "--department", "education"];
    assert_eq!(city.gateway(&education).status, 6, "one use was given");
    too_late(&city, "decline");
    citizen.wallet(&["sync"]).ok();
    let activity = citizen.wallet(&["activity"]).ok();
    assert_eq!(lines(&activity, "counter-offer-sent").len(), 1);
    let taken = lines(&activity, "counter-offer-taken");
    assert_eq!(taken[0]["basis"]["basis"], "your-permission");
    assert_eq!(lines(&activity, "permission-used").len(), 1);
}

#[test]
fn a_department_may_take_less_at_once_or_never() {
    let (city, citizen) = found();
    let link = ask(&city, "always", &ASKED);
    let taken = offer(&citizen, &link, &["--attributes", "person.name"]);
    assert_eq!(taken["state"], "taken");
    assert_eq!(taken["row"]["state"], "taken");
    assert!(taken["receipt"]["anchored_height"].as_u64().unwrap() > 0);
    let read = city.read("education").ok();
    assert_eq!(read["values"], json!({ "person.name": "李明" }));

    // Not taken: nothing stands, and the request can be approved, offered on, or refused.
    let link = ask(&city, "never", &ASKED);
    let declined = offer(&citizen, &link, &["--attributes", "person.name"]);
    assert_eq!(declined["state"], "not-taken");
    let id = text(&declined, "/row/id");
    assert_eq!(inbox_state(&citizen, &id), "not-taken");
    assert_eq!(
        city.gateway(&["grants", "list"])
            .ok()
            .as_array()
            .unwrap()
            .len(),
        1
    );
    citizen
        .wallet(&["request", "offer", &id])
        .fails("nothing-less", 2);
    // Shorter and fewer need nobody's consent: a permission can be ended at any time.
    let receipt = citizen
        .wallet(&["request", "approve", &id, "--uses", "1", "--days", "3"])
        .ok();
    assert_eq!(receipt["permission"]["max_uses"], 1);
    assert_eq!(inbox_state(&citizen, &id), "answered");
    let activity = citizen.wallet(&["activity"]).ok();
    assert_eq!(lines(&activity, "counter-offer-not-taken").len(), 1);

    // One that waits is taken back by refusing.
    let link = ask(&city, "ask", &ASKED);
    let waiting = offer(&citizen, &link, &["--attributes", "person.name"]);
    let id = text(&waiting, "/row/id");
    citizen.wallet(&["request", "refuse", &id]).ok();
    assert_eq!(inbox_state(&citizen, &id), "refused");
    too_late(&city, "accept");
}

const MOVE: [&str; 6] = [
    "--modify",
    r#"household.address={"zh":"示例街20号1-301","en":"1-301, 20 Example Street"}"#,
    "--modify",
    "household.since=2026-11-16",
    "--add",
    r#"household.post-to={"zh":"同现住址","en":"Same as home"}"#,
];

#[test]
fn a_change_is_signed_carried_out_and_seen() {
    let (city, citizen) = found();
    let before = citizen.wallet(&["credentials", "list"]).ok();
    let old = text(&before, "/0/id");
    let more = [&MOVE[..], &["--uses", "4", "--retention", "0"]].concat();
    let asked = city
        .gateway(
            &[
                &[
                    "ask",
                    "--department",
                    "civil-affairs",
                    "--purpose",
                    "registration-update",
                ],
                &more[..],
            ]
            .concat(),
        )
        .ok();
    let shown = citizen
        .wallet(&["request", "inspect", &text(&asked, "/link")])
        .ok();
    assert_eq!(
        shown["check_code"], asked["check_code"],
        "both read the same code"
    );
    let address = &shown["items"][0];
    assert_eq!(
        (&address["action"], &address["law"]),
        (&json!("modify"), &json!("permitted"))
    );
    assert_eq!(
        address["value"]["value"]["en"],
        "Room 401, Unit 3, 12 Wutong Road, Sample District, Haitang"
    );
    assert_eq!(
        address["proposed"]["value"]["en"],
        "1-301, 20 Example Street"
    );
    assert_eq!(shown["items"][2]["value"], Value::Null);
    let (id, digest) = (text(&shown, "/id"), text(&shown, "/digest"));
    citizen
        .wallet(&["request", "approve", &id, "--digest", &digest])
        .ok();

    // A byte changed, another attribute, another act: each is refused by its name, and nothing
    // is counted.
    let clerk = ["--department", "civil-affairs"];
    let refusal = |method: &str, more: &[&str]| {
        let answer = city.gateway(&[&[method], &clerk[..], more].concat());
        assert_eq!(answer.status, 6, "{answer:?}");
        text(&answer.json, "/reason")
    };
    let altered = ["--value", "household.since=2026-11-17"];
    assert_eq!(refusal("modify", &altered), "Proposal");
    let other = ["--value", "person.telephone=+86 000 0000 0418"];
    assert_eq!(refusal("modify", &other), "Operation");

    let done = city.gateway(&[&["modify"], &clerk[..]].concat()).ok();
    assert_eq!(done["use_number"], 1);
    assert_eq!(done["values"]["household.since"], "2026-11-16");
    assert_eq!(refusal("modify", &[]), "AlreadyDone");
    let added = city.gateway(&[&["add"], &clerk[..]].concat()).ok();
    assert_eq!(added["values"]["household.post-to"]["en"], "Same as home");
    assert_eq!(refusal("add", &[]), "AlreadyDone");

    // The new document comes by itself; the old one is superseded by it.
    citizen.wallet(&["sync"]).ok();
    citizen.wallet(&["sync"]).ok();
    let now = citizen.wallet(&["credentials", "list"]).ok();
    let rows = now.as_array().unwrap();
    assert_eq!(rows.len(), 2, "{now}");
    let new = rows.iter().find(|row| row["id"] != old.as_str()).unwrap();
    assert_eq!(new["status"]["status"], "valid");
    let gone = citizen.wallet(&["credentials", "show", &old]).ok();
    assert_eq!(gone["row"]["status"]["status"], "superseded");
    assert_eq!(gone["replaced_by"]["id"], new["id"]);
    let fresh = citizen
        .wallet(&["credentials", "show", &text(new, "/id")])
        .ok();
    assert_eq!(
        fresh["copies"][1], gone["copies"][1],
        "as many copies as before"
    );
    let values = fresh["attributes"].as_array().unwrap();
    let value = |code: &str| values.iter().find(|a| a["code"] == code).unwrap()["value"].clone();
    assert_eq!(value("household.since")["value"], "2026-11-16");
    assert_eq!(
        value("household.address")["value"]["en"],
        "1-301, 20 Example Street"
    );
    let activity = citizen.wallet(&["activity"]).ok();
    let used = lines(&activity, "permission-used");
    assert_eq!(used.len(), 2);
    let changed = used
        .iter()
        .find(|row| row["rights"][0]["action"] == "modify");
    assert_eq!(changed.unwrap()["proof"]["verdict"], "proven");
    assert_eq!(lines(&activity, "document-status-changed").len(), 1);

    // What is shown from now on is the new value.
    let link = ask(&city, "always", &ASKED);
    let shown = citizen.wallet(&["request", "inspect", &link]).ok();
    assert_eq!(
        shown["items"][1]["value"]["value"]["en"],
        "1-301, 20 Example Street"
    );
    assert_eq!(shown["documents"].as_array().unwrap().len(), 1);

    // Adding where something is, and changing with a permission to read.
    let update = |more: &[&str]| city.ask("civil-affairs", "registration-update", more);
    citizen.approve(&update(&[
        "--add",
        r#"household.post-to={"zh":"单位","en":"Work"}"#,
    ]));
    assert_eq!(refusal("add", &[]), "AlreadyThere");
    citizen.approve(&update(&["--attributes", "household.since"]));
    let forged = ["--value", "household.since=2026-11-18"];
    assert_eq!(refusal("modify", &forged), "Operation");
    // The lines can be agreed to one by one.
    let link = update(&[
        "--modify",
        "household.since=2026-11-20",
        "--modify",
        "person.telephone=+86 000 0000 0418",
        "--accept-less",
        "always",
    ]);
    let taken = offer(&citizen, &link, &["--attributes", "person.telephone"]);
    assert_eq!(taken["state"], "taken");
    let done = city.gateway(&[&["modify"], &clerk[..]].concat()).ok();
    assert_eq!(
        done["values"],
        json!({ "person.telephone": "+86 000 0000 0418" })
    );
}

#[test]
fn what_is_unusual_is_said_with_figures_and_not_given_by_itself() {
    let (city, citizen) = found();
    let name = ["--attributes", "person.name"];
    let first = city.ask("education", SCHOOL, &name);
    let shown = citizen.wallet(&["request", "inspect", &first]).ok();
    assert_eq!(shown["contacts"], 0, "the first contact is said");
    assert_eq!(
        shown["items"][0]["usual"],
        json!({ "is": "usual", "asked": 0, "requests": 0 })
    );
    citizen.approve(&first);
    for _ in 0..2 {
        citizen.approve(&city.ask("education", SCHOOL, &name));
    }
    let wide = [
        "--attributes",
        "person.name,household.members,person.id-number",
    ];
    let link = ask(&city, "always", &wide);
    let shown = citizen.wallet(&["request", "inspect", &link]).ok();
    assert_eq!(shown["contacts"], 3);
    let usual = |place: usize| shown["items"][place]["usual"].clone();
    assert_eq!(
        usual(0),
        json!({ "is": "usual", "asked": 3, "requests": 3 })
    );
    assert_eq!(usual(1), json!({ "is": "rare", "asked": 0, "requests": 3 }));
    assert_eq!(usual(2), json!({ "is": "beyond-law", "covered": 4 }));

    // By itself only what is usual is given; the rest needs the department's consent, or a word.
    citizen
        .wallet(&["request", "approve", &text(&shown, "/id")])
        .fails("less-than-asked", 6);
    let taken = offer(&citizen, &link, &[]);
    assert_eq!(taken["state"], "taken");
    let rights = taken["receipt"]["permission"]["rights"].as_array().unwrap();
    assert_eq!(rights.len(), 1);
}

#[test]
fn what_is_missing_is_listed_with_where_to_get_it_and_two_documents_leave_a_choice() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    let link = city.ask("education", SCHOOL, &ASKED);
    let shown = citizen.wallet(&["request", "inspect", &link]).ok();
    assert_eq!(shown["obstacle"], "no-relation");
    let missing = citizen.wallet(&["request", "missing", &link]).ok();
    let codes: Vec<_> = missing["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["attribute"].as_str().unwrap())
        .collect();
    assert_eq!(
        codes,
        ["person.name", "household.address", "household.members"]
    );
    let source = &missing["rows"][1]["sources"][0];
    assert_eq!(source["issuer"]["name"]["en"], "Household Registry");
    assert_eq!(source["id"], "identity");
    let applied = citizen
        .wallet(&[
            "obtain",
            "--apply",
            &text(source, "/issuer/did"),
            "--id",
            "identity",
        ])
        .ok();
    assert_eq!(applied["outcome"], "offer");

    // Two records of the same registry: the newer one is meant, unless the citizen says otherwise.
    citizen.identify(&city);
    let first = text(&citizen.wallet(&["credentials", "list"]).ok(), "/0/id");
    assert_eq!(
        citizen.wallet(&["request", "missing", &link]).ok()["rows"],
        json!([])
    );
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    citizen.identify(&city);
    let shown = citizen.wallet(&["request", "inspect", &link]).ok();
    assert_eq!(shown["documents"].as_array().unwrap().len(), 2);
    let meant = text(&shown, "/document");
    assert_ne!(meant, first);
    let digest = text(&shown, "/digest");
    let id = text(&shown, "/id");
    let swapped = citizen.wallet(&["request", "document", &id, &first]).ok();
    assert_eq!(swapped["document"], first.as_str());
    citizen
        .wallet(&["request", "approve", &id, "--digest", &digest])
        .fails("review-changed", 6);
    citizen
        .wallet(&["request", "document", &id, "0x00"])
        .fails("not-found", 7);
    citizen.approve(&id);
}
