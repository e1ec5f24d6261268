//! Where a department answers: URLs that the wallet may call at all, and what lies under an endpoint.

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// Longest URL that is read, in bytes.
pub const MAX_URL_BYTES: usize = 2_048;

/// Why a URL is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Longer than [`MAX_URL_BYTES`].
    #[error("the address is too long")]
    TooLong,
    /// No absolute URL with a host.
    #[error("not an address")]
    Syntax,
    /// Neither `https`, nor `http` to this very machine.
    #[error("neither https nor a loopback address")]
    Insecure,
    /// Carries a user name or a password.
    #[error("the address carries a user name")]
    UserInfo,
    /// Carries a `#fragment`, or, as an endpoint, a `?query` or a last `/`.
    #[error("the address carries a part that has no place in it")]
    ExtraPart,
}

/// Reads an absolute URL that a wallet may call: `https`, or `http` to a loopback host.
///
/// The answer is normalised (dot segments resolved), so a comparison of paths cannot be fooled.
///
/// # Errors
/// See [`UrlError`].
pub fn parse_url(text: &str) -> Result<Url, UrlError> {
    if text.len() > MAX_URL_BYTES {
        return Err(UrlError::TooLong);
    }
    let url = Url::parse(text).map_err(|_| UrlError::Syntax)?;
    let host = url.host().ok_or(UrlError::Syntax)?;
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&host) => {}
        _ => return Err(UrlError::Insecure),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(UrlError::UserInfo);
    }
    if url.fragment().is_some() {
        return Err(UrlError::ExtraPart);
    }
    Ok(url)
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => IpAddr::V4(*address).is_loopback(),
        Host::Ipv6(address) => IpAddr::V6(*address).is_loopback(),
    }
}

/// A department's base URL as the directory gives it, without a last `/`, e.g.
/// `https://city.example/d/household`. It is also the department's `credential_issuer`.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Endpoint(String);

impl Endpoint {
    /// Reads an endpoint.
    ///
    /// # Errors
    /// See [`UrlError`]; an endpoint has neither query nor last `/`, and must be written as it is
    /// normalised.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        let url = parse_url(text)?;
        if url.query().is_some() || text.ends_with('/') {
            return Err(UrlError::ExtraPart);
        }
        // The parser shows a bare origin with a `/`, which an endpoint leaves out.
        if url.as_str().trim_end_matches('/') != text {
            return Err(UrlError::Syntax);
        }
        Ok(Self(text.to_owned()))
    }

    /// Returns the endpoint as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the address of `tail` (without a first `/`) under this endpoint.
    #[must_use]
    pub fn join(&self, tail: &str) -> String {
        format!("{}/{tail}", self.0)
    }

    /// Returns whether `url` is this endpoint or lies under it: same scheme, host and port, and a
    /// path below. `https://a/d/house` does not contain `https://a/d/household`.
    #[must_use]
    pub fn contains(&self, url: &str) -> bool {
        let Ok(url) = parse_url(url) else {
            return false;
        };
        match url.as_str().strip_prefix(&self.0) {
            Some(rest) => rest.is_empty() || rest.starts_with('/') || rest.starts_with('?'),
            None => false,
        }
    }

    /// Returns where the issuer's metadata are (OpenID4VCI 1.0 §12.2.2).
    #[must_use]
    pub fn issuer_metadata_url(&self) -> String {
        self.well_known("openid-credential-issuer")
    }

    /// Returns where the authorization server's metadata are (RFC 8414 §3).
    #[must_use]
    pub fn authorization_server_metadata_url(&self) -> String {
        self.well_known("oauth-authorization-server")
    }

    /// Puts `/.well-known/<name>` between origin and path.
    fn well_known(&self, name: &str) -> String {
        let after_scheme = self.0.find("://").map_or(0, |at| at + 3);
        let path_at = self.0[after_scheme..]
            .find('/')
            .map_or(self.0.len(), |at| after_scheme + at);
        let (origin, path) = self.0.split_at(path_at);
        format!("{origin}/.well-known/{name}{path}")
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Endpoint({})", self.0)
    }
}

impl TryFrom<String> for Endpoint {
    type Error = UrlError;

    fn try_from(text: String) -> Result<Self, UrlError> {
        Self::parse(&text)
    }
}

impl From<Endpoint> for String {
    fn from(endpoint: Endpoint) -> Self {
        endpoint.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_or_this_machine() {
        for (text, expected) in [
            ("https://city.example/d/a", Ok(())),
            ("http://127.0.0.1:8080/d/a", Ok(())),
            ("http://[::1]:8080/d/a", Ok(())),
            ("http://localhost/d/a", Ok(())),
            ("http://city.example/d/a", Err(UrlError::Insecure)),
            ("http://127.0.0.1.city.example/d/a", Err(UrlError::Insecure)),
            ("file:///etc/passwd", Err(UrlError::Syntax)),
            ("javascript:alert(1)", Err(UrlError::Syntax)),
            ("https://user@city.example/d/a", Err(UrlError::UserInfo)),
            ("https://city.example/d/a#x", Err(UrlError::ExtraPart)),
            ("/d/a", Err(UrlError::Syntax)),
        ] {
            assert_eq!(parse_url(text).map(|_| ()), expected, "{text}");
        }
    }

    #[test]
    fn an_endpoint_is_written_in_one_way() {
        assert!(Endpoint::parse("https://city.example/d/a").is_ok());
        assert!(Endpoint::parse("https://city.example").is_ok());
        for text in [
            "https://city.example/d/a/",
            "https://city.example/d/a?x",
            "https://CITY.example/d/a",
            "https://city.example:443/d/a",
            "https://city.example/d/../a",
        ] {
            assert!(Endpoint::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_lies_under_an_endpoint() {
        let endpoint = Endpoint::parse("http://127.0.0.1:8/d/house").expect("valid");
        for (text, expected) in [
            ("http://127.0.0.1:8/d/house/answer/1", true),
            ("http://127.0.0.1:8/d/house", true),
            ("http://127.0.0.1:8/d/household/answer", false),
            ("http://127.0.0.1:8/d/house/../education/answer", false),
            ("http://127.0.0.1:8/d/house/%2e%2e/education", false),
            ("http://127.0.0.1:9/d/house/answer", false),
            ("https://127.0.0.1:8/d/house/answer", false),
            ("http://127.0.0.1:8@evil.example/d/house/answer", false),
        ] {
            assert_eq!(endpoint.contains(text), expected, "{text}");
        }
    }

    #[test]
    fn well_known_goes_between_origin_and_path() {
        let endpoint = Endpoint::parse("http://127.0.0.1:8/d/house").expect("valid");
        assert_eq!(
            endpoint.issuer_metadata_url(),
            "http://127.0.0.1:8/.well-known/openid-credential-issuer/d/house"
        );
        let bare = Endpoint::parse("https://city.example").expect("valid");
        assert_eq!(
            bare.authorization_server_metadata_url(),
            "https://city.example/.well-known/oauth-authorization-server"
        );
    }
}
