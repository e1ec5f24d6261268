//! Grants: asked for, given, used, seen by the holder, and every way in which a use is refused.

use std::time::Duration;

use exchange::access::{
    AccessAnswer, AccessRefusal, AccessRequest, AttributeName, OperationMessage,
};
use exchange::apply::ApplicationAnswer;
use exchange::record::{GRANT_USED, UseData, UseStatement};
use exchange::token::UseNonceAnswer;
use gateway::requester::{ReadFailure, ReadOrder, RequestOrder};
use grant::{Action, Operation, inspect, use_grant};
use keys::Signer;
use reqwest::StatusCode;
use serde_json::json;

use crate::holder::{Granted, now};
use crate::world::World;

/// A request for these attributes of the household register.
fn order(attributes: &[&str], purpose: &str, uses: u16) -> RequestOrder {
    RequestOrder {
        attributes: attributes
            .iter()
            .map(|&attribute| attribute.to_owned())
            .collect(),
        optional: Vec::new(),
        purpose: purpose.to_owned(),
        uses,
        ..RequestOrder::school_enrolment()
    }
}

pub(crate) async fn with_identity() -> Option<World> {
    with_identity_in(World::start().await?).await
}

async fn with_identity_in(world: World) -> Option<World> {
    let command = json!({"department": "household", "credential": "identity", "tx_code": "none"});
    let offer = world.admin("offer", &command).await;
    world
        .holder
        .accept(offer["link"].as_str().unwrap(), None)
        .await
        .unwrap();
    Some(world)
}

pub(crate) async fn granted(world: &World, slug: &str, order: &RequestOrder) -> Granted {
    let made = world
        .gateway()
        .make_request(world.department(slug), order)
        .unwrap();
    world.holder.grant(&made.link).await
}

/// Reads with the department's latest grant; the exact name of the check that failed otherwise.
pub(crate) async fn read(
    world: &World,
    slug: &str,
    order: &ReadOrder,
) -> Result<AccessAnswer, String> {
    match world.gateway().read(world.department(slug), order).await {
        Ok(answer) => Ok(answer),
        Err(ReadFailure::Refused(refusal)) => Err(refusal.reason),
        Err(ReadFailure::Failed(failure)) => Err(failure.error.to_owned()),
    }
}

pub(crate) fn refused(result: Result<AccessAnswer, String>) -> String {
    result.map(|answer| format!("{answer:?}")).unwrap_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_is_used_journaled_seen_and_revoked() {
    let Some(world) = with_identity().await else {
        return;
    };
    let holder = &world.holder;
    let household = world.department("household");
    let education = world.department("education");

    let made = world
        .gateway()
        .make_request(education, &RequestOrder::school_enrolment())
        .unwrap();
    let granted = holder.grant(&made.link).await;
    // A request is answered once, and not given out again.
    let url = education.endpoint.join(&format!("requests/{}", made.id));
    assert_eq!(
        holder.http.get(url).send().await.unwrap().status(),
        StatusCode::CONFLICT
    );

    let answer = read(&world, "education", &ReadOrder::default())
        .await
        .unwrap();
    assert_eq!(answer.use_number, 1);
    assert_eq!(answer.retention_days, 180);
    assert_eq!(answer.values.len(), 4);
    assert_eq!(answer.values["person.name"], "李明");
    assert_eq!(
        answer.values["household.members"].as_array().unwrap().len(),
        3
    );

    // The holder finds the use on chain, and tells from the tags which rights it was.
    let entries = holder.entries_from(&household.did).await;
    let uses: Vec<_> = entries
        .iter()
        .filter(|(entry, _)| entry.kind == GRANT_USED)
        .collect();
    let [(entry, opened)] = uses.as_slice() else {
        panic!("one use was expected")
    };
    assert_eq!(entry.fingerprint.0, granted.issued.fingerprint.to_bytes());
    let statement = UseStatement::parse(opened).unwrap();
    assert_eq!(statement.user, education.did);
    assert_eq!(statement.use_number, 1);
    assert_eq!(statement.clause.as_str(), "ht-school-entry/12");
    assert_eq!(statement.rights.len(), 4);
    let tags = UseData::parse(&entry.data).unwrap().tags;
    let shown = inspect(&granted.issued.compact).unwrap().rights;
    for right in &shown {
        assert!(
            tags.contains(&right.salt.attribute_tag(1)),
            "{:?}",
            right.right
        );
        assert!(!tags.contains(&right.salt.attribute_tag(2)));
    }

    // One attribute alone is a use as well; the contract counts.
    let one = ReadOrder {
        attributes: Some(vec!["person.name".to_owned()]),
        ..Default::default()
    };
    assert_eq!(
        read(&world, "education", &one).await.unwrap().values.len(),
        1
    );
    assert_eq!(refused(read(&world, "education", &one).await), "UsedUp");
    holder.revoke(&granted).await;
    assert_eq!(refused(read(&world, "education", &one).await), "Revoked");

    let log = world.gateway().store().accesses(10).unwrap();
    let outcomes: Vec<&str> = log.iter().map(|access| access.outcome.as_str()).collect();
    assert_eq!(outcomes, ["Revoked", "UsedUp", "served", "served"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn theft_replay_and_widening_are_refused_by_name() {
    let Some(world) = with_identity().await else {
        return;
    };
    let order = order(&["person.name", "household.address"], "school-enrolment", 4);
    let granted = granted(&world, "education", &order).await;
    let held = granted.issued.compact.clone();

    // Another department's key, with the department's own grant or with a copy of it.
    let stolen = ReadOrder {
        signer: Some("housing".to_owned()),
        ..Default::default()
    };
    assert_eq!(
        refused(read(&world, "education", &stolen).await),
        "Possession"
    );
    let copied = ReadOrder {
        token: Some(held.clone()),
        ..Default::default()
    };
    assert_eq!(
        refused(read(&world, "housing", &copied).await),
        "Possession"
    );
    // Another attribute than the grant gives.
    let other = ReadOrder {
        attributes: Some(vec!["person.id-number".to_owned()]),
        ..Default::default()
    };
    assert_eq!(
        refused(read(&world, "education", &other).await),
        "Operation"
    );

    // A whole use, made rightly, presented twice, altered, and elsewhere.
    let mut raw = Raw {
        world: &world,
        held: held.clone(),
    };
    let token = raw.sign_use(&["person.name"]).await;
    let name = ["person.name"];
    assert_eq!(raw.present("university", &token, &name).await, "Audience");
    assert_eq!(
        raw.present("household", &token, &["household.address"])
            .await,
        "Operation"
    );
    assert_eq!(raw.present("household", &held, &name).await, "NoPossession");
    let mut altered = token.clone();
    altered.insert_str(altered.find('~').unwrap() + 1, "WyJhIiwxXQ~");
    assert_eq!(
        raw.present("household", &altered, &name).await,
        "Unreferenced"
    );
    let with_more = with_other_disclosure(&token, &held);
    assert_eq!(raw.present("household", &with_more, &name).await, "SdHash");
    let late = token.replacen("eyJ", "eyK", 1);
    assert_eq!(raw.present("household", &late, &name).await, "Header");
    assert_eq!(raw.present("household", &token, &name).await, "served");
    assert_eq!(raw.present("household", &token, &name).await, "Replay");

    // A second citizen's disclosure does not fit the first one's grant.
    raw.held = held;
    let education = world.department("education");
    let request = world.gateway().make_request(education, &order).unwrap();
    let second = world.holder.grant(&request.link).await;
    let foreign = second.issued.compact.split('~').nth(1).unwrap();
    let token = raw.sign_use(&["person.name"]).await;
    let mixed = token.replacen('~', &format!("~{foreign}~"), 1);
    assert_eq!(
        raw.present("household", &mixed, &name).await,
        "Unreferenced"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn time_law_and_directory_are_asked_at_every_use() {
    let Some(world) = with_identity().await else {
        return;
    };
    let all = ReadOrder::default();

    // A suspended department, and one below a suspended department, may not read.
    granted(
        &world,
        "education",
        &order(&["person.name"], "school-enrolment", 4),
    )
    .await;
    world.set_active("education", false).await;
    assert_eq!(refused(read(&world, "education", &all).await), "Department");
    world.set_active("education", true).await;
    assert!(read(&world, "education", &all).await.is_ok());

    // What no clause allows is denied, whoever signed; what a clause refers waits for an officer.
    granted(
        &world,
        "education",
        &order(&["person.telephone"], "school-enrolment", 4),
    )
    .await;
    assert_eq!(refused(read(&world, "education", &all).await), "LawDenies");
    granted(
        &world,
        "housing",
        &order(&["person.id-number"], "rent-subsidy", 4),
    )
    .await;
    assert_eq!(refused(read(&world, "housing", &all).await), "Referred");
    let mut long = order(&["person.name"], "school-enrolment", 4);
    long.retention_days = 181;
    granted(&world, "education", &long).await;
    assert_eq!(refused(read(&world, "education", &all).await), "LawLimit");
    // The clause must be the one that the rule stands on.
    let mut clause = order(&["person.name"], "school-enrolment", 4);
    clause.clause = Some("ht-rent-subsidy/7".to_owned());
    granted(&world, "education", &clause).await;
    assert_eq!(refused(read(&world, "education", &all).await), "LawDenies");

    // The end comes.
    let mut short = order(&["person.name"], "school-enrolment", 4);
    short.valid_for_secs = 6;
    granted(&world, "education", &short).await;
    assert!(read(&world, "education", &all).await.is_ok());
    tokio::time::sleep(Duration::from_secs(7)).await;
    assert_eq!(refused(read(&world, "education", &all).await), "Expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_requester_takes_only_what_it_asked_for() {
    let Some(world) = with_identity().await else {
        return;
    };
    let holder = &world.holder;
    let education = world.department("education");
    let make = || {
        let order = order(&["person.name"], "school-enrolment", 4);
        world
            .gateway()
            .make_request(education, &order)
            .unwrap()
            .link
    };
    let invalid = Err((StatusCode::BAD_REQUEST, "invalid_grant".to_owned()));

    // Not anchored; for another request; wider than asked.
    let request = holder.request(&make()).await;
    let limits = request.terms.limits;
    let unanchored = holder.make_unanchored(&request, limits);
    assert_eq!(
        holder.answer(&request, Some(&unanchored)).await.map(|_| ()),
        invalid
    );
    holder.anchor(&unanchored, limits).await;
    let other = holder.request(&make()).await;
    assert_eq!(
        holder.answer(&other, Some(&unanchored)).await.map(|_| ()),
        invalid
    );
    let wider = grant::Limits {
        max_uses: 5,
        ..limits
    };
    let wide = holder.make_grant(&other, wider).await;
    assert_eq!(
        holder.answer(&other, Some(&wide)).await.map(|_| ()),
        invalid
    );
    // What binds the department needs its consent first; fewer uses do not.
    let less = grant::Limits {
        max_uses: 1,
        ..other.terms.limits
    };
    let kept_shorter = grant::Limits {
        retention_days: 0,
        ..less
    };
    let short = holder.make_grant(&other, kept_shorter).await;
    assert_eq!(
        holder.answer(&other, Some(&short)).await.map(|_| ()),
        Err((StatusCode::BAD_REQUEST, "consent_needed".to_owned()))
    );
    holder.grant_within(&other, less).await;
    let used = read(&world, "education", &ReadOrder::default()).await;
    assert_eq!(used.unwrap().use_number, 1);

    // A refusal is noted, and ends the matter: told again it is the same one, and no grant can
    // follow it.
    let refused = holder.request(&make()).await;
    let first = holder.answer(&refused, None).await.unwrap();
    let again = holder.answer(&refused, None).await.unwrap();
    assert_eq!(again.number, first.number);
    let late = holder.make_grant(&refused, refused.terms.limits).await;
    assert_eq!(
        holder.answer(&refused, Some(&late)).await.map(|_| ()),
        Err((StatusCode::CONFLICT, "invalid_request".to_owned()))
    );

    // A grant whose key was never introduced is nobody's.
    holder.answer(&request, Some(&unanchored)).await.unwrap();
    let stranger = world.another_holder().await;
    let third = stranger.request(&make()).await;
    let nonce = keys::base64url::encode(&crate::holder::random::<16>());
    assert_eq!(
        stranger.introduce_grant_key(&third, &nonce).await,
        StatusCode::FORBIDDEN
    );
    let foreign = stranger.make_grant(&third, third.terms.limits).await;
    stranger.answer(&third, Some(&foreign)).await.unwrap();
    let result = read(&world, "education", &ReadOrder::default()).await;
    assert_eq!(crate::access::refused(result), "Issuer");
    // An introduction is good once.
    let request = holder.request(&make()).await;
    assert_eq!(
        holder.introduce_grant_key(&request, &nonce).await,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        holder.introduce_grant_key(&request, &nonce).await,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn uses_at_the_same_moment_are_counted_one_by_one() {
    let Some(world) = with_identity().await else {
        return;
    };
    let order = order(&["person.name"], "school-enrolment", 2);
    granted(&world, "education", &order).await;
    let all = ReadOrder::default();
    let (a, b, c, d) = tokio::join!(
        read(&world, "education", &all),
        read(&world, "education", &all),
        read(&world, "education", &all),
        read(&world, "education", &all),
    );
    let results = [a, b, c, d];
    let mut numbers: Vec<u32> = results
        .iter()
        .flatten()
        .map(|answer| answer.use_number)
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2]);
    let refusals: Vec<String> = results.into_iter().filter_map(Result::err).collect();
    assert_eq!(refusals, ["UsedUp", "UsedUp"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_city_invites_and_reads_by_itself() {
    let Some(world) = World::start_with(true).await else {
        return;
    };
    let Some(world) = with_identity_in(world).await else {
        return;
    };
    let education = &world.department("education").endpoint;
    let Ok(ApplicationAnswer::Request { request }) =
        world.holder.apply(education, "school-enrolment").await
    else {
        panic!("a request was expected");
    };
    // A refusal sets nothing going, a grant does.
    let refused = world.holder.request(&request).await;
    world.holder.answer(&refused, None).await.unwrap();
    let Ok(ApplicationAnswer::Request { request }) =
        world.holder.apply(education, "school-enrolment").await
    else {
        panic!("a request was expected");
    };
    world.holder.grant(&request).await;
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let log = world.gateway().store().accesses(10).unwrap();
        if !log.is_empty() {
            assert_eq!(log[0].outcome, "served");
            assert_eq!(log.len(), 1);
            return;
        }
    }
    panic!("nothing was read");
}

/// Tokens made and presented by hand.
struct Raw<'w> {
    world: &'w World,
    held: String,
}

impl Raw<'_> {
    /// Signs a use with the education bureau's own key.
    async fn sign_use(&self, attributes: &[&str]) -> String {
        let url = self.world.url("household", "nonce");
        let nonce: UseNonceAnswer = self
            .world
            .holder
            .post(&url, "text/plain", "", None)
            .await
            .unwrap();
        let items = names(attributes)
            .into_iter()
            .map(|name| (name.entry, name.attribute));
        let operation = Operation::new(Action::Read, items, b"").unwrap();
        let signer: &dyn Signer = &self.world.department("education").keys.ed25519;
        use_grant(&self.held, &[], &operation, &nonce.nonce, signer, now()).unwrap()
    }

    /// Presents a token; `served`, or the name of the check that failed.
    async fn present(&self, custodian: &str, token: &str, attributes: &[&str]) -> String {
        let request = AccessRequest {
            token: token.to_owned(),
            operation: OperationMessage::read(names(attributes)),
            request: None,
        };
        let url = self.world.url(custodian, "access");
        let response = self
            .world
            .holder
            .http
            .post(url)
            .json(&request)
            .send()
            .await
            .unwrap();
        if response.status().is_success() {
            return "served".to_owned();
        }
        let refusal: AccessRefusal = response.json().await.unwrap();
        refusal.reason
    }
}

fn names(attributes: &[&str]) -> Vec<AttributeName> {
    attributes
        .iter()
        .map(|attribute| AttributeName {
            entry: "household".parse().unwrap(),
            attribute: attribute.parse().unwrap(),
        })
        .collect()
}

/// Adds to a use a disclosure of the same grant that the use did not show.
fn with_other_disclosure(token: &str, held: &str) -> String {
    let missing = held
        .split('~')
        .skip(1)
        .find(|part| !part.is_empty() && !token.contains(part))
        .unwrap();
    token.replacen('~', &format!("~{missing}~"), 1)
}
