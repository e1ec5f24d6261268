//! Certificates: what issuers anchored for the citizen and announced on the chain.

use credential::kinds;
use vault::Order;
use wallet_api::{ApiError, CertificateRow, Content, DocumentStatus, ListCertificates, LocalText};

use crate::{
    acts::{documents, notices},
    convert,
    session::Session,
    store::{AnchorRecord, DocumentRecord, kind},
    wallet::{Act, Wallet},
};

impl Act for ListCertificates {
    async fn act(self, wallet: &Wallet) -> Result<Vec<CertificateRow>, ApiError> {
        let session = wallet.session()?;
        let anchors = session
            .read(|t| t.list::<AnchorRecord>(kind::ANCHOR, Order::NewestFirst, usize::MAX, 0))?;
        let mut rows = Vec::new();
        for anchor in anchors.into_iter().filter(|row| !row.body.invoice) {
            rows.extend(row(&session, anchor.id, &anchor.body)?);
        }
        Ok(rows)
    }
}

/// A certificate's line; a copy of a document that came by an offer is none.
fn row(
    session: &Session,
    id: String,
    anchor: &AnchorRecord,
) -> Result<Option<CertificateRow>, ApiError> {
    let document = match &anchor.document {
        Some(document) => session.read(|t| t.get::<DocumentRecord>(kind::DOCUMENT, document))?,
        None => None,
    };
    let announced = match &document {
        Some(document) => document.announced,
        // Not here: only what was never handed over is awaited as a certificate.
        None => anchor.document.is_none() && !anchor.delivered,
    };
    // Copies that were had later are of one certificate.
    let is_copy = anchor.document.as_ref().is_some_and(|first| *first != id);
    if !announced || is_copy {
        return Ok(None);
    }
    let text = |code: &str| {
        document
            .as_ref()
            .and_then(|document| document.attributes.get(code))
            .and_then(|v| v.as_str())
    };
    let title = document.as_ref().map_or_else(
        || LocalText {
            zh: anchor.configuration.clone(),
            en: anchor.configuration.clone(),
        },
        title,
    );
    let (status, proof) = match &document {
        Some(document) => documents::status(session, document, Some(anchor)),
        None => (DocumentStatus::Unknown, session.proof()),
    };
    let anchored = anchor.anchored.map_or(0, |(_, time)| time);
    Ok(Some(CertificateRow {
        steps: notices::steps(anchor),
        replaced_by: documents::replaced_by(session, Some(anchor))?.map(|row| row.id),
        id,
        vct: document
            .as_ref()
            .map(|document| document.vct.clone())
            .unwrap_or_default(),
        title,
        issuer: session.party(&anchor.issuer, anchored),
        awarded: text("degree.awarded").unwrap_or_default().to_owned(),
        number: text("degree.number")
            .map(convert::hide_middle)
            .unwrap_or_default(),
        anchored,
        status,
        content: match (&document, anchor.wrong) {
            (Some(_), _) => Content::Here,
            (None, true) => Content::Wrong,
            (None, false) => Content::Awaited,
        },
        proof,
    }))
}

/// What a certificate says its holder has; for types without a title of their own, their name.
fn title(document: &DocumentRecord) -> LocalText {
    if document.vct != kinds::DEGREE.vct {
        return document.name.clone();
    }
    match document.attributes.get("degree.title").map(convert::value) {
        Some(wallet_api::AttributeValue::Localised(title)) => title,
        Some(wallet_api::AttributeValue::Text(title)) => LocalText {
            zh: title.clone(),
            en: title,
        },
        _ => document.name.clone(),
    }
}
