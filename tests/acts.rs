//! Every act of the citizen, through `wallet` and `gateway` alone, on a chain of its own.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::fs;

use serde_json::{Value, json};

use support::{
    citizen::{Citizen, PASSPHRASE},
    city::{City, text},
    rpc, wait_for,
};

const ASKED: [&str; 4] = [
    "--attributes",
    "person.name,household.address",
    "--optional",
    "person.birth-date",
];
const SCHOOL: &str = "school-enrolment";

#[test]
fn a_permission_is_granted_used_seen_and_withdrawn() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    let document = citizen.identify(&city);
    assert_eq!(document["status"]["status"], "valid", "{document}");
    assert_eq!(document["proof"]["verdict"], "proven", "{document}");

    let link = city.ask("education", SCHOOL, &ASKED);
    let shown = citizen.wallet(&["request", "inspect", &link]).ok();
    assert_eq!(shown["party"]["name"]["en"], "Education Bureau");
    assert_eq!(shown["party"]["proof"]["verdict"], "proven");
    assert_eq!(shown["clause_code"], "ht-school-entry/12");
    assert_eq!(shown["obstacle"], Value::Null);
    assert_eq!(
        items(&shown),
        [
            ("person.name", true, "permitted"),
            ("household.address", true, "permitted"),
            ("person.birth-date", false, "permitted"),
        ]
    );
    assert_eq!(
        shown["items"][1]["value"]["value"]["en"],
        "Room 401, Unit 3, 12 Wutong Road, Sample District, Haitang"
    );

    let (id, digest) = (text(&shown, "/id"), text(&shown, "/digest"));
    let receipt = citizen
        .wallet(&["request", "approve", &id, "--digest", &digest])
        .ok();
    assert!(receipt["anchored_height"].as_u64().unwrap() > 0);
    let permission = text(&receipt, "/permission/id");
    assert_eq!(receipt["permission"]["state"]["state"], "active");

    let read = city.read("education").ok();
    assert_eq!(read["use_number"], 1);
    assert_eq!(
        read["values"],
        json!({
            "person.name": "李明",
            "household.address": {
                "zh": "海棠市样例区梧桐路12号3单元401室",
                "en": "Room 401, Unit 3, 12 Wutong Road, Sample District, Haitang",
            },
        })
    );

    citizen.wallet(&["sync"]).ok();
    let activity = citizen.wallet(&["activity"]).ok();
    let used = only(&activity, "permission-used");
    assert_eq!(used["basis"]["basis"], "your-permission");
    assert_eq!(used["basis"]["id"], permission.as_str());
    assert_eq!(used["proof"]["verdict"], "proven");
    assert_eq!(used["use_number"], 1);
    assert_eq!(used["party"]["name"]["en"], "Education Bureau");
    assert_eq!(rights(used), ["household.address", "person.name"]);
    assert_eq!(
        only(&activity, "request-approved")["basis"]["id"],
        permission.as_str()
    );
    let listed = citizen.wallet(&["grants", "list"]).ok();
    assert_eq!(
        (&listed[0]["used"], &listed[0]["state"]["state"]),
        (&json!(1), &json!("active"))
    );

    let shown = citizen.wallet(&["grants", "show", &permission]).ok();
    assert_eq!(shown["row"], listed[0]);
    let history = shown["history"].as_array().unwrap();
    let done: Vec<_> = history.iter().map(|row| text(row, "/kind")).collect();
    assert_eq!(done, ["permission-used", "request-approved"]);

    let withdrawn = citizen.wallet(&["grants", "revoke", &permission]).ok();
    assert_eq!(withdrawn["state"]["state"], "withdrawn");
    refused(&city, &["--department", "education"], "Revoked");
    citizen
        .wallet(&["grants", "revoke", &permission])
        .fails("already-ended", 6);
    let log = city.gateway(&["accesses", "list"]).ok();
    assert_eq!(
        (&log[0]["outcome"], &log[1]["outcome"]),
        (&json!("Revoked"), &json!("served"))
    );
}

#[test]
fn a_refusal_reaches_the_department_and_gives_nothing() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    let link = city.ask("education", SCHOOL, &ASKED);

    let refusal = citizen.wallet(&["request", "refuse", &link]).ok();
    assert_eq!(refusal["state"], "refused");
    let requests = city.gateway(&["requests", "list"]).ok();
    assert_eq!(requests[0]["status"], "refused");
    assert_eq!(city.gateway(&["grants", "list"]).ok(), json!([]));
    assert_eq!(citizen.wallet(&["grants", "list"]).ok(), json!([]));
    let activity = citizen.wallet(&["activity"]).ok();
    assert_eq!(only(&activity, "request-refused")["basis"]["basis"], "you");

    // What was answered once is answered.
    let id = text(&refusal, "/id");
    citizen
        .wallet(&["request", "approve", &id])
        .fails("request-answered", 6);
    citizen
        .wallet(&["request", "refuse", &id])
        .fails("request-answered", 6);
    assert_eq!(city.gateway(&["grants", "list"]).ok(), json!([]));
}

#[test]
fn a_department_reads_no_more_than_it_was_given() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);

    // Another than what was shown is not approved, whatever differs.
    let link = city.ask("education", SCHOOL, &ASKED);
    let other = citizen.wallet(&["request", "inspect", &link]).ok();
    let second = city.ask("education", SCHOOL, &["--attributes", "person.name"]);
    let digest = text(&other, "/digest");
    citizen
        .wallet(&["request", "approve", &second, "--digest", &digest])
        .fails("review-changed", 6);
    assert_eq!(city.gateway(&["grants", "list"]).ok(), json!([]));

    // Without a choice nothing optional goes along.
    citizen.approve(&link);
    let read = city.read("education").ok();
    assert_eq!(names(&read["values"]), ["household.address", "person.name"]);
    let education = ["--department", "education"];
    let wider = [&education[..], &["--attributes", "person.birth-date"]].concat();
    refused(&city, &wider, "Operation");

    // A required one can be left out, too, if the department takes it.
    let takes_less = [&ASKED[..], &["--accept-less", "always"]].concat();
    let link = city.ask("education", SCHOOL, &takes_less);
    let narrow = ["--attributes", "person.name", "--uses", "1", "--days", "3"];
    let offered = citizen
        .wallet(&[&["request", "offer", &link], &narrow[..]].concat())
        .ok();
    let receipt = &offered["receipt"];
    assert_eq!(receipt["permission"]["max_uses"], 1);
    let lasts = |name: &str| receipt["permission"][name].as_i64().unwrap();
    assert!(lasts("until") - lasts("since") <= 3 * 86_400, "{receipt}");
    let wider = [&education[..], &["--attributes", "household.address"]].concat();
    refused(&city, &wider, "Operation");
    let stranger = [&education[..], &["--as", "housing"]].concat();
    assert_eq!(city.gateway(&[&["read"], &stranger[..]].concat()).status, 6);
    assert_eq!(
        names(&city.read("education").ok()["values"]),
        ["person.name"]
    );
    refused(&city, &education, "UsedUp");

    // What the law denies cannot be given at all.
    let link = city.ask(
        "education",
        SCHOOL,
        &["--attributes", "person.name,person.id-number"],
    );
    let shown = citizen.wallet(&["request", "inspect", &link]).ok();
    assert_eq!(items(&shown)[1], ("person.id-number", true, "denied"));
    let choice = ["--attributes", "person.name,person.id-number"];
    citizen
        .wallet(&[&["request", "approve", &link], &choice[..]].concat())
        .fails("law-denies", 6);
    let unasked = ["--attributes", "household.members"];
    citizen
        .wallet(&[&["request", "approve", &link], &unasked[..]].concat())
        .fails("bad-input", 2);
}

#[test]
fn everything_comes_back_from_the_words_and_nothing_personal_is_on_the_chain() {
    let mut city = City::found();
    let citizen = city.citizen("li-ming");
    let words = citizen.init(&city);
    let document = citizen.identify(&city);
    let link = city.ask("education", SCHOOL, &ASKED);
    citizen.approve(&link);
    city.read("education").ok();
    let link = city.ask("housing", "rent-subsidy", &["--attributes", "person.name"]);
    citizen.approve(&link);
    let ended = citizen.newest_permission();
    citizen.wallet(&["grants", "revoke", &ended]).ok();

    let title = "海棠市志 A History of Haitang";
    let invoice = announce(&city, &citizen, "bookshop", &["--title", title]);
    let degree = announce(&city, &citizen, "university", &[]);
    let invoices = citizen.wallet(&["invoices", "list"]).ok();
    let row = &invoices["rows"][0];
    assert_eq!(row["number"], invoice["number"]);
    assert_eq!(
        (&row["total"], &row["content"]),
        (&json!("128.00"), &json!("here"))
    );
    assert_eq!(row["proof"]["verdict"], "proven");
    let shown = citizen
        .wallet(&["invoices", "show", &text(row, "/id")])
        .ok();
    assert_eq!(shown["lines"][0]["name"], title);
    assert_eq!(shown["buyer"], "李明");
    let certificates = citizen.wallet(&["certificates", "list"]).ok();
    let row = &certificates[0];
    assert_eq!(row["id"], degree["fingerprint"]);
    assert_eq!(row["title"]["en"], "Bachelor of Engineering");
    assert_eq!(
        (&row["awarded"], &row["content"]),
        (&json!("2012-07-01"), &json!("here"))
    );
    assert_eq!(row["proof"]["verdict"], "proven");

    let again = city.citizen("li-ming-elsewhere");
    let restored = again.restore(&city, &words).ok();
    assert_eq!(restored["status"]["phase"], "unlocked");
    assert_eq!(restored["sync"]["sync"]["proof"]["verdict"], "proven");
    for listing in [
        ["grants", "list"],
        ["certificates", "list"],
        ["invoices", "list"],
    ] {
        let known = ids(&citizen.wallet(&listing).ok());
        assert!(!known.is_empty(), "{listing:?}");
        assert_eq!(ids(&again.wallet(&listing).ok()), known, "{listing:?}");
    }
    let counted = |found: &Value, what: &str| {
        let rows = found["rows"].as_array().unwrap();
        rows.iter().find(|row| row["what"] == what).unwrap().clone()
    };
    for what in ["documents", "permissions", "invoices", "certificates"] {
        let row = counted(&restored["found"], what);
        assert_eq!(row["here"], row["found"], "{row}");
        assert_ne!(row["found"], 0, "{row}");
    }
    // While no office answers, what only they have is named as not there; the chain's is.
    city.hold(true);
    let alone = city.citizen("li-ming-alone");
    let restored = alone.restore(&city, &words).ok();
    city.hold(false);
    let documents = counted(&restored["found"], "documents");
    assert_eq!(
        (&documents["here"], &documents["found"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(documents["lost"][0]["en"], "Household Registry");
    let permissions = counted(&restored["found"], "permissions");
    assert_eq!(permissions["here"], permissions["found"]);
    // Once they do, it comes.
    alone.wallet(&["sync"]).ok();
    assert_eq!(ids(&alone.wallet(&["certificates", "list"]).ok()).len(), 1);

    let documents = again.wallet(&["credentials", "list"]).ok();
    let names: Vec<_> = documents
        .as_array()
        .unwrap()
        .iter()
        .map(|d| &d["vct"])
        .collect();
    assert!(names.contains(&&document["vct"]), "{documents}");
    let grants = again.wallet(&["grants", "list"]).ok();
    let state_of = |id: &str| {
        let rows = grants.as_array().unwrap();
        rows.iter().find(|row| row["id"] == id).unwrap()["state"]["state"].clone()
    };
    assert_eq!(state_of(&ended), "withdrawn");
    // What the citizen gave and took back stands in the restored activity as in the first one.
    let before = citizen.wallet(&["activity"]).ok();
    let activity = again.wallet(&["activity"]).ok();
    for kind in ["request-approved", "permission-withdrawn"] {
        let of = |activity: &Value| {
            let rows = activity.as_array().unwrap().iter();
            let mut told: Vec<_> = rows
                .filter(|row| row["kind"] == kind)
                .map(|row| {
                    let of = |name: &str| row[name].to_string();
                    (of("basis"), of("rights"), of("height"))
                })
                .collect();
            told.sort();
            told
        };
        assert!(!of(&before).is_empty(), "{kind}: {before}");
        assert_eq!(of(&activity), of(&before), "{kind}");
    }
    assert_eq!(only(&activity, "permission-used")["use_number"], 1);
    assert_eq!(only(&activity, "wallet-restored")["basis"]["basis"], "you");
    // The restored wallet is as good as the first: it withdraws what the other one gave.
    let given = ids(&grants).into_iter().find(|id| *id != ended).unwrap();
    again.wallet(&["grants", "revoke", &given]).ok();
    refused(&city, &["--department", "education"], "Revoked");

    let chain = whole_chain(&mut city);
    let holds = |text: &str| chain.contains(text) || chain.contains(&hex(text));
    assert!(holds("Education Bureau"), "what is public is found");
    let personal = [
        "李明",
        "Li Ming",
        "王芳",
        "李小雨",
        "1990-04-17",
        "HT19900417001X",
        "+86 000 0000 0417",
        "HT-H-2031-0047",
        "梧桐路",
        "Wutong",
        "工学学士",
        "Bachelor",
        "HTU-2012",
        "海棠市志",
        "128.00",
        "did:key",
    ];
    for value in personal {
        assert!(!holds(value), "{value} is on the chain");
    }
    for number in [
        &invoice["number"],
        &invoice["relation"],
        &degree["relation"],
    ] {
        assert!(!holds(number.as_str().unwrap()), "{number} is on the chain");
    }
}

#[test]
fn secrets_come_by_descriptor_and_a_wrong_one_opens_nothing() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen
        .wallet(&["credentials", "list"])
        .fails("no-wallet", 3);
    citizen.remembers("password1234");
    citizen.wallet(&["init"]).fails("weak-passphrase", 2);
    citizen.remembers(PASSPHRASE);
    let words = citizen.init(&city);
    citizen.wallet(&["init"]).fails("already-exists", 2);

    citizen.remembers("glazed-otter-plinth-73 harbour");
    citizen
        .wallet(&["credentials", "list"])
        .fails("wrong-passphrase", 3);
    citizen.wallet(&["status"]).fails("wrong-passphrase", 3);
    // An empty one is a key pressed too early. The third wrong one makes the next wait, also the
    // right one, and also in another program.
    citizen.remembers("");
    citizen.wallet(&["status"]).fails("wrong-passphrase", 3);
    citizen.remembers("glazed-otter-plinth-74 harbour");
    let third = citizen.wallet(&["status"]);
    third.fails("wrong-passphrase", 3);
    assert_eq!(third.json["error"]["wait_secs"], 1);
    citizen.wallet(&["status"]).fails("too-many-attempts", 3);
    citizen.remembers(PASSPHRASE);
    wait_for("the wait to be over", || {
        let answer = citizen.wallet(&["status"]);
        let waits = answer.json["error"]["code"] == "too-many-attempts";
        (!waits).then_some(answer)
    })
    .ok();
    citizen.remembers("glazed-otter-plinth-73 harbour");
    citizen.wallet(&["words"]).fails("wrong-passphrase", 3);
    citizen.remembers(PASSPHRASE);
    assert_eq!(citizen.wallet(&["words"]).ok()["words"], json!(words));
    assert_eq!(citizen.wallet(&["credentials", "list"]).ok(), json!([]));
    assert_eq!(citizen.wallet(&["status"]).ok()["phase"], "unlocked");

    // A relation's keys are the same at any time.
    citizen.wallet(&["sync"]).ok();
    let department = text(&citizen.wallet(&["departments"]).ok(), "/0/party/did");
    let show = ["identity", "show", "--department", department.as_str()];
    let keys = citizen.wallet(&show).ok();
    assert!(text(&keys, "/did").starts_with("did:key:z6Mk"));
    assert_eq!(citizen.wallet(&show).ok(), keys);

    // A pipe gives the passphrase once; approving needs it twice.
    citizen.identify(&city);
    let link = city.ask("education", SCHOOL, &ASKED);
    let piped = citizen.wallet_through_a_pipe(&["request", "approve", &link]);
    assert_eq!(piped.ok()["permission"]["state"]["state"], "active");

    let words = vec!["abandon".to_owned(); 12];
    city.citizen("other")
        .restore(&city, &words)
        .fails("bad-phrase", 2);
}

#[test]
fn every_code_is_documented_with_its_exit_status() {
    let document = include_str!("../docs/cli.md");
    for code in wallet_api::ErrorCode::ALL {
        let line = format!("- **{}** ", code.exit_status());
        let line = document.lines().find(|text| text.starts_with(&line));
        let name = format!("`{}`", code.as_str());
        assert!(line.is_some_and(|line| line.contains(&name)), "{name}");
    }
}

/// Issues something to the citizen's relation with `department`, and waits until the wallet has it.
fn announce(city: &City, citizen: &Citizen, department: &str, more: &[&str]) -> Value {
    let departments = citizen.wallet(&["departments"]).ok();
    let endpoint = format!("/d/{department}");
    let did = departments
        .as_array()
        .unwrap()
        .iter()
        .find(|row| text(row, "/endpoint").ends_with(&endpoint))
        .map(|row| text(row, "/party/did"))
        .unwrap();
    let keys = citizen
        .wallet(&["identity", "show", "--department", &did])
        .ok();
    let to = format!("{}@{}", text(&keys, "/did"), text(&keys, "/meta_address"));
    let what: [&str; 4] = match department {
        "university" => ["certificate", "issue", "--department", department],
        _ => ["invoice", "issue", "--biller", department],
    };
    let issued = city
        .gateway(&[&what[..], &["--to", &to], more].concat())
        .ok();
    let synced = citizen.wallet(&["sync"]).ok();
    assert_eq!(
        (&synced["fetched"], &synced["awaiting"]),
        (&json!(1), &json!([]))
    );
    issued
}

fn refused(city: &City, arguments: &[&str], reason: &str) {
    let answer = city.gateway(&[&["read"], arguments].concat());
    assert_eq!(
        (answer.json["reason"].as_str(), answer.status),
        (Some(reason), 6),
        "{}",
        answer.json
    );
}

/// The one line of this kind.
fn only<'v>(activity: &'v Value, kind: &str) -> &'v Value {
    let rows = activity.as_array().unwrap();
    let found: Vec<_> = rows.iter().filter(|row| row["kind"] == kind).collect();
    match found.as_slice() {
        [one] => one,
        other => panic!("{} lines of {kind} in {activity}", other.len()),
    }
}

fn items(review: &Value) -> Vec<(&str, bool, &str)> {
    let items = review["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| {
            (
                item["attribute"].as_str().unwrap(),
                item["required"].as_bool().unwrap(),
                item["law"].as_str().unwrap(),
            )
        })
        .collect()
}

fn rights(row: &Value) -> Vec<&str> {
    let rights = row["rights"].as_array().unwrap();
    let mut names: Vec<_> = rights
        .iter()
        .map(|right| right["attribute"].as_str().unwrap())
        .collect();
    names.sort_unstable();
    names
}

fn names(values: &Value) -> Vec<&String> {
    let mut names: Vec<_> = values.as_object().unwrap().keys().collect();
    names.sort_unstable();
    names
}

/// The ids of a list, sorted.
fn ids(list: &Value) -> Vec<String> {
    let rows = list.get("rows").unwrap_or(list).as_array().unwrap();
    let mut ids: Vec<_> = rows.iter().map(|row| text(row, "/id")).collect();
    ids.sort_unstable();
    ids
}

/// Every block with its transactions, every log, and the node's own file of its state, as text.
fn whole_chain(city: &mut City) -> String {
    let node = city.node();
    let ask =
        |method: &str, parameters: Value| rpc::call(node.port(), method, &parameters).unwrap();
    let newest = ask("eth_blockNumber", json!([]));
    let newest =
        u64::from_str_radix(newest.as_str().unwrap().trim_start_matches("0x"), 16).unwrap();
    let mut all = ask(
        "eth_getLogs",
        json!([{ "fromBlock": "0x0", "toBlock": "latest" }]),
    )
    .to_string();
    for height in 0..=newest {
        all += &ask(
            "eth_getBlockByNumber",
            json!([format!("{height:#x}"), true]),
        )
        .to_string();
    }
    node.stop();
    all += &fs::read_to_string(node.state_file()).unwrap();
    all
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}
