//! Invoices, as the chain announced them, and what became of them.

mod claim;
mod steps;

pub(crate) use steps::told;

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
        let anchors = session
            .read(|t| t.list::<AnchorRecord>(kind::ANCHOR, Order::NewestFirst, usize::MAX, 0))?;
        let mut rows = Vec::new();
        for anchor in anchors.into_iter().filter(|row| row.body.invoice) {
            let document = content(&session, &anchor.body)?;
            rows.push(row(&session, anchor.id, &anchor.body, document.as_ref())?);
        }
        Ok(InvoicesView {
            months: months(&rows, now()),
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
            remarks: invoice.remarks.clone(),
            drawer: invoice.drawer.clone(),
            steps: steps::views(&session, &anchor),
            file_number: anchor.handed.as_ref().map(|(_, number)| number.clone()),
            checks: keep::checks(&session, &document, Some(&anchor)),
            technical: documents::technical(&self.id, &document, Some(&anchor)),
        })
    }
}

fn content(session: &Session, anchor: &AnchorRecord) -> Result<Option<DocumentRecord>, ApiError> {
    match &anchor.document {
        Some(id) => session.read(|t| t.get::<DocumentRecord>(kind::DOCUMENT, id)),
        None => Ok(None),
    }
}

fn invoice(document: &DocumentRecord) -> Result<Invoice, ApiError> {
    let bad = || ApiError::about(ErrorCode::BadCredential, "invoice");
    let attributes: Attributes = document
        .attributes
        .iter()
        .map(|(code, value)| Ok((code.parse().map_err(|_| bad())?, value.clone())))
        .collect::<Result<_, ApiError>>()?;
    let invoice = Invoice::from_attributes(&attributes).map_err(|_| bad())?;
    invoice.check().map_err(|_| bad())?;
    Ok(invoice)
}

fn row(
    session: &Session,
    id: String,
    anchor: &AnchorRecord,
    document: Option<&DocumentRecord>,
) -> Result<InvoiceRow, ApiError> {
    let invoice = document.and_then(|document| invoice(document).ok());
    let announced = anchor.anchored.map_or(0, |(_, time)| time);
    let content = match (&invoice, anchor.wrong) {
        (Some(_), _) => Content::Here,
        (None, true) => Content::Wrong,
        (None, false) if document.is_some() => Content::Wrong,
        (None, false) => Content::Awaited,
    };
    let party = session.party(&anchor.issuer, announced);
    let payer = anchor.steps.iter().find_map(|step| step.payer);
    Ok(InvoiceRow {
        id,
        number: invoice
            .as_ref()
            .map(|invoice| invoice.number.to_string())
            .unwrap_or_default(),
        seller: invoice
            .as_ref()
            .map_or_else(String::new, |invoice| invoice.seller.name.clone()),
        party,
        issued: invoice
            .as_ref()
            .map_or(announced, |invoice| invoice.issued_at),
        total: invoice
            .as_ref()
            .map(|invoice| invoice.total.to_string())
            .unwrap_or_default(),
        tax: invoice
            .as_ref()
            .map(|invoice| invoice.tax.to_string())
            .unwrap_or_default(),
        status: status(anchor, invoice.as_ref()),
        payer: payer.map(|account| steps::party_of(session, account, announced)),
        unsent: payer.is_some() && anchor.handed.is_none(),
        counterpart: counterpart(session, anchor, invoice.as_ref())?,
        content,
        proof: session.proof(),
    })
}

fn status(anchor: &AnchorRecord, invoice: Option<&Invoice>) -> InvoiceStatus {
    let last = anchor.steps.iter().rev().find_map(steps::status_after);
    match (last, invoice) {
        (Some(status), _) => status,
        (None, Some(invoice)) if invoice.corrects.is_some() => InvoiceStatus::RedLetter,
        (None, _) => InvoiceStatus::Issued,
    }
}

/// The invoice that this one reverses, or that reverses it, if it is here.
fn counterpart(
    session: &Session,
    anchor: &AnchorRecord,
    invoice: Option<&Invoice>,
) -> Result<Option<String>, ApiError> {
    let reversal = anchor.steps.iter().find_map(|step| step.reversal.clone());
    let corrects = invoice.and_then(|invoice| invoice.corrects.as_ref());
    let Some(number) = reversal.or_else(|| corrects.map(ToString::to_string)) else {
        return Ok(None);
    };
    let documents = session
        .read(|t| t.list::<DocumentRecord>(kind::DOCUMENT, Order::NewestFirst, usize::MAX, 0))?;
    let found = documents.into_iter().find(|row| {
        let own = row.body.attributes.get("invoice.number");
        own.and_then(serde_json::Value::as_str) == Some(number.as_str())
    });
    Ok(found.map(|row| row.id))
}

/// Sums by month of this computer's calendar, the last twelve, empty ones included.
fn months(rows: &[InvoiceRow], now: i64) -> Vec<MonthSum> {
    let month_of = |time: i64| {
        Timestamp::from_second(time).ok().map(|time| {
            let day = time.to_zoned(TimeZone::system());
            (day.year(), day.month())
        })
    };
    let mut sums: BTreeMap<(i16, i8), (Decimal, u32)> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.status.counts()) {
        if let (Some(month), Ok(total)) = (month_of(row.issued), row.total.parse::<Decimal>()) {
            let sum = sums.entry(month).or_default();
            sum.0 += total;
            sum.1 += 1;
        }
    }
    let Some((mut year, mut month)) = month_of(now) else {
        return Vec::new();
    };
    let mut months = Vec::new();
    for _ in 0..MONTHS {
        let (total, count) = sums.get(&(year, month)).copied().unwrap_or_default();
        months.push(MonthSum {
            month: format!("{year:04}-{month:02}"),
            total: format!("{total:.2}"),
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
