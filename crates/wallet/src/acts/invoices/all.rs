//! All invoices of the wallet at once.

use std::collections::HashMap;

use credential::kinds::Invoice;
use jiff::tz::TimeZone;
use vault::Order;
use wallet_api::{ApiError, DuplicateCertainty, DuplicateView, InvoiceRow};

use super::{invoice, row_with, status};
use crate::{
    session::Session,
    store::{AnchorRecord, DocumentRecord, kind},
};

/// An announced invoice, with its content if that is here and adds up.
pub(super) struct Found {
    pub(super) id: String,
    pub(super) anchor: AnchorRecord,
    pub(super) document: Option<DocumentRecord>,
    pub(super) invoice: Option<Invoice>,
}

impl Found {
    pub(super) fn new(id: String, anchor: AnchorRecord, document: Option<DocumentRecord>) -> Self {
        let invoice = document.as_ref().and_then(|one| invoice(one).ok());
        Self {
            id,
            anchor,
            document,
            invoice,
        }
    }
}

/// Every announced invoice, newest first.
pub(super) fn all(session: &Session) -> Result<Vec<Found>, ApiError> {
    let records = session.read(|t| {
        let anchors = t.list::<AnchorRecord>(kind::ANCHOR, Order::NewestFirst, usize::MAX, 0)?;
        anchors
            .into_iter()
            .filter(|row| row.body.invoice)
            .map(|row| {
                let document = match &row.body.document {
                    Some(id) => t.get::<DocumentRecord>(kind::DOCUMENT, id)?,
                    None => None,
                };
                Ok((row.id, row.body, document))
            })
            .collect::<Result<Vec<_>, _>>()
    })?;
    Ok(records
        .into_iter()
        .map(|(id, anchor, document)| Found::new(id, anchor, document))
        .collect())
}

/// The lines of the list.
pub(super) fn rows(session: &Session, all: &[Found]) -> Vec<InvoiceRow> {
    let by_number: HashMap<&str, &str> = all
        .iter()
        .filter_map(|found| Some((found.invoice.as_ref()?.number.as_str(), found.id.as_str())))
        .collect();
    all.iter()
        .map(|found| {
            row_with(session, found, |number| {
                by_number.get(number).map(|id| (*id).to_owned())
            })
        })
        .collect()
}

/// Those that are there twice, or look so.
pub(super) fn duplicates(all: &[Found]) -> Vec<DuplicateView> {
    let here: Vec<(&Found, &Invoice)> = all
        .iter()
        .filter_map(|found| Some((found, found.invoice.as_ref()?)))
        .collect();
    let seen: Vec<_> = here
        .iter()
        .map(|(found, invoice)| invoices::duplicates::Seen {
            invoice,
            fingerprint: &found.id,
            stands: status(&found.anchor, Some(invoice)).counts(),
        })
        .collect();
    invoices::duplicates::find(&seen, &TimeZone::system())
        .into_iter()
        .zip(&here)
        .filter_map(|(duplicate, (found, _))| {
            let duplicate = duplicate?;
            let id = |at: usize| here[at].0.id.clone();
            Some(DuplicateView {
                id: found.id.clone(),
                certainty: match duplicate.certainty {
                    invoices::duplicates::Certainty::Sure => DuplicateCertainty::Sure,
                    invoices::duplicates::Certainty::Suspected => DuplicateCertainty::Suspected,
                },
                others: duplicate.others.into_iter().map(id).collect(),
            })
        })
        .collect()
}
