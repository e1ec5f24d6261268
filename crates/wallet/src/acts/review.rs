//! Shows a request for decision, and computes the digest of what was shown.

mod fitting;
mod usual;

use chain::law::Rule;
use exchange::{
    UnverifiedRequest, VerifiedRequest,
    request::{CLIENT_ID_PREFIX, Subject},
};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use vault::Order;
use wallet_api::{
    Action, ApiError, CounterOfferState, ErrorCode, InboxState, ItemView, LawVerdict, LocalText,
    OfferedView, PartyView, ReviewRequest, ReviewView, RightView,
};

use crate::{
    acts::{
        cases, inbox,
        open_link::request_error,
        reach::{self, Matter},
        sync,
    },
    book::{clause_view, plain},
    convert,
    law::{Caps, Said},
    session::{Book, Session},
    store::{DocumentRecord, GrantRecord, InboxBody, InboxRecord, kind},
    wallet::{Act, Wallet, now},
};

pub(crate) use fitting::Fitting;

/// Separates the digest of a review from every other digest.
const DOMAIN: &[u8] = b"citizen-wallet/review/1\n";

impl Act for ReviewRequest {
    async fn act(self, wallet: &Wallet) -> Result<ReviewView, ApiError> {
        let session = wallet.session()?;
        sync::ensure_book(wallet, &session).await?;
        // Who asks and what the law says, as of now; without the chain, as last proven.
        sync::refresh(wallet, &session).await;
        let record = inbox::load(&session, &self.id)?;
        let request = load(&session, &record)?;
        let mut view = view(&session, &self.id, &record, &request)?;
        disagree(wallet, &session, &request, &mut view).await;
        seal(&mut view);
        inbox::looked_at(&session, &self.id, &record)?;
        wallet.status_changed();
        Ok(view)
    }
}

/// The request of an inbox line, verified again with the directory as it stands now. One whose
/// time ran out is still shown, as it was.
pub(crate) fn load(session: &Session, record: &InboxRecord) -> Result<VerifiedRequest, ApiError> {
    let InboxBody::Request { jwt } = &record.body else {
        return Err(ApiError::about(ErrorCode::NotFound, record.number.clone()));
    };
    prove_again(session, record, jwt)
}

/// The signed request `jwt` of an inbox line, verified again.
pub(crate) fn prove_again<T: Subject>(
    session: &Session,
    record: &InboxRecord,
    jwt: &str,
) -> Result<VerifiedRequest<T>, ApiError> {
    let did = convert::did(&record.party)?;
    let client_id = format!("{CLIENT_ID_PREFIX}{did}");
    let request =
        UnverifiedRequest::parse(jwt, &client_id).map_err(|error| request_error(&error))?;
    let now = now();
    let mut known = session
        .book()
        .known(&did, now)
        .ok_or_else(|| ApiError::about(ErrorCode::RequesterUnknown, did.address.to_string()))?;
    let at = match record.expires {
        Some(expires) if expires <= now => expires - 1,
        _ => now,
    };
    // To look at what a suspended office asked is no harm; `obstacle` says that it is suspended.
    known.active = true;
    request
        .verify_as(&known, at)
        .map_err(|error| request_error(&error))
}

/// Everything that is shown. The same request, book and documents give the same view.
pub(crate) fn view(
    session: &Session,
    id: &str,
    record: &InboxRecord,
    request: &VerifiedRequest,
) -> Result<ReviewView, ApiError> {
    let (now, book, proof) = (now(), session.book(), session.proof());
    let terms = &request.terms;
    let fitting = Fitting::of(session, record, request)?;
    let earlier = usual::Earlier::of(session, &record.party, id)?;
    let covered = usual::covered(&book, request, now);
    let mut caps = Caps::of(&terms.limits);
    let mut items = Vec::new();
    for asked in &terms.rights {
        for asked_action in &asked.actions {
            let action = convert::action(*asked_action);
            let (entry, attribute) = (asked.entry.as_str(), asked.attribute.as_str());
            let (verdict, rule) = book.ask_law(
                &request.department,
                (entry, attribute, action),
                terms.purpose.as_str(),
                now,
            );
            let named = RightView {
                entry: entry.to_owned(),
                attribute: attribute.to_owned(),
                action,
            };
            let cited = terms.clause.as_str();
            let law = match crate::law::verdict(verdict) {
                // The custodian answers under the clause that was cited and under no other.
                _ if rule.is_some_and(|rule| rule.terms.clause != cited) => LawVerdict::Denied,
                LawVerdict::NeedsOfficer => match cases::said(session, id, &named) {
                    Said::Nothing => LawVerdict::NeedsOfficer,
                    Said::Permitted => LawVerdict::PermittedByOfficer,
                    Said::Refused => LawVerdict::RefusedByOfficer,
                },
                other => other,
            };
            if let Some(rule) = rule.filter(|_| law != LawVerdict::Denied) {
                caps.lower(&rule.terms);
            }
            let right = grant::Right {
                entry: asked.entry.clone(),
                attribute: asked.attribute.clone(),
                action: *asked_action,
            };
            items.push(ItemView {
                id: item_id(entry, attribute, action),
                entry: entry.to_owned(),
                attribute: attribute.to_owned(),
                action,
                required: asked.required,
                value: fitting.value(attribute),
                proposed: terms
                    .proposed(&asked.entry, &asked.attribute, *asked_action)
                    .map(|proposed| convert::value(proposed.value())),
                usual: usual::usual(&earlier, covered, &right, (verdict, rule), cited),
                law,
                clause: rule.map(|rule| rule.terms.clause.clone()),
            });
        }
    }
    let clause_rule = book.clause(terms.clause.as_str(), now);
    let clause = clause_rule.map(|rule| clause_view(rule, proof.clone()));
    let limits = &terms.limits;
    let until_limit = limits.expires.min(caps.latest(limits.not_before));
    let purpose = convert::text(terms.purpose_text.clone());
    let state = inbox::state_at(record, now);
    Ok(ReviewView {
        id: id.to_owned(),
        digest: String::new(),
        number: record.number.clone(),
        party: session.party(&record.party, now),
        custodian: session.party(&terms.custodian.to_string(), now),
        contacts: contacts(session, &record.party, id)?,
        purpose: terms.purpose.as_str().to_owned(),
        purpose_text: LocalText {
            zh: plain(&purpose.zh, 600),
            en: plain(&purpose.en, 600),
        },
        clause,
        clause_code: terms.clause.as_str().to_owned(),
        from: limits.not_before,
        until: limits.expires.min(until_limit.max(limits.not_before)),
        until_limit,
        max_uses: caps.max_uses,
        max_depth: caps.max_depth,
        may_reach: match caps.max_depth > 0 {
            true => may_reach(session, &book, request, &items, now),
            false => Vec::new(),
        },
        retention_days: caps.retention_days,
        check_code: terms.check_code(request.digest),
        documents: fitting.views,
        document: fitting.chosen,
        offered: offered(session, record)?,
        received: record.received,
        expires: request.expires_at,
        obstacle: match obstacle(&book, request, state, clause_rule, &items, now)
            .or_else(|| session.clock_obstacle())
        {
            None if !knows_holder(session, &terms.custodian.to_string())? => {
                Some(ErrorCode::NoRelation)
            }
            other => other,
        },
        items,
        state,
        case: cases::view(session, id)?,
    })
}

/// The offices below that could use some of it if it was handed on.
fn may_reach(
    session: &Session,
    book: &Book,
    request: &VerifiedRequest,
    items: &[ItemView],
    now: i64,
) -> Vec<PartyView> {
    let rights: Vec<RightView> = items
        .iter()
        .map(|item| RightView {
            entry: item.entry.clone(),
            attribute: item.attribute.clone(),
            action: item.action,
        })
        .collect();
    let matter = Matter {
        rights: &rights,
        purpose: request.terms.purpose.as_str(),
        clause: request.terms.clause.as_str(),
    };
    reach::below(session, book, &request.department, &matter, now)
        .into_iter()
        .map(|(office, _)| office)
        .collect()
}

/// Computes the digest of what is shown. Left out is only what may change without changing what
/// the decision is about: how the directory is proven at this moment, and the state of the line.
pub(crate) fn seal(view: &mut ReviewView) {
    #[derive(Serialize)]
    struct Shown<'v> {
        id: &'v str,
        party: (&'v str, &'v LocalText, &'v str),
        custodian: (&'v str, &'v LocalText),
        purpose: (&'v str, &'v LocalText),
        items: &'v [ItemView],
        clause_code: &'v str,
        clause: Option<ShownClause<'v>>,
        times: (i64, i64, i64, i64),
        limits: (u32, u32, u8),
        may_reach: Vec<&'v str>,
        check_code: Option<&'v str>,
        document: Option<&'v str>,
    }
    #[derive(Serialize)]
    struct ShownClause<'v> {
        title: &'v LocalText,
        limits: (u64, u32, u32, bool),
    }
    let shown = Shown {
        id: &view.id,
        party: (&view.party.did, &view.party.name, &view.party.code),
        custodian: (&view.custodian.did, &view.custodian.name),
        purpose: (&view.purpose, &view.purpose_text),
        items: &view.items,
        clause_code: &view.clause_code,
        clause: view.clause.as_ref().map(|clause| ShownClause {
            title: &clause.title,
            limits: (
                clause.max_validity_secs,
                clause.max_uses,
                clause.max_retention_days,
                clause.delegable,
            ),
        }),
        times: (view.from, view.until, view.until_limit, view.expires),
        limits: (view.max_uses, view.retention_days, view.max_depth),
        may_reach: (view.may_reach.iter())
            .map(|party| party.did.as_str())
            .collect(),
        check_code: view.check_code.as_deref(),
        document: view.document.as_deref(),
    };
    let json = serde_json::to_vec(&shown).expect("a view is plain data");
    view.digest = convert::hex(
        Sha256::new_with_prefix(DOMAIN)
            .chain_update(json)
            .finalize(),
    );
}

/// Asks the contract as well; where it says otherwise, that is shown and cannot be approved.
async fn disagree(
    wallet: &Wallet,
    session: &Session,
    request: &VerifiedRequest,
    view: &mut ReviewView,
) {
    let Ok(chain) = session.chain(&wallet.inner().profile).await else {
        return;
    };
    for item in &mut view.items {
        let question = chain::law::Question {
            requester: request.department.address,
            entry: &item.entry,
            attribute: &item.attribute,
            action: crate::book::law_action(item.action),
            purpose: request.terms.purpose.as_str(),
        };
        // Without an answer the wallet's own evaluation of the proven rules stands.
        let Ok(answer) = chain.evaluate_on_chain(&question).await else {
            continue;
        };
        let (book, now) = (session.book(), now());
        let found = book.law.evaluate(&book.directory, &question, now);
        if !crate::law::agree(&found, &answer) {
            item.law = LawVerdict::Disagreed;
        }
    }
}

pub(crate) fn item_id(entry: &str, attribute: &str, action: Action) -> String {
    let action = match action {
        Action::Read => "read",
        Action::Modify => "modify",
        Action::Add => "add",
    };
    format!("{entry}/{attribute}/{action}")
}

/// Why a request cannot be approved at all.
fn obstacle(
    book: &Book,
    request: &VerifiedRequest,
    state: InboxState,
    clause: Option<&Rule>,
    items: &[ItemView],
    now: i64,
) -> Option<ErrorCode> {
    let active = |did| {
        book.department(did)
            .is_some_and(|office| book.is_active(office, now))
    };
    if state == InboxState::Expired || request.terms.limits.expires <= now {
        Some(ErrorCode::RequestEnded)
    } else if !state.is_open() {
        Some(ErrorCode::RequestAnswered)
    } else if !active(&request.department) || !active(&request.terms.custodian) {
        Some(ErrorCode::RequesterUnknown)
    } else if clause.is_none() || !items.iter().any(|item| item.law.may_be_given()) {
        Some(ErrorCode::LawDenies)
    } else {
        None
    }
}

/// Whether the keeper of the data knows the holder: by a document that it issued.
pub(crate) fn knows_holder(session: &Session, custodian: &str) -> Result<bool, ApiError> {
    let documents = session
        .read(|t| t.list::<DocumentRecord>(kind::DOCUMENT, Order::NewestFirst, usize::MAX, 0))?;
    Ok(documents.iter().any(|row| row.body.issuer == custodian))
}

/// The latest counter-offer to the request, as it was signed.
fn offered(session: &Session, record: &InboxRecord) -> Result<Option<OfferedView>, ApiError> {
    let Some(offer) = &record.offer else {
        return Ok(None);
    };
    let grant = session.read(|t| t.get::<GrantRecord>(kind::GRANT, &offer.grant))?;
    Ok(grant.map(|grant| OfferedView {
        items: offer.items.clone(),
        until: grant.until,
        max_uses: grant.max_uses,
        retention_days: grant.retention_days,
        message: offer.message.clone(),
        sent: offer.sent,
        state: match (offer.not_taken, record.state) {
            (true, _) => CounterOfferState::NotTaken,
            (false, InboxState::Taken) => CounterOfferState::Taken,
            (false, _) => CounterOfferState::Waiting,
        },
    }))
}

/// How many other requests of this office were answered.
pub(crate) fn contacts(session: &Session, party: &str, id: &str) -> Result<u32, ApiError> {
    let all =
        session.read(|t| t.list::<InboxRecord>(kind::INBOX, Order::NewestFirst, usize::MAX, 0))?;
    let answered = all.iter().filter(|row| {
        row.id != id
            && row.body.party == party
            && matches!(
                row.body.state,
                InboxState::Answered
                    | InboxState::Refused
                    | InboxState::Offered
                    | InboxState::Taken
                    | InboxState::NotTaken
            )
    });
    Ok(convert::saturate(answered.count()))
}
