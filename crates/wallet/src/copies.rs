//! Which copy of a document a verifier is shown: the same verifier the same one, a new verifier one
//! that nobody saw. Otherwise two verifiers could join their files by the issuer's signature.

use vault::{StoreError, WriteTransaction};

use crate::store::{AnchorRecord, CopyRecord, DocumentRecord, kind};

/// What showing a document to a verifier would tell it beside the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Linkability {
    /// It was shown this copy before: nothing new.
    Known,
    /// Nobody saw this copy.
    Fresh,
    /// Every copy that holds was shown to somebody else: the two could find out.
    Shared,
}

/// Chooses the copy for a verifier, by place. `holds` tells whether a copy is in force; `None` if
/// there is none.
pub(crate) fn choose(
    document: &DocumentRecord,
    verifier: &str,
    holds: impl Fn(&CopyRecord) -> bool,
) -> Option<(usize, Linkability)> {
    let usable: Vec<(usize, &CopyRecord)> = document
        .copies
        .iter()
        .enumerate()
        .filter(|(_, copy)| holds(copy))
        .collect();
    let find = |wanted: &dyn Fn(&CopyRecord) -> bool| {
        usable
            .iter()
            .find(|(_, copy)| wanted(copy))
            .map(|(at, _)| *at)
    };
    if let Some(at) = find(&|copy| saw(copy, verifier)) {
        return Some((at, Linkability::Known));
    }
    if let Some(at) = find(&|copy| copy.shown_to.is_none()) {
        return Some((at, Linkability::Fresh));
    }
    // The one that the fewest saw, so that the fewest can be joined.
    let (at, _) = usable
        .iter()
        .min_by_key(|(_, copy)| copy.also_shown_to.len())?;
    Some((*at, Linkability::Shared))
}

/// Chooses the copy for a verifier and writes down that it is shown, inside the transaction that
/// must end before anything of it leaves the wallet. `None` if no copy is in force.
pub(crate) fn take(
    t: &WriteTransaction<'_>,
    id: &str,
    document: &mut DocumentRecord,
    verifier: &str,
) -> Result<Option<CopyRecord>, StoreError> {
    let mut in_force = Vec::with_capacity(document.copies.len());
    for copy in &document.copies {
        in_force.push(holds(t.get(kind::ANCHOR, &copy.fingerprint)?.as_ref()));
    }
    let holds = |copy: &CopyRecord| {
        document
            .copies
            .iter()
            .position(|known| known.fingerprint == copy.fingerprint)
            .is_some_and(|at| in_force[at])
    };
    let Some((at, linkability)) = choose(document, verifier, holds) else {
        return Ok(None);
    };
    let copy = &mut document.copies[at];
    match linkability {
        Linkability::Known => {}
        Linkability::Fresh => copy.shown_to = Some(verifier.to_owned()),
        Linkability::Shared => copy.also_shown_to.push(verifier.to_owned()),
    }
    let copy = copy.clone();
    if linkability != Linkability::Known {
        t.put(kind::DOCUMENT, id, document.received, document)?;
    }
    Ok(Some(copy))
}

/// Whether a copy is in force as far as its anchor says; one that the chain was not asked about yet
/// may be.
pub(crate) fn holds(anchor: Option<&AnchorRecord>) -> bool {
    anchor.is_none_or(|anchor| matches!(anchor.status, 0 | 1))
}

fn saw(copy: &CopyRecord, verifier: &str) -> bool {
    copy.shown_to.as_deref() == Some(verifier)
        || copy.also_shown_to.iter().any(|known| known == verifier)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::collections::BTreeMap;

    use wallet_api::LocalText;

    use super::*;

    fn document(copies: &[&[&str]]) -> DocumentRecord {
        let copy = |(at, seen): (usize, &&[&str])| CopyRecord {
            fingerprint: format!("0x{at}"),
            credential: String::new(),
            key: keys::KeyId::relation("x", 0, keys::Purpose::Identity),
            shown_to: seen.first().map(|&did| did.to_owned()),
            also_shown_to: seen.iter().skip(1).map(|&did| did.to_owned()).collect(),
        };
        DocumentRecord {
            vct: String::new(),
            name: LocalText::default(),
            issuer: String::new(),
            received: 0,
            issued: 0,
            from: None,
            until: None,
            attributes: BTreeMap::new(),
            announced: false,
            copies: copies.iter().enumerate().map(copy).collect(),
            refill_failed: None,
        }
    }

    #[test]
    fn the_same_verifier_sees_the_same_copy_and_a_new_one_another() {
        let all = |_: &CopyRecord| true;
        let document = document(&[&["a"], &[], &["b", "c"], &[]]);
        let chosen = |verifier| choose(&document, verifier, all).unwrap();
        assert_eq!(chosen("a"), (0, Linkability::Known));
        assert_eq!(chosen("b"), (2, Linkability::Known));
        assert_eq!(chosen("c"), (2, Linkability::Known));
        assert_eq!(chosen("d"), (1, Linkability::Fresh));
    }

    #[test]
    fn without_a_fresh_copy_the_least_seen_one_is_shared_and_said_so() {
        let document = document(&[&["a", "b"], &["c"]]);
        let chosen = choose(&document, "d", |_| true);
        assert_eq!(chosen, Some((1, Linkability::Shared)));
    }

    #[test]
    fn a_copy_that_does_not_hold_is_never_chosen() {
        let document = document(&[&["a"], &[]]);
        let second = choose(&document, "a", |copy| copy.fingerprint != "0x0");
        assert_eq!(second, Some((1, Linkability::Fresh)));
        assert_eq!(choose(&document, "a", |_| false), None);
    }
}
