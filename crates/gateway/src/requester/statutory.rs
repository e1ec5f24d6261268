//! Reading without a grant: an order by a clause of the law, over HTTP; or let in by a clerk of the
//! custodian who asks for no basis, which the wallet must notice.

use std::sync::Arc;
use std::time::Duration;

use exchange::access::{AccessRefusal, AttributeName, MAX_ACCESS_ANSWER_BYTES};
use exchange::parse_message;
use exchange::statutory::{AccessOrder, AccessOrderAnswer, AccessOrderMessage, sign_access_order};
use exchange::token::UseNonceAnswer;
use grant::{Action, Code};

use super::reading::{ReadFailure, read_answer};
use crate::city;
use crate::custodian::LetIn;
use crate::failure::Failure;
use crate::random;
use crate::state::{Department, Gateway};

/// What is to be read without a grant.
#[derive(Clone, Debug)]
pub struct AccessPlan {
    /// Slug of the custodian.
    pub custodian: String,
    /// Kind of entry.
    pub entry: String,
    /// Whose entry, as the register numbers them.
    pub person: String,
    /// Which attributes.
    pub attributes: Vec<String>,
    /// For what.
    pub purpose: Option<String>,
    /// By which clause.
    pub clause: Option<String>,
    /// Whether a clerk of the custodian lets the department in without asking the law.
    pub unchecked: bool,
}

impl Gateway {
    /// Reads without a grant.
    ///
    /// # Errors
    /// [`ReadFailure`]; `NotCovered` if the law does not cover it.
    pub async fn read_without_grant(
        &self,
        department: &Department,
        plan: &AccessPlan,
    ) -> Result<AccessOrderAnswer, ReadFailure> {
        let bad = |text: &str| Failure::bad("invalid_request", text);
        let code = |text: &String| text.parse::<Code>().map_err(|_| bad("a code is malformed"));
        let custodian = self
            .department(&plan.custodian)
            .ok_or_else(|| Failure::not_found("there is no such department"))?;
        let entry = code(&plan.entry)?;
        let rights = plan
            .attributes
            .iter()
            .map(|attribute| {
                Ok(AttributeName {
                    entry: entry.clone(),
                    attribute: code(attribute)?,
                })
            })
            .collect::<Result<Vec<_>, Failure>>()?;
        let purpose = plan.purpose.as_ref().map(code).transpose()?;
        let clause = plan.clause.as_ref().map(code).transpose()?;
        if plan.unchecked {
            let words = plan.purpose.as_deref().map(city::purpose_text);
            let let_in = LetIn {
                user: department.did,
                person: plan.person.clone(),
                rights,
                purpose,
                words,
                clause,
            };
            let (values, height) = self.let_in(custodian, &let_in).await?;
            let outcome = "let in by a clerk".to_owned();
            self.log_let_in(custodian, &let_in.user, &let_in.rights, outcome)?;
            return Ok(AccessOrderAnswer {
                values,
                retention_days: 0,
                height,
            });
        }
        let purpose = purpose.ok_or_else(|| bad("a purpose must be named"))?;
        let clause = match clause {
            Some(clause) => clause,
            None => city::clause_for(department.sample.kind, purpose.as_str())
                .and_then(|clause| clause.parse().ok())
                .ok_or_else(|| bad("a clause must be named"))?,
        };
        let endpoint = self.custodian_endpoint(&custodian.did.to_string()).await?;
        let (ok, body) = self.post(&format!("{endpoint}/nonce"), Vec::new()).await?;
        if !ok {
            return Err(bad("the custodian gives no nonce").into());
        }
        let nonce: UseNonceAnswer = read_answer(&body)?;
        let order = AccessOrder {
            from: department.did,
            to: custodian.did,
            person: plan.person.clone(),
            action: Action::Read,
            rights,
            words: city::purpose_text(purpose.as_str()),
            purpose,
            clause,
            nonce: nonce.nonce,
            issued_at: self
                .ledger
                .refresh()
                .await
                .map_err(Failure::from)?
                .no_earlier(random::now()),
        };
        let order = sign_access_order(&order, &department.keys.ed25519).map_err(Failure::ours)?;
        let body = serde_json::to_vec(&AccessOrderMessage { order }).map_err(Failure::ours)?;
        let (ok, body) = self.post(&format!("{endpoint}/orders"), body).await?;
        if ok {
            return Ok(read_answer(&body)?);
        }
        match parse_message::<AccessRefusal>(&body, MAX_ACCESS_ANSWER_BYTES) {
            Ok(refusal) => Err(ReadFailure::Refused(refusal)),
            Err(_) => Err(read_answer::<AccessOrderAnswer>(&body).err().map_or_else(
                || ReadFailure::Failed(bad("the custodian's answer is of two minds")),
                ReadFailure::Failed,
            )),
        }
    }

    /// What happens in a sample city to whoever gave a permission: the tax bureau reads by law what
    /// the law lets it read, and the housing bureau is let in without any basis.
    pub(crate) fn access_soon(self: &Arc<Self>, slug: &'static str) {
        const A_LITTLE: Duration = Duration::from_secs(9);
        if !self.sample || slug != "education" {
            return;
        }
        let gateway = Arc::clone(self);
        tokio::spawn(async move {
            tokio::time::sleep(A_LITTLE).await;
            let plan = |attribute: &str, purpose: Option<&str>, unchecked| AccessPlan {
                custodian: city::CUSTODIAN.to_owned(),
                entry: city::HOUSEHOLD.to_owned(),
                person: city::SAMPLE_ENTRY.to_owned(),
                attributes: vec![attribute.to_owned()],
                purpose: purpose.map(str::to_owned),
                clause: None,
                unchecked,
            };
            let plans = [
                (
                    "tax",
                    plan("person.id-number", Some("tax-settlement"), false),
                ),
                ("housing", plan("person.telephone", None, true)),
            ];
            for (slug, plan) in plans {
                if let Some(department) = gateway.department(slug)
                    && let Err(failure) = gateway.read_without_grant(department, &plan).await
                {
                    tracing::info!(?failure, "the sample access was refused");
                }
            }
        });
    }
}
