//! Rehearsing a restore: the words from paper, and what they alone bring back.

use wallet_api::{Counted, RehearsalRow, RehearsalView, Rehearse, Secret, StopRehearsal};
use yew::{platform::spawn_local, prelude::*};

use super::restore::{WordEntry, wrong_place};
use crate::{
    bridge,
    components::{Banner, ErrorBanner, Sheet, Sign, StageBar, Status, Tone, use_title},
    format,
    hooks::{dom, use_act, use_session},
    i18n::{I18n, t},
    route::{Route, Tab},
    state::phrase::Words,
};

/// The page: first the words, then the counts.
#[function_component]
pub(crate) fn Rehearsal() -> Html {
    let session = use_session();
    let i = session.i18n();
    let heading = use_title(&t!(i, "rehearsal-title").into());
    let words = use_state(|| Words::new(24));
    let found = use_state(|| None::<RehearsalView>);
    let done = {
        let (found, words) = (found.clone(), words.clone());
        Callback::from(move |view| {
            // They have done what they were typed in for.
            words.set(Words::new(24));
            found.set(Some(view));
        })
    };
    let act = use_act::<Rehearse>(done);
    use_effect_with((), |()| {
        // Whoever leaves the page waits for no counts.
        || stop()
    });
    let back = Callback::from(|()| dom::go(&Route::Settings(Tab::Security)));
    let bar = html! { <StageBar back={t!(i, "back")} on_back={back.clone()} /> };
    if let Some(view) = &*found {
        return html! {
            <Sheet {bar} wide=true>
                <h1 class="mb" tabindex="-1" ref={heading}>{ t!(i, "rehearsal-title") }</h1>
                { result(i, view) }
                <div class="btns foot-btns">
                    <button class="btn primary lg" onclick={back.reform(|_: MouseEvent| ())} data-testid="rehearsal-done">
                        { t!(i, "done") }
                    </button>
                </div>
            </Sheet>
        };
    }
    let rehearse = {
        let (words, run) = (words.clone(), act.run.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let words = Secret(words.joined());
            run.emit(Rehearse { words });
        })
    };
    let state = session.state();
    let progress = match state.rehearsed {
        (n, Some(seconds)) => t!(
            i,
            "rehearsal-running-left",
            n = format::grouped(n),
            seconds = seconds
        ),
        (n, None) => t!(i, "rehearsal-running", n = format::grouped(n)),
    };
    let other = act
        .error
        .clone()
        .filter(|error| wrong_place(error).is_none());
    html! {
        <Sheet {bar} wide=true>
            <h1 class="words-h" tabindex="-1" ref={heading}>{ t!(i, "rehearsal-title") }</h1>
            <p class="text muted">{ t!(i, "rehearsal-text") }</p>
            <form onsubmit={rehearse}>
                <WordEntry words={words.clone()} error={act.error.clone()} clear={act.clear.clone()} />
                if let Some(error) = other { <div class="mt"><ErrorBanner {error} /></div> }
                if act.busy {
                    <p class="text muted mt" role="status" data-testid="rehearsal-progress">{ progress }</p>
                }
                <div class="btns foot-btns">
                    <button
                        class={classes!("btn", "primary", "lg", act.busy.then_some("is-loading"))}
                        disabled={!words.complete() || act.busy}
                        data-testid="rehearse"
                    >
                        { t!(i, "rehearsal-do") }
                    </button>
                    if act.busy {
                        <button type="button" class="btn lg" onclick={|_: MouseEvent| stop()} data-testid="rehearsal-stop">
                            { t!(i, "sync-stop") }
                        </button>
                    }
                </div>
            </form>
        </Sheet>
    }
}

fn stop() {
    spawn_local(async {
        // What cannot be stopped ends by itself; the answer comes with the act.
        let _ = bridge::call(StopRehearsal {}).await;
    });
}

fn result(i: I18n, view: &RehearsalView) -> Html {
    if !view.same {
        return html! {
            <Banner
                tone={Tone::Danger}
                title={t!(i, "rehearsal-other")}
                text={t!(i, "rehearsal-other-text")}
                testid="rehearsal-other"
            />
        };
    }
    let lost = view.rows.iter().any(|row| row.found < row.here);
    let (tone, title, text) = match lost {
        false => (
            Tone::Ok,
            t!(i, "rehearsal-all"),
            t!(i, "rehearsal-all-text"),
        ),
        true => (
            Tone::Warn,
            t!(i, "rehearsal-lost"),
            t!(i, "rehearsal-lost-text"),
        ),
    };
    let silent: Vec<_> = view.awaiting.iter().map(|name| i.pick(name)).collect();
    html! {
        <>
            <Banner {tone} {title} {text} testid="rehearsal-verdict" />
            { counts(i, t!(i, "rehearsal-here"), &view.rows) }
            for name in silent {
                <p class="hint mt">{ t!(i, "obtain-silent", name = name) }</p>
            }
            <p class="hint mt">{ t!(i, "rehearsal-hint") }</p>
        </>
    }
}

/// What there should be, what came back and what did not, by kind.
pub(crate) fn counts(i: I18n, should_be: String, rows: &[RehearsalRow]) -> Html {
    html! {
        <table class="tbl mt" data-testid="rehearsal-rows">
            <thead>
                <tr>
                    <th scope="col">{ t!(i, "rehearsal-what") }</th>
                    <th scope="col" class="num">{ should_be }</th>
                    <th scope="col" class="num">{ t!(i, "rehearsal-found") }</th>
                    <th scope="col">{ t!(i, "rehearsal-not-found") }</th>
                </tr>
            </thead>
            <tbody>for row in rows { { line(i, row) } }</tbody>
        </table>
    }
}

fn line(i: I18n, row: &RehearsalRow) -> Html {
    let names: Vec<_> = row.lost.iter().map(|name| i.pick(name)).collect();
    html! {
        <tr data-testid={format!("rehearsal-{}", row.what.as_str())}>
            <th scope="row">{ i.text(counted(row.what)) }</th>
            <td class="num">{ row.here }</td>
            <td class="num">{ row.found }</td>
            <td>
                if row.here == 0 {
                    <span class="muted">{ "–" }</span>
                } else if row.found == row.here {
                    <Status sign={Sign::TickRound} tone="ok">{ t!(i, "rehearsal-nothing") }</Status>
                } else if names.is_empty() {
                    { row.here - row.found }
                } else {
                    { names.join(&t!(i, "sentence-join")) }
                }
            </td>
        </tr>
    }
}

fn counted(what: Counted) -> &'static str {
    match what {
        Counted::Documents => "counted-documents",
        Counted::Permissions => "counted-permissions",
        Counted::Invoices => "counted-invoices",
        Counted::Certificates => "counted-certificates",
        Counted::Deposits => "counted-deposits",
        Counted::Petitions => "counted-petitions",
        Counted::Entries => "counted-entries",
    }
}
