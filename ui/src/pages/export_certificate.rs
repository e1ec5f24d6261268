//! Saving a document as a file that anybody can check: which items, and for whom.

use std::collections::BTreeSet;

use wallet_api::{AttributeView, ExportCertificate};
use yew::prelude::*;

use crate::{
    components::{Dialog, ErrorBanner, Sign, TextField, attribute_name, icon_small, shown_value},
    hooks::{use_act, use_session},
    i18n::t,
};

#[derive(Properties, PartialEq)]
pub(super) struct ExportProps {
    /// Id of the document.
    pub(super) id: String,
    /// What it says.
    pub(super) attributes: Vec<AttributeView>,
}

/// The button, and the dialog behind it.
#[function_component]
pub(super) fn SaveForOthers(props: &ExportProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let open = use_state(|| false);
    let left_out = use_state(BTreeSet::<String>::new);
    let whom = use_state(String::new);
    let saved = {
        let (session, open) = (session.clone(), open.clone());
        Callback::from(move |path: Option<String>| {
            if let Some(path) = path {
                open.set(false);
                session.say(t!(session.i18n(), "export-saved", path = path));
            }
        })
    };
    let act = use_act::<ExportCertificate>(saved);
    let set_open = |value: bool| {
        let open = open.clone();
        Callback::from(move |()| open.set(value))
    };
    let shown: Vec<String> = (props.attributes.iter())
        .filter(|one| !left_out.contains(&one.code))
        .map(|one| one.code.clone())
        .collect();
    let save = {
        let (id, shown, whom) = (props.id.clone(), shown.clone(), whom.clone());
        act.run.reform(move |_: MouseEvent| ExportCertificate {
            id: id.clone(),
            attributes: shown.clone(),
            made_for: (*whom).clone(),
        })
    };
    let item = |one: &AttributeView| {
        let chosen = !left_out.contains(&one.code);
        let (code, left_out) = (one.code.clone(), left_out.clone());
        let onchange = Callback::from(move |_: Event| {
            let mut next = (*left_out).clone();
            if !next.remove(&code) {
                next.insert(code.clone());
            }
            left_out.set(next);
        });
        html! {
            <li>
                <label class="opt">
                    <input
                        type="checkbox"
                        checked={chosen}
                        {onchange}
                        data-testid={format!("show-{}", one.code)}
                    />
                    <span>
                        { attribute_name(i, &one.code) }
                        <span class="hint blk">{ shown_value(i, &one.value) }</span>
                    </span>
                </label>
            </li>
        }
    };
    html! {
        <>
            <button
                type="button"
                class="btn quiet block"
                onclick={set_open(true).reform(|_: MouseEvent| ())}
                data-testid="save-for-others"
            >
                { icon_small(Sign::FileUp) }{ t!(i, "certificate-save") }
            </button>
            if *open {
                <Dialog
                    title={t!(i, "certificate-save-title")}
                    on_close={set_open(false)}
                    testid="save-dialog"
                >
                    <p class="text muted">{ t!(i, "certificate-save-text") }</p>
                    <ul class="plain stack">for one in &props.attributes { { item(one) } }</ul>
                    <TextField
                        id="made-for"
                        label={t!(i, "certificate-save-for")}
                        value={(*whom).clone()}
                        oninput={{
                            let whom = whom.setter();
                            Callback::from(move |text| whom.set(text))
                        }}
                    >
                        <p class="hint">{ t!(i, "certificate-save-for-hint") }</p>
                    </TextField>
                    if let Some(error) = act.error.clone() { <ErrorBanner {error} /> }
                    <div class="btns">
                        <button
                            class="btn"
                            data-testid="save-close"
                            onclick={set_open(false).reform(|_: MouseEvent| ())}
                        >
                            { t!(i, "close") }
                        </button>
                        <button
                            class={classes!("btn", "primary", act.busy.then_some("is-loading"))}
                            disabled={act.busy || shown.is_empty()}
                            onclick={save}
                            data-testid="save-do"
                        >
                            { t!(i, "certificate-save-do", n = shown.len()) }
                        </button>
                    </div>
                </Dialog>
            }
        </>
    }
}
