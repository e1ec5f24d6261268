//! The departments as verifiers of what citizens hold: they ask to be shown a part of a document.

use std::collections::BTreeSet;

use chain::reads::CredentialStatus;
use credential::{AttributeCode, Credential, KeyName, kinds};
use exchange::PresentationTerms;
use exchange::presentation::{PRESENTATION_QUERY_ID, PresentationExpectation, UnverifiedPresented};
use exchange::query::PresentationQuery;
use exchange::receipt::ReceiptOutcome;
use exchange::request::{Subject as _, read_presentation_request};
use grant::Fingerprint;
use keys::PublicKey;

use super::{MadeRequest, ReceivedAnswer, RequestForm};
use crate::city;
use crate::failure::Failure;
use crate::ledger::Snapshot;
use crate::random;
use crate::state::{Department, Gateway};
use crate::store::{PresentationRow, RequestRow};

const DAY_SECS: i64 = 86_400;

/// What is to be shown.
#[derive(Clone, Debug)]
pub struct PresentationOrder {
    /// Configurations of which any will do: `identity`, `degree`.
    pub documents: Vec<String>,
    /// Attributes that are needed.
    pub attributes: Vec<String>,
    /// Attributes that would help, at most 6.
    pub optional: Vec<String>,
    /// Purpose code.
    pub purpose: String,
    /// Clause; if none is named, the one of the sample law for this kind of department and purpose,
    /// if there is one.
    pub clause: Option<String>,
    /// Seconds for which it can be answered.
    pub open_for_secs: i64,
    /// Days of retention.
    pub retention_days: u16,
}

impl Gateway {
    /// Signs a request to be shown a part of a document, and keeps it for whoever fetches it.
    ///
    /// # Errors
    /// `invalid_request` if the order makes no request; or the store fails.
    pub fn request_presentation(
        &self,
        department: &Department,
        order: &PresentationOrder,
        form: RequestForm,
    ) -> Result<MadeRequest, Failure> {
        let terms = presentation_terms(department, order)?;
        // What is asked must be something a wallet will read.
        terms
            .check()
            .map_err(|error| Failure::bad("invalid_request", error))?;
        let encoded = terms.encode();
        self.place_request(department, terms, &encoded, order.open_for_secs, form)
    }

    /// Checks what was shown in answer to a request, keeps it, and gives a receipt.
    pub(super) async fn receive_presentation(
        &self,
        department: &Department,
        request: &RequestRow,
        compact: &str,
    ) -> Result<ReceivedAnswer, Failure> {
        let terms = read_presentation_request(&request.compact).map_err(Failure::ours)?;
        let credential = self
            .check_shown(department, request, &terms, compact)
            .await?;
        let now = random::now();
        let row = PresentationRow {
            request: request.id.clone(),
            department: department.slug().to_owned(),
            fingerprint: Fingerprint::of(compact).to_bytes(),
            issuer: credential.terms.issuer.to_string(),
            vct: credential.terms.vct.as_str().to_owned(),
            attributes: (credential.attributes.iter())
                .map(|(code, value)| (code.to_string(), value.clone()))
                .collect(),
            number: self.file_number(department)?,
            received_at: now,
            keep_until: now.saturating_add(i64::from(terms.retention_days) * DAY_SECS),
        };
        if !self.store.accept_shown(&row)? {
            return Err(Failure::conflict(
                "invalid_request",
                "the request is answered already",
            ));
        }
        self.receipt(
            department,
            request,
            Some(Fingerprint::from_bytes(row.fingerprint)),
            ReceiptOutcome::Accepted,
            row.number,
        )
    }

    /// The receipt once more, for the same presentation and for no other.
    pub(super) fn shown_again(
        &self,
        request: &RequestRow,
        compact: &str,
    ) -> Result<Option<PresentationRow>, Failure> {
        let fingerprint = Fingerprint::of(compact).to_bytes();
        let shown = self.store.shown(&request.id)?;
        Ok(shown.filter(|row| row.fingerprint == fingerprint))
    }

    /// Issuer, holder, terms, time, and the status on the chain as it stands now.
    async fn check_shown(
        &self,
        department: &Department,
        request: &RequestRow,
        terms: &PresentationTerms,
        compact: &str,
    ) -> Result<Credential, Failure> {
        let refused = |error: &dyn std::fmt::Display| Failure::bad("invalid_grant", error);
        let shown = UnverifiedPresented::parse(compact).map_err(|error| refused(&error))?;
        let snapshot = self.ledger.refresh().await?;
        self.statuses.refresh().await?;
        let registry = self.chain.network().contracts().credentials;
        let ours = shown.terms().registry.chain_id == self.chain_id()
            && shown.terms().registry.contract == registry;
        let (issuer, fingerprint) = (shown.issuer().address, shown.fingerprint().to_bytes());
        let key = issuer_key(&snapshot, &shown);
        let expected = PresentationExpectation {
            department: &department.did,
            nonce: &request.nonce,
            terms,
            transaction_data: &request.terms,
            now: snapshot.no_earlier(random::now()),
        };
        let credential = shown
            .verify(key.as_ref(), &expected)
            .map_err(|error| refused(&error))?;
        let status = match ours {
            true => self.statuses.of(issuer, fingerprint).await,
            false => None,
        };
        match status {
            Some(CredentialStatus::Valid) => Ok(credential),
            Some(CredentialStatus::Suspended) => Err(refused(&"the document is suspended")),
            Some(CredentialStatus::Revoked) => Err(refused(&"the document was revoked")),
            Some(CredentialStatus::Superseded) => Err(refused(&"another document took its place")),
            None => Err(refused(&"the chain knows no such document")),
        }
    }
}

/// The issuer's key that should have signed, as the directory had it then, if it was active.
fn issuer_key(snapshot: &Snapshot, shown: &UnverifiedPresented) -> Option<PublicKey> {
    let department = snapshot.issuer_of(shown.issuer(), shown.terms().validity.issued_at)?;
    match shown.key_name() {
        KeyName::Ed25519 => department.keys.ed25519.map(PublicKey::Ed25519),
        KeyName::P256 => department.keys.p256_sign.map(PublicKey::P256),
    }
}

fn presentation_terms(
    department: &Department,
    order: &PresentationOrder,
) -> Result<PresentationTerms, Failure> {
    let bad = |text: &str| Failure::bad("invalid_request", text);
    let types = (order.documents.iter())
        .map(|name| match name.as_str() {
            "identity" => Ok(kinds::IDENTITY.vct()),
            "degree" => Ok(kinds::DEGREE.vct()),
            _ => Err(bad("there is no such kind of document")),
        })
        .collect::<Result<_, _>>()?;
    let codes = |codes: &[String]| -> Result<BTreeSet<AttributeCode>, Failure> {
        (codes.iter())
            .map(|code| code.parse().map_err(|_| bad("a code is malformed")))
            .collect()
    };
    let query = PresentationQuery::new(
        PRESENTATION_QUERY_ID,
        types,
        &codes(&order.attributes)?,
        &codes(&order.optional)?,
    )
    .ok_or_else(|| bad("nothing is asked for, or too much"))?;
    let clause = (order.clause.as_deref())
        .or_else(|| city::clause_for(department.sample.kind, &order.purpose))
        .map(|code| code.parse().map_err(|_| bad("a code is malformed")))
        .transpose()?;
    Ok(PresentationTerms {
        query,
        purpose: (order.purpose.parse()).map_err(|_| bad("a code is malformed"))?,
        purpose_text: city::purpose_text(&order.purpose),
        clause,
        retention_days: order.retention_days,
    })
}
