//! Lines, rows and codes on as many A4 pages as they need.

use codes::Code;
use codes::draw::QUIET;
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::TextDirection;

use crate::font::{FontError, Fonts, Measured};

mod table;

pub use table::{Column, Table};

const WIDTH: f32 = 595.276;
const HEIGHT: f32 = 841.89;
const MARGIN: f32 = 56.7;
/// Where the values of rows begin.
const VALUES: f32 = 190.0;
/// Side of a printed code with its quiet zone where there are several: 75 mm.
const CODE: f32 = 212.6;
/// And of one alone: 110 mm, easier to read from further away.
const ONE_CODE: f32 = 311.8;
/// More pages are no pass, sheet or list that anybody would print.
const MOST_PAGES: usize = 250;

/// A part of a printed page.
#[derive(Clone, Debug)]
pub enum Block {
    /// The heading of the page.
    Title(String),
    /// A heading.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A paragraph in small letters.
    Note(String),
    /// What it is, and the value.
    Row(String, String),
    /// Codes with their quiet zones: one of 110 mm, several side by side of 75 mm each.
    Codes(Vec<Code>),
    /// A table over the whole width; its head stands again on each page.
    Table(Table),
    /// An empty space of so many points.
    Space(f32),
}

/// Why nothing was printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrintError {
    /// No font has the characters.
    #[error(transparent)]
    Font(#[from] FontError),
    /// More than 250 pages.
    #[error("too much for one print")]
    TooLong,
    /// The file could not be put together.
    #[error("the pages cannot be put together")]
    Broken,
}

impl Block {
    fn texts(&self) -> Vec<&str> {
        match self {
            Self::Title(text) | Self::Heading(text) | Self::Text(text) | Self::Note(text) => {
                vec![text]
            }
            Self::Row(label, value) => vec![label, value],
            Self::Table(table) => table.texts(),
            Self::Codes(_) | Self::Space(_) => Vec::new(),
        }
    }
}

/// Prints `blocks` from the top as a PDF file; `title` and `language` (BCP 47) go into the file's
/// own description, for readers and screen readers.
///
/// # Errors
/// [`PrintError`].
pub fn print(blocks: &[Block], title: &str, language: &str) -> Result<Vec<u8>, PrintError> {
    let needed: String = blocks.iter().flat_map(Block::texts).collect();
    let fonts = Fonts::of_the_system(&needed)?;
    let pages = lay_out(blocks, &fonts)?;
    let mut document = Document::new();
    document.set_metadata(
        Metadata::new()
            .title(title.to_owned())
            .language(language.to_owned()),
    );
    for page in &pages {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or(PrintError::Broken)?;
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        for mark in page {
            mark.draw(&mut surface, &fonts);
        }
        surface.finish();
        sheet.finish();
    }
    document.finish().map_err(|_| PrintError::Broken)
}

/// One line of text or one code at its place.
enum Mark<'b> {
    Line {
        at: (f32, f32),
        size: f32,
        strong: bool,
        grey: bool,
        text: String,
    },
    Code {
        at: (f32, f32),
        side: f32,
        code: &'b Code,
    },
    /// A thin line over the whole width, so far from the top.
    Rule(f32),
}

impl Mark<'_> {
    fn draw(&self, surface: &mut Surface<'_>, fonts: &Fonts) {
        match self {
            Self::Line {
                at,
                size,
                strong,
                grey,
                text,
            } => {
                let shade = if *grey { 90 } else { 15 };
                surface.set_fill(Some(filled(shade)));
                let font = if *strong { &fonts.strong } else { &fonts.text };
                let point = Point::from_xy(at.0, at.1);
                surface.draw_text(
                    point,
                    font.font.clone(),
                    *size,
                    text,
                    false,
                    TextDirection::Auto,
                );
            }
            Self::Code { at, side, code } => {
                surface.set_fill(Some(filled(0)));
                if let Some(path) = modules(code, *at, *side) {
                    surface.draw_path(&path);
                }
            }
            Self::Rule(y) => {
                surface.set_fill(Some(filled(150)));
                let mut path = PathBuilder::new();
                rectangle(&mut path, (MARGIN, *y), (WIDTH - MARGIN, y + 0.6));
                if let Some(path) = path.finish() {
                    surface.draw_path(&path);
                }
            }
        }
    }
}

fn filled(shade: u8) -> Fill {
    Fill {
        paint: rgb::Color::new(shade, shade, shade).into(),
        ..Fill::default()
    }
}

/// The dark modules, each run of a row as one rectangle, inside the quiet zone.
fn modules(code: &Code, (x, y): (f32, f32), side: f32) -> Option<Path> {
    let number = |n: u32| f32::from(u16::try_from(n).unwrap_or(u16::MAX));
    let module = side / number(code.side() + 2 * QUIET);
    let mut path = PathBuilder::new();
    for row in 0..code.side() {
        let mut column = 0;
        while column < code.side() {
            let start = column;
            while code.is_dark(column, row) {
                column += 1;
            }
            if column > start {
                let left = x + module * number(start + QUIET);
                let right = x + module * number(column + QUIET);
                let top = y + module * number(row + QUIET);
                rectangle(&mut path, (left, top), (right, top + module));
            }
            column += 1;
        }
    }
    path.finish()
}

fn rectangle(path: &mut PathBuilder, (left, top): (f32, f32), (right, bottom): (f32, f32)) {
    path.move_to(left, top);
    path.line_to(right, top);
    path.line_to(right, bottom);
    path.line_to(left, bottom);
    path.close();
}

/// Puts everything in its place, on as many pages as it needs.
fn lay_out<'b>(blocks: &'b [Block], fonts: &Fonts) -> Result<Vec<Vec<Mark<'b>>>, PrintError> {
    let mut pages = Pages {
        done: Vec::new(),
        page: Vec::new(),
        y: MARGIN,
    };
    for block in blocks {
        match block {
            Block::Title(text) => pages.paragraph(text, &Style::new(&fonts.strong, 22.0, true))?,
            Block::Heading(text) => {
                pages.y += 10.0;
                pages.paragraph(text, &Style::new(&fonts.strong, 12.0, true))?;
            }
            Block::Text(text) => pages.paragraph(text, &Style::new(&fonts.text, 11.0, false))?,
            Block::Note(text) => {
                let style = Style {
                    grey: true,
                    ..Style::new(&fonts.text, 9.0, false)
                };
                pages.paragraph(text, &style)?;
            }
            Block::Row(label, value) => pages.row(label, value, fonts)?,
            Block::Codes(codes) => pages.codes(codes)?,
            Block::Table(table) => table::lay_out(table, &mut pages, fonts)?,
            Block::Space(points) => pages.y += points,
        }
    }
    pages.done.push(pages.page);
    Ok(pages.done)
}

struct Style<'f> {
    font: &'f Measured,
    size: f32,
    strong: bool,
    grey: bool,
}

impl<'f> Style<'f> {
    fn new(font: &'f Measured, size: f32, strong: bool) -> Self {
        Self {
            font,
            size,
            strong,
            grey: false,
        }
    }

    fn height(&self) -> f32 {
        self.size * 1.5
    }
}

struct Pages<'b> {
    done: Vec<Vec<Mark<'b>>>,
    page: Vec<Mark<'b>>,
    y: f32,
}

impl<'b> Pages<'b> {
    /// Begins the next page unless so much fits on this one.
    fn room(&mut self, height: f32) -> Result<(), PrintError> {
        if self.y + height > HEIGHT - MARGIN && !self.page.is_empty() {
            self.done.push(std::mem::take(&mut self.page));
            self.y = MARGIN;
        }
        match self.done.len() >= MOST_PAGES {
            true => Err(PrintError::TooLong),
            false => Ok(()),
        }
    }

    fn paragraph(&mut self, text: &str, style: &Style<'_>) -> Result<(), PrintError> {
        let lines = wrap(text, WIDTH - 2.0 * MARGIN, style.font.widths(style.size));
        for line in lines {
            self.room(style.height())?;
            self.line(MARGIN, line, style);
            self.y += style.height();
        }
        self.y += style.size * 0.3;
        Ok(())
    }

    fn row(&mut self, label: &str, value: &str, fonts: &Fonts) -> Result<(), PrintError> {
        let left = Style {
            grey: true,
            ..Style::new(&fonts.text, 10.0, false)
        };
        let right = Style::new(&fonts.strong, 11.0, true);
        let labels = wrap(label, VALUES - MARGIN - 10.0, left.font.widths(left.size));
        let values = wrap(
            value,
            WIDTH - MARGIN - VALUES,
            right.font.widths(right.size),
        );
        for at in 0..labels.len().max(values.len()) {
            self.room(right.height())?;
            if let Some(label) = labels.get(at) {
                self.line(MARGIN, label.clone(), &left);
            }
            if let Some(value) = values.get(at) {
                self.line(VALUES, value.clone(), &right);
            }
            self.y += right.height();
        }
        self.y += 2.0;
        Ok(())
    }

    fn line(&mut self, x: f32, text: String, style: &Style<'_>) {
        self.page.push(Mark::Line {
            at: (x, self.y + style.size),
            size: style.size,
            strong: style.strong,
            grey: style.grey,
            text,
        });
    }

    fn codes(&mut self, codes: &'b [Code]) -> Result<(), PrintError> {
        let side = if codes.len() == 1 { ONE_CODE } else { CODE };
        for pair in codes.chunks(2) {
            self.room(side)?;
            let mut x = MARGIN;
            for code in pair {
                let at = (x, self.y);
                self.page.push(Mark::Code { at, side, code });
                x += side + 20.0;
            }
            self.y += side + 8.0;
        }
        Ok(())
    }
}

/// Breaks a text into lines of at most `width`: at spaces, and beside any character that is as wide
/// as it is high, as Chinese is set. A word that is longer than a line is cut.
fn wrap(text: &str, width: f32, of: impl Fn(char) -> f32) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0.0;
        // Up to where the line may be broken, in bytes, and the place before that.
        let (mut may, mut before) = (0, 0);
        for c in paragraph.chars() {
            let wide = c > '\u{2e7f}';
            if is_closing(c) && may == line.len() {
                may = before;
            } else if wide && !is_closing(c) && !line.ends_with(is_opening) {
                may = line.len();
            }
            if used + of(c) > width && !line.is_empty() && c != ' ' {
                let at = if may == 0 { line.len() } else { may };
                let rest = line.split_off(at);
                lines.push(line.trim_end().to_owned());
                line = rest.trim_start().to_owned();
                used = line.chars().map(&of).sum();
                (may, before) = (0, 0);
            }
            line.push(c);
            used += of(c);
            if c == ' ' || c == '-' || (wide && !is_opening(c)) {
                (before, may) = (may, line.len());
            }
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Marks that must not begin a line.
fn is_closing(c: char) -> bool {
    "，。、；：？！”’）》」』】".contains(c)
}

/// Marks that must not end one.
fn is_opening(c: char) -> bool {
    "“‘（《「『【".contains(c)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use codes::Level;

    use super::*;

    #[test]
    fn lines_break_where_they_may() {
        let wide = |c: char| if c > '\u{2e7f}' { 2.0 } else { 1.0 };
        let check = |text: &str, width: f32, lines: &[&str]| {
            assert_eq!(wrap(text, width, wide), lines, "{text} in {width}");
        };
        check("one two three", 7.0, &["one two", "three"]);
        check("one two three", 6.0, &["one", "two", "three"]);
        check("unbreakable", 4.0, &["unbr", "eaka", "ble"]);
        check("出示一次", 4.0, &["出示", "一次"]);
        // No line begins with a full stop or ends with an opening bracket.
        check("出示一次。", 8.0, &["出示一", "次。"]);
        check("按《办法》办", 4.0, &["按", "《办", "法》", "办"]);
        check("a\nb", 9.0, &["a", "b"]);
        check("", 9.0, &[""]);
    }

    #[test]
    fn a_print_has_its_pages_and_its_description() {
        let code = Code::of("HTTPS", Level::Medium).unwrap();
        let mut blocks = vec![
            Block::Title("Pass".to_owned()),
            Block::Row("Office".to_owned(), "Education Bureau".to_owned()),
            Block::Codes(vec![code.clone(), code.clone(), code]),
            Block::Note("Good for one day.".to_owned()),
        ];
        let file = print(&blocks, "Pass", "en").unwrap();
        let read = lopdf::Document::load_mem(&file).unwrap();
        assert_eq!(read.get_pages().len(), 1);
        blocks.extend((0..80).map(|n| Block::Text(format!("Line {n}"))));
        let file = print(&blocks, "Pass", "en").unwrap();
        let read = lopdf::Document::load_mem(&file).unwrap();
        assert!(read.get_pages().len() > 1);
        let endless: Vec<Block> = (0..20_000).map(|_| Block::Text("x".to_owned())).collect();
        assert_eq!(print(&endless, "x", "en").unwrap_err(), PrintError::TooLong);
    }
}
