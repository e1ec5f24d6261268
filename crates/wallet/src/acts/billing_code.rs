//! Billing codes: each is a relation of its own, with whoever is shown it.
//!
//! The codes are numbered, so the words alone bring them back; which of them were shown and never
//! used nobody remembers then. A restored wallet therefore looks a stretch further than the last
//! code that was used, and leaves a stretch out before it makes new ones.

use exchange::billing::BillingCode;
use keys::relation::BILLING_URI;
use vault::{Order, StoreError, WriteTransaction};
use wallet_api::{ApiError, BillingCodeView, ErrorCode, FindBilled, InvoiceRow, MakeBillingCode};

use crate::{
    acts::{invoices, sync},
    code,
    session::Session,
    store::{AnchorRecord, Meta, ONLY, kind},
    wallet::{Act, Wallet},
};

/// So many codes after the last one that was used are looked at after a restore.
const LOOK_AHEAD: u32 = 20;
/// So many codes after the last one that was used are never made after a restore: they may have been
/// shown before it, and two sellers must not see the same one.
const LEFT_OUT: u32 = 10;

impl Act for MakeBillingCode {
    async fn act(self, wallet: &Wallet) -> Result<BillingCodeView, ApiError> {
        let session = wallet.session()?;
        sync::ensure_book(wallet, &session).await?;
        let chain_id = (session.book().directory.root())
            .map(|root| root.did.chain_id)
            .ok_or_else(|| ApiError::from(ErrorCode::ChainUnreachable))?;
        // Its number is used up before anybody sees it.
        let restored = session.meta()?.restored;
        let index = session.write(|t| {
            if restored && t.peek_number(BILLING_URI)? == 0 {
                t.raise_number(BILLING_URI, u64::from(LEFT_OUT))?;
            }
            t.next_number(BILLING_URI)
        })?;
        let index = u32::try_from(index)
            .map_err(|_| ApiError::about(ErrorCode::Internal, "billing code"))?;
        let public = session.relation(BILLING_URI, index)?;
        let text = BillingCode {
            chain_id,
            identity: public.ed25519,
            meta_address: public.meta_address,
        }
        .to_text();
        Ok(BillingCodeView {
            index,
            code: code::draw(&text)?,
            text,
        })
    }
}

impl Act for FindBilled {
    async fn act(self, wallet: &Wallet) -> Result<Option<InvoiceRow>, ApiError> {
        // A chain that does not answer now leaves what is known.
        let _ = sync::run(wallet).await;
        let session = wallet.session()?;
        let anchors = session
            .read(|t| t.list::<AnchorRecord>(kind::ANCHOR, Order::OldestFirst, usize::MAX, 0))?;
        let found = anchors.into_iter().find(|row| {
            let anchor = &row.body;
            anchor.invoice && anchor.relation == BILLING_URI && anchor.index == self.index
        });
        found
            .map(|row| invoices::row_of(&session, &row.id))
            .transpose()
    }
}

/// How many codes the chain is read for, from the first one.
pub(crate) fn watched(session: &Session) -> Result<u32, ApiError> {
    let made = session.read(|t| t.peek_number(BILLING_URI))?;
    let made = u32::try_from(made).unwrap_or(u32::MAX);
    Ok(match session.meta()?.restored {
        true => made.saturating_add(LOOK_AHEAD),
        false => made,
    })
}

/// How many must be looked at, if code `found` was used.
pub(crate) fn to_watch(found: u32) -> u32 {
    found.saturating_add(1 + LEFT_OUT + LOOK_AHEAD)
}

/// Notes that a code was used. After a restore nobody knows of it but the chain.
pub(crate) fn used(t: &WriteTransaction<'_>, index: u32) -> Result<(), StoreError> {
    let restored = t
        .get::<Meta>(kind::META, ONLY)?
        .is_some_and(|meta| meta.restored);
    match restored {
        true => t.raise_number(BILLING_URI, u64::from(index) + 1 + u64::from(LEFT_OUT)),
        false => t.raise_number(BILLING_URI, u64::from(index) + 1),
    }
}
