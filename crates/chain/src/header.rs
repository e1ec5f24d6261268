//! Block headers: the hash is recomputed from the fields, the state root comes from nowhere else.
//!
//! Yellow Paper section 4.4.3 and the header fields added since (EIP-1559, 4895, 4844, 4788, 7685),
//! as `alloy-consensus` encodes them. Block 0 of anvil does not recompute: trust starts at block 1.

use alloy_consensus::Header;
use alloy_primitives::{B256, Bytes, keccak256};
use keys::ChainAddress;
use serde::{Deserialize, Serialize};

use crate::qbft::SealedHeader;

/// A header whose hash was recomputed from its fields. Nobody says yet that it is on the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckedHeader {
    pub(crate) number: u64,
    pub(crate) hash: B256,
    pub(crate) parent: B256,
    pub(crate) state_root: B256,
    pub(crate) time: i64,
}

/// A header the network profile accepts. State is proven against it.
///
/// # Security
/// It can be read back from storage, so the storage must be the caller's own and sealed: whoever
/// writes one decides what is believed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustedHeader {
    number: u64,
    hash: B256,
    state_root: B256,
    time: i64,
    by: TrustBasis,
    /// The header with its seals, RLP, where validators sign it: proof of the fault if they sign
    /// another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sealed: Option<Bytes>,
}

/// Why a header is believed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum TrustBasis {
    /// The node under our own control gave it.
    Local {
        /// Its name.
        node: String,
    },
    /// Several nodes gave the same one.
    Quorum {
        /// Names of the nodes that agree, at least as many as the profile needs.
        agreed: Vec<String>,
        /// Nodes that are configured.
        of: usize,
    },
    /// The chain's validators committed to it.
    Qbft {
        /// Those whose seals it carries, at least two thirds.
        signers: Vec<ChainAddress>,
        /// Validators at that height.
        of: usize,
    },
}

impl TrustedHeader {
    pub(crate) const fn new(header: &CheckedHeader, by: TrustBasis) -> Self {
        Self {
            number: header.number,
            hash: header.hash,
            state_root: header.state_root,
            time: header.time,
            by,
            sealed: None,
        }
    }

    /// The same with its seals.
    pub(crate) fn with_seals(self, header: &SealedHeader) -> Self {
        Self {
            sealed: Some(header.to_rlp()),
            ..self
        }
    }

    /// The header with its seals, where it was kept.
    pub(crate) fn sealed(&self) -> Option<SealedHeader> {
        let header = SealedHeader::from_rlp(self.sealed.as_deref()?).ok()?;
        (header.hash() == self.hash).then_some(header)
    }

    /// Block number (height), at least 1.
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// Block hash.
    pub const fn hash(&self) -> B256 {
        self.hash
    }

    /// Root of the state trie after this block.
    pub const fn state_root(&self) -> B256 {
        self.state_root
    }

    /// Block time, unix seconds.
    pub const fn time(&self) -> i64 {
        self.time
    }

    /// Why it is believed.
    pub const fn by(&self) -> &TrustBasis {
        &self.by
    }
}

/// Parses the `result` of `eth_getBlockByNumber` (transactions as hashes) and recomputes the hash.
///
/// # Errors
/// The rule that is broken, in words for a log.
pub fn parse_header(json: &[u8]) -> Result<CheckedHeader, &'static str> {
    #[derive(Deserialize)]
    struct Claimed {
        hash: B256,
    }
    let claimed: Claimed = serde_json::from_slice(json).map_err(|_| "header without hash")?;
    let header: Header = serde_json::from_slice(json).map_err(|_| "malformed header")?;
    if header.number == 0 {
        return Err("block 0 cannot be checked");
    }
    // Beyond what any chain reaches, and arithmetic on heights stays far from its limits.
    if header.number > u64::MAX / 2 {
        return Err("block number out of range");
    }
    let hash = header.hash_slow();
    if hash != claimed.hash {
        return Err("header hash does not recompute");
    }
    Ok(CheckedHeader {
        number: header.number,
        hash,
        parent: header.parent_hash,
        state_root: header.state_root,
        time: i64::try_from(header.timestamp).map_err(|_| "block time out of range")?,
    })
}

/// The RLP of the header in the `result` of `eth_getBlockByNumber`, if its hash is `hash`; with its
/// seals, where the hash leaves them out (`qbft`).
///
/// # Errors
/// The rule that is broken, in words for a log.
pub(crate) fn header_bytes(json: &[u8], hash: B256) -> Result<Bytes, &'static str> {
    let header: Header = serde_json::from_slice(json).map_err(|_| "malformed header")?;
    let bytes = alloy_rlp::encode(&header);
    if keccak256(&bytes) == hash {
        return Ok(bytes.into());
    }
    match SealedHeader::parse(json) {
        Ok(sealed) if sealed.hash() == hash => Ok(sealed.to_rlp()),
        _ => Err("header of another block"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    /// A header as anvil 1.7 writes it, made from alloy's own type.
    fn sample() -> Value {
        let header = Header {
            number: 7,
            timestamp: 1_800_000_000,
            gas_limit: 30_000_000,
            base_fee_per_gas: Some(0),
            withdrawals_root: Some(B256::repeat_byte(1)),
            blob_gas_used: Some(0),
            excess_blob_gas: Some(0),
            parent_beacon_block_root: Some(B256::ZERO),
            requests_hash: Some(B256::repeat_byte(2)),
            state_root: B256::repeat_byte(3),
            ..Header::default()
        };
        let mut value = serde_json::to_value(&header).unwrap();
        value["hash"] = serde_json::to_value(header.hash_slow()).unwrap();
        value["size"] = "0x1".into();
        value["transactions"] = Value::Array(vec![]);
        value
    }

    fn parse(value: &Value) -> Result<CheckedHeader, &'static str> {
        parse_header(&serde_json::to_vec(value).unwrap())
    }

    #[test]
    fn recomputes() {
        let header = parse(&sample()).unwrap();
        assert_eq!((header.number, header.time), (7, 1_800_000_000));
        assert_eq!(header.state_root, B256::repeat_byte(3));
    }

    #[test]
    fn any_changed_field_is_noticed() {
        let sample = sample();
        let mut fields = 0;
        for (name, old) in sample.as_object().unwrap() {
            // What is no header field does not enter the hash and is not used.
            if ["size", "transactions"].contains(&name.as_str()) {
                continue;
            }
            fields += 1;
            let text = old.as_str().unwrap();
            let last = if text.ends_with('1') { "2" } else { "1" };
            let changed = if text == "0x" {
                "0x01".into()
            } else {
                format!("{}{last}", &text[..text.len() - 1])
            };
            let mut value = sample.clone();
            value[name] = changed.into();
            assert!(parse(&value).is_err(), "{name}");
            value.as_object_mut().unwrap().remove(name);
            assert!(parse(&value).is_err(), "{name} removed");
        }
        assert!(fields >= 20, "{fields}");
    }

    #[test]
    fn block_zero_is_not_a_start_of_trust() {
        let mut value = sample();
        value["number"] = "0x0".into();
        assert_eq!(parse(&value), Err("block 0 cannot be checked"));
    }

    /// A real header of Hyperledger Besu: fields and hash come out of its JSON as out of its RLP.
    /// (On that chain the hash leaves the commit seals out; that is the `qbft` profile's affair.)
    #[test]
    fn a_real_header_hashes_as_its_bytes() {
        let vectors = std::env::var("WALLET_VECTORS");
        let vectors = vectors.unwrap_or_else(|_| "../../../shared/vectors".into());
        let Ok(text) = std::fs::read_to_string(format!("{vectors}/besu/header-7528.rlp.hex"))
        else {
            #[allow(clippy::print_stderr, reason = "a skipped vector set must be seen")]
            return eprintln!("skipped: vectors besu");
        };
        let bytes = const_hex::decode(text.trim()).unwrap();
        let header = <Header as alloy_rlp::Decodable>::decode(&mut bytes.as_slice()).unwrap();
        assert_eq!(header.number, 7528);
        let mut value = serde_json::to_value(&header).unwrap();
        value["hash"] = serde_json::to_value(alloy_primitives::keccak256(&bytes)).unwrap();
        assert_eq!(parse(&value).unwrap().state_root, header.state_root);
    }

    proptest! {
        #[test]
        fn mutations_never_panic_and_never_pass(at: prop::sample::Index, byte: u8) {
            let original = serde_json::to_vec(&sample()).unwrap();
            let mut changed = original.clone();
            let at = at.index(changed.len());
            changed[at] = byte;
            if let Ok(header) = parse_header(&changed) {
                prop_assert_eq!(header, parse_header(&original).unwrap());
            }
        }
    }
}
