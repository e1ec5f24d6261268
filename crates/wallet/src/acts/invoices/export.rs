//! Invoices as files for others.

use std::collections::HashMap;

use credential::UnverifiedCredential;
use invoices::{file, sheet::Cell, sheet::csv, ubl};
use paper::{FontError, PrintError};
use wallet_api::{
    ApiError, DuplicateCertainty, ErrorCode, ExportInvoices, InvoiceFormat, InvoiceStatus, Language,
};

use super::{
    all::{self, Found},
    sheet::Words,
    status,
};
use crate::{
    session::Session,
    wallet::{Act, Wallet, now},
};

impl Act for ExportInvoices {
    async fn act(self, wallet: &Wallet) -> Result<Option<String>, ApiError> {
        let name = name(&self, &*wallet.session()?)?;
        // Nothing is made before it is known where it goes.
        let Some(path) = wallet.ask_where(&name).await? else {
            return Ok(None);
        };
        let content = wallet.make_invoice_file(self).await?;
        wallet.write_file(&path, content).await?;
        Ok(Some(path.display().to_string()))
    }
}

impl Wallet {
    /// Makes a file of invoices.
    ///
    /// # Errors
    /// `not-found` for an id that is none, or whose content is not here; `bad-input` for several
    /// invoices in a format that has one; `not-expressible`; `no-font`.
    pub async fn make_invoice_file(&self, order: ExportInvoices) -> Result<Vec<u8>, ApiError> {
        let session = self.session()?;
        // Reading and printing thousands takes a while: not on the thread that answers the window.
        tokio::task::spawn_blocking(move || make(&session, &order))
            .await
            .map_err(|_| ApiError::about(ErrorCode::Internal, "export"))?
    }
}

fn make(session: &Session, order: &ExportInvoices) -> Result<Vec<u8>, ApiError> {
    let (chosen, certainty) = chosen(session, &order.ids)?;
    let words = Words(order.language);
    if !order.format.is_single() {
        return match order.format {
            InvoiceFormat::Csv => Ok(as_csv(session, &chosen, &certainty, words)),
            _ => print(
                words.list(&chosen),
                words.of("invoices-title"),
                order.language,
            ),
        };
    }
    let [one] = chosen.as_slice() else {
        return Err(ApiError::about(ErrorCode::BadInput, "ids"));
    };
    let (Some(invoice), Some(document)) = (&one.invoice, &one.document) else {
        return Err(ApiError::about(ErrorCode::NotFound, one.id.clone()));
    };
    match order.format {
        InvoiceFormat::Ubl => ubl::write(invoice)
            .map(String::into_bytes)
            .map_err(|error| ApiError::about(ErrorCode::NotExpressible, error.to_string())),
        InvoiceFormat::Original => {
            let bad = || ApiError::about(ErrorCode::BadCredential, "integrity");
            let copy = document.copies.first().ok_or_else(bad)?;
            let credential = UnverifiedCredential::parse(&copy.credential).map_err(|_| bad())?;
            let attributes = credential.attributes_unverified().map_err(|_| bad())?;
            Ok(file::write(&attributes, credential.as_str()).into_bytes())
        }
        _ => {
            let blocks = words.sheet(session, one, invoice);
            print(blocks, words.of("invoice"), order.language)
        }
    }
}

type Certainties = HashMap<String, DuplicateCertainty>;

/// The invoices asked for, in their order, and which of them are duplicates of any other.
fn chosen(session: &Session, ids: &[String]) -> Result<(Vec<Found>, Certainties), ApiError> {
    let all = all::all(session)?;
    let certainty = all::duplicates(&all)
        .into_iter()
        .map(|one| (one.id, one.certainty))
        .collect();
    let mut by_id: HashMap<String, Found> =
        all.into_iter().map(|one| (one.id.clone(), one)).collect();
    let chosen = ids.iter().map(|id| {
        let missing = || ApiError::about(ErrorCode::NotFound, id.clone());
        by_id.remove(id).ok_or_else(missing)
    });
    Ok((chosen.collect::<Result<_, _>>()?, certainty))
}

/// What the file is called where the citizen chooses nothing else.
fn name(order: &ExportInvoices, session: &Session) -> Result<String, ApiError> {
    let zh = order.language == Language::Zh;
    if !order.format.is_single() {
        let stem = if zh { "发票清单" } else { "invoices" };
        let ending = match order.format {
            InvoiceFormat::Csv => "csv",
            _ => "pdf",
        };
        let day = super::sheet::day(now());
        return Ok(format!("{stem}-{day}.{ending}"));
    }
    let [id] = order.ids.as_slice() else {
        return Err(ApiError::about(ErrorCode::BadInput, "ids"));
    };
    let number = super::load(session, id)?
        .invoice
        .map(|invoice| invoice.number.to_string())
        .unwrap_or_default();
    let stem = if zh { "发票" } else { "invoice" };
    let ending = match order.format {
        InvoiceFormat::Ubl => "xml",
        InvoiceFormat::Original => "json",
        _ => "pdf",
    };
    Ok(format!("{stem}-{number}.{ending}"))
}

fn as_csv(session: &Session, chosen: &[Found], certainty: &Certainties, words: Words) -> Vec<u8> {
    let head = [
        "attribute-invoice-number",
        "attribute-invoice-type",
        "attribute-invoice-issued-at",
        "attribute-seller-name",
        "attribute-seller-tax-id",
        "attribute-buyer-name",
        "attribute-buyer-tax-id",
        "attribute-invoice-lines",
        "attribute-invoice-total-without-tax",
        "attribute-invoice-tax",
        "attribute-invoice-total",
        "column-status",
        "invoice-payer",
        "attribute-invoice-corrects",
        "invoice-duplicate",
        "attribute-invoice-remarks",
        "attribute-invoice-drawer",
        "label-fingerprint",
    ]
    .map(|key| words.of(key).to_owned());
    let rows = chosen.iter().map(|one| {
        let stands = words.status(status(&one.anchor, one.invoice.as_ref()));
        let duplicate = certainty
            .get(&one.id)
            .map(|certainty| words.duplicate(*certainty));
        let mut row = row(session, one, words);
        row[11] = Cell::Text(stands.to_owned());
        row[14] = duplicate.map_or(Cell::Empty, |text| Cell::Text(text.to_owned()));
        row
    });
    csv(&head, rows)
}

/// The cells in the order of the head; those of status and duplicates are left empty.
fn row(session: &Session, one: &Found, words: Words) -> Vec<Cell> {
    let text = |text: &str| Cell::Text(text.to_owned());
    let optional = |text: Option<String>| text.map_or(Cell::Empty, Cell::Text);
    let payer = one.anchor.steps.iter().find_map(|step| step.payer);
    let payer = payer.map(|account| {
        let party = super::steps::party_of(session, account, now());
        words.pick(&party.name)
    });
    let Some(invoice) = &one.invoice else {
        // Announced, but its content is not here: the issuer's name is all there is.
        let party = session.party(&one.anchor.issuer, now());
        let mut cells = vec![Cell::Empty; 18];
        cells[3] = Cell::Text(words.pick(&party.name));
        cells[12] = optional(payer);
        cells[17] = text(&one.id);
        return cells;
    };
    let lines: Vec<String> = (invoice.lines.iter())
        .map(|line| format!("{} × {}", line.name, line.quantity))
        .collect();
    vec![
        text(invoice.number.as_str()),
        text(words.kind(invoice.kind)),
        text(&super::sheet::moment(invoice.issued_at)),
        text(&invoice.seller.name),
        optional(invoice.seller.tax_id.clone()),
        text(&invoice.buyer.name),
        optional(invoice.buyer.tax_id.clone()),
        text(&lines.join("; ")),
        Cell::Money(invoice.total_without_tax),
        Cell::Money(invoice.tax),
        Cell::Money(invoice.total),
        Cell::Empty,
        optional(payer),
        optional(invoice.corrects.as_ref().map(ToString::to_string)),
        Cell::Empty,
        text(&invoice.remarks),
        text(&invoice.drawer),
        text(&one.id),
    ]
}

fn print(blocks: Vec<paper::Block>, title: &str, language: Language) -> Result<Vec<u8>, ApiError> {
    let tag = match language {
        Language::Zh => "zh-Hans",
        Language::En => "en",
    };
    paper::print(&blocks, title, tag).map_err(|error| match error {
        PrintError::Font(FontError::Missing(c)) => {
            ApiError::about(ErrorCode::NoFont, c.to_string())
        }
        PrintError::Font(FontError::Unreadable) => ErrorCode::NoFont.into(),
        PrintError::TooLong => ApiError::about(ErrorCode::NotExpressible, "pages"),
        PrintError::Broken => ApiError::about(ErrorCode::Internal, "print"),
    })
}

/// Whether an invoice counts in a sum.
pub(super) fn counts(one: &Found) -> bool {
    let status: InvoiceStatus = status(&one.anchor, one.invoice.as_ref());
    status.counts()
}
