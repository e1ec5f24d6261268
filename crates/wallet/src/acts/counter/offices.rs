//! The offices that have counters, and what the law lets them ask there.

use std::collections::{BTreeMap, BTreeSet};

use chain::{
    Department, Verdict,
    law::{Action, Rule},
};
use vault::Order;
use wallet_api::{ApiError, CounterOfficeView, CounterPurposeView, IDENTIFY, ListCounterOffices};

use crate::{
    acts::sync,
    book::{clause_view, party_view},
    session::{Book, Session},
    store::{ShownRecord, kind},
    wallet::{Act, Wallet, now},
};

/// Attributes that say who somebody is; usual for [`IDENTIFY`].
const WHO: [&str; 2] = ["person.name", "person.birth-date"];

impl Act for ListCounterOffices {
    async fn act(self, wallet: &Wallet) -> Result<Vec<CounterOfficeView>, ApiError> {
        let session = wallet.session()?;
        sync::ensure_book(wallet, &session).await?;
        let (book, now, shown) = (session.book(), now(), last_shown(&session)?);
        let mut offices: Vec<CounterOfficeView> = book
            .directory
            .all()
            .filter(|department| book.is_active(department, now))
            .map(|department| CounterOfficeView {
                party: party_view(department, true, session.proof()),
                last_shown: shown.get(&department.did.to_string()).copied(),
                purposes: purposes(&session, &book, department, now),
            })
            .collect();
        // Where something was shown lately, then those whose purposes the law knows, then the rest.
        offices.sort_by(|a, b| {
            let order = |office: &CounterOfficeView| {
                (
                    std::cmp::Reverse(office.last_shown),
                    std::cmp::Reverse(office.purposes.len() > 1),
                    office.party.code.clone(),
                )
            };
            order(a).cmp(&order(b))
        });
        Ok(offices)
    }
}

fn last_shown(session: &Session) -> Result<BTreeMap<String, i64>, ApiError> {
    let all =
        session.read(|t| t.list::<ShownRecord>(kind::SHOWN, Order::NewestFirst, usize::MAX, 0))?;
    let mut last = BTreeMap::new();
    for row in all {
        last.entry(row.body.office).or_insert(row.body.made);
    }
    Ok(last)
}

fn purposes(
    session: &Session,
    book: &Book,
    department: &Department,
    now: i64,
) -> Vec<CounterPurposeView> {
    let mut known: BTreeMap<&str, &Rule> = BTreeMap::new();
    for rule in rules(book, department, now) {
        known.entry(&rule.terms.purpose).or_insert(rule);
    }
    let by_law = known.into_iter().map(|(code, rule)| CounterPurposeView {
        code: code.to_owned(),
        clause: Some(clause_view(rule, session.proof())),
    });
    let general = CounterPurposeView {
        code: IDENTIFY.to_owned(),
        clause: None,
    };
    by_law
        .filter(|purpose| purpose.code != IDENTIFY)
        .chain([general])
        .collect()
}

/// The rules in force that give an office something to read.
fn rules<'b>(
    book: &'b Book,
    department: &'b Department,
    now: i64,
) -> impl Iterator<Item = &'b Rule> {
    book.law.all().filter(move |rule| {
        let terms = &rule.terms;
        !rule.repealed
            && terms.action == Action::Read
            && terms.verdict == Verdict::Permit
            && terms
                .requester_kind
                .as_ref()
                .is_none_or(|kind| *kind == department.kind)
            && (terms.min_level..=terms.max_level).contains(&department.level)
            && terms.from <= now
            && terms.until.is_none_or(|until| now < until)
    })
}

/// The attributes that are usual for a purpose at an office, and a rule that says so.
pub(crate) fn usual<'b>(
    book: &'b Book,
    department: &'b Department,
    purpose: &str,
    now: i64,
) -> (BTreeSet<String>, Option<&'b Rule>) {
    let rules: Vec<&Rule> = rules(book, department, now)
        .filter(|rule| rule.terms.purpose == purpose)
        .collect();
    if rules.is_empty() && purpose == IDENTIFY {
        return (WHO.map(str::to_owned).into(), None);
    }
    let attributes = rules.iter().map(|rule| rule.terms.attribute.clone());
    (attributes.collect(), rules.first().copied())
}
