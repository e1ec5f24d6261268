//! The answer to a request (OpenID4VP 1.0 §8): `direct_post.jwt`, encrypted to the requester.

use keys::P256Secret;
use keys::json;
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use url::form_urlencoded;

use crate::fault::Fault;
use crate::json::MessageError;
use crate::jwe::{self, JweError, MAX_JWE_BYTES};
use crate::request::VerifiedRequest;
use crate::token::parse_form;

/// Longest body of an answer that is read, in bytes.
pub const MAX_ANSWER_BYTES: usize = MAX_JWE_BYTES + 1_024;
/// The word for a refusal (OpenID4VP 1.0 §8.5).
const ACCESS_DENIED: &str = "access_denied";

/// What the holder decided.
#[derive(Clone, PartialEq, Eq)]
pub enum Answer {
    /// The grant as issued: `G~d1~...~`. It may give less than was asked (a counter-offer).
    Grant(String),
    /// A refusal, which is an answer, too.
    Refusal {
        /// The holder's words, if any; at most 500 characters.
        description: Option<String>,
    },
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Grant(_) => "Grant(..)",
            Self::Refusal { .. } => "Refusal(..)",
        })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerMessage {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    vp_token: Option<std::collections::BTreeMap<String, Vec<String>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error_description: Option<String>,
    state: String,
}

/// Encrypts the answer to `request`; the result is the form body to post to its `response_uri`.
pub fn seal_answer(request: &VerifiedRequest, answer: &Answer, rng: &mut impl CryptoRng) -> String {
    let mut message = AnswerMessage {
        vp_token: None,
        error: None,
        error_description: None,
        state: request.state.clone(),
    };
    match answer {
        Answer::Grant(grant) => {
            message.vp_token = Some([(request.query_id.clone(), vec![grant.clone()])].into());
        }
        Answer::Refusal { description } => {
            message.error = Some(ACCESS_DENIED.to_owned());
            message.error_description.clone_from(description);
        }
    }
    let plaintext = serde_json::to_vec(&message).expect("an answer holds only strings");
    let key = &request.encryption_key;
    let jwe = jwe::seal(
        &plaintext,
        &key.key,
        &key.key_id,
        request.nonce.as_bytes(),
        rng,
    );
    form_urlencoded::Serializer::new(String::new())
        .append_pair("response", &jwe)
        .finish()
}

/// What the requester remembers of its request.
#[derive(Clone, Copy, Debug)]
pub struct AnswerExpectation<'a> {
    /// The id of the query.
    pub query_id: &'a str,
    /// The request's nonce.
    pub nonce: &'a str,
    /// The request's state.
    pub state: &'a str,
    /// The name of the key that the answer is encrypted to.
    pub key_id: &'a str,
}

/// Why an answer is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// Not a form with one `response`.
    #[error("the answer is malformed: {0}")]
    Form(MessageError),
    /// Not encrypted to this request's key.
    #[error("the answer is refused: {0}")]
    Jwe(#[from] JweError),
    /// What was encrypted is no answer.
    #[error("the answer is malformed: {0}")]
    Message(MessageError),
    /// The answer to another request.
    #[error("the answer is to another request")]
    State,
    /// Answers to other queries than the one that was asked, or several presentations.
    #[error("the answer is to another query")]
    Query,
    /// Neither a grant nor a refusal, or both, or an error other than `access_denied`.
    #[error("the answer is neither a grant nor a refusal")]
    Kind,
}

impl AnswerError {
    /// Returns who is at fault.
    #[must_use]
    pub const fn fault(self) -> Fault {
        Fault::PeerWrong
    }
}

/// Opens the body of an answer with the key the request named.
///
/// # Errors
/// See [`AnswerError`].
pub fn open_answer(
    body: &[u8],
    secret: &P256Secret,
    expected: &AnswerExpectation<'_>,
) -> Result<Answer, AnswerError> {
    let form = parse_form(body, MAX_ANSWER_BYTES).map_err(AnswerError::Form)?;
    let [(name, response)] = form.as_slice() else {
        return Err(AnswerError::Form(MessageError::Members));
    };
    if name != "response" {
        return Err(AnswerError::Form(MessageError::Members));
    }
    let plaintext = jwe::open(response, secret, expected.key_id, expected.nonce.as_bytes())?;
    let message: AnswerMessage =
        json::parse(&plaintext).map_err(|error| AnswerError::Message(error.into()))?;
    if message.state != expected.state {
        return Err(AnswerError::State);
    }
    match (message.vp_token, message.error) {
        (Some(mut presentations), None) => {
            let found = presentations
                .remove(expected.query_id)
                .ok_or(AnswerError::Query)?;
            match <[String; 1]>::try_from(found) {
                Ok([grant]) if presentations.is_empty() => Ok(Answer::Grant(grant)),
                _ => Err(AnswerError::Query),
            }
        }
        (None, Some(error)) if error == ACCESS_DENIED => {
            let description = message
                .error_description
                .map(|text| text.chars().filter(|c| !c.is_control()).take(500).collect());
            Ok(Answer::Refusal { description })
        }
        _ => Err(AnswerError::Kind),
    }
}
