//! Askers and servers that mean no good: each is refused by its own name, and the wallet goes on.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use support::{
    city::{City, text},
    http::{Host, Reply},
};

const SCHOOL: &str = "school-enrolment";
const NAME: [&str; 2] = ["--attributes", "person.name"];
const REQUEST: &str = "application/oauth-authz-req+jwt";

#[test]
fn servers_that_redirect_never_end_or_break_off_are_named() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    let documents = citizen.wallet(&["credentials", "list"]).ok();
    let inbox = citizen.wallet(&["request", "list"]).ok();
    let client = client_of(&city.ask("education", SCHOOL, &NAME));
    let open = |host: &Host| {
        let begun = Instant::now();
        let answer = citizen.wallet(&["request", "inspect", &link(&client, &host.url())]);
        assert!(begun.elapsed() < Duration::from_secs(30));
        answer
    };

    // Each redirect leads to a good request: following it would succeed.
    let goal = city.ask("education", SCHOOL, &NAME);
    let goal = decoded(
        goal.split_once("request_uri=")
            .unwrap()
            .1
            .split('&')
            .next()
            .unwrap(),
    );
    for status in [301, 302, 303, 307, 308] {
        let goal = goal.clone();
        let host = Host::serve_bytes(move |_| {
            format!("HTTP/1.1 {status} X\r\nLocation: {goal}\r\nContent-Length: 0\r\n\r\n")
                .into_bytes()
        });
        open(&host).fails("redirected", 6);
    }
    let large = |length: usize| {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {REQUEST}\r\n");
        move |_: &support::http::Request| {
            let mut answer = format!("{head}Content-Length: {length}\r\n\r\n").into_bytes();
            answer.resize(answer.len() + length.min(2_000_000), b'a');
            answer
        }
    };
    open(&Host::serve_bytes(large(300_000))).fails("answer-too-large", 6);
    open(&Host::serve_bytes(large(1_073_741_824))).fails("answer-too-large", 6);
    let endless = Host::serve_bytes(|_| {
        let mut answer = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
        answer.resize(4_000_000, b'a');
        answer
    });
    open(&endless).fails("answer-too-large", 6);
    let truncated = Host::serve_bytes(|_| {
        format!("HTTP/1.1 200 OK\r\nContent-Type: {REQUEST}\r\nContent-Length: 900\r\n\r\neyJ")
            .into_bytes()
    });
    open(&truncated).fails("answer-cut-off", 4);
    let silent = Host::serve_bytes(|_| {
        thread::sleep(Duration::from_secs(15));
        Vec::new()
    });
    open(&silent).fails("timed-out", 4);
    let nonsense = Host::serve_bytes(|_| b"SSH-2.0-OpenSSH\r\n".to_vec());
    open(&nonsense).fails("unreachable", 4);

    let ids = |rows: &Value| -> Vec<Value> {
        let rows = rows.as_array().unwrap();
        rows.iter().map(|row| row["id"].clone()).collect()
    };
    let after = citizen.wallet(&["request", "list"]).ok();
    assert_eq!(ids(&after), ids(&inbox));
    let after = citizen.wallet(&["credentials", "list"]).ok();
    assert_eq!(ids(&after), ids(&documents));
}

#[test]
fn addresses_of_the_own_network_are_not_called() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    let client = client_of(&city.ask("education", SCHOOL, &NAME));
    let heard = Arc::new(AtomicU32::new(0));
    let counted = heard.clone();
    let sink = Host::serve(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        Reply {
            media_type: REQUEST,
            body: Vec::new(),
        }
    });
    let port = sink.port();
    for uri in [
        "http://169.254.169.254/latest/meta-data".to_owned(),
        "https://10.0.0.1/".to_owned(),
        "https://192.168.1.1/".to_owned(),
        "https://[fd00::1]/".to_owned(),
        "https://[::ffff:10.0.0.1]/".to_owned(),
        "https://0xa9fea9fe/".to_owned(),
        "http://example.org/".to_owned(),
        format!("http://localhost:{port}/"),
        format!("http://user@127.0.0.1:{port}/"),
        format!("http://0.0.0.0:{port}/"),
        format!("ftp://127.0.0.1:{port}/"),
    ] {
        let answer = citizen.wallet(&["request", "inspect", &link(&client, &uri)]);
        answer.fails("forbidden-address", 6);
        // The same is said before anybody would be contacted.
        let seen = citizen.wallet(&["link", &link(&client, &uri)]);
        if seen.status == 0 {
            assert_eq!(seen.json["address"]["allowed"], false, "{uri}");
        } else {
            seen.fails("forbidden-address", 6);
        }
    }
    assert_eq!(heard.load(Ordering::SeqCst), 0);
}

#[test]
fn a_link_tells_where_it_leads_before_anybody_is_contacted() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.wallet(&["sync"]).ok();
    let link = city.ask("education", SCHOOL, &NAME);
    let seen = citizen.wallet(&["link", &link]).ok();
    assert_eq!(seen["kind"], "request");
    assert_eq!(seen["address"]["owner"]["name"]["en"], "Education Bureau");
    assert_eq!(seen["address"]["owner"]["proof"]["verdict"], "proven");
    assert_eq!(seen["address"]["allowed"], true);
    assert_eq!(seen["sender"]["name"]["en"], "Education Bureau");

    let by_value = city.ask("education", SCHOOL, &[&NAME[..], &["--by-value"]].concat());
    let seen = citizen.wallet(&["link", &by_value]).ok();
    assert_eq!(seen["address"], Value::Null);
    // Somebody else's address is nobody's.
    let host = Host::serve(|_| panic!("nobody is contacted"));
    let seen = citizen
        .wallet(&["link", &self::link(&client_of(&link), &host.url())])
        .ok();
    assert_eq!(seen["address"]["owner"], Value::Null);
}

#[test]
fn requests_by_value_and_with_either_signature_are_answered() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    for form in [
        &["--by-value"][..],
        &["--es256"],
        &["--by-value", "--es256"],
    ] {
        let link = city.ask("education", SCHOOL, &[&NAME[..], form].concat());
        assert_eq!(link.contains("&request="), form.contains(&"--by-value"));
        let shown = citizen.wallet(&["request", "inspect", &link]).ok();
        assert_eq!(shown["party"]["proof"]["verdict"], "proven");
        citizen
            .wallet(&["request", "approve", &text(&shown, "/id")])
            .ok();
        let read = city.read("education").ok();
        assert_eq!(read["values"]["person.name"], "李明", "{form:?}");
        // The same request again is answered already, by whatever way it comes.
        citizen
            .wallet(&["request", "approve", &link])
            .fails("request-answered", 6);
    }
}

#[test]
fn a_stranger_is_shown_apart_with_each_failed_check_and_gets_nothing() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    let inbox = citizen.wallet(&["request", "list"]).ok();
    // A good request by value, with one letter of its signature changed.
    let link = city.ask("education", SCHOOL, &[&NAME[..], &["--by-value"]].concat());
    let (start, last) = link.split_at(link.len() - 40);
    let swapped = if last.starts_with('A') { "B" } else { "A" };
    let forged = format!("{start}{swapped}{}", &last[1..]);
    citizen
        .wallet(&["request", "inspect", &forged])
        .fails("request-not-proven", 6);

    let unproven = citizen.wallet(&["request", "unproven"]).ok();
    let row = &unproven[0];
    assert_eq!(row["sender"]["name"]["en"], "Education Bureau");
    assert_eq!(row["contacted"], false);
    assert_eq!(row["error"]["code"], "request-not-proven");
    assert_eq!(row["rights"][0]["attribute"], "person.name");
    let results: Vec<(&str, &str)> = row["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|check| {
            (
                check["step"].as_str().unwrap(),
                check["result"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        results,
        [
            ("sender-listed", "valid"),
            ("sender-signature", "invalid"),
            ("sender-address", "valid"),
            ("sender-rule", "valid"),
        ]
    );
    // It is not in the inbox, and there is no way to answer it.
    let id = text(row, "/id");
    assert_eq!(citizen.wallet(&["request", "list"]).ok(), inbox);
    citizen
        .wallet(&["request", "approve", &id])
        .fails("not-found", 7);
    assert_eq!(citizen.wallet(&["request", "forget", &id]).ok(), json!([]));
    assert_eq!(
        city.gateway(&["requests", "list"]).ok()[0]["status"],
        "open"
    );
    // The good one is none the worse.
    citizen.wallet(&["request", "approve", &link]).ok();
}

fn client_of(link: &str) -> String {
    let client = link.split_once("client_id=").unwrap().1;
    client.split('&').next().unwrap().to_owned()
}

fn link(client: &str, uri: &str) -> String {
    let uri: String = uri
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect();
    format!("openid4vp://?client_id={client}&request_uri={uri}")
}

fn decoded(text: &str) -> String {
    text.replace("%3A", ":").replace("%2F", "/")
}
