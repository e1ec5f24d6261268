//! What the law says to a permission, what has changed in it, and the text of a clause.

use wallet_api::{
    LawChange, LawChangeView, LawVerdict, PermissionRow, ReadStatute, RightStanding, StatuteCheck,
    StatuteView,
};
use yew::prelude::*;

use crate::{
    components::{Sign, Skeleton, Status, attribute_name, failure, icon_small, num, seal},
    format::{self, Moment},
    hooks::{use_load, use_session},
    i18n::{I18n, t},
    state::load::Load,
};

const DAY_SECS: u64 = 86_400;

/// The law's word on a permission that is not simply in force: every right that cannot be used,
/// and what has changed since it was signed.
pub(crate) fn law_standing(i: I18n, row: &PermissionRow) -> Html {
    let stopped: Vec<_> = row
        .law
        .rights
        .iter()
        .filter(|right| right.standing != RightStanding::Permitted)
        .collect();
    if stopped.is_empty() && row.law.changes.is_empty() {
        return Html::default();
    }
    let (all, usable) = (row.law.rights.len(), usable(row));
    html! {
        <section class="sec" data-testid="law-standing">
            <h2>{ t!(i, "law-title") }</h2>
            if usable < all && usable > 0 {
                <p class="text mt8" data-testid="law-in-part">{ t!(i, "law-in-part", n = usable, all = all) }</p>
            }
            if !stopped.is_empty() {
                <ul class="att mt8">
                    for right in stopped {
                        <li data-testid={format!("standing-{}", right.right.attribute)} data-standing={standing_key(right.standing)}>
                            <span class="k">{ attribute_name(i, &right.right.attribute) }</span>
                            <span class="v"></span>
                            { standing(i, right.standing) }
                        </li>
                    }
                </ul>
            }
            for change in &row.law.changes { { changed(i, change) } }
        </section>
    }
}

/// How many rights of a permission the law lets be used now.
fn usable(row: &PermissionRow) -> usize {
    let rights = row.law.rights.iter();
    rights.filter(|right| right.standing.is_usable()).count()
}

fn standing_key(standing: RightStanding) -> &'static str {
    match standing {
        RightStanding::Permitted => "standing-permitted",
        RightStanding::NeedsOfficer => "standing-needs-officer",
        RightStanding::PermittedByOfficer => "standing-officer-permitted",
        RightStanding::RefusedByOfficer => "standing-officer-refused",
        RightStanding::Denied => "standing-denied",
        RightStanding::OverLimit => "standing-over-limit",
    }
}

fn standing(i: I18n, standing: RightStanding) -> Html {
    let (sign, tone, tint) = match standing {
        RightStanding::Permitted => (Sign::Tick, "none", false),
        RightStanding::PermittedByOfficer => (Sign::Tick, "ok", false),
        RightStanding::NeedsOfficer => (Sign::Hourglass, "info", true),
        RightStanding::RefusedByOfficer => (Sign::Ban, "none", false),
        RightStanding::Denied | RightStanding::OverLimit => (Sign::Scales, "warn", true),
    };
    html! { <Status {sign} {tone} {tint}>{ i.text(standing_key(standing)) }</Status> }
}

/// One change: the clause, what became another, when, and how that is known.
fn changed(i: I18n, change: &LawChangeView) -> Html {
    let names: Vec<_> = change
        .attributes
        .iter()
        .map(|attribute| attribute_name(i, attribute))
        .collect();
    let day = num(format::date(i, Moment::local(change.time)));
    let words = change
        .height
        .map(|height| t!(i, "law-changed-block", height = format::grouped(height)));
    html! {
        <div class="law mt8" data-testid="law-change">
            <p class="strong">{ i.pick(&change.title) }</p>
            <p>{ change_words(i, &change.change) }{ " " }<span class="muted">{ day }</span></p>
            <p class="small muted">{ names.join(&t!(i, "list-comma")) }</p>
            if change.height.is_some() {
                <p>{ seal(i, &change.proof, words, false, None) }</p>
            }
        </div>
    }
}

fn change_words(i: I18n, change: &LawChange) -> String {
    let days = |secs: u64| secs / DAY_SECS;
    match *change {
        LawChange::Repealed => t!(i, "law-repealed"),
        LawChange::Ended => t!(i, "law-ended"),
        LawChange::NotYet => t!(i, "law-not-yet"),
        LawChange::OtherRule => t!(i, "law-other-rule"),
        LawChange::Answer { after, .. } => i.text(match after {
            LawVerdict::Permitted => "law-now-permits",
            LawVerdict::NeedsOfficer => "law-now-refers",
            _ => "law-now-denies",
        }),
        LawChange::Levels => t!(i, "law-levels"),
        LawChange::MaxValidity { before, after } => {
            t!(
                i,
                "law-validity",
                before = days(before),
                after = days(after)
            )
        }
        LawChange::MaxUses { before, after } => {
            t!(i, "law-uses", before = before, after = after)
        }
        LawChange::MaxRetention { before, after } => {
            t!(i, "law-retention", before = before, after = after)
        }
        LawChange::HandedOn { after: true } => t!(i, "law-handed-on"),
        LawChange::HandedOn { after: false } => t!(i, "law-not-handed-on"),
        LawChange::Statutory { after: true } => t!(i, "law-statutory"),
        LawChange::Statutory { after: false } => t!(i, "law-not-statutory"),
        LawChange::OtherClause => t!(i, "law-other-clause"),
        LawChange::Text => t!(i, "law-text-changed"),
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct StatuteProps {
    /// Code of the clause.
    pub(crate) clause: String,
}

/// A button that shows the text of a clause below it.
#[function_component]
pub(crate) fn Statute(props: &StatuteProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let open = use_state(|| false);
    let onclick = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let sign = if *open {
        Sign::ChevronDown
    } else {
        Sign::ChevronRight
    };
    html! {
        <div class="statute">
            <button
                type="button"
                class="as-link"
                {onclick}
                aria-expanded={open.to_string()}
                data-testid="read-statute"
            >
                { icon_small(sign) }{ t!(i, "statute-read") }
            </button>
            if *open {
                <StatuteText clause={props.clause.clone()} />
            }
        </div>
    }
}

#[function_component]
fn StatuteText(props: &StatuteProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let statute = use_load(ReadStatute {
        clause: props.clause.clone(),
    });
    match &statute.state {
        Load::Loading => html! { <Skeleton rows=3 /> },
        Load::Failed(error) => failure(i, error, &statute.again),
        Load::Empty(view) | Load::Shown(view) | Load::Stale(view, _) => text(i, view),
    }
}

fn text(i: I18n, view: &StatuteView) -> Html {
    let Some(text) = &view.text else {
        let key = match view.check {
            StatuteCheck::Differs => "statute-differs",
            _ => "statute-not-found",
        };
        return html! {
            <p class="small" data-testid="statute-unchecked">
                <Status sign={Sign::Warning} tone="warn">{ i.text(key) }</Status>
            </p>
        };
    };
    let checked = t!(i, "statute-checked");
    html! {
        <div data-testid="statute-text">
            <blockquote class="quote">
                for line in text.lines().filter(|line| !line.trim().is_empty()) {
                    <p class="small">{ line.to_owned() }</p>
                }
            </blockquote>
            <p>{ seal(i, &view.clause.proof, Some(checked), false, None) }</p>
            if !view.in_force {
                <p class="small muted">{ t!(i, "statute-not-in-force") }</p>
            }
        </div>
    }
}
