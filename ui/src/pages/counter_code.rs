//! The code itself: black on white in both themes, renewed in time, gone when nobody looks.

use gloo_timers::callback::Interval;
use wallet_api::{
    ApiError, CodePart, CodeView, ErrorCode, GetShowing, HideCode, ShowNextCode, ShowingView,
    SpeakCode, SpokenView,
};
use yew::{platform::spawn_local, prelude::*};

use crate::{
    bridge,
    components::{
        Banner, ErrorBanner, Sign, Status, TileSize, Tone, attribute_name, icon, icon_small, num,
        seal, shown_value, tile,
    },
    format::{self, Moment},
    hooks::{
        dom::{self, Listener},
        use_act, use_session,
    },
    i18n::{I18n, rich, t},
    state::counter::{AHEAD_SECS, QUIET, aloud, left, path, scale},
};

/// How long each of several codes is seen.
const PART_MS: u32 = 450;
/// Between two questions whether it was read, in seconds.
const LOOK_EVERY: i64 = 3;

#[derive(Properties, PartialEq)]
pub(crate) struct CounterCodeProps {
    /// The code as it was made.
    pub(crate) first: CodeView,
    /// Nothing is shown any more.
    pub(crate) on_end: Callback<()>,
}

/// What covers the code.
#[derive(Clone, PartialEq)]
enum Cover {
    Nothing,
    /// Another window came to the front.
    Hidden,
    /// The office's question has ended.
    Over,
    /// The next code could not be made.
    Failed(ApiError),
}

/// The page of the code.
#[function_component]
pub(crate) fn CounterCode(props: &CounterCodeProps) -> Html {
    let i = use_session().i18n();
    let code = use_state(|| props.first.clone());
    let now = use_state(dom::now);
    let cover = use_state(|| Cover::Nothing);
    let fate = use_state(|| None::<ShowingView>);
    let spoken = use_state(|| None::<SpokenView>);
    let read = fate.as_ref().is_some_and(|fate| fate.read.is_some());

    use_hiding(&code.id, &cover);
    {
        let now = now.clone();
        use_effect_with((), move |()| {
            let clock = Interval::new(500, move || now.set(dom::now()));
            move || drop(clock)
        });
    }
    use_renewal(&code, *now, &cover, read);
    use_fate(&code.id, *now, &fate);

    let say = {
        let spoken = spoken.clone();
        use_act::<SpeakCode>(Callback::from(move |view| spoken.set(Some(view))))
    };
    let hide = props.on_end.reform(|_: MouseEvent| ());
    let again = {
        let (code, cover) = (code.clone(), cover.clone());
        Callback::from(move |_: MouseEvent| next(&code, &cover))
    };
    html! {
        <div class="stage">
            <header class="stage-bar">
                <button type="button" class="btn quiet sm" onclick={hide.clone()} data-testid="hide-code">
                    { icon_small(Sign::Cross) }{ t!(i, "code-hide") }{ " " }<kbd>{ "Esc" }</kbd>
                </button>
                <span class="grow"></span>
                <span>{ t!(i, "code-hides") }</span>
            </header>
            <main class="sheet show" id="main">
                <div class="show-l">
                    <header class="who">
                        { tile(i, &code.party, TileSize::Large) }
                        <div class="grow">
                            <h1>{ t!(i, "code-for", party = i.pick(&code.party.name)) }</h1>
                            <div class="meta">
                                { seal(i, &code.party.proof, Some(t!(i, "identity-proven")), true, None) }
                                <span>{ i.code("purpose", &code.purpose) }</span>
                            </div>
                        </div>
                    </header>
                    <div class="body">
                        <section>
                            <h2 class="q">{ t!(i, "code-items", n = code.items.len()) }</h2>
                            <ul class="kv">
                                for item in &code.items {
                                    <li>
                                        <span class="k">{ attribute_name(i, &item.code) }</span>
                                        <span class="v">{ shown_value(i, &item.value) }</span>
                                    </li>
                                }
                            </ul>
                            <p class="hint">{ hidden_words(i, &code.hidden) }</p>
                        </section>
                        <section aria-live="polite">
                            <h2 class="q">{ t!(i, "code-reading") }</h2>
                            { reading(i, &code, fate.as_ref()) }
                        </section>
                        <div class="say">
                            { saying(i, &code, *now, spoken.as_ref(), &say.run, say.busy, read) }
                        </div>
                        if let Some(error) = say.error.clone() {
                            <ErrorBanner {error} />
                        }
                    </div>
                </div>
                <div class="show-r">
                    if read {
                        <div class="code-cover" data-testid="code-done">
                            { icon(Sign::TickRound) }
                            <p><b>{ t!(i, "code-done") }</b></p>
                            <button class="btn" onclick={hide}>{ t!(i, "code-another") }</button>
                        </div>
                    } else {
                        { right(i, &code, *now, &cover, &again) }
                    }
                </div>
            </main>
        </div>
    }
}

fn right(i: I18n, code: &CodeView, now: i64, cover: &Cover, again: &Callback<MouseEvent>) -> Html {
    let (title, text, can_show) = match cover {
        Cover::Nothing if left(code.expires, now) > 0 => {
            return html! { <Drawn code={code.clone()} {now} /> };
        }
        Cover::Nothing | Cover::Hidden => ("code-covered-title", "code-covered-text", true),
        Cover::Over => ("code-over-title", "code-over-text", false),
        Cover::Failed(error) => {
            return html! {
                <div class="code-cover">
                    <ErrorBanner error={error.clone()} />
                    <button class="btn" onclick={again.clone()} data-testid="show-again">
                        { t!(i, "code-show-again") }
                    </button>
                </div>
            };
        }
    };
    html! {
        <div class="code-cover" role="status" data-testid="code-covered">
            { icon(Sign::EyeOff) }
            <p><b>{ i.text(title) }</b><br />{ i.text(text) }</p>
            if can_show {
                <button class="btn" onclick={again.clone()} data-testid="show-again">
                    { t!(i, "code-show-again") }
                </button>
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct DrawnProps {
    code: CodeView,
    now: i64,
}

/// The code, or its parts in turn, with the countdown and the buttons for its size.
#[function_component]
fn Drawn(props: &DrawnProps) -> Html {
    let i = use_session().i18n();
    let steps = use_state(|| 0_i32);
    let turn = use_state(|| 0_usize);
    let count = props.code.parts.len().max(1);
    {
        let turn = turn.clone();
        use_effect_with(count, move |count| {
            let count = *count;
            let place = std::cell::Cell::new(0);
            let turning = (count > 1).then(|| {
                Interval::new(PART_MS, move || {
                    place.set((place.get() + 1) % count);
                    turn.set(place.get());
                })
            });
            move || drop(turning)
        });
    }
    let Some(part) = props.code.parts.get(*turn % count) else {
        return Html::default();
    };
    let seconds = left(props.code.expires, props.now);
    let ends = props.code.ends.map(|end| left(end, props.now));
    let (key, shown) = match ends {
        Some(ends) if ends <= seconds => ("code-ends", ends),
        _ => ("code-renews", seconds),
    };
    let step = |by: i32| {
        let steps = steps.clone();
        Callback::from(move |_: MouseEvent| steps.set((*steps + by).clamp(-6, 8)))
    };
    html! {
        <>
            { drawing(part, scale(part.side, room(), *steps), t!(i, "code-aria", n = aloud(shown))) }
            if count > 1 {
                <p class="part-no" data-testid="code-part">
                    { t!(i, "code-part", number = *turn % count + 1, count = count) }
                </p>
            }
            <div class="tick">
                { ring(shown) }
                <p class="grow">
                    <b aria-hidden="true" data-testid="code-countdown">{ t!(i, key, n = shown) }</b>
                    <br />{ t!(i, "code-brightness") }
                </p>
                <p class="vh" role="status">{ t!(i, key, n = aloud(shown)) }</p>
                <span class="zoom">
                    <button class="btn sm" aria-label={t!(i, "code-smaller")} onclick={step(-1)} data-testid="code-smaller">
                        { icon_small(Sign::Minus) }
                    </button>
                    <button class="btn sm" aria-label={t!(i, "code-larger")} onclick={step(1)} data-testid="code-larger">
                        { icon_small(Sign::Plus) }
                    </button>
                </span>
            </div>
        </>
    }
}

/// One code: an SVG of whole pixels a module on pure white, whatever the theme.
pub(super) fn drawing(part: &CodePart, scale: u32, label: String) -> Html {
    let modules = part.side + 2 * QUIET;
    let size = (modules * scale).to_string();
    html! {
        <svg
            class="code-qr"
            width={size.clone()}
            height={size}
            viewBox={format!("0 0 {modules} {modules}")}
            shape-rendering="crispEdges"
            role="img"
            aria-label={label}
            data-testid="qr"
        >
            <rect width={modules.to_string()} height={modules.to_string()} fill="#fff" />
            <path d={path(part.side, &part.modules)} />
        </svg>
    }
}

/// The room for the code in the frame of this width.
pub(super) fn room() -> u32 {
    let width = dom::window()
        .inner_width()
        .ok()
        .and_then(|width| width.as_f64());
    match width.unwrap_or(1_100.0) as u32 {
        980.. => 436,
        640..=979 => 308,
        narrow => narrow.saturating_sub(64),
    }
}

fn ring(seconds: i64) -> Html {
    const ROUND: f64 = 125.7;
    let share = seconds.clamp(0, 60) as f64 / 60.0;
    let dash = format!("{:.1} {ROUND}", share * ROUND);
    html! {
        <svg class="ring" viewBox="0 0 48 48" aria-hidden="true">
            <circle cx="24" cy="24" r="20" />
            <circle class="on" cx="24" cy="24" r="20" stroke-dasharray={dash} transform="rotate(-90 24 24)" />
            <text x="24" y="29.5">{ seconds }</text>
        </svg>
    }
}

fn hidden_words(i: I18n, hidden: &[String]) -> String {
    let names: Vec<_> = hidden
        .iter()
        .take(2)
        .map(|code| format::inside(i, &attribute_name(i, code)))
        .collect();
    t!(
        i,
        "code-hidden-items",
        n = hidden.len(),
        items = names.join(&t!(i, "list-comma"))
    )
}

fn reading(i: I18n, code: &CodeView, fate: Option<&ShowingView>) -> Html {
    let Some((fate, read)) = fate.and_then(|fate| Some((fate, fate.read.as_ref()?))) else {
        return html! {
            <>
                <p data-testid="not-read">
                    <Status sign={Sign::DashedRound} tone="none">{ t!(i, "code-not-read") }</Status>
                </p>
                <p class="hint">{ t!(i, "code-not-read-hint") }</p>
            </>
        };
    };
    let time = num(format::clock(Moment::local(read.time)));
    html! {
        <>
            <p data-testid="code-read">
                <Status sign={Sign::TickRound} tone="ok">
                    { rich!(i, "code-read", party = i.pick(&code.party.name), time = time) }
                </Status>
            </p>
            <p class="hint">
                { t!(i, "code-read-hint", height = format::grouped(read.height)) }{ " " }
                { seal(i, &read.proof, None, false, None) }
            </p>
            if fate.repeated {
                <Banner
                    tone={Tone::Danger}
                    title={t!(i, "code-read-again")}
                    text={t!(i, "code-read-again-hint")}
                    testid="code-read-again"
                />
            }
        </>
    }
}

fn saying(
    i: I18n,
    code: &CodeView,
    now: i64,
    spoken: Option<&SpokenView>,
    run: &Callback<SpeakCode>,
    busy: bool,
    read: bool,
) -> Html {
    let id = code.id.clone();
    let onclick = run.reform(move |_: MouseEvent| SpeakCode { id: id.clone() });
    match spoken.filter(|spoken| spoken.expires > now) {
        Some(spoken) => html! {
            <>
                <span class="small muted">
                    { t!(i, "code-say-hint", party = i.pick(&code.party.name)) }
                </span>
                <span class="id" data-testid="spoken">{ format::in_fours(&spoken.code) }</span>
            </>
        },
        None => html! {
            <>
                <span class="small muted">{ t!(i, "code-say") }</span>
                <button class="btn sm" {onclick} disabled={busy || read} data-testid="speak-code">
                    { if busy { t!(i, "code-saying") } else { t!(i, "code-say-do") } }
                </button>
            </>
        },
    }
}

/// Asks for the next code.
fn next(code: &UseStateHandle<CodeView>, cover: &UseStateHandle<Cover>) {
    let (code, cover) = (code.clone(), cover.clone());
    spawn_local(async move {
        let id = code.id.clone();
        match bridge::call(ShowNextCode { id }).await {
            Ok(next) => {
                code.set(next);
                cover.set(Cover::Nothing);
            }
            Err(error) if error.code == ErrorCode::RequestEnded => cover.set(Cover::Over),
            Err(error) => cover.set(Cover::Failed(error)),
        }
    });
}

/// Renews the code before it ends, as long as it is seen and was not read.
#[hook]
fn use_renewal(
    code: &UseStateHandle<CodeView>,
    now: i64,
    cover: &UseStateHandle<Cover>,
    read: bool,
) {
    let asked = use_mut_ref(|| 0_i64);
    let (code, cover) = (code.clone(), cover.clone());
    use_effect_with(now, move |now| {
        let over = code.ends.is_some_and(|end| end <= *now);
        let due = code.expires - *now <= AHEAD_SECS;
        if *cover != Cover::Nothing || read {
            return;
        }
        if over {
            cover.set(Cover::Over);
        } else if due && code.ends != Some(code.expires) && *asked.borrow() != code.expires {
            // Once for each code, however often the clock ticks meanwhile.
            asked.replace(code.expires);
            next(&code, &cover);
        }
    });
}

/// Asks now and then whether it was read.
#[hook]
fn use_fate(id: &str, now: i64, fate: &UseStateHandle<Option<ShowingView>>) {
    let (id, fate) = (id.to_owned(), fate.clone());
    use_effect_with(now / LOOK_EVERY, move |_| {
        spawn_local(async move {
            // What cannot be asked now is asked again in a moment.
            if let Ok(view) = bridge::call(GetShowing { id }).await {
                fate.set(Some(view));
            }
        });
    });
}

/// Hides the code when another window comes to the front, and ends it when the page goes.
#[hook]
fn use_hiding(id: &str, cover: &UseStateHandle<Cover>) {
    {
        let cover = cover.clone();
        use_effect_with((), move |()| {
            let hide = {
                let cover = cover.clone();
                move |_: web_sys::Event| cover.set(Cover::Hidden)
            };
            let blurred = Listener::new(dom::window(), "blur", hide);
            let covered = Listener::new(dom::document(), "visibilitychange", move |_| {
                if dom::document().hidden() {
                    cover.set(Cover::Hidden);
                }
            });
            move || drop((blurred, covered))
        });
    }
    let id = id.to_owned();
    use_effect_with((), move |()| {
        move || {
            spawn_local(async move {
                // Gone already is as good.
                let _ = bridge::call(HideCode { id }).await;
            });
        }
    });
}
