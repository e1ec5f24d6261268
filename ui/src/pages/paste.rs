//! Opening a request or an offer: a link pasted, a picture of a code dropped or chosen.

use std::{cell::RefCell, rc::Rc};

use wallet_api::{
    AddressView, ApiError, ErrorCode, InboxKind, InspectLink, LinkView, OpenLink, OpenedView,
    PartyView, ReadClipboard, ReadCode,
};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{DragEvent, File, FileReader, HtmlInputElement};
use yew::prelude::*;

use super::aside::follow;
use crate::{
    components::{
        Banner, ErrorBanner, Sheet, Sign, StageBar, TextField, Tone, icon, party_name, seal,
        use_title,
    },
    hooks::{dom, use_act, use_load, use_session},
    i18n::{I18n, t},
    route::Route,
    state::load::Load,
};

/// Largest picture the wallet takes, in bytes.
const PICTURE_BYTES: f64 = 20.0 * 1024.0 * 1024.0;

/// The sheet: nothing is contacted before the button is pressed.
#[function_component]
pub(crate) fn Paste() -> Html {
    let i = use_session().i18n();
    let heading = use_title(&t!(i, "paste-title").into());
    let link = use_state(String::new);
    let from_picture = use_state(|| false);
    let too_large = use_state(|| false);
    let over = use_state(|| false);
    let chooser = use_node_ref();
    let opened = Callback::from(|opened: OpenedView| follow(&opened));
    let open = use_act::<OpenLink>(opened);
    let read = {
        let (link, from_picture) = (link.clone(), from_picture.clone());
        use_act::<ReadCode>(Callback::from(move |found: String| {
            link.set(found);
            from_picture.set(true);
        }))
    };
    let read_clipboard = {
        let (link, from_picture) = (link.clone(), from_picture.clone());
        use_act::<ReadClipboard>(Callback::from(move |found: String| {
            link.set(found);
            from_picture.set(true);
        }))
    };
    let inspected = use_load(InspectLink {
        link: link.trim().to_owned(),
    });
    let paste_picture = {
        let (run, too_large) = (read_clipboard.run.clone(), too_large.clone());
        let (clear_open, clear_read) = (open.clear.clone(), read.clear.clone());
        Callback::from(move |_: MouseEvent| {
            clear_open.emit(());
            clear_read.emit(());
            too_large.set(false);
            run.emit(ReadClipboard {});
        })
    };
    let take = {
        let (run, too_large) = (read.run.clone(), too_large.clone());
        let (clear_open, clear_read) = (open.clear.clone(), read.clear.clone());
        let clear_clipboard = read_clipboard.clear.clone();
        Callback::from(move |file: File| {
            clear_open.emit(());
            clear_read.emit(());
            clear_clipboard.emit(());
            too_large.set(file.size() > PICTURE_BYTES);
            if file.size() <= PICTURE_BYTES {
                let run = run.clone();
                read_base64(&file, move |image| run.emit(ReadCode { image }));
            }
        })
    };
    let onchange = {
        let take = take.clone();
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                take.emit(file);
            }
            // The same file can be chosen again.
            input.set_value("");
        })
    };
    let ondrop = {
        let (take, over) = (take, over.clone());
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(false);
            let files = event.data_transfer().and_then(|data| data.files());
            if let Some(file) = files.and_then(|files| files.get(0)) {
                take.emit(file);
            }
        })
    };
    let hover = |value: bool| {
        let over = over.clone();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(value);
        })
    };
    let oninput = {
        let (link, from_picture) = (link.clone(), from_picture.clone());
        let (clear_open, clear_read) = (open.clear.clone(), read.clear.clone());
        let clear_clipboard = read_clipboard.clear.clone();
        Callback::from(move |text: String| {
            link.set(text);
            from_picture.set(false);
            clear_open.emit(());
            clear_read.emit(());
            clear_clipboard.emit(());
        })
    };
    let submit = {
        let (run, link) = (open.run.clone(), link.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let link = link.trim().to_owned();
            if is_question(&link) {
                // Nobody is contacted for it.
                dom::go(&Route::Counter(Some(link)));
            } else if !link.is_empty() {
                run.emit(OpenLink { link });
            }
        })
    };
    let choose = {
        let chooser = chooser.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(input) = chooser.cast::<HtmlInputElement>() {
                input.click();
            }
        })
    };
    // Of an unfinished link nothing is said; what is wrong with it is said when it is opened.
    let seen = match &inspected.state {
        Load::Shown(view) => Some(view.clone()),
        _ => None,
    };
    let forbidden = seen
        .as_ref()
        .and_then(|view| view.address.as_ref())
        .is_some_and(|address| !address.allowed);
    let error = open
        .error
        .clone()
        .or_else(|| read.error.clone())
        .or_else(|| read_clipboard.error.clone());
    let failed = open.error.as_ref().is_some_and(tried);
    let busy = open.busy || read.busy || read_clipboard.busy;
    let back = Callback::from(|()| dom::go(&Route::Requests));
    let bar = html! {
        <StageBar back={t!(i, "requests-title")} on_back={back}>
            <span>{ t!(i, "paste-any-time") }{ " " }<kbd>{ "Ctrl" }</kbd>{ " " }<kbd>{ "N" }</kbd></span>
        </StageBar>
    };
    html! {
        <Sheet {bar} wide=true>
            <h1 class="words-h" tabindex="-1" ref={heading}>{ t!(i, "paste-title") }</h1>
            <p class="text muted">{ t!(i, "paste-text") }</p>
            <form class="mt" onsubmit={submit}>
                <TextField
                    id="link"
                    label={t!(i, "paste-link")}
                    value={(*link).clone()}
                    {oninput}
                    placeholder="openid4vp://…"
                    autofocus=true
                />
                <div
                    class={classes!("drop", "mt", over.then_some("over"))}
                    {ondrop}
                    ondragover={hover(true)}
                    ondragleave={hover(false)}
                    data-testid="drop"
                >
                    { icon(Sign::Image) }
                    <div class="grow">
                        <b>{ t!(i, "paste-picture") }</b>
                        <p class="hint">{ t!(i, "paste-picture-hint") }</p>
                    </div>
                    <button
                        type="button"
                        class="btn sm"
                        onclick={paste_picture}
                        disabled={busy}
                        data-testid="read-clipboard"
                    >
                        { t!(i, "paste-clipboard") }
                    </button>
                    <button type="button" class="btn sm" onclick={choose} disabled={busy} data-testid="choose-picture">
                        { if read.busy { t!(i, "paste-reading") } else { t!(i, "paste-choose") } }
                    </button>
                    <input
                        class="vh"
                        type="file"
                        accept="image/png,image/jpeg,image/bmp,image/webp"
                        ref={chooser}
                        {onchange}
                        tabindex="-1"
                        aria-label={t!(i, "paste-choose")}
                        data-testid="picture-file"
                    />
                </div>
                if *from_picture {
                    <div class="mt"><Banner tone={Tone::Ok} title={t!(i, "paste-found")} /></div>
                }
                if *too_large {
                    <div class="mt"><Banner tone={Tone::Danger} title={t!(i, "paste-too-large")} /></div>
                }
                if let Some(view) = &seen {
                    { whereto(i, view, failed) }
                }
                if forbidden {
                    <div class="mt">
                        <Banner
                            tone={Tone::Danger}
                            title={t!(i, "paste-forbidden")}
                            text={t!(i, "paste-forbidden-text")}
                            testid="forbidden"
                        />
                    </div>
                }
                if is_question(&link) {
                    <div class="mt"><Banner tone={Tone::Info} title={t!(i, "paste-counter")} /></div>
                }
                if let Some(error) = error {
                    <div class="mt">
                        <ErrorBanner {error} />
                    </div>
                }
                <div class="btns foot-btns">
                    <button
                        class={classes!("btn", "primary", "lg", open.busy.then_some("is-loading"))}
                        disabled={link.trim().is_empty() || busy || forbidden}
                        data-testid="open-link"
                    >
                        {
                            if open.busy {
                                t!(i, "paste-opening")
                            } else if is_question(&link) {
                                t!(i, "paste-counter-open")
                            } else {
                                open_words(i, seen.as_deref())
                            }
                        }
                    </button>
                    <a class="btn lg" href={Route::Requests.href()}>{ t!(i, "paste-cancel") }</a>
                </div>
            </form>
        </Sheet>
    }
}

/// Whether it is an office's question at a counter.
fn is_question(link: &str) -> bool {
    link.trim_start().starts_with("CWC1:")
}

/// Whether a failed opening had tried to reach somebody, so that nothing says otherwise.
fn tried(error: &ApiError) -> bool {
    !matches!(
        error.code,
        ErrorCode::BadLink
            | ErrorCode::ForbiddenAddress
            | ErrorCode::NoNetwork
            | ErrorCode::ChainUnreachable
            | ErrorCode::Locked
    )
}

/// Where the link leads and to whom that belongs, before anybody is contacted.
fn whereto(i: I18n, link: &LinkView, failed: bool) -> Html {
    let kind = match link.kind {
        InboxKind::Offer => "paste-kind-offer",
        InboxKind::Request | InboxKind::Presentation => "paste-kind-request",
    };
    let contact = if failed {
        "paste-contacted-failed"
    } else {
        "paste-not-contacted"
    };
    html! {
        <section class="box addr mt" data-testid="address">
            if let Some(address) = &link.address {
                <h2 class="q">
                    { t!(i, "paste-address") }<span data-testid="contacted">{ i.text(contact) }</span>
                </h2>
                <p class="host">
                    <span>{ &address.scheme }{ "://" }</span>{ &address.host }<span>{ &address.path }</span>
                </p>
            } else {
                <h2 class="q">{ t!(i, "paste-inside") }<span>{ i.text(contact) }</span></h2>
                <p class="text muted">{ t!(i, "paste-inside-text") }</p>
            }
            <dl class="facts">
                if let Some(address) = &link.address {
                    <dt>{ t!(i, "paste-belongs") }</dt>
                    <dd data-testid="owner">{ owner(i, address.owner.as_ref()) }</dd>
                }
                if link.kind == InboxKind::Request {
                    <dt>{ t!(i, "paste-sender") }</dt>
                    <dd data-testid="sender">
                        {
                            match &link.sender {
                                Some(party) => party_name(i, party, false),
                                None => html! { t!(i, "paste-sender-unknown") },
                            }
                        }
                    </dd>
                }
                <dt>{ t!(i, "paste-kind") }</dt>
                <dd>{ i.text(kind) }</dd>
                <dt>{ t!(i, "paste-they-learn") }</dt>
                <dd>
                    {
                        match link.address {
                            Some(_) => t!(i, "paste-they-learn-text"),
                            None => t!(i, "paste-they-learn-nothing"),
                        }
                    }
                </dd>
            </dl>
        </section>
    }
}

fn owner(i: I18n, owner: Option<&PartyView>) -> Html {
    match owner {
        Some(party) => html! {
            <>
                { party_name(i, party, false) }
                <span class="hint blk">
                    { seal(i, &party.proof, Some(t!(i, "paste-belongs-registered")), false, None) }
                </span>
            </>
        },
        None => html! { t!(i, "paste-belongs-nobody") },
    }
}

/// The words of the button: whom it contacts.
fn open_words(i: I18n, link: Option<&LinkView>) -> String {
    match link {
        Some(LinkView { address: None, .. }) => t!(i, "paste-open-inside"),
        Some(LinkView {
            address: Some(AddressView {
                owner: Some(party), ..
            }),
            ..
        }) => t!(i, "paste-contact", party = i.pick(&party.name)),
        _ => t!(i, "paste-open"),
    }
}

/// Keeps a callback alive until it was called.
type Slot = Rc<RefCell<Option<Closure<dyn Fn()>>>>;

/// Reads a file as base64 with padding and hands it on; an unreadable file is handed on as empty,
/// which the wallet refuses as no picture.
pub(crate) fn read_base64(file: &File, done: impl Fn(String) + 'static) {
    let Ok(reader) = FileReader::new() else {
        return done(String::new());
    };
    let slot = Slot::default();
    let (source, keep) = (reader.clone(), slot.clone());
    let finished = Closure::<dyn Fn()>::new(move || {
        let url = source
            .result()
            .ok()
            .and_then(|result| result.as_string())
            .unwrap_or_default();
        done(
            url.split_once(',')
                .map(|(_, data)| data.to_owned())
                .unwrap_or_default(),
        );
        reader_done(&keep);
    });
    reader.set_onloadend(Some(finished.as_ref().unchecked_ref()));
    slot.replace(Some(finished));
    // A failure to start ends in `loadend` as well.
    let _ = reader.read_as_data_url(file);
}

/// Lets go of the callback after the running call has returned.
fn reader_done(slot: &Slot) {
    let slot = slot.clone();
    gloo_timers::callback::Timeout::new(0, move || drop(slot.take())).forget();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_tried_is_never_called_not_contacted() {
        for code in [
            ErrorCode::Unreachable,
            ErrorCode::TimedOut,
            ErrorCode::Redirected,
            ErrorCode::BadRequest,
            ErrorCode::RequestEnded,
        ] {
            assert!(tried(&code.into()), "{code:?}");
        }
        for code in [ErrorCode::BadLink, ErrorCode::ForbiddenAddress] {
            assert!(!tried(&code.into()), "{code:?}");
        }
    }
}
