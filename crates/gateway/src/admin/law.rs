//! `law …`: what the legislator does, and the rules as they stand.

use chain::law::{Action, Rule, RuleTerms, Verdict};
use exchange::Text;
use serde::{Deserialize, Serialize};

/// `law enact`: a new rule.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnactCommand {
    /// Kind of department it speaks to; any if none is named.
    #[serde(default)]
    pub requester_kind: Option<String>,
    /// Highest and lowest rank it speaks to.
    pub levels: (u8, u8),
    /// Entry code.
    pub entry: String,
    /// Attribute code.
    pub attribute: String,
    /// Purpose code.
    pub purpose: String,
    /// What is done.
    pub action: Action,
    /// The answer.
    pub verdict: Verdict,
    /// Statute and article.
    pub clause: String,
    /// Its title.
    pub title: Text,
    /// The clause's text; it is published here, and its fingerprint stands in the rule.
    pub text: String,
    /// Longest validity, days.
    pub max_days: u32,
    /// Most uses.
    pub max_uses: u32,
    /// Longest retention, days.
    pub max_retention_days: u32,
    /// Whether the department may hand the right on.
    pub delegable: bool,
    /// Whether it may act without a permission as well.
    pub statutory: bool,
    /// First second in force.
    pub from: i64,
    /// First second no longer in force; open if none is named.
    #[serde(default)]
    pub until: Option<i64>,
}

/// `law amend`: what of a rule becomes another; the rest stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmendCommand {
    /// Which rules.
    pub which: Which,
    /// The answer.
    #[serde(default)]
    pub verdict: Option<Verdict>,
    /// Highest and lowest rank.
    #[serde(default)]
    pub levels: Option<(u8, u8)>,
    /// Longest validity, days.
    #[serde(default)]
    pub max_days: Option<u32>,
    /// Most uses.
    #[serde(default)]
    pub max_uses: Option<u32>,
    /// Longest retention, days.
    #[serde(default)]
    pub max_retention_days: Option<u32>,
    /// Whether it may be handed on.
    #[serde(default)]
    pub delegable: Option<bool>,
    /// Whether the department may act without a permission.
    #[serde(default)]
    pub statutory: Option<bool>,
    /// First second no longer in force; 0 = open.
    #[serde(default)]
    pub until: Option<i64>,
    /// The clause's new text.
    #[serde(default)]
    pub text: Option<String>,
}

/// `law repeal`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepealCommand {
    /// Which rules.
    pub which: Which,
}

/// Which standing rules are meant: one number, or all of a clause, or those of it about one
/// attribute.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// Number of the rule.
    #[serde(default)]
    pub rule: Option<u64>,
    /// Clause code.
    #[serde(default)]
    pub clause: Option<String>,
    /// Attribute code.
    #[serde(default)]
    pub attribute: Option<String>,
}

/// A rule as it stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RuleView {
    /// Its number.
    pub rule: u64,
    /// What it says.
    #[serde(flatten)]
    pub terms: RuleTerms,
    /// Whether it was repealed.
    pub repealed: bool,
    /// How often it was written: 1 as enacted, one more for every amendment and the repeal.
    pub versions: usize,
    /// Block of its last state.
    pub height: u64,
}

impl RuleView {
    pub(crate) fn new(rule: &Rule, versions: usize) -> Self {
        Self {
            rule: rule.id,
            terms: rule.terms.clone(),
            repealed: rule.repealed,
            versions,
            height: rule.block,
        }
    }
}

impl Which {
    /// Whether a rule is meant; nothing named means none.
    pub(crate) fn means(&self, rule: &Rule) -> bool {
        let named = self.rule.is_some() || self.clause.is_some();
        named
            && !rule.repealed
            && self.rule.is_none_or(|id| id == rule.id)
            && self
                .clause
                .as_ref()
                .is_none_or(|clause| *clause == rule.terms.clause)
            && self
                .attribute
                .as_ref()
                .is_none_or(|attribute| *attribute == rule.terms.attribute)
    }
}
