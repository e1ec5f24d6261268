//! Tokens with their base64url taken off, which deflate cannot see through. Format:
//! `docs/formats/counter.md` §3.

use keys::base64url;

/// Most disclosures of one presentation.
const MAX_DISCLOSURES: usize = 64;

/// Packs `<JWT>~<disclosure>~…~<JWT>`, or one JWT alone; `None` if a part is not canonical
/// base64url, or too long or too many for the format.
pub(super) fn pack(token: &str) -> Option<Vec<u8>> {
    let mut frame = Vec::new();
    let mut parts = token.split('~');
    push_jwt(&mut frame, parts.next()?)?;
    let mut rest: Vec<&str> = parts.collect();
    let Some(binding) = rest.pop() else {
        return Some(frame);
    };
    if rest.len() > MAX_DISCLOSURES {
        return None;
    }
    frame.push(u8::try_from(rest.len()).ok()?);
    for disclosure in rest {
        push_part(&mut frame, disclosure)?;
    }
    push_jwt(&mut frame, binding)?;
    Some(frame)
}

fn push_jwt(frame: &mut Vec<u8>, jwt: &str) -> Option<()> {
    let mut parts = jwt.split('.');
    for _ in 0..3 {
        push_part(frame, parts.next()?)?;
    }
    parts.next().is_none().then_some(())
}

fn push_part(frame: &mut Vec<u8>, part: &str) -> Option<()> {
    let bytes = base64url::decode(part).ok()?;
    frame.extend_from_slice(&u16::try_from(bytes.len()).ok()?.to_be_bytes());
    frame.extend_from_slice(&bytes);
    Some(())
}

/// Unpacks a presentation; `None` if the bytes are not exactly one.
pub(super) fn unpack_presentation(frame: &[u8]) -> Option<String> {
    let mut rest = frame;
    let mut token = take_jwt(&mut rest)?;
    let (&count, after) = rest.split_first()?;
    rest = after;
    if usize::from(count) > MAX_DISCLOSURES {
        return None;
    }
    for _ in 0..count {
        token.push('~');
        token.push_str(&take_part(&mut rest)?);
    }
    token.push('~');
    token.push_str(&take_jwt(&mut rest)?);
    rest.is_empty().then_some(token)
}

/// Unpacks one JWT; `None` if the bytes are not exactly one.
pub(super) fn unpack_jwt(frame: &[u8]) -> Option<String> {
    let mut rest = frame;
    let jwt = take_jwt(&mut rest)?;
    rest.is_empty().then_some(jwt)
}

fn take_jwt(rest: &mut &[u8]) -> Option<String> {
    let (header, payload, signature) = (take_part(rest)?, take_part(rest)?, take_part(rest)?);
    Some(format!("{header}.{payload}.{signature}"))
}

fn take_part(rest: &mut &[u8]) -> Option<String> {
    let (length, after) = rest.split_first_chunk::<2>()?;
    let (part, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    *rest = after;
    Some(base64url::encode(part))
}
