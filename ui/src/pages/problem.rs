//! Pages for when nothing else can be shown.

use wallet_api::{ApiError, ErrorCode, GetStatus};
use yew::{platform::spawn_local, prelude::*};

use crate::{
    bridge,
    components::{Page, Sheet, Sign, error_code, error_explanation, icon, mark, use_title},
    hooks::{use_i18n, use_session},
    i18n::t,
    route::Route,
    state::session::SessionStep,
};

#[derive(Properties, PartialEq)]
pub(crate) struct ProblemProps {
    /// What is wrong.
    pub(crate) error: ApiError,
}

/// The wallet cannot be opened as it stands: what, why, what is untouched, what to do, the code.
#[function_component]
pub(crate) fn Problem(props: &ProblemProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let (title, _, remedy) = i.error(props.error.code);
    let heading = use_title(&title.clone().into());
    let again = {
        let session = session.clone();
        Callback::from(move |_: MouseEvent| {
            let session = session.clone();
            spawn_local(async move {
                match bridge::call(GetStatus {}).await {
                    Ok(status) => session.take(status),
                    Err(error) => session.step(SessionStep::StatusFailed(error)),
                }
            });
        })
    };
    let untouched = match props.error.code {
        ErrorCode::VaultDamaged | ErrorCode::VaultNewer | ErrorCode::VaultInUse => "problem-files",
        _ => "problem-nothing",
    };
    html! {
        <Sheet center=true>
            <div class="prob" data-testid="problem" data-code={props.error.code.as_str()}>
                { mark("mark-48") }
                <h1 tabindex="-1" ref={heading}>{ title }</h1>
                <p class="text">{ error_explanation(i, &props.error) }</p>
                <dl class="facts">
                    <dt>{ t!(i, "problem-untouched") }</dt>
                    <dd>{ i.text(untouched) }</dd>
                    <dt>{ t!(i, "problem-now") }</dt>
                    <dd>{ remedy }</dd>
                </dl>
                <div class="btns">
                    <button class="btn primary lg" onclick={again} data-testid="retry">
                        { icon(Sign::Refresh) }{ t!(i, "retry") }
                    </button>
                </div>
                <p class="hint code">{ error_code(i, &props.error) }</p>
            </div>
        </Sheet>
    }
}

/// An address that leads nowhere.
#[function_component]
pub(crate) fn NowhereToBeFound() -> Html {
    let i = use_i18n();
    html! {
        <Page title={t!(i, "nowhere-title")}>
            <p class="text muted">{ t!(i, "nowhere-text") }</p>
            <p class="mt"><a class="btn" href={Route::Home.href()}>{ t!(i, "nav-home") }</a></p>
        </Page>
    }
}
