//! Tables: cells wrapped in their columns, the head again on each page.

use super::{HEIGHT, MARGIN, Mark, Pages, PrintError, Style, WIDTH, wrap};
use crate::font::Fonts;

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Its columns, from the left.
    pub columns: Vec<Column>,
    /// Its rows; a row that has fewer cells than there are columns ends early.
    pub rows: Vec<Vec<String>>,
    /// Rows below a line, in strong letters: sums.
    pub sums: Vec<Vec<String>>,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// How wide it is in proportion to the others.
    pub share: f32,
    /// Whether its cells stand at the right, as numbers do.
    pub right: bool,
}

const SIZE: f32 = 9.0;
const GAP: f32 = 8.0;
/// Above and below the letters of a row.
const PADDING: f32 = 2.5;

impl Column {
    /// A column of texts.
    #[must_use]
    pub fn text(head: &str, share: f32) -> Self {
        Self {
            head: head.to_owned(),
            share,
            right: false,
        }
    }

    /// A column of numbers.
    #[must_use]
    pub fn number(head: &str, share: f32) -> Self {
        Self {
            right: true,
            ..Self::text(head, share)
        }
    }
}

impl Table {
    pub(super) fn texts(&self) -> Vec<&str> {
        let heads = self.columns.iter().map(|column| column.head.as_str());
        let cells = self.rows.iter().chain(&self.sums).flatten();
        heads.chain(cells.map(String::as_str)).collect()
    }

    /// Where each column begins and how wide it is.
    fn places(&self) -> Vec<(f32, f32)> {
        let gaps = GAP * (self.columns.len().saturating_sub(1)) as f32;
        let room = WIDTH - 2.0 * MARGIN - gaps;
        let shares: f32 = self.columns.iter().map(|column| column.share).sum();
        let mut x = MARGIN;
        (self.columns.iter())
            .map(|column| {
                let width = room * column.share / shares.max(f32::MIN_POSITIVE);
                let place = (x, width);
                x += width + GAP;
                place
            })
            .collect()
    }
}

/// Puts a table where the page stands.
pub(super) fn lay_out<'b>(
    table: &'b Table,
    pages: &mut Pages<'b>,
    fonts: &Fonts,
) -> Result<(), PrintError> {
    let plain = Style::new(&fonts.text, SIZE, false);
    let strong = Style::new(&fonts.strong, SIZE, true);
    let grey = Style {
        grey: true,
        ..Style::new(&fonts.text, SIZE, false)
    };
    let set = Set {
        places: table.places(),
        columns: &table.columns,
    };
    let heads: Vec<String> = table.columns.iter().map(|one| one.head.clone()).collect();
    let heads = set.cells(&heads, &grey);
    // The head is not left alone at the foot of a page.
    pages.room(set.height(&heads, &grey) + 2.0 * plain.height())?;
    set.head(&heads, &grey, pages);
    for row in &table.rows {
        set.row(row, &plain, (&heads, &grey), pages)?;
    }
    if !table.sums.is_empty() {
        pages.page.push(Mark::Rule(pages.y));
    }
    for row in &table.sums {
        set.row(row, &strong, (&heads, &grey), pages)?;
    }
    pages.y += SIZE;
    Ok(())
}

/// The lines of each cell of a row.
type Cells = Vec<Vec<String>>;

struct Set<'t> {
    places: Vec<(f32, f32)>,
    columns: &'t [Column],
}

impl Set<'_> {
    fn cells(&self, row: &[String], style: &Style<'_>) -> Cells {
        let of = style.font.widths(style.size);
        row.iter()
            .zip(&self.places)
            .map(|(text, (_, width))| wrap(text, *width, &of))
            .collect()
    }

    fn height(&self, cells: &Cells, style: &Style<'_>) -> f32 {
        let lines = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
        lines as f32 * style.size * 1.35 + 2.0 * PADDING
    }

    fn head(&self, heads: &Cells, style: &Style<'_>, pages: &mut Pages<'_>) {
        self.put(heads, style, pages);
        pages.page.push(Mark::Rule(pages.y));
        pages.y += 1.0;
    }

    fn row(
        &self,
        row: &[String],
        style: &Style<'_>,
        (heads, grey): (&Cells, &Style<'_>),
        pages: &mut Pages<'_>,
    ) -> Result<(), PrintError> {
        let cells = self.cells(row, style);
        let height = self.height(&cells, style);
        if pages.y + height > HEIGHT - MARGIN {
            pages.room(height)?;
            self.head(heads, grey, pages);
        }
        self.put(&cells, style, pages);
        Ok(())
    }

    fn put(&self, cells: &Cells, style: &Style<'_>, pages: &mut Pages<'_>) {
        let of = style.font.widths(style.size);
        let top = pages.y + PADDING;
        for ((cell, column), (x, width)) in cells.iter().zip(self.columns).zip(&self.places) {
            for (at, line) in cell.iter().enumerate() {
                let used: f32 = line.chars().map(&of).sum();
                let x = if column.right { x + width - used } else { *x };
                pages.y = top + at as f32 * style.size * 1.35;
                pages.line(x, line.clone(), style);
            }
        }
        pages.y = top - PADDING + self.height(cells, style);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::super::{Block, print};
    use super::*;

    fn list(rows: usize) -> Table {
        Table {
            columns: vec![
                Column::text("Number", 2.0),
                Column::text("Seller", 3.0),
                Column::number("Amount", 1.0),
            ],
            rows: (0..rows)
                .map(|at| {
                    let seller = "A seller whose name is longer than its column is wide".to_owned();
                    vec![at.to_string(), seller, format!("{at}.00")]
                })
                .collect(),
            sums: vec![vec!["Sum".to_owned(), String::new(), "1.00".to_owned()]],
        }
    }

    #[test]
    fn columns_fill_the_width_and_do_not_touch() {
        let places = list(0).places();
        assert_eq!(places[0].0, MARGIN);
        for pair in places.windows(2) {
            assert!((pair[0].0 + pair[0].1 + GAP - pair[1].0).abs() < 0.01);
        }
        let (x, width) = places[2];
        assert!((x + width - (WIDTH - MARGIN)).abs() < 0.01);
    }

    #[test]
    fn every_page_has_the_head_and_stays_inside() {
        let table = list(120);
        let fonts = Fonts::of_the_system("A").unwrap();
        let mut pages = Pages {
            done: Vec::new(),
            page: Vec::new(),
            y: MARGIN,
        };
        let printed = table.clone();
        lay_out(&printed, &mut pages, &fonts).unwrap();
        let mut all = pages.done;
        all.push(pages.page);
        assert!(all.len() > 2);
        let mut rows = 0;
        for page in &all {
            let mut texts = Vec::new();
            for mark in page {
                if let Mark::Line { at, text, .. } = mark {
                    assert!(at.1 <= HEIGHT - MARGIN + 1.0, "{text} at {at:?}");
                    assert!(at.0 >= MARGIN - 0.01 && at.0 < WIDTH - MARGIN);
                    texts.push(text.as_str());
                }
            }
            assert_eq!(texts[..3], ["Number", "Seller", "Amount"]);
            rows += texts.iter().filter(|text| text.ends_with(".00")).count();
        }
        assert_eq!(rows, 121);
        let file = print(&[Block::Table(table)], "List", "en").unwrap();
        let read = lopdf::Document::load_mem(&file).unwrap();
        assert_eq!(read.get_pages().len(), all.len());
    }
}
