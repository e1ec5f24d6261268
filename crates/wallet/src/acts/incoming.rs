//! Links that came from outside: none is lost. One that cannot be looked into now is kept.

use exchange::{
    Link,
    link::{OfferLink, RequestObject},
};
use sha2::{Digest as _, Sha256};
use vault::Order;
use wallet_api::{
    ApiError, ErrorCode, ForgetLink, InboxKind, ListWaitingLinks, OpenedView, RetryLink,
    WaitingLink, WalletEvent,
};

use crate::{
    acts::open_link,
    book::plain,
    convert,
    session::Session,
    store::{LinkRecord, kind},
    wallet::{Act, Wallet, now},
};

impl Act for ListWaitingLinks {
    async fn act(self, wallet: &Wallet) -> Result<Vec<WaitingLink>, ApiError> {
        rows(&*wallet.session()?)
    }
}

impl Act for RetryLink {
    async fn act(self, wallet: &Wallet) -> Result<OpenedView, ApiError> {
        let session = wallet.session()?;
        let record = session
            .read(|t| t.get::<LinkRecord>(kind::LINK, &self.id))?
            .ok_or_else(|| ApiError::about(ErrorCode::NotFound, self.id.clone()))?;
        let result = look_into(wallet, &session, &self.id, record).await;
        wallet.content_changed();
        wallet.status_changed();
        result
    }
}

impl Act for ForgetLink {
    async fn act(self, wallet: &Wallet) -> Result<Vec<WaitingLink>, ApiError> {
        let session = wallet.session()?;
        session.write(|t| t.delete(kind::LINK, &self.id))?;
        wallet.content_changed();
        rows(&session)
    }
}

/// Takes in the links that came, and looks into everything that was not looked into so far;
/// `again` also into what could not be opened before.
pub(crate) async fn take_in(
    wallet: &Wallet,
    session: &Session,
    links: Vec<String>,
    again: bool,
) -> Result<(), ApiError> {
    session.write(|t| {
        for link in links {
            let record = LinkRecord {
                received: now(),
                error: None,
                link,
            };
            t.put(kind::LINK, &id_of(&record.link), record.received, &record)?;
        }
        Ok(())
    })?;
    let open =
        session.read(|t| t.list::<LinkRecord>(kind::LINK, Order::OldestFirst, usize::MAX, 0))?;
    for row in open {
        let tried = row.body.error.is_some();
        if tried && !again {
            continue;
        }
        match look_into(wallet, session, &row.id, row.body).await {
            Ok(opened) => wallet.tell(WalletEvent::LinkOpened {
                opened: Box::new(opened),
            }),
            // What could not be opened before says nothing new.
            Err(_) if tried => {}
            Err(error) => {
                tracing::warn!(%error, "a link from outside was not opened");
                wallet.tell(WalletEvent::LinkFailed { error });
            }
        }
        wallet.content_changed();
    }
    Ok(())
}

async fn look_into(
    wallet: &Wallet,
    session: &Session,
    id: &str,
    mut record: LinkRecord,
) -> Result<OpenedView, ApiError> {
    let result = open_link::open(wallet, &record.link).await;
    match &result {
        // Locked meanwhile: it stays as it is.
        Err(error) if error.code == ErrorCode::Locked => {}
        Err(error) if error.code.may_pass() => {
            record.error = Some(error.clone());
            session.write(|t| t.put(kind::LINK, id, record.received, &record))?;
        }
        _ => {
            session.write(|t| t.delete(kind::LINK, id))?;
        }
    }
    result
}

fn rows(session: &Session) -> Result<Vec<WaitingLink>, ApiError> {
    let all =
        session.read(|t| t.list::<LinkRecord>(kind::LINK, Order::NewestFirst, usize::MAX, 0))?;
    Ok(all
        .into_iter()
        .filter_map(|row| {
            let (kind, host) = describe(&row.body.link);
            Some(WaitingLink {
                id: row.id,
                kind,
                host,
                received: row.body.received,
                error: row.body.error?,
            })
        })
        .collect())
}

fn describe(link: &str) -> (InboxKind, String) {
    let host = |url: &url::Url| plain(url.host_str().unwrap_or_default(), 253);
    match Link::parse(link) {
        Ok(Link::Offer(OfferLink::ByReference(url))) => (InboxKind::Offer, host(&url)),
        Ok(Link::Offer(OfferLink::ByValue(_))) => (InboxKind::Offer, String::new()),
        Ok(Link::Request(request)) => match request.object {
            RequestObject::ByReference(url) => (InboxKind::Request, host(&url)),
            RequestObject::ByValue(_) => (InboxKind::Request, String::new()),
        },
        Err(_) => (InboxKind::Request, String::new()),
    }
}

fn id_of(link: &str) -> String {
    convert::hex(Sha256::digest(link))
}
