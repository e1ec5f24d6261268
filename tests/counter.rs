//! Showing a document at a counter, through `wallet` and `gateway` alone, on a chain of its own.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use serde_json::{Value, json};

use support::{
    citizen::Citizen,
    city::{City, text},
    process::Answer,
    programs, rpc,
};

/// Numbers of offices in the directory.
const EDUCATION: &str = "HT-0203";
const HOUSING: &str = "HT-0401";
const SCHOOL: [&str; 4] = ["--department", EDUCATION, "--purpose", "school-enrolment"];
const TWO: [&str; 2] = ["--attributes", "person.name,household.address"];

fn citizen_of(city: &City) -> Citizen {
    let citizen = city.citizen("li-ming");
    citizen.init(city);
    citizen.identify(city);
    citizen
}

fn show(citizen: &Citizen, more: &[&str]) -> Value {
    citizen.wallet(&[&["qr", "show"], more].concat()).ok()
}

fn scan(city: &City, department: &str, more: &[&str]) -> Answer {
    city.gateway(&[&["scan", "--department", department], more].concat())
}

/// Checks that a code is refused for this reason.
fn refused(answer: &Answer, reason: &str) {
    let found = answer.json["reason"].as_str();
    assert_eq!((found, answer.status), (Some(reason), 6), "{answer:?}");
}

fn pictures(shown: &Value) -> Vec<String> {
    serde_json::from_value(shown["pictures"].clone()).unwrap()
}

fn kinds(activity: &Value) -> Vec<&str> {
    let rows = activity.as_array().unwrap();
    rows.iter().filter_map(|row| row["kind"].as_str()).collect()
}

fn in_folder(city: &City, name: &str) -> String {
    city.folder().join(name).to_str().unwrap().to_owned()
}

#[test]
fn a_code_is_read_once_at_its_own_office() {
    let city = City::found();
    let citizen = citizen_of(&city);

    // What would be readable, and nothing of it before it is chosen.
    let review = show(&citizen, &[&SCHOOL[..], &["--review"]].concat());
    let items = review["items"].as_array().unwrap();
    let need = |code: &str| {
        let item = items.iter().find(|item| item["code"] == code).unwrap();
        item["need"].as_str().unwrap()
    };
    assert_eq!(need("person.name"), "usual");
    assert_eq!(need("person.id-number"), "extra");
    assert_eq!(review["clause"]["code"], "ht-school-entry/12");
    assert_eq!(review["linkable"], false);

    let png = in_folder(&city, "code.png");
    let digest = text(&review, "/digest");
    let chosen = [&SCHOOL[..], &TWO, &["--digest", &digest, "--png", &png]].concat();
    let shown = show(&citizen, &chosen);
    let length = text(&shown, "/code/text").len();
    assert_eq!(pictures(&shown), [png.as_str()], "{length} characters");
    let other = citizen.wallet(&[
        "qr",
        "show",
        "--department",
        HOUSING,
        "--purpose",
        "rent-subsidy",
        "--digest",
        &digest,
    ]);
    other.fails("review-changed", 6);

    let read = scan(&city, "education", &[&png]).ok();
    assert_eq!(
        read["attributes"],
        json!({
            "person.name": "李明",
            "household.address": {
                "zh": "海棠市样例区梧桐路12号3单元401室",
                "en": "Room 401, Unit 3, 12 Wutong Road, Sample District, Haitang",
            },
        })
    );
    assert_eq!(read["purpose"], "school-enrolment");
    assert_eq!(read["by"], "window");
    assert_eq!(read["issuer_en"], "Household Registry");
    assert_eq!(read["state"]["online"], true);
    assert!(read["recorded"].as_u64().unwrap() > 0, "{read}");

    // Twice is once too often, at this counter and at the next.
    refused(&scan(&city, "education", &[&png]), "Replay");
    refused(
        &scan(&city, "education", &["--counter", "2", &png]),
        "Replay",
    );

    citizen.wallet(&["sync"]).ok();
    let activity = citizen.wallet(&["activity"]).ok();
    // The chain's clock and this computer's may differ by a second: either may come first.
    let mut newest = kinds(&activity)[..2].to_vec();
    newest.sort_unstable();
    assert_eq!(newest, ["code-read", "code-shown"]);
    let rows = activity.as_array().unwrap();
    let line = rows.iter().find(|row| row["kind"] == "code-read").unwrap();
    assert_eq!(line["party"]["name"]["en"], "Education Bureau");
    assert_eq!(line["proof"]["verdict"], "proven");
    assert_eq!(line["basis"]["basis"], "you");
    assert_eq!(line["rights"].as_array().unwrap().len(), 2);

    // No value went anywhere but to the counter.
    let accepted = city.gateway(&["counter", "list"]).ok();
    assert!(!accepted.to_string().contains("李明"), "{accepted}");
}

#[test]
fn every_wrong_code_is_refused_by_its_name() {
    let city = City::found();
    let citizen = citizen_of(&city);
    let code = || text(&show(&citizen, &[&SCHOOL[..], &TWO].concat()), "/code/text");
    let typed = |code: &str| scan(&city, "education", &["--text", code]);

    let good = code();
    refused(&scan(&city, "housing", &["--text", &good]), "OtherOffice");
    refused(&typed(&good[..good.len() / 2]), "Cut");
    let mut mistyped = good.clone();
    let other = if &good[300..301] == "A" { "B" } else { "A" };
    mistyped.replace_range(300..301, other);
    refused(&typed(&mistyped), "Mistyped");
    refused(&typed("openid4vp://?client_id=x"), "Malformed");
    // It is still good: nothing of that used it up.
    typed(&good).ok();
    refused(&typed(&good), "Replay");

    // A photograph of a code, shown two minutes later by the chain's own clock.
    let old = code();
    let port = rpc_port(&city);
    rpc::call(port, "evm_increaseTime", &json!([120])).unwrap();
    rpc::call(port, "evm_mine", &json!([])).unwrap();
    refused(&typed(&old), "WindowOver");
}

#[test]
fn an_office_asks_and_is_answered_once() {
    let city = City::found();
    let citizen = citizen_of(&city);
    let png = in_folder(&city, "question.png");
    let ask = |more: &[&str]| {
        let question = [
            "counter",
            "challenge",
            "--department",
            "housing",
            "--purpose",
            "rent-subsidy",
            "--attributes",
            "person.name",
            "--optional",
            "household.address",
        ];
        text(&city.gateway(&[&question, more].concat()).ok(), "/text")
    };
    let question = ask(&["--png", &png]);
    // The wallet reads the picture itself.
    let found = citizen.wallet(&["qr", "read", &png]).ok();
    assert_eq!(found["text"], question.as_str());

    let review = show(&citizen, &["--challenge", &png, "--review"]);
    assert_eq!(review["party"]["name"]["en"], "Housing Bureau");
    assert_eq!(review["purpose"], "rent-subsidy");
    assert_eq!(review["items"][0]["need"], "required");
    assert_eq!(review["items"][1]["need"], "helpful");

    let answer = text(&show(&citizen, &["--challenge", &png]), "/code/text");
    let answered = ["--challenge", &question, "--text", &answer];
    let other = ask(&[]);
    let wrong = ["--challenge", &other, "--text", &answer];
    refused(&scan(&city, "housing", &wrong), "OtherChallenge");
    let read = scan(&city, "housing", &answered).ok();
    assert_eq!(read["by"], "challenge");
    assert_eq!(read["attributes"], json!({ "person.name": "李明" }));

    // Another code that answers the same question is the same presentation.
    let again = text(&show(&citizen, &["--challenge", &question]), "/code/text");
    refused(&scan(&city, "housing", &["--text", &again]), "Replay");

    // A code that answers none is not what this counter asked for.
    let rent = ["--department", HOUSING, "--purpose", "rent-subsidy"];
    let unasked = text(&show(&citizen, &rent), "/code/text");
    let answered = ["--challenge", &other, "--text", &unasked];
    refused(&scan(&city, "housing", &answered), "OtherChallenge");

    let short = ask(&["--open-for", "20"]);
    let answer = text(&show(&citizen, &["--challenge", &short]), "/code/text");
    std::thread::sleep(std::time::Duration::from_secs(21));
    refused(
        &scan(&city, "housing", &["--text", &answer]),
        "ChallengeOver",
    );
    let late = citizen.wallet(&["qr", "show", "--challenge", &short]);
    late.fails("request-ended", 6);
}

#[test]
fn a_long_code_is_read_from_its_parts_in_any_order() {
    let city = City::found();
    let citizen = citizen_of(&city);
    let review = show(&citizen, &[&SCHOOL[..], &["--review"]].concat());
    let all: Vec<&str> = review["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["code"].as_str().unwrap())
        .collect();
    let png = in_folder(&city, "long.png");
    let codes = all.join(",");
    let chosen = [&SCHOOL[..], &["--attributes", &codes, "--png", &png]].concat();
    let shown = show(&citizen, &chosen);
    let mut files = pictures(&shown);
    assert!(files.len() > 1, "{files:?}");
    files.reverse();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    assert_eq!(
        citizen.wallet(&[&["qr", "read"], &files[..]].concat()).ok()["text"],
        shown["code"]["text"]
    );
    citizen
        .wallet(&["qr", "read", files[0]])
        .fails("parts-missing", 1);
    refused(&scan(&city, "education", &files[1..]), "Incomplete");
    let read = scan(&city, "education", &files).ok();
    assert_eq!(read["attributes"].as_object().unwrap().len(), all.len());
}

#[test]
fn without_the_chain_a_counter_goes_on_and_settles_later() {
    let mut city = City::found();
    let citizen = citizen_of(&city);
    // The counter sees the document before the chain goes.
    let first = text(&show(&citizen, &[&SCHOOL[..], &TWO].concat()), "/code/text");
    scan(&city, "education", &["--text", &first]).ok();
    let code = text(&show(&citizen, &[&SCHOOL[..], &TWO].concat()), "/code/text");
    city.node().stop();

    let read = scan(&city, "education", &["--text", &code]).ok();
    assert_eq!(read["state"]["online"], false, "{read}");
    assert!(read["state"]["height"].as_u64().unwrap() > 0);
    assert!(read["state"]["age_secs"].as_i64().unwrap() >= 0);
    assert_eq!(read["recorded"], Value::Null);
    refused(&scan(&city, "education", &["--text", &code]), "Replay");
    // The other counter cannot know.
    scan(&city, "education", &["--counter", "2", "--text", &code]).ok();

    city.node().start_again();
    let settled = city
        .gateway(&["counter", "settle", "--department", "education"])
        .ok();
    let repeats: Vec<_> = settled
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (
                row["counter"].as_str().unwrap(),
                row["repeat"].as_bool().unwrap(),
            )
        })
        .collect();
    assert_eq!(repeats, [("1", false), ("2", true)]);
    let again = city
        .gateway(&["counter", "settle", "--department", "education"])
        .ok();
    assert_eq!(again, json!([]));

    citizen.wallet(&["sync"]).ok();
    let activity = citizen.wallet(&["activity"]).ok();
    let of = |kind: &str| {
        let rows = activity.as_array().unwrap();
        rows.iter().find(|row| row["kind"] == kind).unwrap().clone()
    };
    let repeat = of("code-read-again");
    assert_eq!(repeat["basis"]["basis"], "nothing", "{repeat}");
    assert_eq!(repeat["proof"]["verdict"], "proven");
    assert_eq!(of("code-read")["basis"]["basis"], "you");
}

#[test]
fn a_code_of_a_document_that_no_longer_holds_is_refused() {
    let city = City::found();
    let citizen = citizen_of(&city);
    let code = || text(&show(&citizen, &[&SCHOOL[..], &TWO].concat()), "/code/text");
    let read = |code: &str| scan(&city, "education", &["--text", code]);
    let status = |step: &str| {
        let of = ["--department", "household", "--credential", "identity"];
        let set = city.gateway(&[&["certificate", step], &of[..]].concat());
        set.ok().as_array().unwrap().len()
    };
    let first = code();
    let copies = status("suspend");
    assert!(copies > 1, "every copy is suspended: {copies}");
    refused(&read(&first), "Suspended");
    assert_eq!(status("reinstate"), copies);
    read(&first).ok();

    // The entry changes; what told of the old one is superseded.
    let second = code();
    let moved = ["--modify", "household.since=2026-11-16", "--uses", "1"];
    let link = city.ask("civil-affairs", "registration-update", &moved);
    citizen.approve(&link);
    city.gateway(&["modify", "--department", "civil-affairs"])
        .ok();
    refused(&read(&second), "Superseded");

    citizen.wallet(&["sync"]).ok();
    citizen.wallet(&["sync"]).ok();
    let third = code();
    status("revoke");
    refused(&read(&third), "Revoked");
    let again = ["certificate", "reinstate", "--department", "household"];
    let again = city.gateway(&[&again[..], &["--credential", "identity"]].concat());
    assert_eq!(
        again.json["error"], "refused_by_contract",
        "revoked is final"
    );
    citizen.wallet(&["sync"]).ok();
    let list = citizen.wallet(&["credentials", "list"]).ok();
    let mut found: Vec<&str> = list
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| row["status"]["status"].as_str())
        .collect();
    found.sort_unstable();
    assert_eq!(found, ["revoked", "superseded"], "{list}");
}

#[test]
fn a_pass_on_paper_is_read_once_at_its_own_office() {
    let city = City::found();
    let citizen = citizen_of(&city);
    for (at, lang) in ["en", "zh"].into_iter().enumerate() {
        let file = in_folder(&city, &format!("pass-{lang}.pdf"));
        let print = [
            &["--lang", lang, "qr", "pass"],
            &SCHOOL[..],
            &TWO,
            &["--out", &file],
        ];
        let made = citizen.wallet(&print.concat()).ok();
        assert_eq!(made["file"], file.as_str());
        assert!(std::fs::read(&file).unwrap().starts_with(b"%PDF-"));
        // What is there is not overwritten.
        let again = citizen.wallet(&print.concat());
        assert_eq!(again.json["error"]["code"], "not-saved");

        // Printed, and held before the scanner.
        let page = in_folder(&city, &format!("page-{lang}"));
        let drawn = std::process::Command::new("pdftoppm")
            .args(["-r", "150", "-png", "-singlefile", &file, &page])
            .status();
        assert!(drawn.expect("poppler's tools are there").success());
        let page = format!("{page}.png");
        let kept = programs::screenshots();
        std::fs::create_dir_all(&kept).unwrap();
        std::fs::copy(&page, kept.join(format!("{lang}-pass.png"))).unwrap();
        if at == 0 {
            refused(&scan(&city, "housing", &[&page]), "OtherOffice");
        }
        let read = scan(&city, "education", &[&page]).ok();
        assert_eq!(read["attributes"]["person.name"], "李明");
        refused(&scan(&city, "education", &[&page]), "Replay");
    }
    citizen.wallet(&["sync"]).ok();
    let activity = citizen.wallet(&["activity"]).ok();
    let told = kinds(&activity);
    let count = |wanted: &str| told.iter().filter(|kind| **kind == wanted).count();
    assert_eq!((count("pass-made"), count("code-read")), (2, 2), "{told:?}");
}

#[test]
fn ten_characters_are_enough_to_be_heard() {
    let city = City::found();
    let citizen = citizen_of(&city);
    let shown = show(&citizen, &[&SCHOOL[..], &TWO, &["--speak"]].concat());
    let spoken = text(&shown, "/spoken/code");
    assert_eq!(spoken.len(), 10);
    refused(&scan(&city, "housing", &["--text", &spoken]), "Unknown");
    let heard = format!("{} {}", spoken[..4].to_lowercase(), &spoken[4..]);
    let read = scan(&city, "education", &["--text", &heard]).ok();
    assert_eq!(read["attributes"]["person.name"], "李明");
    refused(&scan(&city, "education", &["--text", &spoken]), "Unknown");
}

#[test]
fn two_offices_see_two_copies_and_the_same_office_the_same() {
    let city = City::found();
    let citizen = citizen_of(&city);
    let copies = || {
        let listed = citizen.wallet(&["credentials", "list"]).ok();
        let id = text(&listed, "/0/id");
        let document = citizen.wallet(&["credentials", "show", &id]).ok();
        document["copies"][0].as_u64().unwrap()
    };
    let all = copies();
    assert!(all >= 3, "{all}");
    let rent = ["--department", HOUSING, "--purpose", "rent-subsidy"];
    show(&citizen, &SCHOOL);
    assert_eq!(copies(), all - 1);
    show(&citizen, &SCHOOL);
    assert_eq!(copies(), all - 1);
    show(&citizen, &rent);
    assert_eq!(copies(), all - 2);
    // Looking at what would be shown uses up nothing.
    let who = ["--department", "HT-0301", "--purpose", "identification"];
    show(&citizen, &[&who[..], &["--review"]].concat());
    assert_eq!(copies(), all - 2);
    for office in ["HT-0301", "HT-0501"].iter().take((all - 2) as usize) {
        show(
            &citizen,
            &["--department", office, "--purpose", "identification"],
        );
    }
    if copies() == 0 {
        // None is left: that is said before, and does not stop anybody at a counter.
        let who = ["--department", "HT-0231", "--purpose", "identification"];
        let review = show(&citizen, &[&who[..], &["--review"]].concat());
        assert_eq!(review["linkable"], true);
        show(&citizen, &who);
    }
}

fn rpc_port(city: &City) -> u16 {
    let network: Value = serde_json::from_slice(&std::fs::read(city.network()).unwrap()).unwrap();
    let url = text(&network, "/nodes/0/url");
    url.trim_end_matches('/')
        .rsplit(':')
        .next()
        .unwrap()
        .parse()
        .unwrap()
}
