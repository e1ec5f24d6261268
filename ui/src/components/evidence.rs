//! Saving evidence of an answer as a file.

use wallet_api::SaveEvidence;
use yew::prelude::*;

use super::{ErrorBanner, Sign, icon_small};
use crate::{
    hooks::{use_act, use_session},
    i18n::t,
};

#[derive(Properties, PartialEq)]
pub(crate) struct EvidenceProps {
    /// Id of the request, or of the permission that came of it.
    pub(crate) id: String,
    /// The class of the button.
    #[prop_or(AttrValue::Static("btn"))]
    pub(crate) class: AttrValue,
    /// Whether to say what it is.
    #[prop_or_default]
    pub(crate) hint: bool,
}

/// The button; the system's own dialog asks where.
#[function_component]
pub(crate) fn Evidence(props: &EvidenceProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let saved = {
        let session = session.clone();
        Callback::from(move |path: Option<String>| {
            if let Some(path) = path {
                session.say(t!(session.i18n(), "evidence-saved", path = path));
            }
        })
    };
    let save = use_act::<SaveEvidence>(saved);
    let onclick = {
        let id = props.id.clone();
        save.run
            .reform(move |_: MouseEvent| SaveEvidence { id: id.clone() })
    };
    html! {
        <>
            <button
                type="button"
                class={props.class.clone()}
                {onclick}
                disabled={save.busy}
                data-testid="save-evidence"
            >
                { icon_small(Sign::Download) }
                { if save.busy { t!(i, "evidence-saving") } else { t!(i, "evidence-save") } }
            </button>
            if props.hint { <p class="hint">{ t!(i, "evidence-hint") }</p> }
            if let Some(error) = save.error.clone() { <ErrorBanner {error} /> }
        </>
    }
}
