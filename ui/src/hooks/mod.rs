//! What pages use: the session, the words, loading, acting, the browser.

mod act;
mod digest;
pub(crate) mod dom;
mod load;
pub(crate) mod session;

pub(crate) use act::{Act, use_act, use_latest};
pub(crate) use digest::{DigestError, digest_of};
pub(crate) use load::{use_load, use_load_or_empty};
pub(crate) use session::{Session, use_i18n, use_session};
