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

/// How long an answer may take, and how large it may be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Until a connection stands.
    pub(crate) connect: Duration,
    /// Until the answer's head is here.
    pub(crate) head: Duration,
    /// Until its last byte is here.
    pub(crate) total: Duration,
    /// Bytes of its body, where the caller names no smaller bound.
    pub(crate) body: usize,
}

/// What departments are given.
pub(crate) const BOUNDS: Bounds = Bounds {
    connect: Duration::from_secs(5),
    head: Duration::from_secs(10),
    total: Duration::from_secs(30),
    body: 1024 * 1024,
};

/// A client for departments.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    client: reqwest::Client,
    local: bool,
    bounds: Bounds,
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
    /// The answer was larger than allowed, or had no end.
    TooLarge,
    /// The answer ended before its end.
    CutOff,
    /// The other side names another address to go to.
    Redirected,
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
            Self::TooLarge => ErrorCode::AnswerTooLarge,
            Self::CutOff => ErrorCode::AnswerCutOff,
            Self::Redirected => ErrorCode::Redirected,
        };
        ApiError::about(code, url.host_str().unwrap_or_default())
    }
}

impl Http {
    /// `local`: whether plain http to this computer itself is allowed.
    pub(crate) fn new(local: bool) -> Result<Self, ApiError> {
        Self::within(BOUNDS, local)
    }

    /// The same with other bounds.
    pub(crate) fn within(bounds: Bounds, local: bool) -> Result<Self, ApiError> {
        // One process-wide choice of TLS arithmetic; a second call is an error without meaning.
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        let client = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .connect_timeout(bounds.connect)
            .timeout(bounds.total)
            .referer(false)
            .no_proxy()
            .user_agent("citizen-wallet")
            .dns_resolver(Arc::new(Filtered))
            .build()
            .map_err(|_| ApiError::about(ErrorCode::Internal, "http client"))?;
        Ok(Self {
            client,
            local,
            bounds,
        })
    }

    /// Fetches `url`, preferring an answer of type `accept`.
    pub(crate) async fn get(&self, url: &Url, accept: &'static str) -> Result<Answer, HttpError> {
        self.get_at_most(url, accept, self.bounds.body).await
    }

    /// The same, with a smaller bound on the answer's body, in bytes.
    pub(crate) async fn get_at_most(
        &self,
        url: &Url,
        accept: &'static str,
        largest: usize,
    ) -> Result<Answer, HttpError> {
        self.check(url)?;
        let request = self.client.get(url.clone()).header(ACCEPT, accept);
        self.run(request, largest.min(self.bounds.body)).await
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
            self.bounds.body,
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
        self.run(request, self.bounds.body).await
    }

    async fn run(
        &self,
        request: reqwest::RequestBuilder,
        largest: usize,
    ) -> Result<Answer, HttpError> {
        let mut response = tokio::time::timeout(self.bounds.head, request.send())
            .await
            .map_err(|_| HttpError::TimedOut)?
            .map_err(|error| classify(&error))?;
        let status = response.status();
        if status.is_redirection() {
            return Err(HttpError::Redirected);
        }
        // What says that it is too large is not read at all.
        if response
            .content_length()
            .is_some_and(|length| length > largest as u64)
        {
            return Err(HttpError::TooLarge);
        }
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
        while let Some(chunk) = response.chunk().await.map_err(|error| broken_off(&error))? {
            if body.len() + chunk.len() > largest {
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

/// The head came, the rest did not.
fn broken_off(error: &reqwest::Error) -> HttpError {
    if error.is_timeout() {
        HttpError::TimedOut
    } else {
        HttpError::CutOff
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
mod tests;
