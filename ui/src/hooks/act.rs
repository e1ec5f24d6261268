//! Doing one thing: sent once, its failure kept for the page to show.

use std::{cell::RefCell, rc::Rc};

use gloo_timers::callback::Timeout;
use wallet_api::{ApiError, Command, ErrorCode};
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

/// What a [`use_latest`] is at.
struct Turn<C> {
    /// The command that waits for the one under way.
    next: Option<C>,
    /// Ends the wait for an answer that does not come; none is under way without it.
    patience: Option<Timeout>,
    /// The question that counts.
    question: u32,
}

/// An act of which only the newest wish counts: what is wished while one is under way is sent after
/// it. `done` is called with the answer to the last one. An answer that takes longer than
/// [`PATIENCE_MS`] is a failure, and the next wish is sent all the same.
#[hook]
pub(crate) fn use_latest<C>(done: Callback<C::Reply>) -> Act<C>
where
    C: Command + 'static,
    C::Reply: 'static,
{
    let busy = use_state(|| false);
    let error = use_state(|| None::<ApiError>);
    let turn = use_mut_ref(|| Turn::<C> {
        next: None,
        patience: None,
        question: 0,
    });
    let finish = {
        let (busy, error) = (busy.clone(), error.clone());
        Callback::from(move |answer: Result<C::Reply, ApiError>| {
            busy.set(false);
            match answer {
                Ok(reply) => done.emit(reply),
                Err(failure) => error.set(Some(failure)),
            }
        })
    };
    let run = {
        let (busy, error) = (busy.clone(), error.clone());
        Callback::from(move |command: C| {
            busy.set(true);
            error.set(None);
            let waits = turn.borrow().patience.is_some();
            if waits {
                turn.borrow_mut().next = Some(command);
            } else {
                send(turn.clone(), command, finish.clone());
            }
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

/// Longest that an answer is waited for, by [`use_latest`].
const PATIENCE_MS: u32 = 10_000;

fn send<C>(turn: Rc<RefCell<Turn<C>>>, command: C, finish: Callback<Result<C::Reply, ApiError>>)
where
    C: Command + 'static,
    C::Reply: 'static,
{
    let mine = {
        let mut now = turn.borrow_mut();
        now.question = now.question.wrapping_add(1);
        let (turn, finish) = (turn.clone(), finish.clone());
        let question = now.question;
        now.patience = Some(Timeout::new(PATIENCE_MS, move || {
            answered(
                turn,
                question,
                Err(ApiError::about(ErrorCode::Internal, C::NAME)),
                finish,
            );
        }));
        question
    };
    spawn_local(async move {
        let answer = bridge::call(command).await;
        answered(turn, mine, answer, finish);
    });
}

fn answered<C>(
    turn: Rc<RefCell<Turn<C>>>,
    question: u32,
    answer: Result<C::Reply, ApiError>,
    finish: Callback<Result<C::Reply, ApiError>>,
) where
    C: Command + 'static,
    C::Reply: 'static,
{
    let next = {
        let mut now = turn.borrow_mut();
        // An answer after its time is nobody's any more.
        if now.question != question || now.patience.take().is_none() {
            return;
        }
        now.next.take()
    };
    match next {
        Some(command) => send(turn, command, finish),
        None => finish.emit(answer),
    }
}
