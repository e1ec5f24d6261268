//! An offered credential: who offers, what it holds, the transaction code, accepted or declined.

use wallet_api::{
    AcceptOffer, DeclineOffer, DocumentRow, ErrorCode, GetOffer, InboxRow, OfferView, Secret,
};
use yew::prelude::*;

use crate::{
    components::{
        Dialog, ErrorBanner, Sheet, Sign, Skeleton, StageBar, TextField, TileSize, attribute_name,
        failure, icon, seal, tile, use_title,
    },
    format::{self, Moment},
    hooks::{dom, use_act, use_load, use_session},
    i18n::{I18n, t},
    route::Route,
    state::load::Load,
};

#[derive(Properties, PartialEq)]
pub(crate) struct OfferSheetProps {
    /// The offer's id in the inbox.
    pub(crate) id: String,
}

/// The sheet of one offer.
#[function_component]
pub(crate) fn OfferSheet(props: &OfferSheetProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let offer = use_load(GetOffer {
        id: props.id.clone(),
    });
    let view = offer.state.view().cloned();
    let title = view
        .as_ref()
        .map_or_else(|| t!(i, "offer"), |view| headline(i, view));
    let heading = use_title(&title.clone().into());
    let asking = use_state(|| false);
    let code = use_state(String::new);
    let accepted = {
        let session = session.clone();
        Callback::from(move |row: DocumentRow| {
            session.say(t!(session.i18n(), "offer-accepted"));
            dom::go(&Route::Document(row.id));
        })
    };
    let accept = use_act::<AcceptOffer>(accepted);
    let declined = {
        let session = session.clone();
        Callback::from(move |_: Vec<InboxRow>| {
            session.say(t!(session.i18n(), "offer-declined"));
            dom::go(&Route::Requests);
        })
    };
    let decline = use_act::<DeclineOffer>(declined);
    let wants_code = view
        .as_ref()
        .is_some_and(|view| view.transaction_code.is_some());
    let press_accept = {
        let (asking, run, id) = (asking.clone(), accept.run.clone(), props.id.clone());
        Callback::from(move |_: MouseEvent| {
            if wants_code {
                asking.set(true);
            } else {
                run.emit(AcceptOffer {
                    id: id.clone(),
                    transaction_code: None,
                });
            }
        })
    };
    let press_decline = {
        let id = props.id.clone();
        decline
            .run
            .reform(move |_: MouseEvent| DeclineOffer { id: id.clone() })
    };
    let submit_code = {
        let (run, id, code) = (accept.run.clone(), props.id.clone(), code.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let transaction_code = Some(Secret(code.trim().to_owned()));
            run.emit(AcceptOffer {
                id: id.clone(),
                transaction_code,
            });
        })
    };
    let close = {
        let (asking, clear) = (asking.clone(), accept.clear.clone());
        Callback::from(move |()| {
            asking.set(false);
            clear.emit(());
        })
    };
    let type_code = {
        let (code, clear) = (code.clone(), accept.clear.clone());
        Callback::from(move |text| {
            code.set(text);
            clear.emit(());
        })
    };
    let back = Callback::from(|()| dom::go(&Route::Requests));
    let bar = html! {
        <StageBar back={t!(i, "decide-later")} on_back={back}>
            if let Some(view) = &view {
                <span>
                    { t!(i, "received-at", when = format::inside(i, &format::when(i, Moment::local(view.received), dom::here_and_now()))) }
                </span>
            }
        </StageBar>
    };
    let busy = accept.busy || decline.busy;
    let wrong_code = accept
        .error
        .as_ref()
        .is_some_and(|error| error.code == ErrorCode::WrongTransactionCode);
    html! {
        <>
            <Sheet {bar} wide=true>
                {
                    match &offer.state {
                        Load::Loading => html! { <Skeleton /> },
                        Load::Failed(error) => html! {
                            { failure(i, error, &offer.again) }
                        },
                        Load::Empty(view) | Load::Shown(view) | Load::Stale(view, _) => html! {
                            <>
                                <header class="rec-h">
                                    { tile(i, &view.issuer, TileSize::Large) }
                                    <div class="grow">
                                        <h1 tabindex="-1" ref={heading}>{ title }</h1>
                                        { issuer_facts(i, view) }
                                    </div>
                                </header>
                                { contents(i, view) }
                                if let Some(error) = accept.error.clone().filter(|_| !*asking) {
                                    <div class="mt"><ErrorBanner {error} /></div>
                                }
                                if let Some(error) = decline.error.clone() {
                                    <div class="mt"><ErrorBanner {error} /></div>
                                }
                                <div class="btns foot-btns">
                                    <button class="btn lg pair" onclick={press_decline} disabled={busy} data-testid="decline-offer">
                                        { t!(i, "offer-decline") }
                                    </button>
                                    <button
                                        class={classes!("btn", "primary", "lg", "pair", accept.busy.then_some("is-loading"))}
                                        onclick={press_accept}
                                        disabled={busy}
                                        data-testid="accept-offer"
                                    >
                                        { if accept.busy { t!(i, "offer-accepting") } else { t!(i, "offer-accept") } }
                                    </button>
                                </div>
                                <p class="hint">{ t!(i, "offer-hint") }</p>
                            </>
                        },
                    }
                }
            </Sheet>
            if *asking {
                <Dialog title={t!(i, "code-title")} on_close={close.clone()} held={accept.busy} testid="code-dialog">
                    <form onsubmit={submit_code}>
                        <p class="text muted mb">{ code_words(i, view.as_deref()) }</p>
                        if let Some(text) = office_says(view.as_deref()) {
                            <p class="text mb" data-testid="code-office-says">
                                { t!(i, "code-office-says", text = text) }
                            </p>
                        }
                        <TextField
                            id="transaction-code"
                            label={t!(i, "code-label")}
                            value={(*code).clone()}
                            oninput={type_code}
                            inputmode={code_keyboard(view.as_deref())}
                            error={wrong_code.then(|| AttrValue::from(t!(i, "code-wrong")))}
                            autofocus=true
                        />
                        if let Some(error) = accept.error.clone().filter(|_| !wrong_code) {
                            <div class="mt"><ErrorBanner {error} /></div>
                        }
                        <div class="btns">
                            <button
                                type="button"
                                class="btn"
                                onclick={close.reform(|_: MouseEvent| ())}
                                disabled={accept.busy}
                            >
                                { t!(i, "not-now") }
                            </button>
                            <button
                                class={classes!("btn", "primary", accept.busy.then_some("is-loading"))}
                                disabled={code.trim().is_empty() || accept.busy}
                                data-testid="code-confirm"
                            >
                                { if accept.busy { t!(i, "offer-accepting") } else { t!(i, "offer-accept") } }
                            </button>
                        </div>
                    </form>
                </Dialog>
            }
        </>
    }
}

fn headline(i: I18n, view: &OfferView) -> String {
    t!(
        i,
        "offer-title",
        party = i.pick(&view.issuer.name),
        name = i.pick(&view.name)
    )
}

fn issuer_facts(i: I18n, view: &OfferView) -> Html {
    let since = Moment::local(view.issuer.since);
    html! {
        <div class="meta">
            <span>
                { seal(i, &view.issuer.proof, Some(t!(i, "identity-proven")), true, None) }
            </span>
            <span>{ t!(i, "directory-number") }{ " " }<span class="id">{ &view.issuer.code }</span></span>
            <span>{ t!(i, "registered", when = format::month_title(i, since.year, since.month)) }</span>
        </div>
    }
}

fn contents(i: I18n, view: &OfferView) -> Html {
    html! {
        <section class="offer-body">
            <h2 class="q">
                { t!(i, "offer-holds") }<span>{ t!(i, "offer-items", n = view.attributes.len()) }</span>
            </h2>
            <ul class="att two-up" data-testid="offer-attributes">
                for code in &view.attributes {
                    <li><span class="v">{ attribute_name(i, code) }</span></li>
                }
            </ul>
            <ul class="check mt8">
                <li>{ icon(Sign::Tick) }<span>{ t!(i, "offer-check-issuer") }</span></li>
                <li>{ icon(Sign::Tick) }<span>{ t!(i, "offer-check-next") }</span></li>
            </ul>
            if view.transaction_code.is_some() {
                <p class="near">{ icon(Sign::Keyboard) }<span>{ t!(i, "offer-needs-code") }</span></p>
            }
        </section>
    }
}

/// What the office wrote about the code, in whatever language: it is quoted.
fn office_says(view: Option<&OfferView>) -> Option<String> {
    let code = view?.transaction_code.as_ref()?;
    Some(code.description.clone()).filter(|text| !text.is_empty())
}

fn code_words(i: I18n, view: Option<&OfferView>) -> String {
    let code = view.and_then(|view| view.transaction_code.as_ref());
    match code {
        Some(code) => match code.length {
            Some(n) => t!(i, "code-text-length", n = n),
            None => t!(i, "code-text"),
        },
        None => t!(i, "code-text"),
    }
}

fn code_keyboard(view: Option<&OfferView>) -> &'static str {
    let numeric = view
        .and_then(|view| view.transaction_code.as_ref())
        .is_some_and(|c| c.numeric);
    if numeric { "numeric" } else { "text" }
}
