//! Approves a request: signs a grant of exactly what was shown, or less of what is up to the citizen.
//!
//! In this order, each step written down before the next begins: the grant is signed and kept; its
//! key is introduced to the keeper of the data; its fingerprint is anchored on the chain from an
//! account that is used once; the answer is sent. Whatever breaks off in between, the citizen can
//! see how far it got, and an anchored grant can be withdrawn.
mod anchor;
mod deliver;
mod sign;

use wallet_api::{
    ActivityKind, ApiError, ApproveRequest, ErrorCode, InboxState, ItemView, ReceiptView,
};

use crate::{
    acts::{counter_offer, inbox, review, sync, unlock},
    session::Session,
    store::GrantStage,
    wallet::{Act, Wallet, now},
};

pub(crate) use anchor::own_note;
pub(crate) use deliver::{Parcel, accepted, deliver, read_receipt, send};
pub(crate) use sign::{Given, sign_and_keep};

impl Act for ApproveRequest {
    async fn act(self, wallet: &Wallet) -> Result<ReceiptView, ApiError> {
        let session = wallet.session()?;
        unlock::confirm(wallet, self.passphrase.clone()).await?;
        let receipt = {
            let _one = session.deciding.lock().await;
            approve(wallet, &session, &self).await
        };
        wallet.content_changed();
        wallet.status_changed();
        receipt
    }
}

async fn approve(
    wallet: &Wallet,
    session: &Session,
    command: &ApproveRequest,
) -> Result<ReceiptView, ApiError> {
    sync::ensure_book(wallet, session).await?;
    let record = inbox::load(session, &command.id)?;
    let request = review::load(session, &record)?;
    let mut shown = review::view(session, &command.id, &record, &request)?;
    review::seal(&mut shown);
    if let Some(obstacle) = shown.obstacle {
        return Err(obstacle.into());
    }
    if shown.digest != command.digest {
        return Err(ErrorCode::ReviewChanged.into());
    }
    let items = chosen(&shown.items, &command.items)?;
    if command.until <= now() || command.until > shown.until_limit {
        return Err(ApiError::about(ErrorCode::BadInput, "until"));
    }
    if command.max_uses == 0 || command.max_uses > shown.max_uses {
        return Err(ApiError::about(ErrorCode::BadInput, "max_uses"));
    }
    if command.max_depth > shown.max_depth {
        return Err(ApiError::about(ErrorCode::BadInput, "max_depth"));
    }
    let given = Given {
        items,
        until: command.until,
        max_uses: command.max_uses,
        retention_days: shown.retention_days,
        max_depth: command.max_depth,
    };
    if counter_offer::shortfall(&request, &shown, &given).needs_consent() {
        return Err(ErrorCode::LessThanAsked.into());
    }
    let (id, grant) = sign_and_keep(
        wallet,
        session,
        &request,
        &shown,
        &given,
        GrantStage::Signed,
    )
    .await?;
    let parcel = Parcel {
        request_id: &command.id,
        request: &request,
        record,
        id,
        grant,
        arrived: (InboxState::Answered, ActivityKind::RequestApproved),
        unsent: GrantStage::NotDelivered,
    };
    deliver(wallet, session, parcel).await
}

/// The items that are given: of those shown, not denied by law, and at least one. What the law
/// leaves to an officer may be given: it sleeps until the officer permits it.
pub(crate) fn chosen<'v>(
    shown: &'v [ItemView],
    ids: &[String],
) -> Result<Vec<&'v ItemView>, ApiError> {
    if ids.is_empty() {
        return Err(ErrorCode::NothingChosen.into());
    }
    let mut items: Vec<&ItemView> = Vec::new();
    for id in ids {
        let item = shown
            .iter()
            .find(|item| item.id == *id)
            .ok_or_else(|| ApiError::about(ErrorCode::ReviewChanged, id.clone()))?;
        if !item.law.may_be_given() {
            return Err(ApiError::about(
                ErrorCode::LawDenies,
                item.attribute.clone(),
            ));
        }
        if !items.iter().any(|known| known.id == item.id) {
            items.push(item);
        }
    }
    Ok(items)
}
