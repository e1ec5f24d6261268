//! Showing a part of a document to an office that asks for it: who, why, exactly what, from which
//! document.

use std::{collections::BTreeSet, rc::Rc};

use wallet_api::{
    ApiError, ErrorCode, InboxRow, InboxState, Present, PresentationItemView,
    PresentationReviewView, PresentedView, ProofSubject, RefuseRequest, ReviewPresentation, Secret,
};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::home::document_name;
use crate::{
    components::{
        Banner, Dialog, ErrorBanner, PassphraseField, Sheet, Sign, Skeleton, StageBar, Status,
        TileSize, Tone, attribute_name, chips, failure, icon, icon_small, num, seal, shown_value,
        tile, use_title,
    },
    format::{self, Moment},
    hooks::{Session, dom, use_act, use_load, use_session},
    i18n::{I18n, t},
    pages::law::Statute,
    route::Route,
    state::load::Load,
};

#[derive(Properties, PartialEq)]
pub(crate) struct PresentSheetProps {
    /// The request's id in the inbox.
    pub(crate) id: String,
}

/// One request: loading, deciding, what came of it.
#[function_component]
pub(crate) fn PresentSheet(props: &PresentSheetProps) -> Html {
    let i = use_session().i18n();
    let document = use_state(|| None::<String>);
    let review = use_load(ReviewPresentation {
        id: props.id.clone(),
        document: (*document).clone(),
    });
    let done = use_state(|| None::<Rc<PresentedView>>);
    if let Some(done) = &*done {
        return html! { <Presented view={done.clone()} /> };
    }
    let back = Callback::from(|()| dom::go(&Route::Requests));
    let bar = html! { <StageBar back={t!(i, "decide-later")} on_back={back} /> };
    match &review.state {
        Load::Loading => html! { <Sheet wide=true {bar}><Skeleton rows=6 /></Sheet> },
        Load::Failed(error) => html! {
            <Sheet wide=true {bar}>{ failure(i, error, &review.again) }</Sheet>
        },
        Load::Empty(view) | Load::Shown(view) | Load::Stale(view, _) => {
            let on_document = {
                let document = document.clone();
                Callback::from(move |id| document.set(Some(id)))
            };
            let on_done = Callback::from(move |view| done.set(Some(Rc::new(view))));
            // Another digest is another sheet: nothing that was chosen before carries over.
            html! {
                <Deciding
                    key={view.digest.clone()}
                    view={view.clone()}
                    {on_document}
                    {on_done}
                    again={review.again.clone()}
                />
            }
        }
    }
}

#[derive(Properties, PartialEq)]
struct DecidingProps {
    view: Rc<PresentationReviewView>,
    on_document: Callback<String>,
    on_done: Callback<PresentedView>,
    again: Callback<()>,
}

#[derive(Clone, Copy, PartialEq)]
enum Open {
    Nothing,
    Passphrase,
    Refusal,
}

#[function_component]
fn Deciding(props: &DecidingProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let view = &props.view;
    let also = use_state(BTreeSet::<String>::new);
    let open = use_state(|| Open::Nothing);
    let title = t!(i, "present-title", party = i.pick(&view.party.name));
    let heading = use_title(&title.clone().into());
    let present = use_act::<Present>(props.on_done.clone());
    let refused = {
        let session = session.clone();
        Callback::from(move |row: InboxRow| {
            let told = match row.untold {
                true => "inbox-untold-text",
                false => "refused-toast",
            };
            session.say(session.i18n().text(told));
            dom::go(&Route::Requests);
        })
    };
    let refuse = use_act::<RefuseRequest>(refused);
    let given = given(view, &also);
    let undecided = view.state.is_open() || view.state == InboxState::FailedNothingSent;
    let taken = view.sets.iter().any(|set| same(set, &given));
    let can = undecided && view.obstacle.is_none() && taken && !present.busy && !refuse.busy;
    let toggle = {
        let also = also.clone();
        Callback::from(move |code: String| {
            let mut next = (*also).clone();
            if !next.remove(&code) {
                next.insert(code);
            }
            also.set(next);
        })
    };
    let set_open = |next: Open| {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(next))
    };
    let close = {
        let (open, clear) = (open.clone(), present.clear.clone());
        Callback::from(move |()| {
            open.set(Open::Nothing);
            clear.emit(());
        })
    };
    let on_confirm = {
        let (run, view, given) = (present.run.clone(), view.clone(), given.clone());
        Callback::from(move |passphrase| {
            let Some(document) = &view.document else {
                return;
            };
            run.emit(Present {
                id: view.id.clone(),
                digest: view.digest.clone(),
                document: document.id.clone(),
                attributes: given.clone(),
                passphrase,
            });
        })
    };
    let on_refuse = {
        let view = view.clone();
        refuse.run.reform(move |()| RefuseRequest {
            id: view.id.clone(),
            digest: view.digest.clone(),
        })
    };
    let on_reload = {
        let (close, again) = (close.clone(), props.again.clone());
        Callback::from(move |()| {
            close.emit(());
            again.emit(());
        })
    };
    html! {
        <Sheet wide=true bar={bar(i, view)}>
            { who(&session, view, title, heading) }
            { standing(i, view) }
            <blockquote class="quote mt" data-testid="purpose">
                <p>{ t!(i, "quoted", text = i.pick(&view.purpose_text)) }</p>
                <footer>{ t!(i, "own-words") }</footer>
            </blockquote>
            { documents(i, view, &props.on_document) }
            { items(i, view, &given, undecided, &toggle) }
            if undecided && view.obstacle.is_none() && !taken && !given.is_empty() {
                <p class="hint" role="status" data-testid="present-together">{ t!(i, "present-together") }</p>
            }
            { terms(i, view) }
            if view.linkable && undecided {
                <div class="mt">
                    <Banner
                        tone={Tone::Warn}
                        title={t!(i, "counter-linkable-title")}
                        text={t!(i, "counter-linkable-text")}
                        testid="present-linkable"
                    />
                </div>
            }
            <div class="btns foot-btns">
                <button
                    type="button"
                    class="btn lg"
                    onclick={set_open(Open::Refusal)}
                    disabled={!undecided || refuse.busy || present.busy}
                    data-testid="refuse"
                >
                    { t!(i, "refuse") }
                </button>
                <button
                    type="button"
                    class="btn lg primary"
                    onclick={set_open(Open::Passphrase)}
                    disabled={!can}
                    data-testid="present"
                >
                    { icon(Sign::Eye) }{ t!(i, "present-do", n = given.len()) }
                </button>
            </div>
            if *open == Open::Passphrase {
                <Passphrase
                    title={t!(i, "present-confirm", party = i.pick(&view.party.name), n = given.len())}
                    busy={present.busy}
                    error={present.error.clone()}
                    {on_confirm}
                    on_close={close}
                    {on_reload}
                />
            }
            if *open == Open::Refusal {
                <Refusal
                    party={i.pick(&view.party.name)}
                    busy={refuse.busy}
                    error={refuse.error.clone()}
                    on_confirm={on_refuse}
                    on_close={let open = open.clone(); Callback::from(move |()| open.set(Open::Nothing))}
                />
            }
        </Sheet>
    }
}

/// What is required, and what was turned on beside it; only what the document has.
fn given(view: &PresentationReviewView, also: &BTreeSet<String>) -> Vec<String> {
    view.items
        .iter()
        .filter(|item| item.value.is_some() && (item.required || also.contains(&item.code)))
        .map(|item| item.code.clone())
        .collect()
}

fn same(set: &[String], given: &[String]) -> bool {
    set.len() == given.len() && set.iter().all(|code| given.contains(code))
}

fn bar(i: I18n, view: &PresentationReviewView) -> Html {
    let now = dom::here_and_now();
    let back = Callback::from(|()| dom::go(&Route::Requests));
    let received = format::when(i, Moment::local(view.received), now);
    html! {
        <StageBar back={t!(i, "decide-later")} on_back={back}>
            <span>{ t!(i, "request") }{ " " }<span class="id">{ &view.number }</span></span>
            <span>{ t!(i, "received-at", when = format::inside(i, &received)) }</span>
            <span>
                {
                    t!(
                        i,
                        "present-until",
                        date = format::short_date(i, Moment::local(view.expires), now)
                    )
                }
            </span>
        </StageBar>
    }
}

/// Who asks, and how that is known.
fn who(session: &Session, view: &PresentationReviewView, title: String, heading: NodeRef) -> Html {
    let i = session.i18n();
    let party = &view.party;
    let subject = ProofSubject::Department {
        did: party.did.clone(),
    };
    let open = session.open_proof(subject, i.pick(&party.name));
    html! {
        <header class="who">
            { tile(i, party, TileSize::Large) }
            <div class="grow">
                <h1 tabindex="-1" ref={heading}>{ title }</h1>
                <div class="meta">
                    <span>
                        { seal(i, &party.proof, Some(t!(i, "identity-proven")), true, Some(open)) }
                    </span>
                    <span>{ t!(i, "directory-number") }{ " " }<span class="id">{ &party.code }</span></span>
                    <span data-testid="contacts">
                        {
                            match view.contacts {
                                0 => html! {
                                    <Status sign={Sign::Eye} tone="info" tint=true>{ t!(i, "first-contact") }</Status>
                                },
                                n => html! { { t!(i, "nth-contact", n = n + 1) } },
                            }
                        }
                    </span>
                </div>
            </div>
        </header>
    }
}

/// What became of it, or why nothing can be shown.
fn standing(i: I18n, view: &PresentationReviewView) -> Html {
    let decided = match view.state {
        InboxState::Answered => Some("present-was-shown"),
        InboxState::Refused => Some("approve-was-refused"),
        InboxState::Expired => Some("approve-was-expired"),
        InboxState::FailedMaybeSent => Some("approve-was-maybe-sent"),
        _ => None,
    };
    if let Some(key) = decided {
        return html! {
            <div class="mt"><Banner tone={Tone::Info} title={i.text(key)} testid="present-standing" /></div>
        };
    }
    match view.obstacle {
        Some(ErrorCode::NothingToShow) => html! {
            <div class="mt">
                <Banner
                    tone={Tone::Info}
                    title={t!(i, "counter-nothing-title")}
                    text={t!(i, "present-nothing-text")}
                    testid="present-nothing"
                >
                    <a class="btn sm" href={Route::Documents.href()}>{ t!(i, "counter-nothing-do") }</a>
                </Banner>
            </div>
        },
        Some(code) => html! { <div class="mt"><ErrorBanner error={ApiError::new(code)} /></div> },
        None => Html::default(),
    }
}

/// From which document; a choice where there is one.
fn documents(i: I18n, view: &PresentationReviewView, on_document: &Callback<String>) -> Html {
    let Some(chosen) = &view.document else {
        return Html::default();
    };
    let name = |row| format!("{} · {}", document_name(i, row), i.pick(&row.issuer.name));
    if view.documents.len() < 2 {
        return html! {
            <p class="near mt" data-testid="present-document">
                { icon_small(Sign::IdCard) }
                <span class="grow">{ t!(i, "present-from", document = name(chosen)) }</span>
            </p>
        };
    }
    let choose = on_document
        .reform(|event: Event| event.target_unchecked_into::<HtmlSelectElement>().value());
    html! {
        <div class="field mt">
            <label for="document">{ t!(i, "counter-document") }</label>
            <span class="selw wide">
                <select class="pick" id="document" onchange={choose} data-testid="document-select">
                    for row in &view.documents {
                        <option key={row.id.clone()} value={row.id.clone()} selected={row.id == chosen.id}>
                            { name(row) }
                        </option>
                    }
                </select>
                { icon_small(Sign::ChevronDown) }
            </span>
        </div>
    }
}

/// Every item with the value that would be read.
fn items(
    i: I18n,
    view: &PresentationReviewView,
    given: &[String],
    undecided: bool,
    toggle: &Callback<String>,
) -> Html {
    let title = match given.len() {
        0 => t!(i, "counter-items-none"),
        n => t!(i, "present-items", n = n),
    };
    html! {
        <section class="mt">
            <h2 class="q" role="status" data-testid="present-items">{ title }</h2>
            <ul class="att pick-list">
                for item in &view.items { { line(i, item, given.contains(&item.code), undecided, toggle) } }
            </ul>
        </section>
    }
}

fn line(
    i: I18n,
    item: &PresentationItemView,
    given: bool,
    undecided: bool,
    toggle: &Callback<String>,
) -> Html {
    let name = attribute_name(i, &item.code);
    let field = format!("show-{}", item.code);
    let onchange = {
        let code = item.code.clone();
        toggle.reform(move |_: Event| code.clone())
    };
    let need = match item.required {
        true => {
            html! { <Status sign={Sign::Tick} tone="ok">{ t!(i, "counter-required") }</Status> }
        }
        false => {
            html! { <Status sign={Sign::Plus} tone="none">{ t!(i, "counter-helpful") }</Status> }
        }
    };
    html! {
        <li key={item.code.clone()} class={(!given).then_some("off")}>
            <input
                type="checkbox"
                id={field.clone()}
                checked={given}
                disabled={item.required || item.value.is_none() || !undecided}
                {onchange}
                aria-label={t!(i, "counter-give", item = name.clone())}
                data-testid={field.clone()}
            />
            <label class="k" for={field}>{ name }</label>
            <span class="v">
                {
                    match &item.value {
                        Some(value) => shown_value(i, value),
                        None => html! { <span class="muted">{ t!(i, "present-not-there") }</span> },
                    }
                }
            </span>
            { need }
            if !item.by_law {
                <span class="why">
                    <Status sign={Sign::Alert} tone="warn">{ t!(i, "present-beyond-law") }</Status>
                </span>
            }
        </li>
    }
}

/// Under which rule, and for how long they keep it.
fn terms(i: I18n, view: &PresentationReviewView) -> Html {
    html! {
        <section class="mt">
            <h2 class="q">{ t!(i, "which-rule") }</h2>
            {
                match &view.clause {
                    Some(clause) => html! {
                        <div class="law">
                            <p class="strong">{ i.pick(&clause.title) }</p>
                            <p>{ seal(i, &clause.proof, None, false, None) }</p>
                            <Statute clause={clause.code.clone()} />
                        </div>
                    },
                    None => html! { <p class="text">{ t!(i, "present-no-rule") }</p> },
                }
            }
            <dl class="rules">
                <dt>{ t!(i, "rule-kept") }</dt>
                <dd>
                    { num(t!(i, "kept-days", n = view.retention_days)) }
                    <span class="hint blk">{ t!(i, "present-kept-hint") }</span>
                </dd>
            </dl>
        </section>
    }
}

#[derive(Properties)]
struct PassphraseProps {
    title: String,
    busy: bool,
    error: Option<ApiError>,
    on_confirm: Callback<Secret>,
    on_close: Callback<()>,
    on_reload: Callback<()>,
}

impl PartialEq for PassphraseProps {
    // Callbacks are made anew at every drawing of the sheet.
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

/// The passphrase, asked once more.
#[function_component]
fn Passphrase(props: &PassphraseProps) -> Html {
    let i = use_session().i18n();
    let typed = use_state(String::new);
    let oninput = {
        let typed = typed.clone();
        Callback::from(move |text| typed.set(text))
    };
    let confirm = {
        let (on_confirm, typed) = (props.on_confirm.clone(), typed.clone());
        Callback::from(move |_: MouseEvent| {
            on_confirm.emit(Secret((*typed).clone()));
            typed.set(String::new());
        })
    };
    let is = |code: ErrorCode| props.error.as_ref().is_some_and(|error| error.code == code);
    let wrong = is(ErrorCode::WrongPassphrase) && typed.is_empty();
    html! {
        <Dialog
            title={props.title.clone()}
            on_close={props.on_close.clone()}
            held={props.busy}
            testid="present-dialog"
        >
            <p class="text muted mb">{ t!(i, "present-confirm-text") }</p>
            <PassphraseField
                id="present-passphrase"
                label={t!(i, "passphrase")}
                value={(*typed).clone()}
                {oninput}
                error={wrong.then(|| AttrValue::from(t!(i, "lock-wrong")))}
                autofocus=true
            />
            if let Some(error) = props.error.clone().filter(|error| error.code != ErrorCode::WrongPassphrase) {
                <div class="mt">
                    <ErrorBanner {error}>
                        if is(ErrorCode::ReviewChanged) {
                            <button class="btn sm" onclick={props.on_reload.reform(|_: MouseEvent| ())}>
                                { t!(i, "confirm-reload") }
                            </button>
                        }
                    </ErrorBanner>
                </div>
            }
            <div class="btns">
                <button
                    type="button"
                    class="btn"
                    onclick={props.on_close.reform(|_: MouseEvent| ())}
                    disabled={props.busy}
                >
                    { t!(i, "not-now") }
                </button>
                <button
                    type="button"
                    class={classes!("btn", "primary", props.busy.then_some("is-loading"))}
                    onclick={confirm}
                    disabled={typed.is_empty() || props.busy}
                    data-testid="present-confirm"
                >
                    { if props.busy { t!(i, "present-sending") } else { t!(i, "present-confirm-do") } }
                </button>
            </div>
        </Dialog>
    }
}

#[derive(Properties)]
struct RefusalProps {
    party: String,
    busy: bool,
    error: Option<ApiError>,
    on_confirm: Callback<()>,
    on_close: Callback<()>,
}

impl PartialEq for RefusalProps {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

/// What refusing does, and the choice between verbs.
#[function_component]
fn Refusal(props: &RefusalProps) -> Html {
    let i = use_session().i18n();
    html! {
        <Dialog
            title={t!(i, "refuse-title", party = props.party.clone())}
            on_close={props.on_close.clone()}
            held={props.busy}
            testid="refuse-dialog"
        >
            <p class="text muted">{ t!(i, "refuse-text") }</p>
            if let Some(error) = props.error.clone() { <div class="mt"><ErrorBanner {error} /></div> }
            <div class="btns">
                <button
                    class="btn"
                    autofocus=true
                    onclick={props.on_close.reform(|_: MouseEvent| ())}
                    disabled={props.busy}
                >
                    { t!(i, "decide-later") }
                </button>
                <button
                    class={classes!("btn", "primary", props.busy.then_some("is-loading"))}
                    onclick={props.on_confirm.reform(|_: MouseEvent| ())}
                    disabled={props.busy}
                    data-testid="refuse-confirm"
                >
                    { t!(i, "refuse") }
                </button>
            </div>
        </Dialog>
    }
}

#[derive(Properties, PartialEq)]
struct PresentedProps {
    view: Rc<PresentedView>,
}

/// What was shown, and the department's word that it came.
#[function_component]
fn Presented(props: &PresentedProps) -> Html {
    let i = use_session().i18n();
    let view = &props.view;
    let title = t!(
        i,
        "presented-title",
        party = i.pick(&view.party.name),
        n = view.attributes.len()
    );
    let heading = use_title(&title.clone().into());
    let home = Callback::from(|()| dom::go(&Route::Home));
    let bar = html! { <StageBar back={t!(i, "to-home")} on_back={home} /> };
    html! {
        <Sheet {bar} wide=true>
            <div class="rec" data-testid="presented">
                <header class="rec-h">
                    { tile(i, &view.party, TileSize::Large) }
                    <div class="grow">
                        <h1 tabindex="-1" ref={heading}>{ title }</h1>
                        <div class="meta">
                            <span>
                                <Status sign={Sign::TickRound} tone="ok">
                                    { t!(i, "receipt-received", party = i.pick(&view.party.name)) }
                                </Status>
                            </span>
                            <span>{ t!(i, "receipt-number") }{ " " }<span class="id">{ &view.receipt }</span></span>
                        </div>
                    </div>
                </header>
                <dl class="facts">
                    <dt>{ t!(i, "presented-items") }</dt>
                    <dd>{ chips(i, &view.attributes) }</dd>
                </dl>
                <p class="text muted">{ t!(i, "presented-text") }</p>
                <div class="btns foot-btns">
                    <a class="btn primary lg" href={Route::Home.href()} data-testid="presented-done">{ t!(i, "done") }</a>
                    <span class="grow"></span>
                    <a class="btn link" href={Route::Activity.href()}>
                        { icon_small(Sign::History) }{ t!(i, "receipt-activity") }
                    </a>
                </div>
            </div>
        </Sheet>
    }
}
