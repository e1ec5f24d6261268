//! Evidence of an answer: kept beside the request, written as one file, checked by anybody.

use exchange::{
    evidence::{EVIDENCE_FORMAT, Evidence, Requester},
    receipt::ReceiptAnswer,
};
use vault::{StoreError, WriteTransaction};
use wallet_api::{ApiError, ErrorCode, ExportEvidence, FileView, SaveEvidence};

use crate::{
    acts::{inbox, permissions},
    convert,
    session::Session,
    store::{EvidenceRecord, GrantRecord, GrantStage, InboxBody, kind},
    wallet::{Act, Wallet, now},
};

impl Act for ExportEvidence {
    async fn act(self, wallet: &Wallet) -> Result<FileView, ApiError> {
        file(wallet, &*wallet.session()?, &self.id)
    }
}

impl Act for SaveEvidence {
    async fn act(self, wallet: &Wallet) -> Result<Option<String>, ApiError> {
        let file = file(wallet, &*wallet.session()?, &self.id)?;
        wallet.save(file).await
    }
}

/// The receipt inside an answer of a department, as it came.
pub(crate) fn receipt_of(body: &[u8]) -> Option<String> {
    let answer: ReceiptAnswer = serde_json::from_slice(body).ok()?;
    Some(answer.receipt)
}

/// Keeps what proves that a grant was given, inside the transaction that says so.
pub(crate) fn keep_grant(
    t: &WriteTransaction<'_>,
    request: &str,
    grant: &GrantRecord,
    receipt: Option<String>,
) -> Result<(), StoreError> {
    let record = EvidenceRecord {
        sent: now(),
        grant: Some(signed_part(&grant.compact)),
        height: height(grant),
        receipt,
    };
    t.put(kind::EVIDENCE, request, record.sent, &record)
}

/// Keeps what proves that a department was told of a refusal.
pub(crate) fn keep_refusal(
    t: &WriteTransaction<'_>,
    request: &str,
    receipt: Option<String>,
) -> Result<(), StoreError> {
    let record = EvidenceRecord {
        sent: now(),
        grant: None,
        height: None,
        receipt,
    };
    t.put(kind::EVIDENCE, request, record.sent, &record)
}

/// What the holder signed, without a single disclosure.
fn signed_part(compact: &str) -> String {
    compact.split('~').next().unwrap_or_default().to_owned()
}

fn height(grant: &GrantRecord) -> Option<u64> {
    match grant.stage {
        GrantStage::Anchored { height }
        | GrantStage::Uncertain { height }
        | GrantStage::Delivered { height, .. }
        | GrantStage::FoundOnChain { height } => Some(height),
        GrantStage::Signed | GrantStage::Offered | GrantStage::NotDelivered => None,
    }
}

/// The evidence of the answer to a request, as a file. `id` is that of the request, or of the
/// permission that came of it.
pub(crate) fn file(wallet: &Wallet, session: &Session, id: &str) -> Result<FileView, ApiError> {
    let id = match permissions::load(session, id) {
        Ok(grant) if !grant.request.is_empty() => grant.request,
        _ => id.to_owned(),
    };
    let nothing = || ApiError::about(ErrorCode::NotFound, id.clone());
    let record = inbox::load(session, &id)?;
    let InboxBody::Request { jwt } = &record.body else {
        return Err(nothing());
    };
    let kept = session
        .read(|t| t.get::<EvidenceRecord>(kind::EVIDENCE, &id))?
        .ok_or_else(nothing)?;
    let did = convert::did(&record.party)?;
    let book = session.book();
    let department = book
        .directory
        .department_at(&did.address, kept.sent)
        .or_else(|| book.directory.by_did(&did))
        .and_then(|department| convert::known(department, true))
        .ok_or_else(|| ApiError::about(ErrorCode::RequesterUnknown, did.address.to_string()))?;
    let network = convert::network(&wallet.inner().profile)?;
    let evidence = Evidence {
        format: EVIDENCE_FORMAT.to_owned(),
        chain_id: network.chain_id(),
        genesis: network.genesis().to_string(),
        sent: kept.sent,
        request: jwt.clone(),
        grant: kept.grant,
        height: kept.height,
        receipt: kept.receipt,
        requester: Requester::of(&department),
    };
    let content = String::from_utf8(evidence.to_file())
        .map_err(|_| ApiError::about(ErrorCode::Internal, "evidence"))?;
    Ok(FileView {
        name: format!("{}.evidence.json", record.number),
        content,
    })
}
