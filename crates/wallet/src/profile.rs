//! The folder of one wallet: where its files lie, and the settings that hold before unlocking.
//!
//! | File | What | Secret? |
//! |---|---|---|
//! | `vault/` | the vault, the vault crate's business | sealed |
//! | `network.json` | the chain, its nodes and contracts | no |
//! | `preferences.json` | language, theme, text size, motion | no |
//!
//! Beside it, as `<folder>.log-mark.json`, lies how far the log had come; no secret, either.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use chain::Network;
use serde::{Deserialize, Serialize};
use wallet_api::{ApiError, ErrorCode, Language, Theme};

use crate::{files, log};

/// The folder of one wallet.
#[derive(Clone, Debug)]
pub struct Profile {
    folder: PathBuf,
}

/// What the interface looks like before the vault is open. Nothing in it affects security.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Preferences {
    pub(crate) language: Option<Language>,
    pub(crate) theme: Theme,
    pub(crate) text_size: Option<u16>,
    pub(crate) reduce_motion: bool,
}

/// Why the network of a profile cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NetworkFileError {
    /// There is none.
    #[error("no network.json")]
    Missing,
    /// It cannot be read or makes no sense.
    #[error("network.json cannot be used: {0}")]
    Unusable(String),
}

impl Profile {
    /// The profile in `folder`, which is made when the wallet is.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn vault_folder(&self) -> PathBuf {
        self.folder.join("vault")
    }

    /// Where it is remembered how far the log had come: beside the folder, so that a copy of the
    /// folder does not bring its own.
    pub(crate) fn log_mark(&self) -> Option<PathBuf> {
        log::mark_beside(&self.folder)
    }

    /// Makes the folder, readable by its owner only.
    pub(crate) fn make(&self) -> io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.folder)
    }

    pub(crate) fn network(&self) -> Result<Network, NetworkFileError> {
        let file = self.network_file();
        // What is there and cannot be looked at is not missing.
        match file.try_exists() {
            Ok(false) => return Err(NetworkFileError::Missing),
            Ok(true) => {}
            Err(error) => return Err(NetworkFileError::Unusable(error.kind().to_string())),
        }
        let bytes = files::read_file(&file, files::MAX_NETWORK)
            .map_err(|error| NetworkFileError::Unusable(error.subject.unwrap_or_default()))?;
        Network::parse(&bytes).map_err(|error| NetworkFileError::Unusable(error.to_string()))
    }

    fn network_file(&self) -> PathBuf {
        self.folder.join("network.json")
    }

    /// Why the profile's network cannot be used; nothing if it can, or if there is none.
    pub fn network_trouble(&self) -> Option<ApiError> {
        match self.network() {
            Ok(_) | Err(NetworkFileError::Missing) => None,
            Err(NetworkFileError::Unusable(why)) => {
                Some(ApiError::about(ErrorCode::BadNetwork, why))
            }
        }
    }

    /// Reads a network's description from any file.
    ///
    /// # Errors
    /// `bad-file` when it cannot be read, `bad-network` when it is none.
    pub fn read_network(file: &Path) -> Result<Network, ApiError> {
        Self::network_of(&files::read_file(file, files::MAX_NETWORK)?)
    }

    fn network_of(bytes: &[u8]) -> Result<Network, ApiError> {
        Network::parse(bytes)
            .map_err(|error| ApiError::about(ErrorCode::BadNetwork, error.to_string()))
    }

    /// Puts a copy of `file` into the profile as its network, after checking that it is one.
    ///
    /// # Errors
    /// `bad-file` when it cannot be read, `bad-network` when it is none, `not-saved` when the profile
    /// cannot be written.
    pub fn adopt_network(&self, file: &Path) -> Result<(), ApiError> {
        let bytes = files::read_file(file, files::MAX_NETWORK)?;
        Self::network_of(&bytes)?;
        let not_saved =
            |error: io::Error| ApiError::about(ErrorCode::NotSaved, error.kind().to_string());
        self.make().map_err(not_saved)?;
        files::replace(&self.network_file(), &bytes).map_err(not_saved)
    }

    /// Puts back what was there instead of the network of a wallet that was not made in the end:
    /// another description, or nothing, and then no folder either if nothing else is in it.
    pub fn put_network_back(&self, before: Option<&[u8]>) {
        // What cannot be put back does no harm: the next try replaces it.
        let _ = match before {
            Some(bytes) => files::replace(&self.network_file(), bytes),
            None => fs::remove_file(self.network_file()),
        };
        let _ = fs::remove_dir(&self.folder);
    }

    /// Damaged preferences count as none: they hold nothing that cannot be chosen again.
    pub(crate) fn preferences(&self) -> Preferences {
        fs::read(self.folder.join("preferences.json"))
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default()
    }

    pub(crate) fn save_preferences(&self, preferences: &Preferences) -> io::Result<()> {
        self.make()?;
        let bytes = serde_json::to_vec_pretty(preferences).map_err(io::Error::other)?;
        files::replace(&self.folder.join("preferences.json"), &bytes)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn preferences_survive_and_damage_counts_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let profile = Profile::at(folder.path().join("p"));
        assert_eq!(profile.preferences(), Preferences::default());
        let chosen = Preferences {
            language: Some(Language::En),
            theme: Theme::Dark,
            text_size: Some(125),
            reduce_motion: true,
        };
        profile.save_preferences(&chosen).unwrap();
        assert_eq!(profile.preferences(), chosen);
        fs::write(profile.folder().join("preferences.json"), b"{").unwrap();
        assert_eq!(profile.preferences(), Preferences::default());
    }

    #[test]
    fn a_folder_without_network_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let profile = Profile::at(folder.path());
        assert!(matches!(profile.network(), Err(NetworkFileError::Missing)));
        fs::write(folder.path().join("network.json"), b"{}").unwrap();
        assert!(matches!(
            profile.network(),
            Err(NetworkFileError::Unusable(_))
        ));
        assert!(
            profile
                .adopt_network(&folder.path().join("network.json"))
                .is_err()
        );
    }
}
