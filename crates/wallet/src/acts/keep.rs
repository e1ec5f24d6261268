//! Keeps a credential that came and was verified.

use std::collections::BTreeMap;

use credential::{Checks, KeyName, UnverifiedCredential, Verdict, VerifiedCredential};
use keys::{PublicKey, relation::copy_uri};
use vault::{StoreError, WriteTransaction};
use wallet_api::{ApiError, CheckResult, CheckView, ErrorCode, LocalText};

use crate::{
    acts::offer::Issued,
    session::Session,
    store::{AnchorRecord, DocumentRecord, kind},
    wallet::now,
};

/// Makes the record of a document out of its verified copies, which say the same.
///
/// # Panics
/// If there is no copy: whoever asks for copies checks that they came.
pub(crate) fn document(
    name: LocalText,
    received: i64,
    announced: bool,
    issued: Vec<Issued>,
) -> DocumentRecord {
    let first = &issued.first().expect("a document has a copy").credential;
    let terms = &first.terms;
    let attributes: BTreeMap<String, serde_json::Value> = first
        .attributes
        .iter()
        .map(|(code, value)| (code.as_str().to_owned(), value.clone()))
        .collect();
    DocumentRecord {
        vct: terms.vct.as_str().to_owned(),
        name,
        issuer: terms.issuer.to_string(),
        received,
        issued: terms.validity.issued_at,
        from: terms.validity.not_before,
        until: terms.validity.expires,
        attributes,
        announced,
        copies: issued.into_iter().map(|issued| issued.copy).collect(),
        refill_failed: None,
    }
}

/// Stores a document, and notes at the anchors of its copies that their content is here.
pub(crate) fn store(
    t: &WriteTransaction<'_>,
    id: &str,
    document: &DocumentRecord,
) -> Result<(), StoreError> {
    t.put(kind::DOCUMENT, id, document.received, document)?;
    let did: Option<keys::DepartmentDid> = document.issuer.parse().ok();
    for copy in &document.copies {
        let known = t.get::<AnchorRecord>(kind::ANCHOR, &copy.fingerprint)?;
        let mut anchor = known.unwrap_or_else(|| AnchorRecord {
            issuer: document.issuer.clone(),
            relation: did.as_ref().map(copy_uri).unwrap_or_default(),
            index: 0,
            invoice: false,
            // The chain has not been read so far.
            anchored: None,
            configuration: String::new(),
            delivered: !document.announced,
            status: 0,
            changed: None,
            changes: Vec::new(),
            successor: None,
            document: None,
            wrong: false,
            nonce: None,
            steps: Vec::new(),
            handed: None,
        });
        anchor.document = Some(id.to_owned());
        t.put(kind::ANCHOR, &copy.fingerprint, document.received, &anchor)?;
        t.delete(kind::AWAITED, &copy.fingerprint)?;
    }
    Ok(())
}

/// Reads a copy of a document of this wallet, checked as if it had just come.
///
/// # Errors
/// `bad-credential` with the step that failed.
pub(crate) fn own_copy(
    session: &Session,
    credential: &str,
    now: i64,
) -> Result<VerifiedCredential, ApiError> {
    let unverified = UnverifiedCredential::parse(credential).map_err(|_| broken("integrity"))?;
    let issuer = issuer_key(session, &unverified).ok_or_else(|| broken("issuer-directory"))?;
    unverified
        .verify(&issuer, now)
        .map_err(|_| broken("issuer-signature"))
}

/// Why a document of this wallet cannot be used.
pub(crate) fn broken(step: &str) -> ApiError {
    ApiError::about(ErrorCode::BadCredential, step)
}

/// The issuer's key that should have signed a credential, as the directory had it at that time.
pub(crate) fn issuer_key(
    session: &Session,
    credential: &UnverifiedCredential,
) -> Option<PublicKey> {
    let book = session.book();
    let issued = credential.terms().validity.issued_at;
    // A clock a little ahead of the chain's: the department as it stands now serves then.
    let department = book
        .directory
        .department_at(&credential.issuer().address, issued)
        .or_else(|| book.directory.by_did(credential.issuer()))?;
    if department.did != *credential.issuer() {
        return None;
    }
    match credential.key_name() {
        KeyName::Ed25519 => department.keys.ed25519.map(PublicKey::Ed25519),
        KeyName::P256 => department.keys.p256_sign.map(PublicKey::P256),
    }
}

/// The named steps of verifying a kept credential, taken now.
pub(crate) fn checks(
    session: &Session,
    document: &DocumentRecord,
    anchor: Option<&AnchorRecord>,
) -> Vec<CheckView> {
    let step = |step: &str, result: CheckResult, detail: String| CheckView {
        step: step.to_owned(),
        result,
        detail,
    };
    let Some(copy) = document.copies.first() else {
        return Vec::new();
    };
    let Ok(unverified) = UnverifiedCredential::parse(&copy.credential) else {
        return vec![step("integrity", CheckResult::Invalid, String::new())];
    };
    let issuer = issuer_key(session, &unverified);
    let holder = session
        .vault(|vault| Ok(vault.public(&copy.key).ok()))
        .ok()
        .flatten()
        .and_then(|public| match public {
            vault::PublicHalf::Signing(key) => Some(key),
            _ => None,
        });
    let Checks {
        integrity,
        issuer_signature,
        validity,
        holder_binding,
    } = unverified.check(issuer.as_ref(), holder.as_ref(), now());
    let issuer_name = document.issuer.clone();
    let directory = if issuer.is_some() && session.head().is_some() {
        CheckResult::Valid
    } else if session.head().is_none() {
        CheckResult::NotChecked
    } else {
        CheckResult::Invalid
    };
    let status = match anchor {
        Some(AnchorRecord {
            anchored: Some(_),
            status: 1,
            ..
        }) => CheckResult::Valid,
        Some(AnchorRecord {
            anchored: Some(_), ..
        }) => CheckResult::Invalid,
        _ => CheckResult::NotChecked,
    };
    let height = anchor
        .and_then(|anchor| anchor.anchored)
        .map(|(block, _)| block.to_string());
    vec![
        step("integrity", result(&integrity), String::new()),
        step("issuer-signature", result(&issuer_signature), String::new()),
        step("issuer-directory", directory, issuer_name),
        step(
            "validity",
            result(&validity),
            document.until.map(|t| t.to_string()).unwrap_or_default(),
        ),
        step("holder", result(&holder_binding), String::new()),
        // One that does not hold says why.
        step(
            "status",
            status,
            match anchor.map(|anchor| anchor.status) {
                Some(2) => "suspended".to_owned(),
                Some(3) => "revoked".to_owned(),
                Some(4) => "superseded".to_owned(),
                _ => height.unwrap_or_default(),
            },
        ),
    ]
}

fn result<E>(verdict: &Verdict<E>) -> CheckResult {
    match verdict {
        Verdict::Valid => CheckResult::Valid,
        Verdict::Invalid(_) => CheckResult::Invalid,
        Verdict::NotChecked => CheckResult::NotChecked,
    }
}
