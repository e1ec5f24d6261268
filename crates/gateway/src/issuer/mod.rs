//! The departments as issuers: what they offer, and how a credential comes into the world.

mod apply;
mod invoice;
mod metadata;
mod offer;
mod refill;
mod status;

use chain::ChainError;
use chain::calls;
use credential::{
    Attributes, Fingerprint, IssueCredentialError, IssuedCredential, StatusRegistry, Terms,
    Validity, Vct, issue_credential, kinds,
};
use exchange::record::{Announcement, CREDENTIAL_ANCHORED};
use keys::PublicKey;
use serde_json::Value;

use crate::addressee::{Addressee, note_to_nobody};
use crate::failure::Failure;
use crate::random;
use crate::state::{Department, Gateway};
use crate::store::{IssuedRow, RelationRow, StoreError};

pub use invoice::{InvoiceOrder, IssuedInvoice};
pub use offer::{OfferOrder, PlacedOffer, TxCodeChoice};
pub use status::StatusSet;

/// Configuration id of the identity record.
pub(crate) const IDENTITY: &str = "identity";
/// Configuration id of degrees.
pub(crate) const DEGREE: &str = "degree";
/// Configuration id of invoices.
pub(crate) const INVOICE: &str = "invoice";

/// One copy of a credential to be issued.
pub(crate) struct Copy<'a> {
    pub(crate) configuration: &'static str,
    pub(crate) attributes: &'a Attributes,
    /// The key the copy is bound to.
    pub(crate) holder: PublicKey,
    /// To whom it is announced.
    pub(crate) relation: Option<&'a RelationRow>,
    /// Which copy, and of how many.
    pub(crate) number: (u8, u8),
    /// Whether it goes back in the answer to a credential request.
    pub(crate) delivered: bool,
    /// An invoice's number.
    pub(crate) invoice_number: Option<String>,
}

/// Why a copy was not issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// The attributes make no credential, or the signer failed.
    #[error("the credential cannot be signed: {0}")]
    Credential(#[from] IssueCredentialError),
    /// The fingerprint cannot be anchored.
    #[error("the credential cannot be anchored: {0}")]
    Chain(#[from] ChainError),
    /// It cannot be remembered.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<IssueError> for Failure {
    fn from(error: IssueError) -> Self {
        match error {
            IssueError::Chain(error) => error.into(),
            other => Self::ours(other),
        }
    }
}

impl Gateway {
    /// Signs a copy, remembers it, and anchors it on chain; only then may it be handed over.
    ///
    /// It is remembered first: what stands on chain can always be picked up.
    pub(crate) async fn issue_copy(
        &self,
        issuer: &Department,
        copy: &Copy<'_>,
    ) -> Result<IssuedCredential, IssueError> {
        let now = random::now();
        let terms = Terms {
            vct: vct_of(copy.configuration),
            issuer: issuer.did,
            holder: copy.holder,
            validity: validity(copy.configuration, now),
            registry: StatusRegistry {
                chain_id: self.chain_id(),
                contract: self.chain.network().contracts().credentials,
            },
            status_list: None,
        };
        let issued = issue_credential(
            &terms,
            copy.attributes,
            &issuer.keys.ed25519,
            &mut random::rng(),
        )?;
        self.store.add_issued(&IssuedRow {
            fingerprint: issued.fingerprint,
            department: issuer.slug().to_owned(),
            relation: copy.relation.map(|relation| relation.relation.clone()),
            configuration: copy.configuration.to_owned(),
            compact: issued.compact.clone(),
            number: copy.invoice_number.clone(),
            issued_at: now,
        })?;
        self.anchor_copy(issuer, copy, issued.fingerprint).await?;
        Ok(issued)
    }

    async fn anchor_copy(
        &self,
        issuer: &Department,
        copy: &Copy<'_>,
        fingerprint: Fingerprint,
    ) -> Result<(), ChainError> {
        let (number, copies) = copy.number;
        let announcement = Announcement {
            configuration: copy.configuration.to_owned(),
            copy: number,
            copies,
            delivered: copy.delivered,
        }
        .to_bytes();
        let fingerprint = fingerprint.to_bytes();
        let note = match copy.relation {
            Some(relation) => {
                let to = self.address(issuer, relation);
                let data = to.seal(CREDENTIAL_ANCHORED, &fingerprint, &announcement);
                to.into_note(CREDENTIAL_ANCHORED, &fingerprint, data)
            }
            None => note_to_nobody(self.bucket_bits(), announcement.len() + 16),
        };
        let at = self.chain.network().contracts();
        let call = calls::credentials_anchor(at, fingerprint.into(), &note);
        self.send(issuer, &call).await?;
        Ok(())
    }

    pub(crate) fn address(&self, writer: &Department, relation: &RelationRow) -> Addressee {
        Addressee::new(
            &writer.keys,
            self.chain_id(),
            self.bucket_bits(),
            &relation.meta_address,
        )
    }
}

/// The type of a credential of one of the configurations.
pub(crate) fn vct_of(configuration: &str) -> Vct {
    match configuration {
        IDENTITY => kinds::IDENTITY.vct(),
        DEGREE => kinds::DEGREE.vct(),
        _ => kinds::INVOICE.vct(),
    }
}

/// Times are whole days, so that they do not name a holder.
fn validity(configuration: &str, now: i64) -> Validity {
    const DAY_SECS: i64 = 86_400;
    let issued_at = now - now.rem_euclid(DAY_SECS);
    let expires = (configuration == IDENTITY).then_some(issued_at + 3_652 * DAY_SECS);
    Validity {
        issued_at,
        not_before: None,
        expires,
    }
}

/// Picks from a register's entry what a kind of credential speaks about.
pub(crate) fn attributes_of(kind: &kinds::Kind, entry: &Value) -> Attributes {
    kind.attributes
        .iter()
        .filter_map(|code| Some((code.parse().ok()?, entry.get(code)?.clone())))
        .collect()
}
