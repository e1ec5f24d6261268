//! The status of what was issued: suspended, valid again, or revoked for good.

use chain::calls;
use chain::reads::CredentialStatus;
use exchange::record::CREDENTIAL_STATUS;

use crate::failure::Failure;
use crate::state::{Department, Gateway};
use crate::store::RelationRow;

/// A credential whose status was set.
#[derive(Clone, Debug)]
pub struct StatusSet {
    /// Its fingerprint.
    pub fingerprint: credential::Fingerprint,
    /// Block of the change.
    pub height: u64,
}

impl Gateway {
    /// Sets the status of a document: of every copy that `relation` has of this configuration and
    /// that nothing has taken the place of. Each change stands on chain before the next is begun.
    ///
    /// # Errors
    /// `not_found`; `invalid_request` if the contract refuses the step; or store or chain fail.
    pub async fn set_status(
        &self,
        issuer: &Department,
        relation: &RelationRow,
        configuration: &str,
        status: CredentialStatus,
    ) -> Result<Vec<StatusSet>, Failure> {
        let slug = issuer.slug();
        let copies = self
            .store
            .current_of_relation(slug, &relation.relation, configuration)?;
        if copies.is_empty() {
            return Err(Failure::not_found("nothing of this kind was issued to it"));
        }
        let at = self.chain.network().contracts();
        let mut set = Vec::with_capacity(copies.len());
        for fingerprint in copies {
            let id = fingerprint.to_bytes();
            let to = self.address(issuer, relation);
            let note = to.into_note(CREDENTIAL_STATUS, &id, Vec::new());
            let none = [0; 32].into();
            let call = calls::credentials_set_status(at, id.into(), status, none, &note);
            let receipt = self.send_or_say(issuer, &call).await?;
            set.push(StatusSet {
                fingerprint,
                height: receipt.block,
            });
        }
        Ok(set)
    }
}
