//! What pages use: the session, the words, loading, acting, the browser.

mod act;
pub(crate) mod dom;
mod load;
pub(crate) mod session;

pub(crate) use act::{Act, use_act};
pub(crate) use load::{use_load, use_load_or_empty};
pub(crate) use session::{Session, use_i18n, use_session};
