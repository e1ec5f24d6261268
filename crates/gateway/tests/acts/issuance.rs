//! Offers, codes, copies, and who may pick up what.

use exchange::apply::ApplicationAnswer;
use exchange::proof::CredentialAnswer;
use exchange::record::{Announcement, CREDENTIAL_ANCHORED};
use reqwest::StatusCode;
use serde_json::json;

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_is_accepted_announced_and_picked_up_again() {
    let Some(world) = World::start().await else {
        return;
    };
    let holder = &world.holder;
    let household = world.department("household");
    let offer = world
        .admin(
            "offer",
            &json!({"department": "household", "credential": "identity", "tx_code": "0417"}),
        )
        .await;
    let link = offer["link"].as_str().unwrap();

    let wrong = holder.accept(link, Some("0418")).await;
    assert_eq!(
        wrong,
        Err((StatusCode::BAD_REQUEST, "invalid_grant".to_owned()))
    );
    let copies = holder.accept(link, Some("0417")).await.unwrap();
    assert_eq!(copies.len(), 4);
    // Each copy is announced to this holder alone, and can be had again, as after a restore.
    let entries = holder.entries_from(&household.did).await;
    let anchored: Vec<_> = entries
        .iter()
        .filter(|(entry, _)| entry.kind == CREDENTIAL_ANCHORED)
        .collect();
    assert_eq!(anchored.len(), 4);
    let other = world.another_holder().await;
    assert!(other.entries_from(&household.did).await.is_empty());
    for ((entry, opened), copy) in anchored.into_iter().zip(&copies) {
        let announcement = Announcement::parse(opened).unwrap();
        assert_eq!(announcement.configuration, "identity");
        assert_eq!(announcement.copies, 4);
        let fingerprint = credential::Fingerprint::from_bytes(entry.fingerprint.0);
        let again = holder
            .pick_up(&household.endpoint, fingerprint)
            .await
            .unwrap();
        assert_eq!(again, *copy);
        let foreign = other.pick_up(&household.endpoint, fingerprint).await;
        assert_eq!(
            foreign,
            Err((StatusCode::NOT_FOUND, "not_found".to_owned()))
        );
        let elsewhere = world.department("university");
        assert!(
            holder
                .pick_up(&elsewhere.endpoint, fingerprint)
                .await
                .is_err()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_step_of_issuance_is_guarded() {
    let Some(world) = World::start().await else {
        return;
    };
    let holder = &world.holder;
    let household = world.department("household");
    let place = async || {
        let command =
            json!({"department": "household", "credential": "identity", "tx_code": "none"});
        world.admin("offer", &command).await["link"]
            .as_str()
            .unwrap()
            .to_owned()
    };

    // Five wrong codes burn an offer.
    let Ok(ApplicationAnswer::Offer { offer: link }) =
        holder.apply(&household.endpoint, "identity").await
    else {
        panic!("an offer was expected");
    };
    let offer = holder.offer(&link).await;
    let note = offer.tx_code.clone().unwrap().description.unwrap();
    let code = note.split("code: ").nth(1).unwrap()[..4].to_owned();
    let (issuer, metadata) = holder.metadata(&offer.issuer).await;
    for _ in 0..5 {
        assert!(holder.token(&metadata, &offer, Some("x")).await.is_err());
    }
    assert!(holder.token(&metadata, &offer, Some(&code)).await.is_err());

    // A code is good once; a token is good at its issuer, for its credential.
    let offer = holder.offer(&place().await).await;
    let token = holder.token(&metadata, &offer, None).await.unwrap();
    assert!(holder.token(&metadata, &offer, None).await.is_err());
    let ask = async |token: Option<&str>, request: &exchange::proof::CredentialRequest| {
        let body = serde_json::to_vec(request).unwrap();
        let url = &metadata.credential_endpoint;
        let answer: Result<CredentialAnswer, _> =
            holder.post(url, "application/json", body, token).await;
        answer
            .map(|answer| answer.credentials.len())
            .map_err(|(_, error)| error)
    };
    let secret = Some(token.access_token.as_str());
    let nonce = holder.nonce(&metadata).await;
    let good = holder.credential_request(&issuer, &nonce, 2);
    assert_eq!(ask(None, &good).await, Err("invalid_token".to_owned()));
    assert_eq!(ask(Some("x"), &good).await, Err("invalid_token".to_owned()));
    let mut other = good.clone();
    other.credential_configuration_id = "degree".to_owned();
    assert_eq!(
        ask(secret, &other).await,
        Err("unknown_credential_configuration".to_owned())
    );
    let mut twice = good.clone();
    twice.proofs.jwt[1] = twice.proofs.jwt[0].clone();
    assert_eq!(ask(secret, &twice).await, Err("invalid_proof".to_owned()));
    let mut many = good.clone();
    many.proofs.jwt = holder.credential_request(&issuer, &nonce, 5).proofs.jwt;
    assert_eq!(ask(secret, &many).await, Err("invalid_proof".to_owned()));
    let mut mixed = good.clone();
    let other_nonce = holder.nonce(&metadata).await;
    mixed.proofs.jwt[1] = holder
        .credential_request(&issuer, &other_nonce, 2)
        .proofs
        .jwt[1]
        .clone();
    assert_eq!(ask(secret, &mixed).await, Err("invalid_nonce".to_owned()));
    let invented = holder.credential_request(&issuer, "AAAAAAAAAAAAAAAAAAAAAA", 1);
    assert_eq!(
        ask(secret, &invented).await,
        Err("invalid_nonce".to_owned())
    );
    assert_eq!(ask(secret, &good).await, Ok(2));
    // Nonce and token are spent now.
    assert_eq!(ask(secret, &good).await, Err("invalid_token".to_owned()));
}
