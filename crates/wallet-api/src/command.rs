//! What a command is, and the list of all of them.

use serde::{Serialize, de::DeserializeOwned};

/// In which phase of the wallet a command is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Always, even before a wallet exists.
    Anytime,
    /// Only while no wallet exists in the profile.
    Empty,
    /// Only while the vault is locked.
    Locked,
    /// Only while the vault is open.
    Unlocked,
}

/// One thing that can be asked of the wallet.
pub trait Command: Serialize + DeserializeOwned {
    /// The name on the border, snake case, unique.
    const NAME: &'static str;
    /// When it is answered.
    const ACCESS: Access;
    /// What comes back.
    type Reply: Serialize + DeserializeOwned;
}

macro_rules! command {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident : $type:ty),* $(,)? } -> $reply:ty, $wire:literal, $access:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$field_doc])* pub $field: $type),* }

        impl $crate::Command for $name {
            const NAME: &'static str = $wire;
            const ACCESS: $crate::Access = $crate::Access::$access;
            type Reply = $reply;
        }
    };
}
pub(crate) use command;

/// Calls a macro with the type and the wire name of every command.
///
/// The shell builds its handlers from it and the tests compare it with the capability files.
#[macro_export]
macro_rules! for_each_command {
    ($call:ident) => {
        $call! {
            GetStatus "get_status",
            RatePassphrase "rate_passphrase",
            CreateWallet "create_wallet",
            RestoreWallet "restore_wallet",
            Unlock "unlock",
            Lock "lock",
            StayAwake "stay_awake",
            RevealPhrase "reveal_phrase",
            BeginWordCheck "begin_word_check",
            CheckWords "check_words",
            ChangePassphrase "change_passphrase",
            CompleteWord "complete_word",
            GetHome "get_home",
            ListDocuments "list_documents",
            GetDocument "get_document",
            RefillDocument "refill_document",
            RemoveDocument "remove_document",
            ListObtainable "list_obtainable",
            Apply "apply",
            OpenLink "open_link",
            ReadCode "read_code",
            GetOffer "get_offer",
            AcceptOffer "accept_offer",
            DeclineOffer "decline_offer",
            ListInbox "list_inbox",
            ReviewRequest "review_request",
            ApproveRequest "approve_request",
            RefuseRequest "refuse_request",
            OfferLess "offer_less",
            ReviewPresentation "review_presentation",
            Present "present",
            ListMissing "list_missing",
            ChooseDocument "choose_document",
            SnoozeRequest "snooze_request",
            ReopenRequest "reopen_request",
            ResendAnswer "resend_answer",
            ExportEvidence "export_evidence",
            SaveEvidence "save_evidence",
            InspectLink "inspect_link",
            ReadClipboard "read_clipboard",
            ListWaitingLinks "list_waiting_links",
            RetryLink "retry_link",
            ForgetLink "forget_link",
            ListUnproven "list_unproven",
            RefuseUnproven "refuse_unproven",
            ListPermissions "list_permissions",
            GetPermission "get_permission",
            WithdrawPermission "withdraw_permission",
            ReadStatute "read_statute",
            ObjectToDecision "object_to_decision",
            ListPetitions "list_petitions",
            ListInvoices "list_invoices",
            GetInvoice "get_invoice",
            ReviewClaim "review_claim",
            ClaimInvoice "claim_invoice",
            MakeBillingCode "make_billing_code",
            FindBilled "find_billed",
            ExportInvoices "export_invoices",
            CheckInvoiceFile "check_invoice_file",
            ListCertificates "list_certificates",
            ExportCertificate "export_certificate",
            MakeCertificateFile "make_certificate_file",
            CheckDocument "check_document",
            DismissNotice "dismiss_notice",
            DepositFile "deposit_file",
            SendDeposit "send_deposit",
            ListDeposits "list_deposits",
            GetDeposit "get_deposit",
            FindDeposits "find_deposits",
            SaveCourtPackage "save_court_package",
            ListCounterOffices "list_counter_offices",
            ReviewCounter "review_counter",
            MakeCode "make_code",
            SavePass "save_pass",
            ShowNextCode "show_next_code",
            GetShowing "get_showing",
            SpeakCode "speak_code",
            HideCode "hide_code",
            ListActivity "list_activity",
            DraftPetition "draft_petition",
            PetitionAboutAccess "petition_about_access",
            PutAlarmAway "put_alarm_away",
            ListDepartments "list_departments",
            MapReach "map_reach",
            PlanCut "plan_cut",
            Cut "cut",
            ShowIdentity "show_identity",
            Sync "sync",
            StopSync "stop_sync",
            GetNetwork "get_network",
            ShowProof "show_proof",
            GetSettings "get_settings",
            SaveSettings "save_settings",
            GetSecurity "get_security",
            GetRecovered "get_recovered",
            Rehearse "rehearse",
            StopRehearsal "stop_rehearsal",
            GetLog "get_log",
            AcceptLog "accept_log",
        }
    };
}

macro_rules! names {
    ($($type:ident $name:literal),* $(,)?) => {
        /// The name and the access of every command, in the order of [`for_each_command`].
        pub const COMMANDS: &[(&str, Access)] =
            &[$((<$crate::$type as Command>::NAME, <$crate::$type as Command>::ACCESS)),*];

        #[cfg(test)]
        mod tests {
            #[test]
            fn listed_names_are_the_wire_names_and_unique() {
                let listed = [$($name),*];
                let wire: Vec<_> = super::COMMANDS.iter().map(|(name, _)| *name).collect();
                assert_eq!(listed.as_slice(), wire.as_slice());
                let mut unique = wire.clone();
                unique.sort_unstable();
                unique.dedup();
                assert_eq!(unique.len(), wire.len());
            }
        }
    };
}
for_each_command!(names);
