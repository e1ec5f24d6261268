//! What Home shows.

use wallet_api::{ApiError, GetHome, HomeView, InboxKind, PermissionState};

use crate::{
    acts::{accesses, activity, documents, inbox, notices, permissions},
    convert::saturate,
    wallet::{Act, Wallet},
};

impl Act for GetHome {
    async fn act(self, wallet: &Wallet) -> Result<HomeView, ApiError> {
        let session = wallet.session()?;
        let mut waiting = inbox::rows(&session)?;
        waiting.retain(|row| row.state.is_open() && row.snoozed.is_none());
        let all = documents::rows(&session)?;
        // A newcomer needs a document before anything can be given. Then what ends first comes
        // first; what never ends comes last.
        waiting.sort_by_key(|row| {
            let first = all.is_empty() && row.kind == InboxKind::Offer;
            (!first, row.expires.unwrap_or(i64::MAX))
        });
        let document_count = saturate(all.len());
        let permissions = permissions::rows(&session)?
            .iter()
            .filter(|row| row.state == PermissionState::Active)
            .count();
        Ok(HomeView {
            waiting,
            documents: all.into_iter().take(6).collect(),
            document_count,
            recent: activity::newest(&session, 5)?,
            alarms: accesses::alarms(&session)?,
            notices: notices::rows(&session)?,
            permissions: saturate(permissions),
            words_checked: session.meta()?.words_checked,
            sync: session.sync_view(),
        })
    }
}
