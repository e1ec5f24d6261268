//! A dialog for words that are signed and put on record: an objection, a complaint, a question.

use wallet_api::{ApiError, ErrorCode};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::{
    components::{Dialog, ErrorBanner, PassphraseField},
    hooks::use_i18n,
    i18n::t,
};

/// Most characters of a petition.
const MAX_CHARS: usize = 500;

#[derive(Properties, PartialEq)]
pub(super) struct WordsDialogProps {
    /// Verb and object.
    pub(super) title: AttrValue,
    /// What happens with the words.
    pub(super) text: AttrValue,
    /// Words that are ready.
    #[prop_or_default]
    pub(super) ready: AttrValue,
    /// The verb of the last button.
    pub(super) send: AttrValue,
    /// Whether they are on their way.
    pub(super) busy: bool,
    /// Why the last try failed.
    pub(super) error: Option<ApiError>,
    /// The citizen typed: the failure is an old one.
    pub(super) on_typed: Callback<()>,
    /// The words and the passphrase.
    pub(super) on_send: Callback<(String, String)>,
    /// Left.
    pub(super) on_close: Callback<()>,
    /// The test's name for it.
    pub(super) testid: AttrValue,
}

/// The words, the passphrase, and the button that signs.
#[function_component]
pub(super) fn WordsDialog(props: &WordsDialogProps) -> Html {
    let i = use_i18n();
    let text = use_state(|| props.ready.to_string());
    let passphrase = use_state(String::new);
    let wrong = props
        .error
        .as_ref()
        .is_some_and(|error| error.code == ErrorCode::WrongPassphrase);
    let oninput = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| {
            text.set(event.target_unchecked_into::<HtmlTextAreaElement>().value());
        })
    };
    let type_passphrase = {
        let (passphrase, on_typed) = (passphrase.clone(), props.on_typed.clone());
        Callback::from(move |typed: String| {
            passphrase.set(typed);
            on_typed.emit(());
        })
    };
    let send = {
        let (text, passphrase) = (text.clone(), passphrase.clone());
        props
            .on_send
            .reform(move |_: MouseEvent| ((*text).clone(), (*passphrase).clone()))
    };
    let length = text.chars().count();
    let is_ready = !text.trim().is_empty() && length <= MAX_CHARS && !passphrase.is_empty();
    html! {
        <Dialog
            title={props.title.clone()}
            on_close={props.on_close.clone()}
            held={props.busy}
            testid={props.testid.clone()}
        >
            <p class="text muted mb">{ props.text.clone() }</p>
            <div class="field">
                <label for="words-said">{ t!(i, "objection-words") }</label>
                <textarea
                    id="words-said"
                    class="in"
                    rows="5"
                    maxlength={MAX_CHARS.to_string()}
                    value={(*text).clone()}
                    {oninput}
                    disabled={props.busy}
                    data-testid="words-said"
                />
                <p class="hint">{ t!(i, "objection-length", n = length, max = MAX_CHARS) }</p>
            </div>
            <PassphraseField
                id="words-passphrase"
                label={t!(i, "passphrase")}
                value={(*passphrase).clone()}
                oninput={type_passphrase}
                error={wrong.then(|| AttrValue::from(t!(i, "lock-wrong")))}
                disabled={props.busy}
            />
            if let Some(error) = props.error.clone().filter(|_| !wrong) {
                <div class="mt"><ErrorBanner {error} /></div>
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
                    class="btn primary"
                    onclick={send}
                    disabled={!is_ready || props.busy}
                    data-testid="words-send"
                >
                    { props.send.clone() }
                </button>
            </div>
        </Dialog>
    }
}
