//! Fresh copies of a credential that the holder has already.

use chain::reads::CredentialStatus;
use credential::{StatusRegistry, Terms, UnverifiedCredential, issue_credential, kinds};
use exchange::introduction::verify_relation_introduction;
use exchange::parse_message;
use exchange::proof::{CredentialAnswer, CredentialCopy, MAX_CREDENTIAL_REQUEST_BYTES};
use exchange::refill::{RefillRequest, verify_refill};

use super::metadata::BATCH_SIZE;
use super::{Copy, DEGREE, IDENTITY, IssueError};
use crate::failure::Failure;
use crate::random;
use crate::state::{Department, Gateway};
use crate::store::{IssuedRow, RelationRow};

impl Gateway {
    /// Issues fresh copies of a credential to the relation that has it: the same content and times,
    /// other salts and keys. Every copy is anchored before it is handed over.
    ///
    /// # Errors
    /// `invalid_request`, `invalid_proof`, `invalid_nonce`, `not_found`, `invalid_credential`; or
    /// store or chain fail.
    pub async fn refill(
        &self,
        issuer: &Department,
        body: &[u8],
    ) -> Result<CredentialAnswer, Failure> {
        let request: RefillRequest = parse_message(body, MAX_CREDENTIAL_REQUEST_BYTES)
            .map_err(|error| Failure::bad("invalid_request", error))?;
        let refill = verify_refill(&request, &issuer.did, random::now())
            .map_err(|error| Failure::bad("invalid_proof", error))?;
        let count = u8::try_from(request.proofs.jwt.len()).unwrap_or(u8::MAX);
        if !(1..=BATCH_SIZE).contains(&count) {
            return Err(Failure::bad(
                "invalid_proof",
                "one to four proofs are taken",
            ));
        }
        let (holders, nonce) = self.check_proofs(issuer, &request.proofs)?;
        if nonce != refill.nonce {
            let text = "the copies' proofs carry another nonce";
            return Err(Failure::bad("invalid_nonce", text));
        }
        let introduced =
            verify_relation_introduction(&request.citizen_relation, &issuer.did, random::now())
                .map_err(|error| Failure::bad("invalid_request", error))?;
        if introduced.nonce != nonce || introduced.relation != refill.relation {
            let text = "the introduction is of another relation or nonce";
            return Err(Failure::bad("invalid_nonce", text));
        }
        self.spend_issuance_nonce(issuer, &nonce)?;
        let unknown = || Failure::not_found("nothing with that fingerprint was issued to you");
        let held = self
            .store
            .issued_row(issuer.slug(), &refill.relation, refill.fingerprint)?
            .ok_or_else(unknown)?;
        // An invoice is acted on by its one number; copies of it would be several invoices.
        let kind = match held.configuration.as_str() {
            IDENTITY => &kinds::IDENTITY,
            DEGREE => &kinds::DEGREE,
            _ => return Err(unknown()),
        };
        let status = self
            .chain
            .credential_status(issuer.did.address, refill.fingerprint.to_bytes().into())
            .await?;
        if status.is_none_or(|state| state.status != CredentialStatus::Valid) {
            let text = "it is no longer valid: there are no copies of it";
            return Err(Failure::bad("invalid_credential", text));
        }
        self.store.put_relation(
            issuer.slug(),
            &refill.relation,
            &introduced.meta_address,
            None,
        )?;
        let relation = RelationRow {
            relation: refill.relation.clone(),
            meta_address: introduced.meta_address,
            entry: None,
        };
        let original = UnverifiedCredential::parse(&held.compact).map_err(Failure::ours)?;
        let attributes = original.attributes_unverified().map_err(Failure::ours)?;
        let configuration = match kind.vct == kinds::IDENTITY.vct {
            true => IDENTITY,
            false => DEGREE,
        };
        let mut credentials = Vec::new();
        for (index, holder) in (0..count).zip(holders) {
            let terms = Terms {
                holder,
                registry: StatusRegistry {
                    chain_id: self.chain_id(),
                    contract: self.chain.network().contracts().credentials,
                },
                ..original.terms().clone()
            };
            let issued = issue_credential(
                &terms,
                &attributes,
                &issuer.keys.ed25519,
                &mut random::rng(),
            )
            .map_err(IssueError::from)?;
            let copy = Copy {
                configuration,
                attributes: &attributes,
                holder,
                relation: Some(&relation),
                number: (index, count),
                delivered: true,
                invoice_number: None,
            };
            self.store.add_issued(&IssuedRow {
                fingerprint: issued.fingerprint,
                issued_at: random::now(),
                compact: issued.compact.clone(),
                ..held.clone()
            })?;
            self.anchor_copy(issuer, &copy, issued.fingerprint)
                .await
                .map_err(IssueError::from)?;
            credentials.push(CredentialCopy {
                credential: issued.compact,
            });
        }
        Ok(CredentialAnswer { credentials })
    }
}
