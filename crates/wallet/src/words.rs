//! The few words that the service itself prints: names of attributes and purposes, the same that
//! the window shows.

use wallet_api::Language;

const ZH: [&str; 5] = [
    include_str!("../../../ui/i18n/zh/values.ftl"),
    include_str!("../../../ui/i18n/zh/answers.ftl"),
    include_str!("../../../ui/i18n/zh/counter.ftl"),
    include_str!("../../../ui/i18n/zh/history.ftl"),
    include_str!("../../../ui/i18n/zh/common.ftl"),
];
const EN: [&str; 5] = [
    include_str!("../../../ui/i18n/en/values.ftl"),
    include_str!("../../../ui/i18n/en/answers.ftl"),
    include_str!("../../../ui/i18n/en/counter.ftl"),
    include_str!("../../../ui/i18n/en/history.ftl"),
    include_str!("../../../ui/i18n/en/common.ftl"),
];

/// The name of an attribute; its code, made readable, where there is none.
pub(crate) fn attribute(language: Language, code: &str) -> String {
    name(language, "attribute", code)
}

/// The name of a purpose; its code, made readable, where there is none.
pub(crate) fn purpose(language: Language, code: &str) -> String {
    name(language, "purpose", code)
}

/// A text without parameters, on one line; its key where there is none.
pub(crate) fn text(language: Language, key: &'static str) -> &'static str {
    find(language, key).unwrap_or(key)
}

fn name(language: Language, family: &str, code: &str) -> String {
    let key = format!("{family}-{}", code.replace(['.', '/', '_', ':'], "-"));
    find(language, &key).map_or_else(
        || {
            code.rsplit('.')
                .next()
                .unwrap_or(code)
                .replace(['-', '_'], " ")
        },
        str::to_owned,
    )
}

fn find(language: Language, key: &str) -> Option<&'static str> {
    let sources = match language {
        Language::Zh => ZH,
        Language::En => EN,
    };
    sources
        .iter()
        .flat_map(|source| source.lines())
        .find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "))
        .map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_window() {
        assert_eq!(attribute(Language::En, "household.address"), "Home address");
        assert_eq!(attribute(Language::Zh, "person.name"), "姓名");
        assert_eq!(attribute(Language::En, "household.post-to"), "Post to");
        assert_eq!(attribute(Language::En, "x.no-such"), "no such");
        assert_eq!(purpose(Language::En, "rent-subsidy"), "Rent subsidy");
    }
}
