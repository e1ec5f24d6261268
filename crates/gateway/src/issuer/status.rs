//! The status of what was issued: suspended, valid again, revoked for good, or superseded.

use std::collections::BTreeMap;

use chain::calls;
use chain::reads::CredentialStatus;
use credential::{Attributes, Fingerprint, UnverifiedCredential, kinds};
use exchange::record::CREDENTIAL_STATUS;
use keys::PublicKey;
use serde_json::Value;

use super::{Copy, DEGREE, IDENTITY, INVOICE, vct_of};
use crate::failure::Failure;
use crate::state::{Department, Gateway};
use crate::store::{IssuedRow, RelationRow};

/// A credential whose status was set.
#[derive(Clone, Debug)]
pub struct StatusSet {
    /// Its fingerprint.
    pub fingerprint: credential::Fingerprint,
    /// What took its place, if it was superseded.
    pub successor: Option<credential::Fingerprint>,
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
                successor: None,
                height: receipt.block,
            });
        }
        Ok(set)
    }

    /// Supersedes a document: every copy that `relation` has of this configuration is issued anew
    /// for the same key, with the attributes in `changed` as they are there, and the old one named
    /// as replaced by the new one.
    ///
    /// # Errors
    /// `not_found`; `invalid_request` if the type has no such attribute, or if a copy was revoked,
    /// which is known before anything is issued; or store or chain fail.
    pub async fn supersede(
        &self,
        issuer: &Department,
        relation: &RelationRow,
        configuration: &str,
        changed: &BTreeMap<String, String>,
    ) -> Result<Vec<StatusSet>, Failure> {
        let bad = |text: String| Failure::bad("invalid_request", text);
        // The contract has the number of an invoice once: what corrects one is a reversal.
        let kind = (configuration != INVOICE)
            .then(|| kinds::find(&vct_of(configuration)))
            .flatten()
            .ok_or_else(|| bad(format!("{configuration} is not superseded")))?;
        for code in changed.keys() {
            if !kind.attributes.contains(&code.as_str()) {
                return Err(bad(format!("{configuration} has no attribute {code}")));
            }
        }
        let slug = issuer.slug();
        let copies = self
            .store
            .current_of_relation(slug, &relation.relation, configuration)?;
        if copies.is_empty() {
            return Err(Failure::not_found("nothing of this kind was issued to it"));
        }
        let mut rows = Vec::with_capacity(copies.len());
        for fingerprint in copies {
            let state = self
                .chain
                .credential_status(issuer.did.address, fingerprint.to_bytes().into())
                .await?;
            if state.is_some_and(|state| state.status == CredentialStatus::Revoked) {
                return Err(bad("it was revoked for good".to_owned()));
            }
            rows.extend(
                self.store
                    .issued_row(slug, &relation.relation, fingerprint)?,
            );
        }
        let count = u8::try_from(rows.len()).unwrap_or(u8::MAX);
        let mut set = Vec::with_capacity(rows.len());
        for (number, row) in (0..count).zip(rows) {
            let old = UnverifiedCredential::parse(&row.compact).map_err(Failure::ours)?;
            let mut attributes = old.attributes_unverified().map_err(Failure::ours)?;
            for (code, value) in changed {
                let code = code.parse().map_err(|error| bad(format!("{error}")))?;
                attributes.insert(code, Value::String(value.clone()));
            }
            let holder = old.terms().holder;
            set.extend(
                self.replace(issuer, &row, holder, &attributes, (number, count))
                    .await?,
            );
        }
        Ok(set)
    }

    /// Issues a credential anew for `holder` with `attributes`, anchors it, and has it take the
    /// place of the old one: on the chain, where the old one was issued to a relation, and in the
    /// store. `number`: which copy of how many.
    pub(crate) async fn replace(
        &self,
        issuer: &Department,
        row: &IssuedRow,
        holder: PublicKey,
        attributes: &Attributes,
        number: (u8, u8),
    ) -> Result<Option<StatusSet>, Failure> {
        let relation = match &row.relation {
            Some(relation) => self.store.relation(issuer.slug(), relation)?,
            None => None,
        };
        let copy = Copy {
            configuration: configuration_of(row),
            attributes,
            holder,
            relation: relation.as_ref(),
            number,
            delivered: false,
            invoice_number: None,
        };
        let issued = self.issue_copy(issuer, &copy).await?;
        let set = match &relation {
            Some(relation) => Some(
                self.name_successor(issuer, relation, row.fingerprint, issued.fingerprint)
                    .await?,
            ),
            None => None,
        };
        self.store
            .set_successor(row.fingerprint, issued.fingerprint)?;
        Ok(set)
    }

    async fn name_successor(
        &self,
        issuer: &Department,
        relation: &RelationRow,
        fingerprint: Fingerprint,
        successor: Fingerprint,
    ) -> Result<StatusSet, Failure> {
        let (old, new) = (fingerprint.to_bytes(), successor.to_bytes());
        let to = self.address(issuer, relation);
        let note = to.into_note(CREDENTIAL_STATUS, &old, Vec::new());
        let at = self.chain.network().contracts();
        let superseded = CredentialStatus::Superseded;
        let call = calls::credentials_set_status(at, old.into(), superseded, new.into(), &note);
        let receipt = self.send_or_say(issuer, &call).await?;
        Ok(StatusSet {
            fingerprint,
            successor: Some(successor),
            height: receipt.block,
        })
    }
}

/// The configuration as one of those that are known.
fn configuration_of(row: &IssuedRow) -> &'static str {
    [IDENTITY, DEGREE, INVOICE]
        .into_iter()
        .find(|known| *known == row.configuration)
        .unwrap_or(IDENTITY)
}
