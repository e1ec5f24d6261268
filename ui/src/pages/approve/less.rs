//! Answering with less: which items, how long, how often, kept how long, and a word to the office.

use std::rc::Rc;

use wallet_api::{
    CounterOfferState, CounterOfferView, ItemView, OfferLess, ReceiptView, ReviewView, Secret,
};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{confirm::ConfirmDialog, terms::terms};
use crate::{
    components::{
        Sign, StageBar, Status, TileSize, attribute_name, icon_small, num, seal, shown_value, tile,
        use_title,
    },
    format::{self, Moment},
    hooks::{dom, use_act, use_session},
    i18n::{I18n, rich, t},
    route::Route,
    state::{
        choice::{Choice, ChoiceStep, Term, can_be_given},
        session::SessionStep,
    },
};

/// Most characters of the word to the office.
const MAX_WORDS: &str = "500";

#[derive(Properties)]
pub(super) struct LessProps {
    /// What is shown.
    pub(super) review: Rc<ReviewView>,
    /// What was chosen on the sheet before.
    pub(super) chosen: Choice,
    /// Back to the sheet.
    pub(super) on_back: Callback<()>,
    /// Shows the request anew.
    pub(super) on_reload: Callback<()>,
    /// It was taken at once.
    pub(super) on_receipt: Callback<ReceiptView>,
    /// While a dialog is open on it, what is shown stays as it is.
    pub(super) on_open: Callback<bool>,
}

impl PartialEq for LessProps {
    fn eq(&self, other: &Self) -> bool {
        self.review == other.review
    }
}

struct LessStore(Choice);

impl Reducible for LessStore {
    type Action = (ChoiceStep, Rc<ReviewView>);

    fn reduce(self: Rc<Self>, (step, review): Self::Action) -> Rc<Self> {
        Rc::new(Self(self.0.clone().after(step, &review)))
    }
}

/// The sheet of a counter-offer. Sending it is the decision.
#[function_component]
pub(super) fn Less(props: &LessProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let review = props.review.clone();
    let choice = {
        let chosen = props.chosen.clone();
        use_reducer(move || LessStore(chosen))
    };
    let words = use_state(String::new);
    let asking = use_state(|| false);
    {
        let on_open = props.on_open.clone();
        use_effect_with(*asking, move |open| on_open.emit(*open));
    }
    let party = i.pick(&review.party.name);
    let title = t!(i, "less-title", party = party.clone());
    let heading = use_title(&title.clone().into());
    let sent = {
        let (session, on_receipt, on_reload) = (
            session.clone(),
            props.on_receipt.clone(),
            props.on_reload.clone(),
        );
        Callback::from(
            move |view: CounterOfferView| match (view.state, view.receipt) {
                (CounterOfferState::Taken, Some(receipt)) => on_receipt.emit(receipt),
                (CounterOfferState::NotTaken, _) => {
                    session.say(t!(session.i18n(), "less-not-taken-toast"));
                    on_reload.emit(());
                }
                _ => {
                    session.say(t!(session.i18n(), "less-sent-toast"));
                    dom::go(&Route::Requests);
                }
            },
        )
    };
    let offer = use_act::<OfferLess>(sent);
    let chosen = &choice.0;
    let until = chosen.until(&review, dom::now(), |day| {
        Moment::day(day).map(Moment::end_of_day)
    });
    let less = until.is_some_and(|until| chosen.is_less(&review, until));
    let can_send = less && !chosen.items.is_empty() && !offer.busy;
    let on_step = {
        let (choice, review) = (choice.dispatcher(), review.clone());
        Callback::from(move |step| choice.dispatch((step, review.clone())))
    };
    let ask = |open: bool| {
        let asking = asking.clone();
        Callback::from(move |_: MouseEvent| asking.set(open))
    };
    let close = {
        let (asking, clear) = (asking.clone(), offer.clear.clone());
        Callback::from(move |()| {
            asking.set(false);
            clear.emit(());
        })
    };
    let on_confirm = {
        let (run, review, words) = (offer.run.clone(), review.clone(), words.clone());
        let (items, uses) = (chosen.in_order(&review), chosen.max_uses());
        let (retention_days, session) = (chosen.retention_days, session.clone());
        Callback::from(move |passphrase: Secret| {
            if let Some(until) = until {
                session.step(SessionStep::ApprovalBegun(review.id.clone()));
                run.emit(OfferLess {
                    id: review.id.clone(),
                    digest: review.digest.clone(),
                    items: items.clone(),
                    until,
                    max_uses: uses,
                    retention_days,
                    message: (!words.trim().is_empty()).then(|| words.trim().to_owned()),
                    passphrase,
                });
            }
        })
    };
    let oninput = {
        let words = words.clone();
        Callback::from(move |event: InputEvent| {
            words.set(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    let now = dom::here_and_now();
    let expires = Moment::local(review.expires);
    let step = session.state().approvals.get(&review.id).copied();
    html! {
        <div class="stage" data-testid="less">
            <StageBar back={t!(i, "less-back")} on_back={props.on_back.clone()}>
                <span>
                    { t!(i, "received-at", when = format::inside(i, &format::when(i, Moment::local(review.received), now))) }
                </span>
                <span>
                    { rich!(i, "open-until", date = html! { { num(format::short_date(i, expires, now)) } }) }
                </span>
            </StageBar>
            <main class="sheet ask" id="main">
                <header class="who">
                    { tile(i, &review.party, TileSize::Large) }
                    <div class="grow">
                        <h1 tabindex="-1" ref={heading}>{ title }</h1>
                        <div class="meta">
                            <span>{ seal(i, &review.party.proof, Some(t!(i, "identity-proven")), true, None) }</span>
                            <span>
                                { t!(i, "less-answers") }{ " " }<span class="id">{ &review.number }</span>
                            </span>
                            <span>{ t!(i, "less-only-away") }</span>
                        </div>
                    </div>
                </header>
                <div class="ask-b">
                    <div class="ask-l">
                        <section>
                            <h2 class="q">{ t!(i, "less-items") }<span>{ t!(i, "less-click") }</span></h2>
                            <ul class="offer" data-testid="less-items">
                                for group in groups(&review) { { line(i, &group, chosen, &on_step) } }
                            </ul>
                        </section>
                        <section>
                            <h2 class="q" id="less-words">{ t!(i, "less-words") }<span>{ t!(i, "less-optional") }</span></h2>
                            <input
                                class="in"
                                aria-labelledby="less-words"
                                value={(*words).clone()}
                                maxlength={MAX_WORDS}
                                {oninput}
                                autocomplete="off"
                                data-testid="less-message"
                            />
                        </section>
                    </div>
                    <div class="ask-r">
                        <section>
                            <h2 class="q" id="how-long">{ t!(i, "how-long") }</h2>
                            { terms(i, &review, chosen, &on_step, until.is_none(), false) }
                        </section>
                        <section>
                            <h2 class="q">{ t!(i, "less-how-often") }</h2>
                            { limits(i, &review, chosen, &on_step) }
                        </section>
                    </div>
                </div>
            </main>
            <footer class="decide">
                <p>
                    <b>{ summary(i, chosen, until, less) }</b>
                    <span class="long"><br />{ t!(i, "less-after") }</span>
                </p>
                <button type="button" class="btn lg" onclick={props.on_back.reform(|_: MouseEvent| ())} disabled={offer.busy} data-testid="less-cancel">
                    { t!(i, "less-cancel") }
                </button>
                <button type="button" class="btn lg primary" onclick={ask(true)} disabled={!can_send} data-testid="less-send">
                    { t!(i, "less-send") }
                </button>
            </footer>
            if *asking {
                <ConfirmDialog
                    title={t!(i, "less-confirm-title", n = chosen.items.len(), party = party)}
                    action={t!(i, "less-confirm-do")}
                    busy={offer.busy}
                    error={offer.error.clone()}
                    on_clear={offer.clear.clone()}
                    {step}
                    {on_confirm}
                    on_close={close.clone()}
                    on_reload={
                        let again = props.on_reload.clone();
                        Callback::from(move |()| {
                            close.emit(());
                            again.emit(());
                        })
                    }
                />
            }
        </div>
    }
}

/// The items of one attribute belong together: seeing, and changing.
fn groups(review: &ReviewView) -> Vec<Vec<&ItemView>> {
    let mut groups: Vec<Vec<&ItemView>> = Vec::new();
    for item in &review.items {
        match groups
            .iter_mut()
            .find(|group| group[0].attribute == item.attribute && group[0].entry == item.entry)
        {
            Some(group) => group.push(item),
            None => groups.push(vec![item]),
        }
    }
    groups
}

fn line(i: I18n, group: &[&ItemView], chosen: &Choice, on_step: &Callback<ChoiceStep>) -> Html {
    let first = group[0];
    let ids =
        |items: &[&ItemView]| -> Vec<String> { items.iter().map(|item| item.id.clone()).collect() };
    let possible: Vec<&ItemView> = group
        .iter()
        .copied()
        .filter(|item| can_be_given(item))
        .collect();
    let given: Vec<&ItemView> = possible
        .iter()
        .copied()
        .filter(|item| chosen.items.contains(&item.id))
        .collect();
    // Everything, then one item less each time, down to nothing.
    let choices: Vec<&[&ItemView]> = (0..=possible.len())
        .rev()
        .map(|count| &possible[..count])
        .collect();
    let words = |items: &[&ItemView]| match items.last() {
        None => t!(i, "less-none"),
        Some(last) => action_words(i, items, last),
    };
    let name = attribute_name(i, &first.attribute);
    let all = ids(group);
    html! {
        <li key={first.id.clone()} data-testid={format!("less-{}", first.attribute)}>
            <span class="k">{ name.clone() }</span>
            <span class="v">
                {
                    match &first.value {
                        Some(value) => shown_value(i, value),
                        None => html! { <span class="muted rg">{ t!(i, "value-unknown") }</span> },
                    }
                }
                <span class="hint blk">{ t!(i, "less-asked", what = words(group)) }</span>
            </span>
            <span class="seg" role="group" aria-label={name}>
                for items in choices {
                    <button
                        type="button"
                        aria-pressed={(ids(items) == ids(&given)).to_string()}
                        onclick={{
                            let (group, items) = (all.clone(), ids(items));
                            on_step.reform(move |_: MouseEvent| ChoiceStep::Given(group.clone(), items.clone()))
                        }}
                        data-testid={format!("give-{}-of-{}", items.len(), first.attribute)}
                    >
                        { words(items) }
                    </button>
                }
            </span>
            <span class="d">
                {
                    if given.len() == group.len() {
                        html! { <span class="small muted">{ t!(i, "less-as-asked") }</span> }
                    } else if given.is_empty() {
                        html! { <Status sign={Sign::ArrowDown} tone="info" tint=true>{ t!(i, "left-out") }</Status> }
                    } else {
                        html! { <Status sign={Sign::ArrowDown} tone="info" tint=true>{ t!(i, "less-only", what = words(&given)) }</Status> }
                    }
                }
            </span>
        </li>
    }
}

/// What may be done with the items of one attribute.
fn action_words(i: I18n, items: &[&ItemView], last: &ItemView) -> String {
    use wallet_api::Action::{Add, Modify, Read};
    i.text(match (items.len(), last.action) {
        (1, Read) => "less-see",
        (1, Modify) => "less-change",
        (_, Modify) => "less-see-and-change",
        (1, Add) => "less-add",
        (_, Add | Read) => "less-see-and-add",
    })
}

/// The steppers for uses and for the days of keeping.
fn limits(i: I18n, review: &ReviewView, chosen: &Choice, on_step: &Callback<ChoiceStep>) -> Html {
    let days = chosen.retention_days;
    // In steps of about a month: nobody counts the days.
    const DAYS: u32 = 30;
    let fewer = if days.is_multiple_of(DAYS) {
        days.saturating_sub(DAYS)
    } else {
        days - days % DAYS
    };
    let uses = chosen.max_uses();
    html! {
        <dl class="lim">
            <dt>
                { t!(i, "rule-uses") }
                <span class="hint blk">{ t!(i, "less-asked-uses", n = review.max_uses) }</span>
            </dt>
            <dd>
                { stepper(i, on_step, &Stepper {
                    names: ["less-uses", "less-uses-fewer", "less-uses-more"],
                    value: uses,
                    fewer: (uses > 1 && chosen.term != Term::Once).then(|| ChoiceStep::UsesChosen(uses - 1)),
                    more: (uses < review.max_uses && chosen.term != Term::Once).then(|| ChoiceStep::UsesChosen(uses + 1)),
                }) }
            </dd>
            <dt>
                { t!(i, "less-days-kept") }
                <span class="hint blk">{ t!(i, "less-asked-days", n = review.retention_days) }</span>
            </dt>
            <dd>
                { stepper(i, on_step, &Stepper {
                    names: ["less-days", "less-days-fewer", "less-days-more"],
                    value: days,
                    fewer: (days > 0).then_some(ChoiceStep::RetentionChosen(fewer)),
                    more: (days < review.retention_days).then(|| ChoiceStep::RetentionChosen((days / DAYS + 1) * DAYS)),
                }) }
            </dd>
        </dl>
    }
}

struct Stepper {
    /// Of its texts and its test ids: itself, fewer, more.
    names: [&'static str; 3],
    value: u32,
    fewer: Option<ChoiceStep>,
    more: Option<ChoiceStep>,
}

fn stepper(i: I18n, on_step: &Callback<ChoiceStep>, props: &Stepper) -> Html {
    let [name, fewer, more] = props.names;
    let button = |step: &Option<ChoiceStep>, sign: Sign, id: &'static str| {
        let onclick = {
            let (on_step, step) = (on_step.clone(), step.clone());
            Callback::from(move |_: MouseEvent| {
                if let Some(step) = step.clone() {
                    on_step.emit(step);
                }
            })
        };
        html! {
            <button type="button" class="btn sm" aria-label={i.text(id)} {onclick} disabled={step.is_none()} data-testid={id}>
                { icon_small(sign) }
            </button>
        }
    };
    html! {
        <span class="step" role="group" aria-label={i.text(name)}>
            { button(&props.fewer, Sign::Minus, fewer) }
            <b class="num" aria-live="polite" data-testid={name}>{ props.value }</b>
            { button(&props.more, Sign::Plus, more) }
        </span>
    }
}

/// One sentence: what would be given.
fn summary(i: I18n, chosen: &Choice, until: Option<i64>, less: bool) -> Html {
    let n = chosen.items.len();
    match until {
        _ if n == 0 => html! { t!(i, "approve-nothing-chosen") },
        None => html! { t!(i, "approve-bad-day") },
        Some(_) if !less => html! { t!(i, "less-nothing-less") },
        Some(until) => {
            let date = html! { { num(format::date(i, Moment::local(until))) } };
            if chosen.max_uses() == 1 {
                rich!(i, "approve-summary-once", n = n, date = date)
            } else {
                rich!(i, "approve-summary", n = n, date = date)
            }
        }
    }
}
