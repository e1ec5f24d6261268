//! What happened, by month, with what covers each act.

use wallet_api::{ActivityRow, Basis, ListActivity};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::access::access_acts;
use crate::{
    components::{
        Page, Sign, Skeleton, activity_list, attribute_name, empty_art, failure, icon_small,
        stale_banner,
    },
    format::{self, Moment},
    hooks::{Session, use_load_or_empty, use_session},
    i18n::{I18n, t},
    state::{load::Load, months::by_month},
};

type Takes = fn(&ActivityRow) -> bool;

/// Lines that are loaded at first; four times as many each time earlier ones are wanted.
const FIRST: u32 = 500;

const FILTERS: [(&str, Takes); 4] = [
    ("activity-all", |_| true),
    ("activity-permission", |row| {
        matches!(row.basis, Basis::YourPermission { .. })
    }),
    ("activity-law", |row| matches!(row.basis, Basis::Law { .. })),
    ("activity-nothing", |row| row.basis.is_nothing()),
];

/// The activity.
#[function_component]
pub(crate) fn Activity() -> Html {
    let session = use_session();
    let i = session.i18n();
    let limit = use_state(|| FIRST);
    let list = use_load_or_empty(ListActivity { limit: *limit }, Vec::is_empty);
    let earlier = {
        let limit = limit.clone();
        Callback::from(move |_: MouseEvent| limit.set(limit.saturating_mul(4)))
    };
    let everything = {
        let limit = limit.clone();
        Callback::from(move |()| limit.set(u32::MAX))
    };
    let filter = use_state(|| 0_usize);
    let search = use_state(String::new);
    html! {
        <Page title={t!(i, "activity-title")}>
            if let Load::Stale(_, error) = &list.state {
                { stale_banner(i, error, &list.again) }
            }
            {
                match &list.state {
                    Load::Loading => html! { <Skeleton rows=8 /> },
                    Load::Failed(error) => html! {
                        { failure(i, error, &list.again) }
                    },
                    Load::Empty(_) => html! {
                        <div class="empty" data-testid="activity-empty">
                            { empty_art() }
                            <h2>{ t!(i, "activity-empty-title") }</h2>
                            <p class="text muted">{ t!(i, "activity-empty-text") }</p>
                        </div>
                    },
                    Load::Shown(rows) | Load::Stale(rows, _) => {
                        let more = rows.len() >= *limit as usize;
                        html! {
                            <>
                                { shown(&session, rows, (&filter, &search), &list.again, &everything) }
                                if more {
                                    <p class="mt">
                                        <button class="btn" onclick={earlier} data-testid="earlier">
                                            { t!(i, "activity-earlier") }
                                        </button>
                                    </p>
                                }
                            </>
                        }
                    }
                }
            }
        </Page>
    }
}

fn shown(
    session: &Session,
    rows: &[ActivityRow],
    (filter, search): (&UseStateHandle<usize>, &UseStateHandle<String>),
    again: &Callback<()>,
    everything: &Callback<()>,
) -> Html {
    let i = session.i18n();
    let (_, takes) = FILTERS[**filter];
    let wanted = search.trim().to_lowercase();
    let found: Vec<_> = rows
        .iter()
        .filter(|row| takes(row) && names(i, row).contains(&wanted))
        .cloned()
        .collect();
    let nothing = found.is_empty();
    let months = by_month(found, |row| {
        let moment = Moment::local(row.time);
        (moment.year, moment.month)
    });
    let oninput = {
        let (search, everything) = (search.clone(), everything.clone());
        Callback::from(move |event: InputEvent| {
            // What is looked for may be older than what was loaded so far.
            everything.emit(());
            search.set(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    html! {
        <>
            <div class="tabs" role="group" aria-label={t!(i, "filter")}>
                for (place, (key, takes)) in FILTERS.into_iter().enumerate() {
                    <button
                        type="button"
                        aria-current={(**filter == place).then_some("true")}
                        onclick={{
                            let filter = filter.clone();
                            Callback::from(move |_: MouseEvent| filter.set(place))
                        }}
                    >
                        { i.text(key) }
                        <span class="n">{ rows.iter().filter(|row| takes(row)).count() }</span>
                    </button>
                }
                <span class="grow"></span>
                <span class="searchbox">
                    { icon_small(Sign::Search) }
                    <input
                        class="in"
                        type="search"
                        placeholder={t!(i, "activity-search")}
                        aria-label={t!(i, "search")}
                        value={(**search).clone()}
                        {oninput}
                        data-testid="search"
                    />
                </span>
            </div>
            if nothing { <p class="text muted mt">{ t!(i, "nothing-found") }</p> }
            for month in months {
                <h2 class="month">
                    { format::month_title(i, month.year, month.month) }
                    <span>{ t!(i, "activity-entries", n = month.rows.len()) }</span>
                </h2>
                {
                    activity_list(session, &month.rows, {
                        let again = again.clone();
                        move |row| access_acts(row, &again)
                    })
                }
            }
        </>
    }
}

/// All names in a line, for searching.
fn names(i: I18n, row: &ActivityRow) -> String {
    let mut all = vec![i.pick(&row.about)];
    all.extend(
        row.party
            .iter()
            .chain(&row.custodian)
            .map(|party| i.pick(&party.name)),
    );
    all.extend(
        row.rights
            .iter()
            .map(|right| attribute_name(i, &right.attribute)),
    );
    all.join(" ").to_lowercase()
}
