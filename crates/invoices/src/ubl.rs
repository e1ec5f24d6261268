//! One invoice as UBL 2.1 (OASIS) by the rules of EN 16931-1:2017, for programs that book invoices.
//!
//! A red-letter invoice is a credit note: its amounts are those of what it takes back, positive, and
//! it names the invoice it takes back. What a Chinese invoice does not have and EN 16931 demands is
//! filled with what is true of all of them and stands in `docs/formats/invoices.md` §4: country CN,
//! currency CNY, the unit "one", terms of payment "as agreed".

mod tree;

use std::collections::BTreeMap;

use credential::kinds::{Invoice, InvoiceError, InvoiceKind, InvoiceLine, Money, Number};
use jiff::{
    Timestamp,
    tz::{TimeZone, offset},
};
use rust_decimal::{Decimal, RoundingStrategy};

use tree::{Node, group, text};

/// Why an invoice cannot be written as UBL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UblError {
    /// It does not add up.
    #[error("{0}")]
    Invoice(#[from] InvoiceError),
    /// Rounded line by line, the tax of a rate is so far from that of the rate's whole amount that
    /// the rules BR-S-09 and BR-CO-17 do not hold.
    #[error("the tax of the lines at {0} % is too far from the tax of their sum")]
    Tax(Decimal),
    /// The time of issue is none.
    #[error("no such time")]
    Time,
}

/// The document in UTF-8.
///
/// # Errors
/// [`UblError`].
pub fn write(invoice: &Invoice) -> Result<String, UblError> {
    invoice.check()?;
    let form = Form::of(invoice);
    let mut nodes = vec![
        text("cbc:CustomizationID", "urn:cen.eu:en16931:2017"),
        text("cbc:ID", invoice.number.as_str()),
        text("cbc:IssueDate", issue_date(invoice.issued_at)?),
        text(form.type_name, form.type_code),
    ];
    nodes.extend(notes(invoice));
    nodes.push(text("cbc:DocumentCurrencyCode", CURRENCY));
    if let Some(original) = &invoice.corrects {
        let reference = vec![text("cbc:ID", original.as_str())];
        let reference = vec![group("cac:InvoiceDocumentReference", reference)];
        nodes.push(group("cac:BillingReference", reference));
    }
    nodes.push(group("cac:AccountingSupplierParty", vec![seller(invoice)]));
    nodes.push(group("cac:AccountingCustomerParty", vec![buyer(invoice)]));
    nodes.push(group("cac:PaymentTerms", vec![text("cbc:Note", TERMS)]));
    nodes.push(tax_total(invoice, &form)?);
    nodes.push(totals(invoice, &form));
    for (at, one) in invoice.lines.iter().enumerate() {
        nodes.push(line(at, one, &form));
    }
    Ok(tree::document(form.root, form.namespace, &nodes))
}

const CURRENCY: &str = "CNY";
/// BT-20: no date is on the invoice, and earlier releases of the rules (BR-CO-25) want terms.
const TERMS: &str = "按双方约定 / As agreed between seller and buyer";
/// UN/ECE Recommendation 20: one.
const UNIT: &str = "C62";
/// The tax bureau's time zone: a day on a Chinese invoice is one of China.
const OFFSET_HOURS: i8 = 8;

/// Invoice or credit note: what the two call their parts.
struct Form {
    root: &'static str,
    namespace: &'static str,
    type_name: &'static str,
    /// UNTDID 1001.
    type_code: &'static str,
    line: &'static str,
    quantity: &'static str,
    /// A credit note has the amounts of what it takes back.
    negate: bool,
}

impl Form {
    fn of(invoice: &Invoice) -> Self {
        match invoice.corrects {
            None => Self {
                root: "Invoice",
                namespace: "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
                type_name: "cbc:InvoiceTypeCode",
                type_code: "380",
                line: "cac:InvoiceLine",
                quantity: "cbc:InvoicedQuantity",
                negate: false,
            },
            Some(_) => Self {
                root: "CreditNote",
                namespace: "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2",
                type_name: "cbc:CreditNoteTypeCode",
                type_code: "381",
                line: "cac:CreditNoteLine",
                quantity: "cbc:CreditedQuantity",
                negate: true,
            },
        }
    }

    fn amount(&self, name: &'static str, amount: Money) -> Node {
        let amount = if self.negate {
            amount.negated()
        } else {
            amount
        };
        text(name, amount.to_string()).with("currencyID", CURRENCY)
    }
}

fn issue_date(issued_at: i64) -> Result<String, UblError> {
    let issued = Timestamp::from_second(issued_at).map_err(|_| UblError::Time)?;
    let zoned = issued.to_zoned(TimeZone::fixed(offset(OFFSET_HOURS)));
    Ok(zoned.strftime("%Y-%m-%d").to_string())
}

/// BT-22: the type as printed, and the seller's remarks.
fn notes(invoice: &Invoice) -> Vec<Node> {
    let kind = match invoice.kind {
        InvoiceKind::Ordinary => "电子发票（普通发票）",
        InvoiceKind::Special => "电子发票（增值税专用发票）",
    };
    let remarks = Some(invoice.remarks.as_str()).filter(|remarks| !remarks.trim().is_empty());
    [Some(kind), remarks]
        .into_iter()
        .flatten()
        .map(|note| text("cbc:Note", note))
        .collect()
}

/// BG-4. The tax number is the registration with the tax bureau (BT-32), since a VAT identifier
/// (BT-31) has a prefix by country (BR-CO-09), and the number in the register of companies (BT-30).
fn seller(invoice: &Invoice) -> Node {
    let tax_id = invoice.seller.tax_id.as_deref().unwrap_or_default();
    let registration = vec![text("cbc:CompanyID", tax_id), scheme("TAX")];
    group(
        "cac:Party",
        vec![
            address(),
            group("cac:PartyTaxScheme", registration),
            legal(&invoice.seller.name, Some(tax_id)),
            group("cac:Contact", vec![text("cbc:Name", &*invoice.drawer)]),
        ],
    )
}

/// BG-7.
fn buyer(invoice: &Invoice) -> Node {
    let buyer = &invoice.buyer;
    let legal = legal(&buyer.name, buyer.tax_id.as_deref());
    group("cac:Party", vec![address(), legal])
}

fn legal(name: &str, id: Option<&str>) -> Node {
    let name = text("cbc:RegistrationName", name);
    let id = id.map(|id| text("cbc:CompanyID", id));
    group(
        "cac:PartyLegalEntity",
        [Some(name), id].into_iter().flatten().collect(),
    )
}

fn address() -> Node {
    let code = vec![text("cbc:IdentificationCode", "CN")];
    group("cac:PostalAddress", vec![group("cac:Country", code)])
}

fn scheme(id: &'static str) -> Node {
    group("cac:TaxScheme", vec![text("cbc:ID", id)])
}

/// BG-23: by rate, what is taxed and the tax of its lines.
fn tax_total(invoice: &Invoice, form: &Form) -> Result<Node, UblError> {
    let mut rates: BTreeMap<Decimal, (Money, Money)> = BTreeMap::new();
    for line in &invoice.lines {
        let sum = rates
            .entry(line.rate.to_decimal())
            .or_insert((Money::ZERO, Money::ZERO));
        let total = |sum: Money, part| sum.plus(part).map_err(|_| InvoiceError::Sum("invoice.tax"));
        *sum = (total(sum.0, line.amount)?, total(sum.1, line.tax)?);
    }
    let mut nodes = vec![form.amount("cbc:TaxAmount", invoice.tax)];
    for (rate, (taxed, tax)) in rates {
        check_tax(rate, taxed, tax)?;
        nodes.push(group(
            "cac:TaxSubtotal",
            vec![
                form.amount("cbc:TaxableAmount", taxed),
                form.amount("cbc:TaxAmount", tax),
                category("cac:TaxCategory", rate),
            ],
        ));
    }
    Ok(group("cac:TaxTotal", nodes))
}

/// BR-S-09 and BR-CO-17 as their authors check them: within one unit of the currency.
fn check_tax(rate: Decimal, taxed: Money, tax: Money) -> Result<(), UblError> {
    let exact = (taxed.to_decimal() * rate)
        .round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    match (exact - tax.to_decimal()).abs() < Decimal::ONE {
        true => Ok(()),
        false => Err(UblError::Tax(percent(rate))),
    }
}

/// UNTDID 5305: standard rate, or zero rated.
fn category(name: &'static str, rate: Decimal) -> Node {
    let id = if rate.is_zero() { "Z" } else { "S" };
    group(
        name,
        vec![
            text("cbc:ID", id),
            text("cbc:Percent", percent(rate).to_string()),
            scheme("VAT"),
        ],
    )
}

fn percent(rate: Decimal) -> Decimal {
    (rate * Decimal::ONE_HUNDRED).normalize()
}

/// BG-22.
fn totals(invoice: &Invoice, form: &Form) -> Node {
    group(
        "cac:LegalMonetaryTotal",
        vec![
            form.amount("cbc:LineExtensionAmount", invoice.total_without_tax),
            form.amount("cbc:TaxExclusiveAmount", invoice.total_without_tax),
            form.amount("cbc:TaxInclusiveAmount", invoice.total),
            form.amount("cbc:PayableAmount", invoice.total),
        ],
    )
}

/// BG-25. A price is never negative (BR-27): the sign of a negative one goes to the quantity.
fn line(at: usize, line: &InvoiceLine, form: &Form) -> Node {
    let turned = (line.unit_price.to_decimal() < Decimal::ZERO) != form.negate;
    let quantity: Number = match turned {
        true => line.quantity.negated(),
        false => line.quantity,
    };
    let item = vec![
        text("cbc:Name", &*line.name),
        category("cac:ClassifiedTaxCategory", line.rate.to_decimal()),
    ];
    let price = line.unit_price.to_decimal().abs();
    let price = text("cbc:PriceAmount", price.to_string()).with("currencyID", CURRENCY);
    group(
        form.line,
        vec![
            text("cbc:ID", (at + 1).to_string()),
            text(form.quantity, quantity.to_string()).with("unitCode", UNIT),
            form.amount("cbc:LineExtensionAmount", line.amount),
            group("cac:Item", item),
            group("cac:Price", vec![price]),
        ],
    )
}
