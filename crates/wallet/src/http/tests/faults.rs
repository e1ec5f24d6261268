//! Servers that redirect, never end, break off, crawl: each stopped within its bounds and named.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::Instant,
};

use super::*;

/// A server that does `serve` with every connection, after it read the head of the request.
fn server(serve: impl Fn(&mut TcpStream) -> std::io::Result<()> + Send + Sync + 'static) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = Url::parse(&format!("http://{}/r", listener.local_addr().unwrap())).unwrap();
    let serve = Arc::new(serve);
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let serve = serve.clone();
            thread::spawn(move || {
                let _ = stream.read(&mut [0; 4096]);
                // A client that has gone away is what these tests are about.
                let _ = serve(&mut stream);
            });
        }
    });
    url
}

fn says(answer: impl Into<Vec<u8>>) -> Url {
    let answer = answer.into();
    server(move |stream| stream.write_all(&answer))
}

async fn fetched(url: &Url) -> Result<Answer, HttpError> {
    let begun = Instant::now();
    let result = local().get(url, "*/*").await;
    // Within its bounds, and a little for a busy machine.
    assert!(
        begun.elapsed() < QUICK.total + Duration::from_secs(3),
        "{url}"
    );
    result
}

#[tokio::test]
async fn no_redirect_is_followed_and_nothing_is_sent_again() {
    let asked = Arc::new(AtomicU32::new(0));
    let counted = asked.clone();
    let goal = server(move |stream| {
        counted.fetch_add(1, Ordering::SeqCst);
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
    });
    for status in [300, 301, 302, 303, 305, 307, 308] {
        let url = says(format!(
            "HTTP/1.1 {status} X\r\nlocation: {goal}\r\ncontent-length: 0\r\n\r\n"
        ));
        let got = fetched(&url).await.unwrap_err();
        assert_eq!(got, HttpError::Redirected, "{status}");
        let posted = local().post_form(&url, "response=secret".into()).await;
        assert_eq!(posted.unwrap_err(), HttpError::Redirected, "{status}");
    }
    // Neither does a page or a header move it.
    let page = format!("<meta http-equiv=refresh content='0;url={goal}'>");
    for answer in [
        format!("HTTP/1.1 200 OK\r\nrefresh: 0; url={goal}\r\ncontent-length: 0\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{page}"),
    ] {
        assert_eq!(fetched(&says(answer)).await.unwrap().status, StatusCode::OK);
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn what_is_too_large_or_has_no_end_is_cut_off() {
    let endless = server(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
        loop {
            stream.write_all(&[b'a'; 4096])?;
        }
    });
    assert_eq!(fetched(&endless).await.unwrap_err(), HttpError::TooLarge);
    let chunks = server(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")?;
        let chunk = [b"1000\r\n".as_slice(), &[b'a'; 4096], b"\r\n"].concat();
        loop {
            stream.write_all(&chunk)?;
        }
    });
    assert_eq!(fetched(&chunks).await.unwrap_err(), HttpError::TooLarge);
    for length in ["1073741824", "65537"] {
        let url = says(format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\naaaa"
        ));
        let got = fetched(&url).await.unwrap_err();
        assert_eq!(got, HttpError::TooLarge, "{length}");
    }
    let exact = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{}",
        "a".repeat(100)
    );
    let small = local().get_at_most(&says(exact.clone()), "*/*", 99).await;
    assert_eq!(small.unwrap_err(), HttpError::TooLarge);
    assert_eq!(fetched(&says(exact)).await.unwrap().body.len(), 100);
}

#[tokio::test]
async fn what_crawls_or_says_nothing_runs_out_of_time() {
    let crawling = server(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 60000\r\n\r\n")?;
        loop {
            stream.write_all(b"a")?;
            thread::sleep(Duration::from_millis(50));
        }
    });
    assert_eq!(fetched(&crawling).await.unwrap_err(), HttpError::TimedOut);
    let slow_head = server(|stream| {
        for byte in b"HTTP/1.1 200 OK\r\nx-long: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy" {
            stream.write_all(&[*byte])?;
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    });
    assert_eq!(fetched(&slow_head).await.unwrap_err(), HttpError::TimedOut);
    let silent = server(|_| {
        thread::sleep(Duration::from_secs(5));
        Ok(())
    });
    let error = fetched(&silent).await.unwrap_err();
    assert_eq!(error, HttpError::TimedOut);
    // Something may have arrived, and is never called unsent.
    assert!(!error.nothing_sent());
}

#[tokio::test]
async fn what_breaks_off_is_no_answer() {
    const CHUNKED: &str = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    for answer in [
        "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this".to_owned(),
        format!("{CHUNKED}10\r\nonly this"),
        format!("{CHUNKED}4\r\naaaa\r\n"),
        format!("{CHUNKED}zz\r\naaaa\r\n0\r\n\r\n"),
        format!("{CHUNKED}ffffffffffffffffff\r\naaaa\r\n"),
    ] {
        let got = fetched(&says(answer.clone())).await.unwrap_err();
        assert_eq!(got, HttpError::CutOff, "{answer}");
    }
    for answer in [
        "",
        "HTTP/1.1",
        "HTTP/1.1 200 OK\r\ncontent-length: 1",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "HTTP/1.1 999999 ?\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
        "\0\0\0\0",
    ] {
        let error = fetched(&says(answer)).await.unwrap_err();
        assert_eq!(error, HttpError::Broken, "{answer:?}");
        assert!(!error.nothing_sent());
    }
    // Heads without measure.
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "x: y\r\n".repeat(100_000));
    assert!(fetched(&says(many)).await.is_err());
    let long = format!(
        "HTTP/1.1 200 OK\r\nx: {}\r\n\r\n",
        "y".repeat(10 * 1024 * 1024)
    );
    assert!(fetched(&says(long)).await.is_err());
}

#[tokio::test]
async fn a_packed_answer_is_not_unpacked() {
    let packed = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff\xed\xc1\x01\x0d".to_vec();
    let mut answer =
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 14\r\n\r\n".to_vec();
    answer.extend(&packed);
    assert_eq!(fetched(&says(answer)).await.unwrap().body, packed);
}

#[tokio::test]
async fn nobody_there_means_nothing_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let url = Url::parse(&format!("http://127.0.0.1:{port}/")).unwrap();
    assert!(fetched(&url).await.unwrap_err().nothing_sent());
}
