//! The root: session, events, keys, and the one switch over all routes.

use std::{cell::Cell, rc::Rc};

use gloo_timers::callback::Interval;
use wallet_api::{
    ErrorCode, GetStatus, Language, Phase, StatusView, StayAwake, Theme, WalletEvent,
};
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;
use yew::{platform::spawn_local, prelude::*};

use crate::{
    bridge,
    components::{Dialog, Rail, Toasts},
    hooks::{
        Session,
        dom::{self, Listener},
        session::SessionStore,
    },
    i18n::t,
    pages,
    route::{Route, Tab},
    state::session::{SessionState, SessionStep},
};

/// The interface as a whole.
#[function_component]
pub(crate) fn App() -> Html {
    let store = use_reducer(|| {
        let chinese = dom::system_speaks_chinese();
        SessionStore(SessionState::new(if chinese {
            Language::Zh
        } else {
            Language::En
        }))
    });
    let session = Session(store);
    let route = use_state(dom::current_route);

    use_start(&session);
    use_route_changes(&session, &route);
    use_looks(&session);
    use_keys(&session, &route);
    use_presence(&session);

    let state = session.state();
    let on_gone = {
        let session = session.clone();
        Callback::from(move |id| session.step(SessionStep::ToastGone(id)))
    };
    html! {
        <ContextProvider<Session> context={session.clone()}>
            { screen(&session, &route) }
            <Toasts toasts={state.toasts.clone()} {on_gone} />
            if state.lock_in.is_some() { <LockWarning /> }
            if state.keys_shown { <pages::Keys /> }
        </ContextProvider<Session>>
    }
}

/// What the phase of the wallet lets one see.
fn screen(session: &Session, route: &Route) -> Html {
    let state = session.state();
    let Some(status) = &state.status else {
        return match &state.trouble {
            Some(error) => html! { <pages::Problem error={error.clone()} /> },
            None => html! { <div class="stage" aria-busy="true" data-testid="starting"></div> },
        };
    };
    match status.phase {
        Phase::Empty => html! { <pages::FirstRun /> },
        Phase::Locked => html! { <pages::LockScreen /> },
        Phase::Unlocked => page(route),
        Phase::Troubled => {
            let code = status.trouble.unwrap_or(ErrorCode::VaultDamaged);
            html! { <pages::Problem error={wallet_api::ApiError::new(code)} /> }
        }
    }
}

/// The one switch over all routes.
fn page(route: &Route) -> Html {
    let sheet = match route {
        Route::Paste => Some(html! { <pages::Paste /> }),
        Route::Counter(question) => Some(html! {
            <pages::Counter key={question.clone().unwrap_or_default()} question={question.clone()} />
        }),
        Route::Request(id) => Some(html! { <pages::Approve key={id.clone()} id={id.clone()} /> }),
        Route::Present(id) => {
            Some(html! { <pages::PresentSheet key={id.clone()} id={id.clone()} /> })
        }
        Route::Offer(id) => Some(html! { <pages::OfferSheet key={id.clone()} id={id.clone()} /> }),
        Route::Unproven(id) => {
            Some(html! { <pages::UnprovenSheet key={id.clone()} id={id.clone()} /> })
        }
        Route::BillingCode => Some(html! { <pages::BillingCode /> }),
        Route::Words => Some(html! { <pages::Words /> }),
        Route::WordCheck => Some(html! { <pages::WordCheck /> }),
        Route::Rehearsal => Some(html! { <pages::Rehearsal /> }),
        Route::Recovered => Some(html! { <pages::Recovered /> }),
        _ => None,
    };
    if let Some(sheet) = sheet {
        return sheet;
    }
    let contents = match route {
        Route::Home => html! { <pages::Home /> },
        Route::Requests => html! { <pages::Requests /> },
        Route::Documents => html! { <pages::Documents /> },
        Route::Document(id) => html! { <pages::Document key={id.clone()} id={id.clone()} /> },
        Route::Permissions => html! { <pages::Permissions /> },
        Route::Permission(id) => html! { <pages::Permission key={id.clone()} id={id.clone()} /> },
        Route::Invoices => html! { <pages::Invoices chosen={None::<String>} /> },
        Route::Invoice(id) => html! { <pages::Invoices chosen={Some(id.clone())} /> },
        Route::Certificates => html! { <pages::Certificates /> },
        Route::CheckDocument => html! { <pages::CheckDocumentPage /> },
        Route::Deposits => html! { <pages::Deposits chosen={None::<String>} /> },
        Route::Deposit(id) => html! { <pages::Deposits chosen={Some(id.clone())} /> },
        Route::Activity => html! { <pages::Activity /> },
        Route::Departments => html! { <pages::Departments chosen={None::<String>} /> },
        Route::Department(did) => html! { <pages::Departments chosen={Some(did.clone())} /> },
        Route::Settings(tab) => html! { <pages::Settings tab={*tab} /> },
        Route::Unknown => html! { <pages::NowhereToBeFound /> },
        // The sheets were answered above.
        Route::Paste
        | Route::BillingCode
        | Route::Counter(_)
        | Route::Request(_)
        | Route::Present(_)
        | Route::Offer(_)
        | Route::Unproven(_)
        | Route::Words
        | Route::WordCheck
        | Route::Rehearsal
        | Route::Recovered => Html::default(),
    };
    html! { <Desk route={route.clone()}>{ contents }</Desk> }
}

#[derive(Properties, PartialEq)]
struct DeskProps {
    route: Route,
    children: Html,
}

/// Rail, paper, and the proof drawer where it is open.
#[function_component]
fn Desk(props: &DeskProps) -> Html {
    let session = crate::hooks::use_session();
    let drawer = session.state().drawer.clone();
    let has_drawer =
        drawer.is_some() || matches!(props.route, Route::Invoice(_) | Route::Deposit(_));
    html! {
        <div class={classes!("desk", has_drawer.then_some("has-drawer"))}>
            <Rail route={props.route.clone()} />
            { props.children.clone() }
            if let Some(drawer) = drawer {
                <pages::ProofDrawer subject={drawer.subject} title={drawer.title} />
            }
        </div>
    }
}

/// Asks for the status, and listens to the wallet's pushes.
#[hook]
fn use_start(session: &Session) {
    // The listener lives as long as the window; it speaks the language in force when it is called.
    let latest = use_mut_ref(|| session.clone());
    latest.replace(session.clone());
    use_effect_with((), move |()| {
        let dispatcher = latest.borrow().0.dispatcher();
        spawn_local(async move {
            bridge::listen(move |event| {
                let session = latest.borrow().clone();
                on_push(&session, event);
            })
            .await;
            match bridge::call(GetStatus {}).await {
                Ok(status) => dispatcher.dispatch(SessionStep::StatusCame(status)),
                Err(error) => dispatcher.dispatch(SessionStep::StatusFailed(error)),
            }
        });
    });
}

fn on_push(session: &Session, event: WalletEvent) {
    match &event {
        // Whoever writes words down or decides on something is not torn away from it.
        WalletEvent::LinkOpened { .. }
            if dom::asks() || !session.state().may_follow_link(&dom::current_route()) =>
        {
            session.say(session.i18n().text("link-waits"));
        }
        WalletEvent::LinkOpened { opened } => pages::follow(opened),
        WalletEvent::LinkFailed { error } => {
            session.say_error(error);
            if error.code.may_pass() {
                session.say(session.i18n().text("link-kept"));
            }
        }
        _ => {}
    }
    session.step(SessionStep::Pushed(event));
}

/// Follows the address.
#[hook]
fn use_route_changes(session: &Session, route: &UseStateHandle<Route>) {
    let (route, dispatcher) = (route.setter(), session.0.dispatcher());
    use_effect_with((), move |()| {
        let listener = Listener::new(dom::window(), "hashchange", move |_| {
            route.set(dom::current_route());
            dispatcher.dispatch(SessionStep::DrawerClosed);
        });
        move || drop(listener)
    });
}

/// Language, theme, size and motion on the root element.
#[hook]
fn use_looks(session: &Session) {
    let state = session.state();
    let status = state.status.clone();
    let theme = status.as_ref().map_or(Theme::System, |status| status.theme);
    let text_size = status.as_ref().map_or(100, |status| status.text_size);
    let still = status.as_ref().is_some_and(|status| status.reduce_motion);
    let i = session.i18n();
    use_effect_with(
        (theme, text_size, still, i),
        |(theme, text_size, still, i)| {
            dom::set_root_attribute("lang", Some(i.tag()));
            let percent = text_size.to_string();
            dom::set_root_attribute("data-text", (*text_size != 100).then_some(percent.as_str()));
            dom::set_root_attribute("data-motion", still.then_some("reduce"));
            let theme = *theme;
            show_theme(theme);
            let query = dom::window()
                .match_media("(prefers-color-scheme: dark)")
                .ok()
                .flatten();
            let listener =
                query.map(|query| Listener::new(query, "change", move |_| show_theme(theme)));
            move || drop(listener)
        },
    );
}

fn show_theme(theme: Theme) {
    let dark = match theme {
        Theme::System => dom::system_is_dark(),
        Theme::Light => false,
        Theme::Dark => true,
    };
    dom::set_root_attribute("data-theme", Some(if dark { "dark" } else { "light" }));
}

/// The keys that work everywhere.
#[hook]
fn use_keys(session: &Session, route: &UseStateHandle<Route>) {
    let unlocked = is_unlocked(session.state().status.as_deref());
    let route = (**route).clone();
    let session = session.clone();
    let drawer_open = session.state().drawer.is_some();
    let keys_shown = session.state().keys_shown;
    use_effect_with(
        (unlocked, route, drawer_open, keys_shown),
        move |(unlocked, route, _, _)| {
            let (unlocked, route) = (*unlocked, route.clone());
            let listener = Listener::new(dom::document(), "keydown", move |event| {
                let Ok(event) = event.dyn_into::<KeyboardEvent>() else {
                    return;
                };
                if event.is_composing() || event.alt_key() {
                    return;
                }
                if on_key(&session, &route, unlocked, &event) {
                    event.prevent_default();
                }
            });
            move || drop(listener)
        },
    );
}

fn is_unlocked(status: Option<&StatusView>) -> bool {
    status.is_some_and(|status| status.phase == Phase::Unlocked)
}

/// Does what a key stands for; answers whether it stood for something.
fn on_key(session: &Session, route: &Route, unlocked: bool, event: &KeyboardEvent) -> bool {
    let ctrl = event.ctrl_key() || event.meta_key();
    let key = event.key();
    match key.as_str() {
        "F1" => session.step(SessionStep::KeysToggled),
        _ if !unlocked => return false,
        "Escape" if session.state().drawer.is_some() => session.step(SessionStep::DrawerClosed),
        "Escape" => match route.back() {
            Some(back) => dom::go(&back),
            None => return false,
        },
        "l" | "L" if ctrl => session.lock(),
        "n" | "N" if ctrl => dom::go(&Route::Paste),
        "q" | "Q" if ctrl && event.shift_key() => dom::go(&Route::Counter(None)),
        "," if ctrl => dom::go(&Route::Settings(Tab::General)),
        digit if ctrl && digit.len() == 1 => {
            let place = digit.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
            match place.and_then(|place| Route::SECTIONS.get(place)) {
                Some(section) => dom::go(section),
                None => return false,
            }
        }
        _ => return false,
    }
    true
}

/// Seconds between two reports that somebody is at the computer.
const PRESENCE_EVERY_SECS: f64 = 15.0;

/// Tells the wallet, now and then, that somebody is at the computer.
#[hook]
fn use_presence(session: &Session) {
    let unlocked = is_unlocked(session.state().status.as_deref());
    let warned = session.state().lock_in.is_some();
    use_effect_with((unlocked, warned), move |(unlocked, warned)| {
        let warned = *warned;
        let listeners = unlocked.then(|| {
            let last = Rc::new(Cell::new(f64::NEG_INFINITY));
            ["keydown", "pointerdown", "wheel", "input", "drop"].map(|name| {
                let last = last.clone();
                Listener::capturing(dom::document(), name, move |_| {
                    let now = js_sys::Date::now() / 1000.0;
                    if warned || now - last.get() > PRESENCE_EVERY_SECS {
                        last.set(now);
                        spawn_local(async {
                            // If it cannot be told, the wallet locks: the safe side.
                            let _ = bridge::call(StayAwake {}).await;
                        });
                    }
                })
            })
        });
        move || drop(listeners)
    });
}

/// The wallet locks soon: a countdown and a way to stay.
#[function_component]
fn LockWarning() -> Html {
    let session = crate::hooks::use_session();
    let i = session.i18n();
    {
        let dispatcher = session.0.dispatcher();
        use_effect_with((), move |()| {
            let ticking = Interval::new(1000, move || {
                dispatcher.dispatch(SessionStep::WarningTicked)
            });
            move || drop(ticking)
        });
    }
    let stay = {
        let session = session.clone();
        Callback::from(move |()| {
            let session = session.clone();
            spawn_local(async move {
                if let Err(error) = bridge::call(StayAwake {}).await {
                    session.say_error(&error);
                }
                session.step(SessionStep::Pushed(WalletEvent::LockWarningEnded));
            });
        })
    };
    let lock = {
        let session = session.clone();
        Callback::from(move |_: MouseEvent| session.lock())
    };
    let seconds = session.state().lock_in.unwrap_or(0);
    // Read out at the start, at thirty and at ten seconds, not every second.
    let aloud = if seconds > 30 {
        60
    } else if seconds > 10 {
        30
    } else {
        10
    };
    html! {
        <Dialog title={t!(i, "lock-soon-title")} on_close={stay.clone()} testid="lock-warning">
            <p class="text muted" aria-hidden="true">{ t!(i, "lock-soon-text", n = seconds) }</p>
            <p class="vh" role="status">{ t!(i, "lock-soon-text", n = aloud) }</p>
            <div class="btns">
                <button class="btn" onclick={lock} data-testid="lock-now">{ t!(i, "lock-now") }</button>
                <button
                    class="btn primary"
                    onclick={stay.reform(|_: MouseEvent| ())}
                    autofocus=true
                    data-testid="stay"
                >
                    { t!(i, "lock-stay") }
                </button>
            </div>
        </Dialog>
    }
}
