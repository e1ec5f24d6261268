//! Settings: looks and locking, security, the network, what this program is.

use wallet_api::{
    AcceptLog, ChangePassphrase, ErrorCode, GetLog, GetSecurity, GetSettings, Language,
    SaveSettings, Secret, SettingsView, StatusView, Theme,
};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::{first_run::NewPassphrase, nodes::Nodes};
use crate::{
    components::{
        Dialog, ErrorBanner, Page, PassphraseField, Sign, Skeleton, Status, failure, icon_small,
        log_words, num, stale_banner, technical_rows,
    },
    format::{self, Moment},
    hooks::{Session, use_act, use_latest, use_load, use_session},
    i18n::{I18n, t},
    route::{Route, Tab},
    state::load::Load,
};

#[derive(Properties, PartialEq)]
pub(crate) struct SettingsProps {
    /// Which tab.
    pub(crate) tab: Tab,
}

/// The settings.
#[function_component]
pub(crate) fn Settings(props: &SettingsProps) -> Html {
    let i = use_session().i18n();
    html! {
        <Page title={t!(i, "settings-title")}>
            <nav class="tabs" aria-label={t!(i, "settings-title")}>
                for tab in Tab::ALL {
                    <a
                        href={Route::Settings(tab).href()}
                        aria-current={(tab == props.tab).then_some("page")}
                        data-testid={format!("tab-{}", tab.name())}
                    >
                        { i.text(&format!("settings-{}", tab.name())) }
                    </a>
                }
            </nav>
            {
                match props.tab {
                    Tab::General => html! { <General /> },
                    Tab::Security => html! { <Security /> },
                    Tab::Network => html! { <Nodes /> },
                    Tab::About => html! { <About /> },
                }
            }
        </Page>
    }
}

/// A row: name, hint, control.
fn row(name: String, hint: Option<String>, control: Html) -> Html {
    html! {
        <li>
            <div class="grow">
                <p>{ name }</p>
                if let Some(hint) = hint { <p class="hint">{ hint }</p> }
            </div>
            { control }
        </li>
    }
}

/// Choices side by side.
fn choice<T: Copy + PartialEq + 'static>(
    label: String,
    choices: &[(T, Html, &'static str)],
    now: T,
    set: &Callback<T>,
) -> Html {
    html! {
        <span class="seg" role="group" aria-label={label}>
            for (value, words, testid) in choices {
                <button
                    type="button"
                    aria-pressed={if *value == now { "true" } else { "false" }}
                    onclick={{
                        let value = *value;
                        set.reform(move |_: MouseEvent| value)
                    }}
                    data-testid={*testid}
                >
                    { words.clone() }
                </button>
            }
        </span>
    }
}

/// Looks and locking.
#[function_component]
fn General() -> Html {
    let session = use_session();
    let i = session.i18n();
    let settings = use_load(GetSettings {});
    // What was chosen is shown at once, and the next choice builds on it.
    let wanted = use_state(|| None::<SettingsView>);
    let saved = {
        let (session, again) = (session.clone(), settings.again.clone());
        Callback::from(move |status: StatusView| {
            session.take(status);
            again.emit(());
        })
    };
    let save = use_latest::<SaveSettings>(saved);
    {
        // What is kept counts again once it was not saved, or was read anew.
        let kept = match &settings.state {
            Load::Empty(view) | Load::Shown(view) => Some(view.clone()),
            _ => None,
        };
        let (settled, wanted) = (!save.busy, wanted.clone());
        use_effect_with((kept, save.error.is_some()), move |_| {
            if settled {
                wanted.set(None);
            }
        });
    }
    html! {
        <>
            if let Load::Stale(_, error) = &settings.state {
                { stale_banner(i, error, &settings.again) }
            }
            {
                match &settings.state {
                    Load::Loading => html! { <Skeleton /> },
                    Load::Failed(error) => html! {
                        { failure(i, error, &settings.again) }
                    },
                    Load::Empty(view) | Load::Shown(view) | Load::Stale(view, _) => {
                        let change = {
                            let (wanted, run) = (wanted.clone(), save.run.clone());
                            Callback::from(move |settings: SettingsView| {
                                wanted.set(Some(settings.clone()));
                                run.emit(SaveSettings { settings });
                            })
                        };
                        general(i, wanted.as_ref().unwrap_or(view), &change)
                    }
                }
            }
            if let Some(error) = save.error { <div class="mt"><ErrorBanner {error} /></div> }
        </>
    }
}

fn general(i: I18n, now: &SettingsView, change: &Callback<SettingsView>) -> Html {
    let with = |edit: fn(&mut SettingsView, i64)| {
        let (now, change) = (now.clone(), change.clone());
        move |value: i64| {
            let mut next = now.clone();
            edit(&mut next, value);
            change.emit(next);
        }
    };
    let set_language = {
        let (now, change) = (now.clone(), change.clone());
        Callback::from(move |language| {
            change.emit(SettingsView {
                language,
                ..now.clone()
            })
        })
    };
    let set_theme = {
        let (now, change) = (now.clone(), change.clone());
        Callback::from(move |theme| {
            change.emit(SettingsView {
                theme,
                ..now.clone()
            })
        })
    };
    let set_size = {
        let (now, change) = (now.clone(), change.clone());
        Callback::from(move |text_size| {
            change.emit(SettingsView {
                text_size,
                ..now.clone()
            })
        })
    };
    let set_motion = {
        let set = with(|next, value| next.reduce_motion = value != 0);
        Callback::from(move |event: Event| {
            let on = event.target_unchecked_into::<HtmlInputElement>().checked();
            set(i64::from(on));
        })
    };
    let set_lock = {
        let set = with(|next, value| next.lock_after_secs = value.unsigned_abs() as u32);
        Callback::from(move |event: Event| {
            let value = event.target_unchecked_into::<HtmlSelectElement>().value();
            if let Ok(value) = value.parse() {
                set(value);
            }
        })
    };
    let named = |language: Language, key: &str| {
        let words = I18n { language };
        html! { <span lang={words.tag()}>{ words.text(key) }</span> }
    };
    let languages = [
        (
            Language::Zh,
            named(Language::Zh, "language-zh"),
            "language-zh",
        ),
        (
            Language::En,
            named(Language::En, "language-en"),
            "language-en",
        ),
    ];
    let themes = [
        (
            Theme::System,
            html! { t!(i, "theme-system") },
            "theme-system",
        ),
        (Theme::Light, html! { t!(i, "theme-light") }, "theme-light"),
        (Theme::Dark, html! { t!(i, "theme-dark") }, "theme-dark"),
    ];
    let sizes = [
        (100_u16, html! { "100%" }, "text-100"),
        (125, html! { "125%" }, "text-125"),
        (150, html! { "150%" }, "text-150"),
        (200, html! { "200%" }, "text-200"),
    ];
    let motion = html! {
        <input
            class="switch"
            type="checkbox"
            role="switch"
            aria-label={t!(i, "reduce-motion")}
            checked={now.reduce_motion}
            onchange={set_motion}
            data-testid="reduce-motion"
        />
    };
    let mut minutes = vec![1_u32, 2, 5, 10, 15, 30, 60];
    let set_minutes = now.lock_after_secs / 60;
    if !minutes.contains(&set_minutes) {
        minutes.push(set_minutes);
        minutes.sort_unstable();
    }
    let lock = html! {
        <span class="selw">
            <select class="pick" aria-label={t!(i, "lock-when-idle")} onchange={set_lock} data-testid="lock-after">
                for n in minutes {
                    <option value={(n * 60).to_string()} selected={n == set_minutes}>
                        { t!(i, "after-minutes", n = n) }
                    </option>
                }
            </select>
            { icon_small(Sign::ChevronDown) }
        </span>
    };
    html! {
        <div class="form">
            <section class="sec s1">
                <h2>{ t!(i, "settings-display") }</h2>
                <ul class="set">
                    { row(t!(i, "language"), None, choice(t!(i, "language"), &languages, now.language, &set_language)) }
                    { row(t!(i, "theme"), Some(t!(i, "theme-hint")), choice(t!(i, "theme"), &themes, now.theme, &set_theme)) }
                    { row(t!(i, "text-size"), None, choice(t!(i, "text-size"), &sizes, now.text_size, &set_size)) }
                    { row(t!(i, "reduce-motion"), None, motion) }
                </ul>
            </section>
            <section class="sec">
                <h2>{ t!(i, "settings-locking") }</h2>
                <ul class="set">
                    { row(t!(i, "lock-when-idle"), Some(t!(i, "lock-when-idle-hint")), lock) }
                </ul>
            </section>
        </div>
    }
}

/// Words, passphrase, folder.
#[function_component]
fn Security() -> Html {
    let session = use_session();
    let i = session.i18n();
    let security = use_load(GetSecurity {});
    let changing = use_state(|| false);
    let open = {
        let changing = changing.clone();
        Callback::from(move |open: bool| changing.set(open))
    };
    html! {
        {
            match &security.state {
                Load::Loading => html! { <Skeleton /> },
                Load::Failed(error) => html! {
                    { failure(i, error, &security.again) }
                },
                Load::Empty(view) | Load::Shown(view) | Load::Stale(view, _) => html! {
                    <div class="form">
                        <section class="sec s1">
                            <h2>{ t!(i, "security-words") }</h2>
                            <ul class="set">
                                {
                                    row(
                                        t!(i, "security-words-checked"),
                                        Some(t!(i, "security-words-checked-hint")),
                                        if view.words_checked {
                                            html! { <Status sign={Sign::TickRound} tone="ok">{ t!(i, "security-checked") }</Status> }
                                        } else {
                                            html! {
                                                <a class="btn sm" href={Route::WordCheck.href()} data-testid="check-words-now">
                                                    { t!(i, "home-words-do") }
                                                </a>
                                            }
                                        },
                                    )
                                }
                                {
                                    row(
                                        t!(i, "security-show-words"),
                                        Some(t!(i, "security-show-words-hint")),
                                        html! {
                                            <a class="btn sm" href={Route::Words.href()} data-testid="show-words-again">
                                                { t!(i, "show") }
                                            </a>
                                        },
                                    )
                                }
                                {
                                    row(
                                        t!(i, "security-rehearse"),
                                        Some(t!(i, "security-rehearse-hint")),
                                        html! {
                                            <a class="btn sm" href={Route::Rehearsal.href()} data-testid="to-rehearsal">
                                                { t!(i, "security-rehearse-do") }
                                            </a>
                                        },
                                    )
                                }
                            </ul>
                        </section>
                        <section class="sec">
                            <h2>{ t!(i, "passphrase") }</h2>
                            if *changing {
                                <ChangeForm on_close={open.reform(|()| false)} />
                            } else {
                                <ul class="set">
                                    {
                                        row(
                                            t!(i, "change-passphrase"),
                                            Some(t!(i, "change-passphrase-hint")),
                                            html! {
                                                <button class="btn sm" onclick={open.reform(|_: MouseEvent| true)} data-testid="change-passphrase">
                                                    { t!(i, "change") }
                                                </button>
                                            },
                                        )
                                    }
                                </ul>
                            }
                        </section>
                        <Log />
                        <section class="sec">
                            <h2>{ t!(i, "security-files") }</h2>
                            <dl class="facts wide">
                                <dt>{ t!(i, "security-folder") }</dt>
                                <dd><span class="mono">{ &view.folder }</span></dd>
                                <dt>{ t!(i, "security-created") }</dt>
                                <dd>{ num(format::date(i, Moment::local(view.created))) }</dd>
                            </dl>
                            if !view.technical.is_empty() { { technical_rows(i, &view.technical) } }
                        </section>
                    </div>
                },
            }
        }
    }
}

/// The local log: how far it goes, what speaks against it, and taking it as it is.
#[function_component]
fn Log() -> Html {
    let session = use_session();
    let i = session.i18n();
    let log = use_load(GetLog {});
    let asking = use_state(|| false);
    let accepted = {
        let (session, asking, again) = (session.clone(), asking.clone(), log.again.clone());
        Callback::from(move |status: StatusView| {
            session.take(status);
            session.say(t!(session.i18n(), "log-accepted"));
            asking.set(false);
            again.emit(());
        })
    };
    let accept = use_act::<AcceptLog>(accepted);
    let ask = {
        let asking = asking.clone();
        Callback::from(move |ask: bool| asking.set(ask))
    };
    let view = match &log.state {
        Load::Empty(view) | Load::Shown(view) | Load::Stale(view, _) => view,
        other => {
            return html! {
                <section class="sec">
                    <h2>{ t!(i, "security-log") }</h2>
                    if let Load::Failed(error) = other {
                        { failure(i, error, &log.again) }
                    } else {
                        <Skeleton />
                    }
                </section>
            };
        }
    };
    let at = |time| format::date_and_time(i, Moment::local(time));
    html! {
        <section class="sec">
            <h2>{ t!(i, "security-log") }</h2>
            if let Load::Stale(_, error) = &log.state { { stale_banner(i, error, &log.again) } }
            <ul class="set">
                {
                    row(
                        t!(i, "security-log-lines", n = view.lines, until = at(view.until)),
                        Some(match &view.doubt {
                            None => t!(i, "security-log-hint"),
                            Some(doubt) => log_words(i, doubt),
                        }),
                        match &view.doubt {
                            None => html! {
                                <span data-testid="security-log-whole">
                                    <Status sign={Sign::TickRound} tone="ok">{ t!(i, "security-log-whole") }</Status>
                                </span>
                            },
                            Some(_) => html! {
                                <button class="btn sm" onclick={ask.reform(|_: MouseEvent| true)} data-testid="log-accept">
                                    { t!(i, "log-accept") }
                                </button>
                            },
                        },
                    )
                }
            </ul>
            if let (true, Some(doubt)) = (*asking, &view.doubt) {
                <Dialog title={t!(i, "log-accept-title")} on_close={ask.reform(|()| false)} testid="log-accept-dialog">
                    <p>{ log_words(i, doubt) }</p>
                    <p class="mt8">{ t!(i, "log-accept-body") }</p>
                    if let Some(error) = &accept.error { <ErrorBanner error={error.clone()} /> }
                    <div class="btns">
                        <button class="btn" autofocus=true onclick={ask.reform(|_: MouseEvent| false)}>{ t!(i, "log-not-now") }</button>
                        <button
                            class="btn danger"
                            disabled={accept.busy}
                            onclick={accept.run.reform(|_: MouseEvent| AcceptLog {})}
                            data-testid="log-accept-confirm"
                        >
                            { t!(i, "log-accept") }
                        </button>
                    </div>
                </Dialog>
            }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct ChangeFormProps {
    on_close: Callback<()>,
}

/// The passphrase in force, and a new one.
#[function_component]
fn ChangeForm(props: &ChangeFormProps) -> Html {
    let session: Session = use_session();
    let i = session.i18n();
    let old = use_state(String::new);
    let new = use_state(|| None::<Secret>);
    let done = {
        let (session, on_close) = (session.clone(), props.on_close.clone());
        Callback::from(move |status: StatusView| {
            session.take(status);
            session.say(t!(session.i18n(), "passphrase-changed"));
            on_close.emit(());
        })
    };
    let change = use_act::<ChangePassphrase>(done);
    let wrong = change
        .error
        .as_ref()
        .is_some_and(|error| error.code == ErrorCode::WrongPassphrase);
    let oninput = {
        let (old, clear) = (old.clone(), change.clear.clone());
        Callback::from(move |text| {
            old.set(text);
            clear.emit(());
        })
    };
    let on_ready = {
        let new = new.clone();
        Callback::from(move |passphrase| new.set(passphrase))
    };
    let submit = {
        let (run, old, new) = (change.run.clone(), old.clone(), new.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(new) = (*new).clone() {
                run.emit(ChangePassphrase {
                    old: Secret((*old).clone()),
                    new,
                });
            }
        })
    };
    html! {
        <form class="stack w gap20 mt" onsubmit={submit}>
            <PassphraseField
                id="old-passphrase"
                label={t!(i, "old-passphrase")}
                value={(*old).clone()}
                {oninput}
                disabled={change.busy}
                autofocus=true
                error={wrong.then(|| AttrValue::from(t!(i, "lock-wrong")))}
            />
            <NewPassphrase {on_ready} disabled={change.busy} />
            if let Some(error) = change.error.clone().filter(|_| !wrong) { <ErrorBanner {error} /> }
            <div class="btns">
                <button
                    class={classes!("btn", "primary", change.busy.then_some("is-loading"))}
                    disabled={old.is_empty() || new.is_none() || change.busy}
                    data-testid="change-passphrase-submit"
                >
                    { t!(i, "change-passphrase") }
                </button>
                <button
                    type="button"
                    class="btn"
                    onclick={props.on_close.reform(|_: MouseEvent| ())}
                    disabled={change.busy}
                >
                    { t!(i, "not-now") }
                </button>
            </div>
        </form>
    }
}

/// Version, keys, licences.
#[function_component]
fn About() -> Html {
    let session = use_session();
    let i = session.i18n();
    let version = session
        .state()
        .status
        .as_ref()
        .map(|status| status.version.clone())
        .unwrap_or_default();
    let keys = {
        let session = session.clone();
        Callback::from(move |_: MouseEvent| {
            session.step(crate::state::session::SessionStep::KeysToggled);
        })
    };
    html! {
        <div class="form">
            <section class="sec s1">
                <h2>{ t!(i, "product") }</h2>
                <dl class="facts wide">
                    <dt>{ t!(i, "about-version") }</dt>
                    <dd><span class="id" data-testid="version">{ version }</span></dd>
                    <dt>{ t!(i, "about-licence") }</dt>
                    <dd>{ t!(i, "about-licence-text") }</dd>
                    <dt>{ t!(i, "about-icons") }</dt>
                    <dd>{ t!(i, "about-icons-text") }</dd>
                </dl>
            </section>
            <section class="sec">
                <h2>{ t!(i, "keys-title") }</h2>
                <ul class="set">
                    {
                        row(
                            t!(i, "keys-list"),
                            None,
                            html! {
                                <button class="btn sm" onclick={keys} data-testid="keys-open">
                                    { t!(i, "show") }{ " " }<kbd>{ "F1" }</kbd>
                                </button>
                            },
                        )
                    }
                </ul>
            </section>
        </div>
    }
}
