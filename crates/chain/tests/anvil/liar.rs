//! One node that lies, stalls or floods: it is noticed, named, and costs bounded time and memory.

use std::time::{Duration, Instant};

use chain::network::Profile;
use chain::proof::Subject;
use chain::rpc::Limits;
use chain::{B256, BucketState, Chain, ChainError, SyncError, TrustedHeader, calls};
use serde_json::{Value, json};

use crate::proxy::{Act, Proxy};
use crate::world::{World, network, note, short};

/// A world with a few entries in buckets 1 and 2, and its header.
async fn populated() -> Option<(World, TrustedHeader)> {
    let w = World::new().await?;
    for n in 1..=12u8 {
        let note = note(u16::from(n % 2) + 1, n);
        let call = calls::credentials_anchor(&w.deployment.contracts, B256::repeat_byte(n), &note);
        w.school.send(&w.chain, call).await.unwrap();
    }
    let header = w.header().await;
    Some((w, header))
}

/// A chain that sees the world through a proxy.
async fn through(w: &World, proxy: &Proxy) -> Result<Chain, ChainError> {
    through_within(w, proxy, short()).await
}

pub(crate) async fn through_within(
    w: &World,
    proxy: &Proxy,
    limits: Limits,
) -> Result<Chain, ChainError> {
    let network = network(
        &w.deployment,
        Profile::Local {},
        std::slice::from_ref(&proxy.url),
    );
    Chain::connect_with(network, limits).await
}

/// Syncs buckets 1 and 2 through a proxy that changes every answer to `method`.
async fn sync_through(
    w: &World,
    header: &TrustedHeader,
    method: &'static str,
    change: fn(&mut Value),
) -> Result<Vec<BucketState>, SyncError> {
    let plan = move |called: &str, _: &Value| {
        if called == method {
            Act::Change(change)
        } else {
            Act::Pass
        }
    };
    let proxy = Proxy::start(&w.anvil.url, plan).await;
    let chain = through(w, &proxy).await.unwrap();
    chain.sync(&w.start(&[1, 2]), header, |_| ()).await
}

/// How a lie must come out.
#[derive(Debug, PartialEq)]
enum Verdict {
    Contradicted,
    BadAnswer,
}

fn verdict(result: Result<Vec<BucketState>, SyncError>) -> Verdict {
    match result {
        Err(SyncError::Contradicted(_)) => Verdict::Contradicted,
        Err(SyncError::Chain(ChainError::BadAnswer { .. })) => Verdict::BadAnswer,
        other => panic!("the lie passed or came out as something else: {other:?}"),
    }
}

pub(crate) fn logs(answer: &mut Value) -> &mut Vec<Value> {
    answer["result"].as_array_mut().unwrap()
}

/// Changes the hex digit `at` places from the start of the data.
fn flip(answer: &mut Value, log: usize, at: usize) {
    let Some(log) = logs(answer).get_mut(log) else {
        return;
    };
    let mut data: Vec<u8> = log["data"].as_str().unwrap().into();
    let at = 2 + at;
    data[at] = if data[at] == b'7' { b'8' } else { b'7' };
    log["data"] = String::from_utf8(data).unwrap().into();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_lie_about_entries_is_noticed() {
    let Some((w, header)) = populated().await else {
        return;
    };
    assert!(
        sync_through(&w, &header, "eth_getLogs", |_| ())
            .await
            .is_ok()
    );
    use Verdict::{BadAnswer, Contradicted};
    /// (what it does, how it does it, how it must come out)
    type Lie = (&'static str, fn(&mut Value), Verdict);
    let lies: [Lie; 22] = [
        (
            "drops the first",
            |a| {
                if !logs(a).is_empty() {
                    logs(a).remove(0);
                }
            },
            Contradicted,
        ),
        ("drops the last", |a| drop(logs(a).pop()), Contradicted),
        ("drops all", |a| logs(a).clear(), Contradicted),
        ("reverses", |a| logs(a).reverse(), Contradicted),
        (
            "repeats",
            |a| {
                if let Some(last) = logs(a).last().cloned() {
                    logs(a).push(last);
                }
            },
            Contradicted,
        ),
        ("renumbers", |a| flip(a, 0, 63), Contradicted),
        ("other time", |a| flip(a, 0, 127), Contradicted),
        ("other kind", |a| flip(a, 0, 191), Contradicted),
        ("other writer", |a| flip(a, 0, 255), Contradicted),
        ("other fingerprint", |a| flip(a, 0, 300), Contradicted),
        ("other nonce", |a| flip(a, 0, 330), Contradicted),
        ("other tag", |a| flip(a, 0, 390), Contradicted),
        ("other content", |a| flip(a, 0, 9 * 64), Contradicted),
        ("dirty padding of the nonce", |a| flip(a, 0, 383), BadAnswer),
        (
            "dirty padding of the content",
            |a| flip(a, 0, 9 * 64 + 63),
            BadAnswer,
        ),
        (
            "other bucket",
            |a| {
                if let Some(log) = logs(a).first_mut() {
                    log["topics"][1] = json!(format!("0x{:064x}", 3));
                }
            },
            Contradicted,
        ),
        (
            "other block",
            |a| {
                if let Some(log) = logs(a).first_mut() {
                    log["blockNumber"] = json!("0xffff");
                }
            },
            BadAnswer,
        ),
        (
            "other contract",
            |a| {
                if let Some(log) = logs(a).first_mut() {
                    log["address"] = json!(format!("0x{:040x}", 1));
                }
            },
            BadAnswer,
        ),
        (
            "other event",
            |a| {
                if let Some(log) = logs(a).first_mut() {
                    log["topics"][0] = json!(B256::repeat_byte(1));
                }
            },
            BadAnswer,
        ),
        (
            "removed",
            |a| {
                if let Some(log) = logs(a).first_mut() {
                    log["removed"] = json!(true);
                }
            },
            BadAnswer,
        ),
        ("null", |a| a["result"] = Value::Null, BadAnswer),
        ("wrong id", |a| a["id"] = json!(0), BadAnswer),
    ];
    for (name, lie, expected) in lies {
        let found = verdict(sync_through(&w, &header, "eth_getLogs", lie).await);
        assert_eq!(found, expected, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn contradiction_names_bucket_and_heads() {
    let Some((w, header)) = populated().await else {
        return;
    };
    // The last entry of one bucket vanishes: nothing is wrong until the head is compared.
    let result = sync_through(&w, &header, "eth_getLogs", |a| {
        logs(a).retain(|log| !log["data"].as_str().unwrap().contains(&"0b".repeat(32)));
    });
    let Err(SyncError::Contradicted(found)) = result.await else {
        panic!("not noticed")
    };
    assert_eq!(
        found.what,
        Subject::Bucket {
            bucket: 2,
            within: Some((0, 4))
        }
    );
    let honest = w.chain.sync(&w.start(&[2]), &header, |_| ()).await.unwrap()[0];
    assert_eq!(found.expected, honest.head.to_string());
    assert_ne!(found.found, found.expected);
    assert_eq!(
        (found.node.as_str(), found.height),
        ("node-0", header.number())
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_lie_in_a_proof_is_noticed() {
    let Some((w, header)) = populated().await else {
        return;
    };
    assert!(
        sync_through(&w, &header, "eth_getProof", |_| ())
            .await
            .is_ok()
    );
    fn word(value: &mut Value) {
        *value = json!(B256::repeat_byte(5));
    }
    let lies: [fn(&mut Value); 12] = [
        |a| word(&mut a["result"]["storageHash"]),
        |a| word(&mut a["result"]["codeHash"]),
        |a| a["result"]["balance"] = json!("0x7"),
        |a| a["result"]["nonce"] = json!("0x77"),
        |a| a["result"]["address"] = json!(format!("0x{:040x}", 9)),
        |a| word(&mut a["result"]["storageProof"][0]["value"]),
        |a| a["result"]["storageProof"][0]["value"] = json!("0x0"),
        |a| word(&mut a["result"]["storageProof"][0]["key"]),
        |a| {
            a["result"]["storageProof"]
                .as_array_mut()
                .unwrap()
                .reverse()
        },
        |a| drop(a["result"]["storageProof"].as_array_mut().unwrap().pop()),
        |a| {
            drop(
                a["result"]["storageProof"][1]["proof"]
                    .as_array_mut()
                    .unwrap()
                    .pop(),
            )
        },
        |a| a["result"]["accountProof"] = json!([]),
    ];
    for (index, lie) in lies.into_iter().enumerate() {
        let found = verdict(sync_through(&w, &header, "eth_getProof", lie).await);
        assert_eq!(found, Verdict::Contradicted, "lie {index}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_lie_in_a_header_is_noticed() {
    let Some((w, _)) = populated().await else {
        return;
    };
    let honest = raw_block(&w).await;
    let mut fields = 0;
    for (field, value) in honest.as_object().unwrap() {
        let Some(text) = value.as_str() else { continue };
        // What is no header field is not read.
        if ["size", "totalDifficulty"].contains(&field.as_str()) {
            continue;
        }
        fields += 1;
        let last = if text.ends_with('1') { '2' } else { '1' };
        let changed = if text == "0x" {
            "0x01".into()
        } else {
            format!("{}{last}", &text[..text.len() - 1])
        };
        let field = field.clone();
        let plan = move |method: &str, params: &Value| {
            if method != "eth_getBlockByNumber" || params[0] == "0x0" {
                return Act::Pass;
            }
            let (field, changed) = (field.clone(), changed.clone());
            Act::ChangeWith(Box::new(move |a| a["result"][field] = json!(changed)))
        };
        let proxy = Proxy::start(&w.anvil.url, plan).await;
        let chain = through(&w, &proxy).await.unwrap();
        let error = chain.trusted_header(None).await.unwrap_err();
        assert!(matches!(error, ChainError::BadAnswer { .. }), "{error:?}");
    }
    assert!(fields >= 17, "{fields}");
}

async fn raw_block(w: &World) -> Value {
    let node = chain::rpc::NodeClient::new("raw", &w.anvil.url, short()).unwrap();
    node.call("eth_getBlockByNumber", json!(["latest", false]))
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_chains_are_refused() {
    let Some(w) = World::new().await else { return };
    let lie = |method: &'static str, change: fn(&mut Value)| {
        move |called: &str, _: &Value| {
            if called == method {
                Act::Change(change)
            } else {
                Act::Pass
            }
        }
    };
    let proxy = Proxy::start(
        &w.anvil.url,
        lie("eth_chainId", |a| a["result"] = json!("0x1")),
    )
    .await;
    let error = through(&w, &proxy).await.unwrap_err();
    assert!(matches!(
        error,
        ChainError::WrongChain {
            found: 1,
            expected: 31337,
            ..
        }
    ));
    let proxy = Proxy::start(
        &w.anvil.url,
        lie("eth_getBlockByNumber", |a| {
            a["result"]["hash"] = json!(B256::repeat_byte(1));
        }),
    );
    let error = through(&w, &proxy.await).await.unwrap_err();
    assert!(matches!(error, ChainError::WrongGenesis { .. }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rewritten_or_shortened_past_is_noticed() {
    let Some((w, _)) = populated().await else {
        return;
    };
    w.raw("evm_snapshot", json!([])).await;
    let deep = w.header().await;
    for n in 40..43u8 {
        let call =
            calls::credentials_anchor(&w.deployment.contracts, B256::repeat_byte(n), &note(1, n));
        w.school.send(&w.chain, call).await.unwrap();
    }
    let late = w.chain.trusted_header(Some(&deep)).await.unwrap();
    w.raw("evm_revert", json!(["0x0"])).await;
    let error = w.chain.trusted_header(Some(&late)).await.unwrap_err();
    assert!(
        matches!(&error, ChainError::Contradicted(c) if c.what == Subject::HeadWentBack),
        "{error:?}"
    );
    // The chain grows again on another branch, to the same height and far beyond.
    for blocks in [3, 100] {
        w.raw("anvil_mine", json!([format!("{blocks:#x}"), "0x9"]))
            .await;
        let error = w.chain.trusted_header(Some(&late)).await.unwrap_err();
        assert!(
            matches!(&error, ChainError::Contradicted(c) if c.what == Subject::Reorganised),
            "{error:?}"
        );
        assert!(w.chain.trusted_header(Some(&deep)).await.is_ok());
    }
    // A header of the lost branch proves nothing any more.
    let error = w.sync(&w.chain, &[1], &late).await.unwrap_err();
    assert!(matches!(error, SyncError::Contradicted(_)), "{error:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stalls_and_floods_are_bounded() {
    let Some((w, header)) = populated().await else {
        return;
    };
    /// How the node fails, by the name of the error it must come out as.
    type Fault = (&'static str, fn() -> Act);
    let faults: [Fault; 9] = [
        ("Timeout", || Act::Hang),
        ("Timeout", || Act::Trickle),
        ("TooLarge", || Act::Flood),
        ("TooLarge", || {
            Act::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 9999999999\r\n\r\n[".to_vec())
        }),
        ("BadAnswer", || {
            Act::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"json".to_vec())
        }),
        ("BadAnswer", || {
            Act::Raw(
                b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n"
                    .to_vec(),
            )
        }),
        ("BadAnswer", || {
            Act::Raw(b"HTTP/1.1 502 Bad\r\ncontent-length: 3\r\n\r\nbad".to_vec())
        }),
        ("BadAnswer", || {
            Act::Body([vec![b'['; 100_000], vec![b']'; 100_000]].concat())
        }),
        ("Unreachable", || Act::Raw(Vec::new())),
    ];
    let limits = Limits {
        total: Duration::from_millis(700),
        ..short()
    };
    for method in ["eth_getLogs", "eth_getProof", "eth_getBlockByNumber"] {
        for (expected, fault) in faults {
            let plan = move |called: &str, params: &Value| {
                if called == method && params[0] != "0x0" {
                    fault()
                } else {
                    Act::Pass
                }
            };
            let proxy = Proxy::start(&w.anvil.url, plan).await;
            let chain = through_within(&w, &proxy, limits).await.unwrap();
            let started = Instant::now();
            let error = if method == "eth_getBlockByNumber" {
                chain.trusted_header(None).await.unwrap_err()
            } else {
                match chain.sync(&w.start(&[1]), &header, |_| ()).await {
                    Err(SyncError::Chain(error)) => error,
                    other => panic!("{other:?}"),
                }
            };
            let name = format!("{error:?}");
            assert!(
                name.starts_with(expected),
                "{method}: {name}, not {expected}"
            );
            assert!(
                started.elapsed() < Duration::from_secs(4),
                "{method} {expected}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_shrink_until_the_node_can_answer() {
    let Some((w, header)) = populated().await else {
        return;
    };
    let expected = w
        .chain
        .sync(&w.start(&[1, 2]), &header, |_| ())
        .await
        .unwrap();
    // Refuses ranges of more than two blocks, as nodes with limits do.
    let plan = |method: &str, params: &Value| {
        let block = |name: &str| {
            u64::from_str_radix(
                params[0][name].as_str().unwrap().trim_start_matches("0x"),
                16,
            )
            .unwrap()
        };
        if method == "eth_getLogs" && block("toBlock") - block("fromBlock") > 1 {
            Act::Change(|a| {
                *a = json!({"jsonrpc": "2.0", "id": a["id"],
                    "error": {"code": -32005, "message": "query returned too many results"}});
            })
        } else {
            Act::Pass
        }
    };
    let proxy = Proxy::start(&w.anvil.url, plan).await;
    let chain = through(&w, &proxy).await.unwrap();
    assert_eq!(
        chain
            .sync(&w.start(&[1, 2]), &header, |_| ())
            .await
            .unwrap(),
        expected
    );
    let pages = proxy
        .seen
        .lock()
        .unwrap()
        .iter()
        .filter(|m| *m == "eth_getLogs")
        .count();
    assert!(pages > 10, "{pages}");
    // One that cuts ranges silently is caught by the head.
    let plan = |method: &str, _: &Value| {
        if method == "eth_getLogs" {
            Act::Change(|a| logs(a).truncate(3))
        } else {
            Act::Pass
        }
    };
    let proxy = Proxy::start(&w.anvil.url, plan).await;
    let chain = through(&w, &proxy).await.unwrap();
    let result = chain.sync(&w.start(&[1, 2]), &header, |_| ()).await;
    assert!(
        matches!(result, Err(SyncError::Contradicted(_))),
        "{result:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_header_with_another_parent_is_noticed() {
    let Some((w, header)) = populated().await else {
        return;
    };
    let call =
        calls::credentials_anchor(&w.deployment.contracts, B256::repeat_byte(77), &note(1, 77));
    w.school.send(&w.chain, call).await.unwrap();
    // Consistent in itself: only the line of parents gives it away.
    let plan = |method: &str, params: &Value| {
        if method != "eth_getBlockByNumber" || params[0] != "latest" {
            return Act::Pass;
        }
        Act::Change(|a| {
            let result = a["result"].clone();
            let mut header: alloy_consensus::Header = serde_json::from_value(result).unwrap();
            header.parent_hash = B256::repeat_byte(7);
            a["result"] = serde_json::to_value(&header).unwrap();
            a["result"]["hash"] = json!(header.hash_slow());
        })
    };
    let proxy = Proxy::start(&w.anvil.url, plan).await;
    let chain = through(&w, &proxy).await.unwrap();
    let error = chain.trusted_header(Some(&header)).await.unwrap_err();
    assert!(
        matches!(&error, ChainError::Contradicted(c) if c.what == Subject::Reorganised),
        "{error:?}"
    );
}
