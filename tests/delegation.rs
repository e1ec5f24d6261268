//! Permissions that are handed on, everything that stops them, and cutting them off: through
//! `wallet` and `gateway` alone, on a chain of its own.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::{thread, time::Duration};

use serde_json::{Value, json};

use support::{
    citizen::Citizen,
    city::{City, text},
};

const OFFICE: &str = "district-education";
const PLACES: [&str; 4] = [
    "--attributes",
    "person.name,household.address",
    "--retention",
    "90",
];

/// A city, a citizen of it, and a permission that may be handed on so often.
struct Scene {
    city: City,
    citizen: Citizen,
    permission: String,
}

impl Scene {
    fn new(depth: &str) -> Self {
        let city = City::found();
        let citizen = city.citizen("li-ming");
        citizen.init(&city);
        citizen.identify(&city);
        let link = ask(&city, depth);
        let receipt = citizen.approve(&link);
        let permission = text(&receipt, "/permission/id");
        Self {
            city,
            citizen,
            permission,
        }
    }

    fn delegate(&self, from: &str, to: &str, more: &[&str]) -> Value {
        self.city.gateway(&delegation(from, to, more)).ok()
    }

    fn read(&self, department: &str) -> Value {
        self.city.read(department).ok()
    }

    fn refused(&self, department: &str, reason: &str) {
        let answer = self.city.read(department);
        let found = (answer.json["reason"].as_str(), answer.status);
        assert_eq!(found, (Some(reason), 6), "{}", answer.json);
    }

    /// The permission as the citizen sees it after a look at the chain.
    fn seen(&self) -> Value {
        self.citizen.wallet(&["sync"]).ok();
        let rows = self.citizen.wallet(&["grants", "list"]).ok();
        let rows = rows.as_array().unwrap();
        let row = rows
            .iter()
            .find(|row| row["id"] == self.permission.as_str());
        row.unwrap().clone()
    }

    /// The state of the part that was handed on to this office, and what stops it.
    fn part(&self, office: &str) -> (String, Value) {
        let seen = self.seen();
        let parts = seen["handed_on"].as_array().unwrap();
        let part = parts.iter().find(|part| part["to"]["name"]["en"] == office);
        let part = part.unwrap_or_else(|| panic!("no part of {office} in {seen}"));
        (text(part, "/state"), part["stop"].clone())
    }

    fn set_active(&self, department: &str, active: bool) {
        let act = if active { "reinstate" } else { "suspend" };
        let arguments = ["departments", act, "--department", department];
        self.city.gateway(&arguments).ok();
    }

    fn did(&self, slug: &str) -> String {
        let list = self.city.gateway(&["departments", "list"]).ok();
        let rows = list.as_array().unwrap();
        text(rows.iter().find(|row| row["slug"] == slug).unwrap(), "/did")
    }
}

fn ask(city: &City, depth: &str) -> String {
    city.ask(
        "education",
        "school-places",
        &[&PLACES[..], &["--depth", depth, "--uses", "6"]].concat(),
    )
}

fn delegation<'a>(from: &'a str, to: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["delegate", "--department", from, "--to", to], more].concat()
}

const DISTRICT: &str = "East District School Office";
const SCHOOL: &str = "Ginkgo Road Primary School";

#[test]
fn part_of_a_permission_goes_down_and_the_citizen_sees_who_read_and_through_whom() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    let link = ask(&city, "2");
    let shown = citizen.wallet(&["request", "inspect", &link]).ok();
    assert_eq!(shown["max_depth"], 2);
    let reach: Vec<_> = shown["may_reach"].as_array().unwrap().iter().collect();
    assert_eq!(names(&reach), [DISTRICT, SCHOOL]);
    // Deeper than asked cannot be given, less deep can.
    citizen
        .wallet(&["request", "approve", &link, "--depth", "3"])
        .fails("bad-input", 2);
    let receipt = citizen.approve(&link);
    assert_eq!(receipt["permission"]["max_depth"], 2);
    let scene = Scene {
        permission: text(&receipt, "/permission/id"),
        city,
        citizen,
    };

    let made = scene.delegate("education", OFFICE, &["--uses", "3", "--retention", "30"]);
    assert_eq!(
        (&made["delivered"], &made["max_depth"]),
        (&json!(true), &json!(1))
    );
    let address = ["--attributes", "household.address", "--days", "5"];
    scene.delegate(OFFICE, "school", &address);
    let read = scene.read("school");
    assert_eq!(read["retention_days"], 30);
    assert_eq!(read["values"].as_object().unwrap().len(), 1);
    assert_eq!(scene.read(OFFICE)["values"].as_object().unwrap().len(), 2);
    // The bureau's whole permission is worth nothing in another's hand, a copy of the part neither.
    let whole = scene.city.gateway(&["grants", "export"]).ok();
    let file = scene.city.folder().join("whole");
    std::fs::write(&file, text(&whole, "/token")).unwrap();
    let copy = [
        "read",
        "--department",
        OFFICE,
        "--token",
        file.to_str().unwrap(),
    ];
    assert_eq!(scene.city.gateway(&copy).json["reason"], "Possession");
    let thief = ["read", "--department", "school", "--as", "housing"];
    assert_eq!(scene.city.gateway(&thief).json["reason"], "Possession");
    let wider = [
        "read",
        "--department",
        "school",
        "--attributes",
        "person.name",
    ];
    assert_eq!(scene.city.gateway(&wider).json["reason"], "Operation");

    let seen = scene.seen();
    assert_eq!(
        (&seen["used"], &seen["state"]["state"]),
        (&json!(2), &json!("active"))
    );
    assert_eq!(scene.part(DISTRICT), ("active".into(), Value::Null));
    assert_eq!(scene.part(SCHOOL), ("active".into(), Value::Null));
    let activity = scene.citizen.wallet(&["activity"]).ok();
    let used: Vec<_> = (activity.as_array().unwrap().iter())
        .filter(|row| row["kind"] == "permission-used")
        .collect();
    let line = |row: &Value| {
        let through: Vec<_> = row["through"].as_array().unwrap().iter().collect();
        (text(row, "/party/name/en"), names(&through))
    };
    assert_eq!(
        line(used[0]),
        (DISTRICT.into(), vec!["Education Bureau".into()])
    );
    let school = vec!["Education Bureau".into(), DISTRICT.into()];
    assert_eq!(line(used[1]), (SCHOOL.into(), school));
    for row in used {
        assert_eq!(row["basis"]["id"], scene.permission.as_str());
        assert_eq!(row["proof"]["verdict"], "proven");
    }
}

#[test]
fn the_citizen_forbids_handing_on() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    let link = ask(&city, "2");
    let receipt = citizen
        .wallet(&["request", "approve", &link, "--depth", "0"])
        .ok();
    assert_eq!(receipt["permission"]["max_depth"], 0);
    city.read("education").ok();
    let answer = city.gateway(&delegation("education", OFFICE, &[]));
    assert_eq!(
        (answer.status, &answer.json["error"]),
        (1, &json!("invalid_request"))
    );
    // Where the law lets nothing be handed on, the question does not even arise.
    let school = ["--attributes", "person.name", "--depth", "1"];
    let link = city.ask("education", "school-enrolment", &school);
    let shown = citizen.wallet(&["request", "inspect", &link]).ok();
    assert_eq!(
        (&shown["max_depth"], &shown["may_reach"]),
        (&json!(0), &json!([]))
    );
}

#[test]
fn everything_that_stops_a_part_stops_the_next_use_and_is_told_to_both_sides() {
    let scene = Scene::new("2");
    scene.delegate("education", OFFICE, &["--uses", "3"]);
    let made = scene.delegate(OFFICE, "school", &["--uses", "2"]);
    scene.read(OFFICE);
    scene.read("school");

    // The office in the middle is suspended: its own part and what came through it stop.
    scene.set_active(OFFICE, false);
    scene.refused("school", "Department");
    scene.refused(OFFICE, "Department");
    for office in [DISTRICT, SCHOOL] {
        let (state, stop) = scene.part(office);
        assert_eq!(state, "suspended-office", "{office}");
        assert_eq!(stop["office"]["name"]["en"], DISTRICT);
        assert!(stop["height"].as_u64().unwrap() > 0 && stop["since"].as_i64().unwrap() > 0);
    }
    assert_eq!(scene.seen()["state"]["state"], "active");
    scene.set_active(OFFICE, true);
    assert_eq!(scene.part(SCHOOL).0, "active");

    // The one at the top: the permission itself stops, and says which office and since when.
    scene.set_active("education", false);
    scene.refused("education", "Department");
    scene.refused("school", "Department");
    let seen = scene.seen();
    assert_eq!(seen["state"]["state"], "suspended-office");
    assert_eq!(seen["stop"]["office"]["name"]["en"], "Education Bureau");
    assert_eq!(scene.part(SCHOOL).0, "suspended-office");
    scene.set_active("education", true);

    // The last use through a link.
    scene.read("school");
    scene.refused("school", "UsedUp");
    assert_eq!(scene.part(SCHOOL).0, "used-up");
    assert_eq!(
        scene.part(DISTRICT).0,
        "used-up",
        "the school's uses count on it, too"
    );

    // A link that its department withdraws, found and proven by the wallet.
    scene.delegate("education", OFFICE, &["--uses", "3"]);
    scene.read(OFFICE);
    let listed = scene.city.gateway(&["links", "list"]).ok();
    assert_eq!(listed.as_array().unwrap().len(), 3);
    let withdraw = ["links", "withdraw", "--department", "education"];
    let withdrawn = scene.city.gateway(&withdraw).ok();
    assert!(withdrawn["withdrawn_at"].is_i64());
    let foreign = [
        "links",
        "withdraw",
        "--department",
        "tax",
        "--link",
        made["link"].as_str().unwrap(),
    ];
    assert_eq!(scene.city.gateway(&foreign).json["error"], "not_found");
    scene.refused(OFFICE, "Withdrawn");
    let seen = scene.seen();
    let parts = seen["handed_on"].as_array().unwrap();
    let taken: Vec<_> = parts
        .iter()
        .filter(|part| part["state"] == "taken-back")
        .collect();
    assert_eq!(taken.len(), 1, "{seen}");
    assert_eq!(taken[0]["stop"]["office"]["name"]["en"], "Education Bureau");
    assert!(taken[0]["stop"]["height"].as_u64().unwrap() > 0);

    // The end of a link's time.
    scene.delegate("education", OFFICE, &["--seconds", "6"]);
    scene.read(OFFICE);
    thread::sleep(Duration::from_secs(7));
    scene.refused(OFFICE, "Expired");
    let seen = scene.seen();
    let states: Vec<_> = (seen["handed_on"].as_array().unwrap().iter())
        .map(|part| part["state"].as_str().unwrap())
        .collect();
    assert!(states.contains(&"expired"), "{states:?}");

    // The last use of all.
    scene.read("education");
    scene.refused("education", "UsedUp");
    let seen = scene.seen();
    assert_eq!(
        (&seen["state"]["state"], &seen["used"]),
        (&json!("used-up"), &json!(6))
    );
}

#[test]
fn what_each_office_can_reach_is_mapped_and_cut_off_where_the_citizen_says() {
    let scene = Scene::new("2");
    let wallet = |arguments: &[&str]| scene.citizen.wallet(arguments);
    // Another permission that has nothing to do with the first.
    let link = scene
        .city
        .ask("housing", "rent-subsidy", &["--attributes", "person.name"]);
    scene.citizen.approve(&link);
    scene.delegate("education", OFFICE, &["--attributes", "household.address"]);
    scene.read(OFFICE);
    scene.citizen.wallet(&["sync"]).ok();

    let map = wallet(&["departments", "reach"]).ok();
    let office = |slug: &str| {
        let did = scene.did(slug);
        let rows = map.as_array().unwrap();
        let found = rows
            .iter()
            .find(|row| row["row"]["party"]["did"] == did.as_str());
        found.unwrap().clone()
    };
    let how = |slug: &str| -> Vec<String> {
        let office = office(slug);
        let rows = office["reach"].as_array().unwrap();
        rows.iter().map(|row| text(row, "/how")).collect()
    };
    assert_eq!(how("education"), ["given"]);
    assert_eq!(how(OFFICE), ["handed-on"]);
    assert_eq!(how("school"), ["possible"]);
    assert_eq!(how("housing"), ["given"]);
    assert!(how("tax").is_empty() && how("city").is_empty());
    // No rule would let the university use it, although it stands below the bureau.
    assert!(how("university").is_empty());
    let district = office(OFFICE);
    assert_eq!(
        district["reach"][0]["via"][0]["name"]["en"],
        "Education Bureau"
    );
    assert_eq!(district["reads"], 1);
    assert_eq!(district["shared"][0]["attribute"], "household.address");
    assert!(district["first_contact"].as_i64() <= district["last_contact"].as_i64());
    assert_eq!(office("education")["requests"], 1);
    assert_eq!(office("tax")["first_contact"], Value::Null);

    // What would close is shown, and nothing is done.
    let plan = wallet(&[
        "departments",
        "cut",
        "--office",
        &scene.did(OFFICE),
        "--dry-run",
    ])
    .ok();
    let permissions = plan["permissions"].as_array().unwrap();
    assert_eq!(permissions.len(), 1);
    assert_eq!(permissions[0]["id"], scene.permission.as_str());
    let closes: Vec<_> = (plan["closes"].as_array().unwrap().iter())
        .map(|row| (text(row, "/office/name/en"), text(row, "/how")))
        .collect();
    let row = |name: &str, how: &str| (name.to_owned(), how.to_owned());
    assert_eq!(
        closes,
        [
            row("Education Bureau", "given"),
            row(DISTRICT, "handed-on"),
            row(SCHOOL, "possible")
        ]
    );
    scene.read(OFFICE);
    // At the school nothing was handed on; only what might be can be ended there.
    let school = scene.did("school");
    let plan = wallet(&["departments", "cut", "--office", &school, "--dry-run"]).ok();
    assert_eq!(
        (&plan["permissions"], &plan["might_remain"]),
        (&json!([]), &json!(1))
    );
    let may = [
        "departments",
        "cut",
        "--office",
        &school,
        "--possible",
        "--dry-run",
    ];
    assert_eq!(
        wallet(&may).ok()["permissions"][0]["id"],
        scene.permission.as_str()
    );
    let unknown = format!("{}00", &school[..school.len() - 2]);
    wallet(&["departments", "cut", "--office", &unknown, "--dry-run"]).fails("not-found", 7);

    // By its number in the directory, too; then it is done, on the chain.
    let done = wallet(&["departments", "cut", "--office", "HT-0211"]).ok();
    assert_eq!(done["withdrawn"][0]["state"]["state"], "withdrawn");
    assert_eq!(done["failed"], json!([]));
    scene.refused(OFFICE, "Revoked");
    scene.refused("education", "Revoked");
    scene.read("housing");
    let map = wallet(&["departments", "reach"]).ok();
    let reached: Vec<_> = (map.as_array().unwrap().iter())
        .filter(|office| office["reach"] != json!([]))
        .map(|office| text(office, "/row/party/name/en"))
        .collect();
    assert_eq!(reached, ["Housing Bureau"]);
    let again = wallet(&["departments", "cut", "--office", "HT-0211", "--dry-run"]).ok();
    assert_eq!(again["permissions"], json!([]));
}

fn names(parties: &[&Value]) -> Vec<String> {
    parties
        .iter()
        .map(|party| text(party, "/name/en"))
        .collect()
}
