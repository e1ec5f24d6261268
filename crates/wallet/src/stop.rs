//! What stops a permission before its time: a suspended office, a clause that no longer allows it.
//!
//! Computed at every look from the proven directory and law, by the same rules as the custodian's.

use chain::{Verdict, law::Rule};
use keys::DepartmentDid;
use wallet_api::{RightView, StopView};

use crate::{
    book::{clause_view, party_view},
    session::{Book, Session},
};

/// What the law is asked about.
pub(crate) struct Asked<'a> {
    /// DID of the office that would use it.
    pub(crate) user: &'a str,
    pub(crate) rights: &'a [RightView],
    pub(crate) purpose: &'a str,
    /// The clause that the permission cites.
    pub(crate) clause: &'a str,
    pub(crate) validity_secs: i64,
    pub(crate) max_uses: u32,
    pub(crate) retention_days: u32,
    /// Whether it came to the user by another office.
    pub(crate) is_handed_on: bool,
}

/// The suspension of an office: its own, or that of one above it.
pub(crate) fn of_office(session: &Session, did: &str, now: i64) -> Option<StopView> {
    let book = session.book();
    let known = did.parse::<DepartmentDid>().ok();
    let Some(office) = known.and_then(|did| book.department(&did)) else {
        return Some(StopView {
            office: Some(session.party(did, now)),
            clause: None,
            since: 0,
            height: None,
        });
    };
    std::iter::once(office)
        .chain(book.directory.ancestors(&office.id))
        .find(|office| !office.active)
        .map(|office| StopView {
            office: Some(party_view(office, false, session.proof())),
            clause: None,
            since: office.since,
            height: Some(office.block),
        })
}

/// The change of the law after which none of the rights can be used any more. That an officer has to
/// decide stops nothing for good.
pub(crate) fn of_law(session: &Session, asked: &Asked<'_>, now: i64) -> Option<StopView> {
    let book = session.book();
    let user = asked.user.parse::<DepartmentDid>().ok()?;
    let mut spoke = None;
    for right in asked.rights {
        let question = (right.entry.as_str(), right.attribute.as_str(), right.action);
        let (verdict, rule) = book.ask_law(&user, question, asked.purpose, now);
        match rule {
            Some(rule) if verdict != Verdict::Deny && covers(rule, asked) => return None,
            Some(rule) => spoke = spoke.or(Some(rule)),
            None => {}
        }
    }
    let rule = spoke.or_else(|| last_word(&book, asked));
    Some(StopView {
        office: None,
        clause: Some(match rule {
            Some(rule) => {
                let clause = clause_view(rule, session.proof());
                (clause.code, clause.title)
            }
            None => (asked.clause.to_owned(), Default::default()),
        }),
        since: rule.map_or(0, |rule| match rule.terms.until {
            Some(until) if !rule.repealed && until <= now => until,
            _ => rule.written,
        }),
        height: rule.map(|rule| rule.block),
    })
}

/// Whether a rule in force allows what is asked: the clause cited, and no limit of it below.
fn covers(rule: &Rule, asked: &Asked<'_>) -> bool {
    let terms = &rule.terms;
    terms.clause == asked.clause
        && u64::try_from(asked.validity_secs).is_ok_and(|secs| secs <= terms.max_validity_secs)
        && asked.max_uses <= terms.max_uses
        && asked.retention_days <= terms.max_retention_days
        && (terms.delegable || !asked.is_handed_on)
}

/// The newest state of a rule of the clause about one of the rights: the repeal, where it was
/// repealed.
fn last_word<'b>(book: &'b Book, asked: &Asked<'_>) -> Option<&'b Rule> {
    let is_about = |rule: &&Rule| {
        let terms = &rule.terms;
        terms.clause == asked.clause
            && asked
                .rights
                .iter()
                .any(|right| right.entry == terms.entry && right.attribute == terms.attribute)
    };
    book.law
        .all()
        .filter(is_about)
        .max_by_key(|rule| (rule.block, rule.id))
}
