//! The `qbft` profile: a real chain whose headers validators seal on their way, honestly or not.

use std::sync::Arc;
use std::time::Duration;

use alloy_primitives::{Address, U256, keccak256};
use chain::network::{Checkpoint, Profile, Unchecked, Validators};
use chain::proof::Subject;
use chain::qbft::SealedHeader;
use chain::{B256, Chain, ChainError, Contradiction, Network, TrustBasis, TrustedHeader, calls};
use keys::ChainAddress;
use serde_json::{Value, json};
use url::Url;

use crate::consensus::{Consensus, KEYS, Plan, address};
use crate::proxy::{Act, Proxy};
use crate::world::{World, network, note, short};

/// What is sealed into the header of each height.
type Plans = fn(u64) -> Plan;

/// A node that shows the chain with its seals.
async fn serve(consensus: &Arc<Consensus>) -> Proxy {
    let sealing = Arc::clone(consensus);
    Proxy::start(consensus.node(), move |method, _| {
        let consensus = Arc::clone(&sealing);
        match method {
            "eth_getBlockByNumber" => Act::ChangeWith(Box::new(move |answer| {
                consensus.rewrite(&mut answer["result"]);
            })),
            _ => Act::Pass,
        }
    })
    .await
}

const EPOCH: u64 = 1000;

/// A network whose validators are voted for, from block 0 on.
fn voted(w: &World, consensus: &Consensus, nodes: &[&Proxy]) -> Network {
    let genesis = consensus.sealed(0).hash();
    let profile = Profile::Qbft {
        checkpoint: Checkpoint {
            number: 0,
            hash: genesis,
        },
        validators: Validators::Votes { epoch: EPOCH },
    };
    sealed_network(w, genesis, profile, nodes)
}

fn sealed_network(w: &World, genesis: B256, profile: Profile, nodes: &[&Proxy]) -> Network {
    let urls: Vec<Url> = nodes.iter().map(|node| node.url.clone()).collect();
    let like = network(&w.deployment, Profile::Local {}, &urls[..1]);
    let mut fields = Unchecked::from(like.clone());
    fields.genesis = genesis;
    fields.profile = profile;
    fields.nodes = urls
        .into_iter()
        .enumerate()
        .map(|(n, url)| chain::network::Node {
            name: format!("node-{n}"),
            url,
        })
        .collect();
    Network::new(fields).unwrap()
}

async fn connect(network: &Network) -> Chain {
    Chain::connect_with(network.clone(), short()).await.unwrap()
}

fn four(_: u64) -> Plan {
    Plan::of(&[0, 1, 2, 3]).sealed_by(&[3, 0, 1])
}

fn refusal(error: ChainError) -> Contradiction {
    match error {
        ChainError::Contradicted(contradiction) => *contradiction,
        other => panic!("{other:?}"),
    }
}

/// What a new wallet says about the newest header of a chain with these plans.
async fn newest(w: &World, plans: Plans) -> Result<TrustedHeader, ChainError> {
    let consensus = Consensus::new(&w.anvil.url, plans);
    let node = serve(&consensus).await;
    connect(&voted(w, &consensus, &[&node]))
        .await
        .trusted_header(None)
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn three_of_four_seals_make_a_header_that_proves_the_journal() {
    let Some(w) = World::new().await else { return };
    let consensus = Consensus::new(&w.anvil.url, four);
    let node = serve(&consensus).await;
    let chain = connect(&voted(&w, &consensus, &[&node])).await;
    let first = chain.trusted_header(None).await.unwrap();
    let signers = [3, 0, 1].map(address).to_vec();
    assert_eq!(*first.by(), TrustBasis::Qbft { signers, of: 4 });
    // A transaction goes through, and the next header proves its entry.
    let call =
        calls::credentials_anchor(&w.deployment.contracts, B256::repeat_byte(1), &note(1, 1));
    w.school.send(&chain, call).await.unwrap();
    let second = chain.trusted_header(Some(&first)).await.unwrap();
    assert!(second.number() > first.number());
    let states = chain.sync(&w.start(&[1]), &second, |_| ()).await.unwrap();
    assert_eq!(states[0].count, 1);
    // Kept and read back it is as good, for another process, too.
    let kept = serde_json::to_string(&second).unwrap();
    let kept: TrustedHeader = serde_json::from_str(&kept).unwrap();
    let again = connect(chain.network()).await;
    assert_eq!(again.trusted_header(Some(&kept)).await.unwrap(), second);
    // The proof that goes to a stranger has the header with its seals.
    let proof = chain.deposit_proof(&second, B256::repeat_byte(9)).await;
    let header = SealedHeader::from_rlp(&proof.unwrap().header).unwrap();
    assert_eq!(header.hash(), second.hash());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_the_validators_did_not_commit_to_is_refused() {
    let Some(w) = World::new().await else { return };
    let cases: [(Plans, &str); 5] = [
        (
            |_| Plan::of(&[0, 1, 2, 3]).sealed_by(&[0, 1]),
            "2 seals, 3 needed",
        ),
        (
            |_| Plan::of(&[0, 1, 2, 3]).sealed_by(&[0, 1, 1]),
            "sealed twice",
        ),
        (
            |_| Plan::of(&[0, 1, 2, 3]).sealed_by(&[0, 1, 5]),
            "no validator",
        ),
        (
            |number| match number {
                0..5 => four(number),
                // Others seal, and say so themselves: one more than before, and all of them new.
                _ => Plan::of(&[4, 5, 6]),
            },
            "by more than one member",
        ),
        (
            |number| match number {
                0..5 => four(number),
                _ => Plan::of(&[0, 1, 2, 3, 4]),
            },
            "without a vote for it",
        ),
    ];
    for (plans, expected) in cases {
        let refused = refusal(newest(&w, plans).await.unwrap_err());
        assert_eq!(refused.what, Subject::Header);
        assert!(refused.found.contains(expected), "{refused:?}");
        // What was refused is kept, with its seals.
        assert_eq!(refused.headers.len(), 1);
        SealedHeader::from_rlp(&refused.headers[0]).unwrap();
    }
}

/// Blocks 5 to 7 add validator 4, 9 to 11 drop validator 0.
fn changing(number: u64) -> Plan {
    let four = [0, 1, 2, 3];
    let five = [0, 1, 2, 3, 4];
    match number {
        0..5 => Plan::of(&four),
        5 => Plan::voting(&four, 0, 4, true),
        6 => Plan::voting(&four, 2, 4, true),
        7 => Plan::voting(&four, 1, 4, true),
        8 => Plan::of(&five),
        9 => Plan::voting(&five, 1, 0, false),
        10 => Plan::voting(&five, 4, 0, false),
        11 => Plan::voting(&five, 3, 0, false),
        _ => Plan::of(&[1, 2, 3, 4]).sealed_by(&[4, 2, 3]),
    }
}

/// The same, but only two of four have voted to add.
fn not_enough(number: u64) -> Plan {
    match number {
        6 => Plan::of(&[0, 1, 2, 3]),
        _ => changing(number),
    }
}

/// Mines until the chain has a block of this number.
async fn step_to(w: &World, height: u64) {
    while w.header().await.number() < height {
        w.step_time().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn validators_are_followed_through_their_votes() {
    let Some(w) = World::new().await else { return };
    step_to(&w, 40).await;
    let consensus = Consensus::new(&w.anvil.url, changing);
    let node = serve(&consensus).await;
    let network = voted(&w, &consensus, &[&node]);
    let chain = connect(&network).await;
    let header = chain.trusted_header(None).await.unwrap();
    let signers = [4, 2, 3].map(address).to_vec();
    assert_eq!(*header.by(), TrustBasis::Qbft { signers, of: 4 });
    let refused = refusal(newest(&w, not_enough).await.unwrap_err());
    assert!(
        refused.found.contains("without enough votes"),
        "{refused:?}"
    );
    // A validator that was voted out seals no more.
    let out: Plans = |number| match number {
        0..20 => changing(number),
        _ => Plan::of(&[1, 2, 3, 4]).sealed_by(&[0, 2, 3]),
    };
    let refused = refusal(newest(&w, out).await.unwrap_err());
    assert!(refused.found.contains("no validator"), "{refused:?}");
    // Epochs of ten blocks: block 10 forgets the first vote of the three.
    let mut fields = Unchecked::from(network);
    if let Profile::Qbft { validators, .. } = &mut fields.profile {
        *validators = Validators::Votes { epoch: 10 };
    }
    let short_epochs = connect(&Network::new(fields).unwrap()).await;
    let refused = refusal(short_epochs.trusted_header(None).await.unwrap_err());
    assert!(
        refused.found.contains("without enough votes"),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_honest_node_among_liars_is_enough() {
    let Some(w) = World::new().await else { return };
    let honest = Consensus::new(&w.anvil.url, four);
    let forger = Consensus::new(&w.anvil.url, |number| match number {
        0 => four(0),
        _ => Plan {
            forged: true,
            ..four(number).sealed_by(&[0, 1])
        },
    });
    let (good, bad) = (serve(&honest).await, serve(&forger).await);
    let stuck = Proxy::start(&good.url, |method, params| match method {
        "eth_getBlockByNumber" if params[0] == "latest" => {
            Act::ChangeWith(Box::new(|answer| answer["result"] = Value::Null))
        }
        _ => Act::Pass,
    })
    .await;
    for nodes in [
        [&bad, &stuck, &good],
        [&good, &bad, &stuck],
        [&stuck, &good, &bad],
    ] {
        let chain = connect(&voted(&w, &honest, &nodes)).await;
        let header = chain.trusted_header(None).await.unwrap();
        assert_eq!(header.number(), w.header().await.number());
        assert_ne!(header.state_root(), B256::repeat_byte(7));
        chain.sync(&w.start(&[1]), &header, |_| ()).await.unwrap();
    }
    // None of them: it is said who lied.
    let chain = connect(&voted(&w, &honest, &[&bad, &stuck])).await;
    let error = chain.trusted_header(None).await.unwrap_err();
    assert!(error.is_node_fault(), "{error:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_old_header_is_not_taken_for_a_new_one() {
    let Some(w) = World::new().await else { return };
    let consensus = Consensus::new(&w.anvil.url, four);
    let node = serve(&consensus).await;
    let chain = connect(&voted(&w, &consensus, &[&node])).await;
    let header = chain.trusted_header(None).await.unwrap();
    let old = Arc::clone(&consensus);
    let lagging = Proxy::start(&node.url, move |method, params| match method {
        "eth_getBlockByNumber" if params[0] == "latest" => {
            let old = Arc::clone(&old);
            Act::ChangeWith(Box::new(move |answer| {
                answer["result"]["number"] = json!("0x3");
                old.rewrite(&mut answer["result"]);
            }))
        }
        _ => Act::Pass,
    })
    .await;
    let chain = connect(&voted(&w, &consensus, &[&lagging])).await;
    let refused = refusal(chain.trusted_header(Some(&header)).await.unwrap_err());
    assert_eq!(refused.what, Subject::HeadWentBack);
    // Beside a node that is up to date it does no harm.
    let chain = connect(&voted(&w, &consensus, &[&lagging, &node])).await;
    assert_eq!(chain.trusted_header(Some(&header)).await, Ok(header));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_headers_at_one_height_are_proof_of_the_fault() {
    let Some(w) = World::new().await else { return };
    let consensus = Consensus::new(&w.anvil.url, four);
    let node = serve(&consensus).await;
    let network = voted(&w, &consensus, &[&node]);
    let chain = connect(&network).await;
    let header = chain.trusted_header(None).await.unwrap();
    // The same validators seal another course of the chain, from block 5 on.
    consensus.change(|number| match number {
        0..5 => four(number),
        _ => Plan {
            proposer: 2,
            ..four(number)
        },
    });
    for later in [false, true] {
        if later {
            w.step_time().await;
        }
        // The same process, and another one that has only what was kept.
        for chain in [chain.clone(), connect(&network).await] {
            let fault = refusal(chain.trusted_header(Some(&header)).await.unwrap_err());
            assert_eq!(fault.what, Subject::TwoHeaders);
            assert_eq!(fault.height, header.number());
            // A stranger checks it with the two headers alone.
            let both: Vec<_> = fault
                .headers
                .iter()
                .map(|header| SealedHeader::from_rlp(header).unwrap())
                .collect();
            assert_eq!(both[0].number(), both[1].number());
            assert_ne!(both[0].hash(), both[1].hash());
            for header in &both {
                assert_eq!(header.signers(&both[0].validators()).unwrap().len(), 3);
            }
        }
    }
    // A node's own invention has no seals and accuses nobody but the node.
    consensus.change(|number| match number {
        0..5 => four(number),
        _ => four(number).sealed_by(&[4, 5, 6]),
    });
    let lie = refusal(chain.trusted_header(Some(&header)).await.unwrap_err());
    assert_eq!(lie.what, Subject::Header);
}

/// `address[]` at this place of a contract's storage.
const SLOT: B256 = B256::ZERO;

/// A contract that stores what it is called with: places and words in turn.
const KEEPER: &str = "0x60005b8036111560185780602001358135556040016002565b00";

/// Has the contract keep these validators from the next block on.
async fn keep(w: &World, contract: Address, validators: &[usize]) {
    let first = U256::from_be_bytes(keccak256(SLOT).0);
    let mut words = vec![U256::ZERO, U256::from(validators.len())];
    for (n, validator) in (0..).zip(validators) {
        let member = U256::from_be_bytes(KEYS[*validator].0.into_word().0);
        words.extend([first + U256::from(n), member]);
    }
    let input: Vec<u8> = words.iter().flat_map(U256::to_be_bytes::<32>).collect();
    let accounts = w.raw("eth_accounts", json!([])).await;
    let call = json!([{"from": accounts[0], "to": contract,
        "input": const_hex::encode_prefixed(&input)}]);
    let hash = w.raw("eth_sendTransaction", call).await;
    // It answers before the block is there.
    while w
        .raw("eth_getTransactionReceipt", json!([hash]))
        .await
        .is_null()
    {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_contract_keeps_the_validators() {
    let Some(w) = World::new().await else { return };
    let contract = Address::repeat_byte(0xCC);
    w.raw("anvil_setCode", json!([contract, KEEPER])).await;
    w.step_time().await;
    keep(&w, contract, &[0, 1, 2, 3]).await;
    let from = w.header().await.number() + 1;
    w.step_time().await;
    assert!(from < 30, "{from}");
    step_to(&w, 40).await;
    keep(&w, contract, &[1, 2, 3, 5, 6]).await;
    let changed = w.header().await.number();
    assert_eq!(changed, 41);
    step_to(&w, 50).await;
    // A block's validators are the contract's after the block before.
    fn plans(number: u64) -> Plan {
        let by: &[usize] = if number <= 41 {
            &[0, 1, 2]
        } else {
            &[6, 1, 2, 5]
        };
        Plan {
            listed: vec![],
            ..Plan::of(by)
        }
    }
    let consensus = Consensus::new(&w.anvil.url, plans);
    let node = serve(&consensus).await;
    let profile = Profile::Qbft {
        checkpoint: Checkpoint {
            number: from,
            hash: consensus.sealed(from).hash(),
        },
        validators: Validators::Contract {
            address: ChainAddress::from_bytes(contract.into_array()),
            slot: SLOT,
        },
    };
    let network = sealed_network(&w, consensus.sealed(0).hash(), profile, &[&node]);
    let chain = connect(&network).await;
    let header = chain.trusted_header(None).await.unwrap();
    let signers = [6, 1, 2, 5].map(address).to_vec();
    assert_eq!(*header.by(), TrustBasis::Qbft { signers, of: 5 });
    chain.sync(&w.start(&[1]), &header, |_| ()).await.unwrap();
    // The old ones seal no more, and a header may not name its own.
    consensus.change(|number| match number {
        0..45 => plans(number),
        _ => Plan {
            listed: vec![],
            ..Plan::of(&[0, 1, 2, 3])
        },
    });
    let refused = refusal(
        connect(&network)
            .await
            .trusted_header(None)
            .await
            .unwrap_err(),
    );
    assert!(refused.found.contains("no validator"), "{refused:?}");
    consensus.change(|number| match number {
        0..45 => plans(number),
        _ => Plan::of(&[1, 2, 3, 5, 6]),
    });
    let refused = refusal(
        connect(&network)
            .await
            .trusted_header(None)
            .await
            .unwrap_err(),
    );
    assert!(refused.found.contains("other validators"), "{refused:?}");
}
