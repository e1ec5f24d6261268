//! The rule with its limits, and how long the permission shall hold.

use std::rc::Rc;

use wallet_api::{LawVerdict, ReviewView};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::changes::afterwards;
use super::handing_on::handing_on;
use crate::{
    components::{Sign, Status, TileSize, icon_small, num, seal, tile},
    format::{self, Moment},
    hooks::dom,
    i18n::{I18n, rich, t},
    pages::{case::CaseLane, law::Statute},
    state::choice::{Choice, ChoiceStep, Term, count},
};

const DAY_SECS: u64 = 86_400;

pub(super) struct TermsProps {
    /// What is shown.
    pub(super) review: Rc<ReviewView>,
    /// What is given.
    pub(super) chosen: Choice,
    /// A change of it.
    pub(super) on_step: Callback<ChoiceStep>,
    /// Whether the typed day is none that can be chosen.
    pub(super) bad_day: bool,
    /// Whether it was decided already.
    pub(super) held: bool,
}

/// The rule with its limits, and how long the permission shall hold.
pub(super) fn terms_and_rule(i: I18n, props: &TermsProps) -> Html {
    html! {
        <div class="ask-r">
            <section>
                <h2 class="q">{ t!(i, "which-rule") }</h2>
                { rule(i, &props.review) }
                { limits(i, props) }
            </section>
            { handing_on(i, props) }
            { afterwards(i, &props.review) }
            <section>
                <h2 class="q" id="how-long">{ t!(i, "how-long") }</h2>
                { terms(i, &props.review, &props.chosen, &props.on_step, props.bad_day, props.held) }
            </section>
            if let Some(case) = &props.review.case {
                <CaseLane request={props.review.id.clone()} case={case.clone()} />
            }
            <section class="near">
                { tile(i, &props.review.custodian, TileSize::Small) }
                <p class="grow">{ t!(i, "kept-by", name = i.pick(&props.review.custodian.name)) }</p>
            </section>
        </div>
    }
}

fn rule(i: I18n, review: &ReviewView) -> Html {
    let Some(clause) = &review.clause else {
        return html! {
            <div class="law">
                <p class="strong"><span class="id">{ &review.clause_code }</span></p>
                <p><Status sign={Sign::Ban} tone="danger">{ t!(i, "rule-missing") }</Status></p>
            </div>
        };
    };
    let (all, permitted) = (review.items.len(), count(review, LawVerdict::Permitted));
    let words = if permitted == all {
        t!(i, "rule-all", n = all)
    } else {
        t!(i, "rule-some", n = permitted, all = all)
    };
    html! {
        <div class="law">
            <p class="strong">{ i.pick(&clause.title) }</p>
            <p>{ seal(i, &clause.proof, Some(words), false, None) }</p>
            <Statute clause={clause.code.clone()} />
        </div>
    }
}

fn limits(i: I18n, props: &TermsProps) -> Html {
    let review = &props.review;
    let uses = props.chosen.max_uses();
    let can_step = !props.held && review.max_uses > 1 && props.chosen.term != Term::Once;
    let step = |to: u32| {
        props
            .on_step
            .reform(move |_: MouseEvent| ChoiceStep::UsesChosen(to))
    };
    html! {
        <dl class="rules">
            <dt>{ t!(i, "rule-uses") }</dt>
            <dd>
                if can_step {
                    <span class="step">
                        <button
                            type="button"
                            class="btn sm"
                            onclick={step(uses.saturating_sub(1))}
                            disabled={uses <= 1}
                            aria-label={t!(i, "fewer-uses")}
                            data-testid="fewer-uses"
                        >
                            { icon_small(Sign::Minus) }
                        </button>
                        <b data-testid="uses">{ t!(i, "uses-at-most", n = uses) }</b>
                        <button
                            type="button"
                            class="btn sm"
                            onclick={step(uses + 1)}
                            disabled={uses >= review.max_uses}
                            aria-label={t!(i, "more-uses")}
                            data-testid="more-uses"
                        >
                            { icon_small(Sign::Plus) }
                        </button>
                    </span>
                } else {
                    { t!(i, "uses-at-most", n = uses) }
                }
            </dd>
            <dt>{ t!(i, "rule-kept") }</dt>
            <dd>{ t!(i, "kept-days", n = review.retention_days) }</dd>
            if review.max_depth == 0 {
                <dt>{ t!(i, "rule-passed-on") }</dt>
                <dd>{ t!(i, "not-handed-on") }</dd>
            }
        </dl>
    }
}

/// How long: once, as asked, or until another day.
pub(super) fn terms(
    i: I18n,
    review: &ReviewView,
    choice: &Choice,
    on_step: &Callback<ChoiceStep>,
    bad_day: bool,
    held: bool,
) -> Html {
    let chosen = &choice.term;
    let asked_day = Moment::local(review.until);
    let asked = html! { { num(format::date(i, asked_day)) } };
    let longest = review
        .clause
        .as_ref()
        .map(|clause| t!(i, "rule-longest", time = span(i, clause.max_validity_secs)));
    let other_day = match chosen {
        Term::Until(day) => day.clone(),
        Term::Once | Term::Asked => String::new(),
    };
    let now = dom::now();
    let suggested = Moment::local(now + (review.until - now) / 2).iso();
    let choose = |term: Term| on_step.reform(move |_: Event| ChoiceStep::TermChosen(term.clone()));
    let oninput = on_step.reform(|event: InputEvent| {
        let day = event.target_unchecked_into::<HtmlInputElement>().value();
        ChoiceStep::TermChosen(Term::Until(day))
    });
    let is_other = matches!(chosen, Term::Until(_));
    html! {
        <div role="radiogroup" aria-labelledby="how-long">
            if review.max_uses > 1 {
                <label class="opt">
                    <input
                        type="radio"
                        name="term"
                        checked={*chosen == Term::Once}
                        onchange={choose(Term::Once)}
                        disabled={held}
                        data-testid="term-once"
                    />
                    <span>{ t!(i, "term-once") }</span>
                </label>
            }
            <label class="opt">
                <input
                    type="radio"
                    name="term"
                    checked={*chosen == Term::Asked}
                    onchange={choose(Term::Asked)}
                    disabled={held}
                    data-testid="term-asked"
                />
                <span>
                    { rich!(i, "term-asked", date = asked) }
                    <span class="hint">{ t!(i, "term-asked-hint") }</span>
                </span>
            </label>
            <label class="opt">
                <input
                    type="radio"
                    name="term"
                    checked={is_other}
                    onchange={choose(Term::Until(suggested))}
                    disabled={held}
                    data-testid="term-other"
                />
                <span>
                    { t!(i, "term-other") }
                    if let Some(longest) = longest { <span class="hint">{ longest }</span> }
                </span>
            </label>
            if is_other {
                <div class="other-day">
                    <input
                        class={classes!("in", bad_day.then_some("err"))}
                        value={other_day}
                        {oninput}
                        disabled={held}
                        inputmode="numeric"
                        aria-label={t!(i, "term-other-label")}
                        aria-invalid={bad_day.then_some("true")}
                        data-testid="term-day"
                    />
                    <p class={if bad_day { "errmsg" } else { "hint" }}>
                        { t!(i, "term-other-hint", last = asked_day.iso()) }
                    </p>
                </div>
            }
        </div>
    }
}

/// A time span in the largest unit that fits.
fn span(i: I18n, secs: u64) -> String {
    let days = secs / DAY_SECS;
    match days {
        365 | 366 => t!(i, "span-years", n = 1_u64),
        d if d > 366 && d.is_multiple_of(365) => t!(i, "span-years", n = d / 365),
        d => t!(i, "span-days", n = d),
    }
}
