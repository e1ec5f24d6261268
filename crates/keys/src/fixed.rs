//! What every fixed-size public value shares: hexadecimal text, `Debug`, `Display`, serde.

/// Reads exactly `N` bytes from `0x` and `2 N` hexadecimal digits of either case.
pub(crate) fn parse_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.strip_prefix("0x")?;
    if digits.len() != 2 * N || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    const_hex::decode_to_array(digits).ok()
}

/// Writes `0x` and lower-case digits for a newtype with `to_bytes`, reads it back with `$make`,
/// in `Display`, `Debug`, `FromStr` and serde alike.
macro_rules! hex_text {
    ($name:ident, $len:literal, $error:ty, $malformed:expr, $make:expr, $expecting:literal) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&const_hex::encode_prefixed(self.to_bytes()))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $error;

            /// Reads `0x` and hexadecimal digits of either case, exactly the length of the value.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let bytes: [u8; $len] = crate::fixed::parse_hex(text).ok_or($malformed)?;
                $make(bytes)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse()
                    .map_err(|_| serde::de::Error::custom($expecting))
            }
        }
    };
}
pub(crate) use hex_text;
