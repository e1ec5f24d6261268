//! Plain tables for people.

/// Sets columns below one another; the last one is not padded.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            rows.iter()
                .filter_map(|row| row.get(column))
                .map(|c| width(c))
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, wanted) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(wanted - width(cell) + 2));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// A row of a name and its value.
pub(crate) fn row(name: &str, value: String) -> Vec<String> {
    vec![name.to_owned(), value]
}

/// Columns that a text takes on a terminal: Han characters take two.
fn width(text: &str) -> usize {
    text.chars()
        .map(|c| {
            if ('\u{1100}'..='\u{ffdc}').contains(&c) && c > '\u{2e7f}' {
                2
            } else {
                1
            }
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_for_han_too() {
        let rows = [
            vec!["教育局".to_owned(), "x".to_owned()],
            vec!["ED".to_owned(), "y".to_owned()],
        ];
        assert_eq!(table(&rows), "教育局  x\nED      y\n");
    }
}
