//! What the wallet keeps in its vault, record by record.
//!
//! Every record is JSON under a kind and an id; the vault knows nothing of their meaning. Records
//! only ever gain members with defaults, so that an older vault opens.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use wallet_api::{ErrorCode, InboxState, LocalText, RightView};

/// Kinds of records.
pub(crate) mod kind {
    /// [`super::DocumentRecord`] by the fingerprint of its first copy.
    pub(crate) const DOCUMENT: &str = "document";
    /// [`super::InboxRecord`] by a random id.
    pub(crate) const INBOX: &str = "inbox";
    /// [`super::UnprovenRecord`] by the request's digest.
    pub(crate) const UNPROVEN: &str = "unproven";
    /// [`super::LinkRecord`] by the link's digest.
    pub(crate) const LINK: &str = "link";
    /// Nonces of requests, by department and nonce; the body is the request's digest.
    pub(crate) const ASKED: &str = "asked";
    /// [`super::EvidenceRecord`] by the id of the request in the inbox.
    pub(crate) const EVIDENCE: &str = "evidence";
    /// [`super::GrantRecord`] by the grant's fingerprint.
    pub(crate) const GRANT: &str = "grant";
    /// [`super::EntryRecord`]: own entries of the journal, by bucket and number.
    pub(crate) const ENTRY: &str = "entry";
    /// [`super::ActRecord`]: the citizen's own acts, by number.
    pub(crate) const ACT: &str = "act";
    /// Lines of the log, by number: one for each time an act was put.
    pub(crate) const LOG: &str = "log";
    /// How far the log has come, one record.
    pub(crate) const LOG_HEAD: &str = "log-head";
    /// What spoke against the log when it was first noticed, until the citizen takes it as it is.
    pub(crate) const LOG_DOUBT: &str = "log-doubt";
    /// The directory and the law as replayed, one record.
    pub(crate) const BOOK: &str = "book";
    /// `chain::BucketState` by bucket.
    pub(crate) const BUCKET: &str = "bucket";
    /// [`super::Meta`], one record.
    pub(crate) const META: &str = "meta";
    /// [`super::Head`], one record.
    pub(crate) const HEAD: &str = "head";
    /// [`super::AnchorRecord`] by fingerprint.
    pub(crate) const ANCHOR: &str = "anchor";
    /// [`super::CaseRecord`] by the inbox id of its request.
    pub(crate) const CASE: &str = "case";
    /// [`super::PetitionRecord`] by fingerprint.
    pub(crate) const PETITION: &str = "petition";
    /// [`super::ShownRecord`]: codes for counters, by number.
    pub(crate) const SHOWN: &str = "shown";
    /// [`super::DepositRecord`] by fingerprint.
    pub(crate) const DEPOSIT: &str = "deposit";
    /// [`super::PresentedRecord`] by the id of the request in the inbox.
    pub(crate) const PRESENTED: &str = "presented";
    /// Own entries that are still to be judged, by id.
    pub(crate) const UNJUDGED: &str = "unjudged";
    /// Own entries that nothing covers and the citizen has not dealt with, by id.
    pub(crate) const ALARM: &str = "alarm";
    /// Changes of documents' status that the citizen has not put away, by the entry's id.
    pub(crate) const NOTICE: &str = "notice";
    /// Fingerprints of contents that are still to be fetched; the body is the number of tries.
    pub(crate) const AWAITED: &str = "awaited";
    /// The [`super::Failure`] of the last synchronisation, if it was a contradiction.
    pub(crate) const FAILURE: &str = "failure";
    /// [`super::LieRecord`] by subject, height and node.
    pub(crate) const LIE: &str = "lie";
}

/// The id of an own entry: it sorts as the journal does.
pub(crate) fn entry_id(bucket: u16, seq: u64) -> String {
    format!("{bucket:05}-{seq:012}")
}

/// The id of kinds that hold one record.
pub(crate) const ONLY: &str = "only";

/// Facts about this vault.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Meta {
    pub(crate) created: i64,
    #[serde(default)]
    pub(crate) words_checked: bool,
    pub(crate) lock_after_secs: u32,
    #[serde(default)]
    pub(crate) restored: bool,
    /// Hash of the network's block 0, pinned at the first contact: a vault belongs to one network.
    #[serde(default)]
    pub(crate) genesis: Option<String>,
}

/// The newest header that was believed, and what was proven against it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Head {
    pub(crate) header: chain::TrustedHeader,
    /// When, by this computer's clock.
    pub(crate) checked: i64,
}

/// Why the last synchronisation that ended did not prove anything new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Failure {
    pub(crate) code: ErrorCode,
    /// When, by this computer's clock.
    pub(crate) since: i64,
}

impl Failure {
    /// Whether a node was caught, as against nobody having answered.
    pub(crate) fn is_contradiction(&self) -> bool {
        contradicts(self.code)
    }

    /// Whether it still stands after one that failed with `code`: the same goes on, and that nobody
    /// answers takes no contradiction back.
    pub(crate) fn outlives(&self, code: ErrorCode) -> bool {
        self.code == code || (self.is_contradiction() && !contradicts(code))
    }
}

fn contradicts(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::ChainContradicts | ErrorCode::WrongNetwork)
}

/// A credential, in one or several unlinkable copies.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct DocumentRecord {
    pub(crate) vct: String,
    pub(crate) name: LocalText,
    /// DID of the issuer.
    pub(crate) issuer: String,
    pub(crate) received: i64,
    /// The issuer's times: issued, from, until; seconds.
    pub(crate) issued: i64,
    pub(crate) from: Option<i64>,
    pub(crate) until: Option<i64>,
    /// The attributes as verified when it came, by code.
    pub(crate) attributes: BTreeMap<String, serde_json::Value>,
    /// Whether the chain announced it (a certificate, an invoice) instead of an offer.
    #[serde(default)]
    pub(crate) announced: bool,
    pub(crate) copies: Vec<CopyRecord>,
    /// When the issuer gave no fresh copies the last time.
    #[serde(default)]
    pub(crate) refill_failed: Option<i64>,
}

/// What the chain says about a credential's fingerprint.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AnchorRecord {
    /// DID of the issuer.
    pub(crate) issuer: String,
    /// URI and index of the relation it was written to.
    pub(crate) relation: String,
    pub(crate) index: u32,
    /// Whether it is an invoice.
    pub(crate) invoice: bool,
    /// Block and time of the anchor; `None` until the chain was read so far.
    pub(crate) anchored: Option<(u64, i64)>,
    /// The issuer's name for its kind.
    pub(crate) configuration: String,
    /// Whether it was handed over when it was anchored.
    #[serde(default)]
    pub(crate) delivered: bool,
    /// Number of the status in the contract: 1 valid, 2 suspended, 3 revoked, 4 superseded.
    pub(crate) status: u8,
    /// Block and time of the last change of status.
    #[serde(default)]
    pub(crate) changed: Option<(u64, i64)>,
    /// All changes of status, the oldest first.
    #[serde(default)]
    pub(crate) changes: Vec<StatusChangeRecord>,
    /// Fingerprint of the credential that took its place.
    #[serde(default)]
    pub(crate) successor: Option<String>,
    /// The document it is a copy of, once it is here.
    #[serde(default)]
    pub(crate) document: Option<String>,
    /// What was fetched is not what was announced.
    #[serde(default)]
    pub(crate) wrong: bool,
    /// Of an invoice: the nonce of the entry that issued it, which makes its one-time key.
    #[serde(default)]
    pub(crate) nonce: Option<[u8; 16]>,
    /// Of an invoice: what became of it, the oldest first.
    #[serde(default)]
    pub(crate) steps: Vec<InvoiceStepRecord>,
    /// Of an invoice: the payer that has it, with its file number.
    #[serde(default)]
    pub(crate) handed: Option<(String, String)>,
}

/// A change of a credential's status, from the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StatusChangeRecord {
    /// Number of the status, as in [`AnchorRecord::status`].
    pub(crate) status: u8,
    pub(crate) time: i64,
    pub(crate) block: u64,
    /// The entry's, by which it is known again on another course of the chain.
    pub(crate) nonce: [u8; 16],
}

/// A step of an invoice, from the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InvoiceStepRecord {
    /// Number of the entry's kind.
    pub(crate) kind: u8,
    pub(crate) time: i64,
    pub(crate) block: u64,
    pub(crate) bucket: u16,
    pub(crate) seq: u64,
    /// The account that took it.
    pub(crate) writer: Option<keys::ChainAddress>,
    /// For a claim the payer.
    #[serde(default)]
    pub(crate) payer: Option<keys::ChainAddress>,
    /// For a reversal the number of the red-letter invoice.
    #[serde(default)]
    pub(crate) reversal: Option<String>,
}

/// One copy of a credential.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CopyRecord {
    /// The fingerprint, `0x` and 64 hex digits.
    pub(crate) fingerprint: String,
    /// The credential as issued, with all its disclosures.
    pub(crate) credential: String,
    /// The holder key it is bound to.
    pub(crate) key: keys::KeyId,
    /// DID of the verifier that was shown this copy.
    #[serde(default)]
    pub(crate) shown_to: Option<String>,
    /// DIDs of further verifiers, who saw it because no unseen copy was left.
    #[serde(default)]
    pub(crate) also_shown_to: Vec<String>,
}

/// A code for a counter, written down before anybody could read it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ShownRecord {
    /// DID of the office.
    pub(crate) office: String,
    /// Id of the document.
    pub(crate) document: String,
    /// Code of the purpose.
    pub(crate) purpose: String,
    /// Codes of the attributes that were readable.
    pub(crate) attributes: Vec<String>,
    /// When it was made.
    pub(crate) made: i64,
    /// Time and block of its readings, as the chain tells.
    #[serde(default)]
    pub(crate) readings: Vec<(i64, u64)>,
}

/// A deposit: the salted fingerprint of a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct DepositRecord {
    pub(crate) note: DepositNote,
    pub(crate) asked: i64,
    /// The nonce of its entry, which makes the salt.
    pub(crate) nonce: [u8; 16],
    /// What is sealed into the entry, as it is sent; none after a restore.
    pub(crate) sealed: Option<Vec<u8>>,
    /// Block and time, once it is proven.
    #[serde(default)]
    pub(crate) deposited: Option<(u64, i64)>,
    /// It certainly never left this computer.
    #[serde(default)]
    pub(crate) unsent: bool,
}

/// What the holder seals into the entry of a deposit, for a restore from the words alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DepositNote {
    pub(crate) account: u32,
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) size: u64,
    /// SHA-256 of the file, `0x` and hexadecimal.
    pub(crate) sha256: String,
}

/// A presentation that was signed for a request, written down before it is sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PresentedRecord {
    /// Id of the document, and its name.
    pub(crate) document: String,
    pub(crate) name: LocalText,
    /// Codes of the attributes that are shown.
    pub(crate) attributes: Vec<String>,
    pub(crate) signed: i64,
    /// The presentation, to be sent again if it did not arrive for certain; gone once it has.
    pub(crate) compact: Option<String>,
    /// Its fingerprint, `0x` and 64 hex digits.
    pub(crate) fingerprint: String,
    /// Number of the department's receipt.
    #[serde(default)]
    pub(crate) receipt: Option<String>,
}

/// A line of the inbox.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct InboxRecord {
    pub(crate) number: String,
    pub(crate) state: InboxState,
    /// DID of the proven sender.
    pub(crate) party: String,
    pub(crate) about: LocalText,
    pub(crate) items: u32,
    pub(crate) received: i64,
    pub(crate) expires: Option<i64>,
    #[serde(default)]
    pub(crate) permission: Option<String>,
    /// The latest counter-offer to a request.
    #[serde(default)]
    pub(crate) offer: Option<OfferRecord>,
    /// Which of several documents the citizen said is meant.
    #[serde(default)]
    pub(crate) document: Option<String>,
    /// Put aside until then.
    #[serde(default)]
    pub(crate) snoozed: Option<i64>,
    /// Refused, and the department has not confirmed so far that it knows.
    #[serde(default)]
    pub(crate) untold: bool,
    pub(crate) body: InboxBody,
}

/// A counter-offer: the grant that was signed for it has the same id as the record it names.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct OfferRecord {
    /// Id of the grant.
    pub(crate) grant: String,
    /// Ids of the items that were offered.
    pub(crate) items: Vec<String>,
    #[serde(default)]
    pub(crate) message: Option<String>,
    pub(crate) sent: i64,
    /// Whether it was declined.
    #[serde(default)]
    pub(crate) not_taken: bool,
}

/// A request of somebody who could not be proven.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct UnprovenRecord {
    pub(crate) jwt: String,
    pub(crate) link_client_id: String,
    pub(crate) received: i64,
    pub(crate) contacted: bool,
}

/// A link that came in and could not be looked into.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LinkRecord {
    pub(crate) link: String,
    pub(crate) received: i64,
    /// Why it could not be looked into; none before the first try.
    pub(crate) error: Option<wallet_api::ApiError>,
}

/// What lies behind a line of the inbox.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "type")]
pub(crate) enum InboxBody {
    /// An offered credential.
    Offer {
        /// The offer as it came, JSON.
        offer: String,
        /// Which of the issuer's configurations.
        configuration: String,
        vct: String,
        attributes: Vec<String>,
    },
    /// A request for access: the signed request object as it came.
    Request { jwt: String },
    /// A request to be shown a part of a document: the signed request object as it came.
    Presentation { jwt: String },
}

/// What is kept of an answer, beside the request itself. It holds no attribute's value.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct EvidenceRecord {
    /// When it was sent, by this computer's clock.
    pub(crate) sent: i64,
    /// The signed part of the grant without its disclosures; none after a refusal.
    pub(crate) grant: Option<String>,
    /// Block of the grant's anchor.
    pub(crate) height: Option<u64>,
    /// The department's signed receipt.
    pub(crate) receipt: Option<String>,
}

/// A grant that the citizen signed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct GrantRecord {
    pub(crate) number: String,
    /// Id of the request in the inbox.
    pub(crate) request: String,
    /// The grant as issued.
    pub(crate) compact: String,
    pub(crate) requester: String,
    pub(crate) custodian: String,
    pub(crate) rights: Vec<RightView>,
    pub(crate) purpose: String,
    pub(crate) purpose_text: LocalText,
    pub(crate) clause: String,
    pub(crate) from: i64,
    pub(crate) until: i64,
    pub(crate) max_uses: u32,
    pub(crate) retention_days: u32,
    /// The one-time account that anchors it and may end it.
    pub(crate) account: u32,
    pub(crate) signed: i64,
    pub(crate) stage: GrantStage,
    #[serde(default)]
    pub(crate) withdrawal: Option<Withdrawal>,
    /// Uses that the chain tells of.
    #[serde(default)]
    pub(crate) used: u32,
    #[serde(default)]
    pub(crate) last_used: Option<i64>,
    /// How often it may be handed on.
    #[serde(default)]
    pub(crate) max_depth: u8,
    /// To whom it was handed on, as far as uses told.
    #[serde(default)]
    pub(crate) handed_on: Vec<HandedOnRecord>,
    /// Attributes of the rights that the law had stopped when that was last looked at.
    #[serde(default)]
    pub(crate) stopped: Vec<String>,
}

/// One link of a line by which a grant was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HandedOnRecord {
    /// The link's fingerprint.
    pub(crate) link: String,
    /// DID of the department that signed it.
    pub(crate) from: String,
    /// DID of the department that it is for.
    pub(crate) to: String,
    /// Its place in the line, from 1.
    pub(crate) depth: u8,
    /// The link before it; `None` if it is the first.
    pub(crate) after: Option<String>,
    /// Numbers of the rights it hands on.
    pub(crate) keep: Vec<u8>,
    /// Rights that were used through it.
    pub(crate) seen: Vec<RightView>,
    pub(crate) until: i64,
    pub(crate) max_uses: u32,
    pub(crate) retention_days: u32,
    /// Numbers of the uses through it.
    pub(crate) uses: Vec<u32>,
    pub(crate) last_used: i64,
    /// Block and time at which it was first proven to be withdrawn by its department.
    #[serde(default)]
    pub(crate) taken_back: Option<(u64, i64)>,
}

/// What the holder seals into the anchor's entry, for a restore from the words alone. Padded, so
/// that its length tells nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct GrantNote {
    pub(crate) number: String,
    pub(crate) account: u32,
    pub(crate) requester: String,
    pub(crate) custodian: String,
    pub(crate) rights: Vec<RightView>,
    pub(crate) purpose: String,
    pub(crate) clause: String,
    pub(crate) from: i64,
    pub(crate) until: i64,
    pub(crate) max_uses: u32,
    pub(crate) retention_days: u32,
    #[serde(default)]
    pub(crate) max_depth: u8,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) padding: String,
}

/// How far a grant got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "stage")]
pub(crate) enum GrantStage {
    /// Signed, and nothing more is known.
    Signed,
    /// Signed and offered; it is anchored only when the department took it.
    Offered,
    /// Anchored on the chain.
    Anchored { height: u64 },
    /// The department has it.
    Delivered {
        height: u64,
        at: i64,
        receipt: String,
    },
    /// The department may have it: sending ended without an answer.
    Uncertain { height: u64 },
    /// It certainly never left this computer.
    NotDelivered,
    /// Found on the chain after a restore; its text is lost, but it can be withdrawn.
    FoundOnChain { height: u64 },
}

/// The citizen's withdrawal of a grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Withdrawal {
    pub(crate) asked: i64,
    /// Block and time, once it is in one.
    pub(crate) done: Option<(u64, i64)>,
    /// Height of the first proven head that contains that block, and when that was.
    #[serde(default)]
    pub(crate) sealed: Option<(u64, i64)>,
}

/// An own entry of the journal, proven when it was stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct EntryRecord {
    pub(crate) entry: chain::Entry,
    /// URI of the relation that found it.
    pub(crate) relation: String,
    pub(crate) index: u32,
    /// What the writer sealed for the citizen, if it could be opened.
    #[serde(default)]
    pub(crate) sealed: Option<serde_json::Value>,
    /// The height at which the chain no longer had it.
    #[serde(default)]
    pub(crate) withdrawn: Option<u64>,
    /// DID of who wrote it, where the relation is with nobody in particular: a billing code's.
    #[serde(default)]
    pub(crate) party: Option<String>,
}

impl EntryRecord {
    /// DID of whom it is from; [`keys::relation::SELF_URI`] for the holder's own.
    pub(crate) fn party(&self) -> &str {
        self.party.as_deref().unwrap_or(&self.relation)
    }
}

/// A lie of a node that was noticed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LieRecord {
    /// By this computer's clock.
    pub(crate) noticed: i64,
    pub(crate) lie: chain::Contradiction,
}

/// One of the citizen's own acts. It holds no attribute's value.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ActRecord {
    pub(crate) time: i64,
    pub(crate) kind: wallet_api::ActivityKind,
    #[serde(default)]
    pub(crate) party: Option<String>,
    #[serde(default)]
    pub(crate) custodian: Option<String>,
    #[serde(default)]
    pub(crate) rights: Vec<RightView>,
    #[serde(default)]
    pub(crate) about: LocalText,
    /// The grant it concerns.
    #[serde(default)]
    pub(crate) grant: Option<String>,
    /// The document it concerns.
    #[serde(default)]
    pub(crate) document: Option<String>,
    #[serde(default)]
    pub(crate) height: Option<u64>,
    /// The request of the inbox that it concerns.
    #[serde(default)]
    pub(crate) request: Option<String>,
    /// For whom a file was made, in the citizen's words.
    #[serde(default)]
    pub(crate) made_for: Option<String>,
}

impl ActRecord {
    pub(crate) fn new(time: i64, kind: wallet_api::ActivityKind) -> Self {
        Self {
            time,
            kind,
            party: None,
            custodian: None,
            rights: Vec::new(),
            about: LocalText::default(),
            grant: None,
            document: None,
            height: None,
            request: None,
            made_for: None,
        }
    }
}

/// A case that the law leaves to an officer, as last proven.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CaseRecord {
    /// DIDs of the department that asks and of the one that keeps the data.
    pub(crate) requester: String,
    pub(crate) custodian: String,
    /// Digest of the request, `0x` and 64 hex digits.
    pub(crate) request: String,
    pub(crate) case: chain::reads::Case,
    /// Cases that wait there, as one node said.
    #[serde(default)]
    pub(crate) waiting: Option<u64>,
    /// The officer's ruling, compact, as given out.
    #[serde(default)]
    pub(crate) ruling: Option<String>,
    /// The citizen's objection: its fingerprint.
    #[serde(default)]
    pub(crate) objection: Option<String>,
}

/// Something that the citizen said to a department.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PetitionRecord {
    /// DID of the department.
    pub(crate) to: String,
    pub(crate) kind: wallet_api::PetitionKind,
    pub(crate) text: String,
    /// The petition as signed.
    pub(crate) compact: String,
    /// The one-time account that lodges it.
    pub(crate) account: u32,
    pub(crate) signed: i64,
    /// Block in which it was lodged.
    #[serde(default)]
    pub(crate) height: Option<u64>,
    /// Whether the department's server took it.
    #[serde(default)]
    pub(crate) delivered: bool,
    /// Time of the answer on the chain, and the answer, compact.
    #[serde(default)]
    pub(crate) answered: Option<(i64, Option<String>)>,
    /// Id of the own entry that it is about.
    #[serde(default)]
    pub(crate) entry: Option<String>,
}
