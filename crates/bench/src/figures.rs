//! Medians, and how they are written down.

use serde::Serialize;

/// What several runs took.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Figure {
    /// Who read.
    pub(crate) reader: String,
    pub(crate) median_ms: f64,
    pub(crate) min_ms: f64,
    pub(crate) max_ms: f64,
    pub(crate) runs: usize,
}

impl Figure {
    /// Of at least one run.
    pub(crate) fn of(reader: &str, runs: &[f64]) -> Self {
        let tenth = |ms: f64| (ms * 10.0).round() / 10.0;
        Self {
            reader: reader.to_owned(),
            median_ms: tenth(median(runs)),
            min_ms: tenth(runs.iter().copied().fold(f64::INFINITY, f64::min)),
            max_ms: tenth(runs.iter().copied().fold(0.0, f64::max)),
            runs: runs.len(),
        }
    }
}

/// The middle value; of an even number the mean of the two in the middle; of none not a number.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match (sorted.len(), sorted.len() / 2) {
        (0, _) => f64::NAN,
        (length, middle) if length % 2 == 0 => f64::midpoint(sorted[middle - 1], sorted[middle]),
        (_, middle) => sorted[middle],
    }
}

/// A table in Markdown whose columns line up.
pub(crate) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = head.iter().map(|cell| cell.chars().count()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: Vec<String>| {
        let cells: Vec<_> = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:<width$}"))
            .collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let mut text = line(head.iter().map(ToString::to_string).collect());
    text += &line(widths.iter().map(|width| "-".repeat(*width)).collect());
    text.extend(rows.iter().map(|row| line(row.clone())));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_stands_in_the_middle() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median(&[]).is_nan());
        let figure = Figure::of("curl", &[3.04, 1.0, 2.0]);
        assert_eq!(
            (figure.min_ms, figure.median_ms, figure.max_ms),
            (1.0, 2.0, 3.0)
        );
    }

    #[test]
    fn columns_line_up() {
        let text = table(&["a", "long head"], &[vec!["cell".into(), "b".into()]]);
        assert_eq!(
            text,
            "| a    | long head |\n| ---- | --------- |\n| cell | b         |\n"
        );
    }
}
