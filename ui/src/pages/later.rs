//! Putting a request aside, taking it up again, sending an answer that did not arrive.

use wallet_api::{InboxRow, InboxState, ReopenRequest, ResendAnswer, SnoozeRequest};
use yew::prelude::*;

use crate::{
    components::{Dialog, ErrorBanner, Sign, icon, icon_small, num},
    format::{self, Moment},
    hooks::{dom, use_act, use_session},
    i18n::{rich, t},
    route::Route,
};

const HOUR_SECS: i64 = 3_600;
const DAY_SECS: i64 = 86_400;

/// The choices: the key of the words, and how long from now.
const CHOICES: [(&str, i64); 4] = [
    ("snooze-hour", HOUR_SECS),
    ("snooze-tomorrow", DAY_SECS),
    ("snooze-three-days", 3 * DAY_SECS),
    ("snooze-week", 7 * DAY_SECS),
];

#[derive(Properties, PartialEq)]
pub(crate) struct SnoozeProps {
    /// The request's id.
    pub(crate) id: String,
    /// When it ends.
    pub(crate) expires: i64,
}

/// The button in the bar of a request, and its dialog.
#[function_component]
pub(crate) fn Snooze(props: &SnoozeProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let open = use_state(|| false);
    let done = {
        let session = session.clone();
        Callback::from(move |row: InboxRow| {
            let i = session.i18n();
            let until = Moment::local(row.snoozed.unwrap_or_default());
            let when = format::when(i, until, dom::here_and_now());
            session.say(t!(i, "snoozed-toast", when = format::inside(i, &when)));
            dom::go(&Route::Requests);
        })
    };
    let snooze = use_act::<SnoozeRequest>(done);
    let set = |now: bool| {
        let (open, clear) = (open.clone(), snooze.clear.clone());
        Callback::from(move |()| {
            open.set(now);
            clear.emit(());
        })
    };
    let expires = props.expires;
    let too_late = CHOICES.iter().any(|(_, secs)| dom::now() + secs >= expires);
    html! {
        <>
            <button
                type="button"
                class="btn quiet sm"
                onclick={set(true).reform(|_: MouseEvent| ())}
                data-testid="snooze"
            >
                { icon_small(Sign::Clock) }{ t!(i, "snooze") }
            </button>
            if *open {
                <Dialog title={t!(i, "snooze-title")} on_close={set(false)} held={snooze.busy} testid="snooze-dialog">
                    <p class="text muted">{ t!(i, "snooze-text") }</p>
                    if too_late {
                        <p class="hint">
                            {
                                rich!(i, "snooze-too-late", date = html! {
                                    { num(format::short_date(i, Moment::local(expires), dom::here_and_now())) }
                                })
                            }
                        </p>
                    }
                    if let Some(error) = snooze.error.clone() {
                        <div class="mt"><ErrorBanner {error} /></div>
                    }
                    <div class="stack mt">
                        for (key, secs) in CHOICES {
                            <button
                                type="button"
                                class="btn block"
                                disabled={snooze.busy || dom::now() + secs >= expires}
                                onclick={{
                                    let id = props.id.clone();
                                    snooze.run.reform(move |_: MouseEvent| SnoozeRequest {
                                        id: id.clone(),
                                        until: dom::now() + secs,
                                    })
                                }}
                                data-testid={key}
                            >
                                { i.text(key) }
                            </button>
                        }
                    </div>
                    <div class="btns">
                        <button
                            type="button"
                            class="btn"
                            autofocus=true
                            onclick={set(false).reform(|_: MouseEvent| ())}
                            disabled={snooze.busy}
                        >
                            { t!(i, "not-now") }
                        </button>
                    </div>
                </Dialog>
            }
        </>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct UnsentProps {
    /// The request's id.
    pub(crate) id: String,
    /// Where it stands.
    pub(crate) state: InboxState,
}

/// What to do about an answer that did not arrive for certain; nothing for every other state.
#[function_component]
pub(crate) fn Unsent(props: &UnsentProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let say = |key: &'static str| {
        let session = session.clone();
        Callback::from(move |_: InboxRow| session.say(session.i18n().text(key)))
    };
    let resend = use_act::<ResendAnswer>(say("sent-again-toast"));
    let reopen = use_act::<ReopenRequest>(say("reopened-toast"));
    let certain = match props.state {
        InboxState::FailedNothingSent => true,
        InboxState::FailedMaybeSent => false,
        _ => return Html::default(),
    };
    let (title, text) = match certain {
        true => ("unsent-nothing", "unsent-nothing-text"),
        false => ("unsent-maybe", "unsent-maybe-text"),
    };
    let busy = resend.busy || reopen.busy;
    let send = {
        let id = props.id.clone();
        resend
            .run
            .reform(move |_: MouseEvent| ResendAnswer { id: id.clone() })
    };
    let anew = {
        let id = props.id.clone();
        reopen
            .run
            .reform(move |_: MouseEvent| ReopenRequest { id: id.clone() })
    };
    html! {
        <section class="ban warn unsent" data-testid="unsent">
            { icon(Sign::Refresh) }
            <div class="grow">
                <h3>{ i.text(title) }</h3>
                <p class="small">{ i.text(text) }</p>
                if let Some(error) = resend.error.clone().or_else(|| reopen.error.clone()) {
                    <div class="mt8"><ErrorBanner {error} /></div>
                }
            </div>
            <div class="btns">
                if certain {
                    <button type="button" class="btn sm" onclick={anew} disabled={busy} data-testid="decide-anew">
                        { t!(i, "decide-anew") }
                    </button>
                }
                <button type="button" class="btn sm primary" onclick={send} disabled={busy} data-testid="send-again">
                    { if resend.busy { t!(i, "sending-again") } else { t!(i, "send-again") } }
                </button>
            </div>
        </section>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct TakeUpProps {
    /// The request's id.
    pub(crate) id: String,
}

/// Takes up now what was put aside.
#[function_component]
pub(crate) fn TakeUp(props: &TakeUpProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let reopened = {
        let session = session.clone();
        Callback::from(move |_: InboxRow| session.say(t!(session.i18n(), "reopened-toast")))
    };
    let reopen = use_act::<ReopenRequest>(reopened);
    let onclick = {
        let id = props.id.clone();
        reopen
            .run
            .reform(move |_: MouseEvent| ReopenRequest { id: id.clone() })
    };
    {
        let (session, error) = (session.clone(), reopen.error.clone());
        use_effect_with(error, move |error| {
            if let Some(error) = error {
                session.say_error(error);
            }
        });
    }
    html! {
        <button type="button" class="btn sm" {onclick} disabled={reopen.busy} data-testid="reopen">
            { t!(i, "reopen") }
        </button>
    }
}
