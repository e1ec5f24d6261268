//! Loading, stale, failed, empty: the states of every page.

use gloo_timers::callback::Timeout;
use wallet_api::ApiError;
use yew::prelude::*;

use super::{
    Banner, Sign, Tone,
    banner::{error_code, error_explanation},
    icon_small,
};
use crate::{
    hooks::use_i18n,
    i18n::{I18n, t},
};

#[derive(Properties, PartialEq)]
pub(crate) struct SkeletonProps {
    /// Number of rows.
    #[prop_or(5)]
    pub(crate) rows: usize,
}

/// Grey rows while something loads: nothing for 150 ms, words after a second.
#[function_component]
pub(crate) fn Skeleton(props: &SkeletonProps) -> Html {
    let i = use_i18n();
    let stage = use_state(|| 0_u8);
    {
        let stage = stage.clone();
        use_effect_with((), move |()| {
            let later = stage.clone();
            let first = Timeout::new(150, move || stage.set(1));
            let second = Timeout::new(1000, move || later.set(2));
            move || drop((first, second))
        });
    }
    html! {
        <div aria-busy="true" data-testid="loading">
            if *stage > 0 {
                <ul class="list" aria-hidden="true">
                    for n in 0..props.rows {
                        <li>
                            <span class="skel w-tile"></span>
                            <span class={classes!("skel", ["w-60", "w-40", "w-50"][n % 3])}></span>
                        </li>
                    }
                </ul>
            }
            <p class="hint" role="status">{ if *stage > 1 { t!(i, "loading") } else { String::new() } }</p>
        </div>
    }
}

/// Nothing could be loaded: what, why, what is untouched, what to do, the code last.
pub(crate) fn failure(i: I18n, error: &ApiError, again: &Callback<()>) -> Html {
    let (title, _, remedy) = i.error(error.code);
    let onclick = again.reform(|_: MouseEvent| ());
    html! {
        <div class="empty" role="alert" data-testid="failure" data-code={error.code.as_str()}>
            <svg class="art" viewBox="0 0 168 112" aria-hidden="true">
                <path d="M34 20h100a6 6 0 0 1 6 6v48a6 6 0 0 1-6 6H34a6 6 0 0 1-6-6V26a6 6 0 0 1 6-6zM66 98h36M84 80v18" />
                <path d="M56 62a40 40 0 0 1 20-11M112 62a40 40 0 0 0-10-7M66 70a26 26 0 0 1 36 0M84 74h.01M52 32l64 38" />
            </svg>
            <h2>{ title }</h2>
            <p class="text muted">{ error_explanation(i, error) }{ t!(i, "sentence-gap") }{ remedy }</p>
            <p class="mt">
                <button class="btn" {onclick} data-testid="retry">
                    { icon_small(Sign::Refresh) }{ t!(i, "retry") }
                </button>
            </p>
            <p class="hint">{ error_code(i, error) }</p>
        </div>
    }
}

/// What is shown is from before, because asking again failed.
pub(crate) fn stale_banner(i: I18n, error: &ApiError, again: &Callback<()>) -> Html {
    let (title, _, _) = i.error(error.code);
    let onclick = again.reform(|_: MouseEvent| ());
    html! {
        <div class="mb">
            <Banner
                tone={Tone::Warn}
                sign={Sign::Offline}
                title={t!(i, "stale-title")}
                text={t!(i, "stale-text", cause = title)}
                testid="stale"
            >
                <button class="btn sm" {onclick} data-testid="retry">{ t!(i, "retry") }</button>
            </Banner>
        </div>
    }
}

/// The line drawing of an empty page: the wallet, open.
pub(crate) fn empty_art() -> Html {
    html! {
        <svg class="art" viewBox="0 0 168 112" aria-hidden="true">
            <path d="M20 44h128v52a6 6 0 0 1-6 6H26a6 6 0 0 1-6-6z" />
            <path d="M20 58h46a18 18 0 0 0 36 0h46" />
            <path d="M79.5 58a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z" />
            <path d="M82.5 62 81 70h6l-1.5-8" />
            <path d="M44 44V16a4 4 0 0 1 4-4h72a4 4 0 0 1 4 4v28" />
            <path d="M58 24h26M58 32h40" />
        </svg>
    }
}
