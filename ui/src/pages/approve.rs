//! Deciding on a request: the sheet that shows all of what would be signed, and nothing else.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wallet_api::{
    ApprovalStep, ApproveRequest, ErrorCode, InboxRow, InboxState, ReceiptView, RefuseRequest,
    ReviewRequest, ReviewView, Secret,
};
use web_sys::KeyboardEvent;
use yew::prelude::*;

use super::{
    receipt::Receipt,
    review::{AskedProps, TermsProps, WhoProps, asked, band, terms_and_rule, who},
};
use crate::{
    components::{
        Dialog, ErrorBanner, PassphraseField, Sheet, Sign, Skeleton, StageBar, failure, icon, num,
        use_title,
    },
    format::{self, Moment},
    hooks::{Act, dom, use_act, use_load, use_session},
    i18n::{I18n, rich, t},
    route::Route,
    state::{
        choice::{Choice, ChoiceStep, stop},
        load::Load,
        session::SessionStep,
    },
};

/// How long the approve button stays inert after the sheet appeared: nobody approves by a click
/// that was meant for something else.
const INERT_MS: u32 = 600;

#[derive(Properties, PartialEq)]
pub(crate) struct ApproveProps {
    /// The request's id in the inbox.
    pub(crate) id: String,
}

/// One request: loading, deciding, receipt.
#[function_component]
pub(crate) fn Approve(props: &ApproveProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let review = use_load(ReviewRequest {
        id: props.id.clone(),
    });
    let receipt = use_state(|| None::<Rc<(ReceiptView, Rc<ReviewView>)>>);
    let shown = use_shown_review(&review.state);
    if let Some(done) = &*receipt {
        return html! { <Receipt receipt={done.0.clone()} review={done.1.clone()} /> };
    }
    let back = Callback::from(|()| dom::go(&Route::Requests));
    match &review.state {
        Load::Loading => html! {
            <Sheet wide=true bar={html! { <StageBar back={t!(i, "decide-later")} on_back={back} /> }}>
                <Skeleton rows=8 />
            </Sheet>
        },
        Load::Failed(error) => html! {
            <Sheet wide=true bar={html! { <StageBar back={t!(i, "requests-title")} on_back={back} /> }}>
                { failure(i, error, &review.again) }
            </Sheet>
        },
        Load::Empty(newest) | Load::Shown(newest) | Load::Stale(newest, _) => {
            let view = shown.review.clone().unwrap_or_else(|| newest.clone());
            let on_receipt = {
                let (receipt, view) = (receipt.clone(), view.clone());
                Callback::from(move |answer| receipt.set(Some(Rc::new((answer, view.clone())))))
            };
            // Another digest is another sheet: nothing that was chosen before carries over.
            html! {
                <Deciding
                    key={view.digest.clone()}
                    review={view.clone()}
                    {on_receipt}
                    on_open={shown.on_open}
                    again={review.again.clone()}
                />
            }
        }
    }
}

struct ShownReview {
    review: Option<Rc<ReviewView>>,
    on_open: Callback<bool>,
}

/// The review on the sheet. While a dialog is open on it, it stays as it is: what is being signed
/// is what is shown, and an approval under way is not torn down by its own effects.
#[hook]
fn use_shown_review(newest: &Load<ReviewView>) -> ShownReview {
    let shown = use_state(|| None::<Rc<ReviewView>>);
    let open = use_state(|| false);
    {
        let shown = shown.clone();
        let newest = newest.view().cloned();
        use_effect_with((newest, *open), move |(newest, open)| {
            if !open && *shown != *newest {
                shown.set(newest.clone());
            }
        });
    }
    let on_open = Callback::from(move |now: bool| open.set(now));
    ShownReview {
        review: (*shown).clone(),
        on_open,
    }
}

#[derive(Properties)]
struct DecidingProps {
    review: Rc<ReviewView>,
    on_receipt: Callback<ReceiptView>,
    on_open: Callback<bool>,
    again: Callback<()>,
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
fn Deciding(props: &DecidingProps) -> Html {
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
        Callback::from(move |_: InboxRow| {
            session.say(t!(session.i18n(), "refused-toast"));
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
    let decided = !matches!(
        review.state,
        InboxState::New | InboxState::Waiting | InboxState::FailedNothingSent
    );
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
        Callback::from(move |_: MouseEvent| {
            if !*inert {
                ask();
            }
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
                <div class="ask-b">
                    { asked(i, &AskedProps { review: review.clone(), chosen: chosen.clone(), on_step: on_step.clone(), held }) }
                    { terms_and_rule(i, &TermsProps { review: review.clone(), chosen: chosen.clone(), on_step, bad_day: until.is_none(), held }) }
                </div>
            </main>
            <footer class="decide">
                <p>
                    <b>{ summary(i, &review, chosen, until, decided) }</b>
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
                    disabled={decided || refuse.busy || approve.busy}
                    data-testid="refuse"
                >
                    { t!(i, "refuse") }
                </button>
                <button
                    type="button"
                    class={classes!("btn", "lg", "primary", inert.then_some("arming"))}
                    onclick={press_approve}
                    onkeydown={no_enter}
                    disabled={*inert || !can_approve}
                    data-testid="approve"
                >
                    { t!(i, "approve") }
                </button>
            </footer>
            if *open == Open::Passphrase {
                <ConfirmDialog
                    title={t!(i, "confirm-title", n = chosen.items.len(), party = i.pick(&review.party.name))}
                    act={Rc::new(approve)}
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

fn headline(i: I18n, review: &ReviewView) -> String {
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

#[derive(Properties)]
struct ConfirmProps {
    title: String,
    act: Rc<Act<ApproveRequest>>,
    step: Option<ApprovalStep>,
    on_confirm: Callback<Secret>,
    on_close: Callback<()>,
    on_reload: Callback<()>,
}

impl PartialEq for ConfirmProps {
    // Acts are made anew at every drawing of the sheet.
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

/// The passphrase, then the steps of the approval as they happen.
#[function_component]
fn ConfirmDialog(props: &ConfirmProps) -> Html {
    let i = use_session().i18n();
    let typed = use_state(String::new);
    let busy = props.act.busy;
    let error = props.act.error.clone();
    let oninput = {
        let (typed, clear) = (typed.clone(), props.act.clear.clone());
        Callback::from(move |text| {
            typed.set(text);
            clear.emit(());
        })
    };
    let confirm = {
        let (on_confirm, typed) = (props.on_confirm.clone(), typed.clone());
        Callback::from(move |_: MouseEvent| {
            on_confirm.emit(Secret((*typed).clone()));
            typed.set(String::new());
        })
    };
    let no_enter = Callback::from(|event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
        }
    });
    let wrong = error
        .as_ref()
        .is_some_and(|error| error.code == ErrorCode::WrongPassphrase);
    let stale = error
        .as_ref()
        .is_some_and(|error| error.code == ErrorCode::ReviewChanged);
    let close = props.on_close.reform(|_: MouseEvent| ());
    html! {
        <Dialog title={props.title.clone()} on_close={props.on_close.clone()} held={busy} testid="confirm-dialog">
            if busy {
                { progress(i, props.step) }
            } else {
                <p class="text muted mb">{ t!(i, "confirm-text") }</p>
                <PassphraseField
                    id="approve-passphrase"
                    label={t!(i, "passphrase")}
                    value={(*typed).clone()}
                    {oninput}
                    error={wrong.then(|| AttrValue::from(t!(i, "lock-wrong")))}
                    autofocus=true
                >
                    <p class="hint">{ t!(i, "confirm-no-enter") }</p>
                </PassphraseField>
                if let Some(error) = error.filter(|_| !wrong) {
                    <div class="mt">
                        <ErrorBanner {error}>
                            if stale {
                                <button class="btn sm" onclick={props.on_reload.reform(|_: MouseEvent| ())}>
                                    { t!(i, "confirm-reload") }
                                </button>
                            }
                        </ErrorBanner>
                    </div>
                }
                <div class="btns">
                    <button type="button" class="btn" onclick={close} data-testid="confirm-cancel">
                        { t!(i, "not-now") }
                    </button>
                    <button
                        type="button"
                        class="btn primary"
                        onclick={confirm}
                        onkeydown={no_enter}
                        disabled={typed.is_empty()}
                        data-testid="confirm-approve"
                    >
                        { t!(i, "confirm-do") }
                    </button>
                </div>
            }
        </Dialog>
    }
}

/// Where the approval is.
fn progress(i: I18n, step: Option<ApprovalStep>) -> Html {
    let at = match step {
        None => 0,
        Some(ApprovalStep::Introducing) => 1,
        Some(ApprovalStep::Anchoring) => 2,
        Some(ApprovalStep::Sending) => 3,
    };
    let steps = [
        "approving-sign",
        "approving-introduce",
        "approving-anchor",
        "approving-send",
    ];
    html! {
        <div data-testid="approving" role="status">
            <ol class="lane">
                for (place, key) in steps.into_iter().enumerate() {
                    <li class={if place < at { "done" } else if place == at { "now" } else { "todo" }}>
                        <span class="dot">if place < at { { icon(Sign::Tick) } }</span>
                        <b>{ i.text(key) }</b>
                        <span class="sub">{ i.text(&format!("{key}-sub")) }</span>
                    </li>
                }
            </ol>
            <progress class="prog mt8" max="4" value={at.to_string()} aria-label={t!(i, "approving")}></progress>
        </div>
    }
}

/// What refusing does, and the choice between verbs.
fn refusal(
    i: I18n,
    review: &Rc<ReviewView>,
    refuse: &Act<RefuseRequest>,
    close: Callback<()>,
) -> Html {
    let press = {
        let review = review.clone();
        refuse.run.reform(move |_: MouseEvent| RefuseRequest {
            id: review.id.clone(),
            digest: review.digest.clone(),
        })
    };
    let title = t!(i, "refuse-title", party = i.pick(&review.party.name));
    html! {
        <Dialog {title} on_close={close.clone()} held={refuse.busy} testid="refuse-dialog">
            <p class="text muted">{ t!(i, "refuse-text") }</p>
            if let Some(error) = refuse.error.clone() { <div class="mt"><ErrorBanner {error} /></div> }
            <div class="btns">
                <button class="btn" autofocus=true onclick={close.reform(|_: MouseEvent| ())} disabled={refuse.busy}>
                    { t!(i, "decide-later") }
                </button>
                <button
                    class={classes!("btn", "primary", refuse.busy.then_some("is-loading"))}
                    onclick={press}
                    disabled={refuse.busy}
                    data-testid="refuse-confirm"
                >
                    { t!(i, "refuse") }
                </button>
            </div>
        </Dialog>
    }
}
