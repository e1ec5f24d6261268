//! What a request asks for and no document of the wallet has, and where it can be had.

use exchange::metadata::IssuerMetadata;
use wallet_api::{ApiError, ListMissing, MissingRow, MissingView, ObtainableRow};

use crate::{
    acts::{inbox, obtain, review, sync},
    wallet::{Act, Wallet},
};

impl Act for ListMissing {
    async fn act(self, wallet: &Wallet) -> Result<MissingView, ApiError> {
        let session = wallet.session()?;
        sync::ensure_book(wallet, &session).await?;
        let record = inbox::load(&session, &self.id)?;
        let request = review::load(&session, &record)?;
        let shown = review::view(&session, &self.id, &record, &request)?;
        let mut rows: Vec<MissingRow> = Vec::new();
        for item in shown.items.iter().filter(|item| item.value.is_none()) {
            match rows.iter_mut().find(|row| row.attribute == item.attribute) {
                Some(row) => row.required |= item.required,
                None => rows.push(MissingRow {
                    attribute: item.attribute.clone(),
                    required: item.required,
                    sources: Vec::new(),
                }),
            }
        }
        if rows.is_empty() {
            return Ok(MissingView {
                rows,
                silent: Vec::new(),
            });
        }
        let silent = obtain::ask_issuers(wallet, &session, |offered, metadata| {
            for row in &mut rows {
                if tells_of(metadata, &offered.id, &row.attribute) {
                    row.sources.push(offered.clone());
                }
            }
        })
        .await?;
        let keeper = request.terms.custodian.to_string();
        for row in &mut rows {
            // The keeper of the data first: with its document it also knows the citizen.
            row.sources
                .sort_by_key(|source: &ObtainableRow| source.issuer.did != keeper);
        }
        Ok(MissingView { rows, silent })
    }
}

/// Whether a document of this kind has the attribute, as its issuer's metadata say.
fn tells_of(metadata: &IssuerMetadata, configuration: &str, attribute: &str) -> bool {
    metadata
        .credential_configurations_supported
        .get(configuration)
        .is_some_and(|kind| {
            let mut claims = kind.credential_metadata.claims.iter();
            claims.any(|claim| {
                let [first] = claim.path.as_slice() else {
                    return false;
                };
                first.as_str() == Some(attribute)
            })
        })
}
