//! The rule book, built by replaying the public bucket, and its evaluation. Pure.
//!
//! [`LawBook::evaluate`] answers what the contract `Laws.evaluate` would answer in a block of that
//! time; an integration test compares the two over generated cases.

use std::collections::BTreeMap;

use alloy_primitives::{B256, U256};
use alloy_sol_types::SolValue;
use keys::ChainAddress;
use serde::{Deserialize, Serialize};

use crate::bindings;
use crate::directory::{Directory, MalformedEntry, kind_word, text_of};
use crate::journal::{Entry, EntryKind, PUBLIC_BUCKET};

mod changes;

pub use changes::Change;

/// All rules with their history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LawBook {
    rules: BTreeMap<u64, Vec<Rule>>,
}

/// A rule as one entry of the journal left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Number of the rule, from 1.
    pub id: u64,
    /// What it says.
    pub terms: RuleTerms,
    /// Repealed: it no longer speaks, nor stands in the way of another rule for its matter.
    pub repealed: bool,
    /// When this state was written, unix seconds.
    pub written: i64,
    /// Block of the entry this state is from.
    pub block: u64,
}

/// What a rule says. A *code* is ASCII `[a-z][a-z0-9._/-]{0,63}`; the contract checks every shape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleTerms {
    /// Kind of department it is for ("education"); `None` = any.
    pub requester_kind: Option<String>,
    /// Levels it is for, both included (1 nation … 5 street).
    pub min_level: u8,
    /// See `min_level`.
    pub max_level: u8,
    /// Entry of the register, a code ("household").
    pub entry: String,
    /// Item of the entry, a code ("address").
    pub attribute: String,
    /// What for, a code ("school.enrolment").
    pub purpose: String,
    /// What is done.
    pub action: Action,
    /// The answer.
    pub verdict: Verdict,
    /// Statute and article, a code ("edu-law/art-12").
    pub clause: String,
    /// Chinese title of the clause, 1 to 192 bytes.
    pub title_zh: String,
    /// English title of the clause, 1 to 192 bytes.
    pub title_en: String,
    /// SHA-256 of the clause's text.
    pub text_fingerprint: B256,
    /// Where the text is, at most 256 bytes. Foreign text.
    pub text_uri: String,
    /// Longest validity of a grant under it, in seconds.
    pub max_validity_secs: u64,
    /// Most uses of a grant under it.
    pub max_uses: u32,
    /// Longest retention of what was learnt, in days; 0 = not at all.
    pub max_retention_days: u32,
    /// Whether the department may hand the right on.
    pub delegable: bool,
    /// Whether the department may act under it without the citizen's permission as well; only with
    /// [`Verdict::Permit`]. What the rule says to permissions stays the same.
    #[serde(default)]
    pub statutory: bool,
    /// In force from, unix seconds.
    pub from: i64,
    /// In force until (excluded), unix seconds; `None` = open.
    pub until: Option<i64>,
}

/// What a requester wants to do with an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Action {
    /// Read it.
    Read = 0,
    /// Change it.
    Modify = 1,
    /// Add to it.
    Add = 2,
}

/// What the law says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Verdict {
    /// No.
    Deny = 0,
    /// Yes, if the citizen signs.
    Permit = 1,
    /// An authority has to decide first.
    Refer = 2,
}

/// The answer of [`LawBook::evaluate`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evaluation<'l> {
    /// What the law says.
    pub verdict: Verdict,
    /// The rule that says so. `None`: no rule speaks to this requester at this time, hence no.
    pub rule: Option<&'l Rule>,
}

/// What is asked of the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question<'q> {
    /// The department that asks.
    pub requester: ChainAddress,
    /// Entry of the registry ("household").
    pub entry: &'q str,
    /// Item of the entry ("address").
    pub attribute: &'q str,
    /// What it wants to do.
    pub action: Action,
    /// What for.
    pub purpose: &'q str,
}

impl<'l> Evaluation<'l> {
    /// The rule under which the requester may act without the citizen's permission; `None`: under
    /// no rule, and what is done so is covered by nothing.
    pub fn statutory(&self) -> Option<&'l Rule> {
        self.rule
            .filter(|rule| self.verdict == Verdict::Permit && rule.terms.statutory)
    }
}

impl LawBook {
    /// An empty book, in which everything is denied.
    pub const fn new() -> Self {
        Self {
            rules: BTreeMap::new(),
        }
    }

    /// Takes in the next entry of the public bucket; entries of other kinds are passed over. Entries
    /// must come in the order of the journal.
    ///
    /// # Errors
    /// [`MalformedEntry`]: the contract cannot have written it. The book is unchanged.
    pub fn apply(&mut self, entry: &Entry) -> Result<(), MalformedEntry> {
        if entry.bucket != PUBLIC_BUCKET || entry.kind() != Some(EntryKind::LawRule) {
            return Ok(());
        }
        let (id, rule) = <(U256, bindings::Rule) as SolValue>::abi_decode_params(&entry.data)
            .map_err(|_| MalformedEntry)?;
        let id = u64::try_from(id).map_err(|_| MalformedEntry)?;
        let rule = Rule::read(id, rule, entry)?;
        self.rules.entry(id).or_default().push(rule);
        Ok(())
    }

    /// Asks the law as it stood at `now` (unix seconds), with the directory as it stood then.
    ///
    /// A requester that is not active is denied. The rule for the requester's kind is taken, else
    /// the one for any kind. No rule, a level outside of it, or a time outside of it: denied.
    pub fn evaluate(
        &self,
        directory: &Directory,
        question: &Question<'_>,
        now: i64,
    ) -> Evaluation<'_> {
        let denied = Evaluation {
            verdict: Verdict::Deny,
            rule: None,
        };
        if !directory.is_active_at(&question.requester, now) {
            return denied;
        }
        let Some(requester) = directory.department_at(&question.requester, now) else {
            return denied;
        };
        let found = self
            .find(question, Some(&requester.kind), now)
            .or_else(|| self.find(question, None, now));
        found
            .filter(|rule| rule.terms.cover(requester.level, now))
            .map_or(denied, |rule| Evaluation {
                verdict: rule.terms.verdict,
                rule: Some(rule),
            })
    }

    /// A rule as it stands after the last entry.
    pub fn rule(&self, id: u64) -> Option<&Rule> {
        self.rules.get(&id)?.last()
    }

    /// A rule as it stood at `time` (unix seconds).
    pub fn rule_at(&self, id: u64, time: i64) -> Option<&Rule> {
        self.rules
            .get(&id)?
            .iter()
            .rev()
            .find(|rule| rule.written <= time)
    }

    /// All states of a rule, the oldest first.
    pub fn history(&self, id: u64) -> &[Rule] {
        self.rules.get(&id).map_or(&[], Vec::as_slice)
    }

    /// All rules as they stand after the last entry, by number.
    pub fn all(&self) -> impl Iterator<Item = &Rule> {
        self.rules.values().filter_map(|states| states.last())
    }

    fn find(&self, question: &Question<'_>, kind: Option<&str>, now: i64) -> Option<&Rule> {
        let states = self.rules.keys().filter_map(|id| self.rule_at(*id, now));
        states.filter(|rule| !rule.repealed).find(|rule| {
            let terms = &rule.terms;
            terms.requester_kind.as_deref() == kind
                && terms.entry == question.entry
                && terms.attribute == question.attribute
                && terms.purpose == question.purpose
                && terms.action == question.action
        })
    }
}

impl Rule {
    fn read(id: u64, rule: bindings::Rule, entry: &Entry) -> Result<Self, MalformedEntry> {
        let terms = RuleTerms::read(rule).ok_or(MalformedEntry)?;
        // The contract takes no rule that has ended already, so this one was ended by repeal.
        let repealed = terms.until.is_some_and(|until| until <= entry.time);
        Ok(Self {
            id,
            terms,
            repealed,
            written: entry.time,
            block: entry.block,
        })
    }
}

impl RuleTerms {
    /// Whether the rule speaks to a department of `level` at `time` (unix seconds).
    pub fn cover(&self, level: u8, time: i64) -> bool {
        (self.min_level..=self.max_level).contains(&level)
            && self.from <= time
            && self.until.is_none_or(|until| time < until)
    }

    fn read(rule: bindings::Rule) -> Option<Self> {
        let time = |secs: u64| i64::try_from(secs).unwrap_or(i64::MAX);
        Some(Self {
            requester_kind: (!rule.requesterKind.is_zero()).then(|| text_of(&rule.requesterKind.0)),
            min_level: rule.minLevel,
            max_level: rule.maxLevel,
            entry: rule.entry,
            attribute: rule.attribute,
            purpose: rule.purpose,
            action: Action::from_number(rule.action)?,
            verdict: Verdict::from_number(rule.verdict)?,
            clause: rule.clause,
            title_zh: rule.titleZh,
            title_en: rule.titleEn,
            text_fingerprint: rule.textFingerprint,
            text_uri: rule.textUri,
            max_validity_secs: rule.maxValidity,
            max_uses: rule.maxUses,
            max_retention_days: rule.maxRetentionDays,
            delegable: rule.delegable,
            statutory: rule.statutory,
            from: time(rule.from),
            until: (rule.until != 0).then(|| time(rule.until)),
        })
    }

    /// The rule as the contract takes it; `None` if the kind is no kind or a time is negative.
    pub(crate) fn to_binding(&self) -> Option<bindings::Rule> {
        let time = |secs: i64| u64::try_from(secs).ok();
        let requester_kind = match &self.requester_kind {
            Some(kind) => kind_word(kind)?.into(),
            None => B256::ZERO,
        };
        Some(bindings::Rule {
            requesterKind: requester_kind,
            minLevel: self.min_level,
            maxLevel: self.max_level,
            entry: self.entry.clone(),
            attribute: self.attribute.clone(),
            purpose: self.purpose.clone(),
            action: self.action as u8,
            verdict: self.verdict as u8,
            clause: self.clause.clone(),
            titleZh: self.title_zh.clone(),
            titleEn: self.title_en.clone(),
            textFingerprint: self.text_fingerprint,
            textUri: self.text_uri.clone(),
            maxValidity: self.max_validity_secs,
            maxUses: self.max_uses,
            maxRetentionDays: self.max_retention_days,
            delegable: self.delegable,
            statutory: self.statutory,
            from: time(self.from)?,
            until: self.until.map_or(Some(0), time)?,
        })
    }
}

impl Action {
    /// The action with this number of the contract.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Read),
            1 => Some(Self::Modify),
            2 => Some(Self::Add),
            _ => None,
        }
    }
}

impl Verdict {
    /// The verdict with this number of the contract.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Deny),
            1 => Some(Self::Permit),
            2 => Some(Self::Refer),
            _ => None,
        }
    }
}

#[cfg(test)]
mod case_table;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod tests;
