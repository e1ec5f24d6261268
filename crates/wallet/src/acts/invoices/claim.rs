//! Claiming an invoice for a payer: an employer that is to book it and pay it back.
//!
//! How the invoice stands is proven at the head of the chain before anything is sent, so that the
//! citizen learns of a claim that came first. The claim comes from the one-time address that the
//! invoice was issued to; whoever comes second is refused by the contract. Then the payer gets the
//! invoice itself, as often as needed: the claim stands whatever becomes of that.

use std::time::Duration;

use chain::{
    Chain, calls,
    reads::{InvoiceStage, InvoiceState},
};
use credential::{Fingerprint, kinds::Invoice};
use exchange::claim::{ClaimAnswer, ClaimRequest, hand_over_invoice};
use keys::{ChainAddress, DepartmentDid, KeyId};
use wallet_api::{
    ApiError, ClaimInvoice, ClaimReviewView, ClaimedView, ErrorCode, InvoiceStatus,
    InvoiceTakenView, Proof, ReviewClaim,
};

use super::{content, row, steps};
use crate::{
    acts::{documents, issuer, keep, sync, unlock},
    book::plain,
    convert,
    session::Session,
    store::{AnchorRecord, DocumentRecord, kind},
    wallet::{Act, Wallet, now},
};

/// How often, and how long apart, it is looked who won while a claim waits for its block.
const LOOKS: u32 = 20;
const BETWEEN_LOOKS: Duration = Duration::from_millis(500);

impl Act for ReviewClaim {
    async fn act(self, wallet: &Wallet) -> Result<ClaimReviewView, ApiError> {
        let session = wallet.session()?;
        sync::ensure_book(wallet, &session).await?;
        let own = Own::load(&session, &self.id)?;
        let chain = session.chain(&wallet.inner().profile).await?;
        let found = prove(&session, &chain, &own).await?;
        let (state, height) = (&found.state, found.height);
        let mut block = None;
        if let Some(payer) = state.payer {
            // Which block it was is told by the journal, not by how it stands.
            sync::refresh(wallet, &session).await;
            block = claimed_in(&session, &self.id, payer)?;
        }
        Ok(ClaimReviewView {
            row: own.row(&session)?,
            status: status(state),
            taken: state.payer.map(|payer| InvoiceTakenView {
                payer: steps::party_of(&session, payer, now()),
                since: state.claimed_at.unwrap_or_default(),
                block,
                height,
            }),
            payers: payers(&session, state.biller),
            proof: Proof::Proven {
                height,
                time: found.time,
                by: found.by,
            },
        })
    }
}

/// The block in which the journal has the claim for this payer.
fn claimed_in(session: &Session, id: &str, payer: ChainAddress) -> Result<Option<u64>, ApiError> {
    let steps = documents::anchor(session, id)?.map(|anchor| anchor.steps);
    let claim = (steps.unwrap_or_default().into_iter()).find(|step| step.payer == Some(payer));
    Ok(claim.map(|step| step.block))
}

impl Act for ClaimInvoice {
    async fn act(self, wallet: &Wallet) -> Result<ClaimedView, ApiError> {
        let session = wallet.session()?;
        // The hand-over is signed after the claim stands, so a doubt must come before.
        session.check_clock()?;
        unlock::confirm(wallet, self.passphrase.clone()).await?;
        let claimed = {
            let _one = session.deciding.lock().await;
            claim(wallet, &session, &self).await
        };
        wallet.content_changed();
        wallet.status_changed();
        claimed
    }
}

/// An invoice of the wallet, with its content.
struct Own {
    id: String,
    anchor: AnchorRecord,
    document: DocumentRecord,
    invoice: Invoice,
    number: u128,
}

impl Own {
    fn load(session: &Session, id: &str) -> Result<Self, ApiError> {
        let missing = || ApiError::about(ErrorCode::NotFound, id);
        let anchor = documents::anchor(session, id)?.ok_or_else(missing)?;
        let document = content(session, &anchor)?.ok_or_else(missing)?;
        let invoice = super::invoice(&document)?;
        let number = (invoice.number.to_string().parse())
            .map_err(|_| ApiError::about(ErrorCode::BadCredential, "number"))?;
        Ok(Self {
            id: id.to_owned(),
            anchor,
            document,
            invoice,
            number,
        })
    }

    fn row(&self, session: &Session) -> Result<wallet_api::InvoiceRow, ApiError> {
        let anchor = documents::anchor(session, &self.id)?.unwrap_or_else(|| self.anchor.clone());
        row(session, self.id.clone(), &anchor, Some(&self.document))
    }
}

/// How an invoice stands at a block.
struct Standing {
    state: InvoiceState,
    height: u64,
    time: i64,
    by: wallet_api::ProofBasis,
}

/// What the chain has under a number, proven, and how that is known.
pub(super) async fn look_up(
    session: &Session,
    chain: &Chain,
    number: u128,
) -> Result<(Option<InvoiceState>, chain::TrustedHeader), ApiError> {
    let last = session.head().map(|head| head.header);
    let header = chain
        .trusted_header(last.as_ref())
        .await
        .map_err(convert::chain_error)?;
    let found = chain
        .proven_invoice(&header, number)
        .await
        .map_err(convert::chain_error)?;
    Ok((found.value, header))
}

/// What the chain has under the invoice's number, proven; it must be this very invoice.
async fn prove(session: &Session, chain: &Chain, own: &Own) -> Result<Standing, ApiError> {
    let (found, header) = look_up(session, chain, own.number).await?;
    let other = || ApiError::about(ErrorCode::BadCredential, "number");
    let state = found.ok_or_else(other)?;
    let same = convert::hex(state.fingerprint) == own.id
        && own.invoice.amounts_commitment() == Some(state.amounts.0);
    match same {
        true => Ok(Standing {
            state,
            height: header.number(),
            time: header.time(),
            by: convert::basis(header.by()),
        }),
        false => Err(other()),
    }
}

pub(super) fn status(state: &InvoiceState) -> InvoiceStatus {
    match state.stage {
        _ if state.original.is_some() => InvoiceStatus::RedLetter,
        InvoiceStage::Issued => InvoiceStatus::Issued,
        InvoiceStage::Claimed => InvoiceStatus::Claimed,
        InvoiceStage::Booked => InvoiceStatus::Booked,
        InvoiceStage::Reimbursed => InvoiceStatus::Reimbursed,
        InvoiceStage::Voided => InvoiceStatus::Voided,
        InvoiceStage::Reversed => InvoiceStatus::Reversed,
    }
}

/// Whom an invoice can be claimed for: everybody in the directory but the seller; companies first.
fn payers(session: &Session, biller: ChainAddress) -> Vec<wallet_api::PartyView> {
    let (book, now) = (session.book(), now());
    let mut payers: Vec<_> = (book.directory.all())
        .filter(|office| office.id != biller && book.is_active(office, now))
        .map(|office| session.party(&office.did.to_string(), now))
        .collect();
    payers.sort_by(|a, b| {
        let order =
            |party: &wallet_api::PartyView| (party.kind != "organisation", party.code.clone());
        order(a).cmp(&order(b))
    });
    payers
}

async fn claim(
    wallet: &Wallet,
    session: &Session,
    command: &ClaimInvoice,
) -> Result<ClaimedView, ApiError> {
    sync::ensure_book(wallet, session).await?;
    let own = Own::load(session, &command.id)?;
    let payer = convert::did(&command.payer)?;
    let active = {
        let book = session.book();
        book.department(&payer)
            .is_some_and(|office| book.is_active(office, now()))
    };
    if !active {
        return Err(ApiError::about(
            ErrorCode::RequesterUnknown,
            payer.address.to_string(),
        ));
    }
    let chain = session.chain(&wallet.inner().profile).await?;
    let state = prove(session, &chain, &own).await?.state;
    let height = match state.payer {
        // Claimed before: only the handing over is left.
        Some(known) if known == payer.address => None,
        Some(other) => return Err(taken(session, other)),
        None if status(&state) == InvoiceStatus::Issued => {
            Some(send_claim(session, &chain, &own, &state, &payer).await?)
        }
        None => {
            let stands = serde_json::to_value(status(&state)).unwrap_or_default();
            return Err(ApiError::about(
                ErrorCode::InvoiceClosed,
                stands.as_str().unwrap_or_default(),
            ));
        }
    };
    let file_number = match hand_over(wallet, session, &own, &payer).await {
        Ok(number) => Some(number),
        Err(error) => {
            tracing::info!(%error, "a claimed invoice could not be handed over so far");
            None
        }
    };
    // The claim's own entry, so that the line says so; what it says otherwise comes later, too.
    let _ = sync::run(wallet).await;
    Ok(ClaimedView {
        row: own.row(session)?,
        height,
        file_number,
    })
}

fn taken(session: &Session, payer: ChainAddress) -> ApiError {
    let name = steps::party_of(session, payer, now()).name;
    ApiError::about(ErrorCode::InvoiceTaken, format!("{} {}", name.zh, name.en))
}

/// Sends the claim from the one-time address; answers the block.
async fn send_claim(
    session: &Session,
    chain: &Chain,
    own: &Own,
    state: &InvoiceState,
    payer: &DepartmentDid,
) -> Result<u64, ApiError> {
    let key = one_time_key(session, chain.network().chain_id(), own, state)?;
    let call = calls::invoices_claim(chain.network().contracts(), own.number, payer.address);
    let sent = chain
        .send(state.holder, &call, |digest| {
            session
                .vault(|vault| Ok(vault.sign_digest(&key, digest).ok()))
                .ok()
                .flatten()
        })
        .await;
    match sent {
        Ok(receipt) => Ok(receipt.block),
        Err(error @ chain::ChainError::Signing) => Err(convert::chain_error(error)),
        Err(error) => who_won(session, chain, own, payer, error).await,
    }
}

/// What became of a claim that did not go through. Two claims of one invoice come from one account:
/// the contract refuses the second, or the node does while the first waits for its block. Either
/// way the chain tells who has it; if nobody has, the failure was another one.
async fn who_won(
    session: &Session,
    chain: &Chain,
    own: &Own,
    payer: &DepartmentDid,
    failure: chain::ChainError,
) -> Result<u64, ApiError> {
    let looks = match &failure {
        chain::ChainError::Refused { .. } => LOOKS,
        // Foreseen by a node that counts what waits for its block.
        chain::ChainError::Reverted { error } if error == "AlreadyClaimed" => LOOKS,
        _ => 1,
    };
    for look in 0..looks {
        if look > 0 {
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
        let Ok(standing) = prove(session, chain, own).await else {
            continue;
        };
        match standing.state.payer {
            Some(winner) if winner == payer.address => return Ok(standing.height),
            Some(winner) => return Err(taken(session, winner)),
            None => {}
        }
    }
    Err(convert::chain_error(failure))
}

/// The key of the address that the invoice was issued to. Which of the seller's agreement keys it
/// was made with shows by the address.
fn one_time_key(
    session: &Session,
    chain_id: u64,
    own: &Own,
    state: &InvoiceState,
) -> Result<KeyId, ApiError> {
    let broken = || ApiError::about(ErrorCode::BadCredential, "holder");
    let nonce = own.anchor.nonce.ok_or_else(broken)?;
    let book = session.book();
    let agreements: Vec<_> = (book.directory.history(&state.biller).iter())
        .filter_map(|office| office.keys.x25519)
        .collect();
    session.vault(|vault| {
        agreements
            .into_iter()
            .map(|agreement| KeyId::OneTime {
                uri: own.anchor.relation.clone(),
                index: own.anchor.index,
                agreement: Some(agreement),
                chain_id,
                department: state.biller,
                nonce,
            })
            .find(|key| match vault.public(key) {
                Ok(vault::PublicHalf::Account(public)) => public.address() == state.holder,
                _ => false,
            })
            .ok_or_else(broken)
    })
}

/// Brings the invoice to its payer; answers the payer's file number.
async fn hand_over(
    wallet: &Wallet,
    session: &Session,
    own: &Own,
    payer: &DepartmentDid,
) -> Result<String, ApiError> {
    let known = session
        .book()
        .known(payer, now())
        .ok_or_else(|| ApiError::about(ErrorCode::RequesterUnknown, payer.address.to_string()))?;
    let body = ClaimRequest {
        invoice: present(session, own, payer)?,
    };
    let body =
        serde_json::to_vec(&body).map_err(|_| ApiError::about(ErrorCode::Internal, "invoice"))?;
    let url = issuer::address(&known.endpoint.join("invoices"))?;
    let http = session.http(&wallet.inner().profile)?;
    let answer = http
        .post_json(&url, body, None)
        .await
        .map_err(|error| error.about(&url))?;
    let answer: ClaimAnswer = issuer::parse(&url, &issuer::accepted(answer)?)?;
    let number = plain(&answer.number, 64);
    session.write(|t| {
        let Some(mut anchor) = t.get::<AnchorRecord>(kind::ANCHOR, &own.id)? else {
            return Ok(());
        };
        anchor.handed = Some((payer.to_string(), number.clone()));
        let at = anchor.anchored.map_or_else(now, |(_, time)| time);
        t.put(kind::ANCHOR, &own.id, at, &anchor)
    })?;
    Ok(number)
}

/// The whole invoice, bound to its payer.
fn present(session: &Session, own: &Own, payer: &DepartmentDid) -> Result<String, ApiError> {
    let copy = own
        .document
        .copies
        .first()
        .ok_or_else(|| keep::broken("copy"))?;
    let verified = keep::own_copy(session, &copy.credential, now())?;
    let codes: Vec<_> = verified.credential().attributes.keys().cloned().collect();
    let selection = verified
        .select(&codes)
        .map_err(|_| keep::broken("attributes"))?;
    let fingerprint = Fingerprint::from_bytes(convert::digest_bytes(&own.id)?);
    session.with_key(&copy.key, |signer| {
        hand_over_invoice(&selection, fingerprint, payer, now(), signer)
            .map_err(|_| ApiError::about(ErrorCode::Internal, "signature"))
    })
}
