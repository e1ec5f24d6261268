//! Whether an item is what such a request usually asks for: by the law, by the clause that is cited,
//! and by the office's own earlier requests to this citizen.

use std::collections::BTreeSet;

use chain::{Verdict, law::Rule};
use exchange::{VerifiedRequest, request::read_answered};
use vault::Order;
use wallet_api::{ApiError, Usual};

use crate::{
    session::{Book, Session},
    store::{InboxBody, InboxRecord, kind},
};

/// From so many earlier requests on they say what is usual.
const ENOUGH: u32 = 3;

/// The rights that the office asked for in its earlier requests.
pub(crate) struct Earlier {
    requests: Vec<BTreeSet<grant::Right>>,
}

impl Earlier {
    /// Reads the office's requests that came before the one with this id.
    pub(crate) fn of(session: &Session, party: &str, id: &str) -> Result<Self, ApiError> {
        let all = session
            .read(|t| t.list::<InboxRecord>(kind::INBOX, Order::OldestFirst, usize::MAX, 0))?;
        let earlier = all
            .into_iter()
            .take_while(|row| row.id != id)
            .filter(|row| row.body.party == party);
        let requests = earlier
            .filter_map(|row| match row.body.body {
                // It was verified when it came in.
                InboxBody::Request { jwt } => read_answered(&jwt).ok(),
                InboxBody::Offer { .. } | InboxBody::Presentation { .. } => None,
            })
            .map(|request| request.terms.single_rights().collect());
        Ok(Self {
            requests: requests.collect(),
        })
    }

    /// Of how many earlier requests how many asked for it.
    fn figures(&self, right: &grant::Right) -> (u32, u32) {
        let asked = self
            .requests
            .iter()
            .filter(|request| request.contains(right))
            .count();
        (
            crate::convert::saturate(asked),
            crate::convert::saturate(self.requests.len()),
        )
    }
}

/// How many items the cited clause covers for this office and purpose.
pub(crate) fn covered(book: &Book, request: &VerifiedRequest, now: i64) -> u32 {
    let terms = &request.terms;
    let rights: BTreeSet<(&str, u8)> = book
        .law
        .all()
        .filter(|rule| {
            rule.terms.clause == terms.clause.as_str()
                && rule.terms.purpose == terms.purpose.as_str()
                && rule.terms.verdict != Verdict::Deny
                && !rule.repealed
                && rule.terms.from <= now
                && rule.terms.until.is_none_or(|until| now < until)
        })
        .map(|rule| (rule.terms.attribute.as_str(), rule.terms.action as u8))
        .collect();
    crate::convert::saturate(rights.len())
}

/// What is to be said of one item; `rule` is the one that the law's answer stands on.
pub(crate) fn usual(
    earlier: &Earlier,
    covered: u32,
    right: &grant::Right,
    (verdict, rule): (Verdict, Option<&Rule>),
    cited: &str,
) -> Usual {
    let (asked, requests) = earlier.figures(right);
    match (verdict, rule) {
        (Verdict::Deny, _) | (_, None) => Usual::BeyondLaw { covered },
        (_, Some(rule)) if rule.terms.clause != cited => Usual::BeyondClause { covered },
        _ if requests >= ENOUGH && asked * 4 < requests => Usual::Rare { asked, requests },
        _ => Usual::Usual { asked, requests },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn right(attribute: &str) -> grant::Right {
        grant::Right {
            entry: "household".parse().unwrap(),
            attribute: attribute.parse().unwrap(),
            action: grant::Action::Read,
        }
    }

    fn earlier(requests: &[&[&str]]) -> Earlier {
        let of = |codes: &&[&str]| codes.iter().map(|code| right(code)).collect();
        Earlier {
            requests: requests.iter().map(of).collect(),
        }
    }

    #[test]
    fn what_no_rule_covers_is_beyond_the_law_whatever_was_asked_before() {
        let known = earlier(&[&["a"], &["a"], &["a"]]);
        let said = usual(&known, 4, &right("a"), (Verdict::Deny, None), "c/1");
        assert_eq!(said, Usual::BeyondLaw { covered: 4 });
        assert!(said.is_unusual());
    }

    #[test]
    fn figures_count_the_earlier_requests() {
        let known = earlier(&[&["a"], &["a", "b"], &["a"], &["a"]]);
        assert_eq!(known.figures(&right("a")), (4, 4));
        assert_eq!(known.figures(&right("b")), (1, 4));
        assert_eq!(known.figures(&right("c")), (0, 4));
        assert_eq!(earlier(&[]).figures(&right("a")), (0, 0));
    }
}
