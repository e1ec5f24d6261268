//! What would be readable, before anything is signed.

use std::collections::BTreeSet;

use chain::Department;
use exchange::counter::{
    Challenge, ChallengeError, Scanned, UnverifiedChallenge, text as counter_text,
};
use grant::Code;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use vault::Order;
use wallet_api::{
    ApiError, CounterAsk, CounterItemView, CounterReviewView, DocumentStatus, ErrorCode, ItemNeed,
    ReviewCounter,
};

use super::offices;
use crate::{
    acts::{documents, sync},
    book::{clause_view, party_view},
    convert,
    copies::{self, Linkability},
    session::Session,
    store::{AnchorRecord, DocumentRecord, kind},
    wallet::{Act, Wallet, now},
};

/// Separates the digest of a review from every other digest.
const DOMAIN: &[u8] = b"citizen-wallet/counter-review/1\n";

impl Act for ReviewCounter {
    async fn act(self, wallet: &Wallet) -> Result<CounterReviewView, ApiError> {
        let session = wallet.session()?;
        sync::ensure_book(wallet, &session).await?;
        sync::refresh(wallet, &session).await;
        Ok(plan(&session, &self.ask)?.view)
    }
}

/// What would be signed, and what is shown of it.
pub(super) struct Plan {
    pub(super) office: Department,
    pub(super) purpose: Code,
    pub(super) challenge: Option<Challenge>,
    pub(super) document: Option<(String, DocumentRecord)>,
    pub(super) view: CounterReviewView,
}

/// The same ask, book and documents give the same plan.
pub(super) fn plan(session: &Session, ask: &CounterAsk) -> Result<Plan, ApiError> {
    let (now, book) = (now(), session.book());
    let challenge = match &ask.challenge {
        Some(text) => Some(open_challenge(session, text, now)?),
        None => None,
    };
    let office = office(session, ask, challenge.as_ref(), now)?;
    let purpose = purpose(ask, challenge.as_ref())?;
    let (usual, rule) = offices::usual(&book, &office, purpose.as_str(), now);
    let wanted = Wanted {
        challenge: challenge.as_ref(),
        usual,
    };
    let office_did = office.did.to_string();
    let candidates = candidates(session, &wanted)?;
    let chosen = match &ask.document {
        Some(id) => Some(
            candidates
                .iter()
                .find(|(known, _)| known == id)
                .ok_or_else(|| ApiError::about(ErrorCode::NotFound, id.clone()))?,
        ),
        None => candidates.first(),
    };
    let items = chosen.map_or_else(Vec::new, |(_, document)| items(document, &wanted));
    let linkable = match chosen {
        Some((_, document)) => linkability(session, document, &office_did)?,
        None => None,
    };
    let obstacle = match (&chosen, linkable) {
        (None, _) => Some(ErrorCode::NothingToShow),
        (Some(_), None) => Some(ErrorCode::NothingToShow),
        (Some(_), Some(_)) => session.clock_obstacle(),
    };
    let mut view = CounterReviewView {
        digest: String::new(),
        party: party_view(&office, true, session.proof()),
        purpose: purpose.as_str().to_owned(),
        clause: rule.map(|rule| clause_view(rule, session.proof())),
        challenge_until: challenge.as_ref().map(|challenge| challenge.expires_at),
        document: match chosen {
            Some((id, _)) => Some(documents::row(session, id)?),
            None => None,
        },
        documents: candidates
            .iter()
            .map(|(id, _)| documents::row(session, id))
            .collect::<Result<_, _>>()?,
        missing: missing(challenge.as_ref(), chosen.map(|(_, document)| document)),
        items,
        linkable: linkable == Some(Linkability::Shared),
        obstacle,
    };
    seal(&mut view, challenge.as_ref());
    Ok(Plan {
        document: chosen.cloned(),
        office,
        purpose,
        challenge,
        view,
    })
}

/// What the office wants to know.
struct Wanted<'c> {
    challenge: Option<&'c Challenge>,
    usual: BTreeSet<String>,
}

impl Wanted<'_> {
    fn need(&self, attribute: &str) -> ItemNeed {
        let is_among = |codes: &[Code]| codes.iter().any(|code| code.as_str() == attribute);
        match self.challenge {
            Some(challenge) if is_among(&challenge.required) => ItemNeed::Required,
            Some(challenge) if is_among(&challenge.optional) => ItemNeed::Helpful,
            Some(_) => ItemNeed::Extra,
            None if self.usual.contains(attribute) => ItemNeed::Usual,
            None => ItemNeed::Extra,
        }
    }
}

fn open_challenge(session: &Session, text: &str, now: i64) -> Result<Challenge, ApiError> {
    let token = match counter_text::decode(text) {
        Ok(Scanned::Challenge(token)) => token,
        Ok(Scanned::Presentation(_)) => {
            return Err(ApiError::about(ErrorCode::BadLink, "presentation"));
        }
        Err(error) => return Err(ApiError::about(ErrorCode::BadLink, error.to_string())),
    };
    let unverified = UnverifiedChallenge::parse(&token).map_err(challenge_error)?;
    let department = unverified.claimed_department();
    let known = session.book().known(&department, now).ok_or_else(|| {
        ApiError::about(ErrorCode::RequesterUnknown, department.address.to_string())
    })?;
    unverified.verify(&known, now).map_err(challenge_error)
}

fn challenge_error(error: ChallengeError) -> ApiError {
    let code = match error {
        ChallengeError::Jwt(_) | ChallengeError::Department => ErrorCode::RequestNotProven,
        ChallengeError::Suspended => ErrorCode::RequesterUnknown,
        ChallengeError::Shape | ChallengeError::Time => ErrorCode::BadRequest,
        ChallengeError::Over => ErrorCode::RequestEnded,
    };
    ApiError::about(code, error.to_string())
}

fn office(
    session: &Session,
    ask: &CounterAsk,
    challenge: Option<&Challenge>,
    now: i64,
) -> Result<Department, ApiError> {
    let did = match (&ask.office, challenge) {
        (Some(office), Some(challenge)) if *office != challenge.department.to_string() => {
            return Err(ApiError::about(ErrorCode::BadInput, "office"));
        }
        (_, Some(challenge)) => challenge.department,
        (Some(office), None) => convert::did(office)?,
        (None, None) => return Err(ApiError::about(ErrorCode::BadInput, "office")),
    };
    let book = session.book();
    book.department(&did)
        .filter(|department| book.is_active(department, now))
        .cloned()
        .ok_or_else(|| ApiError::about(ErrorCode::RequesterUnknown, did.address.to_string()))
}

fn purpose(ask: &CounterAsk, challenge: Option<&Challenge>) -> Result<Code, ApiError> {
    let bad = || ApiError::about(ErrorCode::BadInput, "purpose");
    let asked: Option<Code> = match &ask.purpose {
        Some(code) => Some(code.parse().map_err(|_| bad())?),
        None => None,
    };
    match (asked, challenge) {
        (Some(asked), Some(challenge)) if asked != challenge.purpose => Err(bad()),
        (_, Some(challenge)) => Ok(challenge.purpose.clone()),
        (Some(asked), None) => Ok(asked),
        (None, None) => Err(bad()),
    }
}

/// The documents that may hold, those that say most of what is wanted first.
fn candidates(
    session: &Session,
    wanted: &Wanted<'_>,
) -> Result<Vec<(String, DocumentRecord)>, ApiError> {
    let all = session
        .read(|t| t.list::<DocumentRecord>(kind::DOCUMENT, Order::NewestFirst, usize::MAX, 0))?;
    let mut candidates = Vec::new();
    for row in all {
        let anchor = documents::anchor(session, &row.id)?;
        let (status, _) = documents::status(session, &row.body, anchor.as_ref());
        let may_hold = matches!(
            status,
            DocumentStatus::Valid { .. }
                | DocumentStatus::Expiring { .. }
                | DocumentStatus::Unknown
        );
        if may_hold {
            candidates.push((row.id, row.body));
        }
    }
    candidates.sort_by_key(|(_, document)| {
        let given = document
            .attributes
            .keys()
            .filter(|code| wanted.need(code).is_given());
        std::cmp::Reverse(given.count())
    });
    Ok(candidates)
}

fn items(document: &DocumentRecord, wanted: &Wanted<'_>) -> Vec<CounterItemView> {
    let mut items: Vec<CounterItemView> = documents::attributes(document)
        .into_iter()
        .map(|attribute| CounterItemView {
            need: wanted.need(&attribute.code),
            code: attribute.code,
            value: attribute.value,
        })
        .collect();
    // The sort is stable: within each the document's order stays.
    items.sort_by_key(|item| match item.need {
        ItemNeed::Required => 0,
        ItemNeed::Usual => 1,
        ItemNeed::Helpful => 2,
        ItemNeed::Extra => 3,
    });
    items
}

fn missing(challenge: Option<&Challenge>, document: Option<&DocumentRecord>) -> Vec<String> {
    let required = challenge.map_or(&[][..], |challenge| &challenge.required);
    required
        .iter()
        .map(|code| code.as_str().to_owned())
        .filter(|code| !document.is_some_and(|document| document.attributes.contains_key(code)))
        .collect()
}

/// What the copy that would be shown tells; `None` if no copy is in force.
pub(crate) fn linkability(
    session: &Session,
    document: &DocumentRecord,
    office: &str,
) -> Result<Option<Linkability>, ApiError> {
    let anchors = session.read(|t| {
        document
            .copies
            .iter()
            .map(|copy| t.get::<AnchorRecord>(kind::ANCHOR, &copy.fingerprint))
            .collect::<Result<Vec<_>, _>>()
    })?;
    let in_force: BTreeSet<&str> = document
        .copies
        .iter()
        .zip(&anchors)
        .filter(|(_, anchor)| copies::holds(anchor.as_ref()))
        .map(|(copy, _)| copy.fingerprint.as_str())
        .collect();
    let chosen = copies::choose(document, office, |copy| {
        in_force.contains(copy.fingerprint.as_str())
    });
    Ok(chosen.map(|(_, linkability)| linkability))
}

/// Computes the digest of what the decision is about.
fn seal(view: &mut CounterReviewView, challenge: Option<&Challenge>) {
    #[derive(Serialize)]
    struct Shown<'v> {
        office: (&'v str, &'v wallet_api::LocalText, &'v str),
        purpose: &'v str,
        challenge: Option<&'v str>,
        document: Option<&'v str>,
        items: &'v [CounterItemView],
    }
    let shown = Shown {
        office: (&view.party.did, &view.party.name, &view.party.code),
        purpose: &view.purpose,
        challenge: challenge.map(|challenge| challenge.nonce.as_str()),
        document: view.document.as_ref().map(|document| document.id.as_str()),
        items: &view.items,
    };
    let json = serde_json::to_vec(&shown).expect("a view is plain data");
    view.digest = convert::hex(
        Sha256::new_with_prefix(DOMAIN)
            .chain_update(json)
            .finalize(),
    );
}
