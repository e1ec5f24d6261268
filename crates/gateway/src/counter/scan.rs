//! One code at a counter: read, verified, accepted once.

use chain::reads::CredentialStatus;
use credential::KeyName;
use exchange::counter::presentation::{Asked, Basis};
use exchange::counter::spoken::{MAX_DEPOSIT_BYTES, SpokenDeposit, parse_spoken, spoken_id};
use exchange::counter::{
    CODE_SECS, PartError, Scanned, ShownError, ShownExpectation, TextError, UnverifiedChallenge,
    UnverifiedShown, VerifiedShown, parts, text,
};
use exchange::parse_message;
use grant::Code;
use keys::PublicKey;

use super::messages::{AcceptedView, ScanCommand, StateView};
use crate::failure::Failure;
use crate::ledger::Snapshot;
use crate::random;
use crate::state::{Department, Gateway};
use crate::store::{AcceptedPresentation, ChallengeRow};

/// Why a counter refuses a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Name of the check that failed, as in `docs/formats/counter.md` §5.
    pub reason: String,
    /// In a sentence.
    pub description: String,
    /// Of what directory and status were known, if it came so far.
    pub state: Option<StateView>,
}

/// Why nothing was accepted.
#[derive(Debug)]
pub enum ScanFailure {
    /// The code was refused.
    Refused(Refusal),
    /// It did not come so far.
    Failed(Failure),
}

impl<E: Into<Failure>> From<E> for ScanFailure {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl From<ShownError> for ScanFailure {
    fn from(error: ShownError) -> Self {
        Self::Refused(Refusal {
            reason: format!("{error:?}"),
            description: error.to_string(),
            state: None,
        })
    }
}

impl From<TextError> for ScanFailure {
    fn from(error: TextError) -> Self {
        Self::Refused(Refusal {
            reason: format!("{error:?}"),
            description: error.to_string(),
            state: None,
        })
    }
}

impl From<PartError> for ScanFailure {
    fn from(error: PartError) -> Self {
        let reason = match &error {
            PartError::Malformed => "Malformed",
            PartError::Cut => "Cut",
            PartError::OtherParts => "OtherParts",
            PartError::Incomplete(_) => "Incomplete",
            PartError::Mistyped => "Mistyped",
        };
        Self::Refused(Refusal {
            reason: reason.to_owned(),
            description: error.to_string(),
            state: None,
        })
    }
}

impl Gateway {
    /// Reads what somebody shows at one counter of a department.
    ///
    /// # Errors
    /// [`ScanFailure`].
    pub async fn counter_scan(
        &self,
        department: &Department,
        command: &ScanCommand,
    ) -> Result<AcceptedView, ScanFailure> {
        let text = self.whole_text(department, &command.codes)?;
        let Scanned::Presentation(presentation) = text::decode(&text)? else {
            return Err(ShownError::Malformed.into());
        };
        let shown = UnverifiedShown::parse(&presentation)?;
        let (snapshot, online) = self.counter_state().await?;
        let state = self.statuses.state(online).await;
        let accepted = self
            .check(department, command, shown, (&snapshot, online))
            .await;
        let (shown, at) = match accepted {
            Err(ScanFailure::Refused(mut refusal)) => {
                refusal.state = state;
                tracing::info!(department = department.slug(), reason = %refusal.reason, "a code was refused");
                return Err(ScanFailure::Refused(refusal));
            }
            other => other?,
        };
        let settled = self
            .settle_one(department, &command.counter, shown.number)
            .await?;
        if settled.is_some_and(|(_, repeat)| repeat) {
            return Err(ShownError::Replay.into());
        }
        let issuer = snapshot.directory.by_did(&shown.credential.terms.issuer);
        tracing::info!(department = department.slug(), counter = %command.counter, at, "a code was accepted");
        Ok(AcceptedView {
            purpose: shown.purpose.as_str().to_owned(),
            by: name_of(shown.basis).to_owned(),
            issuer: shown.credential.terms.issuer.to_string(),
            issuer_zh: issuer
                .map(|found| found.name_zh.clone())
                .unwrap_or_default(),
            issuer_en: issuer
                .map(|found| found.name_en.clone())
                .unwrap_or_default(),
            vct: shown.credential.terms.vct.as_str().to_owned(),
            valid_until: shown.credential.terms.validity.expires,
            attributes: shown
                .credential
                .attributes
                .iter()
                .map(|(code, value)| (code.to_string(), value.clone()))
                .collect(),
            number: const_hex::encode_prefixed(shown.number),
            state: state.ok_or_else(|| Failure::ours("a state was proven before"))?,
            recorded: settled.map(|(height, _)| height),
        })
    }

    /// What was said, whole: by ten characters, by one code, by several.
    fn whole_text(&self, department: &Department, codes: &[String]) -> Result<String, ScanFailure> {
        if let [heard] = codes
            && let Some(spoken) = parse_spoken(heard)
        {
            let found =
                self.store
                    .take_spoken(department.slug(), &spoken_id(&spoken), random::now())?;
            return found.ok_or_else(|| {
                ScanFailure::Refused(Refusal {
                    reason: "Unknown".to_owned(),
                    description: "nothing was left here under these characters, or not any more"
                        .to_owned(),
                    state: None,
                })
            });
        }
        Ok(parts::join(codes.iter().map(String::as_str))?)
    }

    /// Directory and status at the head of the chain, else as last proven.
    async fn counter_state(&self) -> Result<(Snapshot, bool), Failure> {
        match self.ledger.refresh().await {
            Ok(snapshot) => {
                let online = self.statuses.refresh().await.is_ok();
                Ok((snapshot, online))
            }
            Err(error) => {
                let last = self.ledger.last_proven().await;
                let snapshot = last.ok_or_else(|| Failure::no_chain(&error))?;
                Ok((snapshot, false))
            }
        }
    }

    /// Follows the chain as long as it answers, so that a counter without it knows what was last.
    pub(crate) async fn follow_statuses(&self) {
        for error in [
            self.ledger.refresh().await.err(),
            self.statuses.refresh().await.err(),
        ]
        .into_iter()
        .flatten()
        {
            tracing::debug!(%error, "counters cannot follow the chain");
        }
    }

    async fn check(
        &self,
        department: &Department,
        command: &ScanCommand,
        shown: UnverifiedShown,
        (snapshot, online): (&Snapshot, bool),
    ) -> Result<(VerifiedShown, i64), ScanFailure> {
        let now = snapshot.no_earlier(random::now());
        // Somebody else's code says so, whatever else is wrong with it.
        if *shown.department() != department.did {
            return Err(ShownError::OtherOffice.into());
        }
        let asked = self.answered_challenge(department, command, &shown, now)?;
        let issuer = issuer_key(snapshot, &shown);
        let (issuer_id, fingerprint) = (shown.issuer().address, shown.fingerprint().to_bytes());
        let registry = self.chain.network().contracts().credentials;
        let is_ours = shown.terms().registry.chain_id == self.chain_id()
            && shown.terms().registry.contract == registry;
        let expected = ShownExpectation {
            department: &department.did,
            asked: asked
                .as_ref()
                .map(|(nonce, purpose)| Asked { nonce, purpose }),
            now,
        };
        let shown = shown.verify(issuer.as_ref(), &expected)?;
        let status = match is_ours {
            true => self.statuses.of(issuer_id, fingerprint).await,
            false => None,
        };
        match status {
            Some(CredentialStatus::Valid) => {}
            Some(CredentialStatus::Suspended) => return Err(ShownError::Suspended.into()),
            Some(CredentialStatus::Revoked) => return Err(ShownError::Revoked.into()),
            Some(CredentialStatus::Superseded) => return Err(ShownError::Superseded.into()),
            None => return Err(ShownError::NotAnchored.into()),
        }
        // Another counter may have brought it to the chain.
        let number = shown.number.into();
        if online
            && self
                .chain
                .presentation(number)
                .await
                .ok()
                .flatten()
                .is_some()
        {
            return Err(ShownError::Replay.into());
        }
        let names: Vec<&str> = shown
            .credential
            .attributes
            .keys()
            .map(credential::AttributeCode::as_str)
            .collect();
        let is_first = self.store.accept_presentation(&AcceptedPresentation {
            department: department.slug(),
            counter: &command.counter,
            number: shown.number,
            at: now,
            purpose: shown.purpose.as_str(),
            attributes: &names.join(","),
            viewing: shown.viewing.map(|key| key.to_bytes()),
        })?;
        if !is_first {
            return Err(ShownError::Replay.into());
        }
        Ok((shown, now))
    }

    /// The question that a presentation answers, as this department gave it out.
    fn answered_challenge(
        &self,
        department: &Department,
        command: &ScanCommand,
        shown: &UnverifiedShown,
        now: i64,
    ) -> Result<Option<(String, Code)>, ScanFailure> {
        let wanted = command.challenge.as_deref().map(nonce_of).transpose()?;
        if shown.basis() != Basis::Challenge {
            return match wanted {
                Some(_) => Err(ShownError::OtherChallenge.into()),
                None => Ok(None),
            };
        }
        let nonce = shown.nonce().to_owned();
        if wanted.is_some_and(|wanted| wanted != nonce) {
            return Err(ShownError::OtherChallenge.into());
        }
        let ChallengeRow {
            purpose,
            expires_at,
        } = self
            .store
            .challenge(department.slug(), &nonce)?
            .ok_or(ShownError::OtherChallenge)?;
        if expires_at <= now {
            return Err(ShownError::ChallengeOver.into());
        }
        let purpose = purpose.parse().map_err(Failure::ours)?;
        Ok(Some((nonce, purpose)))
    }

    /// Keeps what a wallet leaves here to be asked for by ten spoken characters.
    ///
    /// # Errors
    /// `invalid_request` if it is no such thing; or the store fails.
    pub fn keep_spoken(&self, department: &Department, body: &[u8]) -> Result<(), Failure> {
        let bad = |text: &str| Failure::bad("invalid_request", text);
        let deposit: SpokenDeposit = parse_message(body, MAX_DEPOSIT_BYTES)
            .map_err(|error| Failure::bad("invalid_request", error))?;
        let is_id = const_hex::decode_to_array::<_, 32>(&deposit.code).is_ok();
        if !is_id || !matches!(text::decode(&deposit.text), Ok(Scanned::Presentation(_))) {
            return Err(bad("this is no presentation"));
        }
        let now = random::now();
        let until = now + CODE_SECS;
        if self
            .store
            .keep_spoken(department.slug(), &deposit.code, &deposit.text, now, until)?
        {
            Ok(())
        } else {
            Err(bad("too many are waiting here"))
        }
    }
}

/// The nonce of one of our own challenges.
fn nonce_of(challenge: &str) -> Result<String, ScanFailure> {
    let Scanned::Challenge(token) = text::decode(challenge)? else {
        return Err(TextError::Malformed.into());
    };
    let unverified =
        UnverifiedChallenge::parse(&token).map_err(|_| ScanFailure::from(TextError::Malformed))?;
    Ok(unverified.claimed_nonce())
}

/// The issuer's key that should have signed.
fn issuer_key(snapshot: &Snapshot, shown: &UnverifiedShown) -> Option<PublicKey> {
    let department = snapshot.issuer_of(shown.issuer(), shown.terms().validity.issued_at)?;
    match shown.key_name() {
        KeyName::Ed25519 => department.keys.ed25519.map(PublicKey::Ed25519),
        KeyName::P256 => department.keys.p256_sign.map(PublicKey::P256),
    }
}

const fn name_of(basis: Basis) -> &'static str {
    match basis {
        Basis::Challenge => "challenge",
        Basis::Window => "window",
        Basis::Pass => "pass",
    }
}
