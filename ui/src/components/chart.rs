//! The month chart.

use wallet_api::MonthSum;
use yew::prelude::*;

use crate::{format, hooks::use_i18n, i18n::t, state::chart};

#[derive(Properties, PartialEq)]
pub(crate) struct MonthChartProps {
    /// Oldest first.
    pub(crate) months: Vec<MonthSum>,
    /// Width in pixels.
    pub(crate) width: u32,
}

/// Month and year of `YYYY-MM`.
pub(crate) fn year_and_month(text: &str) -> Option<(i32, u32)> {
    let (year, month) = text.split_once('-')?;
    let month = month
        .parse()
        .ok()
        .filter(|month| (1..=12).contains(month))?;
    Some((year.parse().ok()?, month))
}

/// Bars per month; the newest is the chosen one and has its value above it.
#[function_component]
pub(crate) fn MonthChart(props: &MonthChartProps) -> Html {
    let i = use_i18n();
    let cents: Vec<i64> = props
        .months
        .iter()
        .map(|month| format::cents(&month.total))
        .collect();
    let drawing = chart::draw(&cents, f64::from(props.width));
    let chosen = props.months.len().saturating_sub(1);
    let narrow = props.width < 500;
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
            viewBox={format!("0 0 {} 132", props.width)}
            role="img"
            aria-labelledby="chart-title chart-desc"
        >
            <title id="chart-title">{ t!(i, "chart-title") }</title>
            <desc id="chart-desc">{ t!(i, "chart-desc", total = total) }</desc>
            <path class="base" d={format!("M44 110H{}", props.width)} />
            <text x="36" y="114" text-anchor="end">{ "0" }</text>
            for line in drawing.lines {
                <path class="grid" d={format!("M44 {:.1}H{}", line.y, props.width)} />
                <text x="36" y={format!("{:.1}", line.y + 4.0)} text-anchor="end">
                    { format::grouped(line.value) }
                </text>
            }
            for (place, (month, bar)) in props.months.iter().zip(drawing.bars).enumerate() {
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
            }
        </svg>
    }
}
