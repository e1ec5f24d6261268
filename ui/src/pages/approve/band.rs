//! The one finding that changes the decision.

use wallet_api::{ErrorCode, InboxState, LawVerdict, ReviewView};
use yew::prelude::*;

use crate::{
    components::{Sign, icon},
    i18n::{I18n, t},
    state::choice::{count, stop},
};

/// The one finding that changes the decision, if there is one.
pub(super) fn band(i: I18n, review: &ReviewView) -> Html {
    let Some((tone, sign, title, text)) = finding(i, review) else {
        return Html::default();
    };
    html! {
        <section class={classes!("band", tone)} data-testid="band" data-tone={tone}>
            { icon(sign) }
            <div class="grow"><h2>{ title }</h2><p>{ text }</p></div>
        </section>
    }
}

/// At most one band per sheet: the gravest.
fn finding(i: I18n, review: &ReviewView) -> Option<(&'static str, Sign, String, String)> {
    match review.state {
        InboxState::Answered => {
            let text = t!(i, "band-answered-text");
            return Some(("ok", Sign::TickRound, t!(i, "band-answered"), text));
        }
        InboxState::Refused => {
            return Some((
                "none",
                Sign::Cross,
                t!(i, "band-refused"),
                t!(i, "nothing-sent"),
            ));
        }
        InboxState::Expired => {
            return Some((
                "none",
                Sign::Clock,
                t!(i, "band-expired"),
                t!(i, "nothing-sent"),
            ));
        }
        InboxState::FailedMaybeSent => {
            let text = t!(i, "band-maybe-sent-text");
            return Some(("danger", Sign::Warning, t!(i, "band-maybe-sent"), text));
        }
        InboxState::Offered => {
            let text = t!(i, "band-offered-text");
            return Some(("info", Sign::Hourglass, t!(i, "band-offered"), text));
        }
        InboxState::Taken => {
            let text = t!(i, "band-answered-text");
            return Some(("ok", Sign::TickRound, t!(i, "band-taken"), text));
        }
        InboxState::NotTaken => {
            let text = t!(i, "band-not-taken-text");
            return Some(("info", Sign::Undo, t!(i, "band-not-taken"), text));
        }
        InboxState::New | InboxState::Waiting | InboxState::FailedNothingSent => {}
    }
    if let Some(code) = stop(review).filter(|code| *code != ErrorCode::LawDenies) {
        let (title, body, remedy) = i.error(code);
        return Some((
            "danger",
            Sign::Warning,
            title,
            format!("{body}{}{remedy}", t!(i, "sentence-gap")),
        ));
    }
    let number = |verdict| count(review, verdict);
    let all = review.items.len();
    let disagreed = number(LawVerdict::Disagreed);
    if disagreed > 0 {
        let title = t!(i, "band-disagreed", n = disagreed);
        return Some(("danger", Sign::Warning, title, t!(i, "band-disagreed-text")));
    }
    match number(LawVerdict::Denied) {
        0 => {}
        n if n == all => {
            return Some((
                "danger",
                Sign::Ban,
                t!(i, "band-denied-all"),
                t!(i, "band-denied-all-text"),
            ));
        }
        n => {
            return Some((
                "danger",
                Sign::Ban,
                t!(i, "band-denied", n = n),
                t!(i, "band-denied-text"),
            ));
        }
    }
    if number(LawVerdict::RefusedByOfficer) > 0 {
        let text = t!(i, "band-officer-refused-text");
        return Some(("info", Sign::Ban, t!(i, "band-officer-refused"), text));
    }
    if number(LawVerdict::PermittedByOfficer) > 0 {
        let text = t!(i, "band-officer-permitted-text");
        return Some(("ok", Sign::Tick, t!(i, "band-officer-permitted"), text));
    }
    match number(LawVerdict::NeedsOfficer) {
        0 => {}
        n => {
            let title = t!(i, "band-officer", n = n);
            return Some(("info", Sign::Hourglass, title, t!(i, "band-officer-text")));
        }
    }
    match number(LawVerdict::NotChecked) {
        0 => {}
        n => {
            let title = t!(i, "band-not-checked", n = n);
            return Some((
                "danger",
                Sign::Offline,
                title,
                t!(i, "band-not-checked-text"),
            ));
        }
    }
    (review.state == InboxState::FailedNothingSent).then(|| {
        (
            "info",
            Sign::Refresh,
            t!(i, "band-not-sent"),
            t!(i, "band-not-sent-text"),
        )
    })
}
