//! Fetches what the chain announced: certificates, invoices, and after a restore everything else.
//!
//! The content comes from its issuer, but the issuer is not believed: its fingerprint must be the
//! one that was anchored, and the signature must be that of the department in the directory.

use std::collections::BTreeSet;

use credential::{Fingerprint, UnverifiedCredential};
use exchange::pickup::{PickupAnswer, sign_pickup};
use keys::{
    DepartmentDid, KeyId, PublicKey, Purpose,
    relation::{copy_uri, department_uri},
};
use vault::Order;
use wallet_api::{ApiError, ErrorCode, LocalText};

use crate::{
    acts::{issuer, keep, offer},
    convert,
    http::Http,
    session::Session,
    store::{AnchorRecord, DocumentRecord, kind},
    wallet::{Wallet, now},
};

/// How long an exchange may take to keep what it was handed, before fetching takes over.
const EXCHANGE_SECS: i64 = 90;
/// Copy keys that are looked through to find the one a credential is bound to.
const COPY_KEYS: u32 = 256;
/// Fetched in one run.
const PER_RUN: usize = 64;

/// What a run fetched.
#[derive(Default)]
pub(crate) struct Fetched {
    pub(crate) documents: u32,
    /// Issuers that still owe something.
    pub(crate) awaiting: Vec<LocalText>,
}

/// Fetches what is awaited. What an issuer does not give now is asked for again later.
pub(crate) async fn awaited(wallet: &Wallet, session: &Session) -> Result<Fetched, ApiError> {
    // A decision under way may be about to keep what is awaited.
    let Ok(_one) = session.deciding.try_lock() else {
        return Ok(Fetched::default());
    };
    let pending = session.read(|t| t.list::<u32>(kind::AWAITED, Order::OldestFirst, PER_RUN, 0))?;
    let mut fetched = Fetched::default();
    if pending.is_empty() {
        return Ok(fetched);
    }
    let http = session.http(&wallet.inner().profile)?;
    let restored = session.meta()?.restored;
    // Whoever did not answer once is not waited for again in this run.
    let mut silent = BTreeSet::new();
    for row in pending {
        let Some(anchor) = session.read(|t| t.get::<AnchorRecord>(kind::ANCHOR, &row.id))? else {
            continue;
        };
        if anchor.delivered && !restored && now() - row.at < EXCHANGE_SECS {
            continue;
        }
        if silent.contains(&anchor.issuer) {
            continue;
        }
        match one(session, &http, &row.id, &anchor).await {
            Ok(()) => fetched.documents += 1,
            Err(error) => {
                tracing::info!(%error, "a content could not be fetched");
                if matches!(
                    error.code,
                    ErrorCode::Unreachable | ErrorCode::TimedOut | ErrorCode::AnswerCutOff
                ) {
                    silent.insert(anchor.issuer.clone());
                }
                let name = session.party(&anchor.issuer, now()).name;
                if !fetched.awaiting.contains(&name) {
                    fetched.awaiting.push(name);
                }
                note_failure(session, &row, anchor, &error)?;
            }
        }
    }
    Ok(fetched)
}

fn note_failure(
    session: &Session,
    row: &vault::Record<u32>,
    mut anchor: AnchorRecord,
    error: &ApiError,
) -> Result<(), ApiError> {
    anchor.wrong = error.code == ErrorCode::BadCredential;
    session.write(|t| {
        // The newest failures go to the end of the queue.
        t.put(kind::AWAITED, &row.id, now(), &(row.body + 1))?;
        let at = anchor.anchored.map_or(row.at, |(_, time)| time);
        t.put(kind::ANCHOR, &row.id, at, &anchor)
    })
}

async fn one(
    session: &Session,
    http: &Http,
    fingerprint: &str,
    anchor: &AnchorRecord,
) -> Result<(), ApiError> {
    let did: DepartmentDid = convert::did(&anchor.issuer)?;
    let known = session
        .book()
        .known(&did, now())
        .ok_or_else(|| ApiError::about(ErrorCode::IssuerUnknown, anchor.issuer.clone()))?;
    let (department, metadata) = issuer::metadata(session, http, &known.endpoint).await?;
    let endpoint = metadata
        .citizen_wallet
        .pickup_endpoint
        .as_deref()
        .ok_or_else(|| ApiError::about(ErrorCode::NotFound, fingerprint))?;
    let nonce = issuer::nonce(http, &metadata.nonce_endpoint).await?;
    let wanted = Fingerprint::from_bytes(convert::digest_bytes(fingerprint)?);
    let request = session.with_signer(&anchor.relation, anchor.index, |signer| {
        sign_pickup(&did, wanted, &nonce, now(), signer)
            .map_err(|_| ApiError::about(ErrorCode::Internal, "pick-up"))
    })?;
    let url = issuer::address(endpoint)?;
    let body = serde_json::to_vec(&request)
        .map_err(|_| ApiError::about(ErrorCode::Internal, "pick-up"))?;
    let answer = http
        .post_json(&url, body, None)
        .await
        .map_err(|error| error.about(&url))?;
    let answer: PickupAnswer = issuer::parse(&url, &issuer::accepted(answer)?)?;
    let text = answer
        .check(wanted)
        .map_err(|_| ApiError::about(ErrorCode::BadCredential, "fingerprint"))?;
    let holder = UnverifiedCredential::parse(&text)
        .map_err(|_| ApiError::about(ErrorCode::BadCredential, "integrity"))?
        .terms()
        .holder;
    let key = holder_key(session, &did, anchor, &holder)?
        .ok_or_else(|| ApiError::about(ErrorCode::BadCredential, "holder"))?;
    let issued = offer::verify_copy(session, &department, text, key, &holder)?;
    let kind = metadata
        .credential_configurations_supported
        .get(&anchor.configuration);
    let name = issuer::display(
        kind.map(|kind| kind.credential_metadata.display.as_slice())
            .unwrap_or_default(),
        &anchor.configuration,
    );
    keep_announced(session, name, anchor, issued)
}

/// Keeps what came. Copies of one credential, as after a restore, become one document again.
fn keep_announced(
    session: &Session,
    name: LocalText,
    anchor: &AnchorRecord,
    issued: offer::Issued,
) -> Result<(), ApiError> {
    let received = anchor.anchored.map_or_else(now, |(_, time)| time);
    let is_copy = matches!(&issued.copy.key, KeyId::Relation { uri, .. } if uri.ends_with(" copy"));
    let mut document = keep::document(name, received, !is_copy, vec![issued]);
    session.write(|t| {
        let same = if is_copy {
            let all =
                t.list::<DocumentRecord>(kind::DOCUMENT, Order::NewestFirst, usize::MAX, 0)?;
            let mut same = None;
            for row in all {
                // A copy in another's place is for the same verifier: it has the same key.
                for copy in &mut document.copies {
                    let before = row.body.copies.iter().find(|old| old.key == copy.key);
                    if let Some(verifier) = before.and_then(|old| old.shown_to.clone()) {
                        copy.shown_to = Some(verifier);
                    }
                }
                // What was replaced stays as it was, even if the old value comes back.
                let replaced = t
                    .get::<AnchorRecord>(kind::ANCHOR, &row.id)?
                    .is_some_and(|anchor| anchor.successor.is_some());
                if !replaced && same.is_none() && is_same(&row.body, &document) {
                    same = Some(row);
                }
            }
            same
        } else {
            None
        };
        match same {
            Some(mut row) => {
                row.body.copies.extend(document.copies.iter().cloned());
                keep::store(t, &row.id, &row.body)
            }
            None => keep::store(t, &document.copies[0].fingerprint, &document),
        }
    })
}

/// Whether two records are copies of one credential.
fn is_same(one: &DocumentRecord, other: &DocumentRecord) -> bool {
    one.vct == other.vct
        && one.issuer == other.issuer
        && one.attributes == other.attributes
        && one.issued == other.issued
}

/// Which of the holder's keys a credential of this issuer is bound to.
fn holder_key(
    session: &Session,
    issuer: &DepartmentDid,
    anchor: &AnchorRecord,
    holder: &PublicKey,
) -> Result<Option<KeyId>, ApiError> {
    let is_it = |id: &KeyId| {
        session.vault(|vault| {
            let public = vault.public(id).ok();
            Ok(matches!(public, Some(vault::PublicHalf::Signing(key)) if key == *holder))
        })
    };
    let usual = (department_uri(issuer), 0);
    for (uri, index) in [usual, (anchor.relation.clone(), anchor.index)] {
        let relation = KeyId::relation(uri, index, Purpose::Identity);
        if is_it(&relation)? {
            return Ok(Some(relation));
        }
    }
    let uri = copy_uri(issuer);
    for index in 0..COPY_KEYS {
        let id = KeyId::relation(&uri, index, Purpose::Identity);
        if is_it(&id)? {
            // Its number is used up in this vault, too.
            session.write(|t| t.raise_number(&uri, u64::from(index) + 1))?;
            return Ok(Some(id));
        }
    }
    Ok(None)
}
