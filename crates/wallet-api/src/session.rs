//! Creating, opening and locking the wallet.

use serde::{Deserialize, Serialize};

use crate::{Language, Secret, SyncView, Theme, command::command};

/// Where the wallet stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// No wallet in this profile.
    Empty,
    /// There is one, and it is locked.
    Locked,
    /// It is open.
    Unlocked,
    /// There is one, and it cannot be opened as it stands; `trouble` says why.
    Troubled,
}

/// What can be said at any time, without any content of the wallet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusView {
    /// Where the wallet stands.
    pub phase: Phase,
    /// For [`Phase::Troubled`]: what is wrong.
    pub trouble: Option<crate::ErrorCode>,
    /// The language chosen, if one was.
    pub language: Option<Language>,
    /// The theme chosen.
    pub theme: Theme,
    /// Size of text in per cent: 100, 125, 150 or 200.
    pub text_size: u16,
    /// Whether motion is reduced.
    pub reduce_motion: bool,
    /// Seconds until another try at the passphrase is taken (0: now).
    pub wait_secs: u32,
    /// Links that were opened and wait for the wallet to be unlocked.
    pub pending_links: u32,
    /// Seconds of idling until it locks by itself.
    pub lock_after_secs: u32,
    /// Version of the program.
    pub version: String,
    /// Name of the network, if one is configured.
    pub network: Option<crate::LocalText>,
    /// Whether the recovery words were checked (only told while unlocked).
    pub words_checked: Option<bool>,
    /// State of the chain's history (only told while unlocked).
    pub sync: Option<SyncView>,
    /// What speaks against the local log (only told while unlocked).
    pub log: Option<crate::LogDoubtView>,
    /// Requests and offers waiting for the citizen (only told while unlocked).
    pub waiting: Option<u32>,
}

command!(
    /// Asks where the wallet stands.
    GetStatus {} -> StatusView, "get_status", Anytime
);

/// How strong a passphrase is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrengthView {
    /// 0 (guessed at once) to 4 (very hard).
    pub score: u8,
    /// Whether the wallet takes it: at least 12 characters and a score of 3 or more.
    pub accepted: bool,
    /// Characters typed.
    pub length: u32,
    /// Estimated seconds of guessing against this vault's key derivation on one machine,
    /// as a power of ten.
    pub guess_seconds_log10: u8,
}

command!(
    /// Rates a passphrase while it is being typed.
    RatePassphrase {
        /// What was typed so far.
        passphrase: Secret,
    } -> StrengthView, "rate_passphrase", Anytime
);

command!(
    /// Makes a new wallet with a fresh recovery phrase and opens it.
    CreateWallet {
        /// The passphrase; see [`StrengthView::accepted`].
        passphrase: Secret,
        /// The language of the recovery words and of the interface.
        language: Language,
    } -> StatusView, "create_wallet", Empty
);

command!(
    /// Makes the wallet of an existing recovery phrase and opens it.
    RestoreWallet {
        /// 12 to 24 words, English or Simplified Chinese, separated by white space.
        words: Secret,
        /// The new passphrase of this computer's vault.
        passphrase: Secret,
        /// The language of the interface.
        language: Language,
    } -> StatusView, "restore_wallet", Empty
);

command!(
    /// Opens the vault.
    Unlock {
        /// Its passphrase.
        passphrase: Secret,
    } -> StatusView, "unlock", Locked
);

command!(
    /// Locks the vault and forgets every secret.
    Lock {} -> StatusView, "lock", Anytime
);

command!(
    /// Says that somebody is at the computer: the idle time starts again. Nothing else starts it again,
    /// so it is sent when keys, the mouse or a finger are used.
    StayAwake {} -> (), "stay_awake", Anytime
);

/// The recovery words: the only secret that ever leaves the wallet, once, to be written down.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhraseView {
    /// The words in order.
    pub words: Vec<String>,
    /// The language of the word list.
    pub language: Language,
}

impl std::fmt::Debug for PhraseView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PhraseView(…)")
    }
}

command!(
    /// Shows the recovery words.
    RevealPhrase {
        /// The passphrase, asked again.
        passphrase: Secret,
    } -> PhraseView, "reveal_phrase", Unlocked
);

/// Which words the check asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordCheckView {
    /// Three places, from 1, rising.
    pub places: Vec<u8>,
    /// The language of the word list.
    pub language: Language,
}

command!(
    /// Draws three random places of the phrase to be typed in.
    BeginWordCheck {} -> WordCheckView, "begin_word_check", Unlocked
);

command!(
    /// Compares the typed words; when right, the wallet stops reminding.
    CheckWords {
        /// The places that were asked, each with the word typed for it.
        answers: Vec<(u8, Secret)>,
    } -> StatusView, "check_words", Unlocked
);

command!(
    /// Words of the list that begin as typed (at most eight), for completion.
    CompleteWord {
        /// What was typed so far.
        start: Secret,
        /// The language of the word list.
        language: Language,
    } -> Vec<String>, "complete_word", Anytime
);

command!(
    /// Changes the passphrase of the vault.
    ChangePassphrase {
        /// The passphrase in force.
        old: Secret,
        /// The new one.
        new: Secret,
    } -> StatusView, "change_passphrase", Unlocked
);
