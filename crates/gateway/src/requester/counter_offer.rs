//! Counter-offers: a holder gives less than was asked, and the department takes it or not.
//!
//! What is offered is signed but not anchored, so nobody can use it. Taken, it comes back anchored
//! as the answer; not taken, nothing stands and the request is still open.

use exchange::receipt::{Receipt, ReceiptAnswer, ReceiptOutcome, sign_receipt};
use exchange::request::QUERY_ID;
use exchange::shortfall::{Lawful, Shortfall};
use exchange::terms::{Terms, did_of};
use grant::{Asked, Digest, Fingerprint, Limits, ReceiptError, Right, ShownRight, check_offered};

use super::ReceivedAnswer;
use crate::facts::FactsNow;
use crate::failure::Failure;
use crate::random;
use crate::state::{Department, Gateway};
use crate::store::{AcceptLess, CounterOfferRow, CounterOfferStatus, RequestRow, RequestStatus};

/// Most counter-offers to one request.
const MAX_OFFERS: usize = 8;

impl Gateway {
    /// Checks a counter-offer, and takes it or not as was said for the request. The same one sent
    /// again is answered with what was decided meanwhile.
    pub(super) async fn receive_counter_offer(
        &self,
        department: &Department,
        request: &RequestRow,
        compact: String,
        message: Option<String>,
    ) -> Result<ReceivedAnswer, Failure> {
        let (terms, _) = Terms::decode(&request.terms).map_err(Failure::ours)?;
        let facts = FactsNow::read(self, department).await?;
        let asked = Asked {
            request: Digest::of(request.compact.as_bytes()),
            terms: &terms.to_grant_terms(QUERY_ID),
        };
        let me = did_of(&department.did);
        let offered = check_offered(&compact, &me, &asked, &facts, facts.now()).map_err(refused)?;
        if let Some(known) = self.store.counter_offer(offered.fingerprint)? {
            return self.offer_receipt(department, request, &known);
        }
        let shortfall = shortfall(&facts, department, &terms, &offered.rights, &offered.limits);
        if !shortfall.is_any() {
            let text = "nothing less than was asked: send the grant itself";
            return Err(Failure::bad("invalid_request", text));
        }
        let earlier: Vec<_> = self
            .store
            .counter_offers()?
            .into_iter()
            .filter(|offer| offer.request == request.id)
            .collect();
        let is_taken = |offer: &CounterOfferRow| offer.status == CounterOfferStatus::Taken;
        if earlier.iter().any(is_taken) || earlier.len() >= MAX_OFFERS {
            let text = "another counter-offer was taken, or there were too many";
            return Err(Failure::conflict("invalid_request", text));
        }
        let now = random::now();
        let status = match self.store.accept_less(&request.id)? {
            AcceptLess::Always => CounterOfferStatus::Taken,
            AcceptLess::Never => CounterOfferStatus::NotTaken,
            AcceptLess::Ask => CounterOfferStatus::Waiting,
        };
        let row = CounterOfferRow {
            fingerprint: offered.fingerprint,
            request: request.id.clone(),
            department: department.slug().to_owned(),
            compact,
            message,
            number: self.file_number(department)?,
            status,
            received_at: now,
            decided_at: (status != CounterOfferStatus::Waiting).then_some(now),
        };
        self.store.add_counter_offer(&row)?;
        self.offer_receipt(department, request, &row)
    }

    fn offer_receipt(
        &self,
        department: &Department,
        request: &RequestRow,
        offer: &CounterOfferRow,
    ) -> Result<ReceivedAnswer, Failure> {
        let receipt = Receipt {
            department: department.did,
            request: Digest::of(request.compact.as_bytes()),
            grant: Some(offer.fingerprint),
            outcome: match offer.status {
                CounterOfferStatus::Waiting => ReceiptOutcome::OfferNoted,
                CounterOfferStatus::Taken => ReceiptOutcome::OfferTaken,
                CounterOfferStatus::NotTaken => ReceiptOutcome::OfferNotTaken,
            },
            number: offer.number.clone(),
            issued_at: random::now(),
        };
        let receipt = sign_receipt(&receipt, &department.keys.ed25519).map_err(Failure::ours)?;
        Ok(ReceivedAnswer {
            receipt: ReceiptAnswer { receipt },
            grant: None,
        })
    }

    /// Refuses a grant that gives less than is required, unless that was offered and taken before.
    pub(super) fn check_agreed(
        &self,
        facts: &FactsNow<'_>,
        department: &Department,
        terms: &Terms,
        (fingerprint, rights, limits): (Fingerprint, &[ShownRight], &Limits),
    ) -> Result<(), Failure> {
        if !shortfall(facts, department, terms, rights, limits).needs_consent() {
            return Ok(());
        }
        let offer = self.store.counter_offer(fingerprint)?;
        match offer.map(|offer| offer.status) {
            Some(CounterOfferStatus::Taken) => Ok(()),
            _ => Err(Failure::bad(
                "consent_needed",
                "less than is required: make a counter-offer first",
            )),
        }
    }

    /// Decides on a counter-offer that waits.
    ///
    /// # Errors
    /// `not_found`; `invalid_request` if it is decided already, or its request is over; or the store
    /// fails.
    pub fn decide_counter_offer(
        &self,
        fingerprint: Fingerprint,
        take: bool,
    ) -> Result<CounterOfferRow, Failure> {
        let missing = || Failure::not_found("there is no such counter-offer");
        let offer = self.store.counter_offer(fingerprint)?.ok_or_else(missing)?;
        let now = random::now();
        let is_open = self
            .store
            .request(&offer.department, &offer.request)?
            .is_some_and(|request| {
                request.status == RequestStatus::Open && request.expires_at > now
            });
        if !is_open {
            let text = "the request is answered or over";
            return Err(Failure::conflict("invalid_request", text));
        }
        let status = match take {
            true => CounterOfferStatus::Taken,
            false => CounterOfferStatus::NotTaken,
        };
        if !self.store.decide_counter_offer(fingerprint, status, now)? {
            let text = "the counter-offer is decided already";
            return Err(Failure::conflict("invalid_request", text));
        }
        self.store.counter_offer(fingerprint)?.ok_or_else(missing)
    }
}

/// What a grant gives less than was asked, as far as the law lets it be given.
pub(crate) fn shortfall(
    facts: &FactsNow<'_>,
    department: &Department,
    terms: &Terms,
    rights: &[ShownRight],
    limits: &Limits,
) -> Shortfall {
    let given: Vec<Right> = rights.iter().map(|shown| shown.right.clone()).collect();
    let retention = |right: &Right| facts.retention(&department.did, right, &terms.purpose);
    let max_retention_days = terms
        .single_rights()
        .filter_map(|right| retention(&right))
        .min()
        .unwrap_or(u32::MAX);
    terms.shortfall(
        &given,
        limits,
        Lawful {
            permits: &|right| retention(right).is_some(),
            max_retention_days,
        },
    )
}

fn refused(error: ReceiptError) -> Failure {
    match error {
        ReceiptError::NotAsked => Failure::bad("beyond_request", error),
        other => Failure::bad("invalid_grant", other),
    }
}
