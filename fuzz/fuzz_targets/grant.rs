//! Grants in any form, and decisions: any text.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = grant::inspect(text);
    let _ = grant::Decision::parse(text);
});
