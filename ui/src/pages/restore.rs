//! Restoring a wallet from its recovery words.

use wallet_api::{ApiError, CompleteWord, ErrorCode, RestoreWallet, Secret, StatusView};
use web_sys::{HtmlInputElement, HtmlSelectElement, KeyboardEvent};
use yew::{platform::spawn_local, prelude::*};

use super::first_run::NewPassphrase;
use crate::{
    bridge,
    components::{ErrorBanner, Sheet, Sign, StageBar, field_error, icon_small, use_title},
    hooks::{dom, dom::Listener, use_act, use_i18n, use_session},
    i18n::t,
    route::Route,
    state::phrase::{COUNTS, Words, language_of},
};

#[derive(Properties, PartialEq)]
pub(crate) struct RestoreProps {
    /// Back to the welcome.
    pub(crate) on_back: Callback<()>,
}

/// First the words, then a new passphrase for this computer.
#[function_component]
pub(crate) fn Restore(props: &RestoreProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let heading = use_title(&t!(i, "restore-title").into());
    let words = use_state(|| Words::new(24));
    let chosen = use_state(|| None::<Secret>);
    let done = {
        let session = session.clone();
        Callback::from(move |status: StatusView| {
            dom::go(&Route::Recovered);
            session.take(status);
        })
    };
    let act = use_act::<RestoreWallet>(done);
    let on_ready = {
        let chosen = chosen.clone();
        Callback::from(move |passphrase| chosen.set(passphrase))
    };
    let restore = {
        let (words, chosen, run) = (words.clone(), chosen.clone(), act.run.clone());
        let language = session.state().language;
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(passphrase) = (*chosen).clone() {
                let words = Secret(words.joined());
                run.emit(RestoreWallet {
                    words,
                    passphrase,
                    language,
                });
            }
        })
    };
    let ready = words.complete() && chosen.is_some() && !act.busy;
    let bar = html! { <StageBar back={t!(i, "back")} on_back={props.on_back.clone()} /> };
    html! {
        <Sheet {bar} wide=true>
            <h1 class="words-h" tabindex="-1" ref={heading}>{ t!(i, "restore-title") }</h1>
            <p class="text muted">{ t!(i, "restore-text") }</p>
            <form onsubmit={restore}>
                <WordEntry words={words.clone()} error={act.error.clone()} clear={act.clear.clone()} />
                <section class="sec">
                    <h2>{ t!(i, "restore-passphrase") }</h2>
                    <div class="stack gap20 mt">
                        <NewPassphrase {on_ready} disabled={act.busy} />
                    </div>
                </section>
                if let Some(error) = act.error.clone().filter(|error| wrong_place(error).is_none()) {
                    <div class="mt"><ErrorBanner {error} /></div>
                }
                <div class="btns foot-btns">
                    <button
                        class={classes!("btn", "primary", "lg", act.busy.then_some("is-loading"))}
                        disabled={!ready}
                        data-testid="restore-submit"
                    >
                        { if act.busy { t!(i, "restoring") } else { t!(i, "restore-do") } }
                    </button>
                </div>
            </form>
        </Sheet>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct WordEntryProps {
    /// What was typed so far.
    pub(crate) words: UseStateHandle<Words>,
    /// What became of the last try with them; a wrong word is shown at its place.
    pub(crate) error: Option<ApiError>,
    /// Forgets it, because something else is typed now.
    pub(crate) clear: Callback<()>,
}

/// The place of the word that an error is about, from 1.
pub(crate) fn wrong_place(error: &ApiError) -> Option<usize> {
    match error.code {
        ErrorCode::BadPhrase => error.subject.as_ref()?.parse().ok(),
        _ => None,
    }
}

/// The words of a phrase, and how many it has.
#[function_component]
pub(crate) fn WordEntry(props: &WordEntryProps) -> Html {
    let i = use_i18n();
    let wrong_place = props.error.as_ref().and_then(wrong_place);
    let on_words = {
        let (words, clear) = (props.words.clone(), props.clear.clone());
        Callback::from(move |next| {
            words.set(next);
            clear.emit(());
        })
    };
    let on_count = {
        let (words, on_words) = (props.words.clone(), on_words.clone());
        Callback::from(move |event: Event| {
            let count = event.target_unchecked_into::<HtmlSelectElement>().value();
            if let Ok(count) = count.parse() {
                on_words.emit(words.resized(count));
            }
        })
    };
    html! {
        <>
            <div class="filters mt">
                <h2 class="grow">{ t!(i, "restore-words") }</h2>
                <span class="selw">
                    <select class="pick" aria-label={t!(i, "restore-count")} onchange={on_count} data-testid="word-count">
                        for count in COUNTS {
                            <option
                                value={count.to_string()}
                                selected={props.words.fields.len() == count}
                            >
                                { t!(i, "restore-count-words", n = count) }
                            </option>
                        }
                    </select>
                    { icon_small(Sign::ChevronDown) }
                </span>
            </div>
            <WordFields words={(*props.words).clone()} {on_words} {wrong_place} />
            if let Some(place) = wrong_place {
                { field_error(t!(i, "restore-wrong-word", n = place), None) }
            }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct WordFieldsProps {
    words: Words,
    on_words: Callback<Words>,
    wrong_place: Option<usize>,
}

/// One field a word; the field with the focus shows words that begin as typed.
#[function_component]
fn WordFields(props: &WordFieldsProps) -> Html {
    let i = use_i18n();
    let asked_focus = props
        .words
        .next
        .or(props.wrong_place.map(|place| place.saturating_sub(1)));
    {
        let fields = props.words.fields.len();
        use_effect_with((asked_focus, fields), move |(place, _)| {
            if let Some(place) = place {
                dom::focus_on(&format!("#word-{}", place + 1));
            }
        });
    }
    use_effect_with((), |()| dom::focus_on("#word-1"));
    html! {
        <ol class="enter-words">
            for (at, word) in props.words.fields.iter().enumerate() {
                <li>
                    <label class="n" for={format!("word-{}", at + 1)}>
                        <span class="vh">{ t!(i, "word-n-label") }</span>{ at + 1 }
                    </label>
                    <WordField
                        id={format!("word-{}", at + 1)}
                        value={word.clone()}
                        wrong={props.wrong_place == Some(at + 1)}
                        on_typed={{
                            let (words, on_words) = (props.words.clone(), props.on_words.clone());
                            Callback::from(move |text: String| on_words.emit(words.typed(at, &text)))
                        }}
                    />
                </li>
            }
        </ol>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct WordFieldProps {
    /// Its id, also the test's name.
    pub(crate) id: String,
    /// What was typed.
    pub(crate) value: String,
    /// Whether the wallet said that it is wrong.
    #[prop_or_default]
    pub(crate) wrong: bool,
    /// Every change; a space at the end asks for the next field.
    pub(crate) on_typed: Callback<String>,
    /// Whether it has the focus when the page appears.
    #[prop_or_default]
    pub(crate) first: bool,
}

/// A field for one recovery word, with completion.
#[function_component]
pub(crate) fn WordField(props: &WordFieldProps) -> Html {
    let i = use_i18n();
    let offers = use_state(Vec::<String>::new);
    let open = use_state(|| false);
    let marked = use_state(|| 0_usize);
    {
        let (offers, marked) = (offers.setter(), marked.setter());
        use_effect_with((props.value.clone(), *open), move |(typed, open)| {
            let live = std::rc::Rc::new(std::cell::Cell::new(true));
            if *open && !typed.is_empty() {
                let (typed, still) = (typed.clone(), live.clone());
                spawn_local(async move {
                    let language = language_of(&typed);
                    let start = Secret(typed.clone());
                    let found = bridge::call(CompleteWord { start, language }).await;
                    if still.get() {
                        let found = found.unwrap_or_default();
                        // A word that is complete needs no list.
                        let done = found.len() == 1 && found[0] == typed;
                        offers.set(if done { Vec::new() } else { found });
                        marked.set(0);
                    }
                });
            } else {
                offers.set(Vec::new());
            }
            move || live.set(false)
        });
    }
    let take = |word: String| {
        let (on_typed, offers) = (props.on_typed.clone(), offers.setter());
        move || {
            offers.set(Vec::new());
            on_typed.emit(format!("{word} "));
        }
    };
    let onkeydown = {
        let (offers, marked) = (offers.clone(), marked.clone());
        let chosen = offers.get(*marked).cloned();
        let take = chosen.map(take);
        Callback::from(move |event: KeyboardEvent| {
            if event.is_composing() || offers.is_empty() {
                return;
            }
            match event.key().as_str() {
                "ArrowDown" => marked.set((*marked + 1) % offers.len()),
                "ArrowUp" => marked.set((*marked + offers.len() - 1) % offers.len()),
                "Enter" => {
                    if let Some(take) = &take {
                        take();
                    }
                }
                "Escape" => offers.set(Vec::new()),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    // While an input method composes, its letters and spaces are not words yet.
    let oninput = {
        let on_typed = props.on_typed.clone();
        Callback::from(move |event: InputEvent| {
            if !event.is_composing() {
                on_typed.emit(event.target_unchecked_into::<HtmlInputElement>().value());
            }
        })
    };
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with(props.on_typed.clone(), move |on_typed| {
            let on_typed = on_typed.clone();
            let listener = node.cast::<HtmlInputElement>().map(|input| {
                let source = input.clone();
                let composed = move |_| on_typed.emit(source.value());
                Listener::new(input, "compositionend", composed)
            });
            move || drop(listener)
        });
    }
    {
        let node = node.clone();
        use_effect_with(props.first, move |first| {
            if *first {
                crate::hooks::dom::focus(&node);
            }
        });
    }
    let set_open = |value: bool| {
        let open = open.clone();
        Callback::from(move |_: FocusEvent| open.set(value))
    };
    let list_id = format!("{}-list", props.id);
    let shown = *open && !offers.is_empty();
    html! {
        <span class="word-field">
            <input
                class={classes!("in", props.wrong.then_some("err"))}
                id={props.id.clone()}
                data-testid={props.id.clone()}
                value={props.value.clone()}
                {oninput}
                ref={node}
                {onkeydown}
                onfocus={set_open(true)}
                onblur={set_open(false)}
                role="combobox"
                aria-expanded={if shown { "true" } else { "false" }}
                aria-controls={list_id.clone()}
                aria-autocomplete="list"
                aria-activedescendant={shown.then(|| format!("{list_id}-{}", *marked))}
                aria-invalid={props.wrong.then_some("true")}
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
            />
            <ul class="offers" id={list_id.clone()} role="listbox" aria-label={t!(i, "word-offers")} hidden={!shown}>
                for (n, word) in offers.iter().enumerate() {
                    <li
                        id={format!("{list_id}-{n}")}
                        role="option"
                        aria-selected={if n == *marked { "true" } else { "false" }}
                        onmousedown={{
                            let take = take(word.clone());
                            Callback::from(move |event: MouseEvent| {
                                // The field keeps the focus.
                                event.prevent_default();
                                take();
                            })
                        }}
                    >
                        { word }
                    </li>
                }
            </ul>
        </span>
    }
}
