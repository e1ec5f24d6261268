//! A throw-away chain with the real contracts, one office, and as many entries as wanted.
//!
//! The entries stand in the one bucket there is (the journal is made with 0 bucket bits), all of
//! them are written by the same office, and every hundredth concerns the wallet that is measured:
//! so no entry can be passed over without computing its tag, which is the most expensive case.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use alloy_primitives::{Address, B128, B256, U256, address, keccak256};
use alloy_sol_types::{SolCall, SolValue, sol};
use chain::calls::{self, Registration};
use chain::deploy::{Parties, deploy_all};
use chain::journal::{Entry, EntryKind};
use chain::network::{LocalName, Network, Node, Profile, Unchecked};
use chain::rpc::{Limits, NodeClient};
use chain::{Call, Chain};
use keys::phrase::{Language, RecoveryPhrase};
use keys::{
    Algorithm, ChainAddress, DepartmentDid, JournalSecret, P256Secret, PublicKey, RelationKeys,
    Secp256k1Secret, Signer as _, SoftwareSigner, X25519Secret, relation,
};
use serde_json::{Value, json};
use url::Url;

use crate::Outcome;

sol! {
    struct Item {
        uint8 kind;
        bytes32 writer;
        bytes32 fingerprint;
        bytes16 nonce;
        bytes16 tag;
        bytes data;
    }
    function append(address journal, uint16 bucket, Item[] calldata items) external;
}

/// Every so many entries one is the wallet's own.
pub(crate) const OWN_EVERY: u64 = 100;
/// Entries of one transaction, and so of one block.
const BATCH: u64 = 500;
/// Length of an entry's content, bytes: a status and a fingerprint.
const CONTENT: usize = 33;
/// How often and how long apart a receipt is looked for.
const RECEIPT_LOOKS: u32 = 5_000;
const RECEIPT_PAUSE: Duration = Duration::from_millis(2);
/// Where the bench-only writer is put.
const BATCH_WRITER: Address = address!("00000000000000000000000000000000000b47c4");
/// Slot of `isRegistry` in `Journal`.
const IS_REGISTRY: u64 = 2;
/// The journal's event.
const ENTRY: &str = "Entry(uint16,uint64,uint64,uint8,bytes32,bytes32,bytes16,bytes16,bytes)";
/// Gas of a batch; a transaction may not use more than 2^24.
const GAS: u64 = 16_000_000;

/// The chain.
pub(crate) struct City {
    anvil: Child,
    pub(crate) url: Url,
    pub(crate) network: Network,
    node: NodeClient,
    /// An account of the node, which signs for it.
    sender: ChainAddress,
    pub(crate) office: Office,
    /// Entries so far.
    pub(crate) entries: u64,
}

/// The office that writes, and what it shares with the wallet.
pub(crate) struct Office {
    pub(crate) account: ChainAddress,
    pub(crate) secret: JournalSecret,
}

impl City {
    /// Starts a node, deploys the contracts as a city would, and registers the office.
    pub(crate) async fn found(anvil: &Path, batch_writer: &Path) -> Outcome<Self> {
        let (anvil, url) = start(anvil)?;
        let root = Secp256k1Secret::from_scalar(&[1; 32])?;
        let parties = Parties {
            deployer: root.address(),
            legislator: root.address(),
            tax_bureau: root.address(),
        };
        let sign = |digest: &[u8; 32]| Some(root.sign_digest(digest));
        let deployment = deploy_all(&url, &parties, 0, sign).await?;
        let network = Network::new(Unchecked {
            name: LocalName {
                zh: "测量".into(),
                en: "measurement".into(),
            },
            profile: Profile::Local {},
            chain_id: deployment.chain_id,
            genesis: deployment.genesis,
            start_block: deployment.start_block,
            bucket_bits: 0,
            nodes: vec![Node {
                name: "anvil".into(),
                url: url.clone(),
            }],
            contracts: deployment.contracts,
        })?;
        let chain = Chain::connect(network.clone()).await?;
        let writer = Secp256k1Secret::from_scalar(&[2; 32])?.address();
        let at = network.contracts();
        let send = async |call: Call| {
            chain
                .send(root.address(), &call, |digest| {
                    Some(root.sign_digest(digest))
                })
                .await
        };
        send(calls::departments_found(
            at,
            root.address(),
            &registration(1)?,
        )?)
        .await?;
        send(calls::departments_register(at, writer, &registration(3)?)?).await?;

        let limits = Limits {
            total: Duration::from_secs(600),
            answer_bytes: usize::MAX,
            ..Limits::default()
        };
        let node = NodeClient::new("seeding", &url, limits)?;
        let accounts: Vec<ChainAddress> = node.call("eth_accounts", json!([])).await?;
        let sender = *accounts.first().ok_or("the node has no account")?;
        let office = Office {
            account: writer,
            secret: secret(deployment.chain_id, writer)?,
        };
        let city = Self {
            anvil,
            url,
            network,
            node,
            sender,
            office,
            entries: 0,
        };
        city.allow_batches(batch_writer).await?;
        Ok(city)
    }

    /// Puts the bench-only writer on this chain and makes it a registry, by the node's own means:
    /// no contract of ours has a way to do that.
    async fn allow_batches(&self, artifact: &Path) -> Outcome<()> {
        let artifact: Value = serde_json::from_str(&std::fs::read_to_string(artifact)?)?;
        let code = &artifact["deployedBytecode"]["object"];
        let _: Value = self
            .node
            .call("anvil_setCode", json!([BATCH_WRITER, code]))
            .await?;
        let slot = keccak256((BATCH_WRITER, U256::from(IS_REGISTRY)).abi_encode());
        let journal = self.network.contracts().journal;
        let yes = B256::from(U256::from(1));
        let _: Value = self
            .node
            .call("anvil_setStorageAt", json!([journal, slot, yes]))
            .await?;
        Ok(())
    }

    /// Adds entries until there are `entries`, 500 a block.
    pub(crate) async fn grow(&mut self, entries: u64) -> Outcome<()> {
        while self.entries < entries {
            self.append(BATCH.min(entries - self.entries)).await?;
        }
        Ok(())
    }

    /// Adds `count` entries in one block.
    pub(crate) async fn append(&mut self, count: u64) -> Outcome<()> {
        let items: Vec<Item> = (self.entries..self.entries + count)
            .map(|number| self.office.entry(number).into())
            .collect();
        let journal = Address::from(self.network.contracts().journal.to_bytes());
        let call = appendCall {
            journal,
            bucket: 0,
            items,
        };
        let input = const_hex::encode_prefixed(call.abi_encode());
        let transaction = json!([{"from": self.sender, "to": BATCH_WRITER, "input": input,
            "gas": format!("{GAS:#x}"), "gasPrice": "0x0"}]);
        let hash: B256 = self.node.call("eth_sendTransaction", transaction).await?;
        let receipt = self.receipt(hash).await?;
        if receipt["status"] != "0x1" {
            return Err(format!("a batch was not written: {receipt}").into());
        }
        self.entries += count;
        Ok(())
    }

    /// The receipt, which is there once the block is.
    async fn receipt(&self, hash: B256) -> Outcome<Value> {
        for _ in 0..RECEIPT_LOOKS {
            let receipt: Value = self
                .node
                .call("eth_getTransactionReceipt", json!([hash]))
                .await?;
            if !receipt.is_null() {
                return Ok(receipt);
            }
            tokio::time::sleep(RECEIPT_PAUSE).await;
        }
        Err("a batch came into no block".into())
    }

    /// Number of the newest block.
    pub(crate) async fn height(&self) -> Outcome<u64> {
        Ok(self.node.height().await?)
    }

    /// What asks for all entries in one call.
    pub(crate) fn whole_query(&self) -> Value {
        let topic = keccak256(ENTRY);
        let bucket = B256::ZERO;
        json!({"jsonrpc": "2.0", "id": 1, "method": "eth_getLogs", "params": [{
            "fromBlock": format!("{:#x}", self.network.start_block()), "toBlock": "latest",
            "address": self.network.contracts().journal, "topics": [topic, bucket]}]})
    }

    /// Writes `network.json`.
    pub(crate) fn write_network(&self, folder: &Path) -> Outcome<PathBuf> {
        let file = folder.join("network.json");
        std::fs::write(&file, serde_json::to_vec(&self.network)?)?;
        Ok(file)
    }
}

impl Drop for City {
    fn drop(&mut self) {
        let _ = self.anvil.kill();
        let _ = self.anvil.wait();
    }
}

impl Office {
    /// The entry with this number: a changed status, the wallet's own or somebody else's.
    pub(crate) fn entry(&self, number: u64) -> Entry {
        let fingerprint = keccak256(number.to_be_bytes());
        let random = keccak256(fingerprint);
        let nonce = B128::from_slice(&random[..16]);
        let kind = EntryKind::CredentialStatus as u8;
        let tag = match number % OWN_EVERY {
            0 => B128::from(self.secret.tag(&nonce.0, kind, &fingerprint.0)),
            _ => B128::from_slice(&random[16..]),
        };
        let mut writer = B256::ZERO;
        writer[12..].copy_from_slice(&self.account.to_bytes());
        Entry {
            bucket: 0,
            seq: number,
            block: 0,
            time: 0,
            kind,
            writer,
            fingerprint,
            nonce,
            tag,
            data: vec![2; CONTENT].into(),
        }
    }
}

impl From<Entry> for Item {
    fn from(entry: Entry) -> Self {
        Self {
            kind: entry.kind,
            writer: entry.writer,
            fingerprint: entry.fingerprint,
            nonce: entry.nonce,
            tag: entry.tag,
            data: entry.data,
        }
    }
}

/// The phrase of the wallet that is measured. It protects nothing.
pub(crate) fn phrase() -> RecoveryPhrase {
    RecoveryPhrase::generate(Language::English, [7; 32])
}

fn agreement() -> X25519Secret {
    X25519Secret::from_seed([3; 32])
}

/// What the wallet and the office share.
fn secret(chain_id: u64, office: ChainAddress) -> Outcome<JournalSecret> {
    let did = DepartmentDid {
        chain_id,
        address: office,
    };
    let uri = relation::department_uri(&did);
    let holder = RelationKeys::derive(&phrase().to_seed(""), &uri, 0);
    let shared = holder.agree(&agreement().public_key())?;
    Ok(JournalSecret::derive(&shared, chain_id, office))
}

fn registration(level: u8) -> Outcome<Registration> {
    let signer = SoftwareSigner::from_seed(Algorithm::EdDsa, &[level; 32]);
    let PublicKey::Ed25519(ed25519) = signer.public_key() else {
        return Err("an Ed25519 signer has an Ed25519 key".into());
    };
    let p256 = P256Secret::from_seed(&[level; 32]).public_key();
    Ok(Registration {
        level,
        kind: if level == 1 { "people" } else { "education" }.into(),
        ed25519,
        x25519: agreement().public_key(),
        p256_sign: p256,
        p256_encrypt: p256,
        code: "460000".into(),
        name_zh: format!("部门{level}"),
        name_en: format!("Department {level}"),
        endpoint: "http://127.0.0.1:9/".into(),
    })
}

fn start(program: &Path) -> Outcome<(Child, Url)> {
    let mut child = Command::new(program)
        .args(["--host", "127.0.0.1", "--port", "0"])
        .args(["--gas-price", "0", "--base-fee", "0"])
        .args(["--slots-in-an-epoch", "1", "--no-request-size-limit"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let output = child.stdout.take().ok_or("a child has an output")?;
    let mut lines = BufReader::new(output).lines();
    let address = lines
        .find_map(|line| Some(line.ok()?.strip_prefix("Listening on ")?.to_owned()))
        .ok_or("the node did not start")?;
    // Somebody must go on reading, or the node stops once the pipe is full.
    std::thread::spawn(move || lines.for_each(drop));
    Ok((child, Url::parse(&format!("http://{address}"))?))
}
