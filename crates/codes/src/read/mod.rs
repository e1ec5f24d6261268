//! Reads the codes in a picture: screenshots, photographs, scans of paper.

mod attempts;
mod picture;

use attempts::Attempts;

/// Largest picture file, in bytes.
pub const MAX_FILE: usize = 20 * 1024 * 1024;

/// Why a picture gives no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Longer than [`MAX_FILE`].
    #[error("the picture's file is too large")]
    TooLarge,
    /// Not a PNG, JPEG, BMP or WebP.
    #[error("the file is no picture that can be read")]
    Format,
    /// It is one, but damaged, or its sides are too long.
    #[error("the picture cannot be read")]
    Content,
    /// There is no code in it that can be read.
    #[error("no code was found in the picture")]
    NoCode,
}

/// Returns the texts of the codes in a picture file: PNG, JPEG, BMP or WebP. Never empty; no text
/// twice.
///
/// What is found first ends the search, so a picture of several codes should show all of them alike.
///
/// # Errors
/// See [`ReadError`].
pub fn read(file: &[u8]) -> Result<Vec<String>, ReadError> {
    if file.len() > MAX_FILE {
        return Err(ReadError::TooLarge);
    }
    search(picture::open(file)?)
}

/// Returns the same for a picture of `width` × `height` pixels, RGBA, 8 bits each, row by row from
/// the top: what a clipboard holds.
///
/// # Errors
/// See [`ReadError`]; `Content` if there are not as many bytes as pixels, or the sides are too long.
pub fn read_pixels(width: usize, height: usize, rgba: Vec<u8>) -> Result<Vec<String>, ReadError> {
    search(picture::of_pixels(width, height, rgba)?)
}

fn search(grey: image::GrayImage) -> Result<Vec<String>, ReadError> {
    // The reader is not ours and foreign pictures go into it: a panic there is a code not read.
    std::panic::catch_unwind(|| Attempts::new(grey).find(|found| !found.is_empty()))
        .ok()
        .flatten()
        .ok_or(ReadError::NoCode)
}
