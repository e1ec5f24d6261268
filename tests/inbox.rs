//! The inbox outlives everything: putting aside, refusing later, a department that is away, and a
//! wallet that is killed at every step of an approval.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::{
    collections::BTreeSet,
    fs,
    process::Child,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use serde_json::{Value, json};

use support::{
    citizen::Citizen,
    city::{City, text},
    http::{Host, Reply},
    rpc,
};

const SCHOOL: &str = "school-enrolment";
const NAME: [&str; 2] = ["--attributes", "person.name"];

fn newcomer(city: &City) -> Citizen {
    let citizen = city.citizen("li-ming");
    citizen.init(city);
    citizen.identify(city);
    citizen
}

fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

/// The one request in the inbox.
fn request(citizen: &Citizen) -> Value {
    let rows = citizen.wallet(&["request", "list"]).ok();
    let mut requests = rows.as_array().unwrap().clone();
    requests.retain(|row| row["kind"] == "request");
    assert_eq!(requests.len(), 1, "{rows}");
    requests.remove(0)
}

#[test]
fn a_request_is_put_aside_taken_up_and_declined_later() {
    let city = City::found();
    let citizen = newcomer(&city);
    let link = city.ask("education", SCHOOL, &NAME);
    let id = text(&citizen.wallet(&["request", "inspect", &link]).ok(), "/id");
    let waiting = || citizen.wallet(&["status"]).ok()["waiting"].clone();
    assert_eq!(waiting(), 1);

    let until = (now() + 3_600).to_string();
    let snoozed = citizen
        .wallet(&["request", "snooze", &id, "--until", &until])
        .ok();
    assert_eq!(snoozed["snoozed"], until.parse::<u64>().unwrap());
    assert_eq!(snoozed["state"], "waiting");
    assert_eq!(waiting(), 0);
    // Not beyond its end, and not into the past.
    let late = (now() + 40 * 86_400).to_string();
    for wrong in [late.as_str(), "1000"] {
        citizen
            .wallet(&["request", "snooze", &id, "--until", wrong])
            .fails("bad-input", 2);
    }
    let open = citizen.wallet(&["request", "reopen", &id]).ok();
    assert_eq!(open["snoozed"], Value::Null);
    assert_eq!(waiting(), 1);
    // Time alone takes it up again.
    let soon = (now() + 20).to_string();
    citizen
        .wallet(&["request", "snooze", &id, "--until", &soon])
        .ok();
    support::wait_for("the end of a snooze", || (waiting() == 1).then_some(()));

    let until = (now() + 3_600).to_string();
    citizen
        .wallet(&["request", "snooze", &id, "--until", &until])
        .ok();
    let declined = citizen.wallet(&["request", "decline", &id]).ok();
    assert_eq!(declined["state"], "refused");
    assert_eq!(declined["untold"], false);
    assert_eq!(
        city.gateway(&["requests", "list"]).ok()[0]["status"],
        "refused"
    );
    for act in ["snooze", "reopen", "decline"] {
        citizen
            .wallet(&["request", act, &id])
            .fails("request-answered", 6);
    }
    citizen
        .wallet(&["request", "approve", &id])
        .fails("request-answered", 6);
}

#[test]
fn a_department_that_is_away_is_told_of_the_refusal_later() {
    let city = City::found();
    let citizen = newcomer(&city);
    let link = city.ask("education", SCHOOL, &NAME);
    let id = text(&citizen.wallet(&["request", "inspect", &link]).ok(), "/id");
    city.hold(true);
    let refused = citizen.wallet(&["request", "refuse", &id]).ok();
    assert_eq!(
        (&refused["state"], &refused["untold"]),
        (&json!("refused"), &json!(true))
    );
    city.hold(false);
    citizen.wallet(&["sync"]).ok();
    assert_eq!(request(&citizen)["untold"], false);
    assert_eq!(
        city.gateway(&["requests", "list"]).ok()[0]["status"],
        "refused"
    );
    // Told once or twice, it is one refusal.
    let activity = citizen.wallet(&["activity"]).ok();
    let refusals = activity
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["kind"] == "request-refused");
    assert_eq!(refusals.count(), 1);
    // And there is evidence of it that a stranger can check.
    let file = city.folder().join("refusal.json");
    let file = file.to_str().unwrap();
    citizen
        .wallet(&["request", "export", &id, "--out", file])
        .ok();
    let report = stranger(&city).wallet(&["verify", file]).ok();
    assert_eq!(report["valid"], true, "{report}");
    assert_eq!(step(&report, "receipt-signature"), "valid");
    assert_eq!(step(&report, "holder-signature"), "not-checked");
}

/// Somebody with a network's description and no wallet at all.
fn stranger(city: &City) -> Citizen {
    let stranger = city.citizen(&format!("stranger-{}", now()));
    fs::create_dir_all(stranger.profile()).unwrap();
    fs::copy(city.network(), stranger.profile().join("network.json")).unwrap();
    stranger
}

fn step<'r>(report: &'r Value, name: &str) -> &'r str {
    let checks = report["checks"].as_array().unwrap();
    let check = checks.iter().find(|check| check["step"] == name).unwrap();
    check["result"].as_str().unwrap()
}

#[test]
fn evidence_is_checked_by_a_stranger_and_no_byte_of_it_can_change() {
    let city = City::found();
    let citizen = newcomer(&city);
    let link = city.ask("education", SCHOOL, &NAME);
    let id = text(&citizen.wallet(&["request", "inspect", &link]).ok(), "/id");
    let out = city.folder().join("evidence.json");
    let file = out.to_str().unwrap();
    // There is none before there is an answer.
    citizen
        .wallet(&["request", "export", &id, "--out", file])
        .fails("not-found", 7);
    let receipt = citizen.wallet(&["request", "approve", &id]).ok();
    let permission = text(&receipt, "/permission/id");
    citizen
        .wallet(&["request", "export", &id, "--out", file])
        .ok();
    let written = fs::read_to_string(&out).unwrap();
    for value in ["李明", "Li Ming", "Wutong"] {
        assert!(!written.contains(value));
    }

    let stranger = stranger(&city);
    let report = stranger.wallet(&["verify", file]).ok();
    assert_eq!(report["valid"], true);
    assert_eq!(report["fingerprint"], permission.as_str());
    for name in [
        "integrity",
        "requester-signature",
        "requester-directory",
        "holder-signature",
        "receipt-signature",
        "anchored",
        "unaltered",
    ] {
        assert_eq!(step(&report, name), "valid", "{report}");
    }
    // By the permission's id it is the same file.
    let again = city.folder().join("again.json");
    citizen
        .wallet(&[
            "request",
            "export",
            &permission,
            "--out",
            again.to_str().unwrap(),
        ])
        .ok();
    assert_eq!(fs::read_to_string(again).unwrap(), written);

    // Without the network the signatures fit each other, and nobody vouches for whose they are.
    let offline = stranger.wallet(&["verify", file, "--offline"]).ok();
    assert_eq!(step(&offline, "requester-signature"), "valid");
    assert_eq!(step(&offline, "requester-directory"), "not-checked");
    assert_eq!(step(&offline, "anchored"), "not-checked");

    // Changed at the place of each part, the right step fails.
    let evidence: Value = serde_json::from_str(&written).unwrap();
    for (member, failing) in [
        ("request", "requester-signature"),
        ("grant", "holder-signature"),
        ("receipt", "receipt-signature"),
    ] {
        let part = evidence["evidence"][member].as_str().unwrap();
        let at = written.find(part).unwrap() + part.len() / 2;
        let mut bytes = written.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = city.folder().join("changed.json");
        fs::write(&changed, &bytes).unwrap();
        let report = stranger.wallet(&["verify", changed.to_str().unwrap()]);
        assert_eq!(report.status, 1, "{member}");
        for name in [failing, "integrity", "unaltered"] {
            assert_eq!(step(&report.json, name), "invalid", "{member}");
        }
    }
    // Other keys in it are not those of the directory.
    let other = evidence["evidence"]["requester"]["endpoint"]
        .as_str()
        .unwrap();
    let changed = written.replace(other, "https://evil.example/d/education");
    assert_ne!(changed, written);
    fs::write(&out, changed).unwrap();
    let report = stranger.wallet(&["verify", file]);
    assert_eq!(report.status, 1);
    assert_eq!(step(&report.json, "requester-directory"), "invalid");
    fs::write(&out, "{}").unwrap();
    stranger
        .wallet(&["verify", file])
        .fails("no-document-file", 2);
}

/// Where an approval is when the wallet is killed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Killed {
    /// The keeper of the data is being told of the key; nothing is anchored.
    Introducing,
    /// The transaction is on its way and does not arrive.
    BeforeAnchoring,
    /// The transaction arrived; the wallet never heard of it.
    Anchored,
    /// The answer is on its way.
    Sending,
}

#[test]
fn a_wallet_killed_at_any_step_loses_nothing_and_sends_nothing_twice() {
    for killed in [
        Killed::Introducing,
        Killed::BeforeAnchoring,
        Killed::Anchored,
        Killed::Sending,
    ] {
        kill_while(killed);
    }
}

fn kill_while(killed: Killed) {
    let mut city = City::found();
    let citizen = newcomer(&city);
    let link = city.ask("education", SCHOOL, &NAME);
    let id = text(&citizen.wallet(&["request", "inspect", &link]).ok(), "/id");

    // Between the wallet and its node stands somebody who says what passes, and holds it.
    let node = city.node().port();
    let (tell, told) = mpsc::channel::<&'static str>();
    let tell = Mutex::new(tell);
    let holds = Arc::new(AtomicBool::new(true));
    let held = holds.clone();
    let between = Host::serve(move |call| {
        let asked: Value = serde_json::from_slice(&call.body).unwrap();
        let sends = asked["method"] == "eth_sendRawTransaction";
        if sends && held.load(Ordering::SeqCst) && killed == Killed::BeforeAnchoring {
            tell.lock().unwrap().send("sends").unwrap();
            thread::sleep(Duration::from_secs(5));
            return Reply {
                media_type: "application/json",
                body: Vec::new(),
            };
        }
        if sends && held.load(Ordering::SeqCst) {
            tell.lock().unwrap().send("sends").unwrap();
            if killed == Killed::Sending {
                // Until the departments' server has been stopped.
                thread::sleep(Duration::from_millis(500));
            }
        }
        let answer = rpc::post(node, "/", &asked.to_string()).unwrap();
        if sends && held.load(Ordering::SeqCst) && killed == Killed::Anchored {
            tell.lock().unwrap().send("sent").unwrap();
            thread::sleep(Duration::from_secs(5));
        }
        let found: Value = serde_json::from_str(&answer).unwrap();
        if asked["method"] == "eth_getTransactionReceipt" && !found["result"].is_null() {
            let _ = tell.lock().unwrap().send("confirmed");
        }
        Reply {
            media_type: "application/json",
            body: answer.into_bytes(),
        }
    });
    let network = city.network_with("/nodes/0/url", json!(between.url()));
    fs::copy(network, citizen.profile().join("network.json")).unwrap();

    if killed == Killed::Introducing {
        city.hold(true);
    }
    let mut wallet = citizen.start(&["request", "approve", &id]);
    let hear = |what: &str| {
        while told.recv_timeout(support::PATIENCE).expect(what) != what {}
    };
    match killed {
        // It reads the chain, signs, and then waits for the department.
        Killed::Introducing => thread::sleep(Duration::from_secs(4)),
        Killed::BeforeAnchoring => hear("sends"),
        Killed::Anchored => hear("sent"),
        Killed::Sending => {
            hear("sends");
            city.hold(true);
            hear("confirmed");
            thread::sleep(Duration::from_secs(1));
        }
    }
    kill(&mut wallet);
    holds.store(false, Ordering::SeqCst);
    city.hold(false);

    // What it says afterwards is true.
    citizen.wallet(&["sync"]).ok();
    let row = request(&citizen);
    let (state, more) = match killed {
        Killed::Introducing | Killed::BeforeAnchoring => ("waiting", "approve"),
        Killed::Anchored => ("failed-nothing-sent", "resend"),
        Killed::Sending => ("failed-maybe-sent", "resend"),
    };
    assert_eq!(row["state"], state, "{killed:?}: {row}");
    if killed != Killed::Sending {
        assert_eq!(
            city.gateway(&["grants", "list"]).ok(),
            json!([]),
            "{killed:?}"
        );
    }
    if state != "waiting" {
        citizen
            .wallet(&["request", "approve", &id])
            .fails("request-answered", 6);
    }
    if killed == Killed::Sending {
        // It may have arrived, so it can be neither decided anew nor refused.
        citizen
            .wallet(&["request", "reopen", &id])
            .fails("request-answered", 6);
    }

    // Then it goes on: one permission at the department, one in the wallet, and it can be used.
    citizen.wallet(&["request", more, &id]).ok();
    assert_eq!(request(&citizen)["state"], "answered", "{killed:?}");
    let grants = city.gateway(&["grants", "list"]).ok();
    assert_eq!(grants.as_array().unwrap().len(), 1, "{killed:?}: {grants}");
    let read = city.read("education").ok();
    assert_eq!(read["values"]["person.name"], "李明");
    let listed = citizen.wallet(&["grants", "list"]).ok();
    let active = listed
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["state"]["state"] == "active");
    assert_eq!(active.count(), 1, "{killed:?}: {listed}");
}

fn kill(child: &mut Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn fresh_copies_come_from_the_issuer_and_nobody_else_gets_them() {
    let city = City::found();
    let citizen = newcomer(&city);
    let identity = text(&citizen.wallet(&["credentials", "list"]).ok(), "/0/id");
    let refill = |id: &str| citizen.wallet(&["credentials", "refill", id]);
    // Nothing is missing: nothing is asked for.
    assert_eq!(refill(&identity).ok()["copies"], json!([4, 4]));

    // A degree comes as one, announced on the chain; three more are had for the proof of the key.
    let departments = citizen.wallet(&["departments"]).ok();
    let university = departments
        .as_array()
        .unwrap()
        .iter()
        .find(|row| text(row, "/endpoint").ends_with("/d/university"))
        .map(|row| text(row, "/party/did"))
        .unwrap();
    let keys = citizen
        .wallet(&["identity", "show", "--department", &university])
        .ok();
    let to = format!("{}@{}", text(&keys, "/did"), text(&keys, "/meta_address"));
    let issue = ["certificate", "issue", "--department", "university"];
    city.gateway(&[&issue[..], &["--to", &to]].concat()).ok();
    citizen.wallet(&["sync"]).ok();
    let certificates = citizen.wallet(&["certificates", "list"]).ok();
    let degree = text(&certificates, "/0/id");
    let filled = refill(&degree).ok();
    assert_eq!(filled["copies"], json!([4, 4]));
    // Four copies are one certificate and one line of the activity.
    let certificates = citizen.wallet(&["certificates", "list"]).ok();
    assert_eq!(certificates.as_array().unwrap().len(), 1, "{certificates}");
    let activity = citizen.wallet(&["activity"]).ok();
    let arrivals = activity
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["kind"] == "certificate-arrived");
    assert_eq!(arrivals.count(), 1, "{activity}");
}

/// Everything that two departments hold of one citizen, and everything that the chain shows of it,
/// laid side by side: what they have in common is public, and says nothing of who it is.
#[test]
fn what_two_departments_hold_has_nothing_private_in_common() {
    let mut city = City::found();
    let citizen = newcomer(&city);
    let mut transcripts = Vec::new();
    for (department, purpose) in [("education", SCHOOL), ("housing", "rent-subsidy")] {
        let link = city.ask(department, purpose, &NAME);
        citizen.approve(&link);
        let permission = citizen.newest_permission();
        let held = city.gateway(&["grants", "export", "latest"]).ok();
        let token = text(&held, "/token");
        let mut values = BTreeSet::new();
        // The grant as that department has it: every value in every part, and each signature.
        for part in token.split('~').filter(|part| !part.is_empty()) {
            for piece in part.split('.') {
                values.insert(piece.to_owned());
                let bytes = Base64UrlUnpadded::decode_vec(piece).unwrap();
                if let Ok(json) = serde_json::from_slice::<Value>(&bytes) {
                    collect(&json, &mut values);
                }
            }
        }
        // What the chain shows: the transaction of the anchor and every log of it, word by word.
        let hash = permission.trim_start_matches("0x").to_owned();
        let logs = rpc::call(
            city.node().port(),
            "eth_getLogs",
            &json!([{ "fromBlock": "0x0", "toBlock": "latest" }]),
        )
        .unwrap();
        let log = logs
            .as_array()
            .unwrap()
            .iter()
            .find(|log| log.to_string().contains(&hash))
            .unwrap_or_else(|| panic!("no log of {hash}"));
        let transaction = rpc::call(
            city.node().port(),
            "eth_getTransactionByHash",
            &json!([log["transactionHash"]]),
        )
        .unwrap();
        values.insert(text(&transaction, "/from"));
        let input = text(&transaction, "/input");
        for source in [&input[10..], &text(log, "/data")[2..]] {
            for word in source.as_bytes().chunks(64) {
                values.insert(String::from_utf8(word.to_vec()).unwrap());
            }
        }
        transcripts.push(values);
    }
    let common: Vec<&String> = transcripts[0]
        .intersection(&transcripts[1])
        .filter(|value| !is_public(value))
        .collect();
    assert_eq!(common, Vec::<&String>::new());
    // The comparison can find something: each is full of values of its own.
    assert!(transcripts.iter().all(|values| values.len() > 20));
}

/// Whether a value names or counts something that everybody may know: codes and departments,
/// numbers, times of day that both share, words of a call that are offsets or padding.
fn is_public(value: &str) -> bool {
    let word = value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    if word {
        // Offsets, lengths, kinds, buckets, ends and blocks: less than eight bytes of them are set.
        return value[..48].bytes().all(|byte| byte == b'0');
    }
    let header = Base64UrlUnpadded::decode_vec(value)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok())
        .is_some_and(|json| json.get("typ").is_some());
    let department = value.starts_with("did:ethr:");
    let code = value.len() <= 40
        && value
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || b"-./".contains(&byte));
    let number = value.parse::<i64>().is_ok();
    let constant = ["EdDSA", "grant+sd-jwt", "sha-256"].contains(&value);
    header || department || code || number || constant
}

/// Every string and number of a JSON value.
fn collect(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            into.insert(text.clone());
        }
        Value::Number(number) => {
            into.insert(number.to_string());
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, into)),
        Value::Object(members) => members.values().for_each(|item| collect(item, into)),
        _ => {}
    }
}
