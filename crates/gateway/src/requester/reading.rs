//! Using a grant at its custodian, over HTTP like every other department.

use std::sync::Arc;
use std::time::Duration;

use exchange::access::{
    AccessAnswer, AccessRefusal, AccessRequest, AttributeName, MAX_ACCESS_ANSWER_BYTES,
    OperationMessage,
};
use exchange::parse_message;
use exchange::token::UseNonceAnswer;
use grant::{Action, Code, Fingerprint, inspect, use_grant};
use keys::Signer;
use serde::de::DeserializeOwned;

use crate::city;
use crate::failure::Failure;
use crate::random;
use crate::state::{Department, Gateway};
use crate::store::GrantRow;

/// How a grant is to be used.
#[derive(Clone, Debug, Default)]
pub struct ReadOrder {
    /// Id of the grant, or of the link by which it was handed on; the latest if none is named.
    pub grant: Option<String>,
    /// Which attributes; all that the grant shows if none are named.
    pub attributes: Option<Vec<String>>,
    /// Slug of the department whose key signs the use, if not that of the grant's own: what a
    /// thief would do.
    pub signer: Option<String>,
    /// A token to present in place of the grant: a grant as issued, or a whole use.
    pub token: Option<String>,
}

/// Why nothing was read.
#[derive(Debug)]
pub enum ReadFailure {
    /// The custodian refused.
    Refused(AccessRefusal),
    /// It did not come so far.
    Failed(Failure),
}

impl From<crate::store::StoreError> for ReadFailure {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Failure> for ReadFailure {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl Gateway {
    /// Uses a grant at its custodian, over HTTP like every other department.
    ///
    /// # Errors
    /// [`ReadFailure`].
    pub async fn read(
        &self,
        department: &Department,
        order: &ReadOrder,
    ) -> Result<AccessAnswer, ReadFailure> {
        let bad = |text: &str| Failure::bad("invalid_request", text);
        let held = match &order.token {
            Some(token) => token.trim().to_owned(),
            None => self.find_held(department, order.grant.as_deref())?.compact,
        };
        let unverified = inspect(&held).map_err(|error| Failure::bad("invalid_grant", error))?;
        let own: Vec<(Code, Code)> = unverified
            .rights
            .iter()
            .filter(|shown| shown.right.action == Action::Read)
            .map(|shown| (shown.right.entry.clone(), shown.right.attribute.clone()))
            .collect();
        let wanted = wanted(order, &own).ok_or_else(|| bad("an attribute code is malformed"))?;
        let custodian = self
            .custodian_endpoint(unverified.custodian.as_str())
            .await?;
        let token = match unverified.usage {
            // A whole use is presented as it is, like a copy somebody made.
            Some(_) => held,
            None => {
                let signer = match &order.signer {
                    Some(slug) => self
                        .department(slug)
                        .ok_or_else(|| bad("no such department"))?,
                    None => department,
                };
                self.sign_use(&custodian, &held, &own, &wanted, &signer.keys.ed25519)
                    .await?
            }
        };
        let attributes = wanted
            .into_iter()
            .map(|(entry, attribute)| AttributeName { entry, attribute })
            .collect();
        let request = AccessRequest {
            token,
            operation: OperationMessage::read(attributes),
            request: None,
        };
        let body = serde_json::to_vec(&request).map_err(Failure::ours)?;
        let (ok, body) = self.post(&format!("{custodian}/access"), body).await?;
        if ok {
            return Ok(read_answer(&body)?);
        }
        match parse_message::<AccessRefusal>(&body, MAX_ACCESS_ANSWER_BYTES) {
            Ok(refusal) => Err(ReadFailure::Refused(refusal)),
            Err(_) => Err(read_answer::<AccessAnswer>(&body).err().map_or_else(
                || ReadFailure::Failed(bad("the custodian's answer is of two minds")),
                ReadFailure::Failed,
            )),
        }
    }

    pub(super) fn find_grant(
        &self,
        department: &Department,
        id: Option<&str>,
    ) -> Result<GrantRow, Failure> {
        self.store
            .grants()?
            .into_iter()
            .filter(|grant| grant.department == department.slug())
            .find(|grant| id.is_none_or(|id| grant.fingerprint.to_string() == id))
            .ok_or_else(|| Failure::not_found("this department holds no such grant"))
    }

    pub(crate) async fn custodian_endpoint(&self, did: &str) -> Result<String, Failure> {
        let snapshot = self.ledger.refresh().await?;
        did.parse()
            .ok()
            .and_then(|did| snapshot.directory.by_did(&did))
            .map(|found| found.endpoint.clone())
            .ok_or_else(|| Failure::not_found("the custodian is not in the directory"))
    }

    /// Signs a use for what is wanted, as far as it is held; for what is not held there is nothing
    /// to sign, so the custodian will refuse it.
    async fn sign_use(
        &self,
        custodian: &str,
        held: &str,
        own: &[(Code, Code)],
        wanted: &[(Code, Code)],
        signer: &dyn Signer,
    ) -> Result<String, Failure> {
        let mut signed: Vec<_> = wanted
            .iter()
            .filter(|item| own.contains(item))
            .cloned()
            .collect();
        if signed.is_empty() {
            signed = own.to_vec();
        }
        let operation = grant::Operation::new(Action::Read, signed, b"")
            .map_err(|error| Failure::bad("invalid_request", error))?;
        self.sign_operation(custodian, held, &operation, signer)
            .await
    }

    /// Signs a use for an operation whose rights are held, with a fresh nonce of the custodian.
    pub(super) async fn sign_operation(
        &self,
        custodian: &str,
        held: &str,
        operation: &grant::Operation,
        signer: &dyn Signer,
    ) -> Result<String, Failure> {
        let (ok, body) = self.post(&format!("{custodian}/nonce"), Vec::new()).await?;
        if !ok {
            return Err(Failure::bad(
                "invalid_request",
                "the custodian gives no nonce",
            ));
        }
        let nonce: UseNonceAnswer = read_answer(&body)?;
        let now = self.ledger.refresh().await?.no_earlier(random::now());
        let token = inspect(held).map_err(|error| Failure::bad("invalid_grant", error))?;
        // What the law refers needs the officer's decision with it.
        let decision = self.decision_for(custodian, &token).await?;
        let decisions = decision.as_slice();
        use_grant(held, decisions, operation, &nonce.nonce, signer, now)
            .map_err(|error| Failure::bad("invalid_grant", error))
    }

    /// Sends JSON; answers whether it was taken, and the body of the answer.
    pub(crate) async fn post(&self, url: &str, body: Vec<u8>) -> Result<(bool, Vec<u8>), Failure> {
        let unreachable = |_| Failure::bad("unreachable", "the other department cannot be reached");
        let mut response = self
            .http
            .post(url)
            .header("content-type", "application/json")
            .body(body)
            .send()
            .await
            .map_err(unreachable)?;
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > MAX_ACCESS_ANSWER_BYTES {
                return Err(Failure::bad(
                    "unreachable",
                    "the other department's answer is too long",
                ));
            }
        }
        Ok((response.status().is_success(), bytes))
    }

    /// Lets the education bureau read once by itself, a little after it got a grant.
    pub(crate) fn read_soon(self: &Arc<Self>, slug: &'static str, grant: Fingerprint) {
        const A_LITTLE: Duration = Duration::from_secs(4);
        if !self.sample || slug != "education" {
            return;
        }
        let gateway = Arc::clone(self);
        tokio::spawn(async move {
            tokio::time::sleep(A_LITTLE).await;
            let order = ReadOrder {
                grant: Some(grant.to_string()),
                ..ReadOrder::default()
            };
            if let Some(department) = gateway.department(slug)
                && let Err(failure) = gateway.read(department, &order).await
            {
                tracing::info!(?failure, "the sample reading was refused");
            }
            if let Some(department) = gateway.department(slug)
                && let Ok(held) = gateway.find_held(department, Some(&grant.to_string()))
                && inspect(&held.compact).is_ok_and(|token| token.line[0].limits.max_depth > 0)
                && let Err(failure) = gateway.delegate_as_the_sample_does(department, grant).await
            {
                tracing::info!(?failure, "the sample did not hand on");
            }
        });
    }
}

fn wanted(order: &ReadOrder, own: &[(Code, Code)]) -> Option<Vec<(Code, Code)>> {
    let Some(attributes) = &order.attributes else {
        return Some(own.to_vec());
    };
    let entry = match own.first() {
        Some((entry, _)) => entry.clone(),
        None => city::HOUSEHOLD.parse().ok()?,
    };
    attributes
        .iter()
        .map(|attribute| Some((entry.clone(), attribute.parse().ok()?)))
        .collect()
}

/// Reads another department's answer.
pub(super) fn read_answer<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    parse_message(body, MAX_ACCESS_ANSWER_BYTES).map_err(|_| {
        Failure::bad(
            "unreachable",
            "the other department's answer makes no sense",
        )
    })
}
