//! The session that all pages share.

use std::rc::Rc;

use wallet_api::{ApiError, Lock, ProofSubject, StatusView};
use yew::{platform::spawn_local, prelude::*};

use crate::{
    bridge,
    i18n::{I18n, t},
    state::session::{Drawer, SessionState, SessionStep},
};

/// The reducer of the shared state.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SessionStore(pub(crate) SessionState);

impl Reducible for SessionStore {
    type Action = SessionStep;

    fn reduce(self: Rc<Self>, step: SessionStep) -> Rc<Self> {
        Rc::new(Self(self.0.clone().after(step)))
    }
}

/// A handle on the shared state.
#[derive(Clone, PartialEq)]
pub(crate) struct Session(pub(crate) UseReducerHandle<SessionStore>);

impl Session {
    /// The state as this page was drawn with it.
    pub(crate) fn state(&self) -> &SessionState {
        &self.0.0
    }

    /// The words of the language in force.
    pub(crate) fn i18n(&self) -> I18n {
        I18n {
            language: self.state().language,
        }
    }

    /// Takes a step.
    pub(crate) fn step(&self, step: SessionStep) {
        self.0.dispatch(step);
    }

    /// Says something in a toast.
    pub(crate) fn say(&self, text: String) {
        self.step(SessionStep::Said(text));
    }

    /// Says what went wrong in a toast.
    pub(crate) fn say_error(&self, error: &ApiError) {
        let i = self.i18n();
        let (title, _, remedy) = i.error(error.code);
        self.say(t!(i, "toast-error", title = title, remedy = remedy));
    }

    /// Takes over a status that came as an answer.
    pub(crate) fn take(&self, status: StatusView) {
        self.step(SessionStep::StatusCame(status));
    }

    /// Locks the wallet.
    pub(crate) fn lock(&self) {
        let session = self.clone();
        spawn_local(async move {
            match bridge::call(Lock {}).await {
                Ok(status) => session.take(status),
                Err(error) => session.say_error(&error),
            }
        });
    }

    /// A callback that opens the proof drawer.
    pub(crate) fn open_proof(&self, subject: ProofSubject, title: String) -> Callback<MouseEvent> {
        let session = self.clone();
        Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            event.stop_propagation();
            let drawer = Drawer {
                subject: subject.clone(),
                title: title.clone(),
            };
            session.step(SessionStep::DrawerOpened(drawer));
        })
    }
}

/// The session.
#[hook]
pub(crate) fn use_session() -> Session {
    use_context::<Session>().expect("the root component provides the session")
}

/// The words of the language in force.
#[hook]
pub(crate) fn use_i18n() -> I18n {
    use_session().i18n()
}
