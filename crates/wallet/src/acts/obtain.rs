//! What can be obtained now, and from whom; applying for it.

use exchange::{
    Endpoint,
    apply::{Application, ApplicationAnswer},
    metadata::{Delivery, IssuerMetadata},
};
use wallet_api::{
    ApiError, Apply, ApplyView, ErrorCode, ListObtainable, LocalText, ObtainableRow,
    ObtainableView, Obtaining, OpenedView,
};

use crate::{
    acts::{documents, issuer, open_link, sync},
    book::{party_view, plain},
    convert,
    session::Session,
    wallet::{Act, Wallet, now},
};

impl Act for ListObtainable {
    async fn act(self, wallet: &Wallet) -> Result<ObtainableView, ApiError> {
        let session = wallet.session()?;
        sync::ensure_book(wallet, &session).await?;
        let mut rows = Vec::new();
        let silent = ask_issuers(wallet, &session, |row, _| rows.push(row.clone())).await?;
        Ok(ObtainableView { rows, silent })
    }
}

/// Asks every issuer of the directory what can be obtained, and gives each with the issuer's
/// metadata; answers the names of those that did not say.
pub(crate) async fn ask_issuers(
    wallet: &Wallet,
    session: &Session,
    mut found: impl FnMut(&ObtainableRow, &IssuerMetadata),
) -> Result<Vec<LocalText>, ApiError> {
    let http = session.http(&wallet.inner().profile)?;
    let book = session.book();
    let held = documents::held_types(session)?;
    let mut silent = Vec::new();
    for department in book.directory.all() {
        let active = book.is_active(department, now());
        let Ok(endpoint) = Endpoint::parse(&department.endpoint) else {
            continue;
        };
        if !active {
            continue;
        }
        let metadata = match issuer::metadata(session, &http, &endpoint).await {
            Ok((_, metadata)) => metadata,
            // Most departments issue nothing and have no metadata.
            Err(error) if error.code == ErrorCode::RefusedByDepartment => continue,
            Err(error) => {
                tracing::info!(%error, department = %department.code, "an issuer did not answer");
                let party = party_view(department, active, session.proof());
                silent.push(party.name);
                continue;
            }
        };
        for available in &metadata.citizen_wallet.available {
            let vct = metadata
                .credential_configurations_supported
                .get(&available.id)
                .map(|kind| kind.vct.as_str())
                .unwrap_or_default();
            let row = ObtainableRow {
                issuer: party_view(department, active, session.proof()),
                id: available.id.clone(),
                name: shown(&available.name),
                needs: shown(&available.needs),
                takes: shown(&available.takes),
                how: match available.how {
                    Delivery::Online => Obtaining::Online,
                    Delivery::Counter => Obtaining::Counter,
                    Delivery::Chain => Obtaining::Chain,
                    Delivery::Request => Obtaining::Request,
                },
                held: held.contains(&(department.did.to_string(), vct.to_owned())),
            };
            found(&row, &metadata);
        }
    }
    Ok(silent)
}

impl Act for Apply {
    async fn act(self, wallet: &Wallet) -> Result<ApplyView, ApiError> {
        let session = wallet.session()?;
        let did = convert::did(&self.issuer)?;
        let unknown = || ApiError::about(ErrorCode::IssuerUnknown, self.issuer.clone());
        let known = session.book().known(&did, now()).ok_or_else(unknown)?;
        let http = session.http(&wallet.inner().profile)?;
        let (department, metadata) = issuer::metadata(&session, &http, &known.endpoint).await?;
        let endpoint = metadata
            .citizen_wallet
            .apply_endpoint
            .as_deref()
            .ok_or_else(|| ApiError::about(ErrorCode::NotFound, self.id.clone()))?;
        let nonce = issuer::nonce(&http, &metadata.nonce_endpoint).await?;
        let application = Application {
            id: self.id.clone(),
            introduction: issuer::introduce(&session, &department, &nonce)?,
        };
        let url = issuer::address(endpoint)?;
        let body = serde_json::to_vec(&application)
            .map_err(|_| ApiError::about(ErrorCode::Internal, "application"))?;
        let answer = http
            .post_json(&url, body, None)
            .await
            .map_err(|error| error.about(&url))?;
        let answer: ApplicationAnswer = issuer::parse(&url, &issuer::accepted(answer)?)?;
        Ok(match answer {
            ApplicationAnswer::Offer { offer } => {
                let OpenedView::Offer { offer } = open_link::open(wallet, &offer).await? else {
                    return Err(ApiError::about(ErrorCode::BadAnswer, "offer"));
                };
                wallet.content_changed();
                wallet.status_changed();
                ApplyView::Offer { offer }
            }
            ApplicationAnswer::Coming { message } => {
                // It may be on the chain already.
                let _ = sync::run(wallet).await;
                ApplyView::Coming {
                    message: shown(&message),
                }
            }
            ApplicationAnswer::Request { request } => {
                let OpenedView::Request { id } = open_link::open(wallet, &request).await? else {
                    return Err(ApiError::about(ErrorCode::BadAnswer, "request"));
                };
                wallet.content_changed();
                wallet.status_changed();
                ApplyView::Request { id }
            }
            ApplicationAnswer::Counter { message } => ApplyView::Counter {
                message: shown(&message),
            },
        })
    }
}

fn shown(text: &exchange::Text) -> LocalText {
    LocalText {
        zh: plain(&text.zh, 400),
        en: plain(&text.en, 400),
    }
}
