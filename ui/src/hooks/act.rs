//! Doing one thing: sent once, its failure kept for the page to show.

use wallet_api::{ApiError, Command};
use yew::{platform::spawn_local, prelude::*};

use crate::bridge;

/// One act of a page.
pub(crate) struct Act<C: Command> {
    /// Whether it is under way.
    pub(crate) busy: bool,
    /// Why the last try failed.
    pub(crate) error: Option<ApiError>,
    /// Does it, unless it is under way.
    pub(crate) run: Callback<C>,
    /// Forgets the failure.
    pub(crate) clear: Callback<()>,
}

/// An act that calls `done` with the answer.
#[hook]
pub(crate) fn use_act<C>(done: Callback<C::Reply>) -> Act<C>
where
    C: Command + 'static,
    C::Reply: 'static,
{
    let busy = use_state(|| false);
    let error = use_state(|| None::<ApiError>);
    let running = use_mut_ref(|| false);
    let run = {
        let (busy, error) = (busy.clone(), error.clone());
        Callback::from(move |command: C| {
            if running.replace(true) {
                return;
            }
            busy.set(true);
            error.set(None);
            let (busy, error, done) = (busy.clone(), error.clone(), done.clone());
            let running = running.clone();
            spawn_local(async move {
                let answer = bridge::call(command).await;
                running.replace(false);
                busy.set(false);
                match answer {
                    Ok(reply) => done.emit(reply),
                    Err(failure) => error.set(Some(failure)),
                }
            });
        })
    };
    let clear = {
        let error = error.clone();
        Callback::from(move |()| error.set(None))
    };
    Act {
        busy: *busy,
        error: (*error).clone(),
        run,
        clear,
    }
}
