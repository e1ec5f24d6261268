//! What the program is started with. The arguments of a second start are foreign input.

use std::{ffi::OsString, path::PathBuf};

/// Longest link that is taken, in bytes.
const MAX_LINK: usize = 32_768;
/// Most links of one start.
const MAX_LINKS: usize = 16;
const SCHEMES: [&str; 2] = ["openid4vp://", "openid-credential-offer://"];

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Arguments {
    pub(crate) profile: Option<PathBuf>,
    pub(crate) links: Vec<String>,
    /// Whether a second start is handed to the first. With a profile of its own a start stands
    /// alone; the vault itself still refuses two instances on one profile.
    pub(crate) single: bool,
}

impl Arguments {
    pub(crate) fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Self, String> {
        let mut parsed = Self {
            single: true,
            ..Self::default()
        };
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            if argument == "--profile" {
                let folder = arguments.next().ok_or("--profile needs a folder")?;
                parsed.profile = Some(PathBuf::from(folder));
                parsed.single = false;
                continue;
            }
            let text = argument
                .into_string()
                .map_err(|_| "an argument is not valid text")?;
            let known = SCHEMES.iter().any(|scheme| text.starts_with(scheme));
            if !known {
                return Err("usage: citizen-wallet [--profile DIR] [LINK ...]".to_owned());
            }
            if text.len() > MAX_LINK || parsed.links.len() == MAX_LINKS {
                return Err("a link is too long, or there are too many".to_owned());
            }
            parsed.links.push(text);
        }
        Ok(parsed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Arguments, String> {
        Arguments::parse(arguments.iter().map(OsString::from))
    }

    #[test]
    fn takes_a_profile_and_links() {
        let parsed = parse(&[
            "--profile",
            "p",
            "openid4vp://?a",
            "openid-credential-offer://?b",
        ]);
        assert_eq!(
            parsed,
            Ok(Arguments {
                profile: Some("p".into()),
                links: vec![
                    "openid4vp://?a".into(),
                    "openid-credential-offer://?b".into()
                ],
                single: false,
            })
        );
        assert_eq!(
            parse(&[]),
            Ok(Arguments {
                single: true,
                ..Arguments::default()
            })
        );
    }

    #[test]
    fn refuses_everything_else() {
        let long = format!("openid4vp://{}", "a".repeat(MAX_LINK));
        let many = vec!["openid4vp://?a"; MAX_LINKS + 1];
        assert!(parse(&["--profile"]).is_err());
        assert!(parse(&["--debug"]).is_err());
        assert!(parse(&["https://example.org"]).is_err());
        assert!(parse(&[&long]).is_err());
        assert!(parse(&many).is_err());
    }
}
