//! Grants with good signatures and digests over any JSON. The first line is the grant; each other
//! line begins with `d` for a disclosure, `l` for a link, `o` for a decision or `u` for the use, in
//! that order.
#![no_main]

use keys::base64url;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut parts = fuzz::Parts::new(text, |at, line| {
        let typ = match (at, line.as_bytes().first()) {
            (0, _) => return fuzz::signed(&header("grant+sd-jwt"), line),
            (_, Some(b'l')) => "grant-link+jwt",
            (_, Some(b'o')) => "grant-decision+jwt",
            (_, Some(b'u')) => "kb+jwt",
            _ => return base64url::encode(line.strip_prefix('d').unwrap_or(line).as_bytes()),
        };
        fuzz::signed(&header(typ), &line[1..])
    });
    let mut token = format!("{}~", parts.part(0));
    for (at, line) in text.split('\n').enumerate().take(parts.count()).skip(1) {
        let part = parts.part(at);
        match line.as_bytes().first() {
            Some(b'l' | b'o') => token.push_str(&format!("~{part}~")),
            Some(b'u') => token.push_str(&part),
            _ => token.push_str(&format!("{part}~")),
        }
        if line.starts_with('o') {
            let _ = grant::Decision::parse(&part);
        }
    }
    if let Ok(grant) = grant::inspect(&token) {
        assert!(!grant.line.is_empty());
        assert!(!grant.rights.is_empty());
    }
});

fn header(typ: &str) -> String {
    format!(r#"{{"alg":"EdDSA","typ":"{typ}"}}"#)
}
