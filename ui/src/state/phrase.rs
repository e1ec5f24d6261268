//! Typing in recovery words.

use wallet_api::Language;

/// How many words a phrase can have.
pub(crate) const COUNTS: [usize; 5] = [12, 15, 18, 21, 24];

/// The fields of a phrase that is being typed in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Words {
    /// What stands in each field.
    pub(crate) fields: Vec<String>,
    /// The field that should have the focus after this step, if it changed.
    pub(crate) next: Option<usize>,
}

impl Words {
    /// Empty fields.
    pub(crate) fn new(count: usize) -> Self {
        Self {
            fields: vec![String::new(); count],
            next: None,
        }
    }

    /// Types `text` into field `at`. White space moves on to the next field, so a whole phrase can
    /// be pasted into any of them; more words than fields make it a longer phrase.
    pub(crate) fn typed(&self, at: usize, text: &str) -> Self {
        let mut fields = self.fields.clone();
        let parts: Vec<&str> = text.split_whitespace().collect();
        let moves_on = text.ends_with(char::is_whitespace) && !parts.is_empty();
        if parts.len() <= 1 {
            if let Some(field) = fields.get_mut(at) {
                *field = parts.first().copied().unwrap_or_default().to_owned();
            }
            let next = (moves_on && at + 1 < fields.len()).then_some(at + 1);
            return Self { fields, next };
        }
        // A full phrase starts at the first field wherever it was pasted.
        let start = if COUNTS.contains(&parts.len()) { 0 } else { at };
        let needed = start + parts.len();
        let whole = start == 0 && COUNTS.contains(&parts.len());
        if let Some(count) = COUNTS.into_iter().find(|count| *count >= needed)
            && (whole || count > fields.len())
        {
            fields.resize(count, String::new());
        }
        for (field, part) in fields.iter_mut().skip(start).zip(&parts) {
            *field = (*part).to_owned();
        }
        let last = (start + parts.len()).min(fields.len()) - 1;
        Self {
            fields,
            next: Some(last),
        }
    }

    /// The same fields, more or fewer of them.
    pub(crate) fn resized(&self, count: usize) -> Self {
        let mut fields = self.fields.clone();
        fields.resize(count, String::new());
        Self { fields, next: None }
    }

    /// Whether every field has something.
    pub(crate) fn complete(&self) -> bool {
        self.fields.iter().all(|word| !word.is_empty())
    }

    /// The phrase as the wallet takes it.
    pub(crate) fn joined(&self) -> String {
        self.fields.join(" ")
    }
}

/// The language of the word list that a word belongs to: Chinese as soon as one letter is.
pub(crate) fn language_of(text: &str) -> Language {
    if text.chars().any(|c| ('\u{3400}'..='\u{9FFF}').contains(&c)) {
        Language::Zh
    } else {
        Language::En
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_space_moves_on() {
        let words = Words::new(12).typed(0, "abandon ");
        assert_eq!((words.fields[0].as_str(), words.next), ("abandon", Some(1)));
        assert_eq!(words.typed(11, "art ").next, None);
        assert_eq!(words.typed(1, "ab").next, None);
    }

    #[test]
    fn a_pasted_phrase_fills_all_fields() {
        let phrase = ["zoo"; 24].join(" ");
        let words = Words::new(12).typed(3, &phrase);
        assert_eq!(words.fields.len(), 24);
        assert!(words.complete());
        assert_eq!(words.joined(), phrase);
        let short = Words::new(24).typed(0, &["zoo"; 12].join("\n"));
        assert_eq!(short.fields.len(), 12);
        let part = Words::new(24).typed(22, "a b");
        assert_eq!(
            (part.fields[22].as_str(), part.fields[23].as_str()),
            ("a", "b")
        );
        let too_many = Words::new(24).typed(0, &["zoo"; 30].join(" "));
        assert_eq!(too_many.fields.len(), 24);
    }

    #[test]
    fn the_word_list_follows_the_script() {
        assert_eq!(language_of("海"), Language::Zh);
        assert_eq!(language_of("sea"), Language::En);
    }
}
