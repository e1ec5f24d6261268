//! Credentials and presentations: any text.
#![no_main]

use credential::{UnverifiedCredential, UnverifiedPresentation};
use keys::Signer as _;
use libfuzzer_sys::fuzz_target;
use sd_jwt::Expectation;

fuzz_target!(|text: &str| {
    let key = fuzz::issuer().public_key();
    if let Ok(credential) = UnverifiedCredential::parse(text) {
        let _ = credential.check(Some(&key), Some(&fuzz::holder().public_key()), fuzz::NOW);
        let _ = credential.verify(&key, fuzz::NOW);
    }
    if let Ok(presentation) = UnverifiedPresentation::parse(text) {
        let expectation = Expectation {
            audience: "a",
            nonce: "n",
            now: fuzz::NOW,
            max_age_secs: u32::MAX,
        };
        let _ = presentation.check(Some(&key), &expectation);
        let _ = presentation.verify(&key, &expectation);
    }
});
