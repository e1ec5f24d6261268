//! Settings.

use vault::StoreError;
use wallet_api::{
    ApiError, ErrorCode, GetSecurity, GetSettings, Language, SaveSettings, SecurityView,
    SettingsView, StatusView, TechnicalRow,
};

use crate::{
    acts::unlock::open_error,
    profile::Preferences,
    store::{ONLY, kind},
    wallet::{Act, LOCK_AFTER_SECS, Wallet},
};

impl Act for GetSettings {
    async fn act(self, wallet: &Wallet) -> Result<SettingsView, ApiError> {
        let preferences = wallet.inner().profile.preferences();
        Ok(SettingsView {
            language: preferences.language.unwrap_or(Language::Zh),
            theme: preferences.theme,
            text_size: preferences.text_size.unwrap_or(100),
            reduce_motion: preferences.reduce_motion,
            lock_after_secs: wallet
                .session()
                .map_or(LOCK_AFTER_SECS, |session| session.lock_after_secs()),
        })
    }
}

impl Act for SaveSettings {
    async fn act(self, wallet: &Wallet) -> Result<StatusView, ApiError> {
        let new = self.settings;
        if ![100, 125, 150, 200].contains(&new.text_size) {
            return Err(ApiError::about(ErrorCode::BadInput, "text_size"));
        }
        if !(60..=3600).contains(&new.lock_after_secs) {
            return Err(ApiError::about(ErrorCode::BadInput, "lock_after_secs"));
        }
        let preferences = Preferences {
            language: Some(new.language),
            theme: new.theme,
            text_size: Some(new.text_size),
            reduce_motion: new.reduce_motion,
        };
        wallet
            .inner()
            .profile
            .save_preferences(&preferences)
            .map_err(|_| ErrorCode::NotSaved)?;
        // The lock time is a matter of security, so it lies in the vault.
        if let Ok(session) = wallet.session() {
            let mut meta = session.meta()?;
            if meta.lock_after_secs != new.lock_after_secs {
                meta.lock_after_secs = new.lock_after_secs;
                session.write(|t| t.put(kind::META, ONLY, meta.created, &meta))?;
                session.set_lock_after(new.lock_after_secs);
            }
        }
        wallet.status_changed();
        Ok(wallet.status())
    }
}

impl Act for GetSecurity {
    async fn act(self, wallet: &Wallet) -> Result<SecurityView, ApiError> {
        let session = wallet.session()?;
        let meta = session.meta()?;
        let header = wallet.locked_vault().header().map_err(open_error)?;
        let kdf = header.kdf();
        let records = session.read(|t| {
            Ok::<_, StoreError>(
                t.count(kind::DOCUMENT)? + t.count(kind::ENTRY)? + t.count(kind::ACT)?,
            )
        })?;
        let row = |label: &str, value: String| TechnicalRow {
            label: label.to_owned(),
            value,
        };
        Ok(SecurityView {
            folder: wallet.inner().profile.folder().display().to_string(),
            created: meta.created,
            words_checked: meta.words_checked,
            technical: vec![
                row(
                    "key-derivation",
                    format!(
                        "Argon2id, {} MiB, {} passes",
                        kdf.memory_kib() / 1024,
                        kdf.passes()
                    ),
                ),
                row("records", records.to_string()),
            ],
        })
    }
}
