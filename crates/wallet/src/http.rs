//! HTTP to departments: bounded, without redirects, and never to an address that is not theirs.
//!
//! Plain `http` and loopback addresses are taken only where the network itself lives on this
//! computer (a local chain); everywhere else only `https` to public addresses. Names are resolved
//! here and every answer is filtered before the connection is made, so that a name cannot change
//! its mind between check and use.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::{Arc, Once},
    time::Duration,
};

use reqwest::{
    StatusCode,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{ACCEPT, CONTENT_TYPE, HeaderValue},
    redirect,
};
use url::{Host, Url};
use wallet_api::{ApiError, ErrorCode};

/// Largest answer of a department, in bytes.
const MAX_ANSWER: usize = 1024 * 1024;
const CONNECT: Duration = Duration::from_secs(5);
const TOTAL: Duration = Duration::from_secs(30);

/// A client for departments.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    client: reqwest::Client,
    local: bool,
}

/// An answer that came within all bounds.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) content_type: String,
    pub(crate) body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HttpError {
    /// The address is none the wallet contacts; nothing was sent.
    Forbidden,
    /// No connection came about; nothing was sent.
    NoConnection,
    /// The connection came about, then time ran out; something may have arrived.
    TimedOut,
    /// The connection broke; something may have arrived.
    Broken,
    /// The answer was larger than allowed.
    TooLarge,
}

impl HttpError {
    /// Whether it is certain that nothing left this computer.
    pub(crate) fn nothing_sent(self) -> bool {
        matches!(self, Self::Forbidden | Self::NoConnection)
    }

    /// The error of a call that carries nothing worth protecting.
    pub(crate) fn about(self, url: &Url) -> ApiError {
        let code = match self {
            Self::Forbidden => ErrorCode::ForbiddenAddress,
            Self::NoConnection | Self::Broken => ErrorCode::Unreachable,
            Self::TimedOut => ErrorCode::TimedOut,
            Self::TooLarge => ErrorCode::BadAnswer,
        };
        ApiError::about(code, url.host_str().unwrap_or_default())
    }
}

impl Http {
    /// `local`: whether plain http to this computer itself is allowed.
    pub(crate) fn new(local: bool) -> Result<Self, ApiError> {
        // One process-wide choice of TLS arithmetic; a second call is an error without meaning.
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        let client = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT)
            .timeout(TOTAL)
            .referer(false)
            .no_proxy()
            .user_agent("citizen-wallet")
            .dns_resolver(Arc::new(Filtered))
            .build()
            .map_err(|_| ApiError::about(ErrorCode::Internal, "http client"))?;
        Ok(Self { client, local })
    }

    /// Fetches `url`, preferring an answer of type `accept`.
    pub(crate) async fn get(&self, url: &Url, accept: &'static str) -> Result<Answer, HttpError> {
        self.check(url)?;
        self.run(self.client.get(url.clone()).header(ACCEPT, accept))
            .await
    }

    /// Posts a form, as encoded by the exchange.
    pub(crate) async fn post_form(&self, url: &Url, body: String) -> Result<Answer, HttpError> {
        self.check(url)?;
        let typ = HeaderValue::from_static("application/x-www-form-urlencoded");
        self.run(
            self.client
                .post(url.clone())
                .header(CONTENT_TYPE, typ)
                .body(body),
        )
        .await
    }

    /// Posts JSON, with a bearer token where one is given.
    pub(crate) async fn post_json(
        &self,
        url: &Url,
        body: Vec<u8>,
        bearer: Option<&str>,
    ) -> Result<Answer, HttpError> {
        self.check(url)?;
        let typ = HeaderValue::from_static("application/json");
        let mut request = self
            .client
            .post(url.clone())
            .header(CONTENT_TYPE, typ)
            .body(body);
        if let Some(token) = bearer {
            request = request.bearer_auth(token);
        }
        self.run(request).await
    }

    async fn run(&self, request: reqwest::RequestBuilder) -> Result<Answer, HttpError> {
        let mut response = request.send().await.map_err(|error| classify(&error))?;
        let status = response.status();
        let content_type = response
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| classify(&error))? {
            if body.len() + chunk.len() > MAX_ANSWER {
                return Err(HttpError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer {
            status,
            content_type,
            body,
        })
    }

    /// Refuses what the wallet never contacts, before any packet leaves.
    pub(crate) fn check(&self, url: &Url) -> Result<(), HttpError> {
        let plain = url.username().is_empty() && url.password().is_none();
        let address = match url.host() {
            Some(Host::Ipv4(ip)) => Some(IpAddr::V4(ip)),
            Some(Host::Ipv6(ip)) => Some(IpAddr::V6(ip)),
            Some(Host::Domain(_)) => None,
            None => return Err(HttpError::Forbidden),
        };
        let allowed = match (url.scheme(), address) {
            ("http" | "https", Some(ip)) if ip.is_loopback() => self.local,
            ("https", Some(ip)) => is_public(ip),
            // A name: the resolver filters what it stands for.
            ("https", None) => true,
            _ => false,
        };
        if plain && allowed {
            Ok(())
        } else {
            Err(HttpError::Forbidden)
        }
    }
}

fn classify(error: &reqwest::Error) -> HttpError {
    if error.is_connect() {
        HttpError::NoConnection
    } else if error.is_timeout() {
        HttpError::TimedOut
    } else {
        HttpError::Broken
    }
}

/// Resolves names and drops every address that is not public.
struct Filtered;

impl Resolve for Filtered {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        Box::pin(async move {
            let all = tokio::net::lookup_host((host.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = all.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err("no public address".into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Whether an address belongs to the open Internet (IANA special-purpose registries).
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let protocol = a == 192 && b == 0 && c == 0;
    let benchmark = a == 198 && (b == 18 || b == 19);
    let relay = a == 192 && b == 88 && c == 99;
    !(a == 0
        || a >= 240
        || ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_documentation()
        || shared
        || protocol
        || benchmark
        || relay)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    if let Some(v4) = ip.to_ipv4_mapped() {
        return is_public_v4(v4);
    }
    let [first, second, ..] = ip.segments();
    // Only 2000::/3 is handed out; in it, 2001::/23 and 2002::/16 wrap or serve other addresses.
    (0x2000..0x4000).contains(&first)
        && first != 0x2002
        && !(first == 0x2001 && (second < 0x200 || second == 0xdb8))
        && first != 0x3fff
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn check(local: bool, url: &str) -> bool {
        Http::new(local)
            .unwrap()
            .check(&Url::parse(url).unwrap())
            .is_ok()
    }

    #[test]
    fn only_public_https_outside_a_local_network() {
        for good in [
            "https://tax.example/d",
            "https://8.8.8.8/",
            "https://[2606:4700::1111]/",
        ] {
            assert!(check(false, good), "{good}");
        }
        for bad in [
            "http://tax.example/",
            "http://127.0.0.1:1/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://10.0.0.1/",
            "https://172.16.9.9/",
            "https://192.168.1.1/",
            "https://169.254.169.254/",
            "https://100.64.0.1/",
            "https://[::1]/",
            "https://[::]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[fe80::1]/",
            "https://[fc00::1]/",
            "https://[ff02::1]/",
            "https://0.0.0.0/",
            "https://255.255.255.255/",
            "https://224.0.0.1/",
            "https://198.18.0.1/",
            "https://192.0.2.1/",
            "https://[2002:7f00:1::]/",
            "ftp://tax.example/",
            "file:///etc/passwd",
            "https://user:word@tax.example/",
            "javascript:alert(1)",
            "data:text/plain,x",
        ] {
            assert!(!check(false, bad), "{bad}");
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
            "http://tax.example/",
        ] {
            assert!(!check(true, bad), "{bad}");
        }
    }

    #[tokio::test]
    async fn names_of_this_computer_are_not_public() {
        let error = Http::new(false)
            .unwrap()
            .get(&Url::parse("https://localhost:1/").unwrap(), "*/*")
            .await
            .unwrap_err();
        assert!(error.nothing_sent());
    }

    async fn serve(answer: Vec<u8>) -> Url {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut buffer = [0; 1024];
            let _ = stream.read(&mut buffer).await;
            let _ = stream.write_all(&answer).await;
        });
        url
    }

    #[tokio::test]
    async fn redirects_are_answers_not_orders() {
        let url = serve(
            b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n"
                .to_vec(),
        )
        .await;
        let answer = Http::new(true).unwrap().get(&url, "*/*").await.unwrap();
        assert_eq!(answer.status, StatusCode::FOUND);
    }

    #[tokio::test]
    async fn an_answer_without_end_is_cut_off() {
        let mut answer = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
        answer.resize(MAX_ANSWER + 4096, b'a');
        let url = serve(answer).await;
        assert_eq!(
            Http::new(true).unwrap().get(&url, "*/*").await.unwrap_err(),
            HttpError::TooLarge
        );
    }

    #[tokio::test]
    async fn nobody_there_means_nothing_sent() {
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let url = Url::parse(&format!("http://127.0.0.1:{port}/")).unwrap();
        let error = Http::new(true).unwrap().get(&url, "*/*").await.unwrap_err();
        assert!(error.nothing_sent());
    }
}
