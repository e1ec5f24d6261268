//! Grants handed on: made, used, counted, seen by the holder, and every way it is refused.

use exchange::record::{GRANT_USED, HandedOn, UseData, UseStatement};
use gateway::requester::{DelegateOrder, MadeLink, ReadOrder, RequestOrder};
use grant::{GrantError, LinkTerms, inspect, narrow};
use keys::Signer;
use serde_json::json;

use crate::access::{granted, read, refused, with_identity};
use crate::holder::{Granted, now};
use crate::world::World;

const OFFICE: &str = "district-education";

/// A request that may be handed on so often.
fn places(depth: u8) -> RequestOrder {
    let codes = ["person.name", "household.address", "household.members"];
    RequestOrder {
        attributes: codes.iter().map(|&code| code.to_owned()).collect(),
        optional: Vec::new(),
        purpose: "school-places".to_owned(),
        uses: 6,
        retention_days: 90,
        depth,
        ..RequestOrder::school_enrolment()
    }
}

fn to(slug: &str, attributes: &[&str]) -> DelegateOrder {
    DelegateOrder {
        to: slug.to_owned(),
        attributes: Some(attributes.iter().map(|&code| code.to_owned()).collect()),
        ..DelegateOrder::default()
    }
}

async fn delegate(world: &World, from: &str, order: &DelegateOrder) -> Result<MadeLink, String> {
    let from = world.department(from);
    let made = world.gateway().delegate(from, order).await;
    made.map_err(|failure| format!("{}: {}", failure.error, failure.description))
}

async fn world_with_grant(depth: u8) -> Option<(World, Granted)> {
    let world = with_identity().await?;
    let granted = granted(&world, "education", &places(depth)).await;
    Some((world, granted))
}

fn all() -> ReadOrder {
    ReadOrder::default()
}

fn these(attributes: &[&str]) -> ReadOrder {
    let codes = attributes.iter().map(|&code| code.to_owned());
    ReadOrder {
        attributes: Some(codes.collect()),
        ..ReadOrder::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn part_of_a_grant_goes_down_two_offices_and_the_holder_sees_the_line() {
    let Some((world, granted)) = world_with_grant(2).await else {
        return;
    };
    let two = ["person.name", "household.address"];
    let first = DelegateOrder {
        uses: Some(3),
        retention_days: Some(30),
        valid_for_secs: Some(5 * 86_400),
        ..to(OFFICE, &two)
    };
    let first = delegate(&world, "education", &first).await.unwrap();
    let second = to("school", &["household.address"]);
    let second = delegate(&world, OFFICE, &second).await.unwrap();
    assert_eq!(
        (first.grant, second.grant),
        (granted.issued.fingerprint, first.grant)
    );

    let answer = read(&world, OFFICE, &all()).await.unwrap();
    assert_eq!(
        answer.values.keys().collect::<Vec<_>>(),
        ["household.address", "person.name"]
    );
    assert_eq!((answer.use_number, answer.retention_days), (1, 30));
    let answer = read(&world, "school", &all()).await.unwrap();
    assert_eq!(
        answer.values.keys().collect::<Vec<_>>(),
        ["household.address"]
    );
    assert_eq!((answer.use_number, answer.retention_days), (2, 30));
    // The office that has the grant goes on as before.
    assert_eq!(
        read(&world, "education", &all()).await.unwrap().use_number,
        3
    );

    let household = world.department("household").did;
    let entries = world.holder.entries_from(&household).await;
    let uses: Vec<_> = (entries.iter())
        .filter(|(entry, _)| entry.kind == GRANT_USED)
        .map(|(entry, opened)| (entry, UseStatement::parse(opened).unwrap()))
        .collect();
    let line = |statement: &UseStatement| -> Vec<_> {
        let step = |step: &HandedOn| (step.to, step.link, step.max_uses, step.keep.len());
        statement.line.iter().map(step).collect()
    };
    let office = (world.department(OFFICE).did, first.link, 3, 2);
    let school = (world.department("school").did, second.link, 3, 1);
    assert_eq!(line(&uses[0].1), [office]);
    assert_eq!(line(&uses[1].1), [office, school]);
    assert_eq!(line(&uses[2].1), []);
    assert_eq!(uses[0].1.user, world.department(OFFICE).did);
    assert_eq!(uses[1].1.user, world.department("school").did);
    // The numbers in the line are those of the grant's own disclosures, and the tags are of the use.
    let shown = inspect(&granted.issued.compact).unwrap().rights;
    let address = (shown.iter())
        .find(|shown| shown.right.attribute.as_str() == "household.address")
        .unwrap();
    assert_eq!(uses[1].1.line[1].keep, [address.number]);
    let tags = UseData::parse(&uses[1].0.data).unwrap().tags;
    assert_eq!(tags, [address.salt.attribute_tag(2)]);

    // Three uses through the first link: two were made, one by each office.
    read(&world, "school", &all()).await.unwrap();
    assert_eq!(refused(read(&world, OFFICE, &all()).await), "UsedUp");
    assert_eq!(refused(read(&world, "school", &all()).await), "UsedUp");
    assert_eq!(
        read(&world, "education", &all()).await.unwrap().use_number,
        5
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_widened_nor_handed_sideways() {
    let Some((world, granted)) = world_with_grant(1).await else {
        return;
    };
    let name = ["person.name"];
    let fails = async |order: DelegateOrder, words: &str| {
        let error = delegate(&world, "education", &order).await.unwrap_err();
        assert!(error.contains(words), "{error}");
    };
    fails(to("housing", &name), "below").await;
    fails(to("city", &name), "below").await;
    fails(to("education", &name), "below").await;
    fails(to("nowhere", &name), "not_found").await;
    fails(to(OFFICE, &["person.id-number"]), "not held").await;
    let wider = |change: fn(&mut DelegateOrder)| {
        let mut order = to(OFFICE, &name);
        change(&mut order);
        order
    };
    fails(wider(|order| order.uses = Some(7)), "invalid_grant").await;
    fails(
        wider(|order| order.valid_for_secs = Some(31 * 86_400)),
        "invalid_grant",
    )
    .await;
    fails(
        wider(|order| order.retention_days = Some(91)),
        "invalid_grant",
    )
    .await;
    fails(wider(|order| order.depth = Some(1)), "invalid_grant").await;
    assert!(world.gateway().store().links().unwrap().is_empty());

    // What got through narrower stays narrow, whatever the delegate tries.
    let made = delegate(&world, "education", &to(OFFICE, &name))
        .await
        .unwrap();
    assert_eq!(read(&world, OFFICE, &all()).await.unwrap().values.len(), 1);
    let more = these(&["household.address"]);
    assert_eq!(refused(read(&world, OFFICE, &more).await), "Operation");
    let whole = ReadOrder {
        token: Some(granted.issued.compact.clone()),
        ..ReadOrder::default()
    };
    assert_eq!(refused(read(&world, OFFICE, &whole).await), "Possession");
    let held = world
        .gateway()
        .store()
        .held(OFFICE)
        .unwrap()
        .remove(0)
        .compact;
    assert_eq!(inspect(&held).unwrap().line[1].fingerprint, made.link);
    // A disclosure that was dropped, put back.
    let dropped = (granted.issued.compact.split('~').skip(1))
        .find(|part| !part.is_empty() && !held.contains(part))
        .unwrap();
    let (grant, rest) = held.split_once('~').unwrap();
    let added = format!("{grant}~{dropped}~{rest}");
    assert_eq!(inspect(&added).unwrap_err(), GrantError::NotDelegated);
    // Depth 1 is used up by one link.
    let error = delegate(&world, OFFICE, &to("school", &name))
        .await
        .unwrap_err();
    assert!(error.contains("not be handed on"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_department_takes_only_what_its_own_superior_hands_it() {
    let Some((world, granted)) = world_with_grant(2).await else {
        return;
    };
    let gateway = world.gateway();
    let (education, office) = (world.department("education"), world.department(OFFICE));
    let directory = world.holder.snapshot().await.directory;
    let key = directory
        .by_did(&office.did)
        .unwrap()
        .keys
        .p256_encrypt
        .unwrap();
    let terms = LinkTerms {
        department: office.did.to_string().parse().unwrap(),
        rights: vec![
            inspect(&granted.issued.compact).unwrap().rights[0]
                .right
                .clone(),
        ],
        limits: grant::Limits {
            max_depth: 0,
            ..inspect(&granted.issued.compact).unwrap().line[0].limits
        },
    };
    let hand_over = async |token: String,
                           from: &gateway::state::Department,
                           signer: &dyn Signer| {
        let message = exchange::handover::HandOver {
            from: from.did,
            to: office.did,
            issued_at: now(),
            token,
        };
        let mut rng = crate::holder::rng();
        let sealed = exchange::handover::seal_hand_over(&message, &key, signer, &mut rng).unwrap();
        let body = serde_json::to_vec(&sealed).unwrap();
        let taken = gateway.receive_link(office, &body).await;
        taken
            .map(|answer| answer.link)
            .map_err(|failure| failure.error)
    };
    let link = |signer: &dyn Signer| {
        let made = narrow(&granted.issued.compact, &terms, signer, now()).unwrap();
        (made.compact, made.fingerprint)
    };
    let right = &education.keys.ed25519;
    let (good, fingerprint) = link(right);
    // The grant without a link, a link signed by another, a good link brought by another.
    let bare = granted.issued.compact.clone();
    assert_eq!(
        hand_over(bare, education, right).await,
        Err("invalid_grant")
    );
    let tax = world.department("tax");
    let (forged, _) = link(&tax.keys.ed25519);
    assert_eq!(
        hand_over(forged, education, right).await,
        Err("invalid_grant")
    );
    assert_eq!(
        hand_over(good.clone(), tax, &tax.keys.ed25519).await,
        Err("invalid_grant")
    );
    assert_eq!(
        hand_over(good.clone(), education, &tax.keys.ed25519).await,
        Err("invalid_request")
    );
    assert!(gateway.store().held(OFFICE).unwrap().is_empty());
    // The good one, and once more: it is kept once.
    assert_eq!(
        hand_over(good.clone(), education, right).await,
        Ok(fingerprint)
    );
    assert_eq!(
        hand_over(good.clone(), education, right).await,
        Ok(fingerprint)
    );
    assert_eq!(gateway.store().held(OFFICE).unwrap().len(), 1);
    // What the holder has withdrawn is not taken.
    world.holder.revoke(&granted).await;
    assert_eq!(
        hand_over(good, education, right).await,
        Err("invalid_grant")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_is_not_delegable_stops_the_delegate_alone() {
    let Some(world) = with_identity().await else {
        return;
    };
    let order = RequestOrder {
        attributes: vec!["person.name".to_owned()],
        optional: Vec::new(),
        uses: 4,
        depth: 1,
        ..RequestOrder::school_enrolment()
    };
    granted(&world, "education", &order).await;
    let name = ["person.name"];
    delegate(&world, "education", &to(OFFICE, &name))
        .await
        .unwrap();
    assert_eq!(refused(read(&world, OFFICE, &all()).await), "LawLimit");
    assert_eq!(
        read(&world, "education", &all()).await.unwrap().use_number,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_in_the_middle_stops_everything_below_it_at_the_next_use() {
    let Some((world, _)) = world_with_grant(2).await else {
        return;
    };
    let address = ["household.address"];
    let first = delegate(&world, "education", &to(OFFICE, &address))
        .await
        .unwrap();
    delegate(&world, OFFICE, &to("school", &address))
        .await
        .unwrap();
    read(&world, "school", &all()).await.unwrap();

    // The office in the middle is suspended, and comes back.
    world.set_active(OFFICE, false).await;
    assert_eq!(refused(read(&world, "school", &all()).await), "Department");
    assert_eq!(refused(read(&world, OFFICE, &all()).await), "Department");
    read(&world, "education", &all()).await.unwrap();
    world.set_active(OFFICE, true).await;
    read(&world, "school", &all()).await.unwrap();

    // Its link is withdrawn by the office that signed it, and by no other.
    let command = json!({"department": "tax", "link": first.link.to_string()});
    let answer = world.admin("links/withdraw", &command).await;
    assert_eq!(answer["error"], "not_found");
    let command = json!({"department": "education", "link": first.link.to_string()});
    let answer = world.admin("links/withdraw", &command).await;
    assert!(answer["withdrawn_at"].is_i64(), "{answer}");
    assert_eq!(refused(read(&world, "school", &all()).await), "Withdrawn");
    assert_eq!(refused(read(&world, OFFICE, &all()).await), "Withdrawn");
    let again = world.admin("links/withdraw", &command).await;
    assert_eq!(again["error"], "already_withdrawn");
    read(&world, "education", &all()).await.unwrap();
    // It may be handed on anew.
    delegate(&world, "education", &to(OFFICE, &address))
        .await
        .unwrap();
    read(&world, OFFICE, &all()).await.unwrap();
}
