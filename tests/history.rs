//! A history that can change under the wallet: what the chain no longer has is marked, and who let
//! it happen is on record. Through `wallet` and `gateway` alone.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use serde_json::{Value, json};

use support::{
    citizen::Citizen,
    city::{City, text},
    rpc,
};

#[test]
fn what_a_reorganised_chain_lost_is_marked_and_nothing_vanishes() {
    let mut city = City::found();
    let citizen = city.citizen("citizen");
    citizen.init(&city);
    citizen.identify(&city);
    read_by_law(&city, "person.name");
    citizen.wallet(&["sync"]).ok();
    let kept = text(&accesses(&citizen)[0], "/id");

    let port = city.node().port();
    let snapshot = rpc::call(port, "evm_snapshot", &json!([])).unwrap();
    read_by_law(&city, "person.id-number");
    citizen.wallet(&["sync"]).ok();
    assert_eq!(accesses(&citizen).len(), 2);

    // The chain goes another way from there, and beyond where it was.
    rpc::call(port, "evm_revert", &json!([snapshot])).unwrap();
    // Lower than what was proven: a contradiction, and nothing is followed.
    let lower = citizen.wallet(&["sync"]);
    lower.fails("chain-contradicts", 1);
    rpc::call(port, "anvil_mine", &json!(["0x40", "0x3"])).unwrap();
    citizen.wallet(&["sync"]).ok();
    let rows = accesses(&citizen);
    assert_eq!(rows.len(), 2, "none is gone: {rows:?}");
    for row in &rows {
        let verdict = match text(row, "/id") == kept {
            true => "proven",
            false => "contradicted",
        };
        assert_eq!(row["proof"]["verdict"], verdict, "{row}");
    }
    let caught: Vec<String> = caught(&citizen);
    assert!(caught.contains(&"reorganised".to_owned()), "{caught:?}");
    assert!(caught.contains(&"went-back".to_owned()), "{caught:?}");
    // From here on it is a chain like any other.
    assert_eq!(citizen.wallet(&["sync"]).ok()["own"], 0);
}

fn read_by_law(city: &City, attribute: &str) {
    let arguments = ["access", "--department", "tax", "--attributes", attribute];
    let purpose = ["--purpose", "tax-settlement"];
    city.gateway(&[&arguments[..], &purpose].concat()).ok();
}

fn caught(citizen: &Citizen) -> Vec<String> {
    let network = citizen.wallet(&["network"]).ok();
    let lies = network["lies"].as_array().unwrap().iter();
    lies.map(|lie| text(lie, "/what")).collect()
}

fn accesses(citizen: &Citizen) -> Vec<Value> {
    let activity = citizen.wallet(&["activity"]).ok();
    let rows = activity.as_array().unwrap().iter();
    rows.filter(|row| row["kind"] == "accessed-without-permission")
        .cloned()
        .collect()
}
