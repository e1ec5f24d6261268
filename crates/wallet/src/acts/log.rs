//! The local log: how far it goes, and taking it as it is.

use wallet_api::{
    AcceptLog, ActivityKind, ApiError, GetLog, LocalText, LogDoubtView, LogView, StatusView,
};

use crate::{
    acts::activity,
    clock, log,
    store::ActRecord,
    wallet::{Act, Wallet, now},
};

impl Act for GetLog {
    async fn act(self, wallet: &Wallet) -> Result<LogView, ApiError> {
        let session = wallet.session()?;
        let log = session.log();
        let (lines, until) = log.length();
        Ok(LogView {
            lines,
            until,
            doubt: log.doubt(),
        })
    }
}

impl Act for AcceptLog {
    async fn act(self, wallet: &Wallet) -> Result<StatusView, ApiError> {
        let session = wallet.session()?;
        let doubt = session.log().doubt();
        if let Some(doubt) = doubt {
            let mut act = ActRecord::new(now(), ActivityKind::LogAccepted);
            act.about = both_dates(&doubt);
            session.write(|t| {
                activity::record(t, &act)?;
                log::begin(t)
            })?;
            session.log().accepted();
            wallet.status_changed();
            wallet.content_changed();
        }
        Ok(wallet.status())
    }
}

/// What is written down of a gap, in UTC: the times outlive the time zone.
fn both_dates(doubt: &LogDoubtView) -> LocalText {
    let ends = clock::utc(doubt.ends);
    match doubt.remembered.map(clock::utc) {
        Some(remembered) => LocalText {
            zh: format!("日志止于 {ends}，而本机记得的止于 {remembered}"),
            en: format!("it ended {ends}; this computer remembered one until {remembered}"),
        },
        None => LocalText {
            zh: format!("日志止于 {ends}"),
            en: format!("it ended {ends}"),
        },
    }
}
