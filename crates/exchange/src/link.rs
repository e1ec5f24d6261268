//! Links that start an exchange: `openid-credential-offer://` and `openid4vp://`.

use url::{Url, form_urlencoded};

use crate::endpoint::{UrlError, parse_url};
use crate::offer::{CredentialOffer, OfferError};
use crate::request::{CLIENT_ID_PREFIX, MAX_REQUEST_BYTES};

/// Longest link that is read, in bytes; a request by value is the longest.
pub const MAX_LINK_BYTES: usize = MAX_REQUEST_BYTES + 8_192;

/// A link as scanned, pasted or opened. Nothing in it is proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// A credential is offered (OpenID4VCI 1.0 §4.1).
    Offer(OfferLink),
    /// A department asks for something (OpenID4VP 1.0 §5).
    Request(RequestLink),
}

/// An offer, or where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OfferLink {
    /// Fetch the offer with GET from here.
    ByReference(Url),
    /// The offer itself.
    ByValue(Box<CredentialOffer>),
}

/// A request object, or where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestLink {
    /// `decentralized_identifier:<DID>`, which the request object must repeat.
    pub client_id: String,
    /// The request object.
    pub object: RequestObject,
}

/// How a request object comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestObject {
    /// Fetch it with GET from here.
    ByReference(Url),
    /// The compact JWT itself.
    ByValue(String),
}

/// Why a link is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Longer than [`MAX_LINK_BYTES`].
    #[error("the link is too long")]
    TooLong,
    /// No link at all.
    #[error("not a link")]
    Syntax,
    /// A link of another scheme than the two that are known.
    #[error("a link for another program")]
    Scheme,
    /// A parameter occurs twice.
    #[error("a parameter of the link is repeated")]
    Repeated,
    /// Neither a reference nor a value, or both, or no client.
    #[error("a parameter of the link is missing or excess")]
    Parameters,
    /// `client_id` has not the prefix `decentralized_identifier:`.
    #[error("the link names its sender in an unsupported way")]
    ClientId,
    /// `request_uri_method` other than `get`.
    #[error("the request must be fetched in an unsupported way")]
    Method,
    /// The address in the link may not be called.
    #[error("the address in the link is refused: {0}")]
    Url(#[from] UrlError),
    /// The offer in the link is refused.
    #[error("the offer in the link is refused: {0}")]
    Offer(#[from] OfferError),
}

impl Link {
    /// Reads a link; white space around it is ignored, parameters of other standards are, too.
    ///
    /// # Errors
    /// See [`LinkError`].
    pub fn parse(text: &str) -> Result<Self, LinkError> {
        if text.len() > MAX_LINK_BYTES {
            return Err(LinkError::TooLong);
        }
        let text = text.trim();
        let (scheme, _) = text.split_once(':').ok_or(LinkError::Syntax)?;
        let is_offer = match scheme.to_ascii_lowercase().as_str() {
            "openid-credential-offer" => true,
            "openid4vp" => false,
            _ => return Err(LinkError::Scheme),
        };
        let parameters = Parameters::parse(text)?;
        if is_offer {
            parse_offer(&parameters).map(Self::Offer)
        } else {
            parse_request(&parameters).map(Self::Request)
        }
    }
}

fn parse_offer(parameters: &Parameters) -> Result<OfferLink, LinkError> {
    match (
        parameters.find("credential_offer_uri"),
        parameters.find("credential_offer"),
    ) {
        (Some(uri), None) => Ok(OfferLink::ByReference(parse_url(uri)?)),
        (None, Some(json)) => Ok(OfferLink::ByValue(Box::new(CredentialOffer::parse(
            json.as_bytes(),
        )?))),
        _ => Err(LinkError::Parameters),
    }
}

fn parse_request(parameters: &Parameters) -> Result<RequestLink, LinkError> {
    let client_id = parameters.find("client_id").ok_or(LinkError::Parameters)?;
    if !client_id.starts_with(CLIENT_ID_PREFIX) {
        return Err(LinkError::ClientId);
    }
    if parameters
        .find("request_uri_method")
        .is_some_and(|method| method != "get")
    {
        return Err(LinkError::Method);
    }
    let object = match (parameters.find("request_uri"), parameters.find("request")) {
        (Some(uri), None) => RequestObject::ByReference(parse_url(uri)?),
        (None, Some(jwt)) => RequestObject::ByValue(jwt.to_owned()),
        _ => return Err(LinkError::Parameters),
    };
    Ok(RequestLink {
        client_id: client_id.to_owned(),
        object,
    })
}

/// The parameters of a link; each at most once.
struct Parameters(Vec<(String, String)>);

impl Parameters {
    fn parse(text: &str) -> Result<Self, LinkError> {
        let url = Url::parse(text).map_err(|_| LinkError::Syntax)?;
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        for (index, (name, _)) in pairs.iter().enumerate() {
            if pairs[..index].iter().any(|(earlier, _)| earlier == name) {
                return Err(LinkError::Repeated);
            }
        }
        Ok(Self(pairs))
    }

    fn find(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Writes the link to an offer that is fetched from `offer_url`.
#[must_use]
pub fn offer_link(offer_url: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("credential_offer_uri", offer_url)
        .finish();
    format!("openid-credential-offer://?{query}")
}

/// Writes a link that carries the request object itself.
#[must_use]
pub fn request_link_by_value(client: &keys::DepartmentDid, request: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", &format!("{CLIENT_ID_PREFIX}{client}"))
        .append_pair("request", request)
        .finish();
    format!("openid4vp://?{query}")
}

/// Writes the link to a request object that is fetched from `request_url`.
#[must_use]
pub fn request_link(client: &keys::DepartmentDid, request_url: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", &format!("{CLIENT_ID_PREFIX}{client}"))
        .append_pair("request_uri", request_url)
        .append_pair("request_uri_method", "get")
        .finish();
    format!("openid4vp://?{query}")
}
