//! The wallet's phases, the dispatch of commands, and what goes on in the background.

use std::{
    future::Future,
    path::{Path, PathBuf},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use vault::{AttemptDelay, LockedVault};
use wallet_api::{Access, ApiError, Command, ErrorCode, FileView, Phase, StatusView, WalletEvent};

use crate::{
    acts::unlock::open_error, clock, files, idle::Due, profile::Profile, session::Session,
};

/// How often the chain is read while the wallet is open.
const SYNC_EVERY: Duration = Duration::from_secs(10);
/// Idle time until locking, unless set otherwise.
pub(crate) const LOCK_AFTER_SECS: u32 = 300;
/// Most links that wait for the wallet to be opened.
const MAX_WAITING_LINKS: usize = 16;

/// The wallet of one profile. Cheap to clone; all clones are the same wallet.
#[derive(Clone)]
pub struct Wallet {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) profile: Profile,
    events: Box<dyn Fn(WalletEvent) + Send + Sync>,
    session: Mutex<Option<Arc<Session>>>,
    attempts: Mutex<AttemptDelay>,
    /// Opening and making take a second of key derivation: one at a time.
    pub(crate) opening: tokio::sync::Mutex<()>,
    links: Mutex<Vec<String>>,
    saver: OnceLock<Saver>,
    /// The sandbox of the rehearsal under way.
    rehearsal: Mutex<Option<Wallet>>,
    /// Where the clock of failed attempts begins.
    started: Instant,
}

/// Asks the citizen where a file of this name goes; nothing if they changed their mind.
pub type Saver = Box<dyn Fn(String) -> Saving + Send + Sync>;
/// The answer on its way.
pub type Saving = Pin<Box<dyn Future<Output = Option<PathBuf>> + Send>>;

/// One act of the citizen: how a command is carried out.
pub(crate) trait Act: Command {
    fn act(self, wallet: &Wallet) -> impl Future<Output = Result<Self::Reply, ApiError>> + Send;
}

impl Wallet {
    /// The wallet of `profile`; `events` gets everything it tells without being asked.
    pub fn new(profile: Profile, events: impl Fn(WalletEvent) + Send + Sync + 'static) -> Self {
        Self {
            inner: Arc::new(Inner {
                profile,
                events: Box::new(events),
                session: Mutex::new(None),
                attempts: Mutex::new(AttemptDelay::default()),
                opening: tokio::sync::Mutex::new(()),
                links: Mutex::new(Vec::new()),
                saver: OnceLock::new(),
                rehearsal: Mutex::new(None),
                started: Instant::now(),
            }),
        }
    }

    /// From now on `saver` asks the citizen where a file goes; without one nothing can be saved. Only
    /// the first one counts.
    pub fn save_with(&self, saver: Saver) {
        let _ = self.inner.saver.set(saver);
    }

    /// Asks the citizen where a file goes.
    pub(crate) async fn ask_where(&self, name: &str) -> Result<Option<PathBuf>, ApiError> {
        let saver = self
            .inner
            .saver
            .get()
            .ok_or_else(|| ApiError::about(ErrorCode::BadInput, "no window"))?;
        Ok(saver(name.to_owned()).await)
    }

    /// Writes a file for its owner alone, whole or not at all: beside its place first, then into it.
    ///
    /// # Errors
    /// `not-saved`.
    pub async fn write_file(&self, path: &Path, content: Vec<u8>) -> Result<(), ApiError> {
        let path = path.to_owned();
        let written = tokio::task::spawn_blocking(move || files::replace(&path, &content));
        written
            .await
            .map_err(|_| ApiError::about(ErrorCode::NotSaved, "file"))?
            .map_err(|error| ApiError::about(ErrorCode::NotSaved, error.kind().to_string()))
    }

    /// Saves a file where the citizen says.
    pub(crate) async fn save(&self, file: FileView) -> Result<Option<String>, ApiError> {
        let Some(path) = self.ask_where(&file.name).await? else {
            return Ok(None);
        };
        self.write_file(&path, file.content.into_bytes()).await?;
        Ok(Some(path.display().to_string()))
    }

    /// Carries out a command.
    ///
    /// # Errors
    /// [`ApiError`]; nothing is half done unless its code says so.
    pub async fn run<C: Command>(&self, command: C) -> Result<C::Reply, ApiError>
    where
        Self: Handles<C>,
    {
        self.handle(command).await
    }

    /// Carries out the command named `name`; `payload` is its struct as JSON.
    ///
    /// # Errors
    /// As [`Wallet::run`]; an unknown name or a payload of another shape is `bad-input`.
    pub async fn dispatch(
        &self,
        name: &str,
        payload: serde_json::Value,
    ) -> Result<serde_json::Value, ApiError> {
        macro_rules! arms {
            ($($type:ident $wire:literal),* $(,)?) => {
                match name {
                    $($wire => {
                        let command: wallet_api::$type = serde_json::from_value(payload)
                            .map_err(|_| ApiError::about(ErrorCode::BadInput, $wire))?;
                        let reply = self.run(command).await?;
                        serde_json::to_value(reply)
                            .map_err(|_| ApiError::about(ErrorCode::Internal, $wire))
                    })*
                    _ => Err(ApiError::about(ErrorCode::BadInput, "command")),
                }
            };
        }
        wallet_api::for_each_command!(arms)
    }

    /// Finds the text of the code in picture files: one code, or all parts of a long one in any
    /// order.
    ///
    /// # Errors
    /// `bad-image`, `no-code-found`, `parts-missing`, `other-parts`.
    pub async fn read_code_files(&self, images: Vec<PathBuf>) -> Result<String, ApiError> {
        tokio::task::spawn_blocking(move || {
            let mut found = Vec::new();
            for image in &images {
                let bytes = files::read_file(image, files::MAX_PICTURE)?;
                found.extend(crate::code::read_bytes(&bytes)?);
            }
            crate::code::whole(found)
        })
        .await
        .map_err(|_| ApiError::about(ErrorCode::BadImage, "content"))?
    }

    /// Takes a link that was opened outside. It is looked into once the wallet is open.
    pub fn deliver_link(&self, link: String) {
        {
            let mut links = lock(&self.inner.links);
            if links.contains(&link) {
                return;
            }
            if links.len() == MAX_WAITING_LINKS {
                drop(links);
                let error = ApiError::about(ErrorCode::BadInput, "links");
                self.tell(WalletEvent::LinkFailed { error });
                return;
            }
            links.push(link);
        }
        self.tell(WalletEvent::LinkArrived);
        self.status_changed();
    }

    /// Watches the idle clock, reads the chain, looks into links that came in. Never ends.
    pub async fn run_in_background(self) {
        let mut tick = tokio::time::interval(Duration::from_secs(1));
        let mut synced: Option<Instant> = None;
        loop {
            tick.tick().await;
            let Ok(session) = self.session() else {
                synced = None;
                continue;
            };
            match session.idle_due((Instant::now(), SystemTime::now())) {
                Due::Lock => {
                    self.lock_now();
                    continue;
                }
                Due::Warn(seconds) => self.tell(WalletEvent::LockWarned { seconds }),
                Due::Nothing => {}
            }
            if synced.is_none_or(|at| at.elapsed() >= SYNC_EVERY) {
                synced = Some(Instant::now());
                let wallet = self.clone();
                tokio::spawn(async move { wallet.background_sync().await });
            }
        }
    }

    /// Locks, because the program ends.
    pub fn shut_down(&self) {
        self.lock_now();
    }

    async fn background_sync(self) {
        // Its outcome is in the sync view; an error here has been told there.
        let _ = crate::acts::sync::run(&self).await;
        self.open_waiting_links().await;
    }

    pub(crate) async fn open_waiting_links(&self) {
        let Ok(session) = self.session() else {
            return;
        };
        let links = lock(&self.inner.links).clone();
        let again = session.first_time_for_links();
        if let Err(error) =
            crate::acts::incoming::take_in(self, &session, links.clone(), again).await
        {
            // They stay in memory and are taken in at the next opening.
            tracing::warn!(%error, "links from outside could not be kept");
            return;
        }
        lock(&self.inner.links).retain(|link| !links.contains(link));
        self.status_changed();
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.inner
    }

    /// The open vault.
    pub(crate) fn session(&self) -> Result<Arc<Session>, ApiError> {
        lock(&self.inner.session)
            .clone()
            .ok_or_else(|| ErrorCode::Locked.into())
    }

    pub(crate) fn set_session(&self, session: Session) {
        *lock(&self.inner.session) = Some(Arc::new(session));
    }

    /// Locks at once: the vault closes and forgets its keys; work under way ends with `locked`.
    pub(crate) fn lock_now(&self) {
        self.stop_rehearsal();
        let session = lock(&self.inner.session).take();
        if let Some(session) = session {
            session.close();
            self.status_changed();
        }
    }

    /// Somebody is at the computer. No other command says so: pages load again by themselves when
    /// something changed, and what changes comes from outside.
    pub(crate) fn stay_awake(&self) {
        if let Ok(session) = self.session()
            && session.touch((Instant::now(), SystemTime::now()))
        {
            self.tell(WalletEvent::LockWarningEnded);
        }
    }

    /// A rehearsal begins in `sandbox`; not if one is under way.
    pub(crate) fn begins_rehearsal(&self, sandbox: &Self) -> bool {
        let mut rehearsal = lock(&self.inner.rehearsal);
        let free = rehearsal.is_none();
        if free {
            *rehearsal = Some(sandbox.clone());
        }
        free
    }

    /// The rehearsal came to its end; not if it was stopped before.
    pub(crate) fn ends_rehearsal(&self) -> bool {
        lock(&self.inner.rehearsal).take().is_some()
    }

    /// Ends the rehearsal under way: its wallet closes, and whatever it does fails.
    pub(crate) fn stop_rehearsal(&self) {
        let sandbox = lock(&self.inner.rehearsal).take();
        if let Some(sandbox) = sandbox {
            sandbox.shut_down();
        }
    }

    pub(crate) fn tell(&self, event: WalletEvent) {
        (self.inner.events)(event);
    }

    pub(crate) fn status_changed(&self) {
        self.tell(WalletEvent::StatusChanged {
            status: Box::new(self.status()),
        });
    }

    pub(crate) fn content_changed(&self) {
        self.tell(WalletEvent::ContentChanged);
    }

    pub(crate) fn locked_vault(&self) -> LockedVault {
        LockedVault::at(self.inner.profile.vault_folder())
    }

    /// Where the wallet stands and, if it cannot be opened as it is, why. Nothing is tried for that;
    /// what only the passphrase can show is told when it is given.
    fn standing(&self) -> (Phase, Option<ApiError>) {
        if self.session().is_ok() {
            return (Phase::Unlocked, None);
        }
        let vault = self.locked_vault();
        if !vault.exists() {
            return (Phase::Empty, None);
        }
        match vault.header() {
            Ok(_) => (Phase::Locked, None),
            Err(error) => (Phase::Troubled, Some(open_error(error))),
        }
    }

    /// Checks that the wallet is in the phase a command needs.
    fn admit(&self, access: Access) -> Result<(), ApiError> {
        match (access, self.standing()) {
            (Access::Anytime, _)
            | (Access::Empty, (Phase::Empty, _))
            | (Access::Locked, (Phase::Locked, _))
            | (Access::Unlocked, (Phase::Unlocked, _)) => Ok(()),
            (Access::Empty, _) => Err(ErrorCode::AlreadyExists.into()),
            (_, (Phase::Empty, _)) => Err(ErrorCode::NoWallet.into()),
            (_, (Phase::Troubled, Some(trouble))) => Err(trouble),
            (Access::Locked, _) => Err(ApiError::about(ErrorCode::BadInput, "already unlocked")),
            (_, _) => Err(ErrorCode::Locked.into()),
        }
    }

    /// How long until another try at the passphrase is taken: what this program has seen by a clock
    /// that nobody sets, or what programs before it left, whichever is longer.
    pub(crate) fn attempt_wait(&self) -> Duration {
        let now = since_1970();
        let kept = self.locked_vault().attempts(now).wait(now);
        lock(&self.inner.attempts)
            .wait(self.inner.started.elapsed())
            .max(kept)
    }

    /// Counts a try at the passphrase, also for the programs that come after this one.
    pub(crate) fn count_attempt(&self, right: bool) {
        let vault = self.locked_vault();
        let now = since_1970();
        let mut kept = vault.attempts(now);
        let mut seen = lock(&self.inner.attempts);
        if right {
            seen.succeeded();
            kept.succeeded();
        } else {
            seen.failed(self.inner.started.elapsed());
            kept.failed(now);
        }
        if let Err(error) = vault.keep_attempts(kept) {
            tracing::warn!(%error, "the count of failed attempts could not be kept");
        }
    }

    pub(crate) fn status(&self) -> StatusView {
        let preferences = self.inner.profile.preferences();
        let session = self.session().ok();
        let wait = self.attempt_wait();
        let pending = lock(&self.inner.links).len();
        let (phase, trouble) = self.standing();
        StatusView {
            phase,
            trouble: trouble
                .or_else(|| self.inner.profile.network_trouble())
                .map(|error| error.code),
            language: preferences.language,
            theme: preferences.theme,
            text_size: preferences.text_size.unwrap_or(100),
            reduce_motion: preferences.reduce_motion,
            wait_secs: u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX),
            pending_links: u32::try_from(pending).unwrap_or(u32::MAX),
            lock_after_secs: session
                .as_ref()
                .map_or(LOCK_AFTER_SECS, |s| s.lock_after_secs()),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            network: self
                .inner
                .profile
                .network()
                .ok()
                .map(|network| wallet_api::LocalText {
                    zh: network.name().zh.clone(),
                    en: network.name().en.clone(),
                }),
            words_checked: session
                .as_ref()
                .and_then(|s| s.meta().ok())
                .map(|meta| meta.words_checked),
            sync: session.as_ref().map(|s| s.sync_view()),
            log: session.as_ref().and_then(|s| s.log().doubt()),
            waiting: session
                .as_ref()
                .and_then(|s| crate::acts::inbox::waiting(s).ok()),
        }
    }
}

/// Says that the wallet carries out a command; every command of `wallet-api` is.
pub trait Handles<C: Command> {
    /// Carries it out; use [`Wallet::run`].
    fn handle(&self, command: C) -> impl Future<Output = Result<C::Reply, ApiError>> + Send;
}

impl<C: Act + Send + 'static> Handles<C> for Wallet {
    async fn handle(&self, command: C) -> Result<C::Reply, ApiError> {
        self.admit(C::ACCESS)?;
        let session = self.session().ok();
        let result = command.act(self).await.map_err(|error| match session {
            Some(session) => clock::explain(error, session.clock_doubt()),
            None => error,
        });
        if let Err(error) = &result {
            tracing::info!(command = C::NAME, %error, "a command failed");
        }
        result
    }
}

/// Locks a mutex; a panic of another holder does not make its plain data unusable.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Seconds since 1970 by this computer's clock.
pub(crate) fn now() -> i64 {
    i64::try_from(since_1970().as_secs()).unwrap_or(i64::MAX)
}

fn since_1970() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use wallet_api::{
        CreateWallet, GetHome, Language, ListInbox, MapReach, PlanCut, ReviewClaim, ReviewRequest,
        Secret, StayAwake,
    };

    use super::*;

    #[tokio::test]
    async fn only_a_person_keeps_the_wallet_open() {
        let folder = tempfile::tempdir().unwrap();
        let ended = Arc::new(Mutex::new(0));
        let told = ended.clone();
        let wallet = Wallet::new(Profile::at(folder.path().join("wallet")), move |event| {
            if matches!(event, WalletEvent::LockWarningEnded) {
                *lock(&told) += 1;
            }
        });
        let passphrase = Secret("glazed-otter-plinth-72 harbour".to_owned());
        let language = Language::En;
        wallet
            .run(CreateWallet {
                passphrase,
                language,
            })
            .await
            .unwrap();
        let session = wallet.session().unwrap();
        let later = Duration::from_secs(u64::from(LOCK_AFTER_SECS) - 30);
        let soon = (Instant::now() + later, SystemTime::now() + later);
        assert!(matches!(session.idle_due(soon), Due::Warn(_)));
        // What an open page asks again when something came in from outside; whether there is an
        // answer does not matter.
        let nothing = || "none".to_owned();
        let _ = wallet.run(GetHome {}).await;
        let _ = wallet.run(ListInbox {}).await;
        let _ = wallet.run(MapReach {}).await;
        let _ = wallet.run(ReviewRequest { id: nothing() }).await;
        let _ = wallet.run(ReviewClaim { id: nothing() }).await;
        let _ = wallet
            .run(PlanCut {
                office: nothing(),
                link: None,
                possible: true,
            })
            .await;
        assert_eq!(*lock(&ended), 0);
        wallet.run(StayAwake {}).await.unwrap();
        assert_eq!(*lock(&ended), 1);
    }
}
