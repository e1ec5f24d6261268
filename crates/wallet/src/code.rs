//! Codes as pictures: finding the text in them, and drawing them.

use base64ct::{Base64, Encoding as _};
use codes::{Code, Level, ReadError, read::MAX_FILE};
use exchange::counter::parts::{self, PartError};
use wallet_api::{ApiError, CodePart, ErrorCode};

/// Returns the text of the code in a picture file given in base64; of several codes that belong
/// together the whole text, of others the first.
pub(crate) fn read(base64: &str) -> Result<String, ApiError> {
    if base64.len() > MAX_FILE / 3 * 4 + 4 {
        return Err(ApiError::about(ErrorCode::BadImage, "size"));
    }
    let bytes =
        Base64::decode_vec(base64).map_err(|_| ApiError::about(ErrorCode::BadImage, "encoding"))?;
    whole(read_bytes(&bytes)?)
}

/// The same for a picture of `width` × `height` pixels in RGBA.
pub(crate) fn read_pixels(width: usize, height: usize, rgba: Vec<u8>) -> Result<String, ApiError> {
    whole(codes::read_pixels(width, height, rgba).map_err(read_error)?)
}

/// The texts of all codes in a picture file.
pub(crate) fn read_bytes(bytes: &[u8]) -> Result<Vec<String>, ApiError> {
    codes::read(bytes).map_err(read_error)
}

fn read_error(error: ReadError) -> ApiError {
    match error {
        ReadError::NoCode => ErrorCode::NoCodeFound.into(),
        ReadError::TooLarge => ApiError::about(ErrorCode::BadImage, "size"),
        ReadError::Format => ApiError::about(ErrorCode::BadImage, "format"),
        ReadError::Content => ApiError::about(ErrorCode::BadImage, "content"),
    }
}

/// What the codes of one or several pictures say: the parts of a long code put together, else the
/// first text.
pub(crate) fn whole(found: Vec<String>) -> Result<String, ApiError> {
    let are_parts = found.iter().all(|text| text.starts_with(parts::PREFIX));
    if !are_parts {
        return found
            .into_iter()
            .next()
            .ok_or(ErrorCode::NoCodeFound.into());
    }
    parts::join(found.iter().map(String::as_str)).map_err(|error| match error {
        PartError::Incomplete(missing) => ApiError::about(
            ErrorCode::PartsMissing,
            missing
                .iter()
                .map(u8::to_string)
                .collect::<Vec<_>>()
                .join(", "),
        ),
        _ => ErrorCode::OtherParts.into(),
    })
}

/// Draws a text as one code for a screen.
///
/// # Errors
/// `too-much-for-a-code`.
pub(crate) fn draw(text: &str) -> Result<CodePart, ApiError> {
    let code = Code::of(text, Level::Low).map_err(|_| ApiError::new(ErrorCode::TooMuchForACode))?;
    Ok(CodePart {
        side: code.side(),
        modules: code
            .modules()
            .iter()
            .map(|dark| if *dark { '1' } else { '0' })
            .collect(),
    })
}

/// Draws a code as a PNG file with its quiet zone, `scale` pixels a module.
///
/// # Errors
/// `bad-input` if it is no code, or the picture would be too large.
pub fn picture(part: &CodePart, scale: u32) -> Result<Vec<u8>, ApiError> {
    let bad = || ApiError::about(ErrorCode::BadInput, "code");
    let dark = part.modules.bytes().map(|module| module == b'1').collect();
    let code = Code::from_modules(dark).ok_or_else(bad)?;
    code.png(scale).map_err(|_| bad())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn picture(text: &str) -> Vec<u8> {
        Code::of(text, Level::Low).unwrap().png(3).unwrap()
    }

    #[test]
    fn reads_what_was_written() {
        let link = "openid4vp://?client_id=x&request_uri=http%3A%2F%2F127.0.0.1%3A1%2Fr";
        let file = Base64::encode_string(&picture(link));
        assert_eq!(read(&file).unwrap(), link);
    }

    #[test]
    fn parts_are_put_together_in_any_order_and_missed_by_number() {
        let text: String = (0..3_500).map(|at| ['A', '7', ':'][at % 3]).collect();
        let parts = parts::split(&text);
        let mut found: Vec<String> = parts
            .iter()
            .rev()
            .flat_map(|part| read_bytes(&picture(part)).unwrap())
            .collect();
        assert_eq!(whole(found.clone()).unwrap(), text);
        found.remove(0);
        let error = whole(found).unwrap_err();
        let last = parts.len().to_string();
        assert_eq!(
            (error.code, error.subject),
            (ErrorCode::PartsMissing, Some(last))
        );
    }

    #[test]
    fn says_what_is_wrong() {
        let code = |result: Result<String, ApiError>| result.unwrap_err().code;
        assert_eq!(code(read("not base64!")), ErrorCode::BadImage);
        assert_eq!(
            read_bytes(b"not a picture").unwrap_err().code,
            ErrorCode::BadImage
        );
    }
}
