//! Showing a part of a document at an office's counter.
//!
//! What is signed is what was reviewed: the web view sends back the digest of the review and the
//! codes of the attributes, never content. That a code exists is written down before it is shown.

mod offices;
mod pass;
mod reading;
mod review;
mod show;
mod spoken;

pub(crate) use offices::usual;
pub(crate) use reading::{read, told};
pub(crate) use review::linkability;
pub(crate) use show::Showing;
