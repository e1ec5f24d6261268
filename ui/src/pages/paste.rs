//! Opening a request or an offer: a link pasted, a picture of a code dropped or chosen.

use std::{cell::RefCell, rc::Rc};

use wallet_api::{OpenLink, OpenedView, ReadCode};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{DragEvent, File, FileReader, HtmlInputElement};
use yew::prelude::*;

use crate::{
    components::{Banner, ErrorBanner, Sheet, Sign, StageBar, TextField, Tone, icon, use_title},
    hooks::{dom, use_act, use_session},
    i18n::t,
    route::Route,
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
    let opened = Callback::from(|opened: OpenedView| {
        dom::go(&match opened {
            OpenedView::Offer { offer } => Route::Offer(offer.id),
            OpenedView::Request { id } => Route::Request(id),
        });
    });
    let open = use_act::<OpenLink>(opened);
    let read = {
        let (link, from_picture) = (link.clone(), from_picture.clone());
        use_act::<ReadCode>(Callback::from(move |found: String| {
            link.set(found);
            from_picture.set(true);
        }))
    };
    let take = {
        let (run, too_large) = (read.run.clone(), too_large.clone());
        let (clear_open, clear_read) = (open.clear.clone(), read.clear.clone());
        Callback::from(move |file: File| {
            clear_open.emit(());
            clear_read.emit(());
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
        Callback::from(move |text: String| {
            link.set(text);
            from_picture.set(false);
            clear_open.emit(());
            clear_read.emit(());
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
    let address = contacted_address(&link);
    let error = open.error.clone().or_else(|| read.error.clone());
    let busy = open.busy || read.busy;
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
                if let Some((scheme, host, path)) = address {
                    <section class="box addr mt" data-testid="address">
                        <h2 class="q">{ t!(i, "paste-address") }<span>{ t!(i, "paste-not-contacted") }</span></h2>
                        <p class="host"><span>{ scheme }</span>{ host }<span>{ path }</span></p>
                        <dl class="facts">
                            <dt>{ t!(i, "paste-kind") }</dt>
                            <dd>{ i.text(link_kind(&link)) }</dd>
                            <dt>{ t!(i, "paste-they-learn") }</dt>
                            <dd>{ t!(i, "paste-they-learn-text") }</dd>
                        </dl>
                    </section>
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
                        disabled={link.trim().is_empty() || busy}
                        data-testid="open-link"
                    >
                        {
                            if open.busy {
                                t!(i, "paste-opening")
                            } else if is_question(&link) {
                                t!(i, "paste-counter-open")
                            } else {
                                t!(i, "paste-open")
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

/// The key of the words for the kind of a link.
fn link_kind(link: &str) -> &'static str {
    if link.trim_start().starts_with("openid-credential-offer:") {
        "paste-kind-offer"
    } else {
        "paste-kind-request"
    }
}

/// Scheme, host and path of the address inside a link, if one is named there.
fn contacted_address(link: &str) -> Option<(String, String, String)> {
    let query = link.trim().split_once('?')?.1;
    let value = query.split('&').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        matches!(name, "request_uri" | "credential_offer_uri").then_some(value)
    })?;
    let address = percent_decoded(value)?;
    let (scheme, rest) = address.split_once("://")?;
    let (host, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let shown = |text: &str| !text.chars().any(|c| c.is_control() || c.is_whitespace());
    let sound = !host.is_empty() && !host.contains('@') && shown(host) && shown(path);
    sound.then(|| (format!("{scheme}://"), host.to_owned(), path.to_owned()))
}

fn percent_decoded(value: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == b'%' {
            let hex = std::str::from_utf8(tail.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(hex, 16).ok()?);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
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
    fn the_address_inside_a_link_is_shown_before_it_is_contacted() {
        let link = "openid4vp://?client_id=x&request_uri=http%3A%2F%2F127.0.0.1%3A8700%2Fd%2Feducation%2Fr%2F1";
        let shown = contacted_address(link);
        assert_eq!(
            shown,
            Some((
                "http://".into(),
                "127.0.0.1:8700".into(),
                "/d/education/r/1".into()
            ))
        );
        assert_eq!(link_kind(link), "paste-kind-request");
        assert_eq!(
            link_kind(" openid-credential-offer://?x"),
            "paste-kind-offer"
        );
    }

    #[test]
    fn deceiving_addresses_are_not_shown_as_hosts() {
        for value in [
            "https%3A%2F%2Fcity.example%40evil.example%2F",
            "https%3A%2F%2F",
            "%zz",
            "x",
            "https://a%20b/",
        ] {
            assert_eq!(
                contacted_address(&format!("openid4vp://?request_uri={value}")),
                None,
                "{value}"
            );
        }
        assert_eq!(contacted_address("openid4vp://"), None);
    }
}
