//! JSON-RPC 2.0 over HTTP to one node that is taken for an adversary.
//!
//! Every call has a connect limit, a total limit and a size limit, follows no redirect, uses no
//! proxy, sends no cookie, unpacks nothing, and checks version, id and shape of the answer.

use std::sync::{
    Once,
    atomic::{AtomicI64, AtomicU64, Ordering},
};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use url::Url;

use crate::error::ChainError;
use crate::network::{Network, Node, Profile};

mod node;
pub(crate) mod wire;

use wire::Fault;

/// Limits of every conversation with a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Until the connection stands (TCP and TLS).
    pub connect: Duration,
    /// From sending the request to the last byte of the answer.
    pub total: Duration,
    /// Longest answer in bytes.
    pub answer_bytes: usize,
}

impl Default for Limits {
    /// 5 s, 30 s, 8 MiB.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            total: Duration::from_secs(30),
            answer_bytes: 8 * 1024 * 1024,
        }
    }
}

/// A bounded client for one node.
#[derive(Debug)]
pub struct NodeClient {
    name: String,
    url: Url,
    limits: Limits,
    http: reqwest::Client,
    next_id: AtomicU64,
    /// Headers are sealed by validators, so that a hash leaves the seals out.
    seals: bool,
    /// The node's clock less this computer's at its last answer, seconds; `i64::MIN` if it never said.
    ahead: AtomicI64,
}

impl NodeClient {
    /// A client for the node `name` at `url`. Opens no connection yet.
    ///
    /// # Errors
    /// [`ChainError::Setup`] when the HTTP client cannot be built (no trust store, for instance).
    pub fn new(name: &str, url: &Url, limits: Limits) -> Result<Self, ChainError> {
        install_tls_provider();
        let http = reqwest::Client::builder()
            .connect_timeout(limits.connect)
            .timeout(limits.total)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .pool_max_idle_per_host(2)
            .tcp_nodelay(true)
            .build()
            .map_err(|_| ChainError::Setup)?;
        Ok(Self {
            name: name.to_owned(),
            url: url.clone(),
            limits,
            http,
            next_id: AtomicU64::new(1),
            seals: false,
            ahead: AtomicI64::new(i64::MIN),
        })
    }

    /// A client for a node of `network`, whose headers hash as its profile says.
    ///
    /// # Errors
    /// As [`NodeClient::new`].
    pub fn of(network: &Network, node: &Node, limits: Limits) -> Result<Self, ChainError> {
        let seals = matches!(network.profile(), Profile::Qbft { .. });
        Ok(Self {
            seals,
            ..Self::new(&node.name, &node.url, limits)?
        })
    }

    /// Name of the node in `network.json`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How far the node's clock was ahead of this computer's at its last answer, in seconds, as its
    /// `Date` (RFC 9110 §6.6.1) said. Nothing is proven by it.
    pub fn clock_ahead(&self) -> Option<i64> {
        Some(self.ahead.load(Ordering::Relaxed)).filter(|ahead| *ahead != i64::MIN)
    }

    fn note_clock(&self, response: &reqwest::Response) {
        let date = response.headers().get(reqwest::header::DATE);
        let seconds = |time: SystemTime| {
            time.duration_since(UNIX_EPOCH)
                .ok()?
                .as_secs()
                .try_into()
                .ok()
        };
        let told: Option<i64> = date
            .and_then(|date| date.to_str().ok())
            .and_then(|date| httpdate::parse_http_date(date).ok())
            .and_then(seconds);
        if let (Some(told), Some(own)) = (told, seconds(SystemTime::now())) {
            self.ahead.store(told - own, Ordering::Relaxed);
        }
    }

    /// Calls `method` and parses its result.
    ///
    /// # Errors
    /// Any of the node faults of [`ChainError`], or [`ChainError::Reverted`].
    pub async fn call<T: DeserializeOwned>(
        &self,
        method: &str,
        params: Value,
    ) -> Result<T, ChainError> {
        let answer = self.call_raw(method, params).await?;
        self.parse(&answer)
    }

    /// Calls `method` and gives the answer as bytes, for results that are parsed in place.
    ///
    /// # Errors
    /// As [`NodeClient::call`], except those of the content.
    pub async fn call_raw(&self, method: &str, params: Value) -> Result<Answer, ChainError> {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let request = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
        let body = self.exchange(&request).await?;
        Ok(Answer { id, body })
    }

    /// Parses the result of an answer of this node.
    ///
    /// # Errors
    /// [`ChainError::BadAnswer`], [`ChainError::Refused`], [`ChainError::Reverted`].
    pub fn parse<'a, T: Deserialize<'a>>(&self, answer: &'a Answer) -> Result<T, ChainError> {
        wire::parse_response(&answer.body, answer.id).map_err(|fault| self.blame(fault))
    }

    /// An error that names this node.
    pub(crate) fn bad(&self, what: &'static str) -> ChainError {
        ChainError::BadAnswer {
            node: self.name.clone(),
            what,
        }
    }

    async fn exchange(&self, request: &Value) -> Result<Vec<u8>, ChainError> {
        let sent = self.http.post(self.url.clone()).json(request).send().await;
        let mut response = sent.map_err(|error| self.transport(&error))?;
        self.note_clock(&response);
        // Some nodes answer an error object with 4xx or 5xx: the body decides, except for redirects.
        if response.status().is_redirection() || response.status().is_informational() {
            return Err(self.bad("redirected"));
        }
        let status_ok = response.status().is_success();
        let announced = response.content_length().unwrap_or(0);
        if announced > self.limits.answer_bytes as u64 {
            return Err(self.too_large());
        }
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(None) => break,
                Ok(Some(chunk)) if body.len() + chunk.len() > self.limits.answer_bytes => {
                    return Err(self.too_large());
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Err(error) if error.is_timeout() => return Err(self.transport(&error)),
                Err(_) => return Err(self.bad("answer is cut off")),
            }
        }
        if !status_ok && !wire::looks_like_json_rpc(&body) {
            return Err(self.bad("HTTP error status"));
        }
        Ok(body)
    }

    fn transport(&self, error: &reqwest::Error) -> ChainError {
        let node = self.name.clone();
        if error.is_timeout() {
            ChainError::Timeout { node }
        } else {
            ChainError::Unreachable { node }
        }
    }

    fn too_large(&self) -> ChainError {
        ChainError::TooLarge {
            node: self.name.clone(),
        }
    }

    fn blame(&self, fault: Fault) -> ChainError {
        match fault {
            Fault::Bad(what) => self.bad(what),
            Fault::Refused { code, message } => ChainError::Refused {
                node: self.name.clone(),
                code,
                message,
            },
            Fault::Reverted { data } => ChainError::Reverted {
                error: crate::bindings::error_name(&data),
            },
        }
    }
}

/// The bytes of an answer, not parsed yet.
#[derive(Debug)]
pub struct Answer {
    id: u64,
    body: Vec<u8>,
}

/// rustls takes its cryptography from a provider that the process installs once.
fn install_tls_provider() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // An error means that the program has installed one already, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}
