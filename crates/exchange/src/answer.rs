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

/// Most characters of the holder's words.
pub const MAX_WORDS_CHARS: usize = 500;

/// What the holder decided.
#[derive(Clone, PartialEq, Eq)]
pub enum Answer {
    /// The grant as issued and anchored: `G~d1~...~`. It gives all that is required, for the
    /// retention that was asked, or is the grant of a counter-offer that the department took.
    Grant(String),
    /// To a request for a presentation: the SD-JWT with key binding.
    Presentation(String),
    /// Less than was asked: a grant that is signed but not anchored, so that nothing can be done
    /// with it until the department takes it.
    CounterOffer {
        /// The grant as issued.
        grant: String,
        /// The holder's words, if any; at most [`MAX_WORDS_CHARS`] characters.
        message: Option<String>,
    },
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
            Self::Presentation(_) => "Presentation(..)",
            Self::CounterOffer { .. } => "CounterOffer(..)",
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
    counter_offer: Option<CounterOfferMessage>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error_description: Option<String>,
    state: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CounterOfferMessage {
    grant: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

/// The holder's words as they may be shown: no control characters, at most [`MAX_WORDS_CHARS`].
fn bounded(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .take(MAX_WORDS_CHARS)
        .collect()
}

/// Encrypts the answer to `request`; the result is the form body to post to its `response_uri`.
pub fn seal_answer<T>(
    request: &VerifiedRequest<T>,
    answer: &Answer,
    rng: &mut impl CryptoRng,
) -> String {
    let mut message = AnswerMessage {
        vp_token: None,
        counter_offer: None,
        error: None,
        error_description: None,
        state: request.state.clone(),
    };
    match answer {
        Answer::Grant(token) | Answer::Presentation(token) => {
            message.vp_token = Some([(request.query_id.clone(), vec![token.clone()])].into());
        }
        Answer::CounterOffer {
            grant,
            message: words,
        } => {
            message.counter_offer = Some(CounterOfferMessage {
                grant: grant.clone(),
                message: words.clone(),
            });
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
    /// What was asked for.
    pub asked: AskedFor,
}

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedFor {
    /// A grant.
    Grant,
    /// To be shown a credential.
    Presentation,
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
    /// Not one of a grant, a counter-offer and a refusal, or an error other than `access_denied`.
    #[error("the answer is not one of a grant, a counter-offer and a refusal")]
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
    match (message.vp_token, message.counter_offer, message.error) {
        (Some(mut presentations), None, None) => {
            let found = presentations
                .remove(expected.query_id)
                .ok_or(AnswerError::Query)?;
            match <[String; 1]>::try_from(found) {
                Ok([token]) if presentations.is_empty() => Ok(match expected.asked {
                    AskedFor::Grant => Answer::Grant(token),
                    AskedFor::Presentation => Answer::Presentation(token),
                }),
                _ => Err(AnswerError::Query),
            }
        }
        (None, Some(offer), None) if expected.asked == AskedFor::Grant => {
            Ok(Answer::CounterOffer {
                grant: offer.grant,
                message: offer.message.as_deref().map(bounded),
            })
        }
        (None, None, Some(error)) if error == ACCESS_DENIED => Ok(Answer::Refusal {
            description: message.error_description.as_deref().map(bounded),
        }),
        _ => Err(AnswerError::Kind),
    }
}
