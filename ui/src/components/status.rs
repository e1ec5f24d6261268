//! Status: an icon and a word. Tinted where it asks something or is moving.

use wallet_api::DocumentStatus;
use yew::prelude::*;

use super::Sign;
use crate::{
    components::{icon, num},
    format::{self, Moment},
    hooks::dom,
    i18n::{I18n, rich, t},
};

#[derive(Properties, PartialEq)]
pub(crate) struct StatusProps {
    /// The icon.
    pub(crate) sign: Sign,
    /// `ok`, `warn`, `danger`, `info` or `none`.
    pub(crate) tone: &'static str,
    /// Whether it asks something of the reader or is moving.
    #[prop_or_default]
    pub(crate) tint: bool,
    /// The word.
    pub(crate) children: Html,
}

/// A status.
#[function_component]
pub(crate) fn Status(props: &StatusProps) -> Html {
    let tint = props.tint.then_some("tint");
    html! {
        <span class={classes!("st", props.tone, tint)}>
            { icon(props.sign) }
            <span>{ props.children.clone() }</span>
        </span>
    }
}

/// The status of a document, on a card.
pub(crate) fn document_status(i: I18n, status: &DocumentStatus) -> Html {
    words(i, status, "status-valid-until")
}

/// The same in a row, with fewer words.
pub(crate) fn short_document_status(i: I18n, status: &DocumentStatus) -> Html {
    words(i, status, "status-until")
}

fn words(i: I18n, status: &DocumentStatus, until_key: &str) -> Html {
    let day = |time: i64| html! { { num(format::date(i, Moment::local(time))) } };
    let (sign, tone, tint, text) = match status {
        DocumentStatus::Valid { until: Some(until) } => (
            Sign::TickRound,
            "ok",
            false,
            i.rich(until_key, &[("date", day(*until).into())]),
        ),
        DocumentStatus::Valid { until: None } => (
            Sign::TickRound,
            "ok",
            false,
            html! { t!(i, "status-no-end") },
        ),
        DocumentStatus::Expiring { until } => {
            let days = format::days_left(*until, dom::now());
            (
                Sign::Clock,
                "warn",
                true,
                html! { t!(i, "status-days-left", n = days) },
            )
        }
        DocumentStatus::Expired { until } => (
            Sign::Clock,
            "none",
            false,
            rich!(i, "status-expired", date = day(*until)),
        ),
        DocumentStatus::Suspended => (Sign::Ban, "warn", true, html! { t!(i, "status-suspended") }),
        DocumentStatus::Revoked => (
            Sign::Cross,
            "danger",
            true,
            html! { t!(i, "status-revoked") },
        ),
        DocumentStatus::Superseded => (
            Sign::Undo,
            "none",
            false,
            html! { t!(i, "status-superseded") },
        ),
        DocumentStatus::Unknown => (
            Sign::DashedRound,
            "none",
            false,
            html! { t!(i, "status-unknown") },
        ),
    };
    html! { <Status {sign} {tone} {tint}>{ text }</Status> }
}
