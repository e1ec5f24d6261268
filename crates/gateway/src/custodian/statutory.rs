//! Access without a grant: by a clause of the law, which the custodian asks itself, or let in by a
//! clerk without asking. Either is recorded for the holder before a value is answered.

use std::collections::BTreeMap;

use chain::law::Question;
use chain::{ChainError, calls};
use exchange::access::{AccessRefusal, AttributeName, RefusalClass};
use exchange::parse_message;
use exchange::record::{ACCESS_RECORDED, AccessStatement, MAX_ENTRY_BYTES};
use exchange::statutory::{
    AccessOrder, AccessOrderAnswer, AccessOrderMessage, MAX_ACCESS_ORDER_BYTES, claimed_orderer,
    verify_access_order,
};
use grant::{Action, Code};
use keys::DepartmentDid;
use serde_json::Value;

use super::AccessFailure;
use crate::addressee::note_to_nobody;
use crate::facts::law_action;
use crate::failure::Failure;
use crate::ledger::Snapshot;
use crate::random;
use crate::state::{Department, Gateway};
use crate::store::{AccessRow, NonceUse, RelationRow};

/// Whom a custodian lets at which entry, and what is written down of it.
#[derive(Clone, Debug)]
pub(crate) struct LetIn {
    /// The department that is let in.
    pub(crate) user: DepartmentDid,
    /// Whose entry.
    pub(crate) person: String,
    /// With which attributes; always to read.
    pub(crate) rights: Vec<AttributeName>,
    /// For which purpose, if one was given.
    pub(crate) purpose: Option<Code>,
    /// The purpose in its own words, if it gave any.
    pub(crate) words: Option<exchange::Text>,
    /// By which clause, if one was named.
    pub(crate) clause: Option<Code>,
}

impl Gateway {
    /// Answers an order of another department, if the clause it names lets it act without the
    /// holder's permission; recorded on chain first. Every attempt is logged.
    ///
    /// # Errors
    /// [`AccessFailure`]; `NotCovered` if the law does not cover it.
    pub async fn access_by_law(
        &self,
        custodian: &Department,
        body: &[u8],
    ) -> Result<AccessOrderAnswer, AccessFailure> {
        let order = self.read_order(custodian, body).await?;
        let result = self.serve_by_law(custodian, &order).await;
        let outcome = match &result {
            Ok(_) => "served by law".to_owned(),
            Err(AccessFailure::Refused(refusal)) => refusal.reason.clone(),
            Err(AccessFailure::Failed(failure)) => failure.error.to_owned(),
        };
        self.log_let_in(custodian, &order.from, &order.rights, outcome)?;
        result
    }

    async fn read_order(
        &self,
        custodian: &Department,
        body: &[u8],
    ) -> Result<AccessOrder, AccessFailure> {
        let malformed = |_| refused(RefusalClass::Malformed, "Order");
        let message: AccessOrderMessage =
            parse_message(body, MAX_ACCESS_ORDER_BYTES + 64).map_err(malformed)?;
        let from = claimed_orderer(&message.order)
            .map_err(|_| refused(RefusalClass::Malformed, "Order"))?;
        let snapshot = self.ledger.refresh().await?;
        let now = snapshot.no_earlier(random::now());
        let department = snapshot
            .known(&from, now)
            .ok_or_else(|| refused(RefusalClass::NotValid, "Department"))?;
        let order = verify_access_order(&message.order, &department, &custodian.did, now)
            .map_err(|error| refused(RefusalClass::NotValid, &format!("{error:?}")))?;
        let slug = custodian.slug();
        match self
            .store
            .spend_nonce(slug, NonceUse::Access, &order.nonce, random::now())?
        {
            true => Ok(order),
            false => Err(refused(RefusalClass::NotValid, "Nonce")),
        }
    }

    async fn serve_by_law(
        &self,
        custodian: &Department,
        order: &AccessOrder,
    ) -> Result<AccessOrderAnswer, AccessFailure> {
        if order.action != Action::Read {
            return Err(refused(RefusalClass::NotValid, "NotCovered"));
        }
        let snapshot = self.ledger.refresh().await?;
        let mut retention = u32::MAX;
        for right in &order.rights {
            let days = self.covered(&snapshot, order, right).await?;
            let days = days.ok_or_else(|| refused(RefusalClass::NotNow, "NotCovered"))?;
            retention = retention.min(days);
        }
        let let_in = LetIn {
            user: order.from,
            person: order.person.clone(),
            rights: order.rights.clone(),
            purpose: Some(order.purpose.clone()),
            words: Some(order.words.clone()),
            clause: Some(order.clause.clone()),
        };
        let (values, height) = self.let_in(custodian, &let_in).await?;
        Ok(AccessOrderAnswer {
            values,
            retention_days: retention,
            height,
        })
    }

    /// Days of retention, where both the rules as proven and the contract let the department act
    /// under the clause without a permission.
    async fn covered(
        &self,
        snapshot: &Snapshot,
        order: &AccessOrder,
        right: &AttributeName,
    ) -> Result<Option<u32>, ChainError> {
        let question = Question {
            requester: order.from.address,
            entry: right.entry.as_str(),
            attribute: right.attribute.as_str(),
            action: law_action(order.action),
            purpose: order.purpose.as_str(),
        };
        let now = snapshot.no_earlier(random::now());
        let found = snapshot.law.evaluate(&snapshot.directory, &question, now);
        let on_chain = self.chain.evaluate_on_chain(&question).await?;
        let rule = found.statutory().filter(|rule| {
            rule.terms.clause == order.clause.as_str()
                && on_chain.statutory
                && on_chain.rule == Some(rule.id)
        });
        Ok(rule.map(|rule| rule.terms.max_retention_days))
    }

    /// Lets a department at an entry and answers the values, after the record for the holder is on
    /// the chain. Nothing is asked here: whoever calls answers for it.
    ///
    /// # Errors
    /// `not_found`, `invalid_request`; or store or chain fail.
    pub(crate) async fn let_in(
        &self,
        custodian: &Department,
        let_in: &LetIn,
    ) -> Result<(BTreeMap<String, Value>, u64), Failure> {
        let slug = custodian.slug();
        let (kind, content) = self
            .store
            .entry(slug, &let_in.person)?
            .ok_or_else(|| Failure::not_found("no such entry in the register"))?;
        let mut height = 0;
        let holders = self.store.relations_of_entry(slug, &let_in.person)?;
        for relation in &holders {
            height = self
                .record_access(custodian, Some(relation), let_in)
                .await?;
        }
        if holders.is_empty() {
            // Nobody to tell yet; the access is counted all the same.
            height = self.record_access(custodian, None, let_in).await?;
        }
        let value = |right: &AttributeName| match right.entry.as_str() == kind {
            true => content
                .get(right.attribute.as_str())
                .cloned()
                .unwrap_or(Value::Null),
            false => Value::Null,
        };
        let values = let_in
            .rights
            .iter()
            .map(|right| (right.attribute.to_string(), value(right)))
            .collect();
        Ok((values, height))
    }

    async fn record_access(
        &self,
        custodian: &Department,
        relation: Option<&RelationRow>,
        let_in: &LetIn,
    ) -> Result<u64, Failure> {
        let statement = AccessStatement {
            user: let_in.user,
            action: Action::Read,
            rights: let_in.rights.clone(),
            purpose: let_in.purpose.clone(),
            words: let_in.words.clone(),
            clause: let_in.clause.clone(),
            salt: random::token(),
        };
        let fingerprint = statement.fingerprint().to_bytes();
        let plaintext = statement.to_bytes();
        let note = match relation {
            Some(relation) => {
                let to = self.address(custodian, relation);
                let data = to.seal(ACCESS_RECORDED, &fingerprint, &plaintext);
                if data.len() > MAX_ENTRY_BYTES {
                    let text = "too many attributes for one record";
                    return Err(Failure::bad("invalid_request", text));
                }
                to.into_note(ACCESS_RECORDED, &fingerprint, data)
            }
            None => note_to_nobody(self.bucket_bits(), plaintext.len() + 16),
        };
        let at = self.chain.network().contracts();
        let call = calls::accesses_record(at, fingerprint.into(), &note);
        Ok(self.send(custodian, &call).await?.block)
    }

    pub(crate) fn log_let_in(
        &self,
        custodian: &Department,
        user: &DepartmentDid,
        rights: &[AttributeName],
        outcome: String,
    ) -> Result<(), Failure> {
        let attributes: Vec<&str> = rights
            .iter()
            .map(|right| right.attribute.as_str())
            .collect();
        tracing::info!(custodian = custodian.slug(), %outcome, "access without a grant");
        Ok(self.store.log_access(&AccessRow {
            custodian: custodian.slug().to_owned(),
            at: random::now(),
            grant: None,
            user: Some(user.to_string()),
            attributes: attributes.join(","),
            outcome,
        })?)
    }
}

fn refused(error: RefusalClass, reason: &str) -> AccessFailure {
    AccessFailure::Refused(AccessRefusal {
        error,
        reason: reason.to_owned(),
    })
}
