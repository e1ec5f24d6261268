//! A certificate as a file for others: what is chosen of it, from a copy that nobody else saw.

use std::collections::BTreeSet;

use credential::{AttributeCode, file, kinds};
use sd_jwt::Binding;
use wallet_api::{
    ActivityKind, ApiError, DocumentStatus, ErrorCode, ExportCertificate, FileView, LocalText,
    MakeCertificateFile,
};

use crate::{
    acts::{activity, documents, keep},
    convert, copies, random,
    session::Session,
    store::{ActRecord, CopyRecord, DocumentRecord},
    wallet::{Act, Wallet, now},
};

impl Act for ExportCertificate {
    async fn act(self, wallet: &Wallet) -> Result<Option<String>, ApiError> {
        let order = MakeCertificateFile {
            id: self.id,
            attributes: self.attributes,
            made_for: self.made_for,
        };
        let plan = Plan::new(&*wallet.session()?, &order)?;
        // No copy is used up, and nothing is signed, before it is known where it goes.
        let Some(path) = wallet.ask_where(&name(&plan.document)).await? else {
            return Ok(None);
        };
        let file = order.act(wallet).await?;
        wallet.write_file(&path, file.content.into_bytes()).await?;
        Ok(Some(path.display().to_string()))
    }
}

impl Act for MakeCertificateFile {
    async fn act(self, wallet: &Wallet) -> Result<FileView, ApiError> {
        let session = wallet.session()?;
        let _one = session.deciding.lock().await;
        let plan = Plan::new(&session, &self)?;
        let network = convert::network(&wallet.inner().profile)?;
        let name = name(&plan.document);
        let shown = sign(&session, &self, plan)?;
        wallet.content_changed();
        Ok(FileView {
            name,
            content: file::write(network.chain_id(), network.genesis().0, &shown),
        })
    }
}

/// An order that can be carried out.
struct Plan {
    document: DocumentRecord,
    shown: BTreeSet<AttributeCode>,
    /// What the holder signs, if it is for somebody.
    audience: Option<String>,
}

impl Plan {
    fn new(session: &Session, order: &MakeCertificateFile) -> Result<Self, ApiError> {
        let document = documents::load(session, &order.id)?;
        if document.vct == kinds::INVOICE.vct {
            return Err(ApiError::about(ErrorCode::NotFound, order.id.clone()));
        }
        let shown: BTreeSet<AttributeCode> = order
            .attributes
            .iter()
            .map(|code| {
                code.parse()
                    .ok()
                    .filter(|_| document.attributes.contains_key(code))
                    .ok_or_else(|| ApiError::about(ErrorCode::BadInput, code.clone()))
            })
            .collect::<Result<_, _>>()?;
        if shown.is_empty() {
            return Err(ErrorCode::NothingChosen.into());
        }
        let whom = order.made_for.trim();
        let audience = match whom.is_empty() {
            true => None,
            false => Some(
                file::audience(whom)
                    .ok_or_else(|| ApiError::about(ErrorCode::BadInput, "made-for"))?,
            ),
        };
        let anchor = documents::anchor(session, &order.id)?;
        let (status, _) = documents::status(session, &document, anchor.as_ref());
        if matches!(
            status,
            DocumentStatus::Suspended
                | DocumentStatus::Revoked
                | DocumentStatus::Superseded
                | DocumentStatus::Expired { .. }
        ) {
            // Whoever checked it would only read that.
            return Err(ErrorCode::NothingToShow.into());
        }
        Ok(Self {
            document,
            shown,
            audience,
        })
    }
}

/// Takes a copy, writes down that it is shown, and makes what goes into the file.
fn sign(session: &Session, order: &MakeCertificateFile, plan: Plan) -> Result<String, ApiError> {
    let Plan {
        mut document,
        shown,
        audience,
    } = plan;
    let nonce = random::token();
    // Files for the same name show the same copy; one for nobody in particular may go to anybody.
    let verifier = audience
        .clone()
        .unwrap_or_else(|| format!("certificate-file:{nonce}"));
    let mut act = ActRecord::new(now(), ActivityKind::CertificateExported);
    act.about = document.name.clone();
    act.document = Some(order.id.clone());
    let made_for = order.made_for.trim().to_owned();
    act.made_for = (!made_for.is_empty()).then_some(made_for);
    let copy = session
        .write(|t| {
            let copy = copies::take(t, &order.id, &mut document, &verifier)?;
            if copy.is_some() {
                activity::record(t, &act)?;
            }
            Ok(copy)
        })?
        .ok_or(ErrorCode::NothingToShow)?;
    select(session, &copy, &shown, audience.as_deref(), &nonce)
}

fn select(
    session: &Session,
    copy: &CopyRecord,
    shown: &BTreeSet<AttributeCode>,
    audience: Option<&str>,
    nonce: &str,
) -> Result<String, ApiError> {
    let verified = keep::own_copy(session, &copy.credential, now())?;
    let selection = verified
        .select(shown)
        .map_err(|_| keep::broken("attributes"))?;
    let Some(audience) = audience else {
        return Ok(selection.as_str().to_owned());
    };
    let binding = Binding {
        audience,
        nonce,
        issued_at: now(),
        extra: serde_json::Map::new(),
    };
    session.with_key(&copy.key, |signer| {
        selection
            .bind(&binding, signer)
            .map_err(|_| ApiError::about(ErrorCode::Internal, "signature"))
    })
}

/// A name for the file: what the certificate is, without anything that a system takes amiss.
fn name(document: &DocumentRecord) -> String {
    let LocalText { en, .. } = &document.name;
    let plain: String = en
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let plain = plain.trim_matches('-').to_ascii_lowercase();
    let plain = if plain.is_empty() { "document" } else { &plain };
    format!("{plain}.certificate.json")
}
