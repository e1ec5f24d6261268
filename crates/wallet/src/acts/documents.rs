//! Documents: the credentials that the citizen holds.

use std::collections::HashSet;

use credential::kinds;
use vault::Order;
use wallet_api::{
    ActivityKind, ApiError, AttributeView, DocumentRow, DocumentStatus, DocumentView, ErrorCode,
    GetDocument, ListDocuments, Proof, RemoveDocument, TechnicalRow,
};

use crate::{
    acts::{activity, keep, notices, permissions},
    convert,
    session::Session,
    store::{ActRecord, AnchorRecord, DocumentRecord, kind},
    wallet::{Act, Wallet, now},
};

/// A document that ends within so many seconds is shown as ending soon: 14 days.
const SOON_SECS: i64 = 14 * 86_400;

impl Act for ListDocuments {
    async fn act(self, wallet: &Wallet) -> Result<Vec<DocumentRow>, ApiError> {
        rows(&*wallet.session()?)
    }
}

impl Act for GetDocument {
    async fn act(self, wallet: &Wallet) -> Result<DocumentView, ApiError> {
        get(&*wallet.session()?, &self.id)
    }
}

/// One document with everything in it.
pub(crate) fn get(session: &Session, id: &str) -> Result<DocumentView, ApiError> {
    let document = load(session, id)?;
    let anchor = anchor(session, id)?;
    let permissions = permissions::rows(session)?
        .into_iter()
        .filter(|row| {
            row.custodian.did == document.issuer
                && row
                    .rights
                    .iter()
                    .any(|right| document.attributes.contains_key(&right.attribute))
        })
        .collect();
    let history = activity::newest(session, 1_000)?
        .into_iter()
        .filter(|row| concerns(row, &document))
        .take(50)
        .collect();
    Ok(DocumentView {
        attributes: attributes(&document),
        checks: keep::checks(session, &document, anchor.as_ref()),
        permissions,
        history,
        valid_from: document.from.unwrap_or(document.issued),
        copies: copies(&document),
        technical: technical(id, &document, anchor.as_ref()),
        steps: anchor.as_ref().map(notices::steps).unwrap_or_default(),
        replaced_by: replaced_by(session, anchor.as_ref())?,
        row: view(session, id.to_owned(), &document, anchor.as_ref()),
    })
}

impl Act for RemoveDocument {
    async fn act(self, wallet: &Wallet) -> Result<Vec<DocumentRow>, ApiError> {
        let session = wallet.session()?;
        let document = load(&session, &self.id)?;
        let mut act = ActRecord::new(now(), ActivityKind::DocumentRemoved);
        act.party = Some(document.issuer.clone());
        act.about = document.name.clone();
        session.write(|t| {
            // The anchors keep pointing at it, so that it is not fetched again unasked.
            t.delete(kind::DOCUMENT, &self.id)?;
            activity::record(t, &act)
        })?;
        wallet.content_changed();
        rows(&session)
    }
}

/// All documents but invoices, newest first.
pub(crate) fn rows(session: &Session) -> Result<Vec<DocumentRow>, ApiError> {
    let all = session
        .read(|t| t.list::<DocumentRecord>(kind::DOCUMENT, Order::NewestFirst, usize::MAX, 0))?;
    all.into_iter()
        .filter(|row| row.body.vct != kinds::INVOICE.vct)
        .map(|row| {
            let anchor = anchor(session, &row.id)?;
            Ok(view(session, row.id, &row.body, anchor.as_ref()))
        })
        .collect()
}

/// One document's line.
pub(crate) fn row(session: &Session, id: &str) -> Result<DocumentRow, ApiError> {
    let document = load(session, id)?;
    let anchor = anchor(session, id)?;
    Ok(view(session, id.to_owned(), &document, anchor.as_ref()))
}

pub(crate) fn load(session: &Session, id: &str) -> Result<DocumentRecord, ApiError> {
    session
        .read(|t| t.get::<DocumentRecord>(kind::DOCUMENT, id))?
        .ok_or_else(|| ApiError::about(ErrorCode::NotFound, id))
}

/// What the chain says about a document: the anchor of its first copy.
pub(crate) fn anchor(session: &Session, id: &str) -> Result<Option<AnchorRecord>, ApiError> {
    session.read(|t| t.get::<AnchorRecord>(kind::ANCHOR, id))
}

/// The document that took another's place, if it is here.
pub(crate) fn replaced_by(
    session: &Session,
    anchor: Option<&AnchorRecord>,
) -> Result<Option<DocumentRow>, ApiError> {
    let Some(successor) = anchor.and_then(|anchor| anchor.successor.as_ref()) else {
        return Ok(None);
    };
    let id = session
        .read(|t| t.get::<AnchorRecord>(kind::ANCHOR, successor))?
        .and_then(|anchor| anchor.document);
    match id {
        Some(id)
            if session
                .read(|t| t.get::<DocumentRecord>(kind::DOCUMENT, &id))?
                .is_some() =>
        {
            Ok(Some(row(session, &id)?))
        }
        _ => Ok(None),
    }
}

/// (issuer, type) of everything held.
pub(crate) fn held_types(session: &Session) -> Result<HashSet<(String, String)>, ApiError> {
    let all = session
        .read(|t| t.list::<DocumentRecord>(kind::DOCUMENT, Order::NewestFirst, usize::MAX, 0))?;
    Ok(all
        .into_iter()
        .map(|row| (row.body.issuer, row.body.vct))
        .collect())
}

pub(crate) fn view(
    session: &Session,
    id: String,
    document: &DocumentRecord,
    anchor: Option<&AnchorRecord>,
) -> DocumentRow {
    let (status, proof) = status(session, document, anchor);
    DocumentRow {
        id,
        vct: document.vct.clone(),
        name: document.name.clone(),
        issuer: session.party(&document.issuer, now()),
        number: number(document),
        status,
        proof,
        received: document.received,
    }
}

/// Whether a document can be relied on: its own times, and what the chain says. Without the chain
/// nothing is said about its status.
pub(crate) fn status(
    session: &Session,
    document: &DocumentRecord,
    anchor: Option<&AnchorRecord>,
) -> (DocumentStatus, Proof) {
    let now = now();
    let on_chain = anchor.filter(|anchor| anchor.anchored.is_some());
    let proof = if on_chain.is_some() {
        session.proof()
    } else {
        Proof::NotChecked
    };
    let status = match (on_chain.map(|anchor| anchor.status), document.until) {
        (Some(2), _) => DocumentStatus::Suspended,
        (Some(3), _) => DocumentStatus::Revoked,
        (Some(4), _) => DocumentStatus::Superseded,
        (_, Some(until)) if until <= now => DocumentStatus::Expired { until },
        (Some(1), Some(until)) if until - now <= SOON_SECS => DocumentStatus::Expiring { until },
        (Some(1), until) => DocumentStatus::Valid { until },
        _ => DocumentStatus::Unknown,
    };
    (status, proof)
}

/// The attributes in the order of the document's type; those it does not know come last.
pub(crate) fn attributes(document: &DocumentRecord) -> Vec<AttributeView> {
    let all = document.attributes.iter();
    in_order(
        &document.vct,
        all.map(|(code, value)| (code.as_str(), value)),
    )
}

/// Attributes in the order of the type `vct`; those it does not know come last.
pub(crate) fn in_order<'a>(
    vct: &str,
    attributes: impl Iterator<Item = (&'a str, &'a serde_json::Value)>,
) -> Vec<AttributeView> {
    let order = kinds::ALL
        .iter()
        .find(|kind| kind.vct == vct)
        .map_or(&[][..], |kind| kind.attributes);
    let mut views: Vec<AttributeView> = attributes
        .map(|(code, value)| AttributeView {
            code: code.to_owned(),
            value: convert::value(value),
        })
        .collect();
    let place = |code: &str| {
        order
            .iter()
            .position(|known| *known == code)
            .unwrap_or(usize::MAX)
    };
    views.sort_by_key(|view| place(&view.code));
    views
}

/// The number people know a document by, its middle hidden.
fn number(document: &DocumentRecord) -> String {
    ["household.number", "degree.number", "number"]
        .iter()
        .find_map(|code| document.attributes.get(*code)?.as_str())
        .map(convert::hide_middle)
        .unwrap_or_default()
}

fn copies(document: &DocumentRecord) -> (u32, u32) {
    let unused = document
        .copies
        .iter()
        .filter(|copy| copy.shown_to.is_none())
        .count();
    (
        convert::saturate(unused),
        convert::saturate(document.copies.len()),
    )
}

fn concerns(row: &wallet_api::ActivityRow, document: &DocumentRecord) -> bool {
    let by_issuer = row
        .party
        .as_ref()
        .is_some_and(|party| party.did == document.issuer)
        && row.about == document.name;
    let of_data = row
        .custodian
        .as_ref()
        .is_some_and(|party| party.did == document.issuer)
        && row
            .rights
            .iter()
            .any(|right| document.attributes.contains_key(&right.attribute));
    let at_a_counter = matches!(
        row.kind,
        ActivityKind::CodeShown
            | ActivityKind::DocumentPresented
            | ActivityKind::PassMade
            | ActivityKind::CodeRead
            | ActivityKind::CodeReadAgain
    ) && row.about == document.name;
    by_issuer || of_data || at_a_counter
}

pub(crate) fn technical(
    id: &str,
    document: &DocumentRecord,
    anchor: Option<&AnchorRecord>,
) -> Vec<TechnicalRow> {
    let row = |label: &str, value: String| TechnicalRow {
        label: label.to_owned(),
        value,
    };
    let mut rows = vec![
        row("fingerprint", id.to_owned()),
        row("issuer-did", document.issuer.clone()),
        row("type", document.vct.clone()),
    ];
    if let Some((block, _)) = anchor.and_then(|anchor| anchor.anchored) {
        rows.push(row("block", block.to_string()));
    }
    if let Some((block, _)) = anchor.and_then(|anchor| anchor.changed) {
        rows.push(row("status-block", block.to_string()));
    }
    rows
}
