//! A token as its holder reads it: everything checked that needs neither keys nor facts.

use crate::digest::Fingerprint;
use crate::error::GrantError;
use crate::grant::{Grant, Hold};
use crate::link;
use crate::part::{Form, Parts};
use crate::right::{Right, RightSet, ShownRight};
use crate::shown;

/// Parts, content and the line of holds, consistent in themselves; no signature is implied.
pub(crate) struct Token<'a> {
    pub(crate) parts: Parts<'a>,
    pub(crate) grant: Grant,
    /// One for each link, oldest first.
    pub(crate) links: Vec<Hold>,
    /// In the order of `parts.disclosures`.
    pub(crate) shown: Vec<ShownRight>,
}

impl<'a> Token<'a> {
    pub(crate) fn read(text: &'a str, form: Form) -> Result<Self, GrantError> {
        let parts = Parts::parse(text, form)?;
        let grant = Grant::read(&parts.grant, Fingerprint::of(parts.grant.text))?;
        let mut links: Vec<Hold> = Vec::with_capacity(parts.links.len());
        for part in &parts.links {
            let (hold, follows) = link::read(part)?;
            let previous = links.last().unwrap_or(&grant.hold);
            link::check_follows(previous, follows)?;
            link::check_narrower(previous, &hold)?;
            links.push(hold);
        }
        let kept = links.last().unwrap_or(&grant.hold).rights;
        let shown = shown::read_all(&parts.disclosures, &grant, kept)?;
        Ok(Self {
            parts,
            grant,
            links,
            shown,
        })
    }

    /// What the department named last holds.
    pub(crate) fn last(&self) -> &Hold {
        self.links.last().unwrap_or(&self.grant.hold)
    }

    /// The numbers of some of the rights shown, or `None` if one is not.
    pub(crate) fn numbers_of(&self, rights: &[Right]) -> Option<RightSet> {
        let number = |right: &Right| {
            self.shown
                .iter()
                .find(|shown| shown.right == *right)
                .map(|shown| shown.number)
        };
        rights
            .iter()
            .map(number)
            .collect::<Option<Vec<_>>>()
            .map(RightSet::from_numbers)
    }

    /// Writes the token as held again, with only the disclosures of `rights` and one link more.
    pub(crate) fn write(&self, rights: RightSet, link: Option<&str>) -> String {
        let mut text = format!("{}~", self.parts.grant.text);
        for (disclosure, shown) in self.parts.disclosures.iter().zip(&self.shown) {
            if rights.contains(shown.number) {
                text.push_str(disclosure.text);
                text.push('~');
            }
        }
        for part in self.parts.links.iter().map(|part| part.text).chain(link) {
            push_announced(&mut text, part);
        }
        text
    }
}

/// Appends a link or decision: an empty part announces it.
pub(crate) fn push_announced(text: &mut String, part: &str) {
    text.push('~');
    text.push_str(part);
    text.push('~');
}
