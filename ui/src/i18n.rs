//! The words of the interface: Fluent files in both languages, compiled in.

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use wallet_api::{ErrorCode, Language, LocalText};
use yew::prelude::*;

/// Every text file of a language, by its name, in one order for both.
macro_rules! sources {
    ($($name:literal),* $(,)?) => {
        const ZH: &[&str] = &[$(include_str!(concat!("../i18n/zh/", $name, ".ftl"))),*];
        const EN: &[&str] = &[$(include_str!(concat!("../i18n/en/", $name, ".ftl"))),*];
    };
}
sources!(
    "common",
    "start",
    "home",
    "counter",
    "documents",
    "requests",
    "answers",
    "present",
    "inbox",
    "permissions",
    "delegation",
    "law",
    "history",
    "certificates",
    "deposits",
    "settings",
    "values",
    "errors"
);

thread_local! {
    static BUNDLES: [FluentBundle<FluentResource>; 2] = [bundle("zh-Hans", ZH), bundle("en", EN)];
}

fn bundle(tag: &str, sources: &[&str]) -> FluentBundle<FluentResource> {
    let language = tag.parse().expect("the tags are written here");
    let mut bundle = FluentBundle::new(vec![language]);
    bundle.set_use_isolating(false);
    for source in sources {
        // A broken line is left out; the tests refuse such a file.
        let resource =
            FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(rest, _)| rest);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// A placeable's value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Arg {
    /// A number, which also chooses the plural.
    Number(f64),
    /// A text as it is.
    Text(String),
    /// Markup; only [`I18n::rich`] may carry it.
    Markup(Html),
}

macro_rules! arg_from_number {
    ($($type:ty),*) => { $(impl From<$type> for Arg {
        fn from(n: $type) -> Self { Self::Number(n as f64) }
    })* };
}
arg_from_number!(u8, u32, u64, i64, usize, i32, u16);

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<Html> for Arg {
    fn from(markup: Html) -> Self {
        Self::Markup(markup)
    }
}

/// The words of one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct I18n {
    /// Which.
    pub(crate) language: Language,
}

const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

impl I18n {
    /// The value for `lang` attributes.
    pub(crate) fn tag(self) -> &'static str {
        match self.language {
            Language::Zh => "zh-Hans",
            Language::En => "en",
        }
    }

    /// The text of a key, or the key itself where there is none (the tests find those).
    pub(crate) fn text(self, key: &str) -> String {
        self.text_with(key, &[])
    }

    /// The text of a key with its placeables.
    pub(crate) fn text_with(self, key: &str, args: &[(&str, Arg)]) -> String {
        self.find(key, args).unwrap_or_else(|| key.to_owned())
    }

    /// The text of a key if there is one.
    pub(crate) fn find(self, key: &str, args: &[(&str, Arg)]) -> Option<String> {
        let mut values = FluentArgs::new();
        for (place, (name, arg)) in args.iter().enumerate() {
            let value = match arg {
                Arg::Number(n) => FluentValue::from(*n),
                Arg::Text(text) => FluentValue::from(text.clone()),
                Arg::Markup(_) => FluentValue::from(format!("{OPEN}{place}{CLOSE}")),
            };
            values.set((*name).to_owned(), value);
        }
        let index = match self.language {
            Language::Zh => 0,
            Language::En => 1,
        };
        BUNDLES.with(|bundles| {
            let bundle = &bundles[index];
            let pattern = bundle.get_message(key)?.value()?;
            let mut errors = Vec::new();
            Some(
                bundle
                    .format_pattern(pattern, Some(&values), &mut errors)
                    .into_owned(),
            )
        })
    }

    /// The text of a key with markup in its placeables.
    pub(crate) fn rich(self, key: &str, args: &[(&str, Arg)]) -> Html {
        let text = self.text_with(key, args);
        let mut parts: Vec<Html> = Vec::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once(OPEN) {
            parts.push(Html::from(before.to_owned()));
            let Some((place, after)) = after.split_once(CLOSE) else {
                break;
            };
            let arg = place
                .parse::<usize>()
                .ok()
                .and_then(|place| args.get(place));
            if let Some((_, Arg::Markup(markup))) = arg {
                parts.push(markup.clone());
            }
            rest = after;
        }
        parts.push(Html::from(rest.to_owned()));
        parts.into_iter().collect()
    }

    /// The half of a text in both languages that the reader reads; the other one where it is empty.
    pub(crate) fn pick(self, text: &LocalText) -> String {
        let (first, second) = match self.language {
            Language::Zh => (&text.zh, &text.en),
            Language::En => (&text.en, &text.zh),
        };
        if first.is_empty() {
            second.clone()
        } else {
            first.clone()
        }
    }

    /// The name of a code of the domain (`attribute`, `step`, `label`, …), or the code itself in
    /// readable form where the interface does not know it yet.
    pub(crate) fn code(self, family: &str, code: &str) -> String {
        let key = format!("{family}-{}", code.replace(['.', '/', '_', ':'], "-"));
        self.find(&key, &[]).unwrap_or_else(|| readable(code))
    }

    /// Title, explanation and remedy of an error.
    pub(crate) fn error(self, code: ErrorCode) -> (String, String, String) {
        let key = |part: &str| format!("error-{}{part}", code.as_str());
        (
            self.text(&key("")),
            self.text(&key("-body")),
            self.text(&key("-remedy")),
        )
    }
}

/// An unknown code as words: its last part, with dashes as spaces.
fn readable(code: &str) -> String {
    let last = code.rsplit(['.', '/', ':']).next().unwrap_or(code);
    last.replace(['-', '_'], " ")
}

/// The text of a key: `t!(i, "home-title")`, `t!(i, "requests-see-items", n = row.items)`.
macro_rules! t {
    ($i:expr, $key:expr) => { $i.text($key) };
    ($i:expr, $key:expr, $($name:ident = $value:expr),+ $(,)?) => {
        $i.text_with($key, &[$((stringify!($name), $crate::i18n::Arg::from($value))),+])
    };
}
/// The same with markup among the placeables.
macro_rules! rich {
    ($i:expr, $key:expr, $($name:ident = $value:expr),+ $(,)?) => {
        $i.rich($key, &[$((stringify!($name), $crate::i18n::Arg::from($value))),+])
    };
}
pub(crate) use {rich, t};

#[cfg(test)]
mod tests;
