//! The frame "desk": rail, paper, drawer. For looking things up.

use wallet_api::{
    ErrorCode, LogDoubt, LogDoubtView, Proof, ProofSubject, StopSync, SyncState, SyncView,
};
use yew::prelude::*;

use super::{Banner, SealKind, Sign, Tone, icon_small, seal_kind, stamp};
use crate::{
    format::{self, Moment},
    hooks::{Session, dom, use_act, use_session},
    i18n::{I18n, t},
    route::{Route, Tab},
};

#[derive(Properties, PartialEq)]
pub(crate) struct PageProps {
    /// The heading.
    pub(crate) title: AttrValue,
    /// The page above, with its name.
    #[prop_or_default]
    pub(crate) back: Option<(Route, AttrValue)>,
    /// Facts below the heading.
    #[prop_or_default]
    pub(crate) facts: Html,
    /// The contents.
    pub(crate) children: Html,
}

/// A page: heading, how far the chain was checked, lock, contents.
#[function_component]
pub(crate) fn Page(props: &PageProps) -> Html {
    let session = use_session();
    let heading = use_title(&props.title);
    html! {
        <main class="page" id="main">
            <div class="page-in">
                <header class="top">
                    <div class="top-t">
                        if let Some((route, name)) = &props.back {
                            <a class="back" href={route.href()} data-testid="back">
                                { icon_small(Sign::ArrowLeft) }{ name.clone() }
                            </a>
                        }
                        <h1 tabindex="-1" ref={heading}>{ props.title.clone() }</h1>
                        if props.facts != Html::default() {
                            <div class="sub-meta"><div class="meta">{ props.facts.clone() }</div></div>
                        }
                    </div>
                    <div class="top-r">{ sync_seal(&session) }{ lock_button(&session) }</div>
                </header>
                { network_trouble(&session) }
                { log_doubt(&session) }
                { props.children.clone() }
            </div>
        </main>
    }
}

/// Sets the window's title, and moves the focus to the heading once, when the page appears.
#[hook]
pub(crate) fn use_title(title: &AttrValue) -> NodeRef {
    let i = use_session().i18n();
    let heading = use_node_ref();
    use_effect_with((title.clone(), i), |(title, i)| {
        dom::document().set_title(&t!(i, "window-title", page = title.to_string()));
    });
    use_focus(&heading);
    heading
}

/// Moves the focus to a heading once, as soon as it is there.
#[hook]
pub(crate) fn use_focus(heading: &NodeRef) {
    let heading = heading.clone();
    let done = use_mut_ref(|| false);
    use_effect(move || {
        if *done.borrow() || heading.get().is_none() {
            return;
        }
        done.replace(true);
        // A field that took the focus by itself keeps it.
        let taken = dom::document()
            .active_element()
            .is_some_and(|element| element.matches("input, textarea").unwrap_or(false));
        if !taken {
            dom::focus(&heading);
        }
        dom::window().scroll_to_with_x_and_y(0.0, 0.0);
    });
}

/// How the reading of the chain stands, while the wallet is open.
fn sync_of(session: &Session) -> Option<SyncView> {
    session.state().status.as_ref()?.sync.clone()
}

/// What keeps the wallet from judging what holds now: it is said on every page, because every page
/// looks as usual otherwise.
fn network_trouble(session: &Session) -> Html {
    let i = session.i18n();
    let Some(sync) = sync_of(session) else {
        return Html::default();
    };
    let banner = |code: ErrorCode, more: String, tone: Tone| {
        let (title, body, remedy) = i.error(code);
        let parts: Vec<String> = [body, more, remedy]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        let text = parts.join(&t!(i, "sentence-gap"));
        html! { <Banner {tone} {title} {text} testid={code.as_str()} /> }
    };
    if let Some(clock) = sync.clock {
        let at = |time| format::date_and_time(i, Moment::local(time));
        let more = t!(
            i,
            "clock-differs",
            own = at(clock.own),
            ledger = at(clock.ledger)
        );
        return banner(ErrorCode::ClockWrong, more, Tone::Danger);
    }
    if matches!(sync.proof, Proof::Contradicted { .. }) {
        let code = match sync.state {
            SyncState::Failed { code, .. } if !is_offline(code) => code,
            _ => ErrorCode::ChainContradicts,
        };
        return banner(code, String::new(), Tone::Danger);
    }
    match sync.state {
        SyncState::Failed { code, .. } if !is_offline(code) => {
            banner(code, String::new(), Tone::Warn)
        }
        _ => Html::default(),
    }
}

/// What speaks against the log, with both dates: on every page, until the citizen takes it as it is.
fn log_doubt(session: &Session) -> Html {
    let i = session.i18n();
    let status = &session.state().status;
    let Some(view) = status.as_ref().and_then(|status| status.log.clone()) else {
        return Html::default();
    };
    html! {
        <Banner
            tone={log_tone(view.doubt)}
            title={i.text(&format!("log-{}", view.doubt.as_str()))}
            text={log_words(i, &view)}
            testid={format!("log-{}", view.doubt.as_str())}
        >
            <a class="btn sm" href={Route::Settings(Tab::Security).href()} data-testid="to-log">
                { t!(i, "log-look") }
            </a>
        </Banner>
    }
}

/// Whether this computer only does not remember, or something is missing.
fn log_tone(doubt: LogDoubt) -> Tone {
    match doubt {
        LogDoubt::NotRemembered => Tone::Warn,
        LogDoubt::Older | LogDoubt::Changed => Tone::Danger,
    }
}

/// What speaks against the log, as a citizen would say it.
pub(crate) fn log_words(i: I18n, view: &LogDoubtView) -> String {
    let at = |time| format::date_and_time(i, Moment::local(time));
    let (ends, remembered) = (at(view.ends), view.remembered.map(at).unwrap_or_default());
    match view.doubt {
        LogDoubt::Older => t!(
            i,
            "log-older-body",
            ends = ends,
            remembered = remembered,
            n = view.missing
        ),
        LogDoubt::Changed => t!(i, "log-changed-body", ends = ends),
        LogDoubt::NotRemembered => t!(i, "log-not-remembered-body", ends = ends),
    }
}

/// Whether it only means that nobody answers at the moment, which the line above says.
fn is_offline(code: ErrorCode) -> bool {
    code.may_pass() || matches!(code, ErrorCode::Locked)
}

/// How far the chain was read and proven.
fn sync_seal(session: &Session) -> Html {
    let i = session.i18n();
    let Some(sync) = sync_of(session) else {
        return Html::default();
    };
    let clock = |time: i64| {
        let (moment, now) = (Moment::local(time), dom::here_and_now());
        let same_day = moment.iso() == now.iso();
        if same_day {
            format::clock(moment)
        } else {
            format::short_date(i, moment, now)
        }
    };
    let words = match (&sync.state, sync.checked) {
        (SyncState::Running, _) => running(session),
        (SyncState::Failed { code, .. }, Some(time)) if !is_offline(*code) => {
            t!(i, "sync-trouble-since", clock = clock(time))
        }
        (SyncState::Failed { .. }, Some(time)) => t!(i, "sync-offline-since", clock = clock(time)),
        (SyncState::Failed { .. }, None) => t!(i, "sync-offline"),
        (SyncState::Idle, Some(time)) => t!(i, "sync-checked", clock = clock(time)),
        (SyncState::Idle, None) => t!(i, "sync-not-checked"),
    };
    let mut kind = seal_kind(&sync.proof);
    if matches!(sync.state, SyncState::Failed { .. }) && kind == SealKind::Proven {
        kind = SealKind::Stale;
    }
    let onclick = session.open_proof(ProofSubject::Head, t!(i, "proof-head"));
    html! {
        <>
            <button type="button" class="btn quiet sync" {onclick} data-testid="sync-state">
                { stamp(kind, false) }<span class="num">{ words }</span>
            </button>
            if sync.state == SyncState::Running && session.state().reading.1.is_some() {
                <StopReading />
            }
        </>
    }
}

/// How fast the chain is read, and how long it still takes once that is worth saying.
fn running(session: &Session) -> String {
    let i = session.i18n();
    let n = format::grouped(session.state().entries_read);
    match session.state().reading {
        (per_second, Some(seconds)) => t!(
            i,
            "sync-running-left",
            n = n,
            rate = format::grouped(per_second),
            seconds = seconds
        ),
        (_, None) => t!(i, "sync-running", n = n),
    }
}

/// Stops a long reading; what is proven by then stays.
#[function_component]
fn StopReading() -> Html {
    let i = use_session().i18n();
    let stop = use_act::<StopSync>(Callback::noop());
    html! {
        <button
            type="button"
            class="btn quiet sm"
            disabled={stop.busy}
            onclick={stop.run.reform(|_: MouseEvent| StopSync {})}
            data-testid="stop-reading"
        >
            { t!(i, "sync-stop") }
        </button>
    }
}

/// Locks.
fn lock_button(session: &Session) -> Html {
    let i = session.i18n();
    let onclick = {
        let session = session.clone();
        Callback::from(move |_: MouseEvent| session.lock())
    };
    html! {
        <button class="btn quiet sync" {onclick} title="Ctrl+L" data-testid="lock">
            { icon_small(Sign::Lock) }{ t!(i, "lock") }
        </button>
    }
}
