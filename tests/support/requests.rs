//! Request objects taken apart and put together again, as those who mean no good would.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::Value;

use super::{
    city::text,
    http::{Host, Reply},
    rpc,
};

/// A request of the education bureau; the attributes follow.
pub(crate) const SCHOOL: [&str; 6] = [
    "ask",
    "--department",
    "education",
    "--purpose",
    "school-enrolment",
    "--attributes",
];

/// Well formed, and no department's.
pub(crate) const STRANGER: &str = "did:ethr:0x7a69:0xdddddddddddddddddddddddddddddddddddddddd";

/// A signed request object, taken apart.
#[derive(Clone)]
pub(crate) struct Object {
    header: Value,
    claims: Value,
    signature: Vec<u8>,
    as_signed: String,
}

impl Object {
    /// Fetches the object that a link names.
    pub(crate) fn fetch(link: &str) -> Self {
        let uri = link.split_once("request_uri=").unwrap().1;
        let uri = decoded(uri.split('&').next().unwrap());
        let (port, path) = uri
            .strip_prefix("http://127.0.0.1:")
            .and_then(|rest| rest.split_once('/'))
            .unwrap();
        let compact = rpc::get(port.parse().unwrap(), &format!("/{path}")).unwrap();
        let mut parts = compact
            .split('.')
            .map(|part| Base64UrlUnpadded::decode_vec(part).unwrap());
        let mut json = || serde_json::from_slice(&parts.next().unwrap()).unwrap();
        let (header, claims) = (json(), json());
        Self {
            header,
            claims,
            signature: parts.next().unwrap(),
            as_signed: compact.rsplit_once('.').unwrap().0.to_owned(),
        }
    }

    pub(crate) fn department(&self) -> String {
        let client = text(&self.claims, "/client_id");
        client
            .strip_prefix("decentralized_identifier:")
            .unwrap()
            .to_owned()
    }

    /// The same with another value; the old signature stays.
    pub(crate) fn with(&self, pointer: &str, value: Value) -> Self {
        let mut changed = self.clone();
        *changed.claims.pointer_mut(pointer).unwrap() = value;
        changed.written_anew()
    }

    /// The same by another department; the old signature stays.
    pub(crate) fn by(&self, did: &str) -> Self {
        let (old, mut changed) = (self.department(), self.clone());
        let replaced = |value: &Value| {
            serde_json::from_str::<Value>(&value.to_string().replace(&old, did)).unwrap()
        };
        changed.header = replaced(&self.header);
        changed.claims = replaced(&self.claims);
        changed.written_anew()
    }

    /// The same, properly signed, with a key that is nobody's.
    pub(crate) fn signed_anew(&self) -> Self {
        let mut changed = self.clone();
        let key = SigningKey::from_bytes(&[7; 32]);
        changed.signature = key.sign(changed.as_signed.as_bytes()).to_bytes().to_vec();
        changed
    }

    pub(crate) fn written_anew(mut self) -> Self {
        let part = |value: &Value| Base64UrlUnpadded::encode_string(value.to_string().as_bytes());
        self.as_signed = format!("{}.{}", part(&self.header), part(&self.claims));
        self
    }

    pub(crate) fn serve(self) -> Host {
        let signature = Base64UrlUnpadded::encode_string(&self.signature);
        let compact = format!("{}.{signature}", self.as_signed);
        Host::serve(move |_| Reply {
            media_type: "application/oauth-authz-req+jwt",
            body: compact.clone().into_bytes(),
        })
    }
}

pub(crate) fn request_link(department: &str, uri: &str) -> String {
    format!(
        "openid4vp://?client_id={}&request_uri={}",
        encoded(&format!("decentralized_identifier:{department}")),
        encoded(uri)
    )
}

/// Every byte that means something in a query, in per cent.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

fn decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((first, others)) = rest.split_first() {
        if *first == b'%' {
            let digits = std::str::from_utf8(&others[..2]).unwrap();
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
            rest = &others[2..];
        } else {
            bytes.push(*first);
            rest = others;
        }
    }
    String::from_utf8(bytes).unwrap()
}
