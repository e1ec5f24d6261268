//! The recovery phrase (BIP-39), in English or Simplified Chinese.

use bip39::Mnemonic;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The word lists in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// `"en"`.
    #[serde(rename = "en")]
    English,
    /// `"zh-Hans"`; every word is one character.
    #[serde(rename = "zh-Hans")]
    SimplifiedChinese,
}

impl Language {
    fn list(self) -> bip39::Language {
        match self {
            Self::English => bip39::Language::English,
            Self::SimplifiedChinese => bip39::Language::SimplifiedChinese,
        }
    }
}

/// Returns the 2,048 words of a language in the order of BIP-39.
pub fn word_list(language: Language) -> &'static [&'static str; 2048] {
    language.list().word_list()
}

/// Why text is not a recovery phrase. Positions count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ParsePhraseError {
    /// Not 12, 15, 18, 21 or 24 words.
    #[error("{0} words are not a recovery phrase")]
    WordCount(usize),
    /// The word at this position is in neither list.
    #[error("word {position} is not in the list")]
    UnknownWord {
        /// Position of the word, from 1.
        position: usize,
    },
    /// The word at this position is of the other language than those before it.
    #[error("word {position} is of another language")]
    MixedLanguages {
        /// Position of the word, from 1.
        position: usize,
    },
    /// All words are in the list, but they do not belong together: one is wrong or misplaced.
    /// Which one cannot be known.
    #[error("the words do not belong together")]
    Checksum,
}

/// Entropy of a length BIP-39 does not have (16, 20, 24, 28 or 32 bytes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a length of entropy")]
pub struct EntropyLengthError;

/// A valid recovery phrase, wiped on drop.
pub struct RecoveryPhrase {
    language: Language,
    /// Wipes itself on drop (feature `zeroize` of the crate).
    mnemonic: Mnemonic,
}

impl RecoveryPhrase {
    /// Makes the phrase of 24 words for 32 random bytes.
    pub fn generate(language: Language, entropy: [u8; 32]) -> Self {
        let entropy = Zeroizing::new(entropy);
        Self::from_entropy(language, &*entropy).expect("32 bytes are a length of BIP-39")
    }

    /// Makes the phrase for stored entropy.
    ///
    /// # Errors
    /// [`EntropyLengthError`] unless it has 16, 20, 24, 28 or 32 bytes.
    pub fn from_entropy(language: Language, entropy: &[u8]) -> Result<Self, EntropyLengthError> {
        Mnemonic::from_entropy_in(language.list(), entropy)
            .map(|mnemonic| Self { language, mnemonic })
            .map_err(|_| EntropyLengthError)
    }

    /// Reads a phrase and finds its language.
    ///
    /// Words are separated by any white space; Chinese may stand without any. Case and Unicode
    /// form do not matter (input methods differ).
    ///
    /// # Errors
    /// [`ParsePhraseError`], with the position of a word that is wrong by itself.
    pub fn parse(text: &str) -> Result<Self, ParsePhraseError> {
        let normal = Zeroizing::new(normalise(text));
        let words: Vec<&str> = normal
            .split_whitespace()
            .flat_map(split_characters)
            .collect();
        let mut indices = Zeroizing::new(Vec::with_capacity(24));
        let mut language = None;
        for (at, word) in words.iter().enumerate().take(25) {
            let position = at + 1;
            let (found, index) = find(word).ok_or(ParsePhraseError::UnknownWord { position })?;
            if *language.get_or_insert(found) != found {
                return Err(ParsePhraseError::MixedLanguages { position });
            }
            indices.push(index);
        }
        let count = words.len();
        let language = match language {
            Some(language) if (12..=24).contains(&count) && count.is_multiple_of(3) => language,
            _ => return Err(ParsePhraseError::WordCount(count)),
        };
        let entropy = entropy(&indices).ok_or(ParsePhraseError::Checksum)?;
        Ok(Self::from_entropy(language, &entropy).expect("the word count was checked"))
    }

    /// Returns the language of the words.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Returns the words in their order.
    pub fn words(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.mnemonic.words()
    }

    /// Returns the entropy behind the words: 16 to 32 bytes.
    pub fn entropy(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.mnemonic.to_entropy())
    }

    /// Derives the seed: PBKDF2 with HMAC-SHA-512, 2,048 rounds, over phrase and passphrase
    /// (both NFKD; an empty passphrase is none). The same words in the other language give
    /// another seed.
    pub fn to_seed(&self, passphrase: &str) -> Seed {
        Seed(Zeroizing::new(self.mnemonic.to_seed(passphrase)))
    }
}

impl std::fmt::Debug for RecoveryPhrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryPhrase")
    }
}

/// The 64 bytes of BIP-39 from which all keys are derived, wiped on drop.
pub struct Seed(Zeroizing<[u8; 64]>);

impl Seed {
    pub(crate) fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seed")
    }
}

fn normalise(text: &str) -> String {
    text.nfkd().flat_map(char::to_lowercase).collect()
}

/// Splits a run of Chinese characters into its characters; leaves other words whole.
fn split_characters(word: &str) -> impl Iterator<Item = &str> {
    let chinese = word.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let step = move |rest: &str| {
        if chinese {
            rest.chars().next().map_or(0, char::len_utf8)
        } else {
            rest.len()
        }
    };
    let mut rest = word;
    std::iter::from_fn(move || {
        let (first, others) = rest.split_at(step(rest));
        rest = others;
        (!first.is_empty()).then_some(first)
    })
}

fn find(word: &str) -> Option<(Language, u16)> {
    [Language::English, Language::SimplifiedChinese]
        .into_iter()
        .find_map(|language| {
            language
                .list()
                .find_word(word)
                .map(|index| (language, index))
        })
}

/// Turns word indices into entropy, or `None` if the checksum is wrong (BIP-39, "Generating the
/// mnemonic"): 11 bits a word, of which one in 33 is the start of SHA-256(entropy).
fn entropy(indices: &[u16]) -> Option<Zeroizing<Vec<u8>>> {
    use sha2::{Digest, Sha256};
    let bit = |n: usize| indices[n / 11] >> (10 - n % 11) & 1 == 1;
    let entropy_bits = indices.len() * 11 * 32 / 33;
    let mut bytes = Zeroizing::new(vec![0; entropy_bits / 8]);
    for n in (0..entropy_bits).filter(|n| bit(*n)) {
        bytes[n / 8] |= 0x80 >> (n % 8);
    }
    let digest = Sha256::digest(&*bytes);
    let right = (entropy_bits..indices.len() * 11)
        .enumerate()
        .all(|(k, n)| bit(n) == (digest[k / 8] >> (7 - k % 8) & 1 == 1));
    right.then_some(bytes)
}

#[cfg(test)]
mod tests;
