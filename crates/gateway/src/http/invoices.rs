//! The steps of invoices, for the command line.

use std::sync::Arc;

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};

use super::admin::{Body, City, Result, find, read_command};
use crate::admin::{ClaimView, InvoiceStepCommand, InvoiceStepKind, InvoiceStepView};
use crate::failure::Failure;
use crate::state::Gateway;

pub(super) fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route("/invoices/claims", get(claims))
        .route("/invoices/step", post(step))
}

async fn step(State(gateway): City, bytes: Body) -> Result<Json<InvoiceStepView>> {
    let command: InvoiceStepCommand = read_command(bytes)?;
    let department = find(&gateway, &command.department)?;
    let number: u128 = command
        .number
        .parse()
        .map_err(|_| Failure::bad("invalid_request", "no number of an invoice"))?;
    let (height, reversal) = match command.step {
        InvoiceStepKind::Book => (Some(gateway.book_invoice(department, number).await?), None),
        InvoiceStepKind::Reimburse => (
            Some(gateway.reimburse_invoice(department, number).await?),
            None,
        ),
        InvoiceStepKind::Void => (Some(gateway.void_invoice(department, number).await?), None),
        InvoiceStepKind::Reverse => {
            let issued = gateway.reverse_invoice(department, number).await?;
            (None, Some(issued.number))
        }
    };
    let state = gateway.chain.invoice(number).await?;
    Ok(Json(InvoiceStepView {
        number: command.number,
        stage: state.map(|state| state.stage),
        height,
        reversal,
    }))
}

async fn claims(State(gateway): City) -> Result<Json<Vec<ClaimView>>> {
    let rows = gateway.claims().await?;
    let views = rows.into_iter().map(|(row, stage)| ClaimView {
        payer: row.payer,
        number: row.number.to_string(),
        biller: row.biller,
        seller: row.seller,
        total: row.total,
        file_number: row.file_number,
        received_at: row.received_at,
        stage,
    });
    Ok(Json(views.collect()))
}
