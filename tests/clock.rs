//! A computer whose clock is wrong: that is said, no office is accused, and nothing is signed.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::fs;

use serde_json::{Value, json};

use support::{
    city::{City, text},
    http::Host,
    requests::{Object, SCHOOL, STRANGER, request_link},
    rpc,
};

#[test]
fn a_wrong_clock_is_named_and_no_office_accused() {
    let mut city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    let ask = [&SCHOOL[..], &["person.name"]].concat();
    let good = text(&city.gateway(&ask).ok(), "/link");
    let shown = citizen.wallet(&["request", "inspect", &good]).ok();
    assert_eq!(shown["obstacle"], Value::Null);
    assert_eq!(
        citizen.wallet(&["status"]).ok()["sync"]["clock"],
        Value::Null
    );

    // The ledger is two days ahead: this computer is two days behind.
    let node = city.node().port();
    rpc::call(node, "evm_increaseTime", &json!([172_800])).unwrap();
    rpc::call(node, "evm_mine", &json!([])).unwrap();
    citizen.wallet(&["sync"]).ok();
    let status = citizen.wallet(&["status"]).ok();
    let clock = |name: &str| status["sync"]["clock"][name].as_i64().unwrap();
    assert!((172_000..173_600).contains(&(clock("ledger") - clock("own"))));
    let shown = citizen.wallet(&["request", "inspect", &good]).ok();
    assert_eq!(shown["obstacle"], "clock-wrong");
    citizen
        .wallet(&["request", "approve", &good])
        .fails("clock-wrong", 5);
    // What a stranger signed is refused all the same, and laid to the clock first.
    let forged = Object::fetch(&good).by(STRANGER).signed_anew();
    let host = forged.serve();
    citizen
        .wallet(&["request", "inspect", &request_link(STRANGER, &host.url())])
        .fails("clock-wrong", 5);
    assert_eq!(citizen.wallet(&["request", "unproven"]).ok(), json!([]));
    assert_eq!(citizen.wallet(&["grants", "list"]).ok(), json!([]));
    // Whatever else an office would read as signed at some time waits, too.
    let (offer, code) = city.offer("household", "identity");
    citizen
        .wallet(&["offer", "accept", &offer, "--tx-code", &code])
        .fails("clock-wrong", 5);
    // What protects the citizen and needs no clock goes on.
    citizen.wallet(&["request", "refuse", &good]).ok();
    let file = city.folder().join("contract.txt");
    fs::write(&file, b"the flat in Harbour Street").unwrap();
    citizen.wallet(&["deposit", file.to_str().unwrap()]).ok();
}

#[test]
fn what_the_nodes_say_of_the_time_is_a_doubt() {
    let mut city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    let ask = [&SCHOOL[..], &["person.name"]].concat();
    let link = text(&city.gateway(&ask).ok(), "/link");
    // Its blocks are of today, and its clock is far ahead: one of the two computers is wrong.
    let node = city.node().port();
    let ahead = Host::serve_bytes(move |request| {
        let call = String::from_utf8(request.body.clone()).unwrap();
        let body = rpc::post(node, "/", &call).unwrap();
        let head = format!(
            "HTTP/1.1 200 OK\r\nDate: Fri, 01 Jan 2100 00:00:00 GMT\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        [head, body].concat().into_bytes()
    });
    let network = citizen.profile().join("network.json");
    let right = fs::read(&network).unwrap();
    let wrong = city.network_with("/nodes/0/url", json!(ahead.url()));
    fs::copy(wrong, &network).unwrap();
    let synced = citizen.wallet(&["sync"]).ok();
    let year_2100 = 4_102_444_800_i64;
    let told = synced["sync"]["clock"]["ledger"].as_i64().unwrap();
    assert!((0..600).contains(&(told - year_2100)), "{synced}");
    let approve = || citizen.wallet(&["request", "approve", &link]);
    approve().fails("clock-wrong", 5);
    // It was only said, so it goes with whoever said it.
    fs::write(&network, right).unwrap();
    approve().ok();
}
