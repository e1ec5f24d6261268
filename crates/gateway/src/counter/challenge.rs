//! Questions that a department gives out at its counter.

use exchange::counter::{CHALLENGE_SECS, ChallengeDraft, text};
use grant::Code;

use super::messages::{ChallengeCommand, ChallengeView};
use crate::failure::Failure;
use crate::random;
use crate::state::{Department, Gateway};

impl Gateway {
    /// Signs a question and remembers it until it has ended.
    ///
    /// # Errors
    /// `invalid_request` if it makes no question; or the store fails.
    pub fn counter_challenge(
        &self,
        department: &Department,
        command: &ChallengeCommand,
    ) -> Result<ChallengeView, Failure> {
        let bad = |text: &str| Failure::bad("invalid_request", text);
        if !(1..=CHALLENGE_SECS).contains(&command.open_for_secs) {
            return Err(bad("a question is open for 1 to 600 seconds"));
        }
        let codes = |texts: &[String]| -> Result<Vec<Code>, Failure> {
            texts
                .iter()
                .map(|text| text.parse().map_err(|_| bad("a code is malformed")))
                .collect()
        };
        let now = random::now();
        let draft = ChallengeDraft {
            department: department.did,
            nonce: random::token(),
            issued_at: now,
            expires_at: now + command.open_for_secs,
            purpose: command
                .purpose
                .parse()
                .map_err(|_| bad("a code is malformed"))?,
            required: codes(&command.required)?,
            optional: codes(&command.optional)?,
        };
        if !draft.is_well_formed() {
            return Err(bad("an attribute is named twice, or there are too many"));
        }
        let signed = draft
            .sign(&department.keys.ed25519)
            .map_err(Failure::ours)?;
        let text = text::encode_challenge(&signed).map_err(|_| bad("too much for a code"))?;
        self.store.add_challenge(
            department.slug(),
            &draft.nonce,
            draft.purpose.as_str(),
            draft.expires_at,
            now,
        )?;
        Ok(ChallengeView {
            text,
            expires_at: draft.expires_at,
        })
    }
}
