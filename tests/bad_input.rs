//! Bad input at every door: each has its own clear answer, and nothing is lost.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
};

use serde_json::{Value, json};

use support::{
    citizen::{Citizen, PASSPHRASE},
    city::{City, text},
    free_port,
    http::{Host, Reply},
    node::Node,
    requests::{Object, SCHOOL, STRANGER, encoded, request_link},
    rpc,
};

#[test]
fn links_that_lead_nowhere_or_lie_are_refused_by_name() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    let documents = citizen.wallet(&["credentials", "list"]).ok();
    let inspect = |link: &str| citizen.wallet(&["request", "inspect", link]);

    inspect("https://example.org/").fails("bad-link", 2);
    inspect("openid4vp://?nothing=here").fails("bad-link", 2);
    inspect(&format!("openid4vp://?{}", "a".repeat(40_000))).fails("bad-link", 2);
    inspect("0123").fails("not-found", 7);
    let link = request_link(STRANGER, "http://169.254.169.254/latest");
    inspect(&link).fails("forbidden-address", 6);

    // A request as the bureau makes them, in the hands of others.
    let ask = [&SCHOOL[..], &["person.name"]].concat();
    let good = text(&city.gateway(&ask).ok(), "/link");
    let object = Object::fetch(&good);
    let nobody = format!("http://127.0.0.1:{}/r", free_port());
    inspect(&request_link(&object.department(), &nobody)).fails("unreachable", 4);

    let cases: [(Object, &str, i32); 4] = [
        (object.by(STRANGER).signed_anew(), "requester-unknown", 6),
        (object.signed_anew(), "request-not-proven", 6),
        (
            object.with("/exp", json!(4_000_000_000_u32)),
            "request-not-proven",
            6,
        ),
        (
            object.by(&did_of(&city, "housing")),
            "request-not-proven",
            6,
        ),
    ];
    for (object, code, status) in cases {
        let link = request_link(&object.department(), "");
        let host = object.serve();
        inspect(&format!("{link}{}", encoded(&host.url()))).fails(code, status);
    }
    let host = Host::serve(|_| Reply {
        media_type: "text/html",
        body: b"<h1>not a request</h1>".to_vec(),
    });
    inspect(&request_link(&object.department(), &host.url())).fails("bad-request", 6);
    // Somebody passes a good request on under another name.
    inspect(&good.replace(
        &encoded(&object.department()),
        &encoded(&did_of(&city, "housing")),
    ))
    .fails("request-not-proven", 6);

    // One that nobody answered in time, and one that was looked at before its time was over.
    let ask = |seconds: &str| {
        let open = ["person.name", "--open-for", seconds];
        text(&city.gateway(&[&SCHOOL[..], &open].concat()).ok(), "/link")
    };
    let late = Object::fetch(&ask("1"));
    let host = late.clone().serve();
    let expired = support::wait_for("the end of a request", || {
        let answer = inspect(&request_link(&late.department(), &host.url()));
        (answer.status != 0).then_some(answer)
    });
    expired.fails("request-ended", 6);
    let soon = text(&inspect(&ask("15")).ok(), "/id");
    support::wait_for("the end of a request in the inbox", || {
        (inspect(&soon).ok()["state"] == "expired").then_some(())
    });
    citizen
        .wallet(&["request", "approve", &soon])
        .fails("request-ended", 6);
    citizen
        .wallet(&["request", "refuse", &soon])
        .fails("request-ended", 6);

    // Nothing of it waits in the inbox, nothing was lost, and the good one still works.
    let inbox = citizen.wallet(&["request", "list"]).ok();
    assert!(
        inbox
            .as_array()
            .unwrap()
            .iter()
            .all(|row| row["kind"] == "offer" || row["state"] == "expired"),
        "{inbox}"
    );
    assert_eq!(citizen.wallet(&["credentials", "list"]).ok(), documents);
    assert_eq!(inspect(&good).ok()["obstacle"], Value::Null);
    assert_eq!(citizen.wallet(&["grants", "list"]).ok(), json!([]));
}

#[test]
fn offers_with_a_wrong_code_or_from_nobody_are_refused_and_the_right_code_still_works() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    let accept =
        |link: &str, code: &str| citizen.wallet(&["offer", "accept", link, "--tx-code", code]);

    let issuer = format!("http://127.0.0.1:{}/d/household", free_port());
    let offer = json!({
        "credential_issuer": issuer,
        "credential_configuration_ids": ["identity"],
        "grants": { "urn:ietf:params:oauth:grant-type:pre-authorized_code": {
            "pre-authorized_code": "AAAAAAAAAAAAAAAAAAAAAA" } },
    });
    let link = format!(
        "openid-credential-offer://?credential_offer={}",
        encoded(&offer.to_string())
    );
    accept(&link, "0000").fails("issuer-unknown", 6);

    let (link, code) = city.offer("household", "identity");
    let wrong = if code == "1234" { "4321" } else { "1234" };
    accept(&link, wrong).fails("wrong-transaction-code", 1);
    citizen
        .wallet(&["offer", "accept", &link])
        .fails("wrong-transaction-code", 1);
    assert_eq!(citizen.wallet(&["credentials", "list"]).ok(), json!([]));
    let row = accept(&link, &code).ok();
    assert_eq!(row["status"]["status"], "valid");
    accept(&link, &code).fails("offer-ended", 6);
    // Somebody else with the same link comes too late.
    let other = city.citizen("somebody-else");
    other.init(&city);
    other
        .wallet(&["offer", "accept", &link, "--tx-code", &code])
        .fails("offer-ended", 6);
    assert_eq!(other.wallet(&["credentials", "list"]).ok(), json!([]));
    assert_eq!(
        citizen
            .wallet(&["credentials", "list"])
            .ok()
            .as_array()
            .unwrap()
            .len(),
        1
    );

    // Five wrong codes end an offer for good.
    let (link, code) = city.offer("household", "identity");
    let wrong = if code == "1234" { "4321" } else { "1234" };
    let codes: Vec<Value> = (0..6)
        .map(|_| accept(&link, wrong).json["error"]["code"].clone())
        .collect();
    assert_eq!(codes[0], "wrong-transaction-code");
    assert_eq!(codes[5], "offer-ended", "{codes:?}");
    accept(&link, &code).fails("offer-ended", 6);
}

#[test]
fn a_damaged_newer_or_open_vault_is_left_untouched() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    let documents = citizen.wallet(&["credentials", "list"]).ok();
    let list = || citizen.wallet(&["credentials", "list"]);

    let header = citizen.profile().join("vault/vault.header");
    let database = citizen.profile().join("vault/vault.db");
    let (good_header, good_database) = (fs::read(&header).unwrap(), fs::read(&database).unwrap());
    let changed = |good: &[u8], at: usize, to: u8| {
        let mut bytes = good.to_vec();
        assert_ne!(bytes[at], to);
        bytes[at] = to;
        bytes
    };
    let half = good_database.len() / 2;
    for (file, bytes, code) in [
        (
            &header,
            changed(&good_header, 100, !good_header[100]),
            "vault-damaged",
        ),
        (&header, good_header[..80].to_vec(), "vault-damaged"),
        (&header, Vec::new(), "vault-damaged"),
        (&header, changed(&good_header, 8, 0x7f), "vault-newer"),
        (
            &database,
            changed(&good_database, 20, !good_database[20]),
            "vault-damaged",
        ),
        (&database, good_database[..half].to_vec(), "vault-damaged"),
    ] {
        fs::write(file, &bytes).unwrap();
        list().fails(code, 5);
        assert_eq!(
            fs::read(file).unwrap(),
            bytes,
            "{code}: the file is as it was"
        );
        // What shows without the passphrase is told before one is asked for.
        let status = citizen.wallet(&["status"]).json;
        if file == &header {
            assert_eq!(status["phase"], "troubled", "{status}");
            assert_eq!(status["trouble"], code, "{status}");
        }
        fs::write(&header, &good_header).unwrap();
        fs::write(&database, &good_database).unwrap();
        assert_eq!(list().ok(), documents, "after {code}");
    }

    // While one command waits for an answer, no other opens the vault.
    let (arrived, has_arrived) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let (arrived, released) = (
        std::sync::Mutex::new(arrived),
        std::sync::Mutex::new(released),
    );
    let host = Host::serve(move |_| {
        arrived.lock().unwrap().send(()).unwrap();
        released.lock().unwrap().recv().unwrap();
        Reply {
            media_type: "text/plain",
            body: Vec::new(),
        }
    });
    let link = request_link(&did_of(&city, "education"), &host.url());
    thread::scope(|threads| {
        let first = threads.spawn(|| citizen.wallet(&["request", "inspect", &link]));
        has_arrived.recv_timeout(support::PATIENCE).unwrap();
        list().fails("vault-in-use", 3);
        release.send(()).unwrap();
        first.join().unwrap().fails("bad-request", 6);
    });
    assert_eq!(list().ok(), documents);
}

#[test]
fn without_a_node_everything_known_stays_and_goes_on_later() {
    let mut city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    let ask = [&SCHOOL[..], &["person.name"]].concat();
    let first = text(&city.gateway(&ask).ok(), "/link");
    let second = text(&city.gateway(&ask).ok(), "/link");
    citizen.approve(&first);
    citizen.wallet(&["request", "inspect", &second]).ok();
    city.read("education").ok();
    let known = everything(&citizen);

    city.node().stop();
    citizen.wallet(&["sync"]).fails("chain-unreachable", 4);
    assert_eq!(everything(&citizen), known);
    let network = citizen.wallet(&["network"]).ok();
    assert_eq!(
        network["nodes"][0]["error"], "chain-unreachable",
        "{network}"
    );
    let shown = citizen.wallet(&["request", "inspect", &second]).ok();
    let id = text(&shown, "/id");
    let refused = citizen.wallet(&["request", "approve", &id]);
    assert_eq!(refused.status, 4, "{}", refused.json);
    let permission = citizen.newest_permission();
    citizen
        .wallet(&["grants", "revoke", &permission])
        .fails("chain-unreachable", 4);
    assert_eq!(
        ids(&citizen.wallet(&["grants", "list"]).ok()),
        ids(&known[1])
    );

    city.node().start_again();
    citizen.wallet(&["sync"]).ok();
    let activity = citizen.wallet(&["activity"]).ok();
    assert!(
        activity
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row["kind"] == "permission-used")
    );
    citizen.wallet(&["request", "approve", &id]).ok();
    city.read("education").ok();
    let permission = citizen.newest_permission();
    let withdrawn = citizen.wallet(&["grants", "revoke", &permission]).ok();
    assert_eq!(withdrawn["state"]["state"], "withdrawn");
}

#[test]
fn a_node_that_hides_or_changes_entries_is_caught_and_nothing_false_is_kept() {
    let mut city = City::found();
    let citizen = city.citizen("li-ming");
    let lies = Arc::new(AtomicBool::new(false));
    let node = city.node().port();
    let told = lies.clone();
    let liar = Host::serve(move |request| Reply {
        media_type: "application/json",
        body: hide_the_last_log(node, &request.body, told.load(Ordering::SeqCst)),
    });
    citizen.init(&city);
    let network = city.network_with("/nodes/0/url", json!(liar.url()));
    fs::copy(network, citizen.profile().join("network.json")).unwrap();

    citizen.identify(&city);
    let ask = [&SCHOOL[..], &["person.name"]].concat();
    citizen.approve(&text(&city.gateway(&ask).ok(), "/link"));
    let known = everything(&citizen);
    city.read("education").ok();

    lies.store(true, Ordering::SeqCst);
    citizen.wallet(&["sync"]).fails("chain-contradicts", 1);
    assert_eq!(everything(&citizen), known);
    // It is not forgotten: neither by the next program nor when nobody answers.
    let verdict = || citizen.wallet(&["status"]).ok()["sync"]["proof"]["verdict"].clone();
    assert_eq!(verdict(), "contradicted");
    let file = citizen.profile().join("network.json");
    let network = fs::read(&file).unwrap();
    let nobody = format!("http://127.0.0.1:{}", free_port());
    let silent = city.network_with("/nodes/0/url", json!(nobody));
    fs::copy(silent, &file).unwrap();
    citizen.wallet(&["sync"]).fails("chain-unreachable", 4);
    assert_eq!(verdict(), "contradicted");
    fs::write(&file, network).unwrap();

    lies.store(false, Ordering::SeqCst);
    citizen.wallet(&["sync"]).ok();
    assert_eq!(verdict(), "proven");
    let activity = citizen.wallet(&["activity"]).ok();
    assert!(
        activity
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row["kind"] == "permission-used")
    );
}

#[test]
fn offices_that_are_silent_are_named_and_hold_up_nobody() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    let answered = citizen.wallet(&["obtain"]).ok();
    assert_eq!(answered["silent"], json!([]));
    assert!(!answered["rows"].as_array().unwrap().is_empty());
    city.hold(true);
    let held = citizen.wallet(&["obtain"]);
    city.hold(false);
    let held = held.ok();
    assert_eq!(held["rows"], json!([]));
    assert!(held["silent"].as_array().unwrap().len() > 5, "{held}");
    assert_eq!(citizen.wallet(&["obtain"]).ok(), answered);
}

#[test]
fn another_network_is_refused_and_the_own_one_goes_on() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.remembers(PASSPHRASE);
    citizen.wallet(&["init"]).ok();
    citizen.wallet(&["sync"]).fails("no-network", 4);
    let rubbish = city.folder().join("rubbish.json");
    fs::write(&rubbish, "{}").unwrap();
    let file = citizen.profile().join("network.json");
    fs::copy(&rubbish, &file).unwrap();
    citizen.wallet(&["sync"]).fails("bad-network", 5);
    fs::copy(city.network(), &file).unwrap();
    citizen.identify(&city);
    let known = everything(&citizen);

    let other = Node::start(city.folder().join("other-chain.json"));
    let elsewhere = city.network_with("/nodes/0/url", json!(other.url()));
    fs::copy(elsewhere, &file).unwrap();
    citizen.wallet(&["sync"]).fails("wrong-network", 4);
    let zeros = format!("0x{}", "0".repeat(64));
    fs::copy(city.network_with("/genesis", json!(zeros)), &file).unwrap();
    citizen.wallet(&["sync"]).fails("wrong-network", 4);
    assert_eq!(everything(&citizen), known);

    fs::copy(city.network(), &file).unwrap();
    citizen.wallet(&["sync"]).ok();
}

/// What the wallet lists: documents, permissions, invoices, certificates, activity; without the
/// proofs, which grow older by themselves.
fn everything(citizen: &Citizen) -> Vec<Value> {
    let lists: [&[&str]; 5] = [
        &["credentials", "list"],
        &["grants", "list"],
        &["invoices", "list"],
        &["certificates", "list"],
        &["activity"],
    ];
    lists
        .iter()
        .map(|list| {
            let mut answer = citizen.wallet(list).ok();
            forget_proofs(&mut answer);
            answer
        })
        .collect()
}

fn forget_proofs(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(forget_proofs),
        Value::Object(members) => {
            members.remove("proof");
            members.values_mut().for_each(forget_proofs);
        }
        _ => {}
    }
}

fn ids(list: &Value) -> Vec<&str> {
    let rows = list.as_array().unwrap();
    rows.iter().map(|row| row["id"].as_str().unwrap()).collect()
}

/// Hands a call on to the node; when lying, leaves out the last log of each list.
fn hide_the_last_log(node: u16, call: &[u8], lying: bool) -> Vec<u8> {
    let call: Value = serde_json::from_slice(call).unwrap();
    let answer = rpc::post(node, "/", &call.to_string()).unwrap();
    let mut answer: Value = serde_json::from_str(&answer).unwrap();
    if lying
        && call["method"] == "eth_getLogs"
        && let Some(logs) = answer["result"].as_array_mut()
    {
        logs.pop();
    }
    answer.to_string().into_bytes()
}

fn did_of(city: &City, slug: &str) -> String {
    let departments = city.gateway(&["departments", "list"]).ok();
    let rows = departments.as_array().unwrap();
    let row = rows.iter().find(|row| row["slug"] == slug).unwrap();
    text(row, "/did")
}
