//! The month chart.

use wallet_api::MonthSum;
use yew::prelude::*;

use crate::{
    format,
    i18n::{I18n, t},
    state::chart,
};

/// Month and year of `YYYY-MM`.
pub(crate) fn year_and_month(text: &str) -> Option<(i32, u32)> {
    let (year, month) = text.split_once('-')?;
    let month = month
        .parse()
        .ok()
        .filter(|month| (1..=12).contains(month))?;
    Some((year.parse().ok()?, month))
}

/// Place of the chosen month, of the newest if none is chosen; beyond the end if it is not among them.
pub(crate) fn chosen_place(months: &[MonthSum], chosen: Option<(i32, u32)>) -> usize {
    match chosen {
        Some(chosen) => months
            .iter()
            .position(|month| year_and_month(&month.month) == Some(chosen))
            .unwrap_or(months.len()),
        None => months.len().saturating_sub(1),
    }
}

/// Bars per month; the chosen one, else the newest, has its value above it. A click on a month calls
/// `on_month`; who has no mouse chooses it from the list beside.
pub(crate) fn month_chart(
    i: I18n,
    months: &[MonthSum],
    width: u32,
    chosen: Option<(i32, u32)>,
    on_month: &Callback<(i32, u32)>,
) -> Html {
    let cents: Vec<i64> = months
        .iter()
        .map(|month| format::cents(&month.total))
        .collect();
    let drawing = chart::draw(&cents, f64::from(width));
    let chosen = chosen_place(months, chosen);
    let step = (f64::from(width) - chart::LEFT) / months.len().max(1) as f64;
    let press = |month: &MonthSum| {
        let month = year_and_month(&month.month);
        let on_month = on_month.clone();
        Callback::from(move |_: MouseEvent| {
            month.into_iter().for_each(|month| on_month.emit(month))
        })
    };
    let narrow = width < 500;
    let label = |month: &MonthSum| {
        let number = year_and_month(&month.month).map_or(1, |(_, month)| month);
        let family = if narrow {
            "month-letter"
        } else {
            "month-short"
        };
        i.text(&format!("{family}-{number}"))
    };
    let total = format::money(&format::decimal(cents.iter().sum()));
    html! {
        <svg
            class="chart"
            viewBox={format!("0 0 {} 132", width)}
            role="img"
            aria-labelledby="chart-title chart-desc"
        >
            <title id="chart-title">{ t!(i, "chart-title") }</title>
            <desc id="chart-desc">{ t!(i, "chart-desc", total = total) }</desc>
            <path class="base" d={format!("M44 110H{}", width)} />
            <text x="36" y="114" text-anchor="end">{ "0" }</text>
            for line in drawing.lines {
                <path class="grid" d={format!("M44 {:.1}H{}", line.y, width)} />
                <text x="36" y={format!("{:.1}", line.y + 4.0)} text-anchor="end">
                    { format::grouped(line.value) }
                </text>
            }
            for (place, (month, bar)) in months.iter().zip(drawing.bars).enumerate() {
                <path class={classes!("b", (place == chosen).then_some("on"))} d={bar.path} />
                if place == chosen && cents[place] > 0 {
                    <text
                        class="v"
                        x={format!("{:.1}", bar.middle)}
                        y={format!("{:.1}", bar.top - 7.0)}
                        text-anchor="middle"
                    >
                        { format::amount(&month.total) }
                    </text>
                }
                <text
                    class={(place == chosen).then_some("m-on")}
                    x={format!("{:.1}", bar.middle)}
                    y="127"
                    text-anchor="middle"
                >
                    { label(month) }
                </text>
                <rect
                    class="hit"
                    x={format!("{:.1}", bar.middle - step / 2.0)}
                    y="0"
                    width={format!("{step:.1}")}
                    height="132"
                    onclick={press(month)}
                    data-testid="month-bar"
                    data-month={month.month.clone()}
                />
            }
        </svg>
    }
}
