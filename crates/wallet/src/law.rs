//! Where the law stands on a permission, and what has changed in it since it was signed. Pure.

use chain::{
    Evaluation, Verdict,
    law::{Change, Rule, RuleTerms},
    reads::OnChainEvaluation,
};
use keys::DepartmentDid;
use wallet_api::{
    LawChange, LawChangeView, LawStandingView, LawVerdict, LocalText, Proof, RightLawView,
    RightStanding, RightView,
};

use crate::{book::plain, session::Book};

/// How far the chain's clock may lag behind this computer's without anybody noticing.
const CLOCKS_APART_SECS: i64 = 2;

/// What the law has to look at in a permission.
pub(crate) struct Granted<'g> {
    pub(crate) requester: DepartmentDid,
    pub(crate) rights: &'g [RightView],
    pub(crate) purpose: &'g str,
    pub(crate) clause: &'g str,
    pub(crate) from: i64,
    pub(crate) until: i64,
    pub(crate) max_uses: u32,
    pub(crate) retention_days: u32,
    /// When it was signed.
    pub(crate) signed: i64,
}

/// What an officer said to a right that the law refers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    Nothing,
    Permitted,
    Refused,
}

impl Book {
    /// Where the law stands now on every right: as the custodian will judge the next use.
    pub(crate) fn standing(
        &self,
        granted: &Granted<'_>,
        said: impl Fn(&RightView) -> Said,
        proof: &Proof,
        now: i64,
    ) -> LawStandingView {
        let mut view = LawStandingView::default();
        for right in granted.rights {
            let (verdict, rule) = self.ask(granted, right, now);
            view.rights.push(RightLawView {
                right: right.clone(),
                standing: standing(granted, verdict, rule, || said(right)),
            });
            for change in self.changes(granted, right, rule, now) {
                let same = view.changes.iter_mut().find(|known| {
                    (known.change, &known.clause, known.time)
                        == (change.change, &change.clause, change.time)
                });
                match same {
                    Some(known) => known.attributes.push(right.attribute.clone()),
                    None => view.changes.push(LawChangeView {
                        attributes: vec![right.attribute.clone()],
                        proof: proof.clone(),
                        ..change
                    }),
                }
            }
        }
        view
    }

    fn ask(&self, granted: &Granted<'_>, right: &RightView, time: i64) -> (Verdict, Option<&Rule>) {
        let asked = (right.entry.as_str(), right.attribute.as_str(), right.action);
        self.ask_law(&granted.requester, asked, granted.purpose, time)
    }

    /// What has changed for one right since it was signed, compared with the rule that decided then.
    fn changes(
        &self,
        granted: &Granted<'_>,
        right: &RightView,
        decides: Option<&Rule>,
        now: i64,
    ) -> Vec<LawChangeView> {
        // It was signed because a rule allowed it. The chain's clock may lag a little behind this
        // computer's, so a change that came right after can bear an earlier time.
        let at_signing = (0..=CLOCKS_APART_SECS).map(|back| granted.signed - back);
        let then = at_signing
            .map(|time| self.ask(granted, right, time).1)
            .find(Option::is_some)
            .flatten();
        let Some(then) = then else { return Vec::new() };
        let Some(last) = self.law.rule(then.id) else {
            return Vec::new();
        };
        let mut changes: Vec<LawChange> = last
            .changes_since(then, now)
            .into_iter()
            .map(convert)
            .collect();
        // A rule that was enacted later, for this very kind of office, hides the one of then.
        if changes.is_empty() && decides.is_some_and(|rule| rule.id != then.id) {
            changes.push(LawChange::OtherRule);
        }
        let by_time = |change: &LawChange| matches!(change, LawChange::Ended | LawChange::NotYet);
        changes
            .into_iter()
            .map(|change| LawChangeView {
                clause: then.terms.clause.clone(),
                title: LocalText {
                    zh: plain(&then.terms.title_zh, 200),
                    en: plain(&then.terms.title_en, 200),
                },
                change,
                attributes: Vec::new(),
                time: match change {
                    LawChange::Ended => last.terms.until.unwrap_or(last.written),
                    _ => last.written,
                },
                height: (!by_time(&change)).then_some(last.block),
                proof: Proof::NotChecked,
            })
            .collect()
    }
}

/// The custodian's judgement at a use (docs/formats/grant.md, step 12), before it is made.
fn standing(
    granted: &Granted<'_>,
    verdict: Verdict,
    rule: Option<&Rule>,
    said: impl FnOnce() -> Said,
) -> RightStanding {
    let Some(rule) = rule.filter(|rule| rule.terms.clause == granted.clause) else {
        return RightStanding::Denied;
    };
    let terms = &rule.terms;
    let span = u64::try_from(granted.until.saturating_sub(granted.from)).unwrap_or(0);
    let within = span <= terms.max_validity_secs
        && granted.max_uses <= terms.max_uses
        && granted.retention_days <= terms.max_retention_days;
    match verdict {
        Verdict::Deny => RightStanding::Denied,
        _ if !within => RightStanding::OverLimit,
        Verdict::Permit => RightStanding::Permitted,
        Verdict::Refer => match said() {
            Said::Nothing => RightStanding::NeedsOfficer,
            Said::Permitted => RightStanding::PermittedByOfficer,
            Said::Refused => RightStanding::RefusedByOfficer,
        },
    }
}

fn convert(change: Change) -> LawChange {
    match change {
        Change::Repealed => LawChange::Repealed,
        Change::Ended => LawChange::Ended,
        Change::NotYet => LawChange::NotYet,
        Change::Verdict { before, after } => LawChange::Answer {
            before: verdict(before),
            after: verdict(after),
        },
        Change::Levels => LawChange::Levels,
        Change::MaxValidity { before, after } => LawChange::MaxValidity { before, after },
        Change::MaxUses { before, after } => LawChange::MaxUses { before, after },
        Change::MaxRetention { before, after } => LawChange::MaxRetention { before, after },
        Change::Delegable { after } => LawChange::HandedOn { after },
        Change::Statutory { after } => LawChange::Statutory { after },
        Change::Clause => LawChange::OtherClause,
        Change::Text => LawChange::Text,
    }
}

/// The law's answer as the interface shows it.
pub(crate) fn verdict(verdict: Verdict) -> LawVerdict {
    match verdict {
        Verdict::Permit => LawVerdict::Permitted,
        Verdict::Deny => LawVerdict::Denied,
        Verdict::Refer => LawVerdict::NeedsOfficer,
    }
}

/// What can be granted of what was asked: no rule's limit is ever gone beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Caps {
    validity_secs: Option<u64>,
    pub(crate) max_uses: u32,
    pub(crate) retention_days: u32,
    pub(crate) max_depth: u8,
}

impl Caps {
    /// Begins with what was asked.
    pub(crate) fn of(asked: &grant::Limits) -> Self {
        Self {
            validity_secs: None,
            max_uses: u32::from(asked.max_uses),
            retention_days: u32::from(asked.retention_days),
            max_depth: asked.max_depth,
        }
    }

    /// Comes down to the limits of one more rule.
    pub(crate) fn lower(&mut self, rule: &RuleTerms) {
        let validity = rule.max_validity_secs;
        self.validity_secs = Some(
            self.validity_secs
                .map_or(validity, |secs| secs.min(validity)),
        );
        self.max_uses = self.max_uses.min(rule.max_uses);
        self.retention_days = self.retention_days.min(rule.max_retention_days);
        if !rule.delegable {
            self.max_depth = 0;
        }
    }

    /// The latest end of a permission from `from` on; `from` itself where no rule speaks.
    pub(crate) fn latest(&self, from: i64) -> i64 {
        let secs = self.validity_secs.unwrap_or(0);
        from.saturating_add(i64::try_from(secs).unwrap_or(i64::MAX))
    }
}

/// Whether the contract says what the proven rules say: answer, rule and every limit.
pub(crate) fn agree(found: &Evaluation<'_>, said: &OnChainEvaluation) -> bool {
    let limits = found.rule.map(|rule| {
        let terms = &rule.terms;
        let numbers = (
            terms.max_validity_secs,
            terms.max_uses,
            terms.max_retention_days,
        );
        (numbers, terms.delegable, terms.statutory)
    });
    let numbers = (
        said.max_validity_secs,
        said.max_uses,
        said.max_retention_days,
    );
    found.verdict == said.verdict
        && found.rule.map(|rule| rule.id) == said.rule
        && limits.unwrap_or_default() == (numbers, said.delegable, said.statutory)
}

#[cfg(test)]
mod tests;
