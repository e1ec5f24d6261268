//! The sheet while it is being decided: what is chosen, and the two buttons.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wallet_api::{
    ApproveRequest, InboxRow, InboxState, ReceiptView, RefuseRequest, ReviewView, Secret,
};
use web_sys::KeyboardEvent;
use yew::prelude::*;

use super::{
    super::later::{Snooze, Unsent},
    asked::{AskedProps, asked},
    band::band,
    changes::changing,
    confirm::ConfirmDialog,
    refusal::refusal,
    terms::{TermsProps, terms_and_rule},
    who::{WhoProps, who},
};
use crate::{
    components::{StageBar, num, use_title},
    format::{self, Moment},
    hooks::{dom, use_act, use_session},
    i18n::{I18n, rich, t},
    route::Route,
    state::{
        choice::{Choice, ChoiceStep, stop},
        session::SessionStep,
    },
};

/// How long the approve button stays inert after the sheet appeared: nobody approves by a click
/// that was meant for something else.
const INERT_MS: u32 = 600;

#[derive(Properties)]
pub(super) struct DecidingProps {
    pub(super) review: Rc<ReviewView>,
    pub(super) on_receipt: Callback<ReceiptView>,
    pub(super) on_open: Callback<bool>,
    pub(super) again: Callback<()>,
    /// Opens the answer with less, with what was chosen so far.
    pub(super) on_less: Callback<Choice>,
}

impl PartialEq for DecidingProps {
    fn eq(&self, other: &Self) -> bool {
        self.review == other.review && self.again == other.again
    }
}

struct ChoiceStore(Choice);

impl Reducible for ChoiceStore {
    type Action = (ChoiceStep, Rc<ReviewView>);

    fn reduce(self: Rc<Self>, (step, review): Self::Action) -> Rc<Self> {
        Rc::new(Self(self.0.clone().after(step, &review)))
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Open {
    Nothing,
    Passphrase,
    Refusal,
}

#[function_component]
pub(super) fn Deciding(props: &DecidingProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let review = props.review.clone();
    let choice = {
        let review = review.clone();
        use_reducer(move || ChoiceStore(Choice::new(&review)))
    };
    let inert = use_state(|| true);
    let open = use_state(|| Open::Nothing);
    {
        let on_open = props.on_open.clone();
        use_effect_with(*open != Open::Nothing, move |open| on_open.emit(*open));
    }
    let hint = use_state(|| false);
    {
        let inert = inert.clone();
        use_effect_with((), move |()| {
            let timer = Timeout::new(INERT_MS, move || inert.set(false));
            move || drop(timer)
        });
    }
    let refused = {
        let session = session.clone();
        Callback::from(move |row: InboxRow| {
            let told = if row.untold {
                "inbox-untold-text"
            } else {
                "refused-toast"
            };
            session.say(session.i18n().text(told));
            dom::go(&Route::Requests);
        })
    };
    let refuse = use_act::<RefuseRequest>(refused);
    let approve = use_act::<ApproveRequest>(props.on_receipt.clone());
    let title = headline(i, &review);
    let heading = use_title(&title.clone().into());

    let chosen = &choice.0;
    let until = chosen.until(&review, dom::now(), |day| {
        Moment::day(day).map(Moment::end_of_day)
    });
    let decided = !(review.state.is_open() || review.state == InboxState::FailedNothingSent);
    // A counter-offer that waits can be taken back by refusing.
    let offered = review.state == InboxState::Offered;
    let consent = !decided && chosen.needs_consent(&review);
    let on_less = {
        let (on_less, chosen) = (props.on_less.clone(), chosen.clone());
        Callback::from(move |()| on_less.emit(chosen.clone()))
    };
    let stopped = stop(&review);
    let held = decided || stopped.is_some();
    let can_approve = !decided
        && stopped.is_none()
        && !chosen.items.is_empty()
        && until.is_some()
        && !approve.busy
        && !refuse.busy;
    let on_step = {
        let (choice, review) = (choice.dispatcher(), review.clone());
        Callback::from(move |step| choice.dispatch((step, review.clone())))
    };
    let set_open = |next: Open| {
        let open = open.clone();
        move || open.set(next)
    };
    let press_approve = {
        let (ask, inert) = (set_open(Open::Passphrase), inert.clone());
        let on_less = on_less.clone();
        Callback::from(move |_: MouseEvent| match (*inert, consent) {
            (true, _) => {}
            (false, true) => on_less.emit(()),
            (false, false) => ask(),
        })
    };
    // Enter on the button presses nothing: approving is never what a stray key does.
    let no_enter = {
        let hint = hint.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" {
                event.prevent_default();
                hint.set(true);
            }
        })
    };
    let press_refuse = {
        let ask = set_open(Open::Refusal);
        Callback::from(move |_: MouseEvent| ask())
    };
    let on_confirm = {
        let (run, review) = (approve.run.clone(), review.clone());
        let (items, max_uses) = (chosen.in_order(&review), chosen.max_uses());
        let max_depth = chosen.depth;
        let session = session.clone();
        Callback::from(move |passphrase: Secret| {
            if let Some(until) = until {
                session.step(SessionStep::ApprovalBegun(review.id.clone()));
                run.emit(ApproveRequest {
                    id: review.id.clone(),
                    digest: review.digest.clone(),
                    items: items.clone(),
                    until,
                    max_uses,
                    max_depth,
                    passphrase,
                });
            }
        })
    };
    let close = {
        let (shut, clear) = (set_open(Open::Nothing), approve.clear.clone());
        Callback::from(move |()| {
            shut();
            clear.emit(());
        })
    };
    let reload = {
        let (close, again) = (close.clone(), props.again.clone());
        Callback::from(move |()| {
            close.emit(());
            again.emit(());
        })
    };
    let shut_refusal = {
        let shut = set_open(Open::Nothing);
        Callback::from(move |()| shut())
    };
    let step = session.state().approvals.get(&review.id).copied();
    html! {
        <div class="stage">
            { bar(i, &review) }
            <main class="sheet ask" id="main">
                { who(&session, &WhoProps { review: review.clone(), title, heading }) }
                { band(i, &review) }
                <Unsent id={review.id.clone()} state={review.state} />
                <div class="ask-b">
                    { asked(i, &AskedProps { review: review.clone(), chosen: chosen.clone(), on_step: on_step.clone(), held, on_less: on_less.clone(), on_swapped: props.again.clone() }) }
                    { terms_and_rule(i, &TermsProps { review: review.clone(), chosen: chosen.clone(), on_step, bad_day: until.is_none(), held }) }
                </div>
            </main>
            <footer class="decide">
                <p>
                    <b>{ summary(i, &review, chosen, until, decided) }</b>
                    if !held {
                        { " " }
                        <button type="button" class="as-link" onclick={on_less.reform(|_: MouseEvent| ())} data-testid="offer-less">
                            { t!(i, "offer-less") }
                        </button>
                    }
                    <span class="long">
                        <br />
                        if *hint { { t!(i, "approve-no-enter") } } else { { t!(i, "approve-undo") } }
                    </span>
                    if *hint { <span class="vh" role="alert">{ t!(i, "approve-no-enter") }</span> }
                </p>
                <button
                    type="button"
                    class="btn lg"
                    onclick={press_refuse}
                    disabled={(decided && !offered) || refuse.busy || approve.busy}
                    data-testid="refuse"
                >
                    { i.text(if offered { "take-back" } else { "refuse" }) }
                </button>
                <button
                    type="button"
                    class={classes!("btn", "lg", "primary", inert.then_some("arming"))}
                    onclick={press_approve}
                    onkeydown={no_enter}
                    disabled={*inert || !can_approve}
                    data-testid="approve"
                >
                    { i.text(approve_words(&review, consent)) }
                </button>
            </footer>
            if *open == Open::Passphrase {
                <ConfirmDialog
                    title={t!(i, "confirm-title", n = chosen.items.len(), party = i.pick(&review.party.name))}
                    action={i.text(if changing(&review).next().is_some() { "sign-changes" } else { "confirm-do" })}
                    busy={approve.busy}
                    error={approve.error.clone()}
                    on_clear={approve.clear.clone()}
                    {step}
                    {on_confirm}
                    on_close={close}
                    on_reload={reload}
                />
            }
            if *open == Open::Refusal {
                { refusal(i, &review, &refuse, shut_refusal) }
            }
        </div>
    }
}

/// The verb of the filled button.
fn approve_words(review: &ReviewView, consent: bool) -> &'static str {
    match (consent, changing(review).next().is_some()) {
        (true, _) => "offer-this-instead",
        (false, true) => "sign-changes",
        (false, false) => "approve",
    }
}

fn headline(i: I18n, review: &ReviewView) -> String {
    let changes = changing(review).count();
    if changes > 0 {
        let party = i.pick(&review.party.name);
        return t!(i, "approve-title-changes", party = party, n = changes);
    }
    // What they need counts; what is optional stands below, unticked.
    let needed = review.items.iter().filter(|item| item.required).count();
    let n = if needed > 0 {
        needed
    } else {
        review.items.len()
    };
    t!(
        i,
        "approve-title",
        party = i.pick(&review.party.name),
        n = n
    )
}

fn bar(i: I18n, review: &ReviewView) -> Html {
    let now = dom::here_and_now();
    let expires = Moment::local(review.expires);
    let back = Callback::from(|()| dom::go(&Route::Requests));
    html! {
        <StageBar back={t!(i, "decide-later")} on_back={back}>
            <span>{ t!(i, "request") }{ " " }<span class="id">{ &review.number }</span></span>
            <span>
                { t!(i, "received-at", when = format::inside(i, &format::when(i, Moment::local(review.received), now))) }
            </span>
            <span>
                {
                    rich!(i, "open-until", date = html! {
                        { num(format::short_date(i, expires, now)) }
                    })
                }
            </span>
            if review.state.is_open() {
                <Snooze id={review.id.clone()} expires={review.expires} />
            }
        </StageBar>
    }
}

/// One sentence: what approving would do.
fn summary(
    i: I18n,
    review: &ReviewView,
    chosen: &Choice,
    until: Option<i64>,
    decided: bool,
) -> Html {
    if decided {
        let key = match review.state {
            InboxState::Answered => "approve-was-approved",
            InboxState::Refused => "approve-was-refused",
            InboxState::Expired => "approve-was-expired",
            InboxState::Offered => "approve-was-offered",
            InboxState::Taken => "approve-was-taken",
            _ => "approve-was-maybe-sent",
        };
        return html! { i.text(key) };
    }
    match until {
        _ if chosen.items.is_empty() => html! { t!(i, "approve-nothing-chosen") },
        None => html! { t!(i, "approve-bad-day") },
        Some(until) => {
            let date = html! { { num(format::date(i, Moment::local(until))) } };
            let n = chosen.items.len();
            if chosen.max_uses() == 1 {
                rich!(i, "approve-summary-once", n = n, date = date)
            } else {
                rich!(i, "approve-summary", n = n, date = date)
            }
        }
    }
}
