//! The administrative addresses, for the command line: loopback only, and with the token.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, Request, State};
use axum::http::header;
use axum::middleware::{self, Next};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use chain::calls;
use chain::reads::CredentialStatus;
use exchange::access::{AccessAnswer, AccessRefusal};
use exchange::billing::{self, BillingCode};
use exchange::parse_message;
use grant::{Action, inspect};
use keys::{MetaAddress, Secp256k1PublicKey, X25519PublicKey};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::answers::values;
use super::{MAX_BODY_BYTES, body};
use crate::admin::{
    AccessCommand, AccessView, ActivityCommand, AskCommand, AskView, CertificateCommand,
    CertificateView, DepartmentView, GrantTokenView, GrantView, InvoiceCommand, InvoiceView,
    OfferCommand, OfferView, ReadCommand, ReadView, RequestView, SetStatusCommand, SetStatusView,
    StatusView, SupersedeCommand,
};
use crate::city;
use crate::failure::Failure;
use crate::issuer::{INVOICE, InvoiceOrder, OfferOrder, StatusSet, TxCodeChoice};
use crate::random;
use crate::requester::{
    AccessPlan, REQUEST_SECS, ReadFailure, ReadOrder, RequestForm, RequestOrder,
};
use crate::state::{Department, Gateway};
use crate::store::{AcceptLess, AccessRow, RelationRow};

pub(super) type Result<T> = std::result::Result<T, Failure>;
pub(super) type Body = std::result::Result<Bytes, BytesRejection>;
pub(super) type City = State<Arc<Gateway>>;

pub(super) fn routes(gateway: Arc<Gateway>, token: String) -> Router {
    let expected: [u8; 32] = Sha256::digest(token).into();
    Router::new()
        .route("/offer", post(offer))
        .route("/ask", post(ask))
        .route("/read", post(read))
        .route("/access", post(access))
        .route("/invoice", post(invoice))
        .route("/certificate", post(certificate))
        .route("/certificate/status", post(set_status))
        .route("/certificate/supersede", post(supersede))
        .route("/activity", post(activity))
        .route("/departments", get(departments))
        .route("/requests", get(requests))
        .route("/grants", get(grants))
        .route("/grants/{id}", get(grant_token))
        .route("/accesses", get(accesses))
        .route("/status", get(status))
        .merge(super::delegation::routes())
        .merge(super::answers::routes())
        .merge(super::cases::admin_routes())
        .merge(super::law::routes())
        .merge(super::counter::routes())
        .merge(super::presentations::routes())
        .merge(super::invoices::routes())
        .with_state(gateway)
        .layer(middleware::from_fn(
            move |request: Request, next: Next| async move {
                // Hashes are compared, so the time it takes says nothing about the token.
                let shown = request
                    .headers()
                    .get(header::AUTHORIZATION)
                    .and_then(|value| value.as_bytes().strip_prefix(b"Bearer "))
                    .map(|token| <[u8; 32]>::from(Sha256::digest(token)));
                if shown == Some(expected) {
                    next.run(request).await
                } else {
                    Failure::unauthorized("invalid_token", "the admin token is missing or wrong")
                        .into_response()
                }
            },
        ))
}

pub(super) fn read_command<T: DeserializeOwned>(bytes: Body) -> Result<T> {
    parse_message(&body(bytes)?, MAX_BODY_BYTES)
        .map_err(|error| Failure::bad("invalid_request", error))
}

pub(super) fn find<'g>(gateway: &'g Gateway, slug: &str) -> Result<&'g Department> {
    gateway
        .department(slug)
        .ok_or_else(|| Failure::not_found("there is no such department"))
}

async fn offer(State(gateway): City, bytes: Body) -> Result<Json<OfferView>> {
    let command: OfferCommand = read_command(bytes)?;
    let order = OfferOrder {
        configuration: command.credential,
        tx_code: match command.tx_code.as_deref() {
            None => TxCodeChoice::Random,
            Some("none") => TxCodeChoice::None,
            Some(code) => TxCodeChoice::Fixed(code.to_owned()),
        },
        tell_code: command.tell_code,
    };
    let placed = gateway.place_offer(find(&gateway, &command.department)?, &order)?;
    Ok(Json(OfferView {
        link: placed.link,
        tx_code: placed.tx_code,
    }))
}

async fn ask(State(gateway): City, bytes: Body) -> Result<Json<AskView>> {
    let command: AskCommand = read_command(bytes)?;
    let order = RequestOrder {
        custodian: command.custodian,
        entry: command.entry,
        attributes: command.attributes,
        optional: command.optional,
        purpose: command.purpose,
        clause: command.clause,
        valid_for_secs: command.valid_for_secs,
        open_for_secs: command.open_for_secs.unwrap_or(REQUEST_SECS),
        uses: command.uses,
        retention_days: command.retention_days,
        depth: command.depth,
        modify: values(command.modify)?,
        add: values(command.add)?,
        accept_less: match command.accept_less.as_deref() {
            None => AcceptLess::default(),
            Some(name) => AcceptLess::parse(name)
                .ok_or_else(|| Failure::bad("invalid_request", "always, never or ask"))?,
        },
    };
    let form = RequestForm {
        by_value: command.by_value,
        es256: command.es256,
    };
    let made = gateway.make_request_as(find(&gateway, &command.department)?, &order, form)?;
    Ok(Json(AskView {
        link: made.link,
        request_id: made.id,
        check_code: made.check_code,
    }))
}

async fn read(State(gateway): City, bytes: Body) -> Result<Json<ReadView>> {
    let command: ReadCommand = read_command(bytes)?;
    let order = ReadOrder {
        grant: command.grant.filter(|grant| grant != "latest"),
        attributes: command.attributes,
        signer: command.signer,
        token: command.token,
    };
    read_view(
        gateway
            .read(find(&gateway, &command.department)?, &order)
            .await,
    )
}

async fn access(State(gateway): City, bytes: Body) -> Result<Json<AccessView>> {
    let command: AccessCommand = read_command(bytes)?;
    let department = find(&gateway, &command.department)?;
    let plan = AccessPlan {
        custodian: command.custodian,
        entry: command.entry,
        person: command.person,
        attributes: command.attributes,
        purpose: command.purpose,
        clause: command.clause,
        unchecked: command.unchecked,
    };
    match gateway.read_without_grant(department, &plan).await {
        Ok(answer) => Ok(Json(AccessView::Read {
            values: answer.values,
            retention_days: answer.retention_days,
            height: answer.height,
        })),
        Err(ReadFailure::Refused(refusal)) => Ok(Json(AccessView::Refused {
            error: refusal_class(&refusal)?,
            reason: refusal.reason,
        })),
        Err(ReadFailure::Failed(failure)) => Err(failure),
    }
}

fn refusal_class(refusal: &AccessRefusal) -> Result<String> {
    let class = serde_json::to_value(refusal.error).map_err(Failure::ours)?;
    Ok(class.as_str().unwrap_or_default().to_owned())
}

/// What came of a use at the custodian.
pub(super) fn read_view(
    result: std::result::Result<AccessAnswer, ReadFailure>,
) -> Result<Json<ReadView>> {
    match result {
        Ok(answer) => Ok(Json(ReadView::Read {
            values: answer.values,
            retention_days: answer.retention_days,
            use_number: answer.use_number,
        })),
        Err(ReadFailure::Refused(refusal)) => Ok(Json(ReadView::Refused {
            error: refusal_class(&refusal)?,
            reason: refusal.reason,
        })),
        Err(ReadFailure::Failed(failure)) => Err(failure),
    }
}

async fn invoice(State(gateway): City, bytes: Body) -> Result<Json<InvoiceView>> {
    let command: InvoiceCommand = read_command(bytes)?;
    let biller = find(&gateway, &command.biller)?;
    let relation = recipient(&gateway, biller, &command.to)?;
    let order = InvoiceOrder {
        title: command.title,
        total: command.amount,
        buyer: command.buyer,
    };
    let issued = gateway.issue_invoice(biller, &relation, &order).await?;
    Ok(Json(InvoiceView {
        number: issued.number,
        fingerprint: issued.fingerprint.to_string(),
        relation: relation.relation,
    }))
}

async fn certificate(State(gateway): City, bytes: Body) -> Result<Json<CertificateView>> {
    let command: CertificateCommand = read_command(bytes)?;
    let issuer = find(&gateway, &command.department)?;
    if issuer.slug() != city::UNIVERSITY {
        return Err(Failure::bad(
            "invalid_request",
            "this department issues no certificates",
        ));
    }
    let relation = recipient(&gateway, issuer, &command.to)?;
    let fingerprint = gateway.issue_degree(issuer, &relation).await?;
    Ok(Json(CertificateView {
        fingerprint: fingerprint.map(|fingerprint| fingerprint.to_string()),
        relation: relation.relation,
    }))
}

async fn set_status(State(gateway): City, bytes: Body) -> Result<Json<Vec<SetStatusView>>> {
    let command: SetStatusCommand = read_command(bytes)?;
    let issuer = find(&gateway, &command.department)?;
    let relation = recipient(&gateway, issuer, &command.to)?;
    let set = gateway
        .set_status(issuer, &relation, &command.credential, command.status)
        .await?;
    Ok(Json(set_views(set, command.status)))
}

async fn supersede(State(gateway): City, bytes: Body) -> Result<Json<Vec<SetStatusView>>> {
    let command: SupersedeCommand = read_command(bytes)?;
    let issuer = find(&gateway, &command.department)?;
    let relation = recipient(&gateway, issuer, &command.to)?;
    let set = gateway
        .supersede(issuer, &relation, &command.credential, &command.changed)
        .await?;
    Ok(Json(set_views(set, CredentialStatus::Superseded)))
}

fn set_views(set: Vec<StatusSet>, status: CredentialStatus) -> Vec<SetStatusView> {
    let view = |copy: StatusSet| SetStatusView {
        fingerprint: copy.fingerprint.to_string(),
        status,
        successor: copy.successor.map(|successor| successor.to_string()),
        height: copy.height,
    };
    set.into_iter().map(view).collect()
}

/// Finds whom something is for: `last`, a `did:key` or a meta-address `viewing:spending` that this
/// department knows, or `did:key…@viewing:spending`, which introduces a relation as a clerk would.
fn recipient(gateway: &Gateway, department: &Department, to: &str) -> Result<RelationRow> {
    let slug = department.slug();
    let bad = |text: &str| Failure::bad("invalid_request", text);
    if to.starts_with(billing::PREFIX) {
        return by_code(gateway, slug, to);
    }
    if let Some((did, meta_address)) = to.split_once('@') {
        keys::did::parse_did_key(did).map_err(|_| bad("no relation's identifier before the @"))?;
        let meta_address =
            parse_meta_address(meta_address).ok_or_else(|| bad("no meta-address after the @"))?;
        gateway.store.put_relation(slug, did, &meta_address, None)?;
    }
    let found = match to.split_once('@') {
        Some((did, _)) => gateway.store.relation(slug, did)?,
        None if to == "last" => gateway.store.last_relation(slug)?,
        None if to.starts_with("did:") => gateway.store.relation(slug, to)?,
        None => match parse_meta_address(to) {
            Some(meta_address) => gateway
                .store
                .relation_by_meta_address(slug, &meta_address)?,
            None => return Err(bad("neither a relation nor a meta-address")),
        },
    };
    found.ok_or_else(|| {
        Failure::not_found("no such relation has introduced itself to this department")
    })
}

/// The relation that a billing code opens, for one invoice.
fn by_code(gateway: &Gateway, slug: &str, text: &str) -> Result<RelationRow> {
    let bad = |error: &dyn std::fmt::Display| Failure::bad("invalid_request", error);
    let code = BillingCode::parse(text).map_err(|error| bad(&error))?;
    if code.chain_id != gateway.chain.network().chain_id() {
        return Err(bad(&"the billing code is for another network"));
    }
    let relation = code.relation();
    if gateway.store.count_issued_to(slug, &relation, INVOICE)? > 0 {
        return Err(Failure::conflict(
            "invalid_request",
            "this billing code was used: ask the buyer for a new one",
        ));
    }
    gateway
        .store
        .put_relation(slug, &relation, &code.meta_address, None)?;
    (gateway.store.relation(slug, &relation)?).ok_or_else(|| Failure::ours("a relation was lost"))
}

fn parse_meta_address(text: &str) -> Option<MetaAddress> {
    let (viewing, spending) = text.split_once(':')?;
    let viewing: [u8; 32] = const_hex::decode_to_array(viewing).ok()?;
    let spending: [u8; 33] = const_hex::decode_to_array(spending).ok()?;
    Some(MetaAddress {
        viewing: X25519PublicKey::from_bytes(&viewing).ok()?,
        spending: Secp256k1PublicKey::from_bytes(&spending).ok()?,
    })
}

async fn activity(State(gateway): City, bytes: Body) -> Result<Json<serde_json::Value>> {
    let command: ActivityCommand = read_command(bytes)?;
    let department = find(&gateway, &command.department)?;
    let Some(parent) = department.sample.parent else {
        return Err(Failure::bad(
            "invalid_request",
            "nobody stands above this department",
        ));
    };
    let parent = find(&gateway, parent)?;
    let at = gateway.chain.network().contracts();
    let call = calls::departments_set_active(at, department.did.address, command.active);
    gateway.send(parent, &call).await?;
    Ok(Json(
        serde_json::json!({ "department": department.slug(), "active": command.active }),
    ))
}

async fn departments(State(gateway): City) -> Result<Json<Vec<DepartmentView>>> {
    let snapshot = gateway.ledger.refresh().await?;
    let now = snapshot.no_earlier(random::now());
    let view = |department: &Department| DepartmentView {
        slug: department.slug().to_owned(),
        did: department.did.to_string(),
        name_zh: department.sample.zh.to_owned(),
        name_en: department.sample.en.to_owned(),
        kind: department.sample.kind.to_owned(),
        level: department.sample.level,
        parent: department.sample.parent.map(str::to_owned),
        endpoint: department.endpoint.as_str().to_owned(),
        active: snapshot.active(&department.did.address, now).is_some(),
    };
    // In the order of the tree, parents first.
    let all = city::DEPARTMENTS
        .iter()
        .filter_map(|sample| gateway.department(sample.slug));
    Ok(Json(all.map(view).collect()))
}

async fn requests(State(gateway): City) -> Result<Json<Vec<RequestView>>> {
    let rows = gateway
        .store
        .requests()?
        .into_iter()
        .map(|row| RequestView {
            request_id: row.id,
            department: row.department,
            status: row.status.name().to_owned(),
            created_at: row.created_at,
            expires_at: row.expires_at,
        });
    Ok(Json(rows.collect()))
}

async fn grants(State(gateway): City) -> Result<Json<Vec<GrantView>>> {
    let mut views = Vec::new();
    for row in gateway.store.grants()? {
        let token = inspect(&row.compact).map_err(Failure::ours)?;
        let reads = token
            .rights
            .iter()
            .filter(|shown| shown.right.action == Action::Read);
        views.push(GrantView {
            grant: row.fingerprint.to_string(),
            department: row.department,
            custodian: row.custodian,
            attributes: reads
                .map(|shown| shown.right.attribute.to_string())
                .collect(),
            request_id: row.request,
            number: row.number,
            received_at: row.received_at,
            expires_at: token
                .line
                .last()
                .map_or(0, |holding| holding.limits.expires),
        });
    }
    Ok(Json(views))
}

async fn grant_token(State(gateway): City, Path(id): Path<String>) -> Result<Json<GrantTokenView>> {
    let found = gateway
        .store
        .grants()?
        .into_iter()
        .find(|row| id == "latest" || row.fingerprint.to_string() == id)
        .ok_or_else(|| Failure::not_found("there is no such grant"))?;
    Ok(Json(GrantTokenView {
        token: found.compact,
    }))
}

async fn accesses(State(gateway): City) -> Result<Json<Vec<AccessRow>>> {
    const NEWEST: u32 = 200;
    Ok(Json(gateway.store.accesses(NEWEST)?))
}

async fn status(State(gateway): City) -> Result<Json<StatusView>> {
    let snapshot = gateway.ledger.refresh().await?;
    Ok(Json(StatusView {
        url: gateway.base_url().to_owned(),
        height: snapshot.height,
        block_time: snapshot.time,
        departments: snapshot.directory.all().count(),
        rules: snapshot.law.all().filter(|rule| !rule.repealed).count(),
        grants: gateway.store.grants()?.len(),
    }))
}
