//! A rehearsal of a restore: a second wallet from the words alone, counted against the first one.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::fs::{self, File};

use serde_json::{Value, json};

use support::{
    citizen::Citizen,
    city::{City, text},
    process::Answer,
};

/// Types words in.
fn rehearse(city: &City, citizen: &Citizen, words: &str) -> Answer {
    let file = city.folder().join("paper");
    fs::write(&file, format!("{words}\n")).unwrap();
    citizen.wallet_hearing(&["rehearse"], File::open(file).unwrap().into())
}

fn row<'a>(view: &'a Value, what: &str) -> &'a Value {
    let rows = view["rows"].as_array().unwrap();
    rows.iter().find(|row| row["what"] == what).unwrap()
}

fn folder_is_as_before(citizen: &Citizen) {
    let left: Vec<_> = fs::read_dir(citizen.profile())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("rehearsal"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn the_words_are_tried_out_beside_the_wallet_and_change_nothing() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    let words = citizen.init(&city).join(" ");
    citizen.identify(&city);
    citizen.approve(&city.ask(
        "education",
        "school-enrolment",
        &["--attributes", "person.name"],
    ));
    city.read("education").ok();
    let contract = city.folder().join("contract.txt");
    fs::write(&contract, b"the flat in Harbour Street").unwrap();
    citizen
        .wallet(&["deposit", contract.to_str().unwrap(), "--label", "Flat"])
        .ok();
    citizen.wallet(&["sync"]).ok();
    let listings = [
        ["credentials", "list"],
        ["grants", "list"],
        ["deposits", "list"],
    ];
    let before = listings.map(|listing| citizen.wallet(&listing).ok());

    let view = rehearse(&city, &citizen, &words).ok();
    assert_eq!(view["same"], true);
    assert_eq!(view["awaiting"], json!([]));
    for (what, least) in [
        ("documents", 1),
        ("permissions", 1),
        ("deposits", 1),
        ("entries", 2),
    ] {
        let row = row(&view, what);
        assert!(row["here"].as_u64().unwrap() >= least, "{view}");
        assert_eq!(row["found"], row["here"], "{view}");
        assert_eq!(row["lost"], json!([]), "{view}");
    }
    assert_eq!(view["rows"].as_array().unwrap().len(), 7);
    folder_is_as_before(&citizen);
    for (listing, before) in listings.iter().zip(&before) {
        let mut now = citizen.wallet(listing).ok();
        // How far it was proven moves on; the wallet's own things do not.
        let mut before = before.clone();
        for rows in [&mut now, &mut before] {
            for row in rows.as_array_mut().unwrap() {
                row.as_object_mut().unwrap().remove("proof");
            }
        }
        assert_eq!(ids(&now), ids(&before));
    }
    // The issuer is away: what only it keeps is named as lost for now.
    city.hold(true);
    let away = rehearse(&city, &citizen, &words);
    city.hold(false);
    let away = away.ok();
    let documents = row(&away, "documents");
    assert_eq!(documents["found"], 0, "{away}");
    assert_eq!(text(documents, "/lost/0/en"), "Identity record");
    folder_is_as_before(&citizen);
}

#[test]
fn other_words_are_told_apart_and_wrong_ones_by_their_place() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    let words = citizen.init(&city);
    let other = "abandon ".repeat(23) + "art";
    let answer = rehearse(&city, &citizen, &other);
    assert_eq!((answer.status, &answer.json["same"]), (1, &json!(false)));
    let mut wrong = words.clone();
    wrong[4] = "abandonn".to_owned();
    let answer = rehearse(&city, &citizen, &wrong.join(" "));
    answer.fails("bad-phrase", 2);
    assert_eq!(answer.json["error"]["subject"], "5");
    folder_is_as_before(&citizen);
}

fn ids(rows: &Value) -> Vec<&Value> {
    rows.as_array()
        .unwrap()
        .iter()
        .map(|row| &row["id"])
        .collect()
}
