//! A bucket with thousands of entries: where a lie is, and how long honest reading takes.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chain::journal::{End, Step};
use chain::network::Profile;
use chain::proof::Subject;
use chain::rpc::{Limits, NodeClient};
use chain::{B256, Chain, SyncError, calls};
use serde_json::{Value, json};

use crate::liar::{logs, through_within};
use crate::proxy::{Act, Proxy};
use crate::world::{World, network, note};

/// Fingerprints from here on look like no other number in an entry.
const LONG_BOOK: u64 = 0x7777_0000_0000;

/// Writes `count` entries to bucket 1, sent without signatures to save time, 100 a block.
async fn long_book(w: &World, count: u64) {
    w.raw("anvil_impersonateAccount", json!([w.school.address()]))
        .await;
    w.raw("evm_setAutomine", json!([false])).await;
    let at = w.deployment.contracts;
    for n in 0..count {
        let print = B256::from(alloy_primitives::U256::from(LONG_BOOK + n));
        let call = calls::credentials_anchor(&at, print, &note(1, 1));
        let nonce = format!("{n:#x}");
        let tx = json!([{"from": w.school.address(), "to": call.to, "input": call.data,
            "gas": "0x30d40", "gasPrice": "0x0", "nonce": nonce}]);
        w.raw("eth_sendTransaction", tx).await;
        if n % 100 == 99 {
            w.raw("evm_mine", json!([])).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lie_in_a_long_book_is_located() {
    let Some(w) = World::new().await else { return };
    long_book(&w, 2100).await;
    let header = w.header().await;
    let states = w.chain.sync(&w.start(&[1]), &header, |_| ()).await.unwrap();
    assert_eq!(states[0].count, 2100);
    let lie = |fingerprint: u64| {
        move |method: &str, _: &Value| {
            if method != "eth_getLogs" {
                return Act::Pass;
            }
            Act::ChangeWith(Box::new(move |a| {
                for log in logs(a) {
                    let data = log["data"].as_str().unwrap();
                    let from = format!("{:064x}", LONG_BOOK + fingerprint);
                    log["data"] = data.replace(&from, &"ff".repeat(32)).into();
                }
            }))
        }
    };
    for (fingerprint, within) in [(500, (0, 1023)), (1100, (1024, 2047)), (2099, (2048, 2099))] {
        let proxy = Proxy::start(&w.anvil.url, lie(fingerprint)).await;
        let limits = Limits {
            total: Duration::from_secs(10),
            ..Limits::default()
        };
        let chain = through_within(&w, &proxy, limits).await.unwrap();
        let result = chain.sync(&w.start(&[1]), &header, |_| ()).await;
        let Err(SyncError::Contradicted(found)) = result else {
            panic!("{result:?}")
        };
        assert_eq!(
            found.what,
            Subject::Bucket {
                bucket: 1,
                within: Some(within)
            }
        );
    }
}

/// The blocks of `eth_getLogs` requests, as a proxy saw them.
type Ranges = Arc<Mutex<Vec<(u64, u64)>>>;

fn note_range(ranges: &Ranges, method: &str, params: &Value) {
    if method == "eth_getLogs" {
        let block = |name: &str| {
            let text = params[0][name].as_str().unwrap();
            u64::from_str_radix(text.trim_start_matches("0x"), 16).unwrap()
        };
        let range = (block("fromBlock"), block("toBlock"));
        ranges.lock().unwrap().push(range);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_stretch_of_a_lie_is_asked_of_another_node() {
    let Some(w) = World::new().await else { return };
    long_book(&w, 3100).await;
    let header = w.header().await;
    let honest = w.sync(&w.chain, &[1], &header).await.unwrap();
    let block_of = |n: usize| honest[n].block;
    let ranges: Ranges = Ranges::default();
    let liar = Proxy::start(&w.anvil.url, |method, _| {
        if method != "eth_getLogs" {
            return Act::Pass;
        }
        Act::Change(|a| {
            for log in logs(a) {
                let data = log["data"].as_str().unwrap();
                let from = format!("{:064x}", LONG_BOOK + 1100);
                log["data"] = data.replace(&from, &"ff".repeat(32)).into();
            }
        })
    });
    let (liar, seen) = (liar.await, Arc::clone(&ranges));
    let honest_node = Proxy::start(&w.anvil.url, move |method, params| {
        note_range(&seen, method, params);
        Act::Pass
    });
    let honest_node = honest_node.await;
    let urls = [liar.url.clone(), honest_node.url.clone()];
    let network = network(&w.deployment, Profile::Quorum { need: 2 }, &urls);
    let limits = Limits {
        total: Duration::from_secs(10),
        ..Limits::default()
    };
    let chain = Chain::connect_with(network, limits).await.unwrap();
    let mut entries = Vec::new();
    let followed = chain
        .follow(&w.start(&[1]), &header, |step| {
            if let Step::Entry(entry) = step {
                entries.push(entry.clone());
            }
            ControlFlow::Continue(())
        })
        .await;
    assert_eq!(followed.end, End::Reached);
    assert_eq!(entries, honest, "each entry once and in order");
    let [lie] = followed.lies.as_slice() else {
        panic!("{:?}", followed.lies)
    };
    let within = Some((1024, 2047));
    assert_eq!(lie.what, Subject::Bucket { bucket: 1, within });
    assert_eq!(lie.node, "node-0");
    let asked = ranges.lock().unwrap().clone();
    assert!(!asked.is_empty());
    // The last page may reach a little beyond, by as much as a page has grown.
    let (first, last) = (block_of(1023), block_of(2047));
    assert!(
        asked.iter().all(|(from, _)| (first..=last).contains(from)),
        "{asked:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_was_stopped_goes_on_where_it_was_proven() {
    let Some(w) = World::new().await else { return };
    long_book(&w, 3100).await;
    let header = w.header().await;
    let honest = w.sync(&w.chain, &[1], &header).await.unwrap();
    for pages in 1..=3 {
        let (mut states, mut entries) = (w.start(&[1]), Vec::new());
        let mut left = pages;
        let mut runs = 0;
        loop {
            runs += 1;
            let followed = w
                .chain
                .follow(&states, &header, |step| match step {
                    Step::Entry(entry) => {
                        entries.push(entry.clone());
                        ControlFlow::Continue(())
                    }
                    Step::Page(progress) => {
                        assert!(progress.block <= progress.last);
                        left -= 1;
                        match left {
                            0 => ControlFlow::Break(()),
                            _ => ControlFlow::Continue(()),
                        }
                    }
                })
                .await;
            states = followed.states;
            // What was handed on is what the state says, at whatever place the run was stopped.
            assert_eq!(entries.len() as u64, states[0].count);
            if followed.end == End::Reached {
                break;
            }
            assert_eq!(followed.end, End::Stopped);
            assert!(states[0].count.is_multiple_of(1024));
            left = pages + 3 * runs;
        }
        assert!(runs > 1, "it was stopped at least once");
        assert_eq!(entries, honest, "nothing twice and nothing missing");
    }
}

/// Compares reading and proving with one bare request for the same entries. Run it alone:
/// `cargo test -p chain --release --test anvil -- --ignored --nocapture measure`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement, about a minute"]
async fn measure_sync() {
    let Some(w) = World::new().await else { return };
    long_book(&w, 20_000).await;
    let header = w.header().await;
    let limits = Limits {
        answer_bytes: usize::MAX,
        ..Limits::default()
    };
    let bare = NodeClient::new("bare", &w.anvil.url, limits).unwrap();
    let filter = json!([{"fromBlock": "0x1", "toBlock": "latest",
        "address": w.deployment.contracts.journal}]);
    let (mut whole, mut sync) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        let started = Instant::now();
        bare.call_raw("eth_getLogs", filter.clone()).await.unwrap();
        whole.push(started.elapsed().as_millis());
        let (started, mut entries) = (Instant::now(), 0u64);
        w.chain
            .sync(&w.start(&[1]), &header, |_| entries += 1)
            .await
            .unwrap();
        sync.push(started.elapsed().as_millis());
        assert_eq!(entries, 20_000);
    }
    eprintln!("20,000 entries, ms: one bare request {whole:?}, sync with proof {sync:?}");
}
