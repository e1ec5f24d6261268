//! Showing something at a counter: where, what for, and exactly what will be readable.

use std::{collections::BTreeSet, rc::Rc};

use wallet_api::{
    CodeView, CounterAsk, CounterItemView, CounterOfficeView, CounterReviewView, ItemNeed,
    ListCounterOffices, MakeCode, ReadCode, ReviewCounter, SavePass,
};
use web_sys::{File, HtmlSelectElement};
use yew::prelude::*;

use super::{counter_code::CounterCode, home::document_name, paste::read_base64};
use crate::{
    components::{
        Banner, ErrorBanner, FileButton, Sheet, Sign, Skeleton, StageBar, Status, TextField,
        TileSize, Tone, attribute_name, failure, icon, icon_small, seal, shown_value, tile,
        use_title,
    },
    format::{self, Moment},
    hooks::{dom, use_act, use_load, use_session},
    i18n::{I18n, t},
    route::Route,
    state::load::Load,
};

#[derive(Properties, PartialEq)]
pub(crate) struct CounterProps {
    /// The text of the office's question, if it gave one.
    pub(crate) question: Option<String>,
}

/// The sheet, and after it the code.
#[function_component]
pub(crate) fn Counter(props: &CounterProps) -> Html {
    let i = use_session().i18n();
    let offices = use_load(ListCounterOffices {});
    let chosen = use_state(CounterAsk::default);
    let showing = use_state(|| None::<CodeView>);
    let heading = use_title(&t!(i, "counter-title").into());
    if let Some(code) = &*showing {
        let on_end = {
            let showing = showing.clone();
            Callback::from(move |()| showing.set(None))
        };
        return html! { <CounterCode key={code.id.clone()} first={code.clone()} {on_end} /> };
    }
    let on_code = {
        let showing = showing.clone();
        Callback::from(move |code| showing.set(Some(code)))
    };
    let on_ask = {
        let chosen = chosen.clone();
        Callback::from(move |ask| chosen.set(ask))
    };
    let back = Callback::from(|()| dom::go(&Route::Home));
    let bar = html! { <StageBar back={t!(i, "home-title")} on_back={back} /> };
    html! {
        <Sheet {bar} wide=true>
            <h1 class="words-h" tabindex="-1" ref={heading}>{ t!(i, "counter-title") }</h1>
            <p class="text muted">{ t!(i, "counter-text") }</p>
            {
                match (&props.question, &offices.state) {
                    (Some(question), _) => {
                        let ask = CounterAsk { challenge: Some(question.clone()), ..(*chosen).clone() };
                        html! { <Prepared {ask} {on_ask} {on_code} /> }
                    }
                    (None, Load::Loading) => html! { <Skeleton rows=6 /> },
                    (None, Load::Failed(error)) => failure(i, error, &offices.again),
                    (None, Load::Empty(offices) | Load::Shown(offices) | Load::Stale(offices, _)) => {
                        match settled(offices, &chosen) {
                            Some((office, ask)) => html! {
                                <>
                                    { where_and_what_for(i, offices, office, &ask, &on_ask) }
                                    <Prepared {ask} {on_ask} {on_code} />
                                    <Question />
                                </>
                            },
                            None => html! {
                                <Banner tone={Tone::Info} title={t!(i, "counter-nothing-title")} />
                            },
                        }
                    }
                }
            }
        </Sheet>
    }
}

/// The office and the purpose that were chosen, else the first ones.
fn settled<'o>(
    offices: &'o [CounterOfficeView],
    chosen: &CounterAsk,
) -> Option<(&'o CounterOfficeView, CounterAsk)> {
    let office = offices
        .iter()
        .find(|office| Some(&office.party.did) == chosen.office.as_ref())
        .or_else(|| offices.first())?;
    let purpose = office
        .purposes
        .iter()
        .find(|purpose| Some(&purpose.code) == chosen.purpose.as_ref())
        .or_else(|| office.purposes.first())?;
    let ask = CounterAsk {
        office: Some(office.party.did.clone()),
        purpose: Some(purpose.code.clone()),
        challenge: None,
        document: chosen.document.clone(),
    };
    Some((office, ask))
}

fn where_and_what_for(
    i: I18n,
    offices: &[CounterOfficeView],
    office: &CounterOfficeView,
    ask: &CounterAsk,
    on_ask: &Callback<CounterAsk>,
) -> Html {
    let now = dom::here_and_now();
    let choose_office = on_ask.reform(|event: Event| CounterAsk {
        office: Some(selected(&event)),
        ..CounterAsk::default()
    });
    let choose_purpose = {
        let office = ask.office.clone();
        on_ask.reform(move |event: Event| CounterAsk {
            office: office.clone(),
            purpose: Some(selected(&event)),
            ..CounterAsk::default()
        })
    };
    let recent = offices.iter().filter(|office| office.last_shown.is_some());
    html! {
        <>
            <div class="field mt">
                <label for="office">{ t!(i, "counter-office") }</label>
                <ul class="recent">
                    for known in recent.take(3) {
                        <li>
                            <button
                                type="button"
                                class={classes!("btn", "sm", (known == office).then_some("on"))}
                                aria-pressed={(known == office).to_string()}
                                onclick={
                                    let did = known.party.did.clone();
                                    on_ask.reform(move |_: MouseEvent| CounterAsk {
                                        office: Some(did.clone()),
                                        ..CounterAsk::default()
                                    })
                                }
                                data-testid="recent-office"
                            >
                                { tile(i, &known.party, TileSize::Small) }{ i.pick(&known.party.name) }
                            </button>
                        </li>
                    }
                </ul>
                <span class="selw wide">
                    <select class="pick" id="office" onchange={choose_office} data-testid="office-select">
                        for known in offices {
                            <option
                                key={known.party.did.clone()}
                                value={known.party.did.clone()}
                                selected={known == office}
                            >
                                { office_words(i, known, now) }
                            </option>
                        }
                    </select>
                    { icon_small(Sign::ChevronDown) }
                </span>
            </div>
            <div class="field mt">
                <label for="purpose">{ t!(i, "counter-purpose") }</label>
                <span class="selw wide">
                    <select class="pick" id="purpose" onchange={choose_purpose} data-testid="purpose-select">
                        for purpose in &office.purposes {
                            <option
                                key={purpose.code.clone()}
                                value={purpose.code.clone()}
                                selected={Some(&purpose.code) == ask.purpose.as_ref()}
                            >
                                { i.code("purpose", &purpose.code) }
                            </option>
                        }
                    </select>
                    { icon_small(Sign::ChevronDown) }
                </span>
            </div>
        </>
    }
}

fn office_words(i: I18n, office: &CounterOfficeView, now: Moment) -> String {
    let name = i.pick(&office.party.name);
    match office.last_shown {
        Some(time) => {
            let when = format::when(i, Moment::local(time), now);
            let rest = t!(i, "counter-last-shown", when = when);
            t!(i, "value-named", name = name, rest = rest)
        }
        None => name,
    }
}

fn selected(event: &Event) -> String {
    event.target_unchecked_into::<HtmlSelectElement>().value()
}

#[derive(Properties, PartialEq)]
struct PreparedProps {
    ask: CounterAsk,
    on_ask: Callback<CounterAsk>,
    on_code: Callback<CodeView>,
}

/// What would be readable, and the button.
#[function_component]
fn Prepared(props: &PreparedProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let review = use_load(ReviewCounter {
        ask: props.ask.clone(),
    });
    // What was turned on or off against the usual; another review begins anew.
    let changed = use_state(BTreeSet::<String>::new);
    {
        let changed = changed.clone();
        use_effect_with(props.ask.clone(), move |_| changed.set(BTreeSet::new()));
    }
    let make = use_act::<MakeCode>(props.on_code.clone());
    let saved = {
        let session = session.clone();
        Callback::from(move |path: Option<String>| {
            if let Some(path) = path {
                session.say(t!(session.i18n(), "counter-passed", path = path));
            }
        })
    };
    let pass = use_act::<SavePass>(saved);
    let view = match &review.state {
        Load::Loading => return html! { <Skeleton rows=5 /> },
        Load::Failed(error) => return failure(i, error, &review.again),
        Load::Empty(view) | Load::Shown(view) | Load::Stale(view, _) => view.clone(),
    };
    let given: Vec<String> = view
        .items
        .iter()
        .filter(|item| item.need.is_given() != changed.contains(&item.code))
        .map(|item| item.code.clone())
        .collect();
    let toggle = {
        let changed = changed.clone();
        Callback::from(move |code: String| {
            let mut now = (*changed).clone();
            if !now.remove(&code) {
                now.insert(code);
            }
            changed.set(now);
        })
    };
    let can = view.obstacle.is_none() && !given.is_empty() && !make.busy;
    let show = {
        let (ask, digest, given) = (props.ask.clone(), view.digest.clone(), given.clone());
        make.run.reform(move |_: MouseEvent| MakeCode {
            ask: ask.clone(),
            digest: digest.clone(),
            attributes: given.clone(),
        })
    };
    let print = {
        let (ask, digest, given) = (props.ask.clone(), view.digest.clone(), given.clone());
        pass.run.reform(move |_: MouseEvent| SavePass {
            ask: ask.clone(),
            digest: digest.clone(),
            attributes: given.clone(),
            language: i.language,
        })
    };
    html! {
        <>
            { heading(i, &view) }
            { documents(i, &view, &props.ask, &props.on_ask) }
            if view.obstacle.is_some() {
                <div class="mt">
                    <Banner
                        tone={Tone::Info}
                        title={t!(i, "counter-nothing-title")}
                        text={t!(i, "counter-nothing-text")}
                        testid="counter-nothing"
                    >
                        <a class="btn sm" href={Route::Documents.href()}>{ t!(i, "counter-nothing-do") }</a>
                    </Banner>
                </div>
            } else {
                { items(i, &view, &given, &toggle) }
            }
            if view.linkable {
                <div class="mt">
                    <Banner
                        tone={Tone::Warn}
                        title={t!(i, "counter-linkable-title")}
                        text={t!(i, "counter-linkable-text")}
                        testid="counter-linkable"
                    />
                </div>
            }
            if let Some(error) = make.error.clone().or_else(|| pass.error.clone()) {
                <div class="mt"><ErrorBanner {error} /></div>
            }
            <div class="btns foot-btns">
                <button
                    class={classes!("btn", "primary", "lg", make.busy.then_some("is-loading"))}
                    disabled={!can}
                    onclick={show}
                    data-testid="show-code"
                >
                    { icon(Sign::Code) }
                    { if make.busy { t!(i, "counter-showing") } else { t!(i, "counter-show") } }
                </button>
                if view.challenge_until.is_none() {
                    <button
                        class="btn"
                        disabled={!can || pass.busy}
                        onclick={print}
                        data-testid="print-pass"
                    >
                        { icon(Sign::Download) }
                        { if pass.busy { t!(i, "counter-passing") } else { t!(i, "counter-pass") } }
                    </button>
                }
            </div>
            if view.challenge_until.is_none() { <p class="hint">{ t!(i, "counter-pass-hint") }</p> }
        </>
    }
}

/// Who asks, where an office gave a question; under which clause, where it did not.
fn heading(i: I18n, view: &CounterReviewView) -> Html {
    let now = dom::here_and_now();
    match view.challenge_until {
        Some(until) => html! {
            <div class="who mt" data-testid="asked-by">
                { tile(i, &view.party, TileSize::Middle) }
                <div class="grow">
                    <h2>{ t!(i, "counter-asked-title", party = i.pick(&view.party.name)) }</h2>
                    <div class="meta">
                        { seal(i, &view.party.proof, Some(t!(i, "identity-proven")), true, None) }
                        <span>{ i.code("purpose", &view.purpose) }</span>
                        <span>
                            { t!(i, "counter-asked-until", time = format::when(i, Moment::local(until), now)) }
                        </span>
                    </div>
                </div>
            </div>
        },
        None => match &view.clause {
            Some(clause) => html! {
                <p class="hint">{ t!(i, "counter-by-law", clause = i.pick(&clause.title)) }</p>
            },
            None => Html::default(),
        },
    }
}

/// The choice between documents, where there is one.
fn documents(
    i: I18n,
    view: &CounterReviewView,
    ask: &CounterAsk,
    on_ask: &Callback<CounterAsk>,
) -> Html {
    if view.documents.len() < 2 {
        return Html::default();
    }
    let choose = {
        let ask = ask.clone();
        on_ask.reform(move |event: Event| CounterAsk {
            document: Some(selected(&event)),
            ..ask.clone()
        })
    };
    html! {
        <div class="field mt">
            <label for="document">{ t!(i, "counter-document") }</label>
            <span class="selw wide">
                <select class="pick" id="document" onchange={choose} data-testid="document-select">
                    for row in &view.documents {
                        <option
                            key={row.id.clone()}
                            value={row.id.clone()}
                            selected={view.document.as_ref().is_some_and(|chosen| chosen.id == row.id)}
                        >
                            { format!("{} · {}", document_name(i, row), i.pick(&row.issuer.name)) }
                        </option>
                    }
                </select>
                { icon_small(Sign::ChevronDown) }
            </span>
        </div>
    }
}

/// Every item with its value; those that are off come last, folded away.
fn items(i: I18n, view: &CounterReviewView, given: &[String], toggle: &Callback<String>) -> Html {
    let (first, others): (Vec<_>, Vec<_>) = view
        .items
        .iter()
        .partition(|item| item.need != ItemNeed::Extra);
    let line = |item: &&CounterItemView| item_line(i, item, given.contains(&item.code), toggle);
    let title = match given.len() {
        0 => t!(i, "counter-items-none"),
        n => t!(i, "counter-items", n = n),
    };
    let missing: Vec<_> = view
        .missing
        .iter()
        .map(|code| attribute_name(i, code))
        .collect();
    html! {
        <section class="mt">
            <h2 class="q" role="status" data-testid="counter-items">{ title }</h2>
            <ul class="att pick-list">for item in &first { { line(item) } }</ul>
            if !missing.is_empty() {
                <p class="hint">
                    { t!(i, "counter-missing", items = missing.join(&t!(i, "list-comma"))) }
                </p>
            }
            if !others.is_empty() {
                <details class="more mt" open={first.is_empty()} data-testid="counter-more">
                    <summary>{ t!(i, "counter-more", n = others.len()) }</summary>
                    <p class="hint">{ t!(i, "counter-more-hint") }</p>
                    <ul class="att pick-list">for item in &others { { line(item) } }</ul>
                </details>
            }
        </section>
    }
}

fn item_line(i: I18n, item: &CounterItemView, given: bool, toggle: &Callback<String>) -> Html {
    let name = attribute_name(i, &item.code);
    let field = format!("give-{}", item.code);
    let onchange = {
        let code = item.code.clone();
        toggle.reform(move |_: Event| code.clone())
    };
    let (sign, tone, words) = match item.need {
        ItemNeed::Required => (Sign::Tick, "ok", "counter-required"),
        ItemNeed::Usual => (Sign::Scales, "none", "counter-usual"),
        ItemNeed::Helpful => (Sign::Plus, "none", "counter-helpful"),
        ItemNeed::Extra => (Sign::Alert, "warn", "counter-extra"),
    };
    html! {
        <li key={item.code.clone()} class={(!given).then_some("off")}>
            <input
                type="checkbox"
                id={field.clone()}
                checked={given}
                {onchange}
                aria-label={t!(i, "counter-give", item = name.clone())}
                data-testid={field.clone()}
            />
            <label class="k" for={field}>{ name }</label>
            <span class="v">{ shown_value(i, &item.value) }</span>
            <Status {sign} {tone}>{ i.text(words) }</Status>
        </li>
    }
}

/// The office's own question: pasted, or found in a picture of it.
#[function_component]
fn Question() -> Html {
    let i = use_session().i18n();
    let text = use_state(String::new);
    let go = Callback::from(|text: String| dom::go(&Route::Counter(Some(text.trim().to_owned()))));
    let read = use_act::<ReadCode>(go.clone());
    let on_file = {
        let run = read.run.clone();
        Callback::from(move |file: File| {
            let run = run.clone();
            read_base64(&file, move |image| run.emit(ReadCode { image }));
        })
    };
    let oninput = {
        let text = text.clone();
        Callback::from(move |typed| text.set(typed))
    };
    let onsubmit = {
        let text = Rc::new((*text).clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if !text.trim().is_empty() {
                go.emit((*text).clone());
            }
        })
    };
    html! {
        <details class="more mt" data-testid="have-question">
            <summary>{ t!(i, "counter-have-question") }</summary>
            <p class="hint">{ t!(i, "counter-have-question-hint") }</p>
            <form {onsubmit}>
                <TextField
                    id="question"
                    label={t!(i, "counter-question-label")}
                    value={(*text).clone()}
                    {oninput}
                    placeholder="CWC1:…"
                />
                <div class="btns">
                    <button class="btn" disabled={text.trim().is_empty()} data-testid="use-question">
                        { t!(i, "counter-question-open") }
                    </button>
                    <FileButton
                        class={classes!("btn")}
                        sign={Sign::Image}
                        label={t!(i, "counter-question-picture")}
                        accept="image/png,image/jpeg,image/bmp,image/webp"
                        disabled={read.busy}
                        {on_file}
                        testid="question-file"
                    />
                </div>
            </form>
            if let Some(error) = read.error.clone() {
                <div class="mt"><ErrorBanner {error} /></div>
            }
        </details>
    }
}
