//! The recovery words: shown once to be written down, and checked.

use std::collections::BTreeSet;

use keys::phrase;
use vault::Passphrase;
use wallet_api::{
    ApiError, BeginWordCheck, CheckWords, CompleteWord, ErrorCode, Language, PhraseView,
    RevealPhrase, Secret, StatusView, WordCheckView,
};

use crate::{
    acts::{
        create::word_list,
        unlock::{count_attempt, may_be_tried},
    },
    session::Session,
    store::{ONLY, kind},
    wallet::{Act, Wallet, lock},
};

/// How many words the check asks for.
const ASKED: usize = 3;
/// Most words offered for completion.
const COMPLETIONS: usize = 8;

impl Act for RevealPhrase {
    async fn act(self, wallet: &Wallet) -> Result<PhraseView, ApiError> {
        let session = wallet.session()?;
        may_be_tried(wallet, &self.passphrase)?;
        let passphrase = Passphrase::new(self.passphrase.0);
        let opened = session.clone();
        let result = tokio::task::spawn_blocking(move || {
            opened.vault(|vault| Ok(vault.reveal_phrase(&passphrase)))
        })
        .await
        .map_err(|_| ApiError::about(ErrorCode::Internal, "words"))??;
        let phrase = count_attempt(wallet, result)?;
        let view = PhraseView {
            words: phrase.words().map(str::to_owned).collect(),
            language: language_of(phrase.language()),
        };
        *lock(&session.word_check) = Some((phrase, Vec::new()));
        Ok(view)
    }
}

impl Act for BeginWordCheck {
    async fn act(self, wallet: &Wallet) -> Result<WordCheckView, ApiError> {
        let session = wallet.session()?;
        let mut check = lock(&session.word_check);
        // The words are only at hand after they were shown.
        let (phrase, asked) = check
            .as_mut()
            .ok_or_else(|| ApiError::about(ErrorCode::BadInput, "show the words first"))?;
        let places = draw_places(phrase.words().count())?;
        asked.clone_from(&places);
        Ok(WordCheckView {
            places,
            language: language_of(phrase.language()),
        })
    }
}

impl Act for CheckWords {
    async fn act(self, wallet: &Wallet) -> Result<StatusView, ApiError> {
        let session = wallet.session()?;
        {
            let mut check = lock(&session.word_check);
            let (phrase, asked) = check
                .as_ref()
                .ok_or_else(|| ApiError::about(ErrorCode::BadInput, "places"))?;
            let answered: BTreeSet<u8> = self.answers.iter().map(|(place, _)| *place).collect();
            if asked.is_empty() || answered != asked.iter().copied().collect() {
                return Err(ApiError::about(ErrorCode::BadInput, "places"));
            }
            for (place, word) in &self.answers {
                let right = phrase.words().nth(usize::from(*place).saturating_sub(1));
                if right != Some(word.0.trim().to_lowercase().as_str()) {
                    return Err(ApiError::about(ErrorCode::WordsDiffer, place.to_string()));
                }
            }
            *check = None;
        }
        mark_checked(&session)?;
        wallet.status_changed();
        Ok(wallet.status())
    }
}

impl Act for CompleteWord {
    async fn act(self, _wallet: &Wallet) -> Result<Vec<String>, ApiError> {
        let Secret(start) = self.start;
        let start = start.trim().to_lowercase();
        if start.is_empty() {
            return Ok(Vec::new());
        }
        Ok(phrase::word_list(word_list(self.language))
            .iter()
            .filter(|word| word.starts_with(&start))
            .take(COMPLETIONS)
            .map(|word| (*word).to_owned())
            .collect())
    }
}

fn mark_checked(session: &Session) -> Result<(), ApiError> {
    let mut meta = session.meta()?;
    meta.words_checked = true;
    session.write(|t| t.put(kind::META, ONLY, meta.created, &meta))
}

/// Draws three different places from 1 to `count`, each as likely as any other.
fn draw_places(count: usize) -> Result<Vec<u8>, ApiError> {
    let mut places = BTreeSet::new();
    while places.len() < ASKED {
        let mut byte = [0];
        getrandom::fill(&mut byte)
            .map_err(|_| ApiError::about(ErrorCode::Internal, "randomness"))?;
        // Bytes beyond the last whole multiple would favour the first places.
        let whole = 256 / count * count;
        if usize::from(byte[0]) < whole {
            let place = usize::from(byte[0]) % count + 1;
            places.insert(u8::try_from(place).unwrap_or(u8::MAX));
        }
    }
    Ok(places.into_iter().collect())
}

fn language_of(language: phrase::Language) -> Language {
    match language {
        phrase::Language::SimplifiedChinese => Language::Zh,
        phrase::Language::English => Language::En,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn places_are_three_and_in_range() {
        for count in [12, 24] {
            for _ in 0..200 {
                let places = draw_places(count).unwrap();
                assert_eq!(places.len(), ASKED);
                assert!(
                    places
                        .iter()
                        .all(|place| (1..=count).contains(&usize::from(*place)))
                );
                assert!(places.windows(2).all(|pair| pair[0] < pair[1]));
            }
        }
    }
}
