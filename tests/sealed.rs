//! The main job on a chain whose blocks are believed by their validators' seals, and what happens when
//! too few of them sign, others do, or they sign two blocks at one height.
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../crates/chain/tests/anvil/consensus.rs"]
#[allow(dead_code, reason = "the chain's own tests use all of it")]
mod consensus;
mod support;

use std::{fs, path::PathBuf, sync::Arc};

use serde_json::{Value, json};
use url::Url;

use consensus::{Consensus, Plan, address};
use support::{
    citizen::Citizen,
    city::{City, text},
    court::{check, said},
    http::Host,
    rpc,
};

/// A city on a chain that four validators seal.
struct Sealed {
    city: City,
    consensus: Arc<Consensus>,
    network: PathBuf,
    _node: Host,
}

impl Sealed {
    fn found() -> Self {
        let mut city = City::found();
        let port = city.node().port();
        let node = Url::parse(&city.node().url()).unwrap();
        let consensus = Consensus::new(&node, |_| four());
        let sealing = Arc::clone(&consensus);
        let host = Host::serve_bytes(move |request| {
            let call = String::from_utf8(request.body.clone()).unwrap();
            let mut answer = rpc::post(port, "/", &call).unwrap();
            if call.contains("eth_getBlockByNumber") {
                let mut changed: Value = serde_json::from_str(&answer).unwrap();
                sealing.rewrite(&mut changed["result"]);
                answer = changed.to_string();
            }
            let length = answer.len();
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
                 Connection: close\r\n\r\n"
            );
            [head, answer].concat().into_bytes()
        });
        let genesis = consensus.sealed(0).hash();
        let mut network: Value =
            serde_json::from_slice(&fs::read(city.network()).unwrap()).unwrap();
        network["nodes"][0]["url"] = json!(host.url());
        network["genesis"] = json!(genesis);
        network["profile"] = json!({
            "kind": "qbft",
            "checkpoint": {"number": 0, "hash": genesis},
            "validators": {"by": "votes", "epoch": 30_000},
        });
        let file = city.folder().join("sealed.json");
        fs::write(&file, network.to_string()).unwrap();
        Self {
            city,
            consensus,
            network: file,
            _node: host,
        }
    }

    /// Somebody whose wallet believes the validators, with an identity document.
    fn citizen(&self) -> Citizen {
        let citizen = self.city.citizen("li-ming");
        let network = self.network.to_str().unwrap();
        citizen.wallet(&["init", "--network", network]).ok();
        citizen.identify(&self.city);
        citizen
    }

    fn mine(&mut self, blocks: u64) -> u64 {
        let port = self.city.node().port();
        for _ in 0..blocks {
            rpc::call(port, "evm_mine", &json!([])).unwrap();
        }
        let height = rpc::call(port, "eth_blockNumber", &json!([])).unwrap();
        u64::from_str_radix(height.as_str().unwrap().trim_start_matches("0x"), 16).unwrap()
    }
}

fn four() -> Plan {
    Plan::of(&[0, 1, 2, 3]).sealed_by(&[2, 3, 0])
}

/// How the newest state is known.
fn basis(citizen: &Citizen) -> Value {
    let documents = citizen.wallet(&["credentials", "list"]).ok();
    let found = &documents.pointer("/0/proof").unwrap()["by"];
    found.clone()
}

#[test]
fn the_main_job_on_a_chain_that_its_validators_seal() {
    let mut sealed = Sealed::found();
    let citizen = sealed.citizen();
    let by = |signers: u32, of: u32| json!({"kind": "sealed", "signers": signers, "of": of});
    assert_eq!(basis(&citizen), by(3, 4));
    let city = &sealed.city;
    let ask = ["--attributes", "person.name,household.address"];
    let link = city.ask("education", "school-enrolment", &ask);
    citizen.approve(&link);
    assert_eq!(city.read("education").ok()["use_number"], 1);
    citizen.wallet(&["sync"]).ok();
    let activity = citizen.wallet(&["activity"]).ok();
    let used = activity.as_array().unwrap().iter();
    let used: Vec<_> = used
        .filter(|row| row["kind"] == "permission-used")
        .collect();
    assert_eq!(used.len(), 1);
    assert_eq!(used[0]["proof"]["verdict"], "proven");
    assert_eq!(used[0]["proof"]["by"], by(3, 4));
    let permission = citizen.newest_permission();
    citizen.wallet(&["grants", "revoke", &permission]).ok();
    let refused = city.read("education");
    assert_eq!(
        (refused.json["reason"].as_str(), refused.status),
        (Some("Revoked"), 6)
    );

    // A fifth validator is voted in; the wallet follows, from what it knew.
    let from = sealed.mine(1);
    sealed.consensus.change(move |number| {
        let four_of = [0, 1, 2, 3];
        match number.checked_sub(from) {
            None | Some(0) => four(),
            Some(1) => Plan::voting(&four_of, 0, 4, true),
            Some(2) => Plan::voting(&four_of, 1, 4, true),
            Some(3) => Plan::voting(&four_of, 3, 4, true),
            Some(_) => Plan::of(&[0, 1, 2, 3, 4]).sealed_by(&[4, 0, 1, 3]),
        }
    });
    sealed.mine(40);
    citizen.wallet(&["sync"]).ok();
    assert_eq!(basis(&citizen), by(4, 5));

    // A court gets the header with its seals, and checks them without a wallet.
    let file = sealed.city.folder().join("lease.txt");
    fs::write(&file, b"a lease of two rooms").unwrap();
    let deposit = citizen.wallet(&["deposit", file.to_str().unwrap()]).ok();
    let package = sealed.city.folder().join("court.zip");
    let package = package.to_str().unwrap();
    let id = text(&deposit, "/0/id");
    citizen
        .wallet(&["deposits", "package", &id, "--out", package])
        .ok();
    let checked = check(&[package, file.to_str().unwrap()]);
    let said = said(&checked);
    assert!(checked.status.success(), "{said}");
    assert!(said.contains("header: valid\nseals: valid\n"), "{said}");
}

#[test]
fn what_too_few_validators_seal_is_not_believed_and_what_is_proven_stays() {
    let mut sealed = Sealed::found();
    let citizen = sealed.citizen();
    let before = citizen.wallet(&["credentials", "list"]).ok();
    // Two of four stop, and somebody goes on in their name.
    let until = sealed.mine(0);
    sealed.consensus.change(move |number| match number {
        number if number <= until => four(),
        _ => four().sealed_by(&[0, 1, 5]),
    });
    sealed.mine(3);
    citizen.wallet(&["sync"]).fails("chain-contradicts", 1);
    // What was proven is still there, as of then.
    let after = citizen.wallet(&["credentials", "list"]).ok();
    assert_eq!(after[0]["title"], before[0]["title"]);
    let nodes = citizen.wallet(&["network"]).ok();
    assert_eq!(nodes["profile"], "qbft");
    let lie = &nodes["lies"][0];
    assert_eq!(
        (&lie["what"], &lie["height"]),
        (&json!("header"), &json!(until + 3))
    );
    let stranger = address(5).to_string();
    assert!(lie.to_string().to_lowercase().contains(&stranger), "{lie}");

    // All four seal a second course of the chain: they broke the rules, and both blocks are kept.
    sealed.consensus.change(move |number| match number {
        number if number < 5 => four(),
        _ => Plan {
            proposer: 1,
            ..four()
        },
    });
    citizen.wallet(&["sync"]).fails("chain-contradicts", 1);
    let nodes = citizen.wallet(&["network"]).ok();
    let fault = nodes["lies"].as_array().unwrap().iter();
    let fault: Vec<_> = fault.filter(|lie| lie["what"] == "two-headers").collect();
    let rows = fault[0]["technical"].as_array().unwrap().iter();
    let headers: Vec<_> = rows.filter(|row| row["label"] == "lie-header").collect();
    assert_eq!(headers.len(), 2, "{fault:?}");
    assert_ne!(headers[0]["value"], headers[1]["value"]);

    // They come to their senses: what they had sealed first goes on.
    sealed.consensus.change(|_| four());
    citizen.wallet(&["sync"]).ok();
}
