//! QR codes as pictures: drawing them, and reading what people really have.
//!
//! Texts in, modules and pictures out, and back; what the texts mean is `exchange`'s. No input or
//! output but memory, no clock, no randomness.
//!
//! | Module | Purpose |
//! |---|---|
//! | [`draw`] | a text as modules, as a PNG |
//! | [`read`] | a picture file as the texts of its codes |

pub mod draw;
pub mod read;

pub use draw::{Code, DrawError, Level};
pub use read::{ReadError, read, read_pixels};
