//! Links from the operating system, QR codes and the clipboard.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = exchange::Link::parse(text);
    let _ = exchange::Endpoint::parse(text);
});
