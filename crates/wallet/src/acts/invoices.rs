//! Invoices, as the chain announced them, and what became of them.

mod all;
mod check_file;
mod claim;
mod export;
mod sheet;
mod steps;

pub(crate) use steps::told;

use all::Found;
use std::collections::BTreeMap;

use credential::{
    Attributes,
    kinds::{Invoice, InvoiceKind},
};
use jiff::{Timestamp, tz::TimeZone};
use rust_decimal::Decimal;
use vault::Order;
use wallet_api::{
    ApiError, Content, ErrorCode, GetInvoice, InvoiceLine, InvoiceRow, InvoiceStatus, InvoiceView,
    InvoicesView, ListInvoices, MonthSum,
};

use crate::{
    acts::{documents, keep},
    session::Session,
    store::{AnchorRecord, DocumentRecord, kind},
    wallet::{Act, Wallet, now},
};

/// Months on the chart.
const MONTHS: usize = 12;

impl Act for ListInvoices {
    async fn act(self, wallet: &Wallet) -> Result<InvoicesView, ApiError> {
        let session = wallet.session()?;
        let all = all::all(&session)?;
        let rows = all::rows(&session, &all);
        Ok(InvoicesView {
            months: months(&rows, now()),
            duplicates: all::duplicates(&all),
            rows,
        })
    }
}

impl Act for GetInvoice {
    async fn act(self, wallet: &Wallet) -> Result<InvoiceView, ApiError> {
        let session = wallet.session()?;
        let missing = || ApiError::about(ErrorCode::NotFound, self.id.clone());
        let anchor = documents::anchor(&session, &self.id)?.ok_or_else(missing)?;
        let document = content(&session, &anchor)?.ok_or_else(missing)?;
        let invoice = invoice(&document)?;
        let lines = invoice
            .lines
            .iter()
            .map(|line| InvoiceLine {
                name: line.name.clone(),
                quantity: line.quantity.to_string(),
                unit_price: line.unit_price.to_string(),
                rate: (line.rate.to_decimal() * Decimal::ONE_HUNDRED)
                    .normalize()
                    .to_string(),
                amount: line.amount.to_string(),
                tax: line.tax.to_string(),
            })
            .collect();
        Ok(InvoiceView {
            row: row(&session, self.id.clone(), &anchor, Some(&document))?,
            kind: match invoice.kind {
                InvoiceKind::Ordinary => "ordinary",
                InvoiceKind::Special => "special",
            }
            .to_owned(),
            seller_tax_id: invoice.seller.tax_id.clone().unwrap_or_default(),
            buyer: invoice.buyer.name.clone(),
            buyer_tax_id: invoice.buyer.tax_id.clone().unwrap_or_default(),
            lines,
            net: invoice.total_without_tax.to_string(),
            in_words: invoice.total.in_words(),
            remarks: invoice.remarks.clone(),
            drawer: invoice.drawer.clone(),
            steps: steps::views(&session, &anchor),
            file_number: anchor.handed.as_ref().map(|(_, number)| number.clone()),
            checks: keep::checks(&session, &document, Some(&anchor)),
            technical: documents::technical(&self.id, &document, Some(&anchor)),
        })
    }
}

/// One announced invoice.
fn load(session: &Session, id: &str) -> Result<Found, ApiError> {
    let missing = || ApiError::about(ErrorCode::NotFound, id);
    let anchor = documents::anchor(session, id)?
        .filter(|anchor| anchor.invoice)
        .ok_or_else(missing)?;
    let document = content(session, &anchor)?;
    Ok(Found::new(id.to_owned(), anchor, document))
}

/// The line of one invoice.
pub(crate) fn row_of(session: &Session, id: &str) -> Result<InvoiceRow, ApiError> {
    let found = load(session, id)?;
    let other = counterpart(session, &found)?;
    Ok(row_with(session, &found, |_| other))
}

fn content(session: &Session, anchor: &AnchorRecord) -> Result<Option<DocumentRecord>, ApiError> {
    match &anchor.document {
        Some(id) => session.read(|t| t.get::<DocumentRecord>(kind::DOCUMENT, id)),
        None => Ok(None),
    }
}

fn attributes(document: &DocumentRecord) -> Result<Attributes, ApiError> {
    let bad = || ApiError::about(ErrorCode::BadCredential, "invoice");
    document
        .attributes
        .iter()
        .map(|(code, value)| Ok((code.parse().map_err(|_| bad())?, value.clone())))
        .collect()
}

fn invoice(document: &DocumentRecord) -> Result<Invoice, ApiError> {
    let bad = || ApiError::about(ErrorCode::BadCredential, "invoice");
    let invoice = Invoice::from_attributes(&attributes(document)?).map_err(|_| bad())?;
    invoice.check().map_err(|_| bad())?;
    Ok(invoice)
}

fn row(
    session: &Session,
    id: String,
    anchor: &AnchorRecord,
    document: Option<&DocumentRecord>,
) -> Result<InvoiceRow, ApiError> {
    let found = Found::new(id, anchor.clone(), document.cloned());
    let other = counterpart(session, &found)?;
    Ok(row_with(session, &found, |_| other))
}

/// The line of an invoice; `other` finds the id of an invoice by its number.
fn row_with(
    session: &Session,
    found: &Found,
    other: impl FnOnce(&str) -> Option<String>,
) -> InvoiceRow {
    let (anchor, invoice) = (&found.anchor, found.invoice.as_ref());
    let announced = anchor.anchored.map_or(0, |(_, time)| time);
    let content = match (invoice, anchor.wrong) {
        (Some(_), _) => Content::Here,
        (None, true) => Content::Wrong,
        (None, false) if found.document.is_some() => Content::Wrong,
        (None, false) => Content::Awaited,
    };
    let payer = anchor.steps.iter().find_map(|step| step.payer);
    let text = |of: fn(&Invoice) -> String| invoice.map(of).unwrap_or_default();
    InvoiceRow {
        id: found.id.clone(),
        number: text(|invoice| invoice.number.to_string()),
        seller: text(|invoice| invoice.seller.name.clone()),
        party: session.party(&anchor.issuer, announced),
        issued: invoice.map_or(announced, |invoice| invoice.issued_at),
        total: text(|invoice| invoice.total.to_string()),
        tax: text(|invoice| invoice.tax.to_string()),
        status: status(anchor, invoice),
        payer: payer.map(|account| steps::party_of(session, account, announced)),
        unsent: payer.is_some() && anchor.handed.is_none(),
        counterpart: other_number(found).and_then(|number| other(&number)),
        content,
        proof: session.proof(),
    }
}

fn status(anchor: &AnchorRecord, invoice: Option<&Invoice>) -> InvoiceStatus {
    let last = anchor.steps.iter().rev().find_map(steps::status_after);
    match (last, invoice) {
        (Some(status), _) => status,
        (None, Some(invoice)) if invoice.corrects.is_some() => InvoiceStatus::RedLetter,
        (None, _) => InvoiceStatus::Issued,
    }
}

/// The number of the invoice that this one reverses, or that reverses it.
fn other_number(found: &Found) -> Option<String> {
    let reversal = found
        .anchor
        .steps
        .iter()
        .find_map(|step| step.reversal.clone());
    let corrects = found
        .invoice
        .as_ref()
        .and_then(|invoice| invoice.corrects.as_ref());
    reversal.or_else(|| corrects.map(ToString::to_string))
}

/// The invoice that this one reverses, or that reverses it, if it is here.
fn counterpart(session: &Session, found: &Found) -> Result<Option<String>, ApiError> {
    let Some(number) = other_number(found) else {
        return Ok(None);
    };
    Ok(held_with_number(session, &number)?.map(|(id, _)| id))
}

/// The document of the invoice with this number, if it is here.
fn held_with_number(
    session: &Session,
    number: &str,
) -> Result<Option<(String, DocumentRecord)>, ApiError> {
    let documents = session
        .read(|t| t.list::<DocumentRecord>(kind::DOCUMENT, Order::NewestFirst, usize::MAX, 0))?;
    let found = documents.into_iter().find(|row| {
        let own = row.body.attributes.get("invoice.number");
        own.and_then(serde_json::Value::as_str) == Some(number)
    });
    Ok(found.map(|row| (row.id, row.body)))
}

/// Sums by month of this computer's calendar, the last twelve, empty ones included.
fn months(rows: &[InvoiceRow], now: i64) -> Vec<MonthSum> {
    let month_of = |time: i64| {
        Timestamp::from_second(time).ok().map(|time| {
            let day = time.to_zoned(TimeZone::system());
            (day.year(), day.month())
        })
    };
    let mut sums: BTreeMap<(i16, i8), (Decimal, Decimal, u32)> = BTreeMap::new();
    let amount = |text: &str| text.parse::<Decimal>().ok();
    for row in rows.iter().filter(|row| row.status.counts()) {
        if let (Some(month), Some(total)) = (month_of(row.issued), amount(&row.total)) {
            let sum = sums.entry(month).or_default();
            sum.0 += total;
            sum.1 += amount(&row.tax).unwrap_or_default();
            sum.2 += 1;
        }
    }
    let Some((mut year, mut month)) = month_of(now) else {
        return Vec::new();
    };
    let mut months = Vec::new();
    for _ in 0..MONTHS {
        let (total, tax, count) = sums.get(&(year, month)).copied().unwrap_or_default();
        months.push(MonthSum {
            month: format!("{year:04}-{month:02}"),
            total: format!("{total:.2}"),
            tax: format!("{tax:.2}"),
            count,
        });
        (year, month) = if month == 1 {
            (year - 1, 12)
        } else {
            (year, month - 1)
        };
    }
    months.reverse();
    months
}
