//! `eth_getLogs` answers into entries, strictly: one event, one contract, canonical ABI. Pure.

use std::borrow::Cow;

use alloy_primitives::{Address, B128, Bytes};
use serde::Deserialize;

use super::Entry;
use crate::bindings::ENTRY_TOPIC;
use crate::rpc::wire::{Quantity, parse_fixed};

/// Longest content of an entry in bytes; the contract refuses longer ones.
pub const MAX_DATA: usize = 4096;

/// A log as nodes write it; what is not read here is not believed either (`transactionHash`,
/// `logIndex`, `blockTimestamp` are covered by no proof).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Log<'a> {
    #[serde(borrow)]
    address: Cow<'a, str>,
    #[serde(borrow)]
    topics: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    data: Cow<'a, str>,
    block_number: Quantity,
    #[serde(default)]
    removed: bool,
}

/// Parses the JSON array of an `eth_getLogs` answer for `journal`.
///
/// # Errors
/// The broken rule: a log of another contract or event, one that was removed by a reorganisation,
/// or content that is not canonical ABI.
pub fn parse_logs(json: &[u8], journal: Address) -> Result<Vec<Entry>, &'static str> {
    let logs: Vec<Log<'_>> = serde_json::from_slice(json).map_err(|_| "malformed logs")?;
    let mut buffer = Vec::new();
    logs.iter()
        .map(|log| log.entry(journal, &mut buffer))
        .collect()
}

impl Log<'_> {
    /// The entry; `buffer` is scratch space that is kept between logs.
    pub(crate) fn entry(
        &self,
        journal: Address,
        buffer: &mut Vec<u8>,
    ) -> Result<Entry, &'static str> {
        if self.removed {
            return Err("log of a removed block");
        }
        if parse_fixed(&self.address) != Some(journal.into_array()) {
            return Err("log of another contract");
        }
        let [event, bucket] = self.topics.as_slice() else {
            return Err("log of another event");
        };
        if parse_fixed(event) != Some(ENTRY_TOPIC.0) {
            return Err("log of another event");
        }
        let bucket = parse_fixed::<32>(bucket)
            .and_then(|word| small(&word, 2))
            .and_then(|b| u16::try_from(b).ok());
        let bucket = bucket.ok_or("malformed bucket")?;
        let hex = self.data.strip_prefix("0x").ok_or("malformed log data")?;
        // The buffer cannot grow beyond what the contract can emit.
        if hex.len() % 2 != 0 || hex.len() / 2 > FIXED + MAX_DATA {
            return Err("malformed log data");
        }
        buffer.resize(hex.len() / 2, 0);
        const_hex::decode_to_slice(hex, buffer).map_err(|_| "malformed log data")?;
        decode(bucket, self.block_number.0, buffer).ok_or("log data is not canonical ABI")
    }
}

/// Eight head words and the length of the content.
const FIXED: usize = 9 * 32;

fn decode(bucket: u16, block: u64, abi: &[u8]) -> Option<Entry> {
    let (words, _) = abi.as_chunks::<32>();
    let (head, content) = (words.first_chunk::<9>()?, abi.get(FIXED..)?);
    let [
        seq,
        time,
        kind,
        writer,
        fingerprint,
        nonce,
        tag,
        offset,
        length,
    ] = head;
    // The only dynamic field follows the head; anything else is not what Solidity emits.
    if small(offset, 8)? != 8 * 32 {
        return None;
    }
    let length = usize::try_from(small(length, 8)?).ok()?;
    let padded = length.checked_next_multiple_of(32)?;
    if length > MAX_DATA || content.len() != padded || content[length..].iter().any(|b| *b != 0) {
        return None;
    }
    Some(Entry {
        bucket,
        seq: small(seq, 8)?,
        block,
        time: i64::try_from(small(time, 8)?).ok()?,
        kind: u8::try_from(small(kind, 1)?).ok()?,
        writer: writer.into(),
        fingerprint: fingerprint.into(),
        nonce: left16(nonce)?,
        tag: left16(tag)?,
        data: Bytes::copy_from_slice(&content[..length]),
    })
}

/// A number of at most `bytes` (≤ 8) bytes in a word.
fn small(word: &[u8; 32], bytes: usize) -> Option<u64> {
    let (zeros, number) = word.split_at(32 - bytes);
    zeros
        .iter()
        .all(|b| *b == 0)
        .then(|| number.iter().fold(0, |n, b| n << 8 | u64::from(*b)))
}

/// A `bytes16` in a word: left-aligned, the rest zero.
fn left16(word: &[u8; 32]) -> Option<B128> {
    let (value, zeros) = word.split_first_chunk::<16>()?;
    zeros.iter().all(|b| *b == 0).then(|| B128::from(*value))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use alloy_primitives::B256;
    use alloy_sol_types::SolEvent;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::bindings::Journal;

    const JOURNAL: Address = Address::repeat_byte(3);

    fn entry(data: Vec<u8>) -> Entry {
        Entry {
            bucket: 0x0102,
            seq: u64::MAX,
            block: 77,
            time: i64::MAX,
            kind: 255,
            writer: B256::repeat_byte(1),
            fingerprint: B256::repeat_byte(2),
            nonce: B128::repeat_byte(4),
            tag: B128::repeat_byte(5),
            data: data.into(),
        }
    }

    /// The log as a node writes it, encoded by alloy.
    fn log(entry: &Entry) -> Value {
        let event = Journal::Entry {
            bucket: entry.bucket,
            seq: entry.seq,
            time: entry.time.cast_unsigned(),
            kind: entry.kind,
            writer: entry.writer,
            fingerprint: entry.fingerprint,
            nonce: entry.nonce,
            tag: entry.tag,
            data: entry.data.clone(),
        };
        let encoded = event.encode_log_data();
        json!({"address": JOURNAL, "topics": encoded.topics(), "data": encoded.data,
            "blockNumber": format!("{:#x}", entry.block), "blockHash": B256::ZERO,
            "transactionHash": B256::ZERO, "logIndex": "0x0", "removed": false})
    }

    fn parse(logs: &Value) -> Result<Vec<Entry>, &'static str> {
        parse_logs(&serde_json::to_vec(logs).unwrap(), JOURNAL)
    }

    #[test]
    fn agrees_with_alloy() {
        for length in [0, 1, 31, 32, 33, MAX_DATA] {
            let entry = entry(vec![6; length]);
            assert_eq!(parse(&json!([log(&entry)])), Ok(vec![entry]), "{length}");
        }
        let long = entry(vec![6; MAX_DATA + 1]);
        assert!(parse(&json!([log(&long)])).is_err());
        assert_eq!(parse(&json!([])), Ok(vec![]));
    }

    #[test]
    fn only_canonical_logs_pass() {
        let good = log(&entry(vec![6; 5]));
        let changes: [fn(&mut Value); 9] = [
            |log| log["removed"] = json!(true),
            |log| log["address"] = json!(Address::repeat_byte(4)),
            |log| log["topics"][0] = json!(B256::ZERO),
            |log| log["topics"][1] = json!(B256::repeat_byte(1)),
            |log| drop(log["topics"].as_array_mut().unwrap().pop()),
            |log| {
                log["topics"]
                    .as_array_mut()
                    .unwrap()
                    .push(json!(B256::ZERO))
            },
            |log| log["blockNumber"] = json!("77"),
            |log| log["blockNumber"] = Value::Null,
            |log| log["data"] = json!(format!("{}00", log["data"].as_str().unwrap())),
        ];
        for (index, change) in changes.into_iter().enumerate() {
            let mut log = good.clone();
            change(&mut log);
            assert!(parse(&json!([log])).is_err(), "change {index}");
        }
    }

    proptest! {
        /// A changed digit of the data is refused or gives another entry: no two texts mean one.
        #[test]
        fn one_text_one_entry(at: prop::sample::Index, digit in 0u8..16) {
            let entry = entry(vec![6; 40]);
            let mut log = log(&entry);
            let mut data: Vec<u8> = log["data"].as_str().unwrap().into();
            let at = at.index(data.len() - 2) + 2;
            let digit = b"0123456789abcdef"[usize::from(digit)];
            prop_assume!(data[at] != digit);
            data[at] = digit;
            log["data"] = String::from_utf8(data).unwrap().into();
            if let Ok(found) = parse(&json!([log])) {
                prop_assert_ne!(&found[0], &entry);
            }
        }

        #[test]
        fn mutations_never_panic(at: prop::sample::Index, byte: u8) {
            let mut bytes = serde_json::to_vec(&json!([log(&entry(vec![6; 5]))])).unwrap();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            let _ = parse_logs(&bytes, JOURNAL);
        }

        #[test]
        fn rubbish_never_panics(data in prop::collection::vec(any::<u8>(), 0..600)) {
            let mut log = log(&entry(vec![]));
            log["data"] = json!(const_hex::encode_prefixed(&data));
            let _ = parse(&json!([log]));
        }
    }
}
