//! The one error type of the border.

use serde::{Deserialize, Serialize};

/// Why a command failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiError {
    /// The cause; the interface has words and remedies for each.
    pub code: ErrorCode,
    /// What it is about (a field, a host, an identifier), never a secret or an attribute's value.
    pub subject: Option<String>,
    /// Seconds to wait before another try can succeed.
    pub wait_secs: Option<u32>,
}

impl ApiError {
    /// An error of this code about nothing in particular.
    pub fn new(code: ErrorCode) -> Self {
        Self {
            code,
            subject: None,
            wait_secs: None,
        }
    }

    /// The same, naming what it is about.
    pub fn about(code: ErrorCode, subject: impl Into<String>) -> Self {
        Self {
            code,
            subject: Some(subject.into()),
            wait_secs: None,
        }
    }
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}

impl ErrorCode {
    /// Whether the same link may open at another time: the network was the trouble, and the wallet
    /// keeps the link.
    pub fn may_pass(self) -> bool {
        matches!(
            self,
            Self::Unreachable
                | Self::TimedOut
                | Self::AnswerCutOff
                | Self::ChainUnreachable
                | Self::NotEnoughAgreement
                | Self::NoNetwork
                | Self::NotSaved
        )
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.code.as_str())?;
        if let Some(subject) = &self.subject {
            write!(f, ": {subject}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ApiError {}

/// Whose turn it is to mend an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The citizen can mend it (a wrong word, a full disk).
    You,
    /// The department sent something wrong.
    Department,
    /// The network or a node is to blame.
    Network,
    /// Something happened to the files on this computer.
    Files,
    /// The wallet itself is at fault.
    Wallet,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $wire:literal $fault:ident $exit:literal),* $(,)?) => {
        /// Every cause of failure that somebody can act on.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum ErrorCode {
            $($(#[$doc])* #[serde(rename = $wire)] $name),*
        }

        impl ErrorCode {
            /// All codes, for the completeness test of the texts.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code on the wire; its text has the key `error-<code>`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $wire),* }
            }

            /// Whose turn it is.
            pub fn fault(self) -> Fault {
                match self { $(Self::$name => Fault::$fault),* }
            }

            /// Exit status of the command line: 1 a check failed, 2 usage, 3 locked or wrong
            /// passphrase, 4 network, 5 damaged data, 6 refused by policy, 7 not found.
            pub fn exit_status(self) -> u8 {
                match self { $(Self::$name => $exit),* }
            }
        }
    };
}

codes! {
    /// The command does not fit the wallet's phase: it is locked.
    Locked "locked" You 3,
    /// There is no wallet in this profile yet.
    NoWallet "no-wallet" You 3,
    /// A wallet already exists in this profile.
    AlreadyExists "already-exists" You 2,
    /// The passphrase does not open the vault.
    WrongPassphrase "wrong-passphrase" You 3,
    /// Too many wrong tries; `wait_secs` says how long.
    TooManyAttempts "too-many-attempts" You 3,
    /// The passphrase is too short or too easy to guess.
    WeakPassphrase "weak-passphrase" You 2,
    /// The words are not a recovery phrase; the subject names the place of the wrong word, from 1.
    BadPhrase "bad-phrase" You 2,
    /// The words typed for the check are not those of the phrase.
    WordsDiffer "words-differ" You 1,
    /// The vault's files are damaged.
    VaultDamaged "vault-damaged" Files 5,
    /// The vault was written by a newer version of the wallet.
    VaultNewer "vault-newer" Files 5,
    /// Another instance has the vault open.
    VaultInUse "vault-in-use" You 3,
    /// The disk refused to write; nothing was saved.
    NotSaved "not-saved" Files 5,
    /// A file cannot be read: it is not there, no plain file, or too large; the subject says which and
    /// why.
    BadFile "bad-file" You 2,
    /// The link is none that the wallet understands.
    BadLink "bad-link" You 2,
    /// The link leads to an address the wallet does not contact (private, not https, …).
    ForbiddenAddress "forbidden-address" Department 6,
    /// There is no picture on the clipboard.
    NoPicture "no-picture" You 1,
    /// No code was found in the picture.
    NoCodeFound "no-code-found" You 1,
    /// The picture cannot be read.
    BadImage "bad-image" You 2,
    /// The pictures show a part of a long code; the subject names the missing numbers.
    PartsMissing "parts-missing" You 1,
    /// The pictures show parts of different codes, or one that was changed.
    OtherParts "other-parts" You 1,
    /// No document in the wallet can be shown for this.
    NothingToShow "nothing-to-show" You 6,
    /// What was chosen does not fit into codes.
    TooMuchForACode "too-much-for-a-code" You 2,
    /// No font of this computer has a character that has to be printed; the subject is the character.
    NoFont "no-font" Files 5,
    /// What was being shown was hidden, or its question has ended.
    ShowingEnded "showing-ended" You 6,
    /// The other side did not answer.
    Unreachable "unreachable" Network 4,
    /// The other side took too long.
    TimedOut "timed-out" Network 4,
    /// The other side sent the wallet on to another address; it does not follow.
    Redirected "redirected" Department 6,
    /// The other side's answer is larger than allowed, or without end.
    AnswerTooLarge "answer-too-large" Department 6,
    /// The other side's answer broke off.
    AnswerCutOff "answer-cut-off" Network 4,
    /// The other side's answer was not understood.
    BadAnswer "bad-answer" Department 4,
    /// The other side refused; the subject is its error code.
    RefusedByDepartment "refused-by-department" Department 6,
    /// The offer's issuer is not a department of the directory.
    IssuerUnknown "issuer-unknown" Department 6,
    /// The offer or the issuer's metadata is not what its department would sign.
    IssuerNotProven "issuer-not-proven" Department 6,
    /// The transaction code is wrong.
    WrongTransactionCode "wrong-transaction-code" You 1,
    /// The offer was used or has ended.
    OfferEnded "offer-ended" Department 6,
    /// The credential that came is not valid; the subject names the failed step.
    BadCredential "bad-credential" Department 1,
    /// The asker is not a department of the directory.
    RequesterUnknown "requester-unknown" Department 6,
    /// The request is not signed by the department that it names.
    RequestNotProven "request-not-proven" Department 6,
    /// The request breaks the protocol; the subject names how.
    BadRequest "bad-request" Department 6,
    /// The request has ended.
    RequestEnded "request-ended" Department 6,
    /// The request repeats what another request of this office used up.
    RequestReplayed "request-replayed" Department 6,
    /// The request was answered before.
    RequestAnswered "request-answered" You 6,
    /// What was approved is not what was shown; nothing was sent.
    ReviewChanged "review-changed" Wallet 6,
    /// Nothing was chosen to be given.
    NothingChosen "nothing-chosen" You 2,
    /// The law does not allow it; the subject names the attribute.
    LawDenies "law-denies" Department 6,
    /// What is given is less than is required: the department has to be asked by a counter-offer.
    LessThanAsked "less-than-asked" You 6,
    /// A counter-offer that offers nothing less than was asked.
    NothingLess "nothing-less" You 2,
    /// No document of the wallet connects its holder with that office yet.
    NoRelation "no-relation" You 6,
    /// Sending failed before anything left this computer.
    NothingSent "nothing-sent" Network 4,
    /// Sending failed and data may have left this computer.
    MayHaveBeenSent "may-have-been-sent" Network 4,
    /// The chain did not take the transaction; the subject is its reason.
    ChainRefused "chain-refused" Network 4,
    /// No node of the network answers.
    ChainUnreachable "chain-unreachable" Network 4,
    /// The node belongs to another network.
    WrongNetwork "wrong-network" Network 4,
    /// The nodes do not agree often enough.
    NotEnoughAgreement "not-enough-agreement" Network 4,
    /// A node's answer contradicts what it must prove.
    ChainContradicts "chain-contradicts" Network 1,
    /// The profile has no network configured.
    NoNetwork "no-network" You 4,
    /// The description of the network (`network.json`) cannot be used; the subject says why.
    BadNetwork "bad-network" Files 5,
    /// The invoice was claimed for another payer before; the subject is that payer's name.
    InvoiceTaken "invoice-taken" You 6,
    /// The invoice cannot be claimed: voided, reversed, or a red-letter invoice; the subject is how
    /// it stands.
    InvoiceClosed "invoice-closed" You 6,
    /// The file is no invoice file of a wallet; the subject says why.
    NoInvoiceFile "no-invoice-file" You 2,
    /// The file is no certificate and no evidence of a wallet; the subject says why.
    NoDocumentFile "no-document-file" You 2,
    /// The invoice cannot be written in this form; the subject says why.
    NotExpressible "not-expressible" Department 1,
    /// This computer's clock differs from the ledger's time, so nothing that depends on time can be
    /// judged; the subject is the clock's time and the ledger's.
    ClockWrong "clock-wrong" You 5,
    /// It was stopped by the citizen; nothing was changed.
    Stopped "stopped" You 1,
    /// The permission has ended already.
    AlreadyEnded "already-ended" You 6,
    /// There is no such thing in the wallet; the subject is its id.
    NotFound "not-found" You 7,
    /// A value is out of its range; the subject names it.
    BadInput "bad-input" You 2,
    /// Something the wallet did not expect; the subject is a short technical hint.
    Internal "internal" Wallet 1,
}
