//! What a citizen does with invoices outside of the wallet: files for others, and telling whether a
//! file or a second invoice is what it seems.
//!
//! The written forms are in `docs/formats/invoices.md`. The invoice itself, with its sums, is
//! [`credential::kinds::Invoice`].
//!
//! | Module | Purpose |
//! |---|---|
//! | [`sheet`] | lists as CSV that no spreadsheet program misreads or runs |
//! | [`ubl`] | one invoice as UBL 2.1 by the rules of EN 16931 |
//! | [`file`] | the wallet's own file of an invoice, and which of its fields differ from the signed ones |
//! | [`duplicates`] | which invoices are the same, or look the same |
//!
//! What is not here: asking the chain, labels in a language, input and output.

pub mod duplicates;
pub mod file;
pub mod sheet;
pub mod ubl;
