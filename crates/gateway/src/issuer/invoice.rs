//! Invoices: a credential for the holder, and a number on chain that nobody can use twice.

use chain::calls::{self, InvoiceIssue, Note};
use credential::kinds::{Invoice, InvoiceKind, InvoiceLine, Money, Number, Party};
use credential::{Attributes, Fingerprint, UnverifiedCredential};
use exchange::record::{Announcement, INVOICE_ISSUED};
use keys::{ChainAddress, RecoverableSignature};
use rust_decimal::{Decimal, RoundingStrategy};

use super::apply::holder_of;
use super::{Copy, INVOICE};
use crate::city;
use crate::failure::Failure;
use crate::random;
use crate::state::{Department, Gateway};
use crate::store::{IssuedRow, RelationRow};

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
    /// Issues an invoice to a relation: signed, anchored as a credential, countersigned by the tax
    /// bureau, and issued on chain under its number to a one-time address that only the holder can
    /// act from.
    ///
    /// # Errors
    /// If the order makes no invoice, the number range is used up, or store or chain fail.
    pub async fn issue_invoice(
        &self,
        biller: &Department,
        relation: &RelationRow,
        order: &InvoiceOrder,
    ) -> Result<IssuedInvoice, Failure> {
        check_biller(biller)?;
        // The order is checked before a number is used up.
        invoice(biller, order, city::INVOICE_RANGE.0).ok_or_else(not_an_invoice)?;
        let number = self.next_invoice_number()?;
        let invoice = invoice(biller, order, number).ok_or_else(not_an_invoice)?;
        let made = self.make_invoice(biller, relation, &invoice, None).await?;
        let at = self.chain.network().contracts();
        let call = calls::invoices_issue(at, made.what, &made.countersignature, &made.note);
        self.send(biller, &call).await?;
        Ok(made.issued)
    }

    /// Takes an invoice back by a red-letter invoice of the same amounts.
    ///
    /// # Errors
    /// `not_found`, `invalid_request` if it cannot be reversed; or store or chain fail.
    pub async fn reverse_invoice(
        &self,
        biller: &Department,
        number: u128,
    ) -> Result<IssuedInvoice, Failure> {
        check_biller(biller)?;
        let (row, original) = self.billed(biller, number)?;
        let relation = row
            .relation
            .as_deref()
            .map(|relation| self.store.relation(biller.slug(), relation))
            .transpose()?
            .flatten()
            .ok_or_else(|| Failure::not_found("nobody knows whose invoice it is"))?;
        let own = self.next_invoice_number()?;
        let parsed = own.to_string().parse().map_err(Failure::ours)?;
        let invoice = original.reversal(parsed, random::now());
        let made = self
            .make_invoice(biller, &relation, &invoice, Some(number))
            .await?;
        let at = self.chain.network().contracts();
        let call = calls::invoices_reverse(at, made.what, &made.countersignature, &made.note);
        self.act_on_invoice(biller, &call).await?;
        Ok(made.issued)
    }

    /// Takes an invoice back that nobody has claimed.
    ///
    /// # Errors
    /// `invalid_request` with the contract's reason; or store or chain fail.
    pub async fn void_invoice(&self, biller: &Department, number: u128) -> Result<u64, Failure> {
        let at = self.chain.network().contracts();
        self.act_on_invoice(biller, &calls::invoices_void(at, number))
            .await
    }

    /// What the biller issued under a number.
    fn billed(&self, biller: &Department, number: u128) -> Result<(IssuedRow, Invoice), Failure> {
        let row = self
            .store
            .issued_invoice(biller.slug(), &number.to_string())?
            .ok_or_else(|| Failure::not_found("this department issued no such invoice"))?;
        let invoice = UnverifiedCredential::parse(&row.compact)
            .ok()
            .and_then(|credential| credential.attributes_unverified().ok())
            .and_then(|attributes| Invoice::from_attributes(&attributes).ok())
            .ok_or_else(|| Failure::ours("an issued invoice cannot be read"))?;
        Ok((row, invoice))
    }

    fn next_invoice_number(&self) -> Result<u128, Failure> {
        let (first, last) = city::INVOICE_RANGE;
        let number = first + u128::from(self.store.next_number("invoice")?) - 1;
        match number <= last {
            true => Ok(number),
            false => Err(Failure::conflict(
                "invalid_request",
                "all invoice numbers are used",
            )),
        }
    }

    /// Signs and anchors the credential, has the rest countersigned, and prepares the note.
    async fn make_invoice(
        &self,
        biller: &Department,
        relation: &RelationRow,
        invoice: &Invoice,
        original: Option<u128>,
    ) -> Result<Made, Failure> {
        let attributes: Attributes = invoice.to_attributes();
        let copy = Copy {
            configuration: INVOICE,
            attributes: &attributes,
            holder: holder_of(relation)?,
            relation: Some(relation),
            number: (0, 1),
            delivered: false,
            invoice_number: Some(invoice.number.to_string()),
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
        let amounts = invoice.amounts_commitment().ok_or_else(not_an_invoice)?;
        let what = InvoiceIssue {
            number: invoice.number.to_string().parse().map_err(Failure::ours)?,
            fingerprint: fingerprint.into(),
            holder,
            amounts: amounts.into(),
            original,
        };
        Ok(Made {
            what,
            countersignature: self.countersign(biller.did.address, invoice, &what)?,
            note: to.into_note(INVOICE_ISSUED, &fingerprint, data),
            issued: IssuedInvoice {
                number: invoice.number.to_string(),
                fingerprint: issued.fingerprint,
            },
        })
    }

    /// The tax bureau's signature: it looks at the invoice, and signs what will stand on chain.
    fn countersign(
        &self,
        biller: ChainAddress,
        invoice: &Invoice,
        what: &InvoiceIssue,
    ) -> Result<RecoverableSignature, Failure> {
        let refused = |text: &str| Failure::bad("invalid_request", text);
        invoice
            .check()
            .map_err(|error| Failure::bad("invalid_request", error))?;
        if invoice.number.to_string() != what.number.to_string()
            || invoice.amounts_commitment() != Some(what.amounts.0)
            || invoice.corrects.is_some() != what.original.is_some()
        {
            return Err(refused("the tax bureau does not countersign this"));
        }
        let bureau = self
            .department(city::TAX_BUREAU)
            .ok_or_else(|| Failure::ours("there is no tax bureau"))?;
        let digest = what.digest(self.chain.network(), biller);
        Ok(bureau.keys.account.sign_digest(&digest))
    }
}

/// An invoice that is ready to be put on chain.
struct Made {
    what: InvoiceIssue,
    countersignature: RecoverableSignature,
    note: Note,
    issued: IssuedInvoice,
}

fn check_biller(biller: &Department) -> Result<(), Failure> {
    match biller.slug() {
        city::BILLER => Ok(()),
        _ => Err(Failure::bad(
            "invalid_request",
            "this department has no invoice numbers",
        )),
    }
}

fn not_an_invoice() -> Failure {
    Failure::bad("invalid_request", "the order makes no valid invoice")
}

/// Makes an invoice with one line that adds up to the order's total.
fn invoice(biller: &Department, order: &InvoiceOrder, number: u128) -> Option<Invoice> {
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
        amounts_salt: keys::base64url::encode(&random::bytes::<16>()),
    };
    // Nothing for nothing is no invoice.
    (invoice.check().is_ok() && total > Money::ZERO).then_some(invoice)
}
