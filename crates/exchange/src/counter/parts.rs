//! A text as several codes, shown in turn. Format: `docs/formats/counter.md` §4.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::text::{END, MAX_TEXT};
use crate::fault::Fault;

/// Longest text that is one code: version 30 at level L.
pub const ONE_CODE: usize = 2_520;
/// Longest chunk of a part.
pub const CHUNK: usize = 468;
/// Begins every part.
pub const PREFIX: &str = "CW1P:";

const MAX_COUNT: usize = MAX_TEXT.div_ceil(CHUNK);

/// Why parts do not make a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartError {
    /// Not a part.
    #[error("this is no code of a wallet or a counter")]
    Malformed,
    /// The end of a part is missing.
    #[error("the end of the code is missing")]
    Cut,
    /// A part of another text than those before.
    #[error("these codes do not belong together")]
    OtherParts,
    /// Some are missing; their numbers, from 1.
    #[error("codes are missing: {}", list(.0))]
    Incomplete(Vec<u8>),
    /// All are there, and a character is another than it was.
    #[error("the codes were changed or mistyped")]
    Mistyped,
}

impl PartError {
    /// Returns who is at fault.
    #[must_use]
    pub const fn fault(&self) -> Fault {
        Fault::PeerWrong
    }
}

fn list(numbers: &[u8]) -> String {
    let numbers: Vec<_> = numbers.iter().map(u8::to_string).collect();
    numbers.join(", ")
}

/// Returns the texts of the codes for `text`: itself, or its parts.
#[must_use]
pub fn split(text: &str) -> Vec<String> {
    if text.len() <= ONE_CODE {
        return vec![text.to_owned()];
    }
    let count = text.len().div_ceil(CHUNK);
    let length = text.len().div_ceil(count);
    let sum = sum(text);
    // Texts are ASCII, so bytes are characters.
    let chunks = text.as_bytes().chunks(length);
    chunks
        .enumerate()
        .map(|(at, chunk)| {
            let chunk = String::from_utf8_lossy(chunk);
            format!("{PREFIX}{}-{count}-{sum}:{chunk}{END}", at + 1)
        })
        .collect()
}

/// The first 4 bytes of SHA-256 in upper-case hexadecimal.
fn sum(text: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(text).into();
    digest[..4]
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect()
}

/// Collects parts, in any order.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    of: Option<(u8, String)>,
    chunks: BTreeMap<u8, String>,
}

impl Parts {
    /// Takes what one code said. Something that is no part is taken as a whole text, if it is alone.
    ///
    /// # Errors
    /// [`PartError::Malformed`], [`PartError::Cut`], [`PartError::OtherParts`].
    pub fn take(&mut self, code: &str) -> Result<(), PartError> {
        let code = code.trim();
        let part = Part::parse(code)?;
        let of = (part.count, part.sum.to_owned());
        match &self.of {
            Some(known) if *known != of => return Err(PartError::OtherParts),
            Some(_) => {}
            None => self.of = Some(of),
        }
        match self.chunks.get(&part.number) {
            Some(known) if known != part.chunk => Err(PartError::OtherParts),
            Some(_) => Ok(()),
            None => {
                self.chunks.insert(part.number, part.chunk.to_owned());
                Ok(())
            }
        }
    }

    /// Returns how many of how many are there.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        let of = self.of.as_ref().map_or(0, |(count, _)| usize::from(*count));
        (self.chunks.len(), of)
    }

    /// Puts the text together.
    ///
    /// # Errors
    /// [`PartError::Incomplete`], [`PartError::Mistyped`].
    pub fn join(&self) -> Result<String, PartError> {
        let (count, wanted) = self.of.as_ref().ok_or(PartError::Incomplete(Vec::new()))?;
        let missing: Vec<u8> = (1..=*count)
            .filter(|number| !self.chunks.contains_key(number))
            .collect();
        if !missing.is_empty() {
            return Err(PartError::Incomplete(missing));
        }
        let text: String = self.chunks.values().map(String::as_str).collect();
        if sum(&text) == *wanted {
            Ok(text)
        } else {
            Err(PartError::Mistyped)
        }
    }
}

/// Puts what several codes said together: one whole text, or the parts of one, in any order.
///
/// # Errors
/// See [`PartError`].
pub fn join<'t>(codes: impl IntoIterator<Item = &'t str>) -> Result<String, PartError> {
    let mut parts = Parts::default();
    let mut whole: Option<&str> = None;
    for code in codes {
        let code = code.trim();
        if code.starts_with(PREFIX) {
            parts.take(code)?;
        } else if *whole.get_or_insert(code) != code {
            return Err(PartError::OtherParts);
        }
    }
    match (whole, parts.progress()) {
        (Some(whole), (0, _)) => Ok(whole.to_owned()),
        (Some(_), _) => Err(PartError::OtherParts),
        (None, (0, _)) => Err(PartError::Malformed),
        (None, _) => parts.join(),
    }
}

struct Part<'t> {
    number: u8,
    count: u8,
    sum: &'t str,
    chunk: &'t str,
}

impl<'t> Part<'t> {
    fn parse(code: &'t str) -> Result<Self, PartError> {
        let rest = code.strip_prefix(PREFIX).ok_or(PartError::Malformed)?;
        let (head, chunk) = rest.split_once(':').ok_or(PartError::Cut)?;
        let chunk = chunk.strip_suffix(END).ok_or(PartError::Cut)?;
        let mut fields = head.split('-');
        let mut field = || fields.next().ok_or(PartError::Malformed);
        let (number, count, sum) = (number(field()?)?, number(field()?)?, field()?);
        let is_sum = sum.len() == 8
            && sum
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'));
        let fits = (1..=count).contains(&number)
            && (2..=MAX_COUNT).contains(&usize::from(count))
            && (1..=CHUNK).contains(&chunk.len());
        if fields.next().is_some() || !is_sum || !fits {
            return Err(PartError::Malformed);
        }
        Ok(Self {
            number,
            count,
            sum,
            chunk,
        })
    }
}

fn number(text: &str) -> Result<u8, PartError> {
    let number: u8 = text.parse().map_err(|_| PartError::Malformed)?;
    // One number has one spelling.
    (number.to_string() == text)
        .then_some(number)
        .ok_or(PartError::Malformed)
}
