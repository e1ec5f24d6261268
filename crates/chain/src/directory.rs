//! The directory of departments, built by replaying the public bucket. Pure.
//!
//! Every change is kept with its time, so that the directory can be asked as it stood at any moment.
//! Contents come from contracts that cannot check everything (a key may be no point of its curve, a
//! text no UTF-8): what is unusable is absent, and never keeps the rest from being read.

use std::collections::BTreeMap;

use alloy_sol_types::SolValue;
use keys::{ChainAddress, DepartmentDid, Ed25519PublicKey, P256PublicKey, X25519PublicKey};
use serde::{Deserialize, Serialize};

use crate::bindings::{Record, Registration};
use crate::journal::{Entry, EntryKind, PUBLIC_BUCKET};

/// Departments stand at most so deep below the root; the contract has the same limit.
pub const MAX_DEPTH: usize = 8;

/// The tree of departments and their officers, with history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    chain_id: u64,
    departments: BTreeMap<ChainAddress, Vec<Department>>,
    officers: BTreeMap<ChainAddress, Vec<Officer>>,
}

/// A department as one entry of the journal left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Department {
    /// Its account on the chain, which is its identity.
    pub id: ChainAddress,
    /// The same as a DID.
    pub did: DepartmentDid,
    /// The department above it; `None` for the root.
    pub parent: Option<ChainAddress>,
    /// 1 nation, 2 province, 3 city, 4 district, 5 street.
    pub level: u8,
    /// What it deals with ("education"): ASCII, at most 32 characters.
    pub kind: String,
    /// Its public keys.
    pub keys: DepartmentKeys,
    /// Administrative division code.
    pub code: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Base URL of its server. Foreign text: parse before use.
    pub endpoint: String,
    /// Whether its parent lets it act. See [`Directory::is_active_at`] for the whole question.
    pub active: bool,
    /// Since when `active` has had its present value, unix seconds.
    pub since: i64,
    /// When this state began, unix seconds.
    pub from: i64,
    /// Block of the entry this state is from.
    pub block: u64,
}

/// A department's public keys; one that is no valid key of its kind is absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentKeys {
    /// Signs credentials, requests, grants.
    pub ed25519: Option<Ed25519PublicKey>,
    /// Agreement key for journal secrets and encryption.
    pub x25519: Option<X25519PublicKey>,
    /// Signs where ES256 is asked for.
    pub p256_sign: Option<P256PublicKey>,
    /// Encryption key where P-256 is asked for.
    pub p256_encrypt: Option<P256PublicKey>,
}

/// An officer's appointment or dismissal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Officer {
    /// The officer's signing key.
    pub key: Ed25519PublicKey,
    /// Appointed, or dismissed.
    pub appointed: bool,
    /// End of the appointment, unix seconds.
    pub until: i64,
    /// What the officer may do, in the department's words.
    pub scope: String,
    /// When this state began, unix seconds.
    pub from: i64,
}

/// The entry does not hold what its kind says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("entry of the public bucket is malformed")]
pub struct MalformedEntry;

impl Directory {
    /// An empty directory of the chain `chain_id` (needed for the DIDs).
    pub const fn new(chain_id: u64) -> Self {
        Self {
            chain_id,
            departments: BTreeMap::new(),
            officers: BTreeMap::new(),
        }
    }

    /// Takes in the next entry of the public bucket; entries of other kinds are passed over. Entries
    /// must come in the order of the journal.
    ///
    /// # Errors
    /// [`MalformedEntry`]: the contract cannot have written it. The directory is unchanged.
    pub fn apply(&mut self, entry: &Entry) -> Result<(), MalformedEntry> {
        if entry.bucket != PUBLIC_BUCKET {
            return Ok(());
        }
        match entry.kind() {
            Some(EntryKind::DirectoryRecord) => self.apply_record(entry),
            Some(EntryKind::OfficerRecord) => self.apply_officer(entry),
            _ => Ok(()),
        }
    }

    /// The department as it stands after the last entry.
    pub fn department(&self, id: &ChainAddress) -> Option<&Department> {
        self.departments.get(id)?.last()
    }

    /// The department as it stood at `time` (unix seconds); `None` before its registration.
    pub fn department_at(&self, id: &ChainAddress, time: i64) -> Option<&Department> {
        self.departments
            .get(id)?
            .iter()
            .rev()
            .find(|state| state.from <= time)
    }

    /// Whether the department and everything above it was active at `time` (unix seconds).
    pub fn is_active_at(&self, id: &ChainAddress, time: i64) -> bool {
        let mut next = Some(*id);
        for _ in 0..=MAX_DEPTH {
            let Some(id) = next else { return true };
            match self.department_at(&id, time) {
                Some(department) if department.active => next = department.parent,
                _ => return false,
            }
        }
        false
    }

    /// Whether `id` stands strictly below `ancestor`.
    pub fn is_within(&self, id: &ChainAddress, ancestor: &ChainAddress) -> bool {
        self.ancestors(id).any(|above| above.id == *ancestor)
    }

    /// The departments above `id`, the nearest first, without itself.
    pub fn ancestors(&self, id: &ChainAddress) -> impl Iterator<Item = &Department> {
        let parent = |d: &Department| d.parent.and_then(|above| self.department(&above));
        std::iter::successors(self.department(id).and_then(parent), move |d| parent(d))
            .take(MAX_DEPTH)
    }

    /// The departments directly below `id`, by address.
    pub fn children(&self, id: &ChainAddress) -> impl Iterator<Item = &Department> {
        self.all()
            .filter(move |department| department.parent == Some(*id))
    }

    /// The root; `None` before the directory is founded.
    pub fn root(&self) -> Option<&Department> {
        self.all().find(|department| department.parent.is_none())
    }

    /// All departments as they stand after the last entry, by address.
    pub fn all(&self) -> impl Iterator<Item = &Department> {
        self.departments.values().filter_map(|states| states.last())
    }

    /// All states of a department, the oldest first.
    pub fn history(&self, id: &ChainAddress) -> &[Department] {
        self.departments.get(id).map_or(&[], Vec::as_slice)
    }

    /// The department whose endpoint is `url`, compared without a trailing slash. Two departments
    /// may share one server: the first by address is given.
    pub fn by_endpoint(&self, url: &str) -> Option<&Department> {
        let url = url.trim_end_matches('/');
        self.all()
            .find(|department| department.endpoint.trim_end_matches('/') == url)
    }

    /// The department with this DID; `None` also for a DID of another chain.
    pub fn by_did(&self, did: &DepartmentDid) -> Option<&Department> {
        self.department(&did.address)
            .filter(|department| department.did == *did)
    }

    /// The officers of `id` whose appointment holds at `time` (unix seconds), by order of the
    /// journal. Whether the department itself is active is another question.
    pub fn officers(&self, id: &ChainAddress, time: i64) -> Vec<&Officer> {
        let mut current: Vec<&Officer> = Vec::new();
        for officer in self
            .officers
            .get(id)
            .into_iter()
            .flatten()
            .filter(|o| o.from <= time)
        {
            current.retain(|other| other.key != officer.key);
            current.push(officer);
        }
        current.retain(|officer| officer.appointed && time < officer.until);
        current
    }

    /// All appointments and dismissals of `id`, the oldest first.
    pub fn officer_history(&self, id: &ChainAddress) -> &[Officer] {
        self.officers.get(id).map_or(&[], Vec::as_slice)
    }

    fn apply_record(&mut self, entry: &Entry) -> Result<(), MalformedEntry> {
        type Content = (alloy_primitives::Address, Record);
        let (id, record) =
            <Content as SolValue>::abi_decode_params(&entry.data).map_err(|_| MalformedEntry)?;
        let id = ChainAddress::from_bytes(id.into_array());
        let parent = ChainAddress::from_bytes(record.parent.into_array());
        let Registration {
            level,
            kind,
            code,
            nameZh,
            nameEn,
            endpoint,
            ..
        } = &record.r;
        let department = Department {
            id,
            did: DepartmentDid {
                chain_id: self.chain_id,
                address: id,
            },
            parent: (parent != ChainAddress::ZERO).then_some(parent),
            level: *level,
            kind: text_of(&kind.0),
            keys: DepartmentKeys::read(&record.r),
            code: code.clone(),
            name_zh: nameZh.clone(),
            name_en: nameEn.clone(),
            endpoint: endpoint.clone(),
            active: record.active,
            since: i64::try_from(record.since).map_err(|_| MalformedEntry)?,
            from: entry.time,
            block: entry.block,
        };
        self.departments.entry(id).or_default().push(department);
        Ok(())
    }

    fn apply_officer(&mut self, entry: &Entry) -> Result<(), MalformedEntry> {
        type Content = (
            alloy_primitives::Address,
            alloy_primitives::B256,
            bool,
            u64,
            String,
        );
        let (department, key, appointed, until, scope) =
            <Content as SolValue>::abi_decode_params(&entry.data).map_err(|_| MalformedEntry)?;
        // A department may name bytes that are no key; nobody can sign with them.
        let Ok(key) = Ed25519PublicKey::from_bytes(&key.0) else {
            return Ok(());
        };
        let until = i64::try_from(until).unwrap_or(i64::MAX);
        let officer = Officer {
            key,
            appointed,
            until,
            scope,
            from: entry.time,
        };
        let department = ChainAddress::from_bytes(department.into_array());
        self.officers.entry(department).or_default().push(officer);
        Ok(())
    }
}

impl DepartmentKeys {
    fn read(r: &Registration) -> Self {
        let p256 = |bytes: &[u8]| P256PublicKey::from_bytes(bytes.try_into().ok()?).ok();
        Self {
            ed25519: Ed25519PublicKey::from_bytes(&r.ed25519.0).ok(),
            x25519: X25519PublicKey::from_bytes(&r.x25519.0).ok(),
            p256_sign: p256(&r.p256Sign),
            p256_encrypt: p256(&r.p256Encrypt),
        }
    }
}

/// Left-aligned ASCII of a word ("education"); anything else as `0x` hex.
pub(crate) fn text_of(word: &[u8; 32]) -> String {
    let end = word
        .iter()
        .rposition(|b| *b != 0)
        .map_or(0, |last| last + 1);
    let text = &word[..end];
    if text.iter().all(u8::is_ascii_graphic) {
        String::from_utf8_lossy(text).into_owned()
    } else {
        const_hex::encode_prefixed(word)
    }
}

/// The word of a kind: ASCII, left-aligned. `None` if it is empty, too long or not graphic ASCII.
pub fn kind_word(kind: &str) -> Option<[u8; 32]> {
    let fits = (1..=32).contains(&kind.len()) && kind.bytes().all(|b| b.is_ascii_graphic());
    fits.then(|| {
        let mut word = [0; 32];
        word[..kind.len()].copy_from_slice(kind.as_bytes());
        word
    })
}

#[cfg(test)]
mod tests;
