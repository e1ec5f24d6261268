//! Rows by month, newest first, as the activity shows them.

/// The rows of one month.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Month<T> {
    /// Year.
    pub(crate) year: i32,
    /// 1 to 12.
    pub(crate) month: u32,
    /// Its rows, in the order in which they came.
    pub(crate) rows: Vec<T>,
}

/// Groups rows that are in order by the month that `of` reads from each.
pub(crate) fn by_month<T>(rows: Vec<T>, of: impl Fn(&T) -> (i32, u32)) -> Vec<Month<T>> {
    let mut months: Vec<Month<T>> = Vec::new();
    for row in rows {
        let (year, month) = of(&row);
        match months.last_mut() {
            Some(last) if last.year == year && last.month == month => last.rows.push(row),
            _ => months.push(Month {
                year,
                month,
                rows: vec![row],
            }),
        }
    }
    months
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_month_stand_together() {
        let months = by_month(
            vec![(2026, 11), (2026, 11), (2026, 10), (2025, 11)],
            |row| *row,
        );
        let sizes: Vec<_> = months
            .iter()
            .map(|m| (m.year, m.month, m.rows.len()))
            .collect();
        assert_eq!(sizes, [(2026, 11, 2), (2026, 10, 1), (2025, 11, 1)]);
    }
}
