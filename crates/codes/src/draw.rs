//! Draws codes: black on white, whole pixels a module, a quiet zone of four modules (ISO/IEC 18004
//! §6.3.8).

use std::io::Cursor;

use image::{GrayImage, ImageFormat, Luma};
use qrcode::{Color, EcLevel, QrCode};

/// Width of the white border, in modules.
pub const QUIET: u32 = 4;
/// Largest side of a drawn picture, in pixels.
const MAX_SIDE: u32 = 8_000;

/// How much of a code may be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// 7 %: on a screen.
    Low,
    /// 15 %: on paper.
    Medium,
}

/// The modules of a code, without its quiet zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    side: u32,
    dark: Vec<bool>,
}

/// Why a code cannot be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DrawError {
    /// The text is longer than the largest code.
    #[error("too much for a code")]
    TooLong,
    /// Nobody looks at pictures that large.
    #[error("too large a picture")]
    TooLarge,
}

impl Code {
    /// Makes the smallest code of `text`.
    ///
    /// # Errors
    /// [`DrawError::TooLong`].
    pub fn of(text: &str, level: Level) -> Result<Self, DrawError> {
        let level = match level {
            Level::Low => EcLevel::L,
            Level::Medium => EcLevel::M,
        };
        let code =
            QrCode::with_error_correction_level(text, level).map_err(|_| DrawError::TooLong)?;
        let side = u32::try_from(code.width()).map_err(|_| DrawError::TooLong)?;
        let colours = code.to_colors();
        Ok(Self {
            side,
            dark: colours
                .iter()
                .map(|colour| *colour == Color::Dark)
                .collect(),
        })
    }

    /// The code with these modules row by row, `true` for dark; `None` if they are no square of 21 to
    /// 177 modules.
    #[must_use]
    pub fn from_modules(dark: Vec<bool>) -> Option<Self> {
        (21..=177)
            .find(|side| (side * side) as usize == dark.len())
            .map(|side| Self { side, dark })
    }

    /// Modules on a side, 21 to 177.
    #[must_use]
    pub fn side(&self) -> u32 {
        self.side
    }

    /// The modules row by row, `true` for dark.
    #[must_use]
    pub fn modules(&self) -> &[bool] {
        &self.dark
    }

    /// Whether the module in this column and row is dark; outside nothing is.
    #[must_use]
    pub fn is_dark(&self, column: u32, row: u32) -> bool {
        column < self.side && row < self.side && self.dark[(row * self.side + column) as usize]
    }

    /// Draws it with its quiet zone, `scale` pixels a module.
    ///
    /// # Errors
    /// [`DrawError::TooLarge`].
    pub fn picture(&self, scale: u32) -> Result<GrayImage, DrawError> {
        let side = (self.side + 2 * QUIET)
            .checked_mul(scale)
            .filter(|side| (1..=MAX_SIDE).contains(side))
            .ok_or(DrawError::TooLarge)?;
        let module = |pixel: u32| (pixel / scale).wrapping_sub(QUIET);
        Ok(GrayImage::from_fn(side, side, |x, y| {
            let dark = self.is_dark(module(x), module(y));
            Luma([if dark { 0 } else { 255 }])
        }))
    }

    /// The same as a PNG file.
    ///
    /// # Errors
    /// [`DrawError::TooLarge`].
    pub fn png(&self, scale: u32) -> Result<Vec<u8>, DrawError> {
        let mut bytes = Cursor::new(Vec::new());
        self.picture(scale)?
            .write_to(&mut bytes, ImageFormat::Png)
            .expect("memory takes a picture");
        Ok(bytes.into_inner())
    }
}
