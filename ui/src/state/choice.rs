//! What the citizen gives of what was asked: the choice on the approve sheet.

use std::collections::BTreeSet;

use wallet_api::{ErrorCode, ItemView, LawVerdict, ReviewView};

/// How long the permission shall hold.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Term {
    /// One use, until the end they asked for.
    Once,
    /// As asked.
    Asked,
    /// Until another day, as typed (`YYYY-MM-DD`).
    Until(String),
}

/// The citizen's choice so far.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Choice {
    /// Ids of the items that are given.
    pub(crate) items: BTreeSet<String>,
    /// How long.
    pub(crate) term: Term,
    /// How often, unless once.
    pub(crate) uses: u32,
    /// How often it may be handed on.
    pub(crate) depth: u8,
    /// How many days they may keep what they learn.
    pub(crate) retention_days: u32,
}

/// What can be done on the sheet.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ChoiceStep {
    /// Give this item, or leave it out.
    Toggled(String),
    /// Another term.
    TermChosen(Term),
    /// More or fewer uses.
    UsesChosen(u32),
    /// Handed on as often as they ask, or not at all.
    HandingOnChosen(bool),
    /// More or fewer days of keeping.
    RetentionChosen(u32),
    /// Of the first ids, which belong together, give exactly the second.
    Given(Vec<String>, Vec<String>),
}

impl Choice {
    /// Before anything was touched: what they say they need, the law permits and such a request
    /// usually asks for, as long as they ask; nothing optional.
    pub(crate) fn new(review: &ReviewView) -> Self {
        let needed = review
            .items
            .iter()
            .filter(|item| item.required && can_be_given(item) && !item.usual.is_unusual());
        Self {
            items: needed.map(|item| item.id.clone()).collect(),
            term: Term::Asked,
            uses: review.max_uses,
            depth: review.max_depth,
            retention_days: review.retention_days,
        }
    }

    /// The choice after a step; what the law does not permit and what was not asked cannot be chosen.
    pub(crate) fn after(mut self, step: ChoiceStep, review: &ReviewView) -> Self {
        match step {
            ChoiceStep::Toggled(id) => {
                let known = review
                    .items
                    .iter()
                    .any(|item| item.id == id && can_be_given(item));
                if !self.items.remove(&id) && known {
                    self.items.insert(id);
                }
            }
            ChoiceStep::TermChosen(term) => self.term = term,
            ChoiceStep::UsesChosen(uses) => self.uses = uses.clamp(1, review.max_uses.max(1)),
            ChoiceStep::HandingOnChosen(may) => self.depth = if may { review.max_depth } else { 0 },
            ChoiceStep::RetentionChosen(days) => {
                self.retention_days = days.min(review.retention_days);
            }
            ChoiceStep::Given(group, given) => {
                for item in review.items.iter().filter(|item| group.contains(&item.id)) {
                    self.items.remove(&item.id);
                    if given.contains(&item.id) && can_be_given(item) {
                        self.items.insert(item.id.clone());
                    }
                }
            }
        }
        self
    }

    /// The ids that are given, in the order of the sheet.
    pub(crate) fn in_order(&self, review: &ReviewView) -> Vec<String> {
        let given = review
            .items
            .iter()
            .filter(|item| self.items.contains(&item.id));
        given.map(|item| item.id.clone()).collect()
    }

    /// How often it may be used.
    pub(crate) fn max_uses(&self) -> u32 {
        if self.term == Term::Once {
            1
        } else {
            self.uses
        }
    }

    /// What they say they need, could get, and do not get.
    pub(crate) fn left_out<'r>(
        &'r self,
        review: &'r ReviewView,
    ) -> impl Iterator<Item = &'r ItemView> {
        review
            .items
            .iter()
            .filter(|item| item.required && can_be_given(item) && !self.items.contains(&item.id))
    }

    /// Whether the department has to agree before a permission stands: a counter-offer.
    pub(crate) fn needs_consent(&self, review: &ReviewView) -> bool {
        self.left_out(review).next().is_some() || self.retention_days < review.retention_days
    }

    /// Whether anything is less than was asked.
    pub(crate) fn is_less(&self, review: &ReviewView, until: i64) -> bool {
        self.needs_consent(review) || self.max_uses() < review.max_uses || until < review.until
    }

    /// The end of the permission; `None` while the typed day is none, lies in the past or is later
    /// than asked. `end_of_day` gives the last second of a typed day.
    pub(crate) fn until(
        &self,
        review: &ReviewView,
        now: i64,
        end_of_day: impl Fn(&str) -> Option<i64>,
    ) -> Option<i64> {
        match &self.term {
            Term::Once | Term::Asked => Some(review.until),
            Term::Until(day) => {
                let end = end_of_day(day)?;
                // The day on which they asked it to end counts as allowed, up to their second.
                let latest = review.until + 86_399;
                (end > now && end <= latest).then(|| end.min(review.until))
            }
        }
    }
}

/// Whether an item can be given as things stand.
pub(crate) fn can_be_given(item: &ItemView) -> bool {
    item.law.may_be_given()
}

/// Why nothing at all can be approved, if so. That the law denies single items does not stand in
/// the way of giving the others.
pub(crate) fn stop(review: &ReviewView) -> Option<ErrorCode> {
    review
        .obstacle
        .filter(|code| *code != ErrorCode::LawDenies || !review.items.iter().any(can_be_given))
}

/// How many items have this verdict.
pub(crate) fn count(review: &ReviewView, verdict: LawVerdict) -> usize {
    review
        .items
        .iter()
        .filter(|item| item.law == verdict)
        .count()
}

#[cfg(test)]
mod tests;
