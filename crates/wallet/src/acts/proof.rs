//! Shows how something is known.

use wallet_api::{
    ApiError, CheckResult, CheckView, ErrorCode, Proof, ProofSubject, ProofView, ShowProof,
    TechnicalRow,
};

use crate::{
    acts::{documents, keep, permissions},
    convert,
    session::Session,
    store::{EntryRecord, kind},
    wallet::{Act, Wallet, now},
};

impl Act for ShowProof {
    async fn act(self, wallet: &Wallet) -> Result<ProofView, ApiError> {
        let session = wallet.session()?;
        let mut view = head(&session);
        match self.subject {
            ProofSubject::Head => {}
            ProofSubject::Department { did } => {
                let party = session.party(&did, now());
                view.proof = party.proof;
                view.technical.insert(0, row("did", did.clone()));
                let department = convert::did(&did)
                    .ok()
                    .and_then(|did| session.book().department(&did).cloned());
                if let Some(department) = department {
                    view.technical
                        .insert(1, row("entry-block", department.block.to_string()));
                    view.technical
                        .insert(2, row("endpoint", department.endpoint));
                }
            }
            ProofSubject::Activity { id } => activity(&session, &id, &mut view)?,
            ProofSubject::Document { id } => {
                let anchor = documents::anchor(&session, &id)?;
                let held = anchor.as_ref().and_then(|anchor| anchor.document.clone());
                let document = documents::load(&session, held.as_deref().unwrap_or(&id))?;
                view.proof = documents::status(&session, &document, anchor.as_ref()).1;
                let mut checks = keep::checks(&session, &document, anchor.as_ref());
                checks.append(&mut view.checks);
                view.checks = checks;
                let mut technical = documents::technical(&id, &document, anchor.as_ref());
                technical.append(&mut view.technical);
                view.technical = technical;
            }
            ProofSubject::Permission { id } => {
                view.proof = permissions::row(&session, &id)?.proof;
                view.technical.insert(0, row("fingerprint", id));
            }
        }
        Ok(view)
    }
}

/// How the newest state is known.
fn head(session: &Session) -> ProofView {
    let Some(head) = session.head() else {
        return ProofView {
            proof: Proof::NotChecked,
            checked: None,
            checks: ["header", "journal", "state-proof"]
                .map(|step| check(step, CheckResult::NotChecked, String::new()))
                .to_vec(),
            technical: Vec::new(),
        };
    };
    let proof = session.proof();
    let result = match proof {
        Proof::Contradicted { .. } => CheckResult::Invalid,
        _ => CheckResult::Valid,
    };
    let book = session.book();
    ProofView {
        proof,
        checked: Some(head.checked),
        checks: vec![
            // The header's hash was recomputed, and it continues the last one that was proven.
            check(
                "header",
                CheckResult::Valid,
                head.header.number().to_string(),
            ),
            check("journal", result, book.state.count.to_string()),
            check("state-proof", result, head.header.number().to_string()),
        ],
        technical: vec![
            vouchers(head.header.by()),
            row("block", head.header.number().to_string()),
            row("header-hash", head.header.hash().to_string()),
            row("state-root", head.header.state_root().to_string()),
            row("journal-head", book.state.head.to_string()),
        ],
    }
}

/// Those because of whom the header is believed.
fn vouchers(by: &chain::TrustBasis) -> TechnicalRow {
    match by {
        chain::TrustBasis::Local { node } => row("nodes-agreed", node.clone()),
        chain::TrustBasis::Quorum { agreed, .. } => row("nodes-agreed", agreed.join(", ")),
        chain::TrustBasis::Qbft { signers, .. } => row("header-signers", addresses(signers)),
    }
}

fn addresses(signers: &[keys::ChainAddress]) -> String {
    let signers: Vec<String> = signers.iter().map(ToString::to_string).collect();
    signers.join(", ")
}

fn activity(session: &Session, id: &str, view: &mut ProofView) -> Result<(), ApiError> {
    let missing = || ApiError::about(ErrorCode::NotFound, id);
    let Some(entry_id) = id.strip_prefix("entry-") else {
        // The citizen's own acts stand in the vault; only what they left on the chain is proven.
        view.proof = Proof::NotChecked;
        view.checks.clear();
        return Ok(());
    };
    let record = session
        .read(|t| t.get::<EntryRecord>(kind::ENTRY, entry_id))?
        .ok_or_else(missing)?;
    let entry = &record.entry;
    let mut technical = vec![
        row("fingerprint", convert::hex(entry.fingerprint)),
        row("entry-block", entry.block.to_string()),
        row("bucket", entry.bucket.to_string()),
        row("entry-number", entry.seq.to_string()),
        row("slot", chain::journal::head_slot(entry.bucket).to_string()),
        row("writer", convert::hex(entry.writer)),
        row("tag", convert::hex(entry.tag)),
    ];
    technical.append(&mut view.technical);
    view.technical = technical;
    Ok(())
}

fn check(step: &str, result: CheckResult, detail: String) -> CheckView {
    CheckView {
        step: step.to_owned(),
        result,
        detail,
    }
}

fn row(label: &str, value: String) -> TechnicalRow {
    TechnicalRow {
        label: label.to_owned(),
        value,
    }
}
