//! Carrying out at the custodian what a holder signed for: `modify` and `add`.

use exchange::access::{
    AccessAnswer, AccessRefusal, AccessRequest, MAX_ACCESS_ANSWER_BYTES, OperationMessage,
};
use exchange::terms::Terms;
use exchange::{Change, Changes, NewValue, parse_message};
use grant::{Action, Code, Operation, UnverifiedGrant, inspect};

use super::reading::{ReadFailure, read_answer};
use crate::failure::Failure;
use crate::state::{Department, Gateway};

/// How a grant is to be used for a change.
#[derive(Clone, Debug)]
pub struct ChangeOrder {
    /// `modify` or `add`.
    pub method: Action,
    /// Id of the grant; the latest if none is named.
    pub grant: Option<String>,
    /// Values to send in place of those that were proposed: what a dishonest clerk would do.
    pub values: Vec<(String, NewValue)>,
    /// A signed request object to send in place of the one that was answered.
    pub request: Option<String>,
    /// A whole use to present in place of a new one, like a copy somebody made.
    pub token: Option<String>,
}

impl Gateway {
    /// Uses a grant for the changes it was given for, over HTTP like every other department.
    ///
    /// # Errors
    /// [`ReadFailure`].
    pub async fn change(
        &self,
        department: &Department,
        order: &ChangeOrder,
    ) -> Result<AccessAnswer, ReadFailure> {
        let held = self.find_grant(department, order.grant.as_deref())?;
        let asked = self
            .store
            .request(department.slug(), &held.request)?
            .ok_or_else(|| Failure::not_found("the request of this grant is not known here"))?;
        let (terms, _) = Terms::decode(&asked.terms).map_err(Failure::ours)?;
        let unverified = inspect(&held.compact).map_err(Failure::ours)?;
        let changes = changes(order, &terms, &unverified)?;
        let custodian = self
            .custodian_endpoint(unverified.custodian.as_str())
            .await?;
        let message = OperationMessage::change(order.method, &changes);
        let token = match &order.token {
            Some(token) => token.trim().to_owned(),
            None => {
                let operation = message.to_operation().map_err(Failure::ours)?;
                self.sign_change(
                    &custodian,
                    &held.compact,
                    &unverified,
                    &operation,
                    department,
                )
                .await?
            }
        };
        let request = AccessRequest {
            token,
            operation: message,
            request: Some(order.request.clone().unwrap_or(asked.compact)),
        };
        let body = serde_json::to_vec(&request).map_err(Failure::ours)?;
        let (ok, body) = self.post(&format!("{custodian}/access"), body).await?;
        if ok {
            return Ok(read_answer(&body)?);
        }
        match parse_message::<AccessRefusal>(&body, MAX_ACCESS_ANSWER_BYTES) {
            Ok(refusal) => Err(ReadFailure::Refused(refusal)),
            Err(_) => {
                Err(Failure::bad("unreachable", "the custodian's answer makes no sense").into())
            }
        }
    }

    /// Signs a use for the change; where the right is not held, for whatever is, so that the custodian
    /// is the one to refuse.
    async fn sign_change(
        &self,
        custodian: &str,
        held: &str,
        unverified: &UnverifiedGrant,
        operation: &Operation,
        department: &Department,
    ) -> Result<String, Failure> {
        let holds = |right: &grant::Right| {
            let mut shown = unverified.rights.iter();
            shown.any(|shown| shown.right == *right)
        };
        if operation.rights().iter().all(holds) {
            return self
                .sign_operation(custodian, held, operation, &department.keys.ed25519)
                .await;
        }
        let first = unverified
            .rights
            .first()
            .ok_or_else(|| Failure::bad("invalid_grant", "the grant shows no right"))?;
        let item = (first.right.entry.clone(), first.right.attribute.clone());
        let instead = Operation::new(first.right.action, [item], b"").map_err(Failure::ours)?;
        self.sign_operation(custodian, held, &instead, &department.keys.ed25519)
            .await
    }
}

/// The changes that were proposed and granted, with the values that were ordered instead.
fn changes(
    order: &ChangeOrder,
    terms: &Terms,
    unverified: &UnverifiedGrant,
) -> Result<Changes, Failure> {
    let bad = |text: &str| Failure::bad("invalid_request", text);
    let granted = |change: &Change| {
        unverified.rights.iter().any(|shown| {
            shown.right.action == order.method
                && shown.right.entry == change.entry
                && shown.right.attribute == change.attribute
        })
    };
    let mut list: Vec<Change> = terms
        .proposals(order.method)
        .map(|proposed| proposed.as_slice().to_vec())
        .unwrap_or_default();
    // Without a right of this kind everything is tried, and refused.
    if list.iter().any(granted) {
        list.retain(granted);
    }
    for (attribute, value) in &order.values {
        let attribute: Code = attribute
            .parse()
            .map_err(|_| bad("an attribute code is malformed"))?;
        match list.iter_mut().find(|known| known.attribute == attribute) {
            Some(known) => known.value = value.clone(),
            None => list.push(Change {
                entry: terms
                    .rights
                    .first()
                    .map(|right| right.entry.clone())
                    .ok_or_else(|| bad("the request asks for nothing"))?,
                attribute,
                value: value.clone(),
            }),
        }
    }
    Changes::new(list).map_err(|_| bad("the request proposes nothing of this kind"))
}
