//! The seal: how something is known, and nothing else is ever said with it.

use wallet_api::Proof;
use yew::prelude::*;

use crate::i18n::I18n;

/// The four seals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SealKind {
    /// Checked in this session.
    Proven,
    /// Checked, but long ago.
    Stale,
    /// Not checked.
    Unchecked,
    /// Two answers exclude each other.
    Contradicted,
}

impl SealKind {
    /// The class of the style sheet.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::Stale => "stale",
            Self::Unchecked => "unchecked",
            Self::Contradicted => "contra",
        }
    }
}

/// The seal that belongs to a proof.
pub(crate) fn seal_kind(proof: &Proof) -> SealKind {
    match proof {
        Proof::Proven { .. } => SealKind::Proven,
        Proof::Stale { .. } => SealKind::Stale,
        Proof::NotChecked => SealKind::Unchecked,
        Proof::Contradicted { .. } => SealKind::Contradicted,
    }
}

/// The stamp alone, of 16 or 40 pixels.
pub(crate) fn stamp(kind: SealKind, large: bool) -> Html {
    const SQUARE: &str = "M3.5 1h9A2.5 2.5 0 0 1 15 3.5v9a2.5 2.5 0 0 1-2.5 2.5h-9A2.5 2.5 0 0 1 1 12.5v-9A2.5 2.5 0 0 1 3.5 1z";
    let inside = match kind {
        SealKind::Proven => html! {
            <><path class="f" d={SQUARE} /><path class="k" d="m4.7 8.3 2.3 2.3 4.4-4.9" /></>
        },
        SealKind::Stale => html! {
            <>
                <rect class="o" x="1.9" y="1.9" width="12.2" height="12.2" rx="2" />
                <path class="o" d="M8 4.8V8l2.2 1.5" />
            </>
        },
        SealKind::Unchecked => html! {
            <rect class="o" x="1.9" y="1.9" width="12.2" height="12.2" rx="2" stroke-dasharray="2.4 2.7" />
        },
        SealKind::Contradicted => html! {
            <>
                <path class="f" d={SQUARE} />
                <path class="k" d="M4.6 6.3h6.8M4.6 9.7h6.8M10 4 6 12" />
            </>
        },
    };
    let large = large.then_some("lg");
    html! {
        <svg class={classes!("seal", kind.class(), large)} viewBox="0 0 16 16" aria-hidden="true">
            { inside }
        </svg>
    }
}

/// Seal and words; a button where it opens the drawer. Other words than the plain verdict are
/// taken only for what is proven.
pub(crate) fn seal(
    i: I18n,
    proof: &Proof,
    words: Option<String>,
    strong: bool,
    onclick: Option<Callback<MouseEvent>>,
) -> Html {
    let kind = seal_kind(proof);
    let words = words
        .filter(|_| kind == SealKind::Proven)
        .unwrap_or_else(|| i.text(&format!("seal-{}", kind.class())));
    let strong = strong.then_some("strong");
    let class = classes!("pf", kind.class(), strong);
    match onclick {
        None => html! { <span {class}>{ stamp(kind, false) }{ words }</span> },
        Some(onclick) => html! {
            <button type="button" class={classes!(class, "as-link")} {onclick} data-testid="open-proof">
                { stamp(kind, false) }{ words }
            </button>
        },
    }
}
