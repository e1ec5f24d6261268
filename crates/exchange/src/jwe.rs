//! Compact JWE (RFC 7516) of one kind: ECDH-ES on P-256, directly used (RFC 7518 §4.6), A256GCM.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use keys::{Jwk, P256PublicKey, P256Secret, base64url, json};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// `alg`.
pub const KEY_AGREEMENT: &str = "ECDH-ES";
/// `enc`.
pub const ENCRYPTION_METHOD: &str = "A256GCM";
/// Longest JWE that is read, in bytes.
pub const MAX_JWE_BYTES: usize = 131_072;

const IV_BYTES: usize = 12;
const TAG_BYTES: usize = 16;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    enc: String,
    kid: String,
    epk: Jwk,
    apu: String,
    apv: String,
}

/// Why a JWE is not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JweError {
    /// Longer than [`MAX_JWE_BYTES`].
    #[error("the encrypted message is too long")]
    TooLong,
    /// Not five parts of strict base64url with an empty encrypted key.
    #[error("not an encrypted message")]
    Malformed,
    /// The header has other members than `alg`, `enc`, `kid`, `epk`, `apu` and `apv`, or a member
    /// twice.
    #[error("unacceptable header of an encrypted message")]
    Header,
    /// Other algorithms than ECDH-ES and A256GCM.
    #[error("unsupported encryption")]
    Algorithm,
    /// Encrypted to another key.
    #[error("encrypted to another key")]
    KeyId,
    /// The sender's ephemeral key is no point of P-256.
    #[error("the sender's ephemeral key is not valid")]
    EphemeralKey,
    /// Encrypted for another request.
    #[error("encrypted for another request")]
    PartyInfo,
    /// The message was not encrypted with this key, or was changed.
    #[error("the encrypted message does not open")]
    Decryption,
}

/// Encrypts `plaintext` to `recipient`, binding it to `party_v` (the request's nonce).
pub(crate) fn seal(
    plaintext: &[u8],
    recipient: &P256PublicKey,
    key_id: &str,
    party_v: &[u8],
    rng: &mut impl CryptoRng,
) -> String {
    let mut seed = Zeroizing::new([0; 32]);
    rng.fill_bytes(&mut *seed);
    let mut party_u = [0; 16];
    rng.fill_bytes(&mut party_u);
    let mut iv = [0; IV_BYTES];
    rng.fill_bytes(&mut iv);

    let ephemeral = P256Secret::from_seed(&seed);
    let header = Header {
        alg: KEY_AGREEMENT.to_owned(),
        enc: ENCRYPTION_METHOD.to_owned(),
        kid: key_id.to_owned(),
        epk: ephemeral.public_key().to_jwk(),
        apu: base64url::encode(&party_u),
        apv: base64url::encode(party_v),
    };
    let header = base64url::encode(&serde_json::to_vec(&header).expect("strings serialise"));
    let shared = ephemeral.diffie_hellman(recipient);
    let key = content_key(shared.as_bytes(), &party_u, party_v);
    let sealed = cipher(&key)
        .encrypt(
            &iv.into(),
            Payload {
                msg: plaintext,
                aad: header.as_bytes(),
            },
        )
        .expect("an answer is far below the limit of AES-GCM");
    let (ciphertext, tag) = sealed.split_at(sealed.len() - TAG_BYTES);
    format!(
        "{header}..{}.{}.{}",
        base64url::encode(&iv),
        base64url::encode(ciphertext),
        base64url::encode(tag)
    )
}

/// Decrypts a JWE that was made for `key_id` and `party_v`.
pub(crate) fn open(
    compact: &str,
    secret: &P256Secret,
    key_id: &str,
    party_v: &[u8],
) -> Result<Zeroizing<Vec<u8>>, JweError> {
    if compact.len() > MAX_JWE_BYTES {
        return Err(JweError::TooLong);
    }
    let mut parts = compact.split('.');
    let (Some(header_text), Some(""), Some(iv), Some(ciphertext), Some(tag), None) = (
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
    ) else {
        return Err(JweError::Malformed);
    };
    let decode = |text| base64url::decode(text).map_err(|_| JweError::Malformed);
    let header: Header = json::parse(&decode(header_text)?).map_err(|_| JweError::Header)?;
    let iv: [u8; IV_BYTES] = base64url::decode_array(iv).map_err(|_| JweError::Malformed)?;
    let tag: [u8; TAG_BYTES] = base64url::decode_array(tag).map_err(|_| JweError::Malformed)?;
    let mut sealed = decode(ciphertext)?;
    sealed.extend_from_slice(&tag);
    if header.alg != KEY_AGREEMENT || header.enc != ENCRYPTION_METHOD {
        return Err(JweError::Algorithm);
    }
    if header.kid != key_id {
        return Err(JweError::KeyId);
    }
    let party_u = decode(&header.apu)?;
    if party_u.len() > 64 || decode(&header.apv)? != party_v {
        return Err(JweError::PartyInfo);
    }
    let ephemeral = P256PublicKey::from_jwk(&header.epk).map_err(|_| JweError::EphemeralKey)?;
    let shared = secret.diffie_hellman(&ephemeral);
    let key = content_key(shared.as_bytes(), &party_u, party_v);
    cipher(&key)
        .decrypt(
            &iv.into(),
            Payload {
                msg: &sealed,
                aad: header_text.as_bytes(),
            },
        )
        .map(Zeroizing::new)
        .map_err(|_| JweError::Decryption)
}

fn cipher(key: &[u8; 32]) -> Aes256Gcm {
    Aes256Gcm::new(key.into())
}

fn content_key(shared: &[u8; 32], party_u: &[u8], party_v: &[u8]) -> Zeroizing<[u8; 32]> {
    concat_kdf(shared, ENCRYPTION_METHOD, 256, party_u, party_v)
}

/// The Concat KDF of RFC 7518 §4.6.2 for keys of at most 256 bits: one round of SHA-256. The key is
/// the first `key_bits` bits of the answer.
fn concat_kdf(
    shared: &[u8; 32],
    algorithm: &str,
    key_bits: u32,
    party_u: &[u8],
    party_v: &[u8],
) -> Zeroizing<[u8; 32]> {
    let mut hash = Sha256::new();
    hash.update(1u32.to_be_bytes());
    hash.update(shared);
    for info in [algorithm.as_bytes(), party_u, party_v] {
        let length = u32::try_from(info.len()).expect("party information is short");
        hash.update(length.to_be_bytes());
        hash.update(info);
    }
    hash.update(key_bits.to_be_bytes());
    Zeroizing::new(hash.finalize().into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// RFC 7518, appendix C.
    #[test]
    fn agrees_with_the_example_of_the_standard() {
        let alice: [u8; 32] =
            base64url::decode_array("0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo").unwrap();
        let alice = P256Secret::from_scalar(&alice).unwrap();
        let bob: Jwk = serde_json::from_str(
            r#"{"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
                "y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"}"#,
        )
        .unwrap();
        let shared = alice.diffie_hellman(&P256PublicKey::from_jwk(&bob).unwrap());
        let key = concat_kdf(shared.as_bytes(), "A128GCM", 128, b"Alice", b"Bob");
        assert_eq!(base64url::encode(&key[..16]), "VqqN6vgjbSBcIijNcacQGg");
    }

    #[test]
    fn opens_only_with_the_key_and_for_the_request() {
        let mut rng = crate::tests::rng();
        let secret = P256Secret::from_seed(&[7; 32]);
        let text = seal(b"hello", &secret.public_key(), "k1", b"nonce", &mut rng);
        assert_eq!(
            open(&text, &secret, "k1", b"nonce").unwrap().as_slice(),
            b"hello"
        );
        assert_eq!(open(&text, &secret, "k2", b"nonce"), Err(JweError::KeyId));
        assert_eq!(
            open(&text, &secret, "k1", b"other"),
            Err(JweError::PartyInfo)
        );
        let other = P256Secret::from_seed(&[8; 32]);
        assert_eq!(
            open(&text, &other, "k1", b"nonce"),
            Err(JweError::Decryption)
        );
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(
                open(&changed, &secret, "k1", b"nonce").is_err(),
                "byte {at}"
            );
        }
    }
}
