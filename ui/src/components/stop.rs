//! What stops a permission, in words; and where a part that was handed on stands.

use wallet_api::{HandedOnState, PartyView, StopView};
use yew::prelude::*;

use super::{Sign, Status};
use crate::{
    format::{self, Moment},
    i18n::{I18n, rich, t},
};

/// Which office or which clause stops it, since when, and in which block that was written.
pub(crate) fn stop_words(i: I18n, stop: &StopView, taken_back: bool) -> Html {
    let date = html! {
        <span class="num">{ format::date(i, Moment::local(stop.since)) }</span>
    };
    let words = match (&stop.office, &stop.clause) {
        (Some(office), _) => {
            let name = i.pick(&office.name);
            if taken_back {
                rich!(i, "stop-taken-back", name = name, date = date)
            } else if stop.since == 0 {
                html! { t!(i, "stop-office-unknown", name = name) }
            } else {
                rich!(i, "stop-office", name = name, date = date)
            }
        }
        (None, Some((code, title))) => {
            let title = i.pick(title);
            let clause = if title.is_empty() {
                code.clone()
            } else {
                title
            };
            if stop.since == 0 {
                html! { t!(i, "stop-law-undated", clause = clause) }
            } else {
                rich!(i, "stop-law", clause = clause, date = date)
            }
        }
        (None, None) => Html::default(),
    };
    html! {
        <span class="stopped" data-testid="stop">
            { words }
            if let Some(height) = stop.height {
                { t!(i, "sentence-join") }
                <span class="num">{ t!(i, "stop-block", height = format::grouped(height)) }</span>
            }
        </span>
    }
}

/// Where a part stands.
pub(crate) fn part_status(i: I18n, state: HandedOnState) -> Html {
    let (sign, tone, tint, key) = match state {
        HandedOnState::Active => (Sign::TickRound, "ok", false, "part-active"),
        HandedOnState::PermissionOver => (Sign::Cross, "none", false, "part-over"),
        HandedOnState::TakenBack => (Sign::Undo, "none", false, "part-taken-back"),
        HandedOnState::Expired => (Sign::Clock, "none", false, "part-expired"),
        HandedOnState::UsedUp => (Sign::Tick, "none", false, "part-used-up"),
        HandedOnState::SuspendedByLaw => (Sign::Scales, "warn", true, "part-suspended-law"),
        HandedOnState::SuspendedOffice => (Sign::Landmark, "warn", true, "part-suspended-office"),
    };
    html! {
        <span data-testid="part-state" data-state={key}>
            <Status {sign} {tone} {tint}>{ i.text(key) }</Status>
        </span>
    }
}

/// The offices of a line, in its order.
pub(crate) fn line_names(i: I18n, offices: &[PartyView]) -> String {
    let mut names = offices.iter().map(|office| i.pick(&office.name));
    let first = names.next().unwrap_or_default();
    names.fold(first, |first, next| {
        t!(i, "line-then", first = first, next = next)
    })
}
