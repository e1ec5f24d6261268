//! The geometry of the month chart, in the pixels it is drawn at.

/// Left edge of the bars; the labels of the axis stand before it.
pub(crate) const LEFT: f64 = 44.0;
/// The base line.
const BASE: f64 = 110.0;
/// Height of the drawing area above the base line.
const HEIGHT: f64 = 92.0;

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bar {
    /// Middle.
    pub(crate) middle: f64,
    /// Outline; empty for a month without an amount.
    pub(crate) path: String,
    /// Top.
    pub(crate) top: f64,
}

/// A line of the grid and its value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    /// Height on the page.
    pub(crate) y: f64,
    /// The value, in whole units.
    pub(crate) value: u64,
}

/// The chart.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Chart {
    /// One bar a value, in order.
    pub(crate) bars: Vec<Bar>,
    /// Lines above the base, from below.
    pub(crate) lines: Vec<Line>,
}

/// Draws values (hundredths, none negative) at a width in pixels.
pub(crate) fn draw(cents: &[i64], width: f64) -> Chart {
    let largest = cents.iter().copied().max().unwrap_or(0).max(1) as f64 / 100.0;
    let unit = round_step(largest / 3.0);
    // Room for the number above the highest bar.
    let top_value = largest * 1.08;
    let scale = HEIGHT / top_value.max(unit);
    let step = (width - LEFT) / cents.len().max(1) as f64;
    let bars = cents.iter().enumerate().map(|(place, cents)| {
        let middle = LEFT + step * (place as f64 + 0.5);
        let value = (*cents).max(0) as f64 / 100.0;
        let top = BASE - value * scale;
        let path = if value > 0.0 {
            outline(middle, step * 0.56, top)
        } else {
            String::new()
        };
        Bar { middle, path, top }
    });
    let lines = (1..)
        .map(|n| f64::from(n) * unit)
        .take_while(|value| *value <= top_value)
        .map(|value| Line {
            y: BASE - value * scale,
            value: value as u64,
        });
    Chart {
        bars: bars.collect(),
        lines: lines.collect(),
    }
}

/// A bar with tops rounded by 2 pixels.
fn outline(middle: f64, width: f64, top: f64) -> String {
    let round = 2.0_f64.min(BASE - top);
    let left = middle - width / 2.0;
    let across = width - 2.0 * round;
    let down = BASE - top - round;
    format!(
        "M{left:.1} {BASE}v{:.1}q0 {:.1} {round:.1} {:.1}h{across:.1}q{round:.1} 0 {round:.1} {round:.1}V{BASE}z",
        -down, -round, -round
    )
}

/// The next of 1, 2, 5 × 10ⁿ.
fn round_step(value: f64) -> f64 {
    let power = 10_f64.powf(value.max(1.0).log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|n| n * power)
        .find(|n| *n >= value)
        .unwrap_or(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_in_proportion_and_start_at_zero() {
        let chart = draw(&[100_000, 200_000, 0], 584.0);
        let height = |n: usize| BASE - chart.bars[n].top;
        assert!((height(1) - 2.0 * height(0)).abs() < 1e-9);
        assert!(chart.bars[2].path.is_empty());
        assert!(chart.bars.iter().all(|bar| bar.top >= BASE - HEIGHT));
    }

    #[test]
    fn the_grid_has_round_values() {
        let values = |largest: i64| -> Vec<u64> {
            draw(&[largest], 584.0)
                .lines
                .into_iter()
                .map(|line| line.value)
                .collect()
        };
        assert_eq!(values(239_886), [1000, 2000]);
        assert_eq!(values(28_600), [100, 200, 300]);
        assert!(values(0).len() < 4 && values(i64::MAX / 1000).len() < 4);
    }
}
