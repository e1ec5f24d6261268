//! Compact JWS: any text, and any header and payload under a good signature.
#![no_main]

use keys::Signer as _;
use keys::jws::UnverifiedJws;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    read(text);
    if let Some((header, payload)) = text.split_once('\n') {
        read(&fuzz::signed(header, payload));
    }
});

fn read(text: &str) {
    let Ok(jws) = UnverifiedJws::parse(text, 1 << 16) else {
        return;
    };
    let claimed = jws.claims_unverified::<serde_json::Value>();
    let typ = jws.header().typ.clone();
    if let Ok(verified) = jws.verify(&fuzz::issuer().public_key(), &typ) {
        assert_eq!(verified.claims::<serde_json::Value>(), claimed);
    }
}
