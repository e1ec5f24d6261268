//! Which rows of a long list are drawn: those in view and a little around them.
//!
//! Rows are taken in parts of [`PART`]. A part that was drawn once keeps its measured height, any
//! other counts with the average, so that the bar at the side moves as if every row were there.

use std::ops::Range;

/// Rows that are drawn or left out together.
pub(crate) const PART: usize = 25;

/// A list that is no longer is drawn whole.
pub(crate) const SHORT: usize = 3 * PART;

/// The heights of the parts of a list, in CSS pixels.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Heights {
    rows: usize,
    /// Of one row that was not drawn yet.
    row: f64,
    measured: Vec<Option<f64>>,
}

/// What is drawn, and how much room the rest takes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct InView {
    /// The rows that are drawn.
    pub(crate) rows: Range<usize>,
    /// Height of the rows above them, CSS pixels.
    pub(crate) above: f64,
    /// Height of the rows below them, CSS pixels.
    pub(crate) below: f64,
}

impl Heights {
    /// A list of `rows` rows that take about `row` pixels each.
    pub(crate) fn new(rows: usize, row: f64) -> Self {
        Self {
            rows,
            row: row.max(1.0),
            measured: vec![None; rows.div_ceil(PART)],
        }
    }

    /// Another number of rows; what was measured stays where it still is true.
    pub(crate) fn set_rows(&mut self, rows: usize) {
        let whole = self.rows.min(rows) / PART;
        self.rows = rows;
        self.measured.truncate(whole);
        self.measured.resize(rows.div_ceil(PART), None);
    }

    /// A part was drawn and is so high.
    pub(crate) fn measure(&mut self, part: usize, height: f64) {
        let full = self.rows_of(part).len() == PART;
        if let Some(slot) = self.measured.get_mut(part) {
            *slot = Some(height.max(1.0));
            if full {
                let known: Vec<f64> = self.measured.iter().flatten().copied().collect();
                self.row = known.iter().sum::<f64>() / (known.len() * PART) as f64;
            }
        }
    }

    /// The rows of a part.
    pub(crate) fn rows_of(&self, part: usize) -> Range<usize> {
        let first = (part * PART).min(self.rows);
        first..(first + PART).min(self.rows)
    }

    /// What is drawn while `top..bottom` of the list can be seen, measured from its upper edge.
    pub(crate) fn in_view(&self, top: f64, bottom: f64) -> InView {
        let (mut from, mut above, mut drawn, mut below) = (None, 0.0, 0, 0.0);
        let mut y = 0.0;
        for part in 0..self.measured.len() {
            let height = self.height(part);
            if y + height < top {
                above += height;
            } else if y > bottom {
                below += height;
            } else {
                from.get_or_insert(part);
                drawn += 1;
            }
            y += height;
        }
        let from = from.unwrap_or(0);
        let rows = match drawn {
            0 => 0..0,
            _ => self.rows_of(from).start..self.rows_of(from + drawn - 1).end,
        };
        InView { rows, above, below }
    }

    fn height(&self, part: usize) -> f64 {
        self.measured[part].unwrap_or_else(|| self.row * self.rows_of(part).len() as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(heights: &Heights) -> f64 {
        let all = heights.in_view(f64::MIN, f64::MAX);
        assert_eq!((all.above, all.below), (0.0, 0.0));
        (0..heights.measured.len())
            .map(|part| heights.height(part))
            .sum()
    }

    #[test]
    fn of_a_hundred_thousand_rows_few_are_drawn_wherever_one_looks() {
        let mut heights = Heights::new(100_000, 60.0);
        for part in (0..4_000).step_by(7) {
            heights.measure(part, 1_000.0 + part as f64);
        }
        let total = total(&heights);
        let mut seen = vec![false; 100_000];
        let mut top = -1_000.0;
        while top < total {
            let view = heights.in_view(top, top + 2_000.0);
            assert!(view.rows.len() <= 4 * PART, "{view:?} at {top}");
            let drawn: f64 = (0..heights.measured.len())
                .filter(|part| view.rows.contains(&(part * PART)))
                .map(|part| heights.height(part))
                .sum();
            assert!((view.above + drawn + view.below - total).abs() < 1.0);
            seen[view.rows].fill(true);
            top += 1_500.0;
        }
        assert!(seen.iter().all(|seen| *seen));
    }

    #[test]
    fn a_list_out_of_sight_draws_nothing() {
        let heights = Heights::new(500, 10.0);
        let view = heights.in_view(-9_000.0, -8_000.0);
        assert_eq!((view.rows, view.above, view.below), (0..0, 0.0, 5_000.0));
        let view = heights.in_view(9_000.0, 9_500.0);
        assert_eq!((view.rows, view.above, view.below), (0..0, 5_000.0, 0.0));
        assert_eq!(Heights::new(0, 10.0).in_view(0.0, 1.0).rows, 0..0);
    }

    #[test]
    fn a_list_that_grows_keeps_what_was_measured() {
        let mut heights = Heights::new(60, 10.0);
        heights.measure(0, 500.0);
        heights.measure(2, 70.0);
        heights.set_rows(61);
        // The first part stands, the last one has another row.
        assert_eq!(heights.height(0), 500.0);
        assert_eq!(heights.measured, [Some(500.0), None, None]);
        heights.set_rows(10);
        assert_eq!(heights.measured, [None]);
    }
}
