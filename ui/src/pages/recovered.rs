//! What the words brought back, after a restore: it fills while the chain is read.

use wallet_api::{GetRecovered, RecoveredView, SyncState};
use yew::prelude::*;

use super::rehearsal::counts;
use crate::{
    components::{Banner, Sheet, Skeleton, Tone, failure, use_title},
    format,
    hooks::{dom, use_load, use_session},
    i18n::{I18n, t},
    route::Route,
    state::load::Load,
};

/// The page.
#[function_component]
pub(crate) fn Recovered() -> Html {
    let session = use_session();
    let i = session.i18n();
    let heading = use_title(&t!(i, "recovered-title").into());
    let recovered = use_load(GetRecovered {});
    let status = session.state().status.clone();
    let sync = status.and_then(|status| status.sync.clone());
    let sync = sync.map_or(SyncState::Idle, |sync| sync.state);
    html! {
        <Sheet wide=true center=true>
            <h1 class="mb" tabindex="-1" ref={heading}>{ t!(i, "recovered-title") }</h1>
            {
                match &recovered.state {
                    Load::Loading => html! { <Skeleton /> },
                    Load::Failed(error) => failure(i, error, &recovered.again),
                    Load::Empty(view) | Load::Shown(view) | Load::Stale(view, _) => {
                        result(i, view, &sync)
                    }
                }
            }
            <p class="hint mt">{ t!(i, "recovered-gone") }</p>
            <div class="btns foot-btns">
                <button
                    class="btn primary lg"
                    onclick={|_: MouseEvent| dom::go(&Route::Home)}
                    data-testid="recovered-go"
                >
                    { t!(i, "recovered-go") }
                </button>
            </div>
        </Sheet>
    }
}

fn result(i: I18n, view: &RecoveredView, sync: &SyncState) -> Html {
    let height = format::grouped(view.height.unwrap_or_default());
    let lost = view.rows.iter().any(|row| row.found < row.here);
    let nothing = view.rows.iter().all(|row| row.here == 0);
    let (tone, title, text) = match (view.height, sync) {
        (None, SyncState::Failed { .. }) => return told(i, view, t!(i, "recovered-offline")),
        // Before it begins to read, too.
        (_, SyncState::Running) | (None, SyncState::Idle) => {
            return told(i, view, t!(i, "recovered-reading"));
        }
        _ if nothing => (
            Tone::Info,
            t!(i, "recovered-nothing"),
            t!(i, "recovered-nothing-text"),
        ),
        _ if lost => (
            Tone::Warn,
            t!(i, "recovered-lost"),
            t!(i, "recovered-lost-text", height = height),
        ),
        _ => (
            Tone::Ok,
            t!(i, "recovered-all"),
            t!(i, "recovered-all-text", height = height),
        ),
    };
    html! {
        <>
            <Banner {tone} {title} {text} testid="recovered-verdict" />
            { counts(i, t!(i, "recovered-told"), &view.rows) }
        </>
    }
}

/// No verdict yet.
fn told(i: I18n, view: &RecoveredView, words: String) -> Html {
    html! {
        <>
            <p class="text muted" role="status" data-testid="recovered-waits">{ words }</p>
            { counts(i, t!(i, "recovered-told"), &view.rows) }
        </>
    }
}
