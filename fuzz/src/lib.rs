//! What several targets share: fixed keys, and tokens assembled from lines of JSON.
//!
//! A fuzzer cannot guess a signature or a digest. The assembled targets therefore take the JSON of
//! each part on a line of its own, with `@0` to `@9` in the place of the digest of that line's part,
//! and get properly encoded and signed tokens: what is reached then is the code behind the checks.

use std::sync::LazyLock;

use keys::{Algorithm, Signer as _, SoftwareSigner, base64url};
use sd_jwt::Digest;

/// The key that signs as issuer, department and citizen.
pub fn issuer() -> &'static SoftwareSigner {
    static KEY: LazyLock<SoftwareSigner> =
        LazyLock::new(|| SoftwareSigner::from_seed(Algorithm::EdDsa, &[1; 32]));
    &KEY
}

/// The key in the credentials.
pub fn holder() -> &'static SoftwareSigner {
    static KEY: LazyLock<SoftwareSigner> =
        LazyLock::new(|| SoftwareSigner::from_seed(Algorithm::EdDsa, &[2; 32]));
    &KEY
}

/// The department's DID, in requests and credentials.
pub const DEPARTMENT: &str = "did:ethr:0x7a69:0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";

/// What time it is, in seconds since 1970.
pub const NOW: i64 = 1_790_000_000;

/// A compact JWS over any header and payload.
pub fn signed(header: &str, payload: &str) -> String {
    let input = format!(
        "{}.{}",
        base64url::encode(header.as_bytes()),
        base64url::encode(payload.as_bytes())
    );
    let signature = issuer()
        .sign(input.as_bytes())
        .expect("a software key signs");
    format!("{input}.{}", base64url::encode(&signature.to_bytes()))
}

/// The parts of a token, one a line, that may name one another's digests.
pub struct Parts<'a, F> {
    lines: Vec<&'a str>,
    encode: F,
    done: Vec<Option<String>>,
    under_way: Vec<bool>,
}

impl<'a, F: Fn(usize, &str) -> String> Parts<'a, F> {
    /// Takes at most ten lines. `encode` makes the part out of a line's number and JSON.
    pub fn new(text: &'a str, encode: F) -> Self {
        let lines: Vec<_> = text.split('\n').take(10).collect();
        let done = vec![None; lines.len()];
        let under_way = vec![false; lines.len()];
        Self {
            lines,
            encode,
            done,
            under_way,
        }
    }

    /// How many lines there are, at least one.
    pub fn count(&self) -> usize {
        self.lines.len()
    }

    /// The part of a line, with the digests of other parts in place. A part that would need its own
    /// digest gets that of nothing.
    pub fn part(&mut self, at: usize) -> String {
        if let Some(done) = &self.done[at] {
            return done.clone();
        }
        self.under_way[at] = true;
        let mut json = self.lines[at].to_owned();
        for other in 0..10 {
            let placeholder = format!("@{other}");
            if json.contains(&placeholder) {
                let part = match self.under_way.get(other) {
                    Some(false) => self.part(other),
                    _ => String::new(),
                };
                json = json.replace(&placeholder, &Digest::of(&part).to_string());
            }
        }
        self.under_way[at] = false;
        let part = (self.encode)(at, &json);
        self.done[at] = Some(part.clone());
        part
    }
}
