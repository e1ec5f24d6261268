//! Keys under the data key, and the seal around the recovery phrase inside the database.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use keys::RecoveryPhrase;
use keys::phrase::Language;
use rand_core::CryptoRng;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::header::VaultId;
use crate::kdf::Key;
use crate::passphrase::Passphrase;

const DATABASE_INFO: &[u8] = b"citizen-wallet/vault/database/1";
const RECORD_INFO: &[u8] = b"citizen-wallet/vault/record/1";
const BACKUP_INFO: &[u8] = b"citizen-wallet/vault/backup/1";

/// The one sealed record there is.
pub(crate) const PHRASE_RECORD: &str = "recovery-phrase";
/// Version of the sealed record's content.
const PHRASE_VERSION: u16 = 1;

/// Draws `N` random bytes.
pub(crate) fn random<const N: usize>(rng: &mut impl CryptoRng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}

/// Derives the key of the database file.
pub(crate) fn database_key(data_key: &Key) -> Key {
    derive(data_key, DATABASE_INFO)
}

/// Derives the key of sealed records.
pub(crate) fn record_key(data_key: &Key) -> Key {
    derive(data_key, RECORD_INFO)
}

/// Derives the key of a backup's authentication code.
pub(crate) fn backup_key(data_key: &Key) -> Key {
    derive(data_key, BACKUP_INFO)
}

fn derive(data_key: &Key, info: &[u8]) -> Key {
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(None, &**data_key)
        .expand(info, &mut *key)
        .expect("32 bytes are within the reach of HKDF");
    key
}

/// What a holder's keys come from: the phrase and BIP-39's own passphrase (mostly empty).
pub(crate) struct Recovery {
    pub(crate) phrase: RecoveryPhrase,
    pub(crate) phrase_passphrase: Passphrase,
}

impl Recovery {
    /// Seals to nonce (24) ‖ ciphertext. Associated data: vault id, record id, version.
    pub(crate) fn seal(&self, key: &Key, id: &VaultId, rng: &mut impl CryptoRng) -> Vec<u8> {
        let entropy = self.phrase.entropy();
        let passphrase = self.phrase_passphrase.as_str().as_bytes();
        let mut text = Zeroizing::new(Vec::with_capacity(2 + entropy.len() + passphrase.len()));
        text.push(match self.phrase.language() {
            Language::English => 0,
            Language::SimplifiedChinese => 1,
        });
        text.push(u8::try_from(entropy.len()).expect("BIP-39 has at most 32 bytes"));
        text.extend_from_slice(&entropy);
        text.extend_from_slice(passphrase);
        let nonce: [u8; 24] = random(rng);
        let sealed = XChaCha20Poly1305::new((&**key).into())
            .encrypt(
                &XNonce::from(nonce),
                Payload {
                    msg: &text,
                    aad: &associated_data(id),
                },
            )
            .expect("a short text is within the cipher's limit");
        [nonce.as_slice(), &sealed].concat()
    }

    /// Opens what [`Self::seal`] made; `None` if it is damaged or of another vault.
    pub(crate) fn open(sealed: &[u8], key: &Key, id: &VaultId) -> Option<Self> {
        let (nonce, sealed) = sealed.split_first_chunk::<24>()?;
        let text = XChaCha20Poly1305::new((&**key).into())
            .decrypt(
                &XNonce::from(*nonce),
                Payload {
                    msg: sealed,
                    aad: &associated_data(id),
                },
            )
            .ok()
            .map(Zeroizing::new)?;
        let ([language, length], rest) = text.split_first_chunk::<2>()?;
        let language = match language {
            0 => Language::English,
            1 => Language::SimplifiedChinese,
            _ => return None,
        };
        let (entropy, passphrase) = rest.split_at_checked(usize::from(*length))?;
        Some(Self {
            phrase: RecoveryPhrase::from_entropy(language, entropy).ok()?,
            phrase_passphrase: Passphrase::new(std::str::from_utf8(passphrase).ok()?.to_owned()),
        })
    }
}

fn associated_data(id: &VaultId) -> Vec<u8> {
    [
        id.as_slice(),
        PHRASE_RECORD.as_bytes(),
        &PHRASE_VERSION.to_be_bytes(),
    ]
    .concat()
}
