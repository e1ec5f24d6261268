//! Reads a link before anybody is contacted: where it leads, and to whom that address belongs.

use exchange::{
    Endpoint, Link,
    link::{OfferLink, RequestObject},
    request::CLIENT_ID_PREFIX,
};
use url::Url;
use wallet_api::{
    AddressView, ApiError, ErrorCode, InboxKind, InspectLink, LinkView, PartyView, ReadClipboard,
};

use crate::{
    acts::open_link::link_error,
    book::{party_view, plain},
    code,
    session::Session,
    wallet::{Act, Wallet, now},
};

impl Act for InspectLink {
    async fn act(self, wallet: &Wallet) -> Result<LinkView, ApiError> {
        let session = wallet.session()?;
        let http = session.http(&wallet.inner().profile)?;
        let link = Link::parse(&self.link).map_err(|error| link_error(&error))?;
        let address = |url: &Url| AddressView {
            scheme: url.scheme().to_owned(),
            host: plain(
                &match (url.host_str(), url.port()) {
                    (Some(host), Some(port)) => format!("{host}:{port}"),
                    (host, _) => host.unwrap_or_default().to_owned(),
                },
                253,
            ),
            path: plain(url.path(), 200),
            owner: owner(&session, url.as_str()),
            allowed: http.check(url).is_ok(),
        };
        Ok(match link {
            Link::Offer(OfferLink::ByReference(url)) => LinkView {
                kind: InboxKind::Offer,
                address: Some(address(&url)),
                sender: None,
            },
            Link::Offer(OfferLink::ByValue(offer)) => LinkView {
                kind: InboxKind::Offer,
                // The issuer's metadata are fetched from its own address.
                address: Url::parse(offer.issuer.as_str())
                    .ok()
                    .map(|url| address(&url)),
                sender: None,
            },
            Link::Request(request) => LinkView {
                kind: InboxKind::Request,
                address: match &request.object {
                    RequestObject::ByReference(url) => Some(address(url)),
                    RequestObject::ByValue(_) => None,
                },
                sender: sender(&session, &request.client_id),
            },
        })
    }
}

impl Act for ReadClipboard {
    async fn act(self, _wallet: &Wallet) -> Result<String, ApiError> {
        tokio::task::spawn_blocking(|| {
            let none = |_| ApiError::new(ErrorCode::NoPicture);
            let mut clipboard = arboard::Clipboard::new().map_err(none)?;
            let picture = clipboard.get_image().map_err(none)?;
            code::read_pixels(picture.width, picture.height, picture.bytes.into_owned())
        })
        .await
        .map_err(|_| ApiError::about(ErrorCode::BadImage, "content"))?
    }
}

/// The department under whose registered address a URL lies.
fn owner(session: &Session, url: &str) -> Option<PartyView> {
    let book = session.book();
    let department = book.directory.all().find(|department| {
        Endpoint::parse(&department.endpoint).is_ok_and(|endpoint| endpoint.contains(url))
    })?;
    let active = book.is_active(department, now());
    Some(party_view(department, active, session.proof()))
}

/// The department that a link names as its sender, if the directory has it.
fn sender(session: &Session, client_id: &str) -> Option<PartyView> {
    let did = client_id.strip_prefix(CLIENT_ID_PREFIX)?;
    let known = session.book().department(&did.parse().ok()?).is_some();
    known.then(|| session.party(did, now()))
}
