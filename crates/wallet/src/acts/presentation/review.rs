//! What would be shown, before anything is signed.

use std::collections::BTreeSet;

use exchange::{PresentationTerms, VerifiedRequest};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use vault::Order;
use wallet_api::{
    Action, ApiError, DocumentStatus, ErrorCode, InboxState, LocalText, PresentationItemView,
    PresentationReviewView, ReviewPresentation, RightView,
};

use crate::{
    acts::{
        counter::{linkability, usual},
        documents, inbox, review, sync,
    },
    book::{clause_view, plain},
    convert,
    copies::Linkability,
    session::{Book, Session},
    store::{DocumentRecord, InboxBody, InboxRecord, kind},
    wallet::{Act, Wallet, now},
};

/// Separates the digest of a review from every other digest.
const DOMAIN: &[u8] = b"citizen-wallet/presentation-review/1\n";

pub(crate) type Request = VerifiedRequest<PresentationTerms>;

impl Act for ReviewPresentation {
    async fn act(self, wallet: &Wallet) -> Result<PresentationReviewView, ApiError> {
        let session = wallet.session()?;
        sync::ensure_book(wallet, &session).await?;
        // Who asks, what the law says and whether the documents hold, as of now; without the chain,
        // as last proven.
        sync::refresh(wallet, &session).await;
        let record = inbox::load(&session, &self.id)?;
        let request = load(&session, &record)?;
        let plan = plan(
            &session,
            &self.id,
            &record,
            &request,
            self.document.as_deref(),
        )?;
        inbox::looked_at(&session, &self.id, &record)?;
        wallet.status_changed();
        Ok(plan.view)
    }
}

/// The request of an inbox line, verified again with the directory as it stands now.
pub(crate) fn load(session: &Session, record: &InboxRecord) -> Result<Request, ApiError> {
    let InboxBody::Presentation { jwt } = &record.body else {
        return Err(ApiError::about(ErrorCode::NotFound, record.number.clone()));
    };
    review::prove_again(session, record, jwt)
}

/// What a refusal is about, if `digest` is that of a review of any document that would do.
pub(crate) fn refusable(
    session: &Session,
    id: &str,
    record: &InboxRecord,
    digest: &str,
) -> Result<Vec<RightView>, ApiError> {
    let request = load(session, record)?;
    let first = plan(session, id, record, &request, None)?;
    let mut known = first.view.digest == digest;
    for row in &first.view.documents {
        known = known
            || plan(session, id, record, &request, Some(&row.id))?
                .view
                .digest
                == digest;
    }
    match known {
        true => Ok(rights(
            first.view.items.iter().map(|item| item.code.clone()),
        )),
        false => Err(ErrorCode::ReviewChanged.into()),
    }
}

/// Attributes as the activity tells of them.
pub(super) fn rights(codes: impl Iterator<Item = String>) -> Vec<RightView> {
    codes
        .map(|attribute| RightView {
            entry: String::new(),
            attribute,
            action: Action::Read,
        })
        .collect()
}

/// What would be signed, and what is shown of it.
pub(super) struct Plan {
    pub(super) document: Option<(String, DocumentRecord)>,
    pub(super) view: PresentationReviewView,
}

/// The same request, book and documents give the same plan.
pub(super) fn plan(
    session: &Session,
    id: &str,
    record: &InboxRecord,
    request: &Request,
    document: Option<&str>,
) -> Result<Plan, ApiError> {
    let (now, book) = (now(), session.book());
    let terms = &request.terms;
    let candidates = candidates(session, terms)?;
    let chosen = match document {
        Some(id) => Some(
            (candidates.iter())
                .find(|(known, _)| known == id)
                .ok_or_else(|| ApiError::about(ErrorCode::NotFound, id))?,
        ),
        None => candidates.first(),
    };
    let office = book.department(&request.department);
    let (by_law, rule) = office.map_or_else(Default::default, |office| {
        usual(&book, office, terms.purpose.as_str(), now)
    });
    let linkable = match chosen {
        Some((_, document)) => linkability(session, document, &record.party)?,
        None => None,
    };
    let state = inbox::state_at(record, now);
    let purpose = convert::text(terms.purpose_text.clone());
    let mut view = PresentationReviewView {
        id: id.to_owned(),
        digest: String::new(),
        number: record.number.clone(),
        party: session.party(&record.party, now),
        contacts: review::contacts(session, &record.party, id)?,
        purpose: terms.purpose.as_str().to_owned(),
        purpose_text: LocalText {
            zh: plain(&purpose.zh, 600),
            en: plain(&purpose.en, 600),
        },
        clause: rule.map(|rule| clause_view(rule, session.proof())),
        clause_code: terms.clause.as_ref().map(|code| code.as_str().to_owned()),
        retention_days: terms.retention_days.into(),
        types: (terms.query.types.iter())
            .map(|vct| vct.as_str().to_owned())
            .collect(),
        document: match chosen {
            Some((id, _)) => Some(documents::row(session, id)?),
            None => None,
        },
        documents: candidates
            .iter()
            .map(|(id, _)| documents::row(session, id))
            .collect::<Result<_, _>>()?,
        items: items(terms, chosen.map(|(_, document)| document), &by_law),
        sets: sets(terms),
        linkable: linkable == Some(Linkability::Shared),
        received: record.received,
        expires: request.expires_at,
        state,
        obstacle: None,
    };
    view.obstacle =
        obstacle(&book, request, &view, linkable, now).or_else(|| session.clock_obstacle());
    seal(&mut view);
    Ok(Plan {
        document: chosen.cloned(),
        view,
    })
}

/// The documents of a type that will do and that may hold, those that say most of what is asked for
/// first.
fn candidates(
    session: &Session,
    terms: &PresentationTerms,
) -> Result<Vec<(String, DocumentRecord)>, ApiError> {
    let all = session
        .read(|t| t.list::<DocumentRecord>(kind::DOCUMENT, Order::NewestFirst, usize::MAX, 0))?;
    let mut candidates = Vec::new();
    for row in all {
        let mut types = terms.query.types.iter();
        if !types.any(|vct| vct.as_str() == row.body.vct) {
            continue;
        }
        let anchor = documents::anchor(session, &row.id)?;
        let (status, _) = documents::status(session, &row.body, anchor.as_ref());
        if matches!(
            status,
            DocumentStatus::Valid { .. }
                | DocumentStatus::Expiring { .. }
                | DocumentStatus::Unknown
        ) {
            candidates.push((row.id, row.body));
        }
    }
    let asked = terms.query.asked();
    candidates.sort_by_key(|(_, document)| {
        let has = |code: &str| document.attributes.contains_key(code);
        std::cmp::Reverse(asked.iter().filter(|code| has(code.as_str())).count())
    });
    Ok(candidates)
}

fn items(
    terms: &PresentationTerms,
    document: Option<&DocumentRecord>,
    by_law: &BTreeSet<String>,
) -> Vec<PresentationItemView> {
    let mut items: Vec<PresentationItemView> = (terms.query.asked().into_iter())
        .map(|code| PresentationItemView {
            code: code.as_str().to_owned(),
            value: document
                .and_then(|document| document.attributes.get(code.as_str()))
                .map(convert::value),
            required: terms.query.is_required(code.as_str()),
            by_law: by_law.contains(code.as_str()),
        })
        .collect();
    items.sort_by_key(|item| !item.required);
    items
}

fn sets(terms: &PresentationTerms) -> Vec<Vec<String>> {
    let codes = |set: &BTreeSet<credential::AttributeCode>| {
        set.iter().map(|code| code.as_str().to_owned()).collect()
    };
    terms.query.sets.iter().map(codes).collect()
}

/// Why nothing can be shown.
fn obstacle(
    book: &Book,
    request: &Request,
    view: &PresentationReviewView,
    linkable: Option<Linkability>,
    now: i64,
) -> Option<ErrorCode> {
    let active = book
        .department(&request.department)
        .is_some_and(|office| book.is_active(office, now));
    let has = |code: &String| {
        let mut items = view.items.iter();
        items.any(|item| item.code == *code && item.value.is_some())
    };
    if view.state == InboxState::Expired {
        Some(ErrorCode::RequestEnded)
    } else if !view.state.is_open() && view.state != InboxState::FailedNothingSent {
        Some(ErrorCode::RequestAnswered)
    } else if !active {
        Some(ErrorCode::RequesterUnknown)
    } else if linkable.is_none() || !view.sets.iter().any(|set| set.iter().all(has)) {
        Some(ErrorCode::NothingToShow)
    } else {
        None
    }
}

/// Computes the digest of what the decision is about.
fn seal(view: &mut PresentationReviewView) {
    #[derive(Serialize)]
    struct Shown<'v> {
        id: &'v str,
        party: (&'v str, &'v LocalText, &'v str),
        purpose: (&'v str, &'v LocalText),
        clause: (Option<&'v str>, Option<&'v str>),
        retention_days: u32,
        document: Option<&'v str>,
        items: &'v [PresentationItemView],
        sets: &'v [Vec<String>],
        expires: i64,
    }
    let shown = Shown {
        id: &view.id,
        party: (&view.party.did, &view.party.name, &view.party.code),
        purpose: (&view.purpose, &view.purpose_text),
        clause: (
            view.clause_code.as_deref(),
            view.clause.as_ref().map(|clause| clause.code.as_str()),
        ),
        retention_days: view.retention_days,
        document: view.document.as_ref().map(|document| document.id.as_str()),
        items: &view.items,
        sets: &view.sets,
        expires: view.expires,
    };
    let json = serde_json::to_vec(&shown).expect("a view is plain data");
    view.digest = convert::hex(
        Sha256::new_with_prefix(DOMAIN)
            .chain_update(json)
            .finalize(),
    );
}
