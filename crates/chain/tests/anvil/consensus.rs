//! The validators of a QBFT chain in front of a node that has none: they seal its headers, honestly or
//! as a test wants. What stands between is only the consensus: state, proofs, logs and transactions are
//! the node's.

use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, LazyLock, Mutex};

use alloy_consensus::Header;
use alloy_primitives::{Address, B256, FixedBytes, U256, b256};
use chain::qbft::{Extra, Part, SealedHeader, Vote};
use keys::{ChainAddress, Secp256k1Secret};
use serde_json::{Value, json};
use url::Url;

/// What is sealed into one header.
#[derive(Clone, Default)]
pub(crate) struct Plan {
    /// Who may seal, as the header says; nothing where a contract says it.
    pub(crate) listed: Vec<usize>,
    pub(crate) proposer: usize,
    pub(crate) vote: Option<(usize, bool)>,
    pub(crate) by: Vec<usize>,
    /// Another state than the chain's.
    pub(crate) forged: bool,
}

impl Plan {
    /// Validators, all of whom seal.
    pub(crate) fn of(listed: &[usize]) -> Self {
        Self {
            listed: listed.to_vec(),
            proposer: listed[0],
            by: listed.to_vec(),
            ..Self::default()
        }
    }

    /// The same, with a proposer's vote.
    pub(crate) fn voting(listed: &[usize], proposer: usize, subject: usize, add: bool) -> Self {
        Self {
            proposer,
            vote: Some((subject, add)),
            ..Self::of(listed)
        }
    }

    pub(crate) fn sealed_by(self, by: &[usize]) -> Self {
        Self {
            by: by.to_vec(),
            ..self
        }
    }
}

/// What is sealed into the header of each height.
type Plans = Box<dyn Fn(u64) -> Plan + Send>;

/// Seven validators, ascending by address.
pub(crate) static KEYS: LazyLock<Vec<(Address, Secp256k1Secret)>> = LazyLock::new(|| {
    let key = |n: u8| Secp256k1Secret::from_scalar(&[100 + n; 32]).unwrap();
    let mut keys: Vec<_> = (0..7)
        .map(|n| (Address::from(key(n).address().to_bytes()), key(n)))
        .collect();
    keys.sort_by_key(|(address, _)| *address);
    keys
});

/// The address of a validator.
pub(crate) fn address(n: usize) -> ChainAddress {
    ChainAddress::from_bytes(KEYS[n].0.into_array())
}

/// The validators of one chain: they seal the headers of `node` as `plans` say.
pub(crate) struct Consensus {
    node: Url,
    plans: Mutex<Plans>,
    sealed: Mutex<HashMap<u64, SealedHeader>>,
}

impl Consensus {
    pub(crate) fn new(node: &Url, plans: impl Fn(u64) -> Plan + Send + 'static) -> Arc<Self> {
        Arc::new(Self {
            node: node.clone(),
            plans: Mutex::new(Box::new(plans)),
            sealed: Mutex::default(),
        })
    }

    /// From now on `plans`; what was sealed is forgotten.
    pub(crate) fn change(&self, plans: impl Fn(u64) -> Plan + Send + 'static) {
        *self.plans.lock().unwrap() = Box::new(plans);
        self.sealed.lock().unwrap().clear();
    }

    /// The header at a height as the validators sealed it.
    pub(crate) fn sealed(&self, number: u64) -> SealedHeader {
        if let Some(header) = self.sealed.lock().unwrap().get(&number) {
            return header.clone();
        }
        let parent = number
            .checked_sub(1)
            .map(|before| self.sealed(before).hash());
        let plan = (self.plans.lock().unwrap())(number);
        let mut header = block(&self.node, number);
        header.parent_hash = parent.unwrap_or_default();
        let header = seal(header, &plan);
        self.sealed.lock().unwrap().insert(number, header.clone());
        header
    }

    /// The chain's own node.
    pub(crate) fn node(&self) -> &Url {
        &self.node
    }

    /// Puts the sealed header in the place of the node's, in an answer to `eth_getBlockByNumber`.
    pub(crate) fn rewrite(&self, block: &mut Value) {
        let Some(number) = block["number"].as_str() else {
            return;
        };
        let number = u64::from_str_radix(number.trim_start_matches("0x"), 16).unwrap();
        let sealed = self.sealed(number);
        let header: Header = alloy_rlp::Decodable::decode(&mut sealed.to_rlp().as_ref()).unwrap();
        *block = serde_json::to_value(&header).unwrap();
        block["hash"] = json!(sealed.hash());
        block["transactions"] = json!([]);
    }
}

fn seal(mut header: Header, plan: &Plan) -> SealedHeader {
    header.difficulty = U256::ONE;
    header.nonce = FixedBytes::ZERO;
    header.mix_hash = b256!("63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365");
    header.beneficiary = KEYS[plan.proposer].0;
    if plan.forged {
        header.state_root = B256::repeat_byte(7);
    }
    let mut listed: Vec<_> = plan.listed.iter().map(|n| KEYS[*n].0).collect();
    listed.sort();
    let mut extra = Extra {
        vanity: B256::ZERO,
        validators: listed,
        vote: plan.vote.map(|(subject, add)| Vote {
            subject: KEYS[subject].0,
            add,
        }),
        round: 0,
        seals: vec![],
    };
    header.extra_data = extra.encode(Part::Sealed);
    let unsealed = SealedHeader::from_rlp(&alloy_rlp::encode(&header)).unwrap();
    let digest = unsealed.seal_digest();
    extra.seals = plan
        .by
        .iter()
        .map(|n| {
            let signature = KEYS[*n].1.sign_digest(&digest.0);
            let parity = [u8::from(signature.y_parity)];
            FixedBytes::from_slice(&[&signature.r[..], &signature.s, &parity].concat())
        })
        .collect();
    header.extra_data = extra.encode(Part::Whole);
    SealedHeader::from_rlp(&alloy_rlp::encode(&header)).unwrap()
}

/// The node's own header; the test's thread may wait for it.
fn block(node: &Url, number: u64) -> Header {
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "eth_getBlockByNumber",
        "params": [format!("{number:#x}"), false]})
    .to_string();
    let mut stream = TcpStream::connect((node.host_str().unwrap(), node.port().unwrap())).unwrap();
    let head = format!(
        "POST / HTTP/1.1\r\nhost: node\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let answer: Value = serde_json::from_str(body).unwrap();
    serde_json::from_value(answer["result"].clone()).unwrap()
}
