//! Invoices: a credential for the holder, and a number on chain that nobody can use twice.

use chain::calls;
use credential::kinds::{Invoice, InvoiceKind, InvoiceLine, Money, Number, Party};
use credential::{Attributes, Fingerprint};
use exchange::record::{Announcement, INVOICE_ISSUED};
use rust_decimal::{Decimal, RoundingStrategy};

use super::apply::holder_of;
use super::{Copy, INVOICE};
use crate::city;
use crate::failure::Failure;
use crate::random;
use crate::state::{Department, Gateway};
use crate::store::RelationRow;

/// What is to be billed.
#[derive(Clone, Debug)]
pub struct InvoiceOrder {
    /// Goods or service.
    pub title: String,
    /// What is to be paid, with tax: yuan with two places.
    pub total: String,
    /// Who is billed.
    pub buyer: String,
}

/// An invoice that was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedInvoice {
    /// 20 digits.
    pub number: String,
    /// What stands on chain.
    pub fingerprint: Fingerprint,
}

/// Tax rate of books.
const RATE: &str = "0.09";

impl Gateway {
    /// Issues an invoice to a relation: signed, anchored as a credential, and issued on chain under
    /// its number to a one-time address that only the holder can act from.
    ///
    /// # Errors
    /// If the order makes no invoice, the number range is used up, or store or chain fail.
    pub async fn issue_invoice(
        &self,
        biller: &Department,
        relation: &RelationRow,
        order: &InvoiceOrder,
    ) -> Result<IssuedInvoice, Failure> {
        if biller.slug() != city::BILLER {
            return Err(Failure::bad(
                "invalid_request",
                "this department has no invoice numbers",
            ));
        }
        let (first, last) = city::INVOICE_RANGE;
        // The order is checked before a number is used up.
        invoice(biller, order, first).ok_or_else(not_an_invoice)?;
        let number = first + u128::from(self.store.next_number("invoice")?) - 1;
        if number > last {
            return Err(Failure::conflict(
                "invalid_request",
                "all invoice numbers are used",
            ));
        }
        let attributes = invoice(biller, order, number).ok_or_else(not_an_invoice)?;
        let copy = Copy {
            configuration: INVOICE,
            attributes: &attributes,
            holder: holder_of(relation)?,
            relation: Some(relation),
            number: (0, 1),
            delivered: false,
            invoice_number: Some(number.to_string()),
        };
        let issued = self.issue_copy(biller, &copy).await?;

        let fingerprint = issued.fingerprint.to_bytes();
        let to = self.address(biller, relation);
        let announcement = Announcement {
            configuration: INVOICE.to_owned(),
            copy: 0,
            copies: 1,
            delivered: false,
        };
        let data = to.seal(INVOICE_ISSUED, &fingerprint, &announcement.to_bytes());
        let holder = to
            .one_time_address()
            .expect("a relation has a spending key");
        let note = to.into_note(INVOICE_ISSUED, &fingerprint, data);
        let at = self.chain.network().contracts();
        let call = calls::invoices_issue(at, number, fingerprint.into(), holder, &note);
        self.send(biller, &call).await?;
        Ok(IssuedInvoice {
            number: number.to_string(),
            fingerprint: issued.fingerprint,
        })
    }
}

fn not_an_invoice() -> Failure {
    Failure::bad("invalid_request", "the order makes no valid invoice")
}

/// Makes the attributes of an invoice with one line that adds up to the order's total.
fn invoice(biller: &Department, order: &InvoiceOrder, number: u128) -> Option<Attributes> {
    let total: Money = order.total.parse().ok()?;
    let rate: Number = RATE.parse().ok()?;
    let net = total
        .to_decimal()
        .checked_div(Decimal::ONE + rate.to_decimal())?;
    let amount = Money::round(net).ok()?;
    let tax = Money::round(total.to_decimal() - amount.to_decimal()).ok()?;
    let unit_price = amount
        .to_decimal()
        .round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
        .normalize();
    let line = InvoiceLine {
        name: order.title.clone(),
        quantity: "1".parse().ok()?,
        unit_price: unit_price.to_string().parse().ok()?,
        rate,
        amount,
        tax,
    };
    let invoice = Invoice {
        number: number.to_string().parse().ok()?,
        kind: InvoiceKind::Ordinary,
        issued_at: random::now(),
        seller: Party {
            name: format!("{} {}", biller.sample.zh, biller.sample.en),
            tax_id: Some(city::BILLER_TAX_ID.to_owned()),
        },
        buyer: Party {
            name: order.buyer.clone(),
            tax_id: None,
        },
        lines: vec![line],
        total_without_tax: amount,
        tax,
        total,
        remarks: String::new(),
        drawer: "陈店长".to_owned(),
        corrects: None,
    };
    // Nothing for nothing is no invoice.
    (invoice.check().is_ok() && total > Money::ZERO).then(|| invoice.to_attributes())
}
