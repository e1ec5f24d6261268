//! To whom a permission was handed on: one line an office, with where it stands.

use wallet_api::{HandedOnRow, HandedOnState, PermissionRow};
use yew::prelude::*;

use crate::{
    components::{TileSize, chips, num, part_status, stop_words, tile},
    format::{self, Moment},
    hooks::dom,
    i18n::{I18n, rich, t},
    route::Route,
};

/// How far it may be handed on.
pub(crate) fn steps(i: I18n, row: &PermissionRow) -> String {
    match row.max_depth {
        0 => t!(i, "permission-hand-on-no"),
        n => t!(i, "permission-hand-on-steps", n = n),
    }
}

/// The offices below that used it, each further in than the one it came from.
pub(crate) fn handed_on(i: I18n, row: &PermissionRow) -> Html {
    if row.max_depth == 0 && row.handed_on.is_empty() {
        return Html::default();
    }
    html! {
        <section class="sec" data-testid="handed-on">
            <h2>{ t!(i, "handed-on-title") }</h2>
            if row.handed_on.is_empty() {
                <p class="text muted mt8">{ t!(i, "handed-on-none") }</p>
            } else {
                <ul class="line-down mt8">
                    for part in &row.handed_on { { part_line(i, part) } }
                </ul>
            }
        </section>
    }
}

fn part_line(i: I18n, part: &HandedOnRow) -> Html {
    let attributes: Vec<_> = (part.rights.iter())
        .map(|right| right.attribute.clone())
        .collect();
    let when = format::when(i, Moment::local(part.last_used), dom::here_and_now());
    let used = t!(
        i,
        "handed-on-used",
        n = part.used,
        when = format::inside(i, &when)
    );
    let until = html! { { num(format::date(i, Moment::local(part.until))) } };
    html! {
        <li
            key={part.link.clone()}
            class={classes!("part", format!("deep-{}", part.depth.min(4)), (part.state != HandedOnState::Active).then_some("off"))}
            data-testid="handed-on-part"
        >
            { tile(i, &part.to, TileSize::Small) }
            <div class="grow">
                <a class="row-link strong" href={Route::Department(part.to.did.clone()).href()}>
                    { i.pick(&part.to.name) }
                </a>
                <span class="sub">
                    { t!(i, "handed-on-by", name = i.pick(&part.from.name)) }
                    { t!(i, "sentence-join") }
                    { rich!(i, "reach-until", date = until) }
                    { t!(i, "sentence-join") }
                    { t!(i, "kept-days", n = part.retention_days) }
                </span>
                <div class="mt8">{ chips(i, &attributes) }</div>
                <span class="sub num">{ used }</span>
            </div>
            <span class="fin">
                { part_status(i, part.state) }
                if let Some(stop) = &part.stop {
                    <span class="sub">{ stop_words(i, stop, part.state == HandedOnState::TakenBack) }</span>
                }
            </span>
        </li>
    }
}
