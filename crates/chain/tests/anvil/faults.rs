//! The fault table: every class of lie a node can tell, on every profile, with many seeds.
//!
//! `WALLET_N` sets the number of seeds (20 for the full table); `docs/faults.md` holds the outcome.
//! Whatever a node says, nothing false is accepted: the lie is noticed, or outvoted, or what is
//! shown says how old it is.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use alloy_consensus::Header;
use chain::network::Profile;
use chain::{
    B256, Chain, ChainError, Contradiction, Entry, Network, Proof, SyncError, TrustedHeader, calls,
};
use serde_json::{Value, json};

use crate::proxy::{Act, Proxy};
use crate::world::{World, network, note, short};

/// Draws from a seed; the same seed draws the same.
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % limit.max(1) as u64).unwrap()
    }

    fn word(&mut self) -> B256 {
        B256::from(alloy_primitives::U256::from(self.below(usize::MAX)))
    }

    fn of<'a, T>(&mut self, all: &'a mut [T]) -> Option<&'a mut T> {
        let place = self.below(all.len());
        all.get_mut(place)
    }
}

/// What a class needs to know of the honest chain.
struct Past {
    /// All blocks as the node gives them, by number.
    blocks: Vec<Value>,
    /// Number of the header that the reader knows already.
    known: usize,
}

#[derive(Clone, Copy)]
enum Change {
    /// The JSON-RPC answer as a value.
    Json(fn(&mut Value, &mut Draw, &Past)),
    /// Its bytes.
    Bytes(fn(&mut Vec<u8>, &mut Draw)),
}

struct Class {
    name: &'static str,
    /// Which answers are changed. For `eth_getBlockByNumber` not the first block, unless `genesis`.
    method: &'static str,
    genesis: bool,
    /// How many of the answers, in percent.
    percent: usize,
    change: Change,
}

const fn json(
    name: &'static str,
    method: &'static str,
    change: fn(&mut Value, &mut Draw, &Past),
) -> Class {
    Class {
        name,
        method,
        genesis: false,
        percent: 100,
        change: Change::Json(change),
    }
}

const BLOCK: &str = "eth_getBlockByNumber";
const LOGS: &str = "eth_getLogs";
const PROOF: &str = "eth_getProof";
const RECEIPT: &str = "eth_getTransactionReceipt";

fn classes() -> Vec<Class> {
    vec![
        json("wrong chain id", "eth_chainId", |a, draw, _| {
            a["result"] = json!(format!("{:#x}", draw.below(30_000)));
        }),
        Class {
            genesis: true,
            ..json("other first block", BLOCK, |a, draw, _| {
                if a["result"]["number"] == "0x0" {
                    a["result"]["hash"] = json!(draw.word());
                }
            })
        },
        json("header field edited", BLOCK, |a, draw, _| {
            let fields = header_fields(&a["result"]);
            if let Some(field) = fields.get(draw.below(fields.len())) {
                edit_hex(&mut a["result"][field.as_str()], draw);
            }
        }),
        json("wrong header hash", BLOCK, |a, draw, _| {
            a["result"]["hash"] = json!(draw.word());
        }),
        json("wrong parent, hash recomputed", BLOCK, |a, draw, _| {
            forge(a, |header| header.parent_hash = draw.word());
        }),
        json("wrong state root, hash recomputed", BLOCK, |a, draw, _| {
            forge(a, |header| header.state_root = draw.word());
        }),
        json("bloom does not fit", BLOCK, |a, draw, _| {
            edit_hex(&mut a["result"]["logsBloom"], draw);
        }),
        json("header of another height", BLOCK, |a, draw, past| {
            a["result"] = past.blocks[1 + draw.below(past.blocks.len() - 1)].clone();
        }),
        json("head goes back", BLOCK, |a, draw, past| {
            a["result"] = past.blocks[1 + draw.below(past.known - 1)].clone();
        }),
        json("head frozen", BLOCK, |a, _, past| {
            a["result"] = past.blocks[past.known].clone();
        }),
        Class {
            percent: 50,
            ..json("two headers at one height", BLOCK, |a, draw, _| {
                forge(a, |header| header.extra_data = draw.word().to_vec().into());
            })
        },
        json(
            "time in the future, hash recomputed",
            BLOCK,
            |a, draw, _| {
                forge(a, |header| {
                    header.timestamp += 1_000_000 + draw.below(1_000_000_000) as u64;
                });
            },
        ),
        json("entry altered", LOGS, |a, draw, _| {
            if let Some(log) = draw.of(list(a)) {
                edit_hex(&mut log["data"], draw);
            }
        }),
        json("entry left out", LOGS, |a, draw, _| {
            let place = draw.below(list(a).len());
            if place < list(a).len() {
                list(a).remove(place);
            }
        }),
        json("entry added", LOGS, |a, draw, _| {
            if let Some(log) = draw.of(list(a)).map(|log| log.clone()) {
                let place = draw.below(list(a).len() + 1);
                list(a).insert(place, log);
            }
        }),
        json("entries swapped", LOGS, |a, draw, _| {
            // Neighbours are of different buckets here, and those have no order among each other.
            let length = list(a).len();
            if length > 2 {
                let place = draw.below(length - 2);
                list(a).swap(place, place + 2);
            }
        }),
        json("range cut without a word", LOGS, |a, draw, _| {
            let keep = draw.below(list(a).len());
            list(a).truncate(keep);
        }),
        json("entry of another contract", LOGS, |a, draw, _| {
            if let Some(log) = draw.of(list(a)) {
                edit_hex(&mut log["address"], draw);
            }
        }),
        json("entry of another event or bucket", LOGS, |a, draw, _| {
            if let Some(log) = draw.of(list(a)) {
                let topic = draw.below(2);
                edit_hex(&mut log["topics"][topic], draw);
            }
        }),
        json("content that is no ABI", LOGS, |a, draw, _| {
            if let Some(log) = draw.of(list(a)) {
                let text = log["data"].as_str().unwrap_or("0x").to_owned();
                let cut = 2 + draw.below(text.len() - 2);
                log["data"] = json!(&text[..cut]);
            }
        }),
        json("storage proof altered", PROOF, |a, draw, _| {
            let proofs = &mut a["result"]["storageProof"];
            let place = draw.below(proofs.as_array().map_or(0, Vec::len));
            match draw.below(3) {
                0 => proofs[place]["value"] = json!(draw.word()),
                1 => edit_hex(&mut proofs[place]["proof"][0], draw),
                _ => edit_hex(&mut a["result"]["accountProof"][0], draw),
            }
        }),
        json("receipt altered", RECEIPT, |a, draw, _| {
            if let Some(log) = a["result"]["logs"]
                .as_array_mut()
                .and_then(|l| l.first_mut())
            {
                edit_hex(&mut log["data"], draw);
            }
        }),
        json("receipt left out", RECEIPT, |a, _, _| {
            a["result"] = Value::Null
        }),
        json("receipt of another transaction", RECEIPT, |a, draw, _| {
            if a["result"].is_object() {
                a["result"]["transactionHash"] = json!(draw.word());
            }
        }),
        json("nothing in place of a result", LOGS, |a, _, _| {
            a["result"] = Value::Null
        }),
        json("error as a result", LOGS, |a, draw, _| {
            let code = -32_000 - i64::try_from(draw.below(700)).unwrap();
            a["result"] = json!({"code": code, "message": "no"});
        }),
        json("result and error at once", PROOF, |a, _, _| {
            a["error"] = json!({"code": -32000, "message": "no"});
        }),
        json("answer to another question", LOGS, |a, draw, _| {
            a["id"] = json!(1_000_000 + draw.below(1_000));
        }),
        json("answers of a batch in another order", LOGS, |a, _, _| {
            *a = json!([{"jsonrpc": "2.0", "id": 0, "result": []}, a.clone()]);
        }),
        Class {
            change: Change::Bytes(|bytes, _| {
                let text = String::from_utf8_lossy(bytes).into_owned();
                *bytes = text
                    .replacen("\"result\"", "\"result\":[],\"result\"", 1)
                    .into();
            }),
            ..json("member given twice", LOGS, |_, _, _| ())
        },
        json(
            "number with leading zeros, odd or too long",
            LOGS,
            |a, draw, _| {
                let bad = ["0x0005", "0x", "5", "-0x5", "0x1ffffffffffffffff"];
                if let Some(log) = draw.of(list(a)) {
                    log["blockNumber"] = json!(bad[draw.below(bad.len())]);
                }
            },
        ),
        Class {
            change: Change::Bytes(|bytes, draw| {
                let at = draw.below(bytes.len());
                bytes.truncate(at);
            }),
            ..json("answer cut off", PROOF, |_, _, _| ())
        },
        // We never ask for it, so what a node says about it changes nothing.
        json("wrong `finalized`", "finalized", |_, _, _| ()),
    ]
}

fn list(answer: &mut Value) -> &mut Vec<Value> {
    if !answer["result"].is_array() {
        answer["result"] = json!([]);
    }
    answer["result"].as_array_mut().unwrap()
}

/// The members of a block that are header fields.
fn header_fields(block: &Value) -> Vec<String> {
    let none = ["size", "totalDifficulty"];
    block
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, value)| value.is_string() && !none.contains(&name.as_str()))
        .map(|(name, _)| name.clone())
        .collect()
}

/// Another digit somewhere in a hex text.
fn edit_hex(value: &mut Value, draw: &mut Draw) {
    let Some(text) = value.as_str().filter(|text| text.len() > 2) else {
        *value = json!("0x01");
        return;
    };
    let mut digits: Vec<u8> = text.into();
    let at = 2 + draw.below(digits.len() - 2);
    let old = digits[at];
    while digits[at] == old {
        digits[at] = b"0123456789abcdef"[draw.below(16)];
    }
    *value = json!(String::from_utf8(digits).unwrap());
}

/// A header that is consistent in itself, but not the chain's.
fn forge(answer: &mut Value, change: impl FnOnce(&mut Header)) {
    let Ok(mut header) = serde_json::from_value::<Header>(answer["result"].clone()) else {
        return;
    };
    change(&mut header);
    let mut forged = serde_json::to_value(&header).unwrap();
    forged["hash"] = json!(header.hash_slow());
    answer["result"] = forged;
}

/// How a run came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// Two answers that cannot both be true; the node is named.
    Contradicted,
    /// An answer that is against the protocol; the node is named.
    Refused,
    /// A part of the answers was not believed, and the others told the truth.
    Outvoted,
    /// What was read is true but old, and says so.
    Old,
    /// The lie reached nothing that is shown.
    NoEffect,
}

impl Outcome {
    const fn words(self) -> &'static str {
        match self {
            Self::Contradicted => "contradiction, node named",
            Self::Refused => "refused, node named",
            Self::Outvoted => "outvoted",
            Self::Old => "shown as old",
            Self::NoEffect => "no effect",
        }
    }
}

/// What an honest reader has.
struct Honest {
    known: TrustedHeader,
    newest: TrustedHeader,
    entries: Vec<Entry>,
}

/// Reads header, entries and header again, and judges what was accepted.
async fn run(w: &World, network: Network, class: &Class, honest: &Honest) -> Outcome {
    let quorum = matches!(network.profile(), Profile::Quorum { .. });
    match read(w, network, class, honest).await {
        Err(ChainError::Contradicted(found)) => {
            let Contradiction { node, .. } = *found;
            assert!(node.starts_with("node-"), "the liar has a name");
            Outcome::Contradicted
        }
        Err(error) => {
            assert!(
                error.is_node_fault()
                    || matches!(
                        error,
                        ChainError::NotConfirmed | ChainError::NotEnoughAgreement { .. }
                    ),
                "{}: {error:?}",
                class.name
            );
            Outcome::Refused
        }
        Ok((header, entries)) => {
            let until = header.number();
            let wanted: Vec<&Entry> = honest
                .entries
                .iter()
                .filter(|entry| entry.block <= until)
                .collect();
            let found: Vec<&Entry> = entries
                .iter()
                .filter(|entry| entry.block <= honest.newest.number())
                .collect();
            let [wanted, found] = [wanted, found].map(|mut entries| {
                // Only those of one bucket have an order.
                entries.sort_by_key(|entry| (entry.bucket, entry.seq));
                entries
            });
            assert_eq!(found, wanted, "{}: a false entry was accepted", class.name);
            let now = honest.newest.time();
            let true_header =
                header.number() > honest.newest.number() || header.hash() == honest.newest.hash();
            if header.number() < honest.newest.number() {
                return Outcome::Old;
            }
            if !true_header {
                // One node alone can lie about its newest block's time; it makes nothing fresher.
                let shown = Proof::by(&header).aged(now, 600);
                assert!(!shown.is_proven(), "{}: shown as current", class.name);
                return Outcome::Old;
            }
            match quorum {
                true => Outcome::Outvoted,
                false => Outcome::NoEffect,
            }
        }
    }
}

async fn read(
    w: &World,
    network: Network,
    class: &Class,
    honest: &Honest,
) -> Result<(TrustedHeader, Vec<Entry>), ChainError> {
    let chain = Chain::connect_with(network, short()).await?;
    if class.method == RECEIPT {
        let print = B256::from(alloy_primitives::keccak256(honest_word(w).await));
        let call = calls::credentials_anchor(&w.deployment.contracts, print, &note(3, 1));
        let sent = w.school.send(&chain, call);
        let sent = tokio::time::timeout(short().total * 2, sent).await;
        sent.map_err(|_| ChainError::NotConfirmed)??;
    }
    let first = chain.trusted_header(Some(&honest.known)).await?;
    let mut entries = Vec::new();
    let states = w.start(&[1, 2]);
    chain
        .sync(&states, &first, |entry| entries.push(entry.clone()))
        .await
        .map_err(|error| match error {
            SyncError::Contradicted(found) => ChainError::Contradicted(found),
            SyncError::Chain(error) => error,
        })?;
    // Reading again must not contradict what was accepted, or the liar is caught now.
    chain.trusted_header(Some(&first)).await?;
    Ok((first, entries))
}

/// A word that was not used before.
async fn honest_word(w: &World) -> [u8; 32] {
    w.header().await.hash().0
}

/// A proxy that lies as the class says.
async fn liar(w: &World, class: &Class, seed: u64, past: &Arc<Past>) -> Proxy {
    let draw = Arc::new(Mutex::new(Draw(seed)));
    let (method, genesis, percent) = (class.method, class.genesis, class.percent);
    let change = class.change;
    let past = Arc::clone(past);
    let plan = move |called: &str, params: &Value| {
        let first_block = called == BLOCK && params[0] == "0x0";
        let meant = called == method && first_block == genesis;
        if !meant || draw.lock().unwrap().below(100) >= percent {
            return Act::Pass;
        }
        let (draw, past) = (Arc::clone(&draw), Arc::clone(&past));
        match change {
            Change::Json(change) => Act::ChangeWith(Box::new(move |answer| {
                change(answer, &mut draw.lock().unwrap(), &past);
            })),
            Change::Bytes(change) => Act::Bytes(Box::new(move |bytes| {
                change(bytes, &mut draw.lock().unwrap());
            })),
        }
    };
    Proxy::start(&w.anvil.url, plan).await
}

/// A chain of a dozen entries in two buckets, with the known header in its middle.
async fn told() -> Option<(World, Honest, Arc<Past>)> {
    let w = World::new().await?;
    let mut known = None;
    for n in 1..=12u8 {
        let note = note(u16::from(n % 2) + 1, n);
        let call = calls::credentials_anchor(&w.deployment.contracts, B256::repeat_byte(n), &note);
        w.school.send(&w.chain, call).await.unwrap();
        if n == 8 {
            known = Some(w.header().await);
        }
    }
    let newest = w.header().await;
    let entries = w.sync(&w.chain, &[1, 2], &newest).await.unwrap();
    let mut blocks = Vec::new();
    for number in 0..=newest.number() {
        blocks.push(w.raw(BLOCK, json!([format!("{number:#x}"), false])).await);
    }
    let known = known.unwrap();
    let past = Past {
        blocks,
        known: usize::try_from(known.number()).unwrap(),
    };
    let honest = Honest {
        known,
        newest,
        entries,
    };
    Some((w, honest, Arc::new(past)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_class_of_lies_puts_a_false_entry_into_the_history() {
    let Some((w, honest, past)) = told().await else {
        return;
    };
    let seeds = u64::try_from(testkit::rounds(3)).unwrap();
    let classes = classes();
    assert!(classes.len() >= 24);
    eprintln!("| Class | One node (`local`) | One of three (`quorum`) |\n|---|---|---|");
    for class in &classes {
        let mut outcomes = [BTreeMap::new(), BTreeMap::new()];
        for seed in 0..seeds {
            let proxy = liar(&w, class, seed, &past).await;
            let urls = std::slice::from_ref(&proxy.url);
            let local = network(&w.deployment, Profile::Local {}, urls);
            let outcome = run(&w, local, class, &honest).await;
            *outcomes[0].entry(outcome).or_insert(0) += 1;

            // The liar stands at another place each time; the first is asked first.
            let proxy = liar(&w, class, seed, &past).await;
            let others = [proxy_of_honest(&w).await, proxy_of_honest(&w).await];
            let mut urls = vec![others[0].url.clone(), others[1].url.clone()];
            urls.insert(usize::try_from(seed % 3).unwrap(), proxy.url.clone());
            let three = network(&w.deployment, Profile::Quorum { need: 2 }, &urls);
            let outcome = run(&w, three, class, &honest).await;
            *outcomes[1].entry(outcome).or_insert(0) += 1;
        }
        let [local, quorum] = outcomes.map(|outcomes: BTreeMap<Outcome, u32>| {
            let words: Vec<_> = outcomes
                .iter()
                .map(|(outcome, n)| format!("{n} {}", outcome.words()))
                .collect();
            words.join(", ")
        });
        eprintln!("| {} | {local} | {quorum} |", class.name);
    }
}

async fn proxy_of_honest(w: &World) -> Proxy {
    Proxy::start(&w.anvil.url, |_, _| Act::Pass).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_honest_blocks_raise_no_alarm() {
    let Some(w) = World::new().await else { return };
    let mut states = w.start(&[1]);
    let mut header: Option<TrustedHeader> = None;
    let (mut entries, mut written) = (0, 0);
    let mut blocks = 0;
    let wanted = 500 * u64::try_from(testkit::rounds(4)).unwrap();
    // Strides of every kind: single blocks, fewer and more than are followed one by one.
    for stride in [1u64, 7, 33, 200].into_iter().cycle() {
        if blocks >= wanted {
            break;
        }
        blocks += stride;
        w.raw("anvil_mine", json!([format!("{stride:#x}")])).await;
        if stride == 33 {
            let print = B256::from(alloy_primitives::U256::from(blocks));
            let call = calls::credentials_anchor(&w.deployment.contracts, print, &note(1, 1));
            w.school.send(&w.chain, call).await.unwrap();
            written += 1;
        }
        let next = w.chain.trusted_header(header.as_ref()).await.unwrap();
        states = w
            .chain
            .sync(&states, &next, |_| entries += 1)
            .await
            .unwrap();
        header = Some(next);
    }
    assert_eq!(entries, written);
    assert_eq!(states[0].count, written);
    eprintln!("{blocks} honest blocks, {entries} entries, no alarm");
}
