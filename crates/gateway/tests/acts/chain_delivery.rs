//! What comes by way of the chain: invoices and degrees.

use credential::kinds::Invoice;
use exchange::apply::ApplicationAnswer;
use exchange::record::{Announcement, CREDENTIAL_ANCHORED, INVOICE_ISSUED};
use serde_json::json;

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn invoices_and_degrees_are_found_on_chain_and_picked_up() {
    let Some(world) = World::start().await else {
        return;
    };
    let holder = &world.holder;

    let university = world.department("university");
    for _ in 0..2 {
        // The second time nothing new is issued.
        let answer = holder.apply(&university.endpoint, "degree").await.unwrap();
        assert!(matches!(answer, ApplicationAnswer::Coming { .. }));
    }
    let entries = holder.entries_from(&university.did).await;
    let [(entry, opened)] = entries.as_slice() else {
        panic!("one degree was expected")
    };
    assert_eq!(Announcement::parse(opened).unwrap().configuration, "degree");
    let fingerprint = credential::Fingerprint::from_bytes(entry.fingerprint.0);
    let degree = holder
        .pick_up(&university.endpoint, fingerprint)
        .await
        .unwrap();
    let issuer = holder.known(&university.did).await;
    let attributes = holder.verify_credential(&issuer, &degree).await.unwrap();
    assert_eq!(attributes["degree.number"], "HTU-2012-04170");

    let bookshop = world.department("bookshop");
    let answer = holder.apply(&bookshop.endpoint, "invoice").await.unwrap();
    assert!(matches!(answer, ApplicationAnswer::Coming { .. }));
    let by_hand = world
        .admin(
            "invoice",
            &json!({"biller": "bookshop", "to": "last", "amount": "99.90", "title": "书", "buyer": "李明"}),
        )
        .await;
    assert_eq!(by_hand["number"].as_str().unwrap().len(), 20);
    let entries = holder.entries_from(&bookshop.did).await;
    let count = |kind| {
        entries
            .iter()
            .filter(|(entry, _)| entry.kind == kind)
            .count()
    };
    assert_eq!((count(CREDENTIAL_ANCHORED), count(INVOICE_ISSUED)), (4, 4));
    let issuer = holder.known(&bookshop.did).await;
    let relation = holder.relation(&bookshop.did);
    for (entry, _) in entries
        .iter()
        .filter(|(entry, _)| entry.kind == INVOICE_ISSUED)
    {
        let fingerprint = credential::Fingerprint::from_bytes(entry.fingerprint.0);
        let text = holder
            .pick_up(&bookshop.endpoint, fingerprint)
            .await
            .unwrap();
        let attributes = holder.verify_credential(&issuer, &text).await.unwrap();
        let invoice = Invoice::from_attributes(&attributes).unwrap();
        invoice.check().unwrap();
        let number: u128 = invoice.number.to_string().parse().unwrap();
        let state = holder.chain.invoice(number).await.unwrap().unwrap();
        assert_eq!(state.fingerprint, entry.fingerprint);
        assert_eq!(state.biller, bookshop.did.address);
        // Only the holder can form the key of the address that may act on it.
        let snapshot = holder.snapshot().await;
        let agreement = snapshot
            .directory
            .by_did(&bookshop.did)
            .unwrap()
            .keys
            .x25519
            .unwrap();
        let secret = keys::JournalSecret::derive(
            &relation.agree(&agreement).unwrap(),
            bookshop.did.chain_id,
            bookshop.did.address,
        );
        let one_time = secret.one_time_secret(relation.spending(), &entry.nonce.0);
        assert_eq!(state.holder, one_time.address());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_can_address_a_relation_and_mistakes_are_named() {
    let Some(world) = World::start().await else {
        return;
    };
    let bookshop = world.department("bookshop");
    let public = world.holder.relation(&bookshop.did).public();
    let meta = |public: &keys::RelationPublic| {
        let hex = |bytes: &[u8]| const_hex::encode_prefixed(bytes);
        format!(
            "{}:{}",
            hex(&public.viewing.to_bytes()),
            hex(&public.spending.to_bytes())
        )
    };
    let meta = meta(&public);
    let issue = async |to: &str, amount: &str| {
        let command =
            json!({"biller": "bookshop", "to": to, "amount": amount, "title": "书", "buyer": "x"});
        world.admin("invoice", &command).await
    };
    for unknown in ["last", &public.did, &meta] {
        assert_eq!(
            issue(unknown, "1.00").await["error"],
            "not_found",
            "{unknown}"
        );
    }
    for (to, amount) in [("nobody", "1.00"), ("x@y", "1.00")] {
        assert_eq!(issue(to, amount).await["error"], "invalid_request", "{to}");
    }
    let full = format!("{}@{meta}", public.did);
    for amount in ["1", "-5.00", "0.00", "1e3", "1.005"] {
        assert_eq!(
            issue(&full, amount).await["error"],
            "invalid_request",
            "{amount}"
        );
    }
    assert_eq!(issue(&full, "0.01").await["relation"], public.did.as_str());
    assert_eq!(
        issue(&meta, "1000000.00").await["relation"],
        public.did.as_str()
    );
    assert_eq!(issue("last", "7.77").await["relation"], public.did.as_str());
}
