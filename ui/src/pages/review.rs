//! The parts of the approve sheet: who, why, what, under which rule, for how long.

use std::rc::Rc;

use wallet_api::{Action, ErrorCode, InboxState, ItemView, LawVerdict, ProofSubject, ReviewView};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::{
    components::{
        Sign, Status, TileSize, attribute_name, icon, icon_small, num, seal, shown_value, tile,
    },
    format::{self, Moment},
    hooks::{Session, dom},
    i18n::{I18n, rich, t},
    state::choice::{Choice, ChoiceStep, Term, can_be_given, count, stop},
};

const DAY_SECS: u64 = 86_400;

pub(crate) struct WhoProps {
    /// What is shown.
    pub(crate) review: Rc<ReviewView>,
    /// The sentence.
    pub(crate) title: String,
    /// The heading's node.
    pub(crate) heading: NodeRef,
}

/// Who asks, and how that is known.
pub(crate) fn who(session: &Session, props: &WhoProps) -> Html {
    let i = session.i18n();
    let party = &props.review.party;
    let since = Moment::local(party.since);
    let subject = ProofSubject::Department {
        did: party.did.clone(),
    };
    let open = session.open_proof(subject, i.pick(&party.name));
    let contacts = match props.review.contacts {
        0 => t!(i, "first-contact"),
        n => t!(i, "nth-contact", n = n + 1),
    };
    html! {
        <header class="who">
            { tile(i, party, TileSize::Large) }
            <div class="grow">
                <h1 tabindex="-1" ref={props.heading.clone()}>{ &props.title }</h1>
                <div class="meta">
                    <span>
                        { seal(i, &party.proof, Some(t!(i, "identity-proven")), true, Some(open)) }
                    </span>
                    <span>{ t!(i, "directory-number") }{ " " }<span class="id">{ &party.code }</span></span>
                    <span>{ t!(i, "registered", when = format::month_title(i, since.year, since.month)) }</span>
                    <span>{ contacts }</span>
                </div>
            </div>
        </header>
    }
}

/// The one finding that changes the decision, if there is one.
pub(crate) fn band(i: I18n, review: &ReviewView) -> Html {
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

pub(crate) struct AskedProps {
    /// What is shown.
    pub(crate) review: Rc<ReviewView>,
    /// What is given.
    pub(crate) chosen: Choice,
    /// A change of it.
    pub(crate) on_step: Callback<ChoiceStep>,
    /// Whether it was decided already.
    pub(crate) held: bool,
}

/// Why they ask, in their words; what they would see, with its value.
pub(crate) fn asked(i: I18n, props: &AskedProps) -> Html {
    let review = &props.review;
    let (needed, optional): (Vec<_>, Vec<_>) = review.items.iter().partition(|item| item.required);
    let left_out = needed
        .iter()
        .filter(|item| can_be_given(item) && !props.chosen.items.contains(&item.id))
        .count();
    let note = if needed.is_empty() {
        t!(i, "none-required")
    } else if left_out > 0 {
        t!(i, "some-left-out", n = left_out)
    } else {
        t!(i, "all-required", n = needed.len())
    };
    let ticked = optional
        .iter()
        .filter(|item| props.chosen.items.contains(&item.id))
        .count();
    html! {
        <div class="ask-l">
            <section>
                <h2 class="q">{ t!(i, "why") }</h2>
                <blockquote class="quote">
                    <p>{ t!(i, "quoted", text = i.pick(&review.purpose_text)) }</p>
                    <footer>{ t!(i, "own-words") }</footer>
                </blockquote>
            </section>
            <section>
                <h2 class="q">{ t!(i, "what-they-see") }<span>{ note }</span></h2>
                <ul class="att" data-testid="required-items">
                    for item in &needed {
                        { needed_item(i, &ItemProps { item: (*item).clone(), given: props.chosen.items.contains(&item.id), on_step: props.on_step.clone(), held: props.held }) }
                    }
                </ul>
                if !optional.is_empty() {
                    <details class="more" data-testid="optional-items">
                        <summary>
                            { icon_small(Sign::ChevronRight) }
                            {
                                if ticked == 0 {
                                    t!(i, "optional-none", n = optional.len())
                                } else {
                                    t!(i, "optional-some", n = optional.len(), ticked = ticked)
                                }
                            }
                        </summary>
                        <ul class="att pick-list">
                            for item in &optional {
                                { optional_item(i, &ItemProps { item: (*item).clone(), given: props.chosen.items.contains(&item.id), on_step: props.on_step.clone(), held: props.held }) }
                            }
                        </ul>
                    </details>
                }
            </section>
        </div>
    }
}

struct ItemProps {
    item: ItemView,
    given: bool,
    on_step: Callback<ChoiceStep>,
    held: bool,
}

/// An item that they say they need: no checkbox, but it can be left out.
fn needed_item(i: I18n, props: &ItemProps) -> Html {
    let item = &props.item;
    let can = can_be_given(item);
    let toggle = {
        let id = item.id.clone();
        props
            .on_step
            .reform(move |_: MouseEvent| ChoiceStep::Toggled(id.clone()))
    };
    let off = (!props.given).then_some("off");
    let name = attribute_name(i, &item.attribute);
    html! {
        <li key={item.id.clone()} class={classes!("can", off)} data-testid={format!("item-{}", item.attribute)} data-given={props.given.to_string()}>
            <span class="k">{ name.clone() }</span>
            <span class="v">{ value(i, item) }</span>
            if can && !props.given {
                <Status sign={Sign::Minus} tone="none">{ t!(i, "left-out") }</Status>
            } else {
                { verdict(i, item.law) }
            }
            if !props.held && can {
                <button
                    type="button"
                    class="as-link drop-it"
                    onclick={toggle}
                    aria-label={t!(i, if props.given { "leave-out-named" } else { "give-again-named" }, name = name)}
                    data-testid={format!("leave-out-{}", item.attribute)}
                >
                    { if props.given { t!(i, "leave-out") } else { t!(i, "give-again") } }
                </button>
            }
            if can && !props.given {
                <span class="why">{ t!(i, "left-out-why") }</span>
            } else if !can {
                <span class="why">{ law_words(i, item.law) }</span>
            }
        </li>
    }
}

/// An item that is up to the citizen: a checkbox, never ticked beforehand.
fn optional_item(i: I18n, props: &ItemProps) -> Html {
    let item = &props.item;
    let can = can_be_given(item);
    let onchange = {
        let id = item.id.clone();
        props
            .on_step
            .reform(move |_: Event| ChoiceStep::Toggled(id.clone()))
    };
    let field = format!("give-{}", item.attribute);
    html! {
        <li>
            <input
                type="checkbox"
                id={field.clone()}
                checked={props.given}
                {onchange}
                disabled={!can || props.held}
                data-testid={field.clone()}
            />
            <label class="k" for={field}>{ attribute_name(i, &item.attribute) }</label>
            <span class="v">{ value(i, item) }</span>
            { verdict(i, item.law) }
        </li>
    }
}

fn value(i: I18n, item: &ItemView) -> Html {
    let action = match item.action {
        Action::Read => Html::default(),
        Action::Modify => html! { <span class="hint blk">{ t!(i, "action-modify") }</span> },
        Action::Add => html! { <span class="hint blk">{ t!(i, "action-add") }</span> },
    };
    match &item.value {
        Some(value) => html! { <>{ shown_value(i, value) }{ action }</> },
        None => html! { <><span class="muted rg">{ t!(i, "value-unknown") }</span>{ action }</> },
    }
}

fn verdict(i: I18n, law: LawVerdict) -> Html {
    let (sign, tone, tint, key) = match law {
        LawVerdict::Permitted => (Sign::Tick, "none", false, "law-permitted"),
        LawVerdict::Denied => (Sign::Ban, "danger", true, "law-denied"),
        LawVerdict::NeedsOfficer => (Sign::Hourglass, "info", true, "law-officer"),
        LawVerdict::Disagreed => (Sign::Warning, "danger", true, "law-disagreed"),
        LawVerdict::NotChecked => (Sign::DashedRound, "none", false, "law-not-checked"),
    };
    html! { <Status {sign} {tone} {tint}>{ i.text(key) }</Status> }
}

fn law_words(i: I18n, law: LawVerdict) -> String {
    i.text(match law {
        LawVerdict::Permitted => "law-permitted-why",
        LawVerdict::Denied => "law-denied-why",
        LawVerdict::NeedsOfficer => "law-officer-why",
        LawVerdict::Disagreed => "law-disagreed-why",
        LawVerdict::NotChecked => "law-not-checked-why",
    })
}

pub(crate) struct TermsProps {
    /// What is shown.
    pub(crate) review: Rc<ReviewView>,
    /// What is given.
    pub(crate) chosen: Choice,
    /// A change of it.
    pub(crate) on_step: Callback<ChoiceStep>,
    /// Whether the typed day is none that can be chosen.
    pub(crate) bad_day: bool,
    /// Whether it was decided already.
    pub(crate) held: bool,
}

/// The rule with its limits, and how long the permission shall hold.
pub(crate) fn terms_and_rule(i: I18n, props: &TermsProps) -> Html {
    html! {
        <div class="ask-r">
            <section>
                <h2 class="q">{ t!(i, "which-rule") }</h2>
                { rule(i, &props.review) }
                { limits(i, props) }
            </section>
            <section>
                <h2 class="q" id="how-long">{ t!(i, "how-long") }</h2>
                { terms(i, props) }
            </section>
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
    let handed_on = match review.max_depth {
        0 => t!(i, "not-handed-on"),
        n => t!(i, "handed-on", n = n),
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
            <dt>{ t!(i, "rule-passed-on") }</dt>
            <dd>{ handed_on }</dd>
        </dl>
    }
}

fn terms(i: I18n, props: &TermsProps) -> Html {
    let review = &props.review;
    let chosen = &props.chosen.term;
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
    let choose = |term: Term| {
        props
            .on_step
            .reform(move |_: Event| ChoiceStep::TermChosen(term.clone()))
    };
    let oninput = props.on_step.reform(|event: InputEvent| {
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
                        disabled={props.held}
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
                    disabled={props.held}
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
                    disabled={props.held}
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
                        class={classes!("in", props.bad_day.then_some("err"))}
                        value={other_day}
                        {oninput}
                        disabled={props.held}
                        inputmode="numeric"
                        aria-label={t!(i, "term-other-label")}
                        aria-invalid={props.bad_day.then_some("true")}
                        data-testid="term-day"
                    />
                    <p class={if props.bad_day { "errmsg" } else { "hint" }}>
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
