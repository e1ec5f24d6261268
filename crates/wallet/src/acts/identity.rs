//! The holder's public keys towards a department.

use keys::relation::department_uri;
use wallet_api::{ApiError, IdentityView, ShowIdentity};

use crate::{
    convert,
    session::Session,
    wallet::{Act, Wallet},
};

impl Act for ShowIdentity {
    async fn act(self, wallet: &Wallet) -> Result<IdentityView, ApiError> {
        let did = convert::did(&self.department)?;
        show(&*wallet.session()?, &department_uri(&did), self.index)
    }
}

fn show(session: &Session, uri: &str, index: u32) -> Result<IdentityView, ApiError> {
    let public = session.relation(uri, index)?;
    let (viewing, spending) = (public.viewing.to_bytes(), public.spending.to_bytes());
    Ok(IdentityView {
        department: uri.to_owned(),
        index,
        did: public.did,
        ed25519: convert::hex(public.ed25519.to_bytes()),
        p256: convert::hex(public.p256.to_bytes()),
        viewing: convert::hex(viewing),
        spending: convert::hex(spending),
        meta_address: format!(
            "{}:{}",
            const_hex::encode(viewing),
            const_hex::encode(spending)
        ),
    })
}
