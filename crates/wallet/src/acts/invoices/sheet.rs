//! Invoices on paper, in the words of the window.

use credential::kinds::{Invoice, InvoiceKind, Money, Party};
use jiff::{Timestamp, tz::TimeZone};
use paper::{Block, Column, Table};
use rust_decimal::Decimal;
use wallet_api::{DuplicateCertainty, InvoiceStatus, Language, LocalText, Proof};

use super::{all::Found, export::counts, status, steps};
use crate::{session::Session, wallet::now, words};

/// The words of a language.
#[derive(Clone, Copy)]
pub(super) struct Words(pub(super) Language);

impl Words {
    /// A text of the window.
    pub(super) fn of(self, key: &'static str) -> &'static str {
        words::text(self.0, key)
    }

    pub(super) fn pick(self, text: &LocalText) -> String {
        match self.0 {
            Language::Zh => text.zh.clone(),
            Language::En => text.en.clone(),
        }
    }

    pub(super) fn status(self, status: InvoiceStatus) -> &'static str {
        self.of(match status {
            InvoiceStatus::Issued => "invoice-issued",
            InvoiceStatus::Claimed => "invoice-claimed",
            InvoiceStatus::Booked => "invoice-booked",
            InvoiceStatus::Reimbursed => "invoice-reimbursed",
            InvoiceStatus::Voided => "invoice-voided",
            InvoiceStatus::Reversed => "invoice-reversed",
            InvoiceStatus::RedLetter => "invoice-red-letter",
        })
    }

    pub(super) fn duplicate(self, certainty: DuplicateCertainty) -> &'static str {
        self.of(match certainty {
            DuplicateCertainty::Sure => "duplicate-sure",
            DuplicateCertainty::Suspected => "duplicate-suspected",
        })
    }

    pub(super) fn kind(self, kind: InvoiceKind) -> &'static str {
        self.of(match kind {
            InvoiceKind::Ordinary => "invoice-kind-ordinary",
            InvoiceKind::Special => "invoice-kind-special",
        })
    }

    /// The list, with the sum of those that count.
    pub(super) fn list(self, chosen: &[Found]) -> Vec<Block> {
        let column = |key| self.of(key);
        let columns = vec![
            Column::text(column("column-date"), 1.3),
            Column::text(column("column-number"), 2.6),
            Column::text(column("column-seller"), 3.0),
            Column::number(column("column-tax"), 1.4),
            Column::number(column("column-amount"), 1.6),
            Column::text(column("column-status"), 1.3),
        ];
        let rows = chosen.iter().map(|one| {
            let text =
                |of: fn(&Invoice) -> String| one.invoice.as_ref().map(of).unwrap_or_default();
            vec![
                text(|invoice| day(invoice.issued_at)),
                text(|invoice| in_fours(invoice.number.as_str())),
                text(|invoice| invoice.seller.name.clone()),
                text(|invoice| grouped(invoice.tax)),
                text(|invoice| grouped(invoice.total)),
                self.status(status(&one.anchor, one.invoice.as_ref()))
                    .to_owned(),
            ]
        });
        let rows: Vec<_> = rows.collect();
        let counted: Vec<&Invoice> = chosen
            .iter()
            .filter(|one| counts(one))
            .filter_map(|one| one.invoice.as_ref())
            .collect();
        let sum = |of: fn(&Invoice) -> Money| -> String {
            let sum: Decimal = counted.iter().map(|invoice| of(invoice).to_decimal()).sum();
            group(&format!("{sum:.2}"))
        };
        let sums = vec![
            self.of("invoice-total").to_owned(),
            counted.len().to_string(),
            String::new(),
            sum(|invoice| invoice.tax),
            sum(|invoice| invoice.total),
        ];
        vec![
            Block::Title(self.of("invoices-title").to_owned()),
            Block::Row(self.of("export-made").to_owned(), moment(now())),
            Block::Row(
                self.of("column-invoices").to_owned(),
                chosen.len().to_string(),
            ),
            Block::Space(8.0),
            Block::Table(Table {
                columns,
                rows,
                sums: vec![sums],
            }),
            Block::Note(self.of("invoices-not-counted").to_owned()),
        ]
    }

    /// One invoice with everything in it.
    pub(super) fn sheet(self, session: &Session, one: &Found, invoice: &Invoice) -> Vec<Block> {
        let mut blocks = vec![Block::Title(self.kind(invoice.kind).to_owned())];
        blocks.extend(self.parties(invoice));
        blocks.push(Block::Space(8.0));
        blocks.push(Block::Table(self.lines(invoice)));
        blocks.extend(self.rows([
            ("invoice-in-words", invoice.total.in_words()),
            ("attribute-invoice-remarks", invoice.remarks.clone()),
            ("attribute-invoice-drawer", invoice.drawer.clone()),
        ]));
        blocks.push(Block::Heading(self.of("invoice-stands").to_owned()));
        for step in steps::views(session, &one.anchor) {
            let who = step.payer.as_ref().or(step.party.as_ref());
            let who = who.map(|party| self.pick(&party.name)).unwrap_or_default();
            let at = format!("{} {}", moment(step.time), who);
            blocks.push(Block::Row(self.status(step.status).to_owned(), at));
        }
        let height = match session.proof() {
            Proof::Proven { height, .. } | Proof::Stale { height, .. } => height.to_string(),
            Proof::NotChecked | Proof::Contradicted { .. } => String::new(),
        };
        blocks.extend(self.rows([
            ("export-proven", height),
            ("label-fingerprint", one.id.clone()),
        ]));
        blocks.push(Block::Space(8.0));
        blocks.push(Block::Note(self.of("export-sheet-note").to_owned()));
        blocks
    }

    fn parties(self, invoice: &Invoice) -> Vec<Block> {
        let tax_id = |party: &Party| party.tax_id.clone().unwrap_or_default();
        let corrects = invoice.corrects.as_ref();
        let corrects = corrects.map(|number| in_fours(number.as_str()));
        self.rows([
            (
                "attribute-invoice-number",
                in_fours(invoice.number.as_str()),
            ),
            ("attribute-invoice-issued-at", moment(invoice.issued_at)),
            ("attribute-invoice-corrects", corrects.unwrap_or_default()),
            ("attribute-buyer-name", invoice.buyer.name.clone()),
            ("attribute-buyer-tax-id", tax_id(&invoice.buyer)),
            ("attribute-seller-name", invoice.seller.name.clone()),
            ("attribute-seller-tax-id", tax_id(&invoice.seller)),
        ])
    }

    /// Rows of those that have a value.
    fn rows<const N: usize>(self, rows: [(&'static str, String); N]) -> Vec<Block> {
        rows.into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| Block::Row(self.of(key).to_owned(), value))
            .collect()
    }

    fn lines(self, invoice: &Invoice) -> Table {
        let rows = invoice.lines.iter().map(|line| {
            let percent = (line.rate.to_decimal() * Decimal::ONE_HUNDRED).normalize();
            vec![
                line.name.clone(),
                line.quantity.to_string(),
                line.unit_price.to_string(),
                grouped(line.amount),
                format!("{percent} %"),
                grouped(line.tax),
            ]
        });
        let sum = |key: &'static str, amount, tax| {
            let none = String::new;
            vec![self.of(key).to_owned(), none(), none(), amount, none(), tax]
        };
        Table {
            columns: vec![
                Column::text(self.of("line-name"), 3.6),
                Column::number(self.of("line-quantity"), 1.2),
                Column::number(self.of("line-unit-price"), 1.6),
                Column::number(self.of("line-amount"), 1.6),
                Column::number(self.of("line-rate"), 0.9),
                Column::number(self.of("line-tax"), 1.3),
            ],
            rows: rows.collect(),
            sums: vec![
                sum(
                    "attribute-invoice-total-without-tax",
                    grouped(invoice.total_without_tax),
                    grouped(invoice.tax),
                ),
                sum(
                    "attribute-invoice-total",
                    grouped(invoice.total),
                    String::new(),
                ),
            ],
        }
    }
}

/// `2026-11-21` on this computer's calendar.
pub(super) fn day(secs: i64) -> String {
    local(secs, "%Y-%m-%d")
}

/// `2026-11-21 10:05` on this computer's clock.
pub(super) fn moment(secs: i64) -> String {
    local(secs, "%Y-%m-%d %H:%M")
}

fn local(secs: i64, form: &str) -> String {
    let zoned = Timestamp::from_second(secs)
        .unwrap_or_default()
        .to_zoned(TimeZone::system());
    zoned.strftime(form).to_string()
}

fn in_fours(number: &str) -> String {
    let chars: Vec<char> = number.chars().collect();
    let fours = chars.chunks(4).map(|four| four.iter().collect::<String>());
    fours.collect::<Vec<_>>().join(" ")
}

fn grouped(amount: Money) -> String {
    group(&amount.to_string())
}

/// `-1,234.50`.
fn group(amount: &str) -> String {
    let (sign, digits) = match amount.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", amount),
    };
    let (whole, places) = digits.split_once('.').unwrap_or((digits, "00"));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}.{places}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (amount, grouped) in [
            ("0.00", "0.00"),
            ("999.99", "999.99"),
            ("1000.00", "1,000.00"),
            ("-1234567.80", "-1,234,567.80"),
        ] {
            assert_eq!(group(amount), grouped);
        }
        assert_eq!(in_fours("26312000000000000017"), "2631 2000 0000 0000 0017");
    }

    #[test]
    fn every_word_of_a_printed_page_is_there_in_both_languages() {
        for language in [Language::Zh, Language::En] {
            let words = Words(language);
            for status in [
                InvoiceStatus::Issued,
                InvoiceStatus::Claimed,
                InvoiceStatus::Booked,
                InvoiceStatus::Reimbursed,
                InvoiceStatus::Voided,
                InvoiceStatus::Reversed,
                InvoiceStatus::RedLetter,
            ] {
                assert!(!words.status(status).is_empty());
            }
            for key in [
                "invoices-title",
                "invoices-not-counted",
                "export-made",
                "export-proven",
                "export-sheet-note",
                "invoice-in-words",
                "invoice-payer",
                "invoice-duplicate",
                "duplicate-sure",
                "duplicate-suspected",
                "invoice-kind-ordinary",
                "invoice-kind-special",
                "line-name",
                "line-quantity",
                "line-unit-price",
                "line-amount",
                "line-rate",
                "line-tax",
                "label-fingerprint",
                "column-status",
                "column-invoices",
            ] {
                assert_ne!(words.of(key), key);
            }
        }
    }
}
