//! Gets fresh copies of a document from its issuer, so that no two verifiers are shown the same one.

use credential::{Fingerprint, kinds};
use exchange::{
    proof::{CredentialAnswer, Proofs, sign_proof},
    refill::{RefillRequest, sign_refill},
};
use keys::{
    KeyId, Purpose,
    relation::{copy_uri, department_uri},
};
use vault::Order;
use wallet_api::{ApiError, DocumentView, ErrorCode, RefillDocument};

use crate::{
    acts::{documents, issuer, keep, offer, sync},
    convert,
    session::Session,
    store::{DocumentRecord, kind},
    wallet::{Act, Wallet, now},
};

/// Fresh copies that a document is filled up to.
const FULL: usize = 4;
/// With fewer fresh copies than this, more are asked for.
const FEW: usize = 2;
/// After a try that failed, the next one by itself waits so many seconds.
const PAUSE_SECS: i64 = 600;

impl Act for RefillDocument {
    async fn act(self, wallet: &Wallet) -> Result<DocumentView, ApiError> {
        let session = wallet.session()?;
        sync::ensure_book(wallet, &session).await?;
        let added = {
            let _one = session.deciding.lock().await;
            let document = documents::load(&session, &self.id)?;
            refill(wallet, &session, &self.id, document).await?
        };
        if added > 0 {
            wallet.content_changed();
            // The anchors are in a block already; a chain that does not answer now is asked again.
            let _ = sync::run(wallet).await;
        }
        documents::get(&session, &self.id)
    }
}

/// Fills up what was used and has few fresh copies left. What an issuer does not give now is asked
/// for again later.
pub(crate) async fn few_left(wallet: &Wallet, session: &Session) -> Result<(), ApiError> {
    let Ok(_one) = session.deciding.try_lock() else {
        return Ok(());
    };
    let all = session
        .read(|t| t.list::<DocumentRecord>(kind::DOCUMENT, Order::NewestFirst, usize::MAX, 0))?;
    for row in all {
        let used = row.body.copies.iter().any(|copy| copy.shown_to.is_some());
        let resting = row
            .body
            .refill_failed
            .is_some_and(|at| (0..PAUSE_SECS).contains(&(now() - at)));
        if !used || fresh(&row.body) >= FEW || resting || row.body.vct == kinds::INVOICE.vct {
            continue;
        }
        match refill(wallet, session, &row.id, row.body).await {
            Ok(_) => wallet.content_changed(),
            Err(error) => {
                tracing::info!(%error, "no fresh copies so far");
                session.write(|t| {
                    if let Some(mut document) = t.get::<DocumentRecord>(kind::DOCUMENT, &row.id)? {
                        document.refill_failed = Some(now());
                        t.put(kind::DOCUMENT, &row.id, document.received, &document)?;
                    }
                    Ok(())
                })?;
            }
        }
    }
    Ok(())
}

fn fresh(document: &DocumentRecord) -> usize {
    document
        .copies
        .iter()
        .filter(|copy| copy.shown_to.is_none())
        .count()
}

/// Asks for as many copies as are missing; says how many came.
async fn refill(
    wallet: &Wallet,
    session: &Session,
    id: &str,
    document: DocumentRecord,
) -> Result<usize, ApiError> {
    let missing = FULL.saturating_sub(fresh(&document));
    if missing == 0 {
        return Ok(0);
    }
    let unknown = || ApiError::about(ErrorCode::NotFound, id);
    let did = convert::did(&document.issuer)?;
    let known = session
        .book()
        .known(&did, now())
        .ok_or_else(|| ApiError::about(ErrorCode::IssuerUnknown, document.issuer.clone()))?;
    let http = session.http(&wallet.inner().profile)?;
    let (department, metadata) = issuer::metadata(session, &http, &known.endpoint).await?;
    let endpoint = metadata
        .citizen_wallet
        .refill_endpoint
        .as_deref()
        .ok_or_else(unknown)?;
    let nonce = issuer::nonce(&http, &metadata.nonce_endpoint).await?;

    let uri = copy_uri(&did);
    let mut holders = Vec::new();
    let mut jwt = Vec::new();
    for _ in 0..missing {
        // A number once drawn is used up, whatever comes of it.
        let index = session.write(|t| t.next_number(&uri))?;
        let index =
            u32::try_from(index).map_err(|_| ApiError::about(ErrorCode::Internal, "copies"))?;
        let proof = session.with_signer(&uri, index, |signer| {
            holders.push((
                KeyId::relation(&uri, index, Purpose::Identity),
                signer.public_key(),
            ));
            sign_proof(&known.endpoint, &nonce, now(), signer)
                .map_err(|_| ApiError::about(ErrorCode::Internal, "proof"))
        })?;
        jwt.push(proof);
    }
    let held = document.copies.first().ok_or_else(unknown)?;
    let fingerprint = Fingerprint::from_bytes(convert::digest_bytes(&held.fingerprint)?);
    let proof = session.with_signer(&department_uri(&did), 0, |signer| {
        sign_refill(&did, fingerprint, &nonce, now(), signer)
            .map_err(|_| ApiError::about(ErrorCode::Internal, "refill"))
    })?;
    let request = RefillRequest {
        fingerprint,
        proof,
        proofs: Proofs { jwt },
        citizen_relation: issuer::introduce(session, &department, &nonce)?,
    };
    let url = issuer::address(endpoint)?;
    let body =
        serde_json::to_vec(&request).map_err(|_| ApiError::about(ErrorCode::Internal, "refill"))?;
    let answer = http
        .post_json(&url, body, None)
        .await
        .map_err(|error| error.about(&url))?;
    let answer: CredentialAnswer = issuer::parse(&url, &issuer::accepted(answer)?)?;
    if answer.credentials.len() != holders.len() {
        return Err(ApiError::about(ErrorCode::BadCredential, "count"));
    }
    let mut copies = Vec::new();
    for (copy, (key, holder)) in answer.credentials.into_iter().zip(holders) {
        let issued = offer::verify_copy(session, &department, copy.credential, key, &holder)?;
        // A copy that says something else is no copy.
        let same = issued.credential.terms.vct.as_str() == document.vct
            && issued.credential.attributes.len() == document.attributes.len()
            && issued
                .credential
                .attributes
                .iter()
                .all(|(code, value)| document.attributes.get(code.as_str()) == Some(value));
        if !same {
            return Err(ApiError::about(ErrorCode::BadCredential, "content"));
        }
        copies.push(issued.copy);
    }
    let added = copies.len();
    session.write(|t| {
        // What was used meanwhile stays used.
        if let Some(mut now_held) = t.get::<DocumentRecord>(kind::DOCUMENT, id)? {
            now_held.copies.extend(copies);
            now_held.refill_failed = None;
            keep::store(t, id, &now_held)?;
        }
        Ok(())
    })?;
    Ok(added)
}
