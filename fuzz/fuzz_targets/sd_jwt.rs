//! SD-JWT: any text.
#![no_main]

use keys::Signer as _;
use libfuzzer_sys::fuzz_target;
use sd_jwt::{Expectation, Limits, UnverifiedSdJwt};

fuzz_target!(|text: &str| {
    let Ok(parsed) = UnverifiedSdJwt::parse(text, &Limits::default()) else {
        return;
    };
    let _ = parsed.claims_unverified();
    let key = fuzz::issuer().public_key();
    let typ = parsed.header().typ.clone();
    let expectation = Expectation {
        audience: "a",
        nonce: "n",
        now: fuzz::NOW,
        max_age_secs: u32::MAX,
    };
    let _ = parsed.check_key_binding(&expectation);
    let _ = parsed.clone().verify(&key, &typ);
    let _ = parsed.verify_presentation(&key, &typ, &expectation);
});
