//! The documents that a request could mean, and the values that the wallet holds.

use exchange::VerifiedRequest;
use vault::Order;
use wallet_api::{
    ApiError, AttributeValue, ChooseDocument, DocumentStatus, ErrorCode, FittingDocument,
    ReviewView,
};

use crate::{
    acts::{documents, inbox, sync},
    convert,
    session::Session,
    store::{DocumentRecord, InboxRecord, kind},
    wallet::{Act, Wallet},
};

impl Act for ChooseDocument {
    async fn act(self, wallet: &Wallet) -> Result<ReviewView, ApiError> {
        let session = wallet.session()?;
        sync::ensure_book(wallet, &session).await?;
        let mut record = inbox::load(&session, &self.id)?;
        let request = super::load(&session, &record)?;
        let fitting = Fitting::of(&session, &record, &request)?;
        if !fitting.views.iter().any(|view| view.id == self.document) {
            return Err(ApiError::about(ErrorCode::NotFound, self.document));
        }
        record.document = Some(self.document);
        inbox::save(&session, &self.id, &record)?;
        let mut view = super::view(&session, &self.id, &record, &request)?;
        super::seal(&mut view);
        wallet.content_changed();
        Ok(view)
    }
}

/// The documents that fit, the chosen one first.
pub(crate) struct Fitting {
    pub(crate) views: Vec<FittingDocument>,
    /// The one whose values are shown.
    pub(crate) chosen: Option<String>,
    records: Vec<DocumentRecord>,
}

impl Fitting {
    /// Finds the documents of the custodian that say something of what is asked for, newest first.
    pub(crate) fn of(
        session: &Session,
        record: &InboxRecord,
        request: &VerifiedRequest,
    ) -> Result<Self, ApiError> {
        let custodian = request.terms.custodian.to_string();
        let all = session.read(|t| {
            t.list::<DocumentRecord>(kind::DOCUMENT, Order::NewestFirst, usize::MAX, 0)
        })?;
        let mut found = Vec::new();
        for row in all {
            let asked = |code: &String| {
                let mut rights = request.terms.rights.iter();
                rights.any(|right| right.attribute.as_str() == code)
            };
            if row.body.issuer != custodian || !row.body.attributes.keys().any(asked) {
                continue;
            }
            let view = documents::row(session, &row.id)?;
            // What was replaced or revoked says nothing of today.
            if matches!(
                view.status,
                DocumentStatus::Superseded | DocumentStatus::Revoked
            ) {
                continue;
            }
            found.push((
                FittingDocument {
                    id: view.id,
                    name: view.name,
                    number: view.number,
                    received: view.received,
                    status: view.status,
                },
                row.body,
            ));
        }
        // In the same second the order of ids decides, so that it is always the same.
        found.sort_by(|a, b| (b.0.received, &a.0.id).cmp(&(a.0.received, &b.0.id)));
        let place = record
            .document
            .as_ref()
            .and_then(|chosen| found.iter().position(|(view, _)| view.id == *chosen))
            .unwrap_or(0);
        let chosen = found.get(place).map(|(view, _)| view.id.clone());
        let (views, mut records): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        if !records.is_empty() {
            records[..=place].rotate_right(1);
        }
        Ok(Self {
            views,
            chosen,
            records,
        })
    }

    /// What the wallet holds of an attribute: in the chosen document, or else in another that fits.
    pub(crate) fn value(&self, attribute: &str) -> Option<AttributeValue> {
        let mut records = self.records.iter();
        records
            .find_map(|record| record.attributes.get(attribute))
            .map(convert::value)
    }
}
