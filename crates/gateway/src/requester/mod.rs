//! The departments as requesters: they ask for grants, receive them, and use them.

mod changing;
mod counter_offer;
mod delegating;
mod presentation;
mod reading;
mod statutory;

use exchange::NewValue;
use exchange::answer::{Answer, AnswerExpectation, AskedFor, open_answer};
use exchange::link::{request_link, request_link_by_value};
use exchange::presentation::PRESENTATION_QUERY_ID;
use exchange::receipt::{Receipt, ReceiptAnswer, ReceiptOutcome, sign_receipt};
use exchange::request::{EncryptionKey, QUERY_ID, RequestDraft, Subject, is_for_presentation};
use exchange::terms::{AskedRight, Terms, did_of};
use grant::{Action, Asked, Code, Digest, Fingerprint, Limits, check_received, inspect};

use crate::city;
use crate::facts::FactsNow;
use crate::failure::Failure;
use crate::random;
use crate::state::{Department, Gateway};
use crate::store::{AcceptLess, GrantRow, NewRequest, RequestRow, RequestStatus};

pub use changing::ChangeOrder;
pub use delegating::{DelegateOrder, MadeLink};
pub use presentation::PresentationOrder;
pub use reading::{ReadFailure, ReadOrder};
pub use statutory::AccessPlan;

/// How long a request stays open, in seconds: seven days.
pub(crate) const REQUEST_SECS: i64 = 604_800;
const DAY_SECS: i64 = 86_400;

/// What is to be asked for.
#[derive(Clone, Debug)]
pub struct RequestOrder {
    /// Slug of the custodian.
    pub custodian: String,
    /// Entry code.
    pub entry: String,
    /// Attributes that are needed.
    pub attributes: Vec<String>,
    /// Attributes that would help.
    pub optional: Vec<String>,
    /// Purpose code.
    pub purpose: String,
    /// Clause; if none is named, the one of the sample law for this kind of department and purpose.
    pub clause: Option<String>,
    /// Seconds of validity, from now.
    pub valid_for_secs: i64,
    /// Seconds for which it can be answered.
    pub open_for_secs: i64,
    /// Most uses.
    pub uses: u16,
    /// Days of retention.
    pub retention_days: u16,
    /// How often it may be handed on.
    pub depth: u8,
    /// Attributes that shall become something else, with what they shall become.
    pub modify: Vec<(String, NewValue)>,
    /// Attributes that shall get a value, with the value.
    pub add: Vec<(String, NewValue)>,
    /// What to do with a counter-offer.
    pub accept_less: AcceptLess,
}

/// How a request is signed and handed over; the same request in every other respect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RequestForm {
    /// The link carries the request itself, and nothing is fetched.
    pub by_value: bool,
    /// Signed with the department's P-256 key (ES256) instead of its Ed25519 key.
    pub es256: bool,
}

/// A request that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeRequest {
    /// The `openid4vp://` link.
    pub link: String,
    /// Its id.
    pub id: String,
    /// Digest of the signed request object.
    pub digest: Digest,
    /// The check code of the changes it proposes.
    pub check_code: Option<String>,
}

/// An answer that was received and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedAnswer {
    /// For the holder.
    pub receipt: ReceiptAnswer,
    /// The grant in it; none if it was a refusal.
    pub grant: Option<Fingerprint>,
}

impl RequestOrder {
    /// The request that waits for newcomers at the education bureau.
    #[must_use]
    pub fn school_enrolment() -> Self {
        let codes = |codes: &[&str]| codes.iter().map(|&code| code.to_owned()).collect();
        Self {
            custodian: city::CUSTODIAN.to_owned(),
            entry: city::HOUSEHOLD.to_owned(),
            attributes: codes(&["person.name", "person.birth-date", "household.address"]),
            optional: codes(&["household.members"]),
            purpose: "school-enrolment".to_owned(),
            clause: None,
            valid_for_secs: 30 * DAY_SECS,
            open_for_secs: REQUEST_SECS,
            uses: 2,
            retention_days: 180,
            depth: 0,
            modify: Vec::new(),
            add: Vec::new(),
            accept_less: AcceptLess::Always,
        }
    }
}

impl Gateway {
    /// Signs a request and keeps it for whoever fetches it by its link.
    ///
    /// # Errors
    /// `invalid_request` if the order makes no request; or the store fails.
    pub fn make_request(
        &self,
        department: &Department,
        order: &RequestOrder,
    ) -> Result<MadeRequest, Failure> {
        self.make_request_as(department, order, RequestForm::default())
    }

    /// As [`Gateway::make_request`], in the form that is wanted.
    ///
    /// # Errors
    /// As there.
    pub fn make_request_as(
        &self,
        department: &Department,
        order: &RequestOrder,
        form: RequestForm,
    ) -> Result<MadeRequest, Failure> {
        let terms = self.terms(department, order, random::now())?;
        let encoded = terms.encode(QUERY_ID);
        // What is asked must be something a wallet will read.
        Terms::decode(&encoded).map_err(|error| Failure::bad("invalid_request", error))?;
        let accept_less = order.accept_less;
        let check = terms.clone();
        let made = self.place_request(department, terms, &encoded, order.open_for_secs, form)?;
        self.store.set_accept_less(&made.id, accept_less)?;
        Ok(MadeRequest {
            check_code: check.check_code(made.digest),
            ..made
        })
    }

    /// Signs a request and keeps it; `encoded` is its one element of `transaction_data`.
    fn place_request<T: Subject>(
        &self,
        department: &Department,
        terms: T,
        encoded: &str,
        open_for_secs: i64,
        form: RequestForm,
    ) -> Result<MadeRequest, Failure> {
        let now = random::now();
        let (id, nonce, state) = (random::token(), random::token(), random::token());
        let draft = RequestDraft {
            department: department.did,
            response_uri: department.endpoint.join(&format!("answers/{id}")),
            nonce,
            state,
            issued_at: now,
            expires_at: now.saturating_add(open_for_secs),
            terms,
            encryption_key: EncryptionKey {
                key_id: encryption_key_id(department),
                key: department.keys.encryption.public_key(),
            },
        };
        let signer = match form.es256 {
            true => &department.keys.p256,
            false => &department.keys.ed25519,
        };
        let signed = draft.sign(signer).map_err(Failure::ours)?;
        self.store.add_request(&NewRequest {
            id: &id,
            department: department.slug(),
            compact: &signed.compact,
            nonce: &draft.nonce,
            state: &draft.state,
            terms: encoded,
            created_at: now,
            expires_at: draft.expires_at,
        })?;
        let url = department.endpoint.join(&format!("requests/{id}"));
        let link = match form.by_value {
            true => request_link_by_value(&department.did, &signed.compact),
            false => request_link(&department.did, &url),
        };
        Ok(MadeRequest {
            link,
            id,
            digest: signed.digest,
            check_code: None,
        })
    }

    fn terms(
        &self,
        department: &Department,
        order: &RequestOrder,
        now: i64,
    ) -> Result<Terms, Failure> {
        let bad = |text: &str| Failure::bad("invalid_request", text);
        let custodian = self
            .department(&order.custodian)
            .ok_or_else(|| bad("there is no such custodian"))?;
        let clause = order
            .clause
            .as_deref()
            .or_else(|| city::clause_for(department.sample.kind, &order.purpose))
            .ok_or_else(|| bad("no clause of the sample law fits: name one"))?;
        let code = |text: &str| text.parse::<Code>().map_err(|_| bad("a code is malformed"));
        let entry = code(&order.entry)?;
        let required = order.attributes.iter().map(|attribute| (attribute, true));
        let optional = order.optional.iter().map(|attribute| (attribute, false));
        let mut rights = required
            .chain(optional)
            .map(|(attribute, required)| {
                Ok(AskedRight {
                    entry: entry.clone(),
                    attribute: code(attribute)?,
                    actions: vec![Action::Read],
                    required,
                    proposed: None,
                })
            })
            .collect::<Result<Vec<_>, Failure>>()?;
        let modify = order.modify.iter().map(|change| (Action::Modify, change));
        let add = order.add.iter().map(|change| (Action::Add, change));
        for (action, (attribute, value)) in modify.chain(add) {
            rights.push(AskedRight {
                entry: entry.clone(),
                attribute: code(attribute)?,
                actions: vec![action],
                required: true,
                proposed: Some(value.clone()),
            });
        }
        Ok(Terms {
            custodian: custodian.did,
            purpose: code(&order.purpose)?,
            purpose_text: city::purpose_text(&order.purpose),
            clause: code(clause)?,
            rights,
            limits: Limits {
                not_before: now,
                expires: now.saturating_add(order.valid_for_secs),
                max_uses: order.uses,
                max_depth: order.depth,
                retention_days: order.retention_days,
            },
        })
    }

    /// Returns the signed request object.
    ///
    /// # Errors
    /// If there is none, it has been answered, or the store fails.
    pub fn request_object(&self, department: &Department, id: &str) -> Result<String, Failure> {
        Ok(self.open_request(department, id)?.compact)
    }

    fn open_request(&self, department: &Department, id: &str) -> Result<RequestRow, Failure> {
        let request = self
            .store
            .request(department.slug(), id)?
            .ok_or_else(|| Failure::not_found("there is no such request"))?;
        if request.status != RequestStatus::Open {
            return Err(Failure::conflict(
                "invalid_request",
                "the request is answered already",
            ));
        }
        if request.expires_at <= random::now() {
            return Err(Failure::bad("invalid_request", "the request has expired"));
        }
        Ok(request)
    }

    /// Opens the answer to a request, checks the grant in it, and gives a receipt.
    ///
    /// # Errors
    /// `invalid_request`, `invalid_grant`, `not_found`; or store or chain fail.
    pub async fn receive_answer(
        &self,
        department: &Department,
        id: &str,
        body: &[u8],
    ) -> Result<ReceivedAnswer, Failure> {
        let request = self.answerable_request(department, id)?;
        let (query_id, asked) = match is_for_presentation(&request.compact) {
            false => (QUERY_ID, AskedFor::Grant),
            true => (PRESENTATION_QUERY_ID, AskedFor::Presentation),
        };
        let expected = AnswerExpectation {
            query_id,
            nonce: &request.nonce,
            state: &request.state,
            key_id: &encryption_key_id(department),
            asked,
        };
        let answer = open_answer(body, &department.keys.encryption, &expected)
            .map_err(|error| Failure::bad("invalid_request", error))?;
        let answered = || Failure::conflict("invalid_request", "the request is answered already");
        if request.status != RequestStatus::Open {
            return self.receipt_again(department, &request, &answer);
        }
        let now = random::now();
        let (grant, outcome) = match answer {
            Answer::Refusal { .. } => {
                if !self.store.refuse_request(id)? {
                    return Err(answered());
                }
                (None, ReceiptOutcome::RefusalNoted)
            }
            Answer::CounterOffer { grant, message } => {
                return self
                    .receive_counter_offer(department, &request, grant, message)
                    .await;
            }
            Answer::Presentation(compact) => {
                return self
                    .receive_presentation(department, &request, &compact)
                    .await;
            }
            Answer::Grant(compact) => {
                let (fingerprint, custodian) =
                    self.check_grant(department, &request, &compact).await?;
                let row = GrantRow {
                    fingerprint,
                    department: department.slug().to_owned(),
                    custodian,
                    request: id.to_owned(),
                    compact,
                    number: self.file_number(department)?,
                    received_at: now,
                };
                if !self.store.accept_grant(&row)? {
                    return Err(answered());
                }
                (Some(row), ReceiptOutcome::Accepted)
            }
        };
        let fingerprint = grant.as_ref().map(|row| row.fingerprint);
        let number = match grant {
            Some(row) => row.number,
            None => self.refusal_number(department, id)?,
        };
        let answered = self.receipt(department, &request, fingerprint, outcome, number)?;
        Ok(ReceivedAnswer {
            grant: fingerprint,
            ..answered
        })
    }

    /// A signed receipt. Nothing follows from it by itself: `grant` of the answer is empty.
    fn receipt(
        &self,
        department: &Department,
        request: &RequestRow,
        grant: Option<Fingerprint>,
        outcome: ReceiptOutcome,
        number: String,
    ) -> Result<ReceivedAnswer, Failure> {
        let receipt = Receipt {
            department: department.did,
            request: Digest::of(request.compact.as_bytes()),
            grant,
            outcome,
            number,
            issued_at: random::now(),
        };
        let receipt = sign_receipt(&receipt, &department.keys.ed25519).map_err(Failure::ours)?;
        Ok(ReceivedAnswer {
            receipt: ReceiptAnswer { receipt },
            grant: None,
        })
    }

    /// A request that is open, or that was answered: whoever lost the receipt sends the same
    /// answer again.
    fn answerable_request(&self, department: &Department, id: &str) -> Result<RequestRow, Failure> {
        match self.store.request(department.slug(), id)? {
            Some(request) if request.status != RequestStatus::Open => Ok(request),
            _ => self.open_request(department, id),
        }
    }

    /// The receipt once more, for the same answer and for no other.
    fn receipt_again(
        &self,
        department: &Department,
        request: &RequestRow,
        answer: &Answer,
    ) -> Result<ReceivedAnswer, Failure> {
        let other = || Failure::conflict("invalid_request", "the request is answered already");
        let (grant, outcome, number) = match (answer, request.status) {
            (Answer::Refusal { .. }, RequestStatus::Refused) => (
                None,
                ReceiptOutcome::RefusalNoted,
                self.refusal_number(department, &request.id)?,
            ),
            (Answer::Grant(compact), RequestStatus::Granted) => {
                let grants = self.store.grants()?;
                let row = grants
                    .into_iter()
                    .find(|row| row.request == request.id && row.compact == *compact)
                    .ok_or_else(other)?;
                (Some(row.fingerprint), ReceiptOutcome::Accepted, row.number)
            }
            (Answer::Presentation(compact), RequestStatus::Presented) => {
                let row = self.shown_again(request, compact)?.ok_or_else(other)?;
                let fingerprint = Fingerprint::from_bytes(row.fingerprint);
                (Some(fingerprint), ReceiptOutcome::Accepted, row.number)
            }
            _ => return Err(other()),
        };
        self.receipt(department, request, grant, outcome, number)
    }

    /// The number under which a refusal is filed, the same however often it is told.
    fn refusal_number(&self, department: &Department, request: &str) -> Result<String, Failure> {
        let name = format!("refusal {request}");
        if let Some(number) = self.store.meta(&name)? {
            return Ok(number);
        }
        let number = self.file_number(department)?;
        self.store.set_meta(&name, &number)?;
        Ok(number)
    }

    pub(crate) fn file_number(&self, department: &Department) -> Result<String, Failure> {
        let number = self.store.next_number(department.slug())?;
        Ok(format!("{}-{number:06}", department.sample.code))
    }

    async fn check_grant(
        &self,
        department: &Department,
        request: &RequestRow,
        compact: &str,
    ) -> Result<(Fingerprint, String), Failure> {
        let refused = |error: &dyn std::fmt::Display| Failure::bad("invalid_grant", error);
        let (terms, _) = Terms::decode(&request.terms).map_err(Failure::ours)?;
        let mut facts = FactsNow::read(self, department).await?;
        let unverified = inspect(compact).map_err(|error| refused(&error))?;
        facts.read_anchor(&unverified).await?;
        let asked = Asked {
            request: Digest::of(request.compact.as_bytes()),
            terms: &terms.to_grant_terms(QUERY_ID),
        };
        let me = did_of(&department.did);
        let received = check_received(compact, &me, &asked, &facts, &facts, facts.now())
            .map_err(|error| refused(&error))?;
        let given = (
            received.fingerprint,
            received.rights.as_slice(),
            &received.limits,
        );
        self.check_agreed(&facts, department, &terms, given)?;
        Ok((received.fingerprint, received.custodian.to_string()))
    }
}

fn encryption_key_id(department: &Department) -> String {
    format!("{}#p256-encrypt", department.did)
}
