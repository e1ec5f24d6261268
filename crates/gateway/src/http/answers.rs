//! The administrative addresses for what citizens answered with less, and for changes.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::routing::{get, post};
use axum::{Json, Router};
use exchange::NewValue;
use exchange::terms::Terms;
use grant::{Action, inspect};
use serde_json::Value;

use super::admin::{find, read_command, read_view};
use crate::admin::{ChangeCommand, CounterOfferDecision, CounterOfferView, ReadView, ValueCommand};
use crate::failure::Failure;
use crate::requester::ChangeOrder;
use crate::state::Gateway;
use crate::store::CounterOfferRow;

type Result<T> = std::result::Result<T, Failure>;
type Body = std::result::Result<Bytes, BytesRejection>;
type City = State<Arc<Gateway>>;

pub(super) fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route("/counter-offers", get(list).post(decide))
        .route("/change", post(change))
}

async fn list(State(gateway): City) -> Result<Json<Vec<CounterOfferView>>> {
    let rows = gateway.store.counter_offers()?;
    let views = rows.into_iter().map(|row| view(&gateway, row));
    Ok(Json(views.collect::<Result<_>>()?))
}

async fn decide(State(gateway): City, bytes: Body) -> Result<Json<CounterOfferView>> {
    let command: CounterOfferDecision = read_command(bytes)?;
    let waiting = gateway
        .store
        .counter_offers()?
        .into_iter()
        .find(|row| match command.counter_offer.as_str() {
            "latest" => true,
            id => row.fingerprint.to_string() == id,
        })
        .ok_or_else(|| Failure::not_found("there is no such counter-offer"))?;
    let decided = gateway.decide_counter_offer(waiting.fingerprint, command.take)?;
    Ok(Json(view(&gateway, decided)?))
}

fn view(gateway: &Gateway, row: CounterOfferRow) -> Result<CounterOfferView> {
    let request = gateway
        .store
        .request(&row.department, &row.request)?
        .ok_or_else(|| Failure::ours("a counter-offer to a request that is not known"))?;
    let (terms, _) = Terms::decode(&request.terms).map_err(Failure::ours)?;
    let offered = inspect(&row.compact).map_err(Failure::ours)?;
    let name = |right: &grant::Right| format!("{} {}", right.action, right.attribute);
    let given: Vec<String> = offered
        .rights
        .iter()
        .map(|shown| name(&shown.right))
        .collect();
    let asked: Vec<String> = terms.single_rights().map(|right| name(&right)).collect();
    let limits = offered
        .line
        .last()
        .map(|holding| holding.limits)
        .ok_or_else(|| Failure::ours("a grant for nobody"))?;
    Ok(CounterOfferView {
        counter_offer: row.fingerprint.to_string(),
        department: row.department,
        request_id: row.request,
        status: row.status.name().to_owned(),
        left_out: asked
            .into_iter()
            .filter(|asked| !given.contains(asked))
            .collect(),
        given,
        expires_at: limits.expires,
        asked_until: terms.limits.expires,
        uses: limits.max_uses,
        asked_uses: terms.limits.max_uses,
        retention_days: limits.retention_days,
        asked_retention_days: terms.limits.retention_days,
        message: row.message,
        number: row.number,
        received_at: row.received_at,
        decided_at: row.decided_at,
    })
}

async fn change(State(gateway): City, bytes: Body) -> Result<Json<ReadView>> {
    let command: ChangeCommand = read_command(bytes)?;
    let order = ChangeOrder {
        method: match command.method.as_str() {
            "modify" => Action::Modify,
            "add" => Action::Add,
            _ => return Err(Failure::bad("invalid_request", "neither modify nor add")),
        },
        grant: command.grant.filter(|grant| grant != "latest"),
        values: values(command.values)?,
        request: None,
        token: None,
    };
    read_view(
        gateway
            .change(find(&gateway, &command.department)?, &order)
            .await,
    )
}

/// The values that were typed, if they can be proposed at all.
pub(super) fn values(list: Vec<ValueCommand>) -> Result<Vec<(String, NewValue)>> {
    list.into_iter()
        .map(|typed| {
            let value = match typed.value {
                // A text that is JSON of several parts is meant as such.
                Value::String(text) if text.starts_with(['{', '[']) => {
                    serde_json::from_str(&text).unwrap_or(Value::String(text))
                }
                other => other,
            };
            let value =
                NewValue::new(value).map_err(|error| Failure::bad("invalid_request", error))?;
            Ok((typed.attribute, value))
        })
        .collect()
}
