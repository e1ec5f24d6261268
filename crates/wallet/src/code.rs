//! Finds the QR code in a picture.

use std::io::Cursor;

use base64ct::{Base64, Encoding as _};
use image::{DynamicImage, ImageReader, Limits, imageops::FilterType};
use wallet_api::{ApiError, ErrorCode};

/// Largest picture file, in bytes.
const MAX_FILE: usize = 20 * 1024 * 1024;
/// Largest side of a picture, in pixels: bounds memory before anything is decoded.
const MAX_SIDE: u32 = 8_000;
/// Sides above this are scaled down first; codes are readable far below it.
const WORKING_SIDE: u32 = 2_000;

/// Returns the text of the first QR code in a picture file given in base64.
pub(crate) fn read(base64: &str) -> Result<String, ApiError> {
    if base64.len() > MAX_FILE / 3 * 4 + 4 {
        return Err(ApiError::about(ErrorCode::BadImage, "size"));
    }
    let bytes =
        Base64::decode_vec(base64).map_err(|_| ApiError::about(ErrorCode::BadImage, "encoding"))?;
    read_bytes(&bytes)
}

/// The same for a picture of `width` × `height` pixels in RGBA.
pub(crate) fn read_pixels(width: usize, height: usize, rgba: Vec<u8>) -> Result<String, ApiError> {
    let bad = || ApiError::about(ErrorCode::BadImage, "size");
    let side = |side: usize| u32::try_from(side).ok().filter(|side| *side <= MAX_SIDE);
    let (width, height) = (side(width).ok_or_else(bad)?, side(height).ok_or_else(bad)?);
    let pixels = image::RgbaImage::from_raw(width, height, rgba).ok_or_else(bad)?;
    find_at_any_size(&DynamicImage::ImageRgba8(pixels))
}

/// The same for the bytes of a file.
pub(crate) fn read_bytes(bytes: &[u8]) -> Result<String, ApiError> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| ApiError::about(ErrorCode::BadImage, "format"))?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(512 * 1024 * 1024);
    reader.limits(limits);
    let picture = reader
        .decode()
        .map_err(|_| ApiError::about(ErrorCode::BadImage, "content"))?;
    find_at_any_size(&picture)
}

fn find_at_any_size(picture: &DynamicImage) -> Result<String, ApiError> {
    let picture = if picture.width().max(picture.height()) > WORKING_SIDE {
        &picture.resize(WORKING_SIDE, WORKING_SIDE, FilterType::Triangle)
    } else {
        picture
    };
    // Small codes are easier to find enlarged; the original comes first.
    find(picture)
        .or_else(|| {
            let (width, height) = (picture.width() * 2, picture.height() * 2);
            (width.max(height) <= WORKING_SIDE)
                .then(|| find(&picture.resize_exact(width, height, FilterType::CatmullRom)))
                .flatten()
        })
        .ok_or_else(|| ErrorCode::NoCodeFound.into())
}

fn find(picture: &DynamicImage) -> Option<String> {
    let grey = picture.to_luma8();
    let (width, height) = grey.dimensions();
    let found = rxing::helpers::detect_in_luma(
        grey.into_raw(),
        width,
        height,
        Some(rxing::BarcodeFormat::QR_CODE),
    );
    found.ok().map(|result| result.getText().to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use image::{GrayImage, ImageFormat, Luma};
    use qrcode::QrCode;

    use super::*;

    fn picture(text: &str, scale: u32) -> Vec<u8> {
        let code = QrCode::new(text).unwrap();
        let side = u32::try_from(code.width()).unwrap();
        let colours = code.to_colors();
        let image = GrayImage::from_fn((side + 8) * scale, (side + 8) * scale, |x, y| {
            let (x, y) = ((x / scale).wrapping_sub(4), (y / scale).wrapping_sub(4));
            let dark =
                x < side && y < side && colours[(y * side + x) as usize] == qrcode::Color::Dark;
            Luma([if dark { 0 } else { 255 }])
        });
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn reads_what_was_written() {
        let link = "openid4vp://?client_id=x&request_uri=http%3A%2F%2F127.0.0.1%3A1%2Fr";
        for scale in [2, 3, 8] {
            assert_eq!(
                read_bytes(&picture(link, scale)).unwrap(),
                link,
                "scale {scale}"
            );
            assert_eq!(
                read(&Base64::encode_string(&picture(link, scale))).unwrap(),
                link
            );
        }
    }

    #[test]
    fn says_what_is_wrong() {
        let code = |result: Result<String, ApiError>| result.unwrap_err().code;
        assert_eq!(code(read("not base64!")), ErrorCode::BadImage);
        assert_eq!(code(read_bytes(b"not a picture")), ErrorCode::BadImage);
        let mut white = Cursor::new(Vec::new());
        GrayImage::from_pixel(64, 64, Luma([255]))
            .write_to(&mut white, ImageFormat::Png)
            .unwrap();
        assert_eq!(
            code(read_bytes(&white.into_inner())),
            ErrorCode::NoCodeFound
        );
    }
}
