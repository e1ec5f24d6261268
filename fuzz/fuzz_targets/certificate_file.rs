//! Certificate files: any bytes; and claims of the issuer and of the holder's key binding, a line
//! each, then a disclosure, signed and put into an honest frame.
#![no_main]

use credential::file::{self, CertificateFile};
use keys::{Signer as _, base64url};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

fuzz_target!(|bytes: &[u8]| {
    read(bytes);
    let Ok(given) = std::str::from_utf8(bytes) else {
        return;
    };
    let header = json!({
        "alg": "EdDSA", "typ": "dc+sd-jwt", "kid": format!("{}#ed25519", fuzz::DEPARTMENT),
    });
    let mut lines = given.split('\n');
    let mut line = || lines.next().unwrap_or_default();
    let issued = fuzz::signed(&header.to_string(), line());
    let bound = match line() {
        "" => String::new(),
        claims => fuzz::signed(r#"{"alg":"EdDSA","typ":"kb+jwt"}"#, claims),
    };
    let disclosed: String = lines
        .map(|json| format!("{}~", base64url::encode(json.as_bytes())))
        .collect();
    read(file::write(31_337, [7; 32], &format!("{issued}~{disclosed}{bound}")).as_bytes());
});

fn read(bytes: &[u8]) {
    let Ok(found) = CertificateFile::parse(bytes) else {
        return;
    };
    let checks = found.check(Some(&fuzz::issuer().public_key()), fuzz::NOW);
    // Nobody's signature is counted where there is none.
    assert!(found.made_for.is_some() || !checks.holder_binding.is_valid());
    // What is read is written the same.
    let again = file::write(found.chain_id, found.genesis, found.credential.as_str());
    let again = CertificateFile::parse(again.as_bytes()).expect("it was read before");
    assert_eq!(again.made_for, found.made_for);
    assert_eq!(
        again.credential.fingerprint(),
        found.credential.fingerprint()
    );
}
