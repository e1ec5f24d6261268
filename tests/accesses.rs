//! What is done with the citizen's data without a permission: by the law, or by nothing. Through
//! `wallet` and `gateway` alone.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use serde_json::{Value, json};

use support::{
    citizen::Citizen,
    city::{City, text},
};

const CLAUSE: &str = "ht-tax-settlement/18";

#[test]
fn an_access_by_law_is_told_with_its_clause_and_one_without_a_basis_is_an_alarm() {
    let (city, citizen, _) = identified();
    let by_law = ["--purpose", "tax-settlement"];
    let read = city.gateway(&access("tax", "person.name,person.id-number", &by_law));
    let read = read.ok();
    assert_eq!(text(&read, "/values/person.name"), "李明");
    assert_eq!(read["retention_days"], 30);

    // The keeper asks the law itself: another office, attribute, purpose or clause, and the read
    // does not happen.
    for (office, attributes, more) in [
        ("housing", "person.name", &["--clause", CLAUSE][..]),
        ("tax", "household.address", &[]),
        ("tax", "person.name", &["--clause", "ht-rent-subsidy/7"]),
    ] {
        let all = [&by_law[..], more].concat();
        let answer = city.gateway(&access(office, attributes, &all));
        assert_eq!(answer.status, 6, "{}", answer.json);
        assert_eq!(answer.json["reason"], "NotCovered", "{}", answer.json);
    }

    citizen.wallet(&["sync"]).ok();
    let rows = accesses(&citizen);
    assert_eq!(rows.len(), 1, "{rows:?}");
    let row = &rows[0];
    assert_eq!(row["party"]["name"]["en"], "Tax Bureau");
    assert_eq!(row["custodian"]["name"]["en"], "Household Registry");
    assert_eq!(
        (&row["basis"]["basis"], &row["basis"]["clause"]),
        (&json!("law"), &json!(CLAUSE))
    );
    assert_eq!(row["proof"]["verdict"], "proven");
    assert_eq!(row["alarm"], false);
    assert!(text(row, "/basis/title/en").contains("article 18"));

    // A clerk lets an office in, and names no basis; another names a clause that does not cover it.
    let none: [&str; 1] = ["--unchecked"];
    city.gateway(&access("housing", "person.telephone", &none))
        .ok();
    let wrong = [
        "--unchecked",
        "--purpose",
        "tax-settlement",
        "--clause",
        CLAUSE,
    ];
    city.gateway(&access("tax", "household.members", &wrong))
        .ok();
    citizen.wallet(&["sync"]).ok();
    let rows = accesses(&citizen);
    let why: Vec<&Value> = rows.iter().map(|row| &row["basis"]["why"]).collect();
    assert_eq!(
        why[..2],
        [&json!("clause-does-not-cover"), &json!("none-given")]
    );
    assert_eq!(
        (&rows[0]["alarm"], &rows[1]["alarm"]),
        (&json!(true), &json!(true))
    );
    let uncovered = citizen.wallet(&["activity", "--uncovered"]).ok();
    assert_eq!(uncovered.as_array().unwrap().len(), 2, "{uncovered}");

    // The complaint is ready; it goes to the office above, with the keeper's record as evidence.
    let line = text(&rows[1], "/id");
    let complaint = citizen.wallet(&["petitions", "complain", &line]).ok();
    assert_eq!(complaint["kind"], "complaint");
    assert_eq!(complaint["to"]["name"]["en"], "Haitang City Government");
    assert!(complaint["height"].is_u64(), "{complaint}");
    let received = city.gateway(&["petitions", "list"]).ok();
    let received = &received[0];
    assert_eq!(received["department"], "city");
    assert_eq!(received["kind"], "complaint");
    assert_eq!(
        received["record"]["rights"],
        json!([{"entry": "household", "attribute": "person.telephone"}])
    );
    assert_eq!(received["record"]["clause"], Value::Null);
    assert!(received["recorded_at"].is_i64(), "{received}");
    // Said twice, it is the same complaint.
    let again = citizen.wallet(&["petitions", "complain", &line]).ok();
    assert_eq!(again["id"], complaint["id"]);

    let asked = ["petitions", "ask", &line, "--text", "Why my telephone?"];
    let question = citizen.wallet(&asked).ok();
    assert_eq!(question["to"]["name"]["en"], "Housing Bureau");
    let answer = ["petitions", "answer", "--department", "housing", "--text"];
    city.gateway(&[&answer[..], &["A clerk's mistake; it is deleted."]].concat())
        .ok();
    citizen.wallet(&["sync"]).ok();
    let rows = accesses(&citizen);
    assert_eq!(rows[1]["alarm"], false, "dealt with");
    assert_eq!(
        rows[1]["basis"]["basis"], "nothing",
        "and still without a basis"
    );
    let said = rows[1]["petitions"].as_array().unwrap();
    assert_eq!(said.len(), 2);
    assert_eq!(
        said.iter().find(|row| row["kind"] == "question").unwrap()["answer"]["en"],
        "A clerk's mistake; it is deleted."
    );

    let away = text(&rows[0], "/id");
    let row = citizen.wallet(&["petitions", "put-away", &away]).ok();
    assert_eq!(
        (&row["alarm"], &row["basis"]["basis"]),
        (&json!(false), &json!("nothing"))
    );

    // What the law no longer has covers what was done before, and nothing after.
    city.gateway(&["law", "repeal", "--clause", CLAUSE]).ok();
    let answer = city.gateway(&access("tax", "person.name", &by_law));
    assert_eq!(answer.status, 6);
    citizen.wallet(&["sync"]).ok();
    let rows = accesses(&citizen);
    assert_eq!(rows[2]["basis"]["basis"], "law", "{:?}", rows[2]);
}

#[test]
fn a_withdrawal_is_final_and_a_restored_wallet_knows_what_it_complained_of() {
    let (city, citizen, words) = identified();
    let link = city.ask(
        "education",
        "school-enrolment",
        &["--attributes", "person.name"],
    );
    citizen.wallet(&["request", "approve", &link]).ok();
    city.read("education").ok();
    citizen.wallet(&["sync"]).ok();
    let row = &citizen.wallet(&["grants", "list"]).ok()[0];
    assert!(row["kept_until"].is_i64(), "{row}");
    assert_eq!(row["worth_closing"], Value::Null);

    let withdrawn = citizen
        .wallet(&["grants", "revoke", &text(row, "/id")])
        .ok();
    let state = &withdrawn["withdrawal"];
    let block = state["block"][0].as_u64().unwrap();
    let sealed = state["sealed"][0].as_u64().unwrap();
    assert!(block <= sealed, "{state}");
    assert!(state["asked"].as_i64().unwrap() <= state["sealed"][1].as_i64().unwrap());
    assert_eq!(state["last_use"], row["last_used"]);
    assert_eq!(city.read("education").status, 6);

    city.gateway(&access("housing", "person.telephone", &["--unchecked"]))
        .ok();
    citizen.wallet(&["sync"]).ok();
    let line = text(&accesses(&citizen)[0], "/id");
    citizen.wallet(&["petitions", "complain", &line]).ok();

    let restored = city.citizen("restored");
    restored.restore(&city, &words).ok();
    restored.wallet(&["sync"]).ok();
    let row = &accesses(&restored)[0];
    assert_eq!(row["basis"]["why"], "none-given");
    assert_eq!(row["alarm"], false, "{row}");
    assert_eq!(row["petitions"][0]["kind"], "complaint", "{row}");
}

fn identified() -> (City, Citizen, Vec<String>) {
    let city = City::found();
    let citizen = city.citizen("citizen");
    let words = citizen.init(&city);
    citizen.identify(&city);
    (city, citizen, words)
}

fn access<'a>(department: &'a str, attributes: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let arguments = [
        "access",
        "--department",
        department,
        "--attributes",
        attributes,
    ];
    [&arguments[..], more].concat()
}

fn accesses(citizen: &Citizen) -> Vec<Value> {
    let activity = citizen.wallet(&["activity"]).ok();
    let rows = activity.as_array().unwrap().iter();
    rows.filter(|row| row["kind"] == "accessed-without-permission")
        .cloned()
        .collect()
}
