//! Puts a line of the inbox aside, takes it up again.

use wallet_api::{ApiError, ErrorCode, InboxRow, InboxState, ReopenRequest, SnoozeRequest};

use crate::{
    acts::inbox,
    session::Session,
    standing::Move,
    store::{GrantRecord, GrantStage, InboxRecord, kind},
    wallet::{Act, Wallet, now},
};

impl Act for SnoozeRequest {
    async fn act(self, wallet: &Wallet) -> Result<InboxRow, ApiError> {
        let session = wallet.session()?;
        let _one = session.deciding.lock().await;
        let mut record = inbox::load(&session, &self.id)?;
        inbox::advance(&mut record, Move::Snooze)?;
        // Put aside beyond its end would be refused without a word.
        if self.until <= now() || record.expires.is_some_and(|end| self.until >= end) {
            return Err(ApiError::about(ErrorCode::BadInput, "until"));
        }
        record.snoozed = Some(self.until);
        inbox::save(&session, &self.id, &record)?;
        wallet.content_changed();
        wallet.status_changed();
        inbox::row(&session, &self.id)
    }
}

impl Act for ReopenRequest {
    async fn act(self, wallet: &Wallet) -> Result<InboxRow, ApiError> {
        let session = wallet.session()?;
        let _one = session.deciding.lock().await;
        let record = inbox::load(&session, &self.id)?;
        reopen(&session, &self.id, record)?;
        wallet.content_changed();
        wallet.status_changed();
        inbox::row(&session, &self.id)
    }
}

/// A line whose answer never left can be decided anew; the grant of that answer stays on record as
/// never delivered, and can be withdrawn where it was anchored.
fn reopen(session: &Session, id: &str, mut record: InboxRecord) -> Result<(), ApiError> {
    let unsent = record.state == InboxState::FailedNothingSent;
    inbox::advance(&mut record, Move::Reopen)?;
    record.snoozed = None;
    let dropped = match unsent {
        true => record.permission.take(),
        false => None,
    };
    session.write(|t| {
        if let Some(grant_id) = dropped
            && let Some(mut grant) = t.get::<GrantRecord>(kind::GRANT, &grant_id)?
            && grant.stage == GrantStage::Signed
        {
            grant.stage = GrantStage::NotDelivered;
            t.put(kind::GRANT, &grant_id, grant.signed, &grant)?;
        }
        t.put(kind::INBOX, id, record.received, &record)
    })
}
