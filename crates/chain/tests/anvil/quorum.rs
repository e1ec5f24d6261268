//! The `quorum` profile: one chain behind three forwarders, of which one or two misbehave.

use std::ops::ControlFlow;

use chain::journal::End;
use chain::network::Profile;
use chain::{B256, Chain, ChainError, Network, TrustBasis, calls};
use serde_json::{Value, json};

use crate::proxy::{Act, Proxy};
use crate::world::{World, network, note, short};

type Plan = fn(&str, &Value) -> Act;

fn honest(_: &str, _: &Value) -> Act {
    Act::Pass
}

/// Another state root, with the block's real hash.
fn forged_field(method: &str, params: &Value) -> Act {
    if method == "eth_getBlockByNumber" && params[0] != "0x0" {
        return Act::Change(|a| a["result"]["stateRoot"] = json!(B256::repeat_byte(1)));
    }
    Act::Pass
}

/// Another block altogether, consistent in itself: block 1 in place of every other.
fn forged_block(method: &str, params: &Value) -> Act {
    if method == "eth_getBlockByNumber" && params[0] != "0x0" {
        return Act::ChangeWith(Box::new(|a| {
            let mut header: alloy_consensus::Header =
                serde_json::from_value(a["result"].clone()).unwrap();
            header.state_root = B256::repeat_byte(7);
            let mut forged = serde_json::to_value(&header).unwrap();
            forged["hash"] = json!(header.hash_slow());
            a["result"] = forged;
        }));
    }
    Act::Pass
}

fn boasting(method: &str, _: &Value) -> Act {
    if method == "eth_blockNumber" {
        return Act::Change(|a| a["result"] = json!("0xffffffffffffffff"));
    }
    Act::Pass
}

fn lagging(method: &str, _: &Value) -> Act {
    if method == "eth_blockNumber" {
        return Act::Change(|a| a["result"] = json!("0x1"));
    }
    Act::Pass
}

fn hanging(_: &str, _: &Value) -> Act {
    Act::Hang
}

fn other_chain(method: &str, _: &Value) -> Act {
    if method == "eth_chainId" {
        return Act::Change(|a| a["result"] = json!("0x2"));
    }
    Act::Pass
}

fn liar_about_logs(method: &str, params: &Value) -> Act {
    if method == "eth_getLogs" {
        return Act::Change(|a| a["result"] = json!([]));
    }
    forged_block(method, params)
}

/// Gives all entries but the last, whatever is asked.
fn forgetful(method: &str, _: &Value) -> Act {
    if method == "eth_getLogs" {
        return Act::Change(|a| drop(a["result"].as_array_mut().unwrap().pop()));
    }
    Act::Pass
}

/// Knows nothing above block 5.
fn behind(method: &str, params: &Value) -> Act {
    match method {
        "eth_blockNumber" => Act::Change(|a| a["result"] = json!("0x5")),
        "eth_getBlockByNumber" if params[0].as_str().is_some_and(|n| n.len() > 3 || n > "0x5") => {
            Act::Change(|a| a["result"] = Value::Null)
        }
        _ => Act::Pass,
    }
}

struct Three {
    network: Network,
    _proxies: [Proxy; 3],
}

async fn three(w: &World, plans: [Plan; 3]) -> Three {
    let [a, b, c] = plans;
    let node = &w.anvil.url;
    let proxies = [
        Proxy::start(node, a).await,
        Proxy::start(node, b).await,
        Proxy::start(node, c).await,
    ];
    let urls = [0, 1, 2].map(|index| proxies[index].url.clone());
    let network = network(&w.deployment, Profile::Quorum { need: 2 }, &urls);
    Three {
        network,
        _proxies: proxies,
    }
}

async fn header(w: &World, plans: [Plan; 3]) -> Result<(u64, TrustBasis), ChainError> {
    let three = three(w, plans).await;
    let chain = Chain::connect_with(three.network.clone(), short()).await?;
    let header = chain.trusted_header(None).await?;
    Ok((header.number(), header.by().clone()))
}

fn agreed(names: &[&str]) -> TrustBasis {
    TrustBasis::Quorum {
        agreed: names.iter().map(|name| (*name).into()).collect(),
        of: 3,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_of_three_decide() {
    let Some(w) = World::new().await else { return };
    let number = w.header().await.number();
    let all = agreed(&["node-0", "node-1", "node-2"]);
    assert_eq!(
        header(&w, [honest, honest, honest]).await,
        Ok((number, all.clone()))
    );
    for liar in [forged_field as Plan, forged_block, hanging] {
        let good = agreed(&["node-1", "node-2"]);
        assert_eq!(header(&w, [liar, honest, honest]).await, Ok((number, good)));
        let good = agreed(&["node-0", "node-2"]);
        assert_eq!(header(&w, [honest, liar, honest]).await, Ok((number, good)));
    }
    // A false height alone moves nothing, up or down.
    for liar in [boasting as Plan, lagging] {
        assert_eq!(
            header(&w, [liar, honest, honest]).await,
            Ok((number, all.clone()))
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_honest_node_is_not_enough() {
    let Some(w) = World::new().await else { return };
    let not_enough = Err(ChainError::NotEnoughAgreement { got: 1, need: 2 });
    for pair in [
        [forged_field as Plan, hanging],
        [forged_block, forged_field],
        [hanging, hanging],
    ] {
        assert_eq!(header(&w, [pair[0], honest, pair[1]]).await, not_enough);
    }
    let wrong = header(&w, [honest, other_chain, honest]).await;
    assert!(
        matches!(wrong, Err(ChainError::WrongChain { found: 2, .. })),
        "{wrong:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sync_and_send_go_round_a_bad_node() {
    let Some(w) = World::new().await else { return };
    for bad in [liar_about_logs as Plan, hanging] {
        let three = three(&w, [bad, honest, honest]).await;
        let chain = Chain::connect_with(three.network.clone(), short())
            .await
            .unwrap();
        let call = calls::credentials_anchor(
            &w.deployment.contracts,
            B256::from(rand_word(&chain).await),
            &note(1, 1),
        );
        w.school.send(&chain, call).await.unwrap();
        let header = chain.trusted_header(None).await.unwrap();
        let states = chain.sync(&w.start(&[1]), &header, |_| ()).await.unwrap();
        assert!(states[0].count >= 1);
        let after = chain.trusted_header(Some(&header)).await.unwrap();
        assert_eq!(after.hash(), header.hash());
    }
}

/// A fingerprint that was not used before: the newest block's hash.
async fn rand_word(chain: &Chain) -> [u8; 32] {
    chain.trusted_header(None).await.unwrap().hash().0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_lied_is_not_asked_first_again() {
    let Some(w) = World::new().await else { return };
    for n in 1..4 {
        let call =
            calls::credentials_anchor(&w.deployment.contracts, B256::repeat_byte(n), &note(1, n));
        w.school.send(&w.chain, call).await.unwrap();
    }
    let three = three(&w, [forgetful, honest, honest]).await;
    let chain = Chain::connect_with(three.network.clone(), short())
        .await
        .unwrap();
    let header = chain.trusted_header(None).await.unwrap();
    let first = chain
        .follow(&w.start(&[1]), &header, |_| ControlFlow::Continue(()))
        .await;
    // The stretch came from another node, so that everything is there; who lied is told.
    assert_eq!((first.end, first.states[0].count), (End::Reached, 3));
    let liars: Vec<_> = first.lies.iter().map(|lie| lie.node.as_str()).collect();
    assert_eq!(liars, ["node-0"]);
    // Its header is as good as the others', its entries are not believed again.
    let header = chain.trusted_header(Some(&header)).await.unwrap();
    let second = chain
        .follow(&w.start(&[1]), &header, |_| ControlFlow::Continue(()))
        .await;
    assert_eq!((second.states[0].count, second.lies), (3, vec![]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_lag_are_no_contradiction() {
    let Some(w) = World::new().await else { return };
    let header = w.header().await;
    let three = three(&w, [behind, honest, behind]).await;
    let chain = Chain::connect_with(three.network.clone(), short())
        .await
        .unwrap();
    assert_eq!(chain.trusted_header(None).await.unwrap().number(), 5);
    let later = chain.trusted_header(Some(&header)).await.unwrap_err();
    assert_eq!(later, ChainError::NotEnoughAgreement { got: 1, need: 2 });
}
