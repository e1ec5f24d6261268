//! Showing a part of a document to a department that asked for it over the network.
//!
//! What is signed is what was reviewed. That a copy is used, and the presentation itself, are
//! written down before the first byte leaves; an answer that may not have arrived is sent again as it
//! is, never made anew.

mod review;
mod send;

pub(crate) use review::{load, refusable};
pub(crate) use send::resend;
