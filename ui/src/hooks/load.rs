//! Loading a page's data, again whenever the wallet says that its content changed.

use std::{cell::Cell, rc::Rc};

use wallet_api::{ApiError, Command};
use yew::{platform::spawn_local, prelude::*};

use super::use_session;
use crate::{bridge, state::load::Load};

/// What came so far, and a way to ask again.
pub(crate) struct Loaded<T: 'static> {
    /// The state.
    pub(crate) state: Load<T>,
    /// Asks again.
    pub(crate) again: Callback<()>,
}

struct Slot<T>(Load<T>);

enum Step<T> {
    Settled(Result<T, ApiError>, fn(&T) -> bool),
    AskedAgain,
    Forgotten,
}

impl<T> Reducible for Slot<T> {
    type Action = Step<T>;

    fn reduce(self: Rc<Self>, step: Step<T>) -> Rc<Self> {
        Rc::new(Self(match step {
            Step::Settled(answer, is_empty) => self.0.settled(answer, is_empty),
            Step::AskedAgain => self.0.asked_again(),
            Step::Forgotten => Load::Loading,
        }))
    }
}

/// Loads what `command` answers.
#[hook]
pub(crate) fn use_load<C>(command: C) -> Loaded<C::Reply>
where
    C: Command + Clone + PartialEq + 'static,
    C::Reply: 'static,
{
    use_load_or_empty(command, |_| false)
}

/// The same for an answer that can be empty.
#[hook]
pub(crate) fn use_load_or_empty<C>(command: C, is_empty: fn(&C::Reply) -> bool) -> Loaded<C::Reply>
where
    C: Command + Clone + PartialEq + 'static,
    C::Reply: 'static,
{
    let slot = use_reducer(|| Slot(Load::Loading));
    let content = use_session().state().content;
    let asked = use_state(|| 0_u32);
    // Only the newest question's answer counts.
    let newest = use_mut_ref(|| Rc::new(Cell::new(0_u32)));
    let newest = newest.borrow().clone();

    {
        let slot = slot.dispatcher();
        use_effect_with(command.clone(), {
            let slot = slot.clone();
            move |_| slot.dispatch(Step::Forgotten)
        });
        let newest = newest.clone();
        use_effect_with((command, content, *asked), move |(command, _, _)| {
            let mine = newest.get().wrapping_add(1);
            newest.set(mine);
            let command = command.clone();
            let live = newest.clone();
            spawn_local(async move {
                let answer = bridge::call(command).await;
                if live.get() == mine {
                    slot.dispatch(Step::Settled(answer, is_empty));
                }
            });
            // An answer that comes after the page is gone goes nowhere.
            move || newest.set(newest.get().wrapping_add(1))
        });
    }

    let again = {
        let slot = slot.dispatcher();
        Callback::from(move |()| {
            slot.dispatch(Step::AskedAgain);
            asked.set(asked.wrapping_add(1));
        })
    };
    Loaded {
        state: slot.0.clone(),
        again,
    }
}
