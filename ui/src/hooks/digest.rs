//! The digest of a file of any size, worked out piece by piece in the page: the file stays where it
//! is, and nothing of it is kept.

use std::{cell::Cell, rc::Rc};

use js_sys::Uint8Array;
use sha2::{Digest as _, Sha256};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// Bytes that are read at a time.
const PIECE: f64 = 4_194_304.0;

/// Why there is no digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DigestError {
    /// The citizen stopped it.
    Stopped,
    /// The file cannot be read.
    Unreadable,
}

/// Works out SHA-256 of a file, `0x` and hexadecimal; tells how many bytes are done, and looks before
/// each piece whether it is to stop.
pub(crate) async fn digest_of(
    file: &File,
    stop: &Rc<Cell<bool>>,
    progress: impl Fn(f64),
) -> Result<String, DigestError> {
    let (size, mut done) = (file.size(), 0.0);
    let mut hash = Sha256::new();
    while done < size {
        if stop.get() {
            return Err(DigestError::Stopped);
        }
        let end = size.min(done + PIECE);
        let piece = file
            .slice_with_f64_and_f64(done, end)
            .map_err(|_| DigestError::Unreadable)?;
        let bytes = JsFuture::from(piece.array_buffer())
            .await
            .map_err(|_| DigestError::Unreadable)?;
        hash.update(Uint8Array::new(&bytes).to_vec());
        done = end;
        progress(done);
    }
    let hex: String = hash
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok(format!("0x{hex}"))
}
