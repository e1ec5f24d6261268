//! Printed pages: A4 PDF files with headings, rows, tables, notes and codes.
//!
//! Text in, bytes out. The one thing looked up is a font of the system that has every character
//! needed; without one nothing is printed, as boxes in place of a name would be worse than nothing.
//!
//! | Module | Purpose |
//! |---|---|
//! | [`font`] | which font of the system has the characters |
//! | [`page`] | lines, rows and codes on as many pages as they need |

pub mod font;
pub mod page;

pub use font::{FontError, Fonts};
pub use page::{Block, Column, PrintError, Table, print};
