//! Settings.

use serde::{Deserialize, Serialize};

use crate::{Language, StatusView, TechnicalRow, command::command};

/// The colour theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What can be set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsView {
    /// Language of the interface.
    pub language: Language,
    /// Colour theme.
    pub theme: Theme,
    /// Size of text in per cent: 100, 125, 150 or 200.
    pub text_size: u16,
    /// Whether motion is reduced.
    pub reduce_motion: bool,
    /// Seconds of idling until the wallet locks: 60 to 3600.
    pub lock_after_secs: u32,
}

command!(
    /// The settings in force. Those of looks hold before unlocking, too.
    GetSettings {} -> SettingsView, "get_settings", Anytime
);
command!(
    /// Changes settings. While locked only language, theme, text size and motion are taken over.
    SaveSettings {
        /// The new settings.
        settings: SettingsView,
    } -> StatusView, "save_settings", Anytime
);

/// Facts about the vault for the settings page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityView {
    /// Where the files lie.
    pub folder: String,
    /// When the wallet was made.
    pub created: i64,
    /// Whether the recovery words were checked.
    pub words_checked: bool,
    /// Key derivation and format, for the technical rows.
    pub technical: Vec<TechnicalRow>,
}

command!(
    /// Facts about the vault.
    GetSecurity {} -> SecurityView, "get_security", Unlocked
);
