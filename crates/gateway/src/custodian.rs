//! The departments as custodians: they keep entries, and answer uses of grants.

mod changing;
mod statutory;

use std::collections::BTreeMap;

use axum::http::StatusCode;
use chain::{ChainError, calls};
use exchange::access::{AccessAnswer, AccessRefusal, AccessRequest, AttributeName, RefusalClass};
use exchange::introduction::{
    IntroductionRequest, MAX_INTRODUCTION_BYTES, verify_grant_key_introduction,
};
use exchange::parse_message;
use exchange::record::{GRANT_USED, HandedOn, UseData, UseStatement};
use exchange::token::UseNonceAnswer;
use grant::{Custodian, GrantError, Holding, Operation, VerifiedUse, inspect, verify};
use serde_json::Value;

use crate::facts::FactsNow;
use crate::failure::Failure;
use crate::random;
use crate::state::{Department, Gateway};
use crate::store::{AccessRow, GrantKeyRow, NonceUse, StoreError};

pub(crate) use statutory::LetIn;

/// Why a use was not answered.
#[derive(Debug)]
pub enum AccessFailure {
    /// A check failed; the caller is told which.
    Refused(AccessRefusal),
    /// Something failed on our side.
    Failed(Failure),
}

impl From<GrantError> for AccessFailure {
    fn from(error: GrantError) -> Self {
        Self::Refused(AccessRefusal::of(error))
    }
}

impl From<ChainError> for AccessFailure {
    fn from(error: ChainError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<StoreError> for AccessFailure {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Gateway {
    /// Takes the introduction of a key that will sign grants to one requester.
    ///
    /// # Errors
    /// `invalid_request`, `invalid_proof`, `unknown_relation`, `invalid_nonce`; or the store fails.
    pub fn introduce_grant_key(&self, custodian: &Department, body: &[u8]) -> Result<(), Failure> {
        let request: IntroductionRequest = parse_message(body, MAX_INTRODUCTION_BYTES + 64)
            .map_err(|error| Failure::bad("invalid_request", error))?;
        let now = random::now();
        let found = verify_grant_key_introduction(&request.introduction, &custodian.did, now)
            .map_err(|error| Failure::bad("invalid_proof", error))?;
        let slug = custodian.slug();
        let known = self.store.relation(slug, &found.relation)?;
        if known.and_then(|relation| relation.entry).is_none() {
            let text = "no entry in the register belongs to this relation";
            return Err(Failure::forbidden("unknown_relation", text));
        }
        if !self
            .store
            .take_nonce(slug, NonceUse::Introduction, &found.nonce, now)?
        {
            return Err(Failure::bad(
                "invalid_nonce",
                "the introduction came before",
            ));
        }
        let key = GrantKeyRow {
            issuer: found.grant_issuer,
            relation: found.relation,
            requester: found.requester.to_string(),
        };
        match self.store.grant_key(slug, &key.issuer)? {
            Some(other) if other != key => Err(Failure::conflict(
                "invalid_request",
                "the key is another relation's",
            )),
            _ => Ok(self.store.put_grant_key(slug, &key, now)?),
        }
    }

    /// Gives out a nonce for one use.
    ///
    /// # Errors
    /// If the store fails.
    pub fn access_nonce(&self, custodian: &Department) -> Result<UseNonceAnswer, Failure> {
        let nonce = random::token();
        self.store
            .give_nonce(custodian.slug(), NonceUse::Access, &nonce, random::now())?;
        Ok(UseNonceAnswer { nonce })
    }

    /// Verifies a use, records it on chain, and answers with the values. Every attempt is logged,
    /// the refused ones with the exact name of the check.
    ///
    /// # Errors
    /// [`AccessFailure`].
    pub async fn access(
        &self,
        custodian: &Department,
        body: &[u8],
    ) -> Result<AccessAnswer, AccessFailure> {
        let malformed = |reason: &str| {
            AccessFailure::Refused(AccessRefusal {
                error: RefusalClass::Malformed,
                reason: reason.to_owned(),
            })
        };
        let request = AccessRequest::parse(body).map_err(|_| malformed("Request"))?;
        let operation = request
            .operation
            .to_operation()
            .map_err(|_| malformed("Operation"))?;
        let result = self.serve(custodian, &request, &operation).await;
        let outcome = match &result {
            Ok(_) => "served".to_owned(),
            Err(AccessFailure::Refused(refusal)) => refusal.reason.clone(),
            Err(AccessFailure::Failed(failure)) => failure.error.to_owned(),
        };
        self.log_attempt(custodian, &request.token, &operation, outcome)?;
        result
    }

    async fn serve(
        &self,
        custodian: &Department,
        request: &AccessRequest,
        operation: &Operation,
    ) -> Result<AccessAnswer, AccessFailure> {
        let _one_after_the_other = self.one_use.lock().await;
        self.finish_changes(custodian).await?;
        let token = request.token.as_str();
        let mut facts = FactsNow::read(self, custodian).await?;
        // A token that cannot be read is refused below, by the name of the check it fails.
        if let Ok(unverified) = inspect(token) {
            facts.read_anchor(&unverified).await?;
            facts.read_law(&unverified, operation).await?;
        }
        let me = Custodian {
            did: exchange::terms::did_of(&custodian.did),
            chain_id: self.chain_id(),
            contract: self.chain.network().contracts().grants,
        };
        let verified = verify(token, &me, operation, facts.now(), &facts)?;
        let use_number = facts.used() + 1;
        // What was verified is what was inspected: the same text.
        let line = inspect(token)?.line;
        let change = self.plan_change(custodian, request, &verified, use_number)?;
        self.record_use(custodian, &verified, &line, operation, use_number)
            .await?;
        if let Some(change) = &change {
            self.carry_out(custodian, change).await?;
        }
        self.store
            .count_link_uses(custodian.slug(), &verified.links)?;
        let values = self.values(custodian, &verified)?;
        Ok(AccessAnswer {
            values,
            retention_days: verified.limits.retention_days,
            use_number,
        })
    }

    /// Writes the use into the journal for the citizen; the contract refuses what is over.
    async fn record_use(
        &self,
        custodian: &Department,
        verified: &VerifiedUse,
        line: &[Holding],
        operation: &Operation,
        use_number: u32,
    ) -> Result<(), AccessFailure> {
        let slug = custodian.slug();
        let key = self
            .store
            .grant_key(slug, verified.issuer.as_str())?
            .ok_or(GrantError::Issuer)?;
        let relation = self
            .store
            .relation(slug, &key.relation)?
            .ok_or(GrantError::Issuer)?;
        let to = self.address(custodian, &relation);
        let fingerprint = verified.grant.to_bytes();
        let tags = verified
            .rights
            .iter()
            .map(|right| right.salt.attribute_tag(use_number));
        let tags: Vec<_> = tags.collect();
        let mut statement = UseStatement {
            user: verified
                .user
                .as_str()
                .parse()
                .map_err(|_| GrantError::Department)?,
            action: operation.method(),
            rights: verified
                .rights
                .iter()
                .map(|shown| AttributeName {
                    entry: shown.right.entry.clone(),
                    attribute: shown.right.attribute.clone(),
                })
                .collect(),
            purpose: verified.purpose.clone(),
            clause: verified.clause.clone(),
            use_number,
            line: line.iter().skip(1).filter_map(handed_on).collect(),
        };
        let data = match seal_use(&to, &fingerprint, tags.clone(), &statement) {
            Ok(data) => data,
            Err(_) => {
                // Too many long names for one entry: the holder tells the rights by the tags.
                statement.rights.clear();
                seal_use(&to, &fingerprint, tags, &statement)
                    .map_err(|error| AccessFailure::Failed(Failure::ours(error)))?
            }
        };
        let note = to.into_note(GRANT_USED, &fingerprint, data);
        let at = self.chain.network().contracts();
        let account = verified.anchor.account;
        let call = calls::grants_record_use(at, account, fingerprint.into(), &note);
        match self.send(custodian, &call).await {
            Ok(_) => Ok(()),
            Err(ChainError::Reverted { error }) => Err(refused_by_contract(&error)),
            Err(error) => Err(error.into()),
        }
    }

    fn values(
        &self,
        custodian: &Department,
        verified: &VerifiedUse,
    ) -> Result<BTreeMap<String, Value>, AccessFailure> {
        let (kind, entry) = self
            .store
            .entry(custodian.slug(), &verified.entry.0)?
            .ok_or(GrantError::Issuer)?;
        let value = |right: &grant::Right| match right.entry.as_str() == kind {
            true => entry
                .get(right.attribute.as_str())
                .cloned()
                .unwrap_or(Value::Null),
            false => Value::Null,
        };
        let rights = verified.rights.iter().map(|shown| &shown.right);
        Ok(rights
            .map(|right| (right.attribute.to_string(), value(right)))
            .collect())
    }

    fn log_attempt(
        &self,
        custodian: &Department,
        token: &str,
        operation: &Operation,
        outcome: String,
    ) -> Result<(), AccessFailure> {
        let unverified = inspect(token).ok();
        let user = unverified.as_ref().and_then(|grant| grant.line.last());
        let attributes: Vec<&str> = operation
            .rights()
            .iter()
            .map(|right| right.attribute.as_str())
            .collect();
        tracing::info!(custodian = custodian.slug(), %outcome, "use of a grant");
        self.store.log_access(&AccessRow {
            custodian: custodian.slug().to_owned(),
            at: random::now(),
            grant: unverified
                .as_ref()
                .map(|grant| grant.fingerprint.to_string()),
            user: user.map(|holding| holding.department.to_string()),
            attributes: attributes.join(","),
            outcome,
        })?;
        Ok(())
    }
}

/// One link of the line, for the holder. A department of a verified line has a DID that parses.
fn handed_on(holding: &Holding) -> Option<HandedOn> {
    Some(HandedOn {
        to: holding.department.as_str().parse().ok()?,
        link: holding.fingerprint,
        keep: holding.numbers.clone(),
        expires: holding.limits.expires,
        max_uses: holding.limits.max_uses,
        retention_days: holding.limits.retention_days,
    })
}

fn seal_use(
    to: &crate::addressee::Addressee,
    fingerprint: &[u8; 32],
    tags: Vec<grant::AttributeTag>,
    statement: &UseStatement,
) -> Result<Vec<u8>, exchange::record::UseDataError> {
    let sealed = to.seal(GRANT_USED, fingerprint, &statement.to_bytes());
    UseData { tags, sealed }.to_bytes()
}

/// The contract's refusal is the atomic check; its names are ours.
fn refused_by_contract(error: &str) -> AccessFailure {
    match error {
        "NotAnchored" => GrantError::NotAnchored.into(),
        "Revoked" => GrantError::Revoked.into(),
        "Expired" => GrantError::Expired.into(),
        "UsedUp" => GrantError::UsedUp.into(),
        "NotActiveDepartment" => GrantError::Department.into(),
        other => AccessFailure::Failed(Failure::ours(format!("recordUse reverted: {other}"))),
    }
}

/// Returns the HTTP status of a refusal.
pub(crate) const fn refusal_status(refusal: &AccessRefusal) -> StatusCode {
    match refusal.error {
        RefusalClass::Malformed => StatusCode::BAD_REQUEST,
        RefusalClass::NotValid | RefusalClass::NotNow => StatusCode::FORBIDDEN,
    }
}
