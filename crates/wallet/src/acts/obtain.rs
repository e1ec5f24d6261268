//! What can be obtained now, and from whom; applying for it.

use std::{sync::Arc, time::Duration};

use exchange::{
    Endpoint,
    apply::{Application, ApplicationAnswer},
    metadata::{Delivery, IssuerMetadata},
};
use tokio::{sync::Semaphore, task::JoinHandle, time::timeout};
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

/// So many issuers are asked at the same time.
const AT_ONCE: usize = 8;
/// An issuer that has not answered by then is silent.
const PATIENCE: Duration = Duration::from_secs(8);

/// Work that ends when nobody waits for it any more.
struct AbortOnDrop<T>(JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

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
    session: &Arc<Session>,
    mut found: impl FnMut(&ObtainableRow, &IssuerMetadata),
) -> Result<Vec<LocalText>, ApiError> {
    let http = session.http(&wallet.inner().profile)?;
    let book = session.book();
    let held = documents::held_types(session)?;
    let active: Vec<_> = book
        .directory
        .all()
        .filter(|department| book.is_active(department, now()))
        .filter_map(|department| Some((department, Endpoint::parse(&department.endpoint).ok()?)))
        .collect();
    // All at once, so that one that is silent keeps nobody waiting for the others; answers are taken
    // in the directory's order.
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let asked: Vec<_> = active
        .into_iter()
        .map(|(department, endpoint)| {
            let (session, http, places) = (session.clone(), http.clone(), places.clone());
            let answer = AbortOnDrop(tokio::spawn(async move {
                let _place = places.acquire_owned().await;
                match timeout(PATIENCE, issuer::metadata(&session, &http, &endpoint)).await {
                    Ok(answer) => answer,
                    Err(_) => Err(ApiError::about(
                        ErrorCode::TimedOut,
                        issuer::host(endpoint.as_str()),
                    )),
                }
            }));
            (department, answer)
        })
        .collect();
    let mut silent = Vec::new();
    for (department, mut answer) in asked {
        let answer = (&mut answer.0)
            .await
            .map_err(|_| ApiError::about(ErrorCode::Internal, "asking"))?;
        let active = true;
        let metadata = match answer {
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
