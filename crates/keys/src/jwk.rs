//! JSON Web Keys (RFC 7517), public and of the kinds in use only, and their thumbprints.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::base64url;
use crate::public::{Ed25519PublicKey, P256PublicKey, ParseKeyError, PublicKey, X25519PublicKey};

/// A public JWK: Ed25519 or X25519 (`OKP`, RFC 8037) or P-256 (`EC`, RFC 7518 §6.2).
///
/// Reading is strict about what matters: the coordinates must be canonical base64url, a private
/// member (`d`) is refused, and so is any member but the optional ones of RFC 7517 §4 that are
/// listed here. Whether the coordinates are a point is checked when a key is made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Jwk {
    /// `"OKP"` or `"EC"`.
    pub kty: String,
    /// `"Ed25519"`, `"X25519"` or `"P-256"`.
    pub crv: String,
    /// The x (or u) coordinate, 32 bytes in base64url.
    pub x: String,
    /// The y coordinate, 32 bytes in base64url; `EC` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
    /// Identifier of the key in its set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// `"sig"` or `"enc"`.
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    pub use_: Option<String>,
    /// The algorithm the key is meant for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
}

impl Serialize for Jwk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Jwk {
    /// Reads an object; the derived reader alone would take an array of the values as well.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = serde_json::Map::deserialize(deserializer)?;
        Self::deserialize(serde_json::Value::Object(members)).map_err(serde::de::Error::custom)
    }
}

impl Jwk {
    /// Returns the thumbprint of RFC 7638: SHA-256 over the required members, sorted.
    ///
    /// Members without meaning for the key (`kid`, `use`, `alg`) do not count.
    pub fn thumbprint(&self) -> [u8; 32] {
        #[derive(Serialize)]
        struct Required<'a> {
            crv: &'a str,
            kty: &'a str,
            x: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            y: Option<&'a str>,
        }
        let required = Required {
            crv: &self.crv,
            kty: &self.kty,
            x: &self.x,
            y: self.y.as_deref(),
        };
        let text = serde_json::to_vec(&required).expect("strings always serialise");
        Sha256::digest(&text).into()
    }

    /// Returns the same key with an identifier.
    pub fn with_kid(mut self, kid: &str) -> Self {
        self.kid = Some(kid.to_owned());
        self
    }

    fn okp(crv: &str, x: &[u8; 32]) -> Self {
        Self {
            kty: "OKP".to_owned(),
            crv: crv.to_owned(),
            x: base64url::encode(x),
            y: None,
            kid: None,
            use_: None,
            alg: None,
        }
    }

    fn okp_coordinate(&self) -> Result<[u8; 32], ParseKeyError> {
        match self.y {
            None => base64url::decode_array(&self.x).map_err(|_| ParseKeyError::Malformed),
            Some(_) => Err(ParseKeyError::Malformed),
        }
    }
}

impl PublicKey {
    /// Returns the JWK with the required members only.
    pub fn to_jwk(&self) -> Jwk {
        match self {
            Self::Ed25519(key) => Jwk::okp("Ed25519", &key.to_bytes()),
            Self::P256(key) => key.to_jwk(),
        }
    }

    /// Makes a signing key of a JWK.
    ///
    /// # Errors
    /// [`ParseKeyError`]: another kind of key, another spelling of the coordinates, or no point.
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, ParseKeyError> {
        match (jwk.kty.as_str(), jwk.crv.as_str()) {
            ("OKP", "Ed25519") => {
                Ed25519PublicKey::from_bytes(&jwk.okp_coordinate()?).map(Self::Ed25519)
            }
            ("EC", "P-256") => P256PublicKey::from_jwk(jwk).map(Self::P256),
            _ => Err(ParseKeyError::Unsupported),
        }
    }
}

impl P256PublicKey {
    /// Returns the JWK with the required members only.
    pub fn to_jwk(&self) -> Jwk {
        let (x, y) = self.to_coordinates();
        let mut jwk = Jwk::okp("P-256", &x);
        jwk.kty = "EC".to_owned();
        jwk.y = Some(base64url::encode(&y));
        jwk
    }

    /// Makes a P-256 key, for signatures or agreement, of a JWK.
    ///
    /// # Errors
    /// [`ParseKeyError`]: another kind of key, another spelling of the coordinates, or no point.
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, ParseKeyError> {
        if (jwk.kty.as_str(), jwk.crv.as_str()) != ("EC", "P-256") {
            return Err(ParseKeyError::Unsupported);
        }
        let y = jwk.y.as_deref().ok_or(ParseKeyError::Malformed)?;
        let x = base64url::decode_array(&jwk.x).map_err(|_| ParseKeyError::Malformed)?;
        let y = base64url::decode_array(y).map_err(|_| ParseKeyError::Malformed)?;
        Self::from_coordinates(&x, &y)
    }
}

impl X25519PublicKey {
    /// Returns the JWK (RFC 8037 §2) with the required members only.
    pub fn to_jwk(&self) -> Jwk {
        Jwk::okp("X25519", &self.to_bytes())
    }

    /// Makes an agreement key of a JWK.
    ///
    /// # Errors
    /// [`ParseKeyError`]: another kind of key, another spelling, or a point of small order.
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, ParseKeyError> {
        if (jwk.kty.as_str(), jwk.crv.as_str()) != ("OKP", "X25519") {
            return Err(ParseKeyError::Unsupported);
        }
        Self::from_bytes(&jwk.okp_coordinate()?)
    }
}
