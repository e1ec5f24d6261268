//! How validators change where headers name them: each header may carry its proposer's vote, and with
//! votes of more than half of the set the next header names another set.
//!
//! Besu, `VoteTally` and `VoteTallyUpdater`: votes are about one subject each, a proposer's newest
//! vote about a subject counts, an epoch's first block (its number is a multiple of the epoch's
//! length) carries none and forgets all that were before.

use std::collections::BTreeSet;

use alloy_primitives::Address;

use super::{QbftError, SealedHeader, Vote};

/// The one vote that turns `before` into `after`.
///
/// # Errors
/// [`QbftError::SetChange`] if they are the same or differ by more than one member.
pub fn change(before: &BTreeSet<Address>, after: &BTreeSet<Address>) -> Result<Vote, QbftError> {
    let mut added = after.difference(before);
    let mut dropped = before.difference(after);
    match (added.next(), dropped.next(), added.next(), dropped.next()) {
        (Some(subject), None, None, None) => Ok(Vote {
            subject: *subject,
            add: true,
        }),
        (None, Some(subject), None, None) => Ok(Vote {
            subject: *subject,
            add: false,
        }),
        _ => Err(QbftError::SetChange("by more than one member")),
    }
}

/// Counts the votes for one change, from the header before it backwards.
#[derive(Clone, Debug)]
pub struct Ballot {
    vote: Vote,
    set: BTreeSet<Address>,
    epoch: u64,
    /// Whose newest vote about the subject is known.
    heard: BTreeSet<Address>,
    votes_for: usize,
    /// Parent hash and number of the header that was counted last.
    next: Option<(alloy_primitives::B256, u64)>,
}

impl Ballot {
    /// A ballot among `set`, on a chain whose epochs are `epoch` blocks long.
    pub const fn new(vote: Vote, set: BTreeSet<Address>, epoch: u64) -> Self {
        Self {
            vote,
            set,
            epoch,
            heard: BTreeSet::new(),
            votes_for: 0,
            next: None,
        }
    }

    /// Counts the next `header`: the first one is the last header of the old set, each other the
    /// parent of the one before. Answers whether more than half have voted for the change.
    ///
    /// # Errors
    /// [`QbftError::SetChange`] if the votes do not make the change.
    pub fn count(&mut self, header: &SealedHeader) -> Result<bool, QbftError> {
        let refuse = |why| Err(QbftError::SetChange(why));
        let vote = header.extra().vote;
        match self.next {
            None if vote != Some(self.vote) => return refuse("without a vote for it"),
            None => (),
            Some((hash, number)) if hash != header.hash() || number != header.number() => {
                return refuse("by votes of another chain");
            }
            Some(_) => (),
        }
        // The end of the epoch before this one, or of the matter before this vote.
        let decided = header.extra().validators.contains(&self.vote.subject) == self.vote.add;
        if header.number().is_multiple_of(self.epoch) || decided {
            return refuse("without enough votes");
        }
        if let Some(vote) = vote
            && vote.subject == self.vote.subject
            && self.set.contains(&header.proposer())
            && self.heard.insert(header.proposer())
            && vote.add == self.vote.add
        {
            self.votes_for += 1;
        }
        self.next = Some((header.parent(), header.number() - 1));
        Ok(self.votes_for > self.set.len() / 2)
    }
}
