//! Which addresses are called: more than 120 that lead into the own network or nowhere, with a
//! listener that must stay unheard.

use std::{
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

use super::*;

/// Hosts that are, or come to be, addresses of this computer or of a private network.
const HOSTS: &[&str] = &[
    // This computer.
    "127.0.0.1",
    "127.0.0.2",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "0",
    "0.0.0.1",
    "0.255.255.255",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "localhost",
    "localhost.",
    "LOCALHOST",
    "a.localhost",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0x7f.1",
    "017700000001",
    "0177.0.0.1",
    "0177.1",
    "0x7F.0x0.0x0.0x1",
    "127.0x0.0.1",
    "127.0.0.1.",
    "00.00.00.00",
    "１２７.０.０.１",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "%31%32%37.0.0.1",
    // The same inside IPv6.
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:7f00:0001]",
    "[::ffff:0:0]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2001::7f00:1]",
    "[::ffff:0:127.0.0.1]",
    // Private networks.
    "10.0.0.1",
    "10.255.255.255",
    "10.0.0.0",
    "172.16.0.1",
    "172.31.255.255",
    "172.20.10.2",
    "192.168.0.1",
    "192.168.255.255",
    "192.168.1.254",
    "0xa.0.0.1",
    "012.0.0.1",
    "167772161",
    "3232235777",
    "0xc0a80101",
    "[::ffff:10.0.0.1]",
    "[::ffff:192.168.1.1]",
    "[::ffff:172.16.0.1]",
    "[2002:a00:1::1]",
    "[2002:c0a8:101::]",
    "[fc00::1]",
    "[fd00::1]",
    "[fd12:3456:789a::1]",
    "[fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]",
    "[fec0::1]",
    // Link-local, and the servers of clouds that live there.
    "169.254.169.254",
    "169.254.0.1",
    "169.254.255.254",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "[::ffff:169.254.169.254]",
    "[fe80::1]",
    "[fe80::a9fe:a9fe]",
    "[febf::1]",
    "[fd00:ec2::254]",
    // Carrier networks, benchmarks, documentation, protocol assignments.
    "100.64.0.1",
    "100.127.255.255",
    "100.100.100.200",
    "198.18.0.1",
    "198.19.255.255",
    "192.0.0.1",
    "192.0.0.170",
    "192.0.0.192",
    "192.0.2.1",
    "198.51.100.1",
    "203.0.113.1",
    "192.88.99.1",
    "[2001:db8::1]",
    "[2001:10::1]",
    "[2001:20::1]",
    "[2001:2::1]",
    "[100::1]",
    "[3fff::1]",
    "[5f00::1]",
    "[::ffff:100.64.0.1]",
    // Multicast, broadcast, reserved.
    "224.0.0.1",
    "239.255.255.255",
    "239.255.255.250",
    "240.0.0.1",
    "250.1.2.3",
    "255.255.255.255",
    "[ff02::1]",
    "[ff05::1:3]",
    "[ff0e::1]",
    "[::ffff:224.0.0.1]",
    "[4000::1]",
    "[1::1]",
    "[e000::1]",
];

/// Whole addresses that are refused whatever host they name.
const WHOLE: &[&str] = &[
    "http://tax.example/",
    "http://8.8.8.8/",
    "http://127.0.0.1:80/",
    "ftp://tax.example/",
    "ftp://127.0.0.1/",
    "file:///etc/passwd",
    "file://127.0.0.1/etc/passwd",
    "javascript:alert(1)",
    "data:text/plain,x",
    "gopher://127.0.0.1:6379/_x",
    "dict://127.0.0.1:11211/",
    "ws://tax.example/",
    "wss://tax.example/",
    "ldap://127.0.0.1/",
    "unix:///var/run/docker.sock",
    "blob:https://a/b",
    "https://user@tax.example/",
    "https://user:word@tax.example/",
    "https://:word@tax.example/",
    "https://tax.example@127.0.0.1/",
    "https://8.8.8.8@169.254.169.254/",
];

#[tokio::test]
async fn nothing_private_is_ever_called() {
    let heard = Arc::new(AtomicU32::new(0));
    let sink = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = sink.local_addr().unwrap().port();
    let also = TcpListener::bind(("::1", port)).ok();
    for listener in [Some(sink), also].into_iter().flatten() {
        let heard = heard.clone();
        thread::spawn(move || {
            for _ in listener.incoming() {
                heard.fetch_add(1, Ordering::SeqCst);
            }
        });
    }
    let http = Http::within(QUICK, false).unwrap();
    let hosts = HOSTS
        .iter()
        .map(|host| format!("https://{host}:{port}/latest/meta-data"));
    let mut refused = 0;
    for text in hosts.chain(WHOLE.iter().map(|text| (*text).to_owned())) {
        // What is no address at all is refused by the first reader of it.
        if let Ok(url) = Url::parse(&text) {
            let error = http.get(&url, "*/*").await.unwrap_err();
            assert!(error.nothing_sent(), "{text}: {error:?}");
            // A name alone may get as far as the look-up; a number never does.
            let is_name = url.scheme() == "https" && matches!(url.host(), Some(Host::Domain(_)));
            assert!(is_name || error == HttpError::Forbidden, "{text}");
        }
        refused += 1;
    }
    assert!(refused >= 120, "{refused}");
    assert_eq!(heard.load(Ordering::SeqCst), 0);
}

fn check(local: bool, url: &str) -> bool {
    Http::new(local)
        .unwrap()
        .check(&Url::parse(url).unwrap())
        .is_ok()
}

#[test]
fn public_https_is_called() {
    for good in [
        "https://tax.example/d",
        "https://8.8.8.8/",
        "https://172.15.0.1/",
        "https://172.32.0.1/",
        "https://100.63.0.1/",
        "https://100.128.0.1/",
        "https://[2606:4700::1111]/",
    ] {
        assert!(check(false, good), "{good}");
    }
}

#[test]
fn a_local_network_adds_loopback_and_nothing_else() {
    assert!(check(true, "http://127.0.0.1:8080/d/tax"));
    assert!(check(true, "http://[::1]:8080/"));
    for bad in [
        "http://localhost:1/",
        "http://192.168.1.1/",
        "https://10.0.0.1/",
        "https://169.254.169.254/",
        "http://tax.example/",
        "http://0.0.0.0/",
    ] {
        assert!(!check(true, bad), "{bad}");
    }
}
