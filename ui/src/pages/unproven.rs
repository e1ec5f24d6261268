//! A request by somebody who could not be proven: what was checked, and one way out.

use wallet_api::{CheckResult, CheckView, ListUnproven, RefuseUnproven, UnprovenView};
use yew::prelude::*;

use super::aside::given_name;
use crate::{
    components::{
        ErrorBanner, SealKind, Sheet, Sign, Skeleton, StageBar, attribute_name, failure, icon,
        stamp, use_title,
    },
    format::{self, Moment},
    hooks::{dom, use_act, use_load, use_session},
    i18n::{I18n, t},
    route::Route,
    state::load::Load,
};

#[derive(Properties, PartialEq)]
pub(crate) struct UnprovenProps {
    /// Its id among the unproven.
    pub(crate) id: String,
}

/// The sheet. Nothing can be given on it.
#[function_component]
pub(crate) fn UnprovenSheet(props: &UnprovenProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let all = use_load(ListUnproven {});
    let refused = {
        let session = session.clone();
        Callback::from(move |_: Vec<UnprovenView>| {
            session.say(t!(session.i18n(), "unproven-refused"));
            dom::go(&Route::Requests);
        })
    };
    let refuse = use_act::<RefuseUnproven>(refused);
    let found = all
        .state
        .view()
        .and_then(|rows| rows.iter().find(|row| row.id == props.id).cloned());
    let title = found
        .as_ref()
        .map_or_else(|| t!(i, "unproven-title"), |view| headline(i, view));
    let heading = use_title(&title.clone().into());
    let back = Callback::from(|()| dom::go(&Route::Requests));
    let Some(view) = found else {
        let gone = html! {
            <>
                <h1 tabindex="-1" ref={heading}>{ t!(i, "unproven-gone-title") }</h1>
                <p class="text muted">{ t!(i, "unproven-gone") }</p>
            </>
        };
        return html! {
            <Sheet wide=true bar={html! { <StageBar back={t!(i, "requests-title")} on_back={back} /> }}>
                {
                    match &all.state {
                        Load::Loading => html! { <Skeleton rows=6 /> },
                        Load::Failed(error) => failure(i, error, &all.again),
                        _ => gone,
                    }
                }
            </Sheet>
        };
    };
    let press = {
        let id = view.id.clone();
        refuse
            .run
            .reform(move |_: MouseEvent| RefuseUnproven { id: id.clone() })
    };
    let contacted = match view.contacted {
        true => "unproven-band-contacted",
        false => "unproven-band-silent",
    };
    html! {
        <div class="stage" data-testid="unproven-sheet">
            { bar(i, &view, back) }
            <main class="sheet ask" id="main">
                <header class="who">
                    <span class="tile unk l" aria-hidden="true">{ "?" }</span>
                    <div class="grow">
                        <h1 tabindex="-1" ref={heading}>{ title }</h1>
                        <div class="meta">
                            <span>
                                <span class="pf unchecked strong">
                                    { stamp(SealKind::Unchecked, false) }{ t!(i, "unproven-seal") }
                                </span>
                            </span>
                            <span class="id cutid">{ format::cut(&view.claimed) }</span>
                        </div>
                    </div>
                </header>
                <section class="band danger" data-testid="band">
                    { icon(Sign::Alert) }
                    <div class="grow">
                        <h2>{ t!(i, "unproven-band") }</h2>
                        <p>{ i.text(contacted) }</p>
                    </div>
                </section>
                <div class="ask-b">
                    <div class="ask-l">{ why(i, &view) }{ wanted(i, &view) }{ near(i) }</div>
                    <div class="ask-r">
                        <section>
                            <h2 class="q">{ t!(i, "unproven-checks") }</h2>
                            <ul class="check" data-testid="unproven-checks">
                                for check in &view.checks { { step(i, &view, check) } }
                            </ul>
                        </section>
                    </div>
                </div>
            </main>
            <footer class="decide">
                <p>
                    <b>{ t!(i, "unproven-foot") }</b>
                    <span class="long"><br />{ t!(i, "unproven-foot-more") }</span>
                </p>
                if let Some(error) = refuse.error.clone() { <ErrorBanner {error} /> }
                <button
                    type="button"
                    class={classes!("btn", "lg", "primary", refuse.busy.then_some("is-loading"))}
                    onclick={press}
                    disabled={refuse.busy}
                    data-testid="refuse-unproven"
                >
                    { t!(i, "refuse") }
                </button>
            </footer>
        </div>
    }
}

fn headline(i: I18n, view: &UnprovenView) -> String {
    match &view.sender {
        Some(party) => t!(i, "unproven-headline-as", party = i.pick(&party.name)),
        None => t!(
            i,
            "unproven-headline",
            name = given_name(i, view),
            n = view.rights.len()
        ),
    }
}

fn bar(i: I18n, view: &UnprovenView, back: Callback<()>) -> Html {
    let now = dom::here_and_now();
    let words = |key: &str, time: i64| {
        let when = format::when(i, Moment::local(time), now);
        i.text_with(key, &[("when", format::inside(i, &when).into())])
    };
    html! {
        <StageBar back={t!(i, "decide-later")} on_back={back}>
            <span>{ words("unproven-opened", view.received) }</span>
            <span>{ words("unproven-removed", view.removed) }</span>
        </StageBar>
    }
}

fn why(i: I18n, view: &UnprovenView) -> Html {
    let text = view
        .purpose
        .as_ref()
        .map(|purpose| i.pick(purpose))
        .filter(|text| !text.is_empty());
    html! {
        <section>
            <h2 class="q">{ t!(i, "why") }</h2>
            if let Some(text) = text {
                <blockquote class="quote">
                    <p>{ t!(i, "quoted", text = text) }</p>
                    <footer>{ t!(i, "unproven-words") }</footer>
                </blockquote>
            } else {
                <p class="text muted">{ t!(i, "unproven-no-words") }</p>
            }
        </section>
    }
}

fn wanted(i: I18n, view: &UnprovenView) -> Html {
    html! {
        <section>
            <h2 class="q">
                { t!(i, "what-they-see") }<span>{ t!(i, "unproven-nothing-given") }</span>
            </h2>
            if view.rights.is_empty() {
                <p class="text muted">{ t!(i, "unproven-no-items") }</p>
            } else {
                <ul class="att two-up">
                    for right in &view.rights {
                        <li><span class="v">{ attribute_name(i, &right.attribute) }</span></li>
                    }
                </ul>
            }
        </section>
    }
}

fn near(i: I18n) -> Html {
    html! {
        <section class="near">
            { icon(Sign::Landmark) }
            <p class="grow">{ t!(i, "unproven-directory") }</p>
            <a class="btn sm" href={Route::Departments.href()}>{ t!(i, "unproven-open-directory") }</a>
        </section>
    }
}

fn step(i: I18n, view: &UnprovenView, check: &CheckView) -> Html {
    let holds = check.result == CheckResult::Valid;
    let detail = match (check.step.as_str(), &view.sender) {
        ("sender-listed", Some(party)) => i.pick(&party.name),
        _ => check.detail.clone(),
    };
    let key = match (check.step.as_str(), holds) {
        ("sender-address", false) if check.detail.is_empty() => "sender-address-none".to_owned(),
        (step, true) => format!("{step}-ok"),
        (step, false) => format!("{step}-no"),
    };
    let words = i.text_with(&key, &[("detail", detail.into())]);
    html! {
        <li class={(!holds).then_some("no")} data-testid={check.step.clone()} data-holds={holds.to_string()}>
            { icon(if holds { Sign::Tick } else { Sign::Cross }) }
            <span>
                { words }
                if !holds { <span class="hint blk">{ i.text(&format!("{key}-hint")) }</span> }
            </span>
        </li>
    }
}
