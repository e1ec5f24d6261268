//! Which part of the invoices is shown: all, those to be claimed, those that nobody paid back yet.

use wallet_api::{InvoiceRow, InvoiceStatus};
use yew::prelude::*;

use crate::i18n::{I18n, t};

/// A part of the invoices, by where they stand.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Part {
    #[default]
    All,
    /// They may be claimed for a payer.
    ToClaim,
    /// Claimed or booked; the payer has not paid.
    Unpaid,
}

impl Part {
    const EACH: [Self; 3] = [Self::All, Self::ToClaim, Self::Unpaid];

    pub(crate) fn has(self, row: &InvoiceRow) -> bool {
        match self {
            Self::All => true,
            Self::ToClaim => row.status.is_claimable(),
            Self::Unpaid => {
                matches!(row.status, InvoiceStatus::Claimed | InvoiceStatus::Booked)
            }
        }
    }

    const fn testid(self) -> &'static str {
        match self {
            Self::All => "part-all",
            Self::ToClaim => "part-to-claim",
            Self::Unpaid => "part-unpaid",
        }
    }
}

/// The choice of the part, each with how many there are.
pub(crate) fn parts(i: I18n, rows: &[InvoiceRow], part: &UseStateHandle<Part>) -> Html {
    html! {
        <span class="seg" role="group" aria-label={t!(i, "column-status")}>
            for one in Part::EACH {
                <button
                    type="button"
                    aria-pressed={(**part == one).to_string()}
                    onclick={{
                        let part = part.clone();
                        Callback::from(move |_: MouseEvent| part.set(one))
                    }}
                    data-testid={one.testid()}
                >
                    { label(i, one, rows.iter().filter(|row| one.has(row)).count()) }
                </button>
            }
        </span>
    }
}

fn label(i: I18n, part: Part, count: usize) -> String {
    match part {
        Part::All => t!(i, "invoices-all", n = count),
        Part::ToClaim => t!(i, "invoices-to-claim", n = count),
        Part::Unpaid => t!(i, "invoices-unpaid", n = count),
    }
}
