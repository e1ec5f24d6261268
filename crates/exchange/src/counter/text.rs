//! Tokens as text for codes, scanners and fingers. Format: `docs/formats/counter.md` §3.

use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};
use sha2::{Digest, Sha256};

use super::{base45, frame};
use crate::fault::Fault;

/// Begins the text of a presentation.
pub const PRESENTATION_PREFIX: &str = "CW1:";
/// Begins the text of a challenge.
pub const CHALLENGE_PREFIX: &str = "CWC1:";
/// Ends every text.
pub const END: char = '.';
/// Longest text that is read, in characters.
pub const MAX_TEXT: usize = 8_192;

const MAX_BODY: usize = 5_400;
const MAX_FRAME: usize = 16_384;
const CHECK: usize = 4;
/// Slow and small: a code is small, and read more often than made.
const LEVEL: u8 = 9;

/// What a text turned out to be; nothing of it is proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanned {
    /// An SD-JWT+KB, for [`super::UnverifiedShown::parse`].
    Presentation(String),
    /// A signed challenge, for [`super::UnverifiedChallenge::parse`].
    Challenge(String),
}

/// Why a text is refused, whatever it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// None of our texts, or beyond a bound.
    #[error("this is no code of a wallet or a counter")]
    Malformed,
    /// The end is missing.
    #[error("the end of the code is missing")]
    Cut,
    /// A character is another than it was.
    #[error("the code was changed or mistyped")]
    Mistyped,
    /// The token cannot be written as text: too long, or not canonical.
    #[error("too much for a code")]
    TooLong,
}

impl TextError {
    /// Returns who is at fault.
    #[must_use]
    pub const fn fault(self) -> Fault {
        match self {
            Self::Malformed | Self::Cut | Self::Mistyped => Fault::PeerWrong,
            Self::TooLong => Fault::Ours,
        }
    }
}

/// Writes a presentation, an SD-JWT+KB, as text.
///
/// # Errors
/// [`TextError::TooLong`].
pub fn encode_presentation(presentation: &str) -> Result<String, TextError> {
    encode(PRESENTATION_PREFIX, presentation)
}

/// Writes a signed challenge as text.
///
/// # Errors
/// [`TextError::TooLong`].
pub fn encode_challenge(challenge: &str) -> Result<String, TextError> {
    encode(CHALLENGE_PREFIX, challenge)
}

fn encode(prefix: &str, token: &str) -> Result<String, TextError> {
    let frame = frame::pack(token).ok_or(TextError::TooLong)?;
    if frame.len() > MAX_FRAME {
        return Err(TextError::TooLong);
    }
    let body = compress_to_vec(&frame, LEVEL);
    let length = u16::try_from(body.len()).map_err(|_| TextError::TooLong)?;
    let whole = [&length.to_be_bytes()[..], &body, &check(prefix, &body)].concat();
    let text = format!("{prefix}{}{END}", base45::encode(&whole));
    if body.len() > MAX_BODY || text.len() > MAX_TEXT {
        return Err(TextError::TooLong);
    }
    Ok(text)
}

/// Reads a text; white space around it does not count.
///
/// # Errors
/// See [`TextError`].
pub fn decode(text: &str) -> Result<Scanned, TextError> {
    let text = text.trim_start().trim_end_matches(char::is_whitespace);
    if text.len() > MAX_TEXT {
        return Err(TextError::Malformed);
    }
    let (prefix, rest) = [PRESENTATION_PREFIX, CHALLENGE_PREFIX]
        .into_iter()
        .find_map(|prefix| Some((prefix, text.strip_prefix(prefix)?)))
        .ok_or(TextError::Malformed)?;
    let frame = read_body(prefix, rest)?;
    let token = if prefix == CHALLENGE_PREFIX {
        frame::unpack_jwt(&frame).map(Scanned::Challenge)
    } else {
        frame::unpack_presentation(&frame).map(Scanned::Presentation)
    };
    token.ok_or(TextError::Malformed)
}

fn read_body(prefix: &str, text: &str) -> Result<Vec<u8>, TextError> {
    let text = text.strip_suffix(END).ok_or(TextError::Cut)?;
    let whole = match base45::decode(text) {
        Ok(whole) => whole,
        // What is of no length that base45 has is cut, if its beginning says that more should come.
        Err(_) => return Err(cut_or_mistyped(text)),
    };
    let (length, rest) = whole.split_first_chunk::<2>().ok_or(TextError::Cut)?;
    let length = usize::from(u16::from_be_bytes(*length));
    if length > MAX_BODY {
        return Err(TextError::Mistyped);
    }
    if rest.len() < length + CHECK {
        return Err(TextError::Cut);
    }
    let (body, found) = rest.split_at(length);
    if found != check(prefix, body) {
        return Err(TextError::Mistyped);
    }
    inflate(body).ok_or(TextError::Malformed)
}

fn cut_or_mistyped(text: &str) -> TextError {
    let groups = text.get(..text.len() / 3 * 3).unwrap_or(text);
    let begun = base45::decode(groups).unwrap_or_default();
    match begun.split_first_chunk::<2>() {
        Some((length, rest)) => {
            let length = usize::from(u16::from_be_bytes(*length));
            match length <= MAX_BODY && rest.len() < length + CHECK {
                true => TextError::Cut,
                false => TextError::Mistyped,
            }
        }
        None => TextError::Mistyped,
    }
}

fn check(prefix: &str, body: &[u8]) -> [u8; CHECK] {
    let digest: [u8; 32] = Sha256::new_with_prefix(prefix)
        .chain_update(body)
        .finalize()
        .into();
    let [a, b, c, d, ..] = digest;
    [a, b, c, d]
}

/// Inflates a stream that ends with the last byte, into at most [`MAX_FRAME`] bytes.
fn inflate(body: &[u8]) -> Option<Vec<u8>> {
    let mut frame = vec![0; MAX_FRAME];
    let (status, read, written) = decompress(
        &mut DecompressorOxide::new(),
        body,
        &mut frame,
        0,
        TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
    );
    frame.truncate(written);
    (status == TINFLStatus::Done && read == body.len()).then_some(frame)
}
