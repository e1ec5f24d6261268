//! Which invoices are the same, or look the same.
//!
//! *Sure*: the same number or the same fingerprint stands twice. Nobody may issue that, so somebody
//! is at fault. *Suspected*: another number, and all else the same: seller, buyer, day, total and
//! what was sold. That can be right (two coffees), so the citizen is asked to look.

use std::collections::{BTreeMap, BTreeSet};

use credential::kinds::{Invoice, Money};
use jiff::tz::TimeZone;

/// An invoice among others.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The invoice.
    pub invoice: &'a Invoice,
    /// Its fingerprint as text.
    pub fingerprint: &'a str,
    /// Whether it stands: one that was voided or reversed, or that reverses another, is looked at
    /// for its number only, as a corrected invoice looks like the one it replaces.
    pub stands: bool,
}

/// How much is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// All but the number is the same.
    Suspected,
    /// Number or fingerprint are the same.
    Sure,
}

/// What an invoice is a duplicate of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// How much is known.
    pub certainty: Certainty,
    /// Places of the others in the list, ascending.
    pub others: Vec<usize>,
}

/// For each invoice what it is a duplicate of, if of anything; in one pass, whatever the length.
/// `zone` says where a day begins.
pub fn find(seen: &[Seen<'_>], zone: &TimeZone) -> Vec<Option<Duplicate>> {
    let sure = [
        groups(seen, |one| Some(one.invoice.number.as_str())),
        groups(seen, |one| Some(one.fingerprint)),
    ];
    let suspected = groups(seen, |one| {
        one.stands.then(|| Likeness::of(one.invoice, zone))
    });
    (0..seen.len())
        .map(|at| {
            let others = |groups: &[&[Vec<usize>]]| -> Vec<usize> {
                let all: BTreeSet<usize> = groups
                    .iter()
                    .flat_map(|of| of[at].iter().copied())
                    .filter(|other| *other != at)
                    .collect();
                all.into_iter().collect()
            };
            let same = others(&[&sure[0], &sure[1]]);
            let alike = others(&[&suspected]);
            match (same.is_empty(), alike.is_empty()) {
                (false, _) => Some(Duplicate {
                    certainty: Certainty::Sure,
                    others: same,
                }),
                (true, false) => Some(Duplicate {
                    certainty: Certainty::Suspected,
                    others: alike,
                }),
                (true, true) => None,
            }
        })
        .collect()
}

/// What makes two invoices look the same. Spaces and capitals in what was sold make no difference.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Likeness<'a> {
    seller: &'a str,
    buyer: &'a str,
    day: (i16, i8, i8),
    total: Money,
    lines: Vec<(String, String, Money)>,
}

impl<'a> Likeness<'a> {
    fn of(invoice: &'a Invoice, zone: &TimeZone) -> Self {
        let issued = jiff::Timestamp::from_second(invoice.issued_at)
            .unwrap_or_default()
            .to_zoned(zone.clone());
        let mut lines: Vec<_> = (invoice.lines.iter())
            .map(|line| (plain(&line.name), line.quantity.to_string(), line.amount))
            .collect();
        lines.sort();
        let party = |party: &'a credential::kinds::Party| {
            party.tax_id.as_deref().unwrap_or(party.name.as_str())
        };
        Self {
            seller: party(&invoice.seller),
            buyer: party(&invoice.buyer),
            day: (issued.year(), issued.month(), issued.day()),
            total: invoice.total,
            lines,
        }
    }
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<String>().to_lowercase()
}

/// For each place all places with the same key, itself among them; nothing where there is no key or
/// it stands alone.
fn groups<'s, K: Ord>(
    seen: &'s [Seen<'_>],
    key: impl Fn(&'s Seen<'_>) -> Option<K>,
) -> Vec<Vec<usize>> {
    let mut by_key: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    for (at, one) in seen.iter().enumerate() {
        if let Some(key) = key(one) {
            by_key.entry(key).or_default().push(at);
        }
    }
    let mut of = vec![Vec::new(); seen.len()];
    for places in by_key.into_values().filter(|places| places.len() > 1) {
        // A biller that repeats itself without end must not make this quadratic.
        for at in &places {
            of[*at] = near(&places, *at);
        }
    }
    of
}

/// Of many places the first few and the place itself.
fn near(places: &[usize], at: usize) -> Vec<usize> {
    let mut near: Vec<usize> = places.iter().copied().take(MOST_OTHERS).collect();
    if !near.contains(&at) {
        near.push(at);
    }
    near
}

/// Of so many duplicates are told at most.
pub const MOST_OTHERS: usize = 20;

#[cfg(test)]
mod tests;
