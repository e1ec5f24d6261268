//! Checks what anybody brings, certificates and evidence of an answer: no vault, no account, only
//! the file and a network's description.

mod certificate;

use chain::{BucketState, Chain, Directory, Network, PUBLIC_BUCKET, TrustedHeader};
use credential::file::{CertificateFile, ParseFileError};
use exchange::evidence::{Evidence, Finding, Requester, UnverifiedEvidence};
use invoices::file::InvoiceFile;
use wallet_api::{
    ApiError, CheckDocument, CheckResult, CheckView, CheckedDocument, ErrorCode, EvidenceReport,
};

use crate::{
    convert,
    profile::NetworkFileError,
    wallet::{Act, Wallet, now},
};

/// How far the chain's clock may be ahead of the holder's, in seconds.
const CLOCK_SKEW_SECS: i64 = 300;

/// What the chain of the network says about a piece of evidence.
struct OnChain {
    directory: Finding,
    /// The requester as the proven directory had it when the answer was sent.
    department: Option<exchange::KnownDepartment>,
    anchored: Finding,
    height: u64,
}

impl Act for CheckDocument {
    async fn act(self, wallet: &Wallet) -> Result<CheckedDocument, ApiError> {
        let network = match wallet.inner().profile.network() {
            Ok(network) => Some(network),
            Err(NetworkFileError::Missing) => None,
            Err(NetworkFileError::Unusable(why)) => {
                return Err(ApiError::about(ErrorCode::NoNetwork, why));
            }
        };
        verify_document(self.content.as_bytes(), network.as_ref()).await
    }
}

/// Checks `file`, whatever of ours it is. With a network its directory and the status are proven
/// against it; without one those steps say that they were not checked.
///
/// # Errors
/// `no-document-file` if the file is none of ours, with the reason `size`, `form`, `format`,
/// `credential` or `invoice`. A step that fails is no error: the report says so.
pub async fn verify_document(
    file: &[u8],
    network: Option<&Network>,
) -> Result<CheckedDocument, ApiError> {
    let no_file = |why: &str| ApiError::about(ErrorCode::NoDocumentFile, why);
    match CertificateFile::parse(file) {
        Ok(found) => {
            let report = certificate::verify(&found, network, now()).await;
            Ok(CheckedDocument::Certificate(Box::new(report)))
        }
        // Evidence is of another format or form.
        Err(error @ (ParseFileError::Form | ParseFileError::Format)) => {
            if UnverifiedEvidence::read(file).is_none() {
                return Err(no_file(match error {
                    _ if InvoiceFile::parse(file).is_ok() => "invoice",
                    ParseFileError::Format => "format",
                    _ => "form",
                }));
            }
            verify_evidence(file, network)
                .await
                .map(CheckedDocument::Evidence)
        }
        Err(ParseFileError::TooLarge) => Err(no_file("size")),
        Err(ParseFileError::Credential(_) | ParseFileError::Binding) => Err(no_file("credential")),
        Err(ParseFileError::Invoice) => Err(no_file("invoice")),
    }
}

/// Checks the evidence in `file`. With a network the directory and the anchor are proven against
/// it; without one those steps say that they were not checked.
///
/// # Errors
/// `bad-input` if the file is none of ours at all. A step that fails is no error: the report says so.
pub async fn verify_evidence(
    file: &[u8],
    network: Option<&Network>,
) -> Result<EvidenceReport, ApiError> {
    let unverified = UnverifiedEvidence::read(file)
        .ok_or_else(|| ApiError::about(ErrorCode::BadInput, "evidence"))?;
    let evidence = &unverified.evidence;
    let on_chain = match network {
        Some(network) => ask(network, evidence).await,
        None => unchecked("no network was asked"),
    };
    let own = evidence.requester.to_department();
    let findings = unverified.check(on_chain.department.as_ref().or(own.as_ref()));
    let checks = vec![
        step("integrity", findings.integrity),
        step("requester-signature", findings.requester_signature),
        step("requester-directory", on_chain.directory),
        step("holder-signature", findings.holder_signature),
        step("receipt-signature", findings.receipt_signature),
        step("anchored", on_chain.anchored),
        step("unaltered", findings.unaltered),
    ];
    Ok(EvidenceReport {
        valid: checks
            .iter()
            .all(|check| check.result != CheckResult::Invalid),
        requester: evidence.requester.did.to_string(),
        fingerprint: evidence
            .fingerprint()
            .map(|fingerprint| convert::hex(fingerprint.to_bytes())),
        sent: evidence.sent,
        height: (on_chain.height > 0).then_some(on_chain.height),
        checks,
    })
}

fn unchecked(why: &'static str) -> OnChain {
    OnChain {
        directory: Finding::NotChecked(why),
        department: None,
        anchored: Finding::NotChecked(why),
        height: 0,
    }
}

async fn ask(network: &Network, evidence: &Evidence) -> OnChain {
    if network.chain_id() != evidence.chain_id || network.genesis().to_string() != evidence.genesis
    {
        let why = || Finding::Invalid("the evidence is of another network".to_owned());
        return OnChain {
            directory: why(),
            department: None,
            anchored: why(),
            height: 0,
        };
    }
    match try_ask(network, evidence).await {
        Ok(on_chain) => on_chain,
        Err(error) => {
            tracing::info!(%error, "the network could not be asked");
            unchecked("the network did not answer")
        }
    }
}

/// The directory, replayed from the public book and proven against a header that the network's
/// profile accepts.
struct Proven {
    chain: Chain,
    header: TrustedHeader,
    directory: Directory,
}

async fn prove_directory(network: &Network) -> Result<Proven, ApiError> {
    let chain = Chain::connect(network.clone())
        .await
        .map_err(convert::chain_error)?;
    let header = chain
        .trusted_header(None)
        .await
        .map_err(convert::chain_error)?;
    let start = BucketState::empty(PUBLIC_BUCKET, network.start_block());
    let mut directory = Directory::new(network.chain_id());
    chain
        .sync(&[start], &header, |entry| {
            // Of the book's entries only those of the directory matter here.
            let _ = directory.apply(entry);
        })
        .await
        .map_err(|error| ApiError::about(ErrorCode::ChainContradicts, error.to_string()))?;
    Ok(Proven {
        chain,
        header,
        directory,
    })
}

/// Proves the directory and the grant's anchor.
async fn try_ask(network: &Network, evidence: &Evidence) -> Result<OnChain, ApiError> {
    let Proven {
        chain,
        header,
        directory,
    } = prove_directory(network).await?;
    let account = evidence.requester.did.address;
    // Block times may be a little ahead of the clock by which the answer was sent.
    let at = match directory.department_at(&account, evidence.sent) {
        Some(_) => evidence.sent,
        None => evidence.sent.saturating_add(CLOCK_SKEW_SECS),
    };
    let department = directory
        .department_at(&account, at)
        .filter(|department| department.did == evidence.requester.did);
    let known = department.and_then(|department| convert::known(department, true));
    let listed = match &known {
        None => Finding::Invalid("the directory did not have this department then".to_owned()),
        Some(known) if Requester::of(known) != evidence.requester => {
            Finding::Invalid("the directory had other keys then".to_owned())
        }
        Some(_) if !directory.is_active_at(&account, at) => {
            Finding::Invalid("the department was suspended then".to_owned())
        }
        Some(_) => Finding::Valid,
    };
    let anchored = match (evidence.fingerprint(), evidence.claimed_anchor()) {
        (None, _) => Finding::NotChecked("a refusal is not anchored"),
        (Some(fingerprint), Some(anchor))
            if anchor.chain_id == network.chain_id()
                && anchor.contract == network.contracts().grants =>
        {
            let proven = chain
                .proven_grant_state(&header, anchor.account, fingerprint.to_bytes().into())
                .await
                .map_err(convert::chain_error)?;
            let possible = evidence
                .height
                .is_some_and(|height| height > 0 && height <= header.number());
            match proven.value {
                Some(_) if possible => Finding::Valid,
                Some(_) => Finding::Invalid("the block that it names does not exist".to_owned()),
                None => Finding::Invalid("the chain has no such grant".to_owned()),
            }
        }
        (Some(_), _) => Finding::Invalid("the grant names another network".to_owned()),
    };
    Ok(OnChain {
        directory: listed,
        department: known,
        anchored,
        height: header.number(),
    })
}

fn step(name: &str, finding: Finding) -> CheckView {
    let (result, detail) = match finding {
        Finding::Valid => (CheckResult::Valid, String::new()),
        Finding::Invalid(why) => (CheckResult::Invalid, why),
        Finding::NotChecked(why) => (CheckResult::NotChecked, why.to_owned()),
    };
    CheckView {
        step: name.to_owned(),
        result,
        detail,
    }
}
