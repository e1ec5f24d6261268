//! What all pages share: the wallet's status, the language, toasts, the drawer, the lock warning.

use std::{collections::BTreeMap, rc::Rc};

use wallet_api::{
    ApiError, ApprovalStep, Language, Phase, ProofSubject, Secret, StatusView, WalletEvent,
};

use crate::route::Route;

/// A message that goes away by itself.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Toast {
    /// Rises with every toast.
    pub(crate) id: u32,
    /// The words.
    pub(crate) text: String,
}

/// What the proof drawer is open for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Drawer {
    /// What is proven.
    pub(crate) subject: ProofSubject,
    /// Its name, as the head of the drawer.
    pub(crate) title: String,
}

/// The shared state.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SessionState {
    /// Where the wallet stands; `None` until it answered once.
    pub(crate) status: Option<Rc<StatusView>>,
    /// Why the status could not be asked.
    pub(crate) trouble: Option<ApiError>,
    /// Language of the interface.
    pub(crate) language: Language,
    /// Rises when pages have to load again.
    pub(crate) content: u32,
    /// Seconds until it locks, while warned.
    pub(crate) lock_in: Option<u32>,
    /// Journal entries read in the run of synchronisation that goes on.
    pub(crate) entries_read: u64,
    /// Entries a second in this run, and about how many seconds it still takes.
    pub(crate) reading: (u64, Option<u32>),
    /// Entries read in a rehearsal, and about how many seconds it still takes.
    pub(crate) rehearsed: (u64, Option<u32>),
    /// The last step of each approval.
    pub(crate) approvals: BTreeMap<String, ApprovalStep>,
    /// Messages, oldest first.
    pub(crate) toasts: Vec<Toast>,
    /// The proof drawer.
    pub(crate) drawer: Option<Drawer>,
    /// Whether the list of keys is open.
    pub(crate) keys_shown: bool,
    /// The passphrase of the minute in which the wallet was made, kept only until its recovery
    /// words are asked for, so that it need not be typed a third time.
    pub(crate) fresh_passphrase: Option<Secret>,
    next_toast: u32,
}

/// What can happen to the shared state.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SessionStep {
    /// A status came as an answer.
    StatusCame(StatusView),
    /// The status could not be asked.
    StatusFailed(ApiError),
    /// A push of the wallet.
    Pushed(WalletEvent),
    /// The reader chose a language before a wallet could keep it.
    LanguageChosen(Language),
    /// One second of the lock warning passed.
    WarningTicked,
    /// Something is to be said.
    Said(String),
    /// A toast had its time.
    ToastGone(u32),
    /// A seal was pressed.
    DrawerOpened(Drawer),
    /// The drawer was closed, or the page was left.
    DrawerClosed,
    /// F1.
    KeysToggled,
    /// An approval of this request begins.
    ApprovalBegun(String),
    /// A wallet was made with this passphrase.
    WalletMade(Secret),
    /// The recovery words were asked for.
    PassphraseUsed,
}

impl SessionState {
    /// The state before anything was asked.
    pub(crate) fn new(language: Language) -> Self {
        Self {
            status: None,
            trouble: None,
            language,
            content: 0,
            lock_in: None,
            entries_read: 0,
            reading: (0, None),
            rehearsed: (0, None),
            approvals: BTreeMap::new(),
            toasts: Vec::new(),
            drawer: None,
            keys_shown: false,
            fresh_passphrase: None,
            next_toast: 0,
        }
    }

    /// The state after a step.
    pub(crate) fn after(mut self, step: SessionStep) -> Self {
        match step {
            SessionStep::StatusCame(status) => self.take_status(status),
            SessionStep::StatusFailed(error) => self.trouble = Some(error),
            SessionStep::Pushed(event) => self.take_event(event),
            SessionStep::LanguageChosen(language) => self.language = language,
            SessionStep::WarningTicked => {
                self.lock_in = self.lock_in.map(|seconds| seconds.saturating_sub(1));
            }
            SessionStep::Said(text) => {
                self.toasts.retain(|toast| toast.text != text);
                self.toasts.push(Toast {
                    id: self.next_toast,
                    text,
                });
                self.next_toast += 1;
            }
            SessionStep::ToastGone(id) => self.toasts.retain(|toast| toast.id != id),
            SessionStep::DrawerOpened(drawer) => self.drawer = Some(drawer),
            SessionStep::DrawerClosed => self.drawer = None,
            SessionStep::KeysToggled => self.keys_shown = !self.keys_shown,
            SessionStep::ApprovalBegun(id) => {
                self.approvals.remove(&id);
            }
            SessionStep::WalletMade(passphrase) => self.fresh_passphrase = Some(passphrase),
            SessionStep::PassphraseUsed => self.fresh_passphrase = None,
        }
        self
    }

    /// Whether a link from outside may lead away from the page `here`: from a page of the desk, not
    /// from a sheet, and not where several links came together. Those wait side by side.
    pub(crate) fn may_follow_link(&self, here: &Route) -> bool {
        let alone = self.status.as_ref().is_some_and(|status| {
            // It is looked into after unlocking; that answer may still be on its way here.
            matches!(status.phase, Phase::Unlocked | Phase::Locked) && status.pending_links <= 1
        });
        alone && here.section().is_some() && self.lock_in.is_none() && !self.keys_shown
    }

    fn take_status(&mut self, status: StatusView) {
        self.trouble = None;
        if let Some(language) = status.language {
            self.language = language;
        }
        if status.phase != Phase::Unlocked {
            // Nothing of the content may outlive the lock.
            self.lock_in = None;
            self.drawer = None;
            self.approvals.clear();
            self.toasts.clear();
            self.fresh_passphrase = None;
        }
        self.status = Some(Rc::new(status));
    }

    fn take_event(&mut self, event: WalletEvent) {
        match event {
            WalletEvent::StatusChanged { status } => self.take_status(*status),
            WalletEvent::LockWarned { seconds } => self.lock_in = Some(seconds),
            WalletEvent::LockWarningEnded => self.lock_in = None,
            WalletEvent::SyncMoved {
                sync,
                entries,
                per_second,
                seconds_left,
            } => {
                self.entries_read = entries;
                self.reading = (per_second, seconds_left);
                if let Some(status) = &self.status {
                    let mut status = StatusView::clone(status);
                    status.sync = Some(sync);
                    self.status = Some(Rc::new(status));
                }
            }
            WalletEvent::RehearsalMoved {
                entries,
                seconds_left,
            } => self.rehearsed = (entries, seconds_left),
            WalletEvent::ContentChanged => self.content = self.content.wrapping_add(1),
            WalletEvent::ApprovalMoved { id, step } => {
                self.approvals.insert(id, step);
            }
            // These lead to another page or a toast; the root component does that.
            WalletEvent::LinkArrived
            | WalletEvent::LinkFailed { .. }
            | WalletEvent::LinkOpened { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use wallet_api::{ErrorCode, Proof, SyncState, SyncView, Theme};

    use super::*;

    fn status(phase: Phase) -> StatusView {
        StatusView {
            phase,
            trouble: None,
            language: Some(Language::En),
            theme: Theme::System,
            text_size: 100,
            reduce_motion: false,
            wait_secs: 0,
            pending_links: 0,
            lock_after_secs: 300,
            version: "0.1.0".into(),
            network: None,
            words_checked: Some(false),
            sync: None,
            log: None,
            waiting: Some(1),
        }
    }

    fn open() -> SessionState {
        SessionState::new(Language::Zh).after(SessionStep::StatusCame(status(Phase::Unlocked)))
    }

    #[test]
    fn the_wallets_language_wins_over_the_guess() {
        assert_eq!(open().language, Language::En);
        let mut silent = status(Phase::Empty);
        silent.language = None;
        let state = SessionState::new(Language::Zh).after(SessionStep::StatusCame(silent));
        assert_eq!(state.language, Language::Zh);
    }

    #[test]
    fn locking_forgets_what_was_open() {
        let step = ApprovalStep::Anchoring;
        let drawer = Drawer {
            subject: ProofSubject::Head,
            title: "x".into(),
        };
        let state = open()
            .after(SessionStep::Said("hello".into()))
            .after(SessionStep::DrawerOpened(drawer))
            .after(SessionStep::WalletMade(Secret("never kept".into())))
            .after(SessionStep::Pushed(WalletEvent::ApprovalMoved {
                id: "r".into(),
                step,
            }))
            .after(SessionStep::Pushed(WalletEvent::LockWarned { seconds: 60 }));
        assert!(state.lock_in.is_some() && !state.approvals.is_empty());
        let locked = Box::new(status(Phase::Locked));
        let state = state.after(SessionStep::Pushed(WalletEvent::StatusChanged {
            status: locked,
        }));
        assert_eq!(state.lock_in, None);
        assert!(state.drawer.is_none() && state.toasts.is_empty() && state.approvals.is_empty());
        assert!(state.fresh_passphrase.is_none());
    }

    #[test]
    fn the_warning_counts_down_and_ends() {
        let warned = open().after(SessionStep::Pushed(WalletEvent::LockWarned { seconds: 1 }));
        let ticked = warned
            .after(SessionStep::WarningTicked)
            .after(SessionStep::WarningTicked);
        assert_eq!(ticked.lock_in, Some(0));
        assert_eq!(
            ticked
                .after(SessionStep::Pushed(WalletEvent::LockWarningEnded))
                .lock_in,
            None
        );
    }

    #[test]
    fn changed_content_makes_pages_load_again() {
        let before = open();
        let after = before
            .clone()
            .after(SessionStep::Pushed(WalletEvent::ContentChanged));
        assert_ne!(before.content, after.content);
    }

    #[test]
    fn synchronisation_moves_inside_the_status() {
        let sync = SyncView {
            state: SyncState::Running,
            proof: Proof::NotChecked,
            checked: None,
            clock: None,
        };
        let event = WalletEvent::SyncMoved {
            sync: sync.clone(),
            entries: 12,
            per_second: 4,
            seconds_left: Some(3),
        };
        let state = open().after(SessionStep::Pushed(event));
        assert_eq!(
            state.status.and_then(|status| status.sync.clone()),
            Some(sync)
        );
        assert_eq!((state.entries_read, state.reading), (12, (4, Some(3))));
    }

    #[test]
    fn an_approval_that_begins_anew_starts_at_its_first_step() {
        let moved = WalletEvent::ApprovalMoved {
            id: "r".into(),
            step: ApprovalStep::Sending,
        };
        let state = open().after(SessionStep::Pushed(moved));
        assert_eq!(state.approvals.get("r"), Some(&ApprovalStep::Sending));
        assert!(
            state
                .after(SessionStep::ApprovalBegun("r".into()))
                .approvals
                .is_empty()
        );
    }

    #[test]
    fn a_message_is_shown_once() {
        let state = open()
            .after(SessionStep::Said("a".into()))
            .after(SessionStep::Said("a".into()));
        assert_eq!(state.toasts.len(), 1);
        let id = state.toasts[0].id;
        assert!(state.after(SessionStep::ToastGone(id)).toasts.is_empty());
    }

    #[test]
    fn a_link_leads_away_from_plain_pages_only() {
        let id = || "r".to_owned();
        for page in Route::SECTIONS.into_iter().chain([Route::Document(id())]) {
            assert!(open().may_follow_link(&page), "{page:?}");
        }
        let sheets = [
            Route::Words,
            Route::WordCheck,
            Route::Request(id()),
            Route::Offer(id()),
            Route::Paste,
        ];
        for sheet in sheets {
            assert!(!open().may_follow_link(&sheet), "{sheet:?}");
        }
        let warned = open().after(SessionStep::Pushed(WalletEvent::LockWarned { seconds: 60 }));
        assert!(!warned.may_follow_link(&Route::Home));
        assert!(
            !open()
                .after(SessionStep::KeysToggled)
                .may_follow_link(&Route::Home)
        );
        let first_run = open().after(SessionStep::StatusCame(status(Phase::Empty)));
        assert!(!first_run.may_follow_link(&Route::Home));
    }

    #[test]
    fn links_that_come_together_lead_nowhere() {
        for (links, follows) in [(0, true), (1, true), (2, false)] {
            let mut several = status(Phase::Unlocked);
            several.pending_links = links;
            let state = open().after(SessionStep::StatusCame(several));
            assert_eq!(state.may_follow_link(&Route::Home), follows, "{links}");
        }
    }

    #[test]
    fn a_status_after_a_failure_clears_it() {
        let failed = SessionState::new(Language::Zh)
            .after(SessionStep::StatusFailed(ErrorCode::Internal.into()));
        assert!(failed.trouble.is_some());
        assert!(
            failed
                .after(SessionStep::StatusCame(status(Phase::Locked)))
                .trouble
                .is_none()
        );
    }
}
