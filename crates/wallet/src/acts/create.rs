//! Makes a wallet: from fresh randomness, or from the words of an existing one.

use keys::phrase::{ParsePhraseError, RecoveryPhrase};
use vault::{KdfParams, Passphrase};
use wallet_api::{
    ActivityKind, ApiError, CreateWallet, ErrorCode, Language, RestoreWallet, Secret, StatusView,
};

use crate::{
    acts::unlock::create_error,
    random::Random,
    session::{Remembered, Session, vault_error},
    store::{ActRecord, Meta, ONLY, kind},
    strength,
    wallet::{Act, LOCK_AFTER_SECS, Wallet, now},
};

impl Act for CreateWallet {
    async fn act(self, wallet: &Wallet) -> Result<StatusView, ApiError> {
        let mut entropy = zeroize::Zeroizing::new([0; 32]);
        getrandom::fill(&mut *entropy)
            .map_err(|_| ApiError::about(ErrorCode::Internal, "randomness"))?;
        let phrase = RecoveryPhrase::generate(word_list(self.language), *entropy);
        make(
            wallet,
            phrase,
            self.passphrase,
            self.language,
            ActivityKind::WalletCreated,
        )
        .await
    }
}

impl Act for RestoreWallet {
    async fn act(self, wallet: &Wallet) -> Result<StatusView, ApiError> {
        let phrase = RecoveryPhrase::parse(&self.words.0).map_err(|error| phrase_error(&error))?;
        make(
            wallet,
            phrase,
            self.passphrase,
            self.language,
            ActivityKind::WalletRestored,
        )
        .await
    }
}

async fn make(
    wallet: &Wallet,
    phrase: RecoveryPhrase,
    passphrase: Secret,
    language: Language,
    how: ActivityKind,
) -> Result<StatusView, ApiError> {
    if !strength::rate(&passphrase.0).accepted {
        return Err(ErrorCode::WeakPassphrase.into());
    }
    let _one = wallet.inner().opening.lock().await;
    let profile = wallet.inner().profile.clone();
    profile.make().map_err(|_| ErrorCode::NotSaved)?;
    let mut preferences = profile.preferences();
    preferences.language = Some(language);
    profile
        .save_preferences(&preferences)
        .map_err(|_| ErrorCode::NotSaved)?;

    let locked = wallet.locked_vault();
    let session = tokio::task::spawn_blocking(move || {
        let vault = locked
            .create(
                &Passphrase::new(passphrase.0),
                phrase,
                Passphrase::new(String::new()),
                KdfParams::default(),
                now(),
                &mut Random,
            )
            .map_err(create_error)?;
        let now = now();
        let restored = how == ActivityKind::WalletRestored;
        let meta = Meta {
            created: now,
            // Whoever typed the words in has them.
            words_checked: restored,
            lock_after_secs: LOCK_AFTER_SECS,
            restored,
            genesis: None,
        };
        let begun = vault
            .write(|t| {
                t.put(kind::META, ONLY, now, &meta)?;
                crate::acts::activity::record(t, &ActRecord::new(now, how))
            })
            .and_then(|()| Remembered::read(&vault, profile.log_mark(), true));
        match begun {
            Ok(remembered) => Ok(Session::with(vault, remembered)),
            Err(error) => {
                // Nobody has seen its words, so it must not be in the way of one whose words are
                // seen.
                if let Err(error) = vault.discard() {
                    tracing::warn!(%error, "an unfinished vault could not be removed");
                }
                Err(vault_error(error))
            }
        }
    })
    .await
    .map_err(|_| ApiError::about(ErrorCode::Internal, "create"))??;
    wallet.set_session(session);
    wallet.status_changed();
    Ok(wallet.status())
}

pub(crate) fn word_list(language: Language) -> keys::phrase::Language {
    match language {
        Language::Zh => keys::phrase::Language::SimplifiedChinese,
        Language::En => keys::phrase::Language::English,
    }
}

/// Says which word is wrong, by its place from 1, or what else is.
pub(crate) fn phrase_error(error: &ParsePhraseError) -> ApiError {
    let subject = match error {
        ParsePhraseError::UnknownWord { position } => position.to_string(),
        ParsePhraseError::WordCount(_) => "length".to_owned(),
        ParsePhraseError::Checksum => "checksum".to_owned(),
        ParsePhraseError::MixedLanguages { position } => position.to_string(),
    };
    ApiError::about(ErrorCode::BadPhrase, subject)
}
