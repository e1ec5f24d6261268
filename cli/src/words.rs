//! Errors in sentences.

use wallet_api::{ApiError, ErrorCode};

/// An error in a sentence.
pub(crate) fn words(error: &ApiError) -> String {
    let text = match error.code {
        ErrorCode::WrongPassphrase => "the passphrase does not open this wallet",
        ErrorCode::TooManyAttempts => "too many wrong tries; wait a moment",
        ErrorCode::WeakPassphrase => {
            "the passphrase is too easy to guess; take at least 12 characters that are hard to guess"
        }
        ErrorCode::NoDocumentFile => {
            "this is no certificate file and no evidence that a wallet saved"
        }
        ErrorCode::NoWallet => "there is no wallet in this profile; make one with `wallet init`",
        ErrorCode::AlreadyExists => "there is a wallet in this profile already",
        ErrorCode::VaultDamaged => "the wallet's files are damaged; nothing was changed",
        ErrorCode::VaultNewer => {
            "the wallet was written by a newer version of this program; nothing was changed"
        }
        ErrorCode::VaultInUse => "the wallet is open in another window or command",
        ErrorCode::NoNetwork => "the profile has no network; give one with --network FILE",
        ErrorCode::ChainUnreachable => "no node of the network answers",
        ErrorCode::ReviewChanged => {
            "what you decided on is not what is asked now; nothing was sent"
        }
        ErrorCode::LessThanAsked => {
            "something that they need is left out, so they have to agree first; use `wallet request offer`"
        }
        ErrorCode::NothingLess => "that is all they asked for; take something away, or approve it",
        ErrorCode::NothingSent => "sending failed; nothing was sent",
        ErrorCode::MayHaveBeenSent => "sending failed; data may have been sent",
        ErrorCode::BadPhrase => "these are not the words of a recovery phrase",
        ErrorCode::BadLink => "this is no link that the wallet understands",
        ErrorCode::ForbiddenAddress => {
            "the link leads to an address that the wallet does not contact"
        }
        ErrorCode::Unreachable => "the other side does not answer; nothing of yours was sent",
        ErrorCode::TimedOut => "the other side took too long",
        ErrorCode::RefusedByDepartment => "the other side refused",
        ErrorCode::IssuerUnknown => "whoever offers this is not in the directory",
        ErrorCode::IssuerNotProven => "the offer is not what its office would sign",
        ErrorCode::WrongTransactionCode => "the transaction code is wrong",
        ErrorCode::OfferEnded => "the offer was used or has ended",
        ErrorCode::BadCredential => "the document that came is not valid and was not kept",
        ErrorCode::RequesterUnknown => "whoever asks is not an active office of the directory",
        ErrorCode::RequestNotProven => "the request is not signed by the office that it names",
        ErrorCode::BadRequest => "the request breaks the rules of the protocol",
        ErrorCode::RequestEnded => "the request has ended",
        ErrorCode::RequestAnswered => "the request was answered before",
        ErrorCode::NothingChosen => "nothing was chosen to be given",
        ErrorCode::LawDenies => "the law does not allow it",
        ErrorCode::NoRelation => {
            "the keeper of the data does not know you yet; get a document from it first"
        }
        ErrorCode::ChainRefused => "the chain did not take it",
        ErrorCode::WrongNetwork => "the node belongs to another network than this wallet",
        ErrorCode::ChainContradicts => {
            "a node's answers contradict what they must prove; nothing of them was kept"
        }
        ErrorCode::NotEnoughAgreement => "too few nodes agree",
        ErrorCode::AlreadyEnded => "the permission has ended already",
        ErrorCode::NotFound => "there is no such thing in the wallet",
        ErrorCode::BadInput => "a value is missing or out of its range",
        ErrorCode::Redirected => "the other side sent the wallet on; it does not follow",
        ErrorCode::AnswerTooLarge => "the other side's answer is too large and was cut off",
        ErrorCode::AnswerCutOff => "the other side's answer broke off",
        ErrorCode::RequestReplayed => "the request repeats what an earlier one used up",
        ErrorCode::NoPicture => "there is no picture on the clipboard",
        ErrorCode::PartsMissing => "the pictures show a part of a long code; these are missing",
        ErrorCode::OtherParts => "these codes do not belong together",
        ErrorCode::NothingToShow => "no valid document in the wallet can be shown for this",
        ErrorCode::TooMuchForACode => "what was chosen does not fit into codes",
        ErrorCode::NoFont => "no font of this computer has all the characters to be printed",
        ErrorCode::ShowingEnded => "the code was hidden, or its time is over",
        ErrorCode::NoCodeFound => "no code was found in the picture",
        ErrorCode::BadImage => "the picture cannot be read",
        ErrorCode::Locked => "the wallet is locked",
        ErrorCode::NotSaved => "the disk did not take it; nothing was saved",
        ErrorCode::WordsDiffer => "the words are not those of the phrase",
        ErrorCode::BadFile => "the file cannot be read",
        ErrorCode::BadNetwork => {
            "the description of the network cannot be used, so nothing new is read from the chain; nothing was changed"
        }
        ErrorCode::ClockWrong => {
            "this computer's clock differs from the ledger's time; set it right, then try again"
        }
        ErrorCode::Stopped => "it was stopped; nothing was changed",
        ErrorCode::BadAnswer => "the other side's answer was not understood",
        ErrorCode::InvoiceTaken => "the invoice was claimed for another payer before",
        ErrorCode::InvoiceClosed => "the invoice can no longer be claimed",
        ErrorCode::NoInvoiceFile => "this is no invoice file of a wallet",
        ErrorCode::NotExpressible => "the invoice cannot be written in this form",
        ErrorCode::Internal => {
            "something went wrong inside the wallet; with --verbose it tells more"
        }
    };
    match (&error.subject, error.wait_secs) {
        (_, Some(secs)) => format!("{text} (wait {secs} s)"),
        (Some(subject), None) => format!("{text} ({subject})"),
        (None, None) => text.to_owned(),
    }
}
