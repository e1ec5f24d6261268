//! The city as the legislator: enacts, amends and repeals, and publishes the texts.

use chain::law::{Rule, RuleTerms};
use chain::{Call, ChainError, calls};
use sha2::{Digest, Sha256};

use crate::admin::{AmendCommand, EnactCommand, RepealCommand, RuleView, Which};
use crate::city;
use crate::failure::Failure;
use crate::state::{Department, Gateway};

/// Longest text of a clause, in bytes.
const MAX_STATUTE_BYTES: usize = 64 * 1_024;
const DAY_SECS: u64 = 86_400;

impl Gateway {
    /// Puts a new rule into the book.
    ///
    /// # Errors
    /// `invalid_request` if the contract would not take it; or store or chain fail.
    pub async fn enact(&self, command: EnactCommand) -> Result<Vec<RuleView>, Failure> {
        let (text_fingerprint, text_uri) = self.publish(&command.text)?;
        let terms = RuleTerms {
            requester_kind: command.requester_kind,
            min_level: command.levels.0,
            max_level: command.levels.1,
            entry: command.entry,
            attribute: command.attribute,
            purpose: command.purpose,
            action: command.action,
            verdict: command.verdict,
            clause: command.clause,
            title_zh: command.title.zh,
            title_en: command.title.en,
            text_fingerprint: text_fingerprint.into(),
            text_uri,
            max_validity_secs: u64::from(command.max_days) * DAY_SECS,
            max_uses: command.max_uses,
            max_retention_days: command.max_retention_days,
            delegable: command.delegable,
            statutory: command.statutory,
            from: command.from,
            until: command.until,
        };
        let at = self.chain.network().contracts();
        let call = calls::laws_enact(at, &terms)
            .map_err(|error| Failure::bad("invalid_request", error))?;
        self.legislate(&call).await?;
        let snapshot = self.ledger.refresh().await?;
        // The new rule has the highest number.
        let enacted = snapshot.law.all().last().map(|rule| rule.id);
        self.rules_where(|rule| Some(rule.id) == enacted).await
    }

    /// Changes rules; what the command does not name stays.
    ///
    /// # Errors
    /// `not_found`; `invalid_request` if the contract would not take it; or store or chain fail.
    pub async fn amend(&self, command: AmendCommand) -> Result<Vec<RuleView>, Failure> {
        let text = command
            .text
            .as_deref()
            .map(|text| self.publish(text))
            .transpose()?;
        let at = self.chain.network().contracts();
        let mut amended = Vec::new();
        for rule in self.meant(&command.which).await? {
            let mut terms = rule.terms;
            change(&mut terms, &command);
            if let Some((fingerprint, uri)) = &text {
                terms.text_fingerprint = (*fingerprint).into();
                terms.text_uri.clone_from(uri);
            }
            let call = calls::laws_amend(at, rule.id, &terms)
                .map_err(|error| Failure::bad("invalid_request", error))?;
            self.legislate(&call).await?;
            amended.push(rule.id);
        }
        self.rules_where(|rule| amended.contains(&rule.id)).await
    }

    /// Ends rules for ever.
    ///
    /// # Errors
    /// `not_found`; or the chain fails.
    pub async fn repeal(&self, command: RepealCommand) -> Result<Vec<RuleView>, Failure> {
        let at = self.chain.network().contracts();
        let mut repealed = Vec::new();
        for rule in self.meant(&command.which).await? {
            self.legislate(&calls::laws_repeal(at, rule.id)).await?;
            repealed.push(rule.id);
        }
        self.rules_where(|rule| repealed.contains(&rule.id)).await
    }

    /// Returns the rules that stand, and with `all` the repealed as well.
    ///
    /// # Errors
    /// If the chain fails.
    pub async fn rules(&self, all: bool) -> Result<Vec<RuleView>, Failure> {
        self.rules_where(|rule| all || !rule.repealed).await
    }

    async fn rules_where(&self, wanted: impl Fn(&Rule) -> bool) -> Result<Vec<RuleView>, Failure> {
        let snapshot = self.ledger.refresh().await?;
        let law = &snapshot.law;
        let rules = law.all().filter(|rule| wanted(rule));
        Ok(rules
            .map(|rule| RuleView::new(rule, law.history(rule.id).len()))
            .collect())
    }

    async fn meant(&self, which: &Which) -> Result<Vec<Rule>, Failure> {
        let snapshot = self.ledger.refresh().await?;
        let rules: Vec<Rule> = snapshot
            .law
            .all()
            .filter(|rule| which.means(rule))
            .cloned()
            .collect();
        match rules.is_empty() {
            true => Err(Failure::not_found("no standing rule is meant by that")),
            false => Ok(rules),
        }
    }

    fn lawgiver(&self) -> Result<&Department, Failure> {
        self.department(city::LEGISLATOR)
            .ok_or_else(|| Failure::ours("the sample city has no legislator"))
    }

    async fn legislate(&self, call: &Call) -> Result<(), Failure> {
        match self.send(self.lawgiver()?, call).await {
            Ok(_) => Ok(()),
            // What the contract says about the rule is said to whoever wrote it.
            Err(ChainError::Reverted { error }) => Err(Failure::bad(
                "invalid_request",
                format!("the contract refuses the rule: {error}"),
            )),
            Err(error) => Err(error.into()),
        }
    }

    /// Publishes a clause's text under an address made from its fingerprint, so that no text can
    /// take another's place.
    fn publish(&self, text: &str) -> Result<([u8; 32], String), Failure> {
        if text.trim().is_empty() || text.len() > MAX_STATUTE_BYTES {
            let bounds = "the clause's text is missing, or longer than 64 KiB";
            return Err(Failure::bad("invalid_request", bounds));
        }
        let fingerprint: [u8; 32] = Sha256::digest(text).into();
        let file = format!("{}.txt", const_hex::encode(&fingerprint[..16]));
        self.store.put_statute(&file, text)?;
        Ok((fingerprint, format!("{}/law/{file}", self.base_url())))
    }
}

fn change(terms: &mut RuleTerms, command: &AmendCommand) {
    fn set<T: Clone>(field: &mut T, new: Option<&T>) {
        if let Some(new) = new {
            field.clone_from(new);
        }
    }
    set(&mut terms.verdict, command.verdict.as_ref());
    if let Some((highest, lowest)) = command.levels {
        (terms.min_level, terms.max_level) = (highest, lowest);
    }
    if let Some(days) = command.max_days {
        terms.max_validity_secs = u64::from(days) * DAY_SECS;
    }
    set(&mut terms.max_uses, command.max_uses.as_ref());
    set(
        &mut terms.max_retention_days,
        command.max_retention_days.as_ref(),
    );
    set(&mut terms.delegable, command.delegable.as_ref());
    set(&mut terms.statutory, command.statutory.as_ref());
    if let Some(until) = command.until {
        terms.until = (until != 0).then_some(until);
    }
}
