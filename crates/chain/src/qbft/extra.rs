//! `extraData` of a QBFT header: RLP `[vanity, validators, vote, round, seals]`.
//!
//! Hyperledger Besu, `QbftExtraDataCodec`; written down in `docs/formats/qbft.md`.

use alloy_primitives::{Address, B256, Bytes, FixedBytes};
use alloy_rlp::{Decodable, Encodable, Header as RlpHeader};

use super::QbftError;

/// Longest `extraData` that is read, bytes: 256 validators with a seal each take 22 kB.
const MAX_BYTES: usize = 32 * 1024;
/// How a vote to add is written; one to drop is the empty string.
const ADD: &[u8] = &[0xFF];

/// A committed seal: `r ‖ s ‖ v`, v 0 or 1.
pub type Seal = FixedBytes<65>;

/// What `extraData` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extra {
    /// 32 bytes without meaning.
    pub vanity: B256,
    /// Who may seal this block, ascending; empty where a contract says it.
    pub validators: Vec<Address>,
    /// What the proposer wants changed.
    pub vote: Option<Vote>,
    /// Consensus round in which the block was agreed on.
    pub round: u32,
    /// Who committed to it.
    pub seals: Vec<Seal>,
}

/// A proposer's vote for another set of validators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vote {
    /// Whom it is about.
    pub subject: Address,
    /// To add; otherwise to drop.
    pub add: bool,
}

/// How much of `extraData` is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Everything: the header as it is sent.
    Whole,
    /// Without the seals: what a seal signs.
    Sealed,
    /// Without the seals and with round 0: what the block's hash and the next block's parent hash are
    /// made of, so that they do not depend on who was asked.
    Chained,
}

impl Extra {
    /// Decodes `bytes`, only as they would be encoded.
    ///
    /// # Errors
    /// [`QbftError::Malformed`].
    pub fn decode(bytes: &[u8]) -> Result<Self, QbftError> {
        if bytes.len() > MAX_BYTES {
            return Err(QbftError::Malformed("extraData is too long"));
        }
        let malformed = |_| QbftError::Malformed("extraData is not RLP");
        let mut rest = bytes;
        let mut fields = list(&mut rest)?;
        if !rest.is_empty() {
            return Err(QbftError::Malformed("something follows extraData"));
        }
        let extra = Self {
            vanity: B256::decode(&mut fields).map_err(malformed)?,
            validators: Vec::decode(&mut fields).map_err(malformed)?,
            vote: Vote::decode(list(&mut fields)?)?,
            round: u32::decode(&mut fields).map_err(malformed)?,
            seals: Vec::decode(&mut fields).map_err(malformed)?,
        };
        if !fields.is_empty() || *extra.encode(Part::Whole) != *bytes {
            return Err(QbftError::Malformed("extraData is not canonical"));
        }
        Ok(extra)
    }

    /// Encodes what `part` says.
    pub fn encode(&self, part: Part) -> Bytes {
        let round = if part == Part::Chained { 0 } else { self.round };
        let seals: &[Seal] = if part == Part::Whole {
            &self.seals
        } else {
            &[]
        };
        let mut fields = Vec::new();
        self.vanity.encode(&mut fields);
        self.validators.encode(&mut fields);
        Vote::encode(self.vote, &mut fields);
        round.encode(&mut fields);
        alloy_rlp::encode_list::<_, Seal>(seals, &mut fields);
        wrap(&fields).into()
    }
}

impl Vote {
    fn decode(mut fields: &[u8]) -> Result<Option<Self>, QbftError> {
        let malformed = |_| QbftError::Malformed("vote");
        if fields.is_empty() {
            return Ok(None);
        }
        let subject = Address::decode(&mut fields).map_err(malformed)?;
        let what = Bytes::decode(&mut fields).map_err(malformed)?;
        let add = match what.as_ref() {
            ADD => true,
            [] => false,
            _ => return Err(QbftError::Malformed("vote")),
        };
        match fields.is_empty() {
            true => Ok(Some(Self { subject, add })),
            false => Err(QbftError::Malformed("vote")),
        }
    }

    fn encode(vote: Option<Self>, out: &mut Vec<u8>) {
        let mut fields = Vec::new();
        if let Some(Self { subject, add }) = vote {
            subject.encode(&mut fields);
            let what: &[u8] = if add { ADD } else { &[] };
            what.encode(&mut fields);
        }
        out.extend(wrap(&fields));
    }
}

/// The payload of the list that `bytes` begins with; `bytes` goes on behind it.
fn list<'a>(bytes: &mut &'a [u8]) -> Result<&'a [u8], QbftError> {
    RlpHeader::decode_bytes(bytes, true).map_err(|_| QbftError::Malformed("extraData is not RLP"))
}

fn wrap(payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(payload.len() + 9);
    RlpHeader {
        list: true,
        payload_length: payload.len(),
    }
    .encode(&mut out);
    out.extend_from_slice(payload);
    out
}
