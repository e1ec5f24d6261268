//! Cases that the law leaves to an officer, and what a citizen says to a department.

use serde::{Deserialize, Serialize};

use crate::{LocalText, PartyView, Proof, RightView, Secret, command::command};

/// How a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaseStage {
    /// It waits for an officer.
    Waiting,
    /// An officer permitted what `permitted` names.
    Permitted,
    /// An officer refused.
    Denied,
    /// A decision stands on the chain, and what was given out as its text is not to be trusted:
    /// it counts for nothing.
    NotTrusted,
}

/// Why a decision is not to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DecisionProblem {
    /// The text is not the one that was recorded, or its signature is wrong.
    Forged,
    /// It is on another case, or by another office.
    OtherCase,
    /// The officer was not authorised by that office at that time.
    NotAuthorised,
    /// The office has not given its text out.
    Missing,
}

/// Who decided a case, what, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionView {
    /// When.
    pub time: i64,
    /// The department whose officer decided.
    pub office: PartyView,
    /// Name and function of the officer, in the office's words.
    pub officer: LocalText,
    /// What the office has authorised the officer for, in its words.
    pub scope: String,
    /// How it is known that the officer was authorised at that time.
    pub authorised: Proof,
    /// The officer's own reasons.
    pub reasons: LocalText,
    /// What is permitted.
    pub permitted: Vec<RightView>,
    /// Why it is not to be trusted, if so; then nothing above but time and office is shown.
    pub problem: Option<DecisionProblem>,
}

/// A case that the law leaves to an officer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseView {
    /// How it stands.
    pub stage: CaseStage,
    /// The office where it waits, or waited.
    pub office: PartyView,
    /// When it was opened.
    pub opened: i64,
    /// Which case it is at this office, from 1.
    pub number: u64,
    /// How many cases wait there, this one counted, as one node said.
    pub waiting: Option<u64>,
    /// By when the department that asks needs the answer.
    pub due: Option<i64>,
    /// How all this is known.
    pub proof: Proof,
    /// The decision, once there is one.
    pub decision: Option<DecisionView>,
    /// The citizen's objection, if there is one.
    pub objection: Option<PetitionRow>,
}

/// What a petition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PetitionKind {
    /// Against an officer's decision.
    Objection,
    /// About something that was done.
    Complaint,
    /// A question.
    Question,
}

/// Something that the citizen said to a department, so that it cannot be denied later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PetitionRow {
    /// Its id: its fingerprint.
    pub id: String,
    /// The department it is for.
    pub to: PartyView,
    /// What it is.
    pub kind: PetitionKind,
    /// The citizen's words.
    pub text: String,
    /// When it was signed.
    pub signed: i64,
    /// Block in which it was lodged; `None` while it is in none.
    pub height: Option<u64>,
    /// Whether the department's server took it; the chain has it in any case.
    pub delivered: bool,
    /// When it was answered, and how; the words only if they are what was recorded.
    pub answered: Option<i64>,
    /// The answer.
    pub answer: Option<LocalText>,
    /// How it is known.
    pub proof: Proof,
}

command!(
    /// Objects to the decision on a request; the objection is signed, lodged on the chain and sent.
    ObjectToDecision {
        /// The request's id in the inbox.
        id: String,
        /// The citizen's words, at most 500 characters.
        text: String,
        /// The passphrase, asked again.
        passphrase: Secret,
    } -> PetitionRow, "object_to_decision", Unlocked
);
command!(
    /// What the citizen said to departments, newest first.
    ListPetitions {} -> Vec<PetitionRow>, "list_petitions", Unlocked
);
