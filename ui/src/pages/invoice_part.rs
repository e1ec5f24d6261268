//! The choices above the invoices: by where they stand, by month, and back to all of them.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::{
    components::{Sign, icon_small},
    format,
    i18n::{I18n, t},
    state::invoice_filter::{Filter, Found, MonthOf, Part},
};

/// The choice of the part, each with how many there are in the month that is shown.
pub(crate) fn parts(i: I18n, found: &Found, filter: &UseStateHandle<Filter>) -> Html {
    html! {
        <span class="seg" role="group" aria-label={t!(i, "column-status")}>
            for (part, count) in Part::EACH.into_iter().zip(found.of_parts) {
                <button
                    type="button"
                    aria-pressed={(filter.part == part).to_string()}
                    onclick={change(filter, move |filter, _: MouseEvent| filter.part = part)}
                    data-testid={testid(part)}
                >
                    { label(i, part, count) }
                </button>
            }
        </span>
    }
}

/// The choice of the month.
pub(crate) fn months(i: I18n, found: &Found, filter: &UseStateHandle<Filter>) -> Html {
    let onchange = change(filter, |filter, event: Event| {
        let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
        filter.month = crate::components::year_and_month(&chosen);
    });
    // A month of the chart may have no invoice.
    let mut all = found.months.clone();
    all.extend(filter.month.filter(|month| !all.contains(month)));
    html! {
        <span class="selw">
            <select class="pick" aria-label={t!(i, "column-month")} {onchange} data-testid="month-select">
                <option value="" selected={filter.month.is_none()}>{ t!(i, "invoices-all-months") }</option>
                for (year, month) in all {
                    <option
                        key={value((year, month))}
                        value={value((year, month))}
                        selected={filter.month == Some((year, month))}
                    >
                        { format::month_title(i, year, month) }
                    </option>
                }
            </select>
            { icon_small(Sign::ChevronDown) }
        </span>
    }
}

/// The way back to all of them, if something is left out.
pub(crate) fn clear(i: I18n, filter: &UseStateHandle<Filter>) -> Html {
    if !filter.is_set() {
        return Html::default();
    }
    html! {
        <button
            type="button"
            class="btn sm"
            onclick={change(filter, |filter, _: MouseEvent| *filter = Filter::default())}
            data-testid="clear-filter"
        >
            { icon_small(Sign::Cross) }{ t!(i, "invoices-show-all") }
        </button>
    }
}

/// Changes the filter at an event.
pub(crate) fn change<E: 'static>(
    filter: &UseStateHandle<Filter>,
    how: impl Fn(&mut Filter, E) + 'static,
) -> Callback<E> {
    let filter = filter.clone();
    Callback::from(move |event| {
        let mut changed = (*filter).clone();
        how(&mut changed, event);
        filter.set(changed);
    })
}

/// `YYYY-MM`.
fn value((year, month): MonthOf) -> String {
    format!("{year:04}-{month:02}")
}

const fn testid(part: Part) -> &'static str {
    match part {
        Part::All => "part-all",
        Part::ToClaim => "part-to-claim",
        Part::Unpaid => "part-unpaid",
    }
}

fn label(i: I18n, part: Part, count: usize) -> String {
    match part {
        Part::All => t!(i, "invoices-all", n = count),
        Part::ToClaim => t!(i, "invoices-to-claim", n = count),
        Part::Unpaid => t!(i, "invoices-unpaid", n = count),
    }
}
