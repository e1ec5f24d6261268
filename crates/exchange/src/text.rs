//! Texts of a department, in both languages.

use serde::{Deserialize, Serialize};

/// Most characters of one language of a text.
pub(crate) const MAX_TEXT_CHARS: usize = 2_000;

/// The same words in Chinese and in English; either may be shown, never both mixed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// Puts the two languages together.
    #[must_use]
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// Returns whether both languages have at most 2,000 characters.
    #[must_use]
    pub fn is_bounded(&self) -> bool {
        [&self.zh, &self.en]
            .iter()
            .all(|text| text.chars().count() <= MAX_TEXT_CHARS)
    }
}
