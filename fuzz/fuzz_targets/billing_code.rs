//! Billing codes: any text, and any bytes as a body under a good check. What is read is written the
//! same.
#![no_main]

use exchange::billing::{BillingCode, PREFIX};
use exchange::counter::base45;
use libfuzzer_sys::fuzz_target;
use sha2::{Digest, Sha256};

fuzz_target!(|bytes: &[u8]| {
    let check: [u8; 32] = Sha256::new_with_prefix(PREFIX)
        .chain_update(bytes)
        .finalize()
        .into();
    read(&format!(
        "{PREFIX}{}",
        base45::encode(&[bytes, &check[..4]].concat())
    ));
    if let Ok(text) = std::str::from_utf8(bytes) {
        read(text);
    }
});

fn read(text: &str) {
    if let Ok(code) = BillingCode::parse(text) {
        assert_eq!(code.to_text(), text.trim());
    }
}
