//! Applying for something that can be obtained now: our extension of the issuer's metadata.

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// Longest application that is read, in bytes.
pub const MAX_APPLICATION_BYTES: usize = 16_384;
/// Longest answer to an application that is read, in bytes.
pub const MAX_APPLICATION_ANSWER_BYTES: usize = 32_768;

/// Body of an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// From [`crate::metadata::Available::id`].
    pub id: String,
    /// A relation introduction (compact JWT).
    pub introduction: String,
}

/// What comes of an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "lowercase", deny_unknown_fields)]
pub enum ApplicationAnswer {
    /// An offer to accept.
    Offer {
        /// An `openid-credential-offer://` link.
        offer: String,
    },
    /// It is issued and announced on chain: the next sync finds it, then it is picked up.
    Coming {
        /// The department's words.
        message: Text,
    },
    /// The department asks for something first.
    Request {
        /// An `openid4vp://` link.
        request: String,
    },
    /// It is given out at the counter only.
    Counter {
        /// The department's words.
        message: Text,
    },
}
