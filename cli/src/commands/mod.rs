//! The commands, one file each: what can be typed, and what is done then.

pub(crate) mod activity;
mod answer;
pub(crate) mod billing_code;
pub(crate) mod certificates;
pub(crate) mod credentials;
pub(crate) mod departments;
pub(crate) mod deposits;
pub(crate) mod grants;
pub(crate) mod identity;
pub(crate) mod inbox;
pub(crate) mod init;
pub(crate) mod invoices;
pub(crate) mod law;
pub(crate) mod link;
pub(crate) mod network;
pub(crate) mod obtain;
pub(crate) mod offer;
pub(crate) mod petitions;
mod present;
pub(crate) mod qr;
pub(crate) mod rehearse;
pub(crate) mod request;
pub(crate) mod restore;
pub(crate) mod status;
pub(crate) mod sync;
pub(crate) mod verify;
pub(crate) mod words;
