//! The local log: an older copy of the wallet and a changed one are told with both dates.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::{fs, path::Path};

use serde_json::Value;

use support::{citizen::Citizen, city::City};

fn doubt(citizen: &Citizen) -> Value {
    citizen.wallet(&["status"]).ok()["log"].clone()
}

#[test]
fn an_older_copy_of_the_wallet_is_told_until_it_is_taken_as_it_is() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    assert_eq!(doubt(&citizen), Value::Null);
    let log = citizen.wallet(&["log", "show"]).ok();
    let lines = log["lines"].as_u64().unwrap();
    assert!(lines >= 2, "{log}");

    let kept = city.folder().join("kept");
    copy(&citizen.profile(), &kept);
    let attributes = ["--attributes", "person.name"];
    citizen.approve(&city.ask("education", "school-enrolment", &attributes));
    let newer = citizen.wallet(&["log", "show"]).ok();
    let missing = newer["lines"].as_u64().unwrap() - lines;
    assert!(missing >= 1);

    fs::remove_dir_all(citizen.profile()).unwrap();
    copy(&kept, &citizen.profile());
    for _ in 0..2 {
        let told = doubt(&citizen);
        assert_eq!(told["doubt"], "older");
        assert_eq!(told["ends"], log["until"]);
        assert_eq!(told["remembered"], newer["until"]);
        assert_eq!(told["missing"], missing);
    }

    let accepted = citizen.wallet(&["log", "accept"]).ok();
    assert_eq!(accepted["doubt"], Value::Null);
    assert_eq!(accepted["lines"], lines + 1);
    assert_eq!(doubt(&citizen), Value::Null);
    let activity = citizen.wallet(&["activity"]).ok();
    assert_eq!(activity[0]["kind"], "log-accepted");
    // Nothing is left to accept.
    let again = citizen.wallet(&["log", "accept"]).ok();
    assert_eq!(again["lines"], lines + 1);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}
