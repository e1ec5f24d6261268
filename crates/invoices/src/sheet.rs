//! Lists as CSV, RFC 4180.
//!
//! - Lines end in CR LF; fields with a comma, a quote or a line break are quoted.
//! - The file begins with a byte order mark: without one, spreadsheet programs under Chinese Windows
//!   take UTF-8 for GB 18030.
//! - A text that a spreadsheet program would run as a formula is put behind an apostrophe (OWASP,
//!   "CSV Injection"). Numbers are written by this program alone and need none.
//! - Digits that a spreadsheet program would round, as it keeps 15 of them, are set in fours.

use credential::kinds::Money;

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Foreign text, made harmless.
    Text(String),
    /// An amount of money, as `-1234.50`.
    Money(Money),
    /// Nothing.
    Empty,
}

/// A list as CSV in UTF-8 with a byte order mark; each row has as many cells as the head.
///
/// # Panics
/// If a row has another length than the head.
pub fn csv(head: &[String], rows: impl IntoIterator<Item = Vec<Cell>>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    let expectation = "memory takes everything, and rows are as long as the head";
    writer.write_record(head).expect(expectation);
    for row in rows {
        let fields = row.into_iter().map(Cell::into_field);
        writer.write_record(fields).expect(expectation);
    }
    writer.into_inner().expect(expectation)
}

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Beginnings of a formula, also in the full-width form that East Asian programs read alike.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Digits that spreadsheet programs keep of a number.
const KEPT_DIGITS: usize = 15;

impl Cell {
    fn into_field(self) -> String {
        match self {
            Self::Text(text) => harmless(&text),
            Self::Money(amount) => amount.to_string(),
            Self::Empty => String::new(),
        }
    }
}

fn harmless(text: &str) -> String {
    if text.starts_with(['\t', '\r']) || text.trim_start().starts_with(FORMULA) {
        return format!("'{text}");
    }
    if text.len() > KEPT_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return in_fours(text);
    }
    if is_power(text) {
        return format!("'{text}");
    }
    text.to_owned()
}

/// `2631 2000 0000 0000 0017`.
fn in_fours(digits: &str) -> String {
    let groups: Vec<&str> = (0..digits.len())
        .step_by(4)
        .map(|at| &digits[at..(at + 4).min(digits.len())])
        .collect();
    groups.join(" ")
}

/// Whether a text, such as a tax number with one letter, would be read as a power of ten.
fn is_power(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once(['E', 'e'])
        .is_some_and(|(number, power)| digits(number) && digits(power))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;

    fn line(cells: Vec<Cell>) -> String {
        let head: Vec<String> = cells.iter().map(|_| "h".to_owned()).collect();
        let file = String::from_utf8(csv(&head, [cells])).unwrap();
        let (_, line) = file.split_once("\r\n").unwrap();
        line.to_owned()
    }

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn the_file_begins_with_a_mark_and_its_head() {
        let head = ["号码".to_owned(), "金额, 元".to_owned()];
        let file = csv(&head, Vec::new());
        assert_eq!(file, "\u{feff}号码,\"金额, 元\"\r\n".as_bytes());
    }

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        let amount = Cell::Money("-1234.50".parse().unwrap());
        assert_eq!(
            line(vec![text("海棠, \"书店\"\n一楼"), amount, Cell::Empty]),
            "\"海棠, \"\"书店\"\"\n一楼\",-1234.50,\r\n"
        );
    }

    #[test]
    fn nothing_is_run_and_no_digit_lost() {
        for (given, written) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            (" =1", "' =1"),
            ("＝1", "'＝1"),
            ("26312000000000000017", "2631 2000 0000 0000 0017"),
            ("123456789012345", "123456789012345"),
            ("913100001234E56789", "'913100001234E56789"),
            ("91310000MA1FL0001X", "91310000MA1FL0001X"),
            ("E5", "E5"),
            ("书店", "书店"),
        ] {
            assert_eq!(line(vec![text(given)]), format!("{written}\r\n"), "{given}");
        }
        assert_eq!(line(vec![text("\r=1")]), "\"'\r=1\"\r\n");
        assert_eq!(line(vec![text("\n=1")]), "\"'\n=1\"\r\n");
    }

    proptest! {
        /// Whatever a seller calls itself: what is read back is the text, or the text made harmless,
        /// and no cell begins like a formula.
        #[test]
        fn every_text_comes_back(texts in prop::collection::vec(any::<String>(), 1..5)) {
            let head: Vec<String> = texts.iter().map(|_| "h".to_owned()).collect();
            let cells = texts.iter().map(|one| text(one)).collect();
            let file = csv(&head, [cells]);
            let mut reader = csv::Reader::from_reader(&file[3..]);
            let record = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(record.len(), texts.len());
            for (field, given) in record.iter().zip(&texts) {
                prop_assert_eq!(field, harmless(given));
                prop_assert!(!field.trim_start().starts_with(FORMULA));
                let kept = field == given
                    || field.strip_prefix('\'') == Some(given)
                    || field.replace(' ', "") == *given;
                prop_assert!(kept, "{:?} from {:?}", field, given);
            }
        }
    }
}
