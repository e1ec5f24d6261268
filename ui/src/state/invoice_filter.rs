//! Which invoices are shown: by month, by where they stand, by what is searched for; and what those
//! sum up to. One pass over the rows, whatever is asked.

use wallet_api::{InvoiceRow, InvoiceStatus};

use crate::format;

/// A year and a month, 1 to 12.
pub(crate) type MonthOf = (i32, u32);

/// A part of the invoices, by where they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Part {
    #[default]
    All,
    /// They may be claimed for a payer.
    ToClaim,
    /// Claimed or booked; the payer has not paid.
    Unpaid,
}

impl Part {
    pub(crate) const EACH: [Self; 3] = [Self::All, Self::ToClaim, Self::Unpaid];

    pub(crate) fn has(self, row: &InvoiceRow) -> bool {
        match self {
            Self::All => true,
            Self::ToClaim => row.status.is_claimable(),
            Self::Unpaid => {
                matches!(row.status, InvoiceStatus::Claimed | InvoiceStatus::Booked)
            }
        }
    }
}

/// What the citizen wants to see.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct Filter {
    /// The month of issue, by this computer's calendar.
    pub(crate) month: Option<MonthOf>,
    pub(crate) part: Part,
    /// As typed.
    pub(crate) search: String,
}

impl Filter {
    /// Whether it leaves anything out.
    pub(crate) fn is_set(&self) -> bool {
        self.month.is_some() || self.part != Part::All || !self.search.trim().is_empty()
    }
}

/// What is left of the invoices.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct Found {
    /// Places of the rows, in their order.
    pub(crate) places: Vec<usize>,
    /// How many of them count as money spent.
    pub(crate) counted: usize,
    /// What those come to, in hundredths.
    pub(crate) total: i64,
    /// Tax in that, in hundredths.
    pub(crate) tax: i64,
    /// The months of all rows, newest first.
    pub(crate) months: Vec<MonthOf>,
    /// How many rows there are of each [`Part::EACH`] in the month that is asked for.
    pub(crate) of_parts: [usize; 3],
}

/// Looks through all rows. `month_of` gives the month of a time; `text` what can be searched for in a
/// row.
pub(crate) fn look(
    rows: &[InvoiceRow],
    filter: &Filter,
    month_of: impl Fn(i64) -> MonthOf,
    text: impl Fn(&InvoiceRow) -> String,
) -> Found {
    let wanted = filter.search.trim().to_lowercase();
    let mut found = Found::default();
    for (place, row) in rows.iter().enumerate() {
        let month = month_of(row.issued);
        if found.months.last() != Some(&month) {
            found.months.push(month);
        }
        if filter.month.is_some_and(|asked| asked != month) {
            continue;
        }
        for (count, part) in found.of_parts.iter_mut().zip(Part::EACH) {
            *count += usize::from(part.has(row));
        }
        let hit = wanted.is_empty() || text(row).to_lowercase().contains(&wanted);
        if !hit || !filter.part.has(row) {
            continue;
        }
        found.places.push(place);
        if row.status.counts() {
            found.counted += 1;
            found.total += format::cents(&row.total);
            found.tax += format::cents(&row.tax);
        }
    }
    found.months.sort_unstable_by(|a, b| b.cmp(a));
    found.months.dedup();
    found
}

#[cfg(test)]
mod tests {
    use wallet_api::{Content, LocalText, PartyView, Proof};

    use super::*;

    const STATUSES: [InvoiceStatus; 4] = [
        InvoiceStatus::Issued,
        InvoiceStatus::Booked,
        InvoiceStatus::Reimbursed,
        InvoiceStatus::Voided,
    ];

    /// Invoice `n`: a month back for every ten, ¥1.00 and ¥0.09 of tax.
    fn row(n: usize) -> InvoiceRow {
        InvoiceRow {
            id: n.to_string(),
            number: format!("{n:020}"),
            seller: ["Bookshop", "Clinic"][n % 2].to_owned(),
            party: PartyView {
                did: String::new(),
                code: String::new(),
                name: LocalText::default(),
                kind: String::new(),
                level: 5,
                active: true,
                since: 0,
                proof: Proof::NotChecked,
            },
            issued: -i64::try_from(n / 10).unwrap_or_default(),
            total: "1.00".to_owned(),
            tax: "0.09".to_owned(),
            status: STATUSES[n % 4],
            payer: None,
            unsent: false,
            counterpart: None,
            content: Content::Here,
            proof: Proof::NotChecked,
        }
    }

    fn month_of(time: i64) -> MonthOf {
        let months = 12 * 2026 + 10 + i32::try_from(time).unwrap_or_default();
        let month = u32::try_from(months.rem_euclid(12)).unwrap_or_default() + 1;
        (months.div_euclid(12), month)
    }

    fn text(row: &InvoiceRow) -> String {
        format!("{} {}", row.seller, row.number)
    }

    #[test]
    fn month_part_and_search_are_taken_together_and_the_sums_follow() {
        let rows: Vec<_> = (0..40).map(row).collect();
        let all = look(&rows, &Filter::default(), month_of, text);
        assert_eq!(all.places.len(), 40);
        // A voided invoice is no money spent.
        assert_eq!((all.counted, all.total, all.tax), (30, 3_000, 270));
        assert_eq!(all.months, [(2026, 11), (2026, 10), (2026, 9), (2026, 8)]);
        assert_eq!(all.of_parts, [40, 10, 10]);

        let filter = Filter {
            month: Some((2026, 10)),
            part: Part::Unpaid,
            search: " clinic".to_owned(),
        };
        let found = look(&rows, &filter, month_of, text);
        assert_eq!(found.places, [13, 17]);
        assert_eq!((found.counted, found.total, found.tax), (2, 200, 18));
        assert_eq!(found.months, all.months, "every month can still be chosen");
        assert_eq!(found.of_parts, [10, 2, 2]);
    }

    #[test]
    fn only_what_leaves_something_out_is_a_filter() {
        let set = |change: fn(&mut Filter)| {
            let mut filter = Filter::default();
            change(&mut filter);
            filter.is_set()
        };
        assert!(!set(|_| ()));
        assert!(!set(|filter| filter.search = "  ".to_owned()));
        assert!(set(|filter| filter.search = "a".to_owned()));
        assert!(set(|filter| filter.part = Part::ToClaim));
        assert!(set(|filter| filter.month = Some((2026, 1))));
    }

    #[test]
    fn ten_thousand_invoices_are_looked_through_at_once() {
        let rows: Vec<_> = (0..10_000).map(row).collect();
        let filter = Filter {
            search: "clinic".to_owned(),
            ..Filter::default()
        };
        let start = std::time::Instant::now();
        let found = look(&rows, &filter, month_of, text);
        println!("10,000 invoices: {:?}", start.elapsed());
        assert_eq!(found.places.len(), 5_000);
        // Every second one of those is voided.
        assert_eq!((found.counted, found.total), (2_500, 250_000));
        assert_eq!(found.months.len(), 1_000);
    }
}
