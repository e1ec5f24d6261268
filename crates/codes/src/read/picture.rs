//! Opens picture files within bounds.

use std::io::Cursor;

use image::imageops::FilterType;
use image::{DynamicImage, GrayImage, ImageReader, Limits, RgbaImage};

use super::ReadError;

/// Largest side of a picture, in pixels: bounds memory before anything is decoded.
const MAX_SIDE: u32 = 8_000;
/// Sides above this are scaled down first; codes are readable far below it.
const WORKING_SIDE: u32 = 2_000;

/// Opens a file as a picture in grey; what is transparent counts as white paper.
pub(super) fn open(file: &[u8]) -> Result<GrayImage, ReadError> {
    let mut reader = ImageReader::new(Cursor::new(file))
        .with_guessed_format()
        .map_err(|_| ReadError::Format)?;
    if reader.format().is_none() {
        return Err(ReadError::Format);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(512 * 1024 * 1024);
    reader.limits(limits);
    let picture = reader.decode().map_err(|_| ReadError::Content)?;
    to_working_size(picture)
}

/// The same for pixels: RGBA, row by row.
pub(super) fn of_pixels(
    width: usize,
    height: usize,
    rgba: Vec<u8>,
) -> Result<GrayImage, ReadError> {
    let side = |side: usize| {
        u32::try_from(side)
            .ok()
            .filter(|side| *side <= MAX_SIDE)
            .ok_or(ReadError::Content)
    };
    let pixels =
        RgbaImage::from_raw(side(width)?, side(height)?, rgba).ok_or(ReadError::Content)?;
    to_working_size(DynamicImage::ImageRgba8(pixels))
}

fn to_working_size(picture: DynamicImage) -> Result<GrayImage, ReadError> {
    if picture.width() == 0 || picture.height() == 0 {
        return Err(ReadError::Content);
    }
    let picture = if picture.width().max(picture.height()) > WORKING_SIDE {
        picture.resize(WORKING_SIDE, WORKING_SIDE, FilterType::Triangle)
    } else {
        picture
    };
    Ok(grey(&picture))
}

fn grey(picture: &DynamicImage) -> GrayImage {
    if !picture.color().has_alpha() {
        return picture.to_luma8();
    }
    let with_alpha = picture.to_luma_alpha8();
    GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [grey, alpha] = with_alpha.get_pixel(x, y).0.map(u32::from);
        let on_white = (grey * alpha + 255 * (255 - alpha)) / 255;
        image::Luma([u8::try_from(on_white).unwrap_or(255)])
    })
}
