//! Officers: authorised and dismissed by their department, on the chain.

use chain::calls;
use keys::PublicKey;

use crate::admin::{OfficerCommand, OfficerView};
use crate::city;
use crate::failure::Failure;
use crate::random;
use crate::state::{Gateway, Officer};

impl Gateway {
    /// Returns the officers of the sample city, with how long each is authorised.
    ///
    /// # Errors
    /// If the chain fails.
    pub async fn officers(&self) -> Result<Vec<OfficerView>, Failure> {
        let mut views = Vec::new();
        for sample in city::OFFICERS {
            if let Some(officer) = self.officers.get(sample.slug) {
                views.push(self.officer_view(officer).await?);
            }
        }
        Ok(views)
    }

    /// Authorises an officer for some time from now, or dismisses the officer.
    ///
    /// # Errors
    /// `not_found`, `forbidden`; or the chain fails.
    pub async fn authorise(&self, command: &OfficerCommand) -> Result<OfficerView, Failure> {
        let officer = self
            .officers
            .get(command.officer.as_str())
            .ok_or_else(|| Failure::not_found("there is no such officer"))?;
        let department = self.slug(officer.sample.department)?;
        let contracts = self.chain.network().contracts();
        let key = officer.public_key();
        let call = match command.for_secs {
            Some(secs) => {
                let now = self.ledger.refresh().await?.no_earlier(random::now());
                let until = u64::try_from(now.saturating_add(secs)).unwrap_or_default();
                calls::departments_appoint_officer(contracts, &key, until, city::OFFICER_SCOPE)
            }
            None => calls::departments_dismiss_officer(contracts, &key),
        };
        self.send_or_say(department, &call).await?;
        self.officer_view(officer).await
    }

    async fn officer_view(&self, officer: &Officer) -> Result<OfficerView, Failure> {
        let snapshot = self.ledger.refresh().await?;
        let now = snapshot.no_earlier(random::now());
        let department = self.slug(officer.sample.department)?;
        let key = officer.public_key();
        let authorised = snapshot
            .directory
            .officers(&department.did.address, now)
            .into_iter()
            .find(|found| found.key == key)
            .map(|found| found.until);
        Ok(OfficerView {
            officer: officer.sample.slug.to_owned(),
            department: department.slug().to_owned(),
            name: exchange::Text::new(officer.sample.zh, officer.sample.en),
            did: keys::did::did_key(&PublicKey::Ed25519(key)),
            authorised_until: authorised,
        })
    }
}
