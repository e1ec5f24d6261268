//! Banners: something to know on this page.

use wallet_api::ApiError;
use yew::prelude::*;

use super::{Sign, icon};
use crate::{
    hooks::use_i18n,
    i18n::{I18n, t},
};

/// What a banner is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Good to know.
    Info,
    /// Take care.
    Warn,
    /// Something is wrong.
    Danger,
    /// It worked.
    Ok,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Danger => "danger",
            Self::Ok => "ok",
        }
    }

    fn sign(self) -> Sign {
        match self {
            Self::Info => Sign::Alert,
            Self::Warn | Self::Danger => Sign::Warning,
            Self::Ok => Sign::TickRound,
        }
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct BannerProps {
    /// The colour and the icon.
    pub(crate) tone: Tone,
    /// The first line.
    pub(crate) title: AttrValue,
    /// The second line.
    #[prop_or_default]
    pub(crate) text: AttrValue,
    /// Buttons.
    #[prop_or_default]
    pub(crate) children: Html,
    /// The test's name for it.
    #[prop_or_default]
    pub(crate) testid: Option<AttrValue>,
    /// Another icon than the tone's.
    #[prop_or_default]
    pub(crate) sign: Option<Sign>,
}

/// A banner.
#[function_component]
pub(crate) fn Banner(props: &BannerProps) -> Html {
    html! {
        <div class={classes!("ban", props.tone.class())} data-testid={props.testid.clone()}>
            { icon(props.sign.unwrap_or(props.tone.sign())) }
            <div class="grow">
                <h3>{ props.title.clone() }</h3>
                if !props.text.is_empty() {
                    <p class="small">{ props.text.clone() }</p>
                }
            </div>
            if props.children != Html::default() {
                <div class="btns">{ props.children.clone() }</div>
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct ErrorBannerProps {
    /// What went wrong.
    pub(crate) error: ApiError,
    /// Buttons.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// What went wrong with an act, and what to do.
#[function_component]
pub(crate) fn ErrorBanner(props: &ErrorBannerProps) -> Html {
    let i = use_i18n();
    let (title, _, remedy) = i.error(props.error.code);
    html! {
        <div class="ban danger" role="alert" data-testid="error" data-code={props.error.code.as_str()}>
            { icon(Sign::Warning) }
            <div class="grow">
                <h3>{ title }</h3>
                <p class="small">{ error_explanation(i, &props.error) }{ t!(i, "sentence-gap") }{ remedy }</p>
                <p class="hint">{ error_code(i, &props.error) }</p>
            </div>
            if props.children != Html::default() {
                <div class="btns">{ props.children.clone() }</div>
            }
        </div>
    }
}

/// The explanation of an error, with the seconds to wait where it has some.
pub(crate) fn error_explanation(i: I18n, error: &ApiError) -> String {
    let (_, body, _) = i.error(error.code);
    match error.wait_secs {
        Some(seconds) if seconds > 0 => format!(
            "{body}{}{}",
            t!(i, "sentence-gap"),
            t!(i, "error-wait", n = seconds)
        ),
        _ => body,
    }
}

/// The code, last and small.
pub(crate) fn error_code(i: I18n, error: &ApiError) -> String {
    match &error.subject {
        Some(subject) => {
            t!(
                i,
                "error-code-about",
                code = error.code.as_str(),
                subject = subject.clone()
            )
        }
        None => t!(i, "error-code", code = error.code.as_str()),
    }
}
