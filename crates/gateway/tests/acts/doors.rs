//! Bad input at every door gets a clear answer in JSON, and the server stands.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn every_door_answers_bad_input_clearly() {
    let Some(world) = World::start().await else {
        return;
    };
    let http = &world.holder.http;
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    let bodies: [Vec<u8>; 9] = [
        Vec::new(),
        b"{".to_vec(),
        b"null".to_vec(),
        b"{}".to_vec(),
        br#"{"id":"identity","id":"identity"}"#.to_vec(),
        deep.into_bytes(),
        vec![0xff; 2_000],
        vec![b'a'; 200_000],
        json!({"token": "~".repeat(5_000), "operation": {"method": "read", "rights": []}})
            .to_string()
            .into_bytes(),
    ];
    let doors = [
        "token",
        "credential",
        "apply",
        "pickup",
        "answers/x",
        "relations",
        "access",
    ];
    for door in doors {
        let url = world.url("household", door);
        for (index, body) in bodies.iter().enumerate() {
            let response = http.post(&url).body(body.clone()).send().await.unwrap();
            let status = response.status();
            assert!(status.is_client_error(), "{door} {index}: {status}");
            let answer: Value = response.json().await.unwrap();
            assert!(answer["error"].is_string(), "{door} {index}: {answer}");
        }
    }
    for path in [
        "/",
        "/d/nowhere/token",
        "/d/%00/offers/x",
        "/d/household/offers/%ff%fe",
        "/d/household/offers/nothing",
        "/d/household/requests/../../admin/status",
        "/.well-known/openid-credential-issuer/d/nowhere",
        "/law/..%2f..%2fseed",
        "/admin/nothing",
    ] {
        let response = http
            .get(format!("{}{path}", world.server.url))
            .send()
            .await
            .unwrap();
        assert!(
            response.status().is_client_error(),
            "{path}: {}",
            response.status()
        );
        let answer: Value = response.json().await.unwrap();
        assert!(answer["error"].is_string(), "{path}");
    }
    let trace = http.request(Method::TRACE, world.url("household", "token"));
    assert!(trace.send().await.unwrap().status().is_client_error());
    // After all that it still works.
    let nonce = http
        .post(world.url("household", "c-nonce"))
        .send()
        .await
        .unwrap();
    assert_eq!(nonce.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_counter_is_closed_to_strangers_and_names_mistakes() {
    let Some(world) = World::start().await else {
        return;
    };
    let http = &world.holder.http;
    let url = |name: &str| format!("{}/admin/{name}", world.server.url);
    for token in ["", "x", "Bearer"] {
        for name in [
            "status",
            "departments",
            "grants",
            "grants/latest",
            "accesses",
            "requests",
        ] {
            let response = http.get(url(name)).bearer_auth(token).send().await.unwrap();
            assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{name}");
        }
    }
    let ask = |purpose: &str, attributes: Value, uses: u16, secs: i64| {
        json!({
            "department": "education", "custodian": "household", "entry": "household",
            "attributes": attributes, "purpose": purpose, "valid_for_secs": secs, "uses": uses,
            "retention_days": 1,
        })
    };
    let good = ask("school-enrolment", json!(["person.name"]), 1, 60);
    assert!(world.admin("ask", &good).await["link"].is_string());
    for (index, bad) in [
        ask("school-enrolment", json!([]), 1, 60),
        ask("school-enrolment", json!(["Person Name"]), 1, 60),
        ask(
            "school-enrolment",
            json!(["person.name", "person.name"]),
            1,
            60,
        ),
        ask("school-enrolment", json!(["person.name"]), 0, 60),
        ask("school-enrolment", json!(["person.name"]), 1, 0),
        ask("school-enrolment", json!(["person.name"]), 1, i64::MAX),
        ask("curiosity", json!(["person.name"]), 1, 60),
        json!({"department": "education"}),
    ]
    .iter()
    .enumerate()
    {
        assert_eq!(
            world.admin("ask", bad).await["error"],
            "invalid_request",
            "{index}"
        );
    }
    for (name, command, expected) in [
        (
            "ask",
            json!({"department": "nowhere", "x": 1}),
            "invalid_request",
        ),
        (
            "activity",
            json!({"department": "city", "active": false}),
            "invalid_request",
        ),
        (
            "activity",
            json!({"department": "nowhere", "active": false}),
            "not_found",
        ),
        (
            "certificate",
            json!({"department": "court", "to": "last"}),
            "invalid_request",
        ),
        (
            "certificate",
            json!({"department": "university", "to": "last"}),
            "not_found",
        ),
        ("read", json!({"department": "education"}), "not_found"),
        (
            "read",
            json!({"department": "education", "token": "x"}),
            "invalid_grant",
        ),
        (
            "offer",
            json!({"department": "court", "credential": "identity"}),
            "unknown_credential_configuration",
        ),
        (
            "offer",
            json!({"department": "household", "credential": "identity", "tx_code": "12a4"}),
            "invalid_request",
        ),
    ] {
        assert_eq!(
            world.admin(name, &command).await["error"],
            expected,
            "{name} {command}"
        );
    }
}
