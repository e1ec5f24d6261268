//! What the command line asks of the running server, as messages: `POST /admin/<name>` with the
//! body of the command, or `GET` where there is none, and `Authorization: Bearer <admin token>`.

mod cases;
pub mod delegation;
mod invoices;
mod law;
mod presentation;

use std::collections::BTreeMap;

use chain::reads::CredentialStatus;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use cases::{
    AnswerPetitionCommand, CaseView, DecideCommand, OfficerCommand, OfficerView, PetitionView,
    ReferCommand,
};
pub use invoices::{ClaimView, InvoiceStepCommand, InvoiceStepKind, InvoiceStepView};
pub use law::{AmendCommand, EnactCommand, RepealCommand, RuleView, Which};
pub use presentation::{PresentationCommand, PresentationView};

/// `offer`: places an offer for the sample citizen.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferCommand {
    /// Slug of the issuer.
    pub department: String,
    /// Which credential.
    pub credential: String,
    /// Digits, `none`, or nothing for four random digits.
    #[serde(default)]
    pub tx_code: Option<String>,
    /// Whether the offer itself tells the code, as only a sample city's may.
    #[serde(default)]
    pub tell_code: bool,
}

/// Answer to [`OfferCommand`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OfferView {
    /// The link.
    pub link: String,
    /// The transaction code, if there is one.
    pub tx_code: Option<String>,
}

/// `ask`: makes a request.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskCommand {
    /// Slug of the requester.
    pub department: String,
    /// Slug of the custodian.
    pub custodian: String,
    /// Entry code.
    pub entry: String,
    /// Attributes that are needed.
    pub attributes: Vec<String>,
    /// Attributes that would help.
    #[serde(default)]
    pub optional: Vec<String>,
    /// Purpose code.
    pub purpose: String,
    /// Clause code.
    #[serde(default)]
    pub clause: Option<String>,
    /// Seconds of validity.
    pub valid_for_secs: i64,
    /// Seconds for which it can be answered; a week if nothing is said.
    #[serde(default)]
    pub open_for_secs: Option<i64>,
    /// Most uses.
    pub uses: u16,
    /// Days of retention.
    pub retention_days: u16,
    /// How often it may be handed on.
    #[serde(default)]
    pub depth: u8,
    /// What shall become something else.
    #[serde(default)]
    pub modify: Vec<ValueCommand>,
    /// What shall get a value.
    #[serde(default)]
    pub add: Vec<ValueCommand>,
    /// `always`, `never` or `ask`, which is meant if nothing is said.
    #[serde(default)]
    pub accept_less: Option<String>,
    /// Puts the request itself into the link.
    #[serde(default)]
    pub by_value: bool,
    /// Signs with ES256 instead of EdDSA.
    #[serde(default)]
    pub es256: bool,
}

/// An attribute and a value for it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueCommand {
    /// The attribute's code.
    pub attribute: String,
    /// The value; a text that is a JSON object or list is meant as such.
    pub value: Value,
}

/// Answer to [`AskCommand`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AskView {
    /// The link.
    pub link: String,
    /// Id of the request.
    pub request_id: String,
    /// The check code of the changes it proposes, to be read to the citizen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_code: Option<String>,
}

/// `modify` and `add`: uses a grant for what was proposed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeCommand {
    /// Slug of the department that holds the grant.
    pub department: String,
    /// `modify` or `add`.
    pub method: String,
    /// Id of the grant; the latest if none is named.
    #[serde(default)]
    pub grant: Option<String>,
    /// Values to send instead of those that were proposed.
    #[serde(default)]
    pub values: Vec<ValueCommand>,
}

/// `counter-offers accept` and `counter-offers decline`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CounterOfferDecision {
    /// Id of the counter-offer, or `latest`.
    pub counter_offer: String,
    /// Whether it is taken.
    pub take: bool,
}

/// A counter-offer, as `counter-offers list` shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CounterOfferView {
    /// Its id: that of the grant it would be.
    pub counter_offer: String,
    /// Slug of the requester.
    pub department: String,
    /// Id of the request.
    pub request_id: String,
    /// `waiting`, `taken` or `not-taken`.
    pub status: String,
    /// What it gives: action and attribute.
    pub given: Vec<String>,
    /// What was asked for and is not given.
    pub left_out: Vec<String>,
    /// Its end, seconds.
    pub expires_at: i64,
    /// The end that was asked for, seconds.
    pub asked_until: i64,
    /// Most uses.
    pub uses: u16,
    /// Uses that were asked for.
    pub asked_uses: u16,
    /// Days of retention.
    pub retention_days: u16,
    /// Days that were asked for.
    pub asked_retention_days: u16,
    /// The citizen's words.
    pub message: Option<String>,
    /// Number on the receipts.
    pub number: String,
    /// Seconds.
    pub received_at: i64,
    /// Seconds.
    pub decided_at: Option<i64>,
}

/// `read`: uses a grant.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadCommand {
    /// Slug of the department that holds the grant.
    pub department: String,
    /// Id of the grant, or of the link by which it was handed on; the latest if none is named.
    #[serde(default)]
    pub grant: Option<String>,
    /// Which attributes; all if none are named.
    #[serde(default)]
    pub attributes: Option<Vec<String>>,
    /// Slug of the department whose key signs instead.
    #[serde(default, rename = "as")]
    pub signer: Option<String>,
    /// Token to present in place of the grant.
    #[serde(default)]
    pub token: Option<String>,
}

/// Answer to [`ReadCommand`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ReadView {
    /// The custodian answered.
    Read {
        /// The values by attribute.
        values: BTreeMap<String, Value>,
        /// Days for which they may be kept.
        retention_days: u16,
        /// Which use of the grant it was.
        use_number: u32,
    },
    /// The custodian refused.
    Refused {
        /// `malformed`, `not_valid` or `not_now`.
        error: String,
        /// Name of the check that failed.
        reason: String,
    },
}

/// `access`: reads without a grant.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessCommand {
    /// Slug of the department that reads.
    pub department: String,
    /// Slug of the custodian.
    pub custodian: String,
    /// Kind of entry.
    pub entry: String,
    /// Whose entry.
    pub person: String,
    /// Attribute codes.
    pub attributes: Vec<String>,
    /// Code of the purpose.
    #[serde(default)]
    pub purpose: Option<String>,
    /// Code of the clause.
    #[serde(default)]
    pub clause: Option<String>,
    /// Whether a clerk lets the department in without asking the law.
    #[serde(default)]
    pub unchecked: bool,
}

/// Answer to [`AccessCommand`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum AccessView {
    /// The custodian answered, after it had recorded the access.
    Read {
        /// The values by attribute.
        values: BTreeMap<String, Value>,
        /// Days for which they may be kept.
        retention_days: u32,
        /// Block of the record.
        height: u64,
    },
    /// The custodian refused.
    Refused {
        /// `malformed`, `not_valid` or `not_now`.
        error: String,
        /// Name of the check that failed.
        reason: String,
    },
}

/// `invoice issue`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvoiceCommand {
    /// Slug of the biller.
    pub biller: String,
    /// To whom: `last`, a `did:key`, `viewing:spending`, `did:key…@viewing:spending`, or a billing
    /// code.
    pub to: String,
    /// Yuan with two places, with tax.
    pub amount: String,
    /// Goods or service.
    pub title: String,
    /// Who is billed.
    pub buyer: String,
}

/// Answer to [`InvoiceCommand`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InvoiceView {
    /// Number of the invoice.
    pub number: String,
    /// Fingerprint, `0x` and hexadecimal.
    pub fingerprint: String,
    /// The relation it is for.
    pub relation: String,
}

/// `certificate issue`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateCommand {
    /// Slug of the issuer.
    pub department: String,
    /// To whom.
    pub to: String,
}

/// Answer to [`CertificateCommand`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CertificateView {
    /// Fingerprint; nothing if the relation has the certificate already.
    pub fingerprint: Option<String>,
    /// The relation it is for.
    pub relation: String,
}

/// `certificate suspend`, `certificate reinstate` and `certificate revoke`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetStatusCommand {
    /// Slug of the issuer.
    pub department: String,
    /// Whose, as for [`CertificateCommand`].
    pub to: String,
    /// Which credential: `identity`, `degree`.
    pub credential: String,
    /// The status from now on.
    pub status: CredentialStatus,
}

/// `certificate supersede`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupersedeCommand {
    /// Slug of the issuer.
    pub department: String,
    /// Whose, as for [`CertificateCommand`].
    pub to: String,
    /// Which credential: `identity`, `degree`.
    pub credential: String,
    /// Attributes of the new one that are other than in the old one, as text, by code.
    #[serde(default)]
    pub changed: BTreeMap<String, String>,
}

/// Answer to [`SetStatusCommand`] and [`SupersedeCommand`], for every copy.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetStatusView {
    /// Its fingerprint.
    pub fingerprint: String,
    /// The status from now on.
    pub status: CredentialStatus,
    /// Fingerprint of what took its place, if it was superseded.
    pub successor: Option<String>,
    /// Block of the change.
    pub height: u64,
}

/// `departments suspend` and `departments reinstate`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActivityCommand {
    /// Slug of the department.
    pub department: String,
    /// Whether it may act.
    pub active: bool,
}

/// A department, as `departments list` shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DepartmentView {
    /// Short name.
    pub slug: String,
    /// Identity.
    pub did: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Kind.
    pub kind: String,
    /// 1 nation … 5 street.
    pub level: u8,
    /// Slug of the department above it.
    pub parent: Option<String>,
    /// Where it answers.
    pub endpoint: String,
    /// Whether it and all above it are active now.
    pub active: bool,
}

/// A request, as `requests list` shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RequestView {
    /// Its id.
    pub request_id: String,
    /// Slug of the requester.
    pub department: String,
    /// `open`, `granted`, `presented` or `refused`.
    pub status: String,
    /// Seconds.
    pub created_at: i64,
    /// Seconds.
    pub expires_at: i64,
}

/// A grant, as `grants list` shows it. Without the token itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GrantView {
    /// Its id, base64url.
    pub grant: String,
    /// Slug of the department that holds it.
    pub department: String,
    /// DID of the custodian.
    pub custodian: String,
    /// Attributes it shows.
    pub attributes: Vec<String>,
    /// Id of the request it answers.
    pub request_id: String,
    /// Number on the receipt.
    pub number: String,
    /// Seconds.
    pub received_at: i64,
    /// Seconds.
    pub expires_at: i64,
}

/// `grants export`: the token itself, as a thief would have it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GrantTokenView {
    /// The grant as issued.
    pub token: String,
}

/// Answer to `status`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StatusView {
    /// Where the server answers.
    pub url: String,
    /// Number of the newest proven block.
    pub height: u64,
    /// Its time, seconds.
    pub block_time: i64,
    /// Departments in the directory.
    pub departments: usize,
    /// Rules in the book.
    pub rules: usize,
    /// Grants received.
    pub grants: usize,
}
