use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::{ast, parser};

use super::*;

/// Placeables of every message of a language.
fn messages(sources: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for source in sources {
        let resource = parser::parse(*source).unwrap_or_else(|(_, errors)| {
            panic!("{errors:?} in\n{}", &source[..80.min(source.len())])
        });
        for entry in resource.body {
            if let ast::Entry::Message(message) = entry {
                let mut names = BTreeSet::new();
                collect(
                    message.value.as_ref().expect("a message has a value"),
                    &mut names,
                );
                let twice = found.insert(message.id.name.to_owned(), names);
                assert!(twice.is_none(), "{} is there twice", message.id.name);
            }
        }
    }
    found
}

fn collect(pattern: &ast::Pattern<&str>, names: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let ast::PatternElement::Placeable { expression } = element {
            match expression {
                ast::Expression::Inline(inline) => variable(inline, names),
                ast::Expression::Select { selector, variants } => {
                    variable(selector, names);
                    for variant in variants {
                        collect(&variant.value, names);
                    }
                }
            }
        }
    }
}

fn variable(inline: &ast::InlineExpression<&str>, names: &mut BTreeSet<String>) {
    if let ast::InlineExpression::VariableReference { id } = inline {
        names.insert(id.name.to_owned());
    }
}

/// All Rust sources of the interface.
fn code() -> String {
    fn read(folder: &std::path::Path, all: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, all);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                all.push_str(&std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut all = String::new();
    read(
        &std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut all,
    );
    all
}

/// Families of keys that are put together at run time.
const FAMILIES: &[&str] = &[
    "basis-about-",
    "lie-",
    "error-",
    "attribute-",
    "step-",
    "label-",
    "tile-",
    "vct-",
    "part-",
    "office-kind-",
    "complaint-",
    "question-",
    "month-",
    "level-",
    "strength-",
    "verdict-",
    "seal-",
    "nav-",
    "settings-",
    "approving-",
    "did-",
    "log-",
    "invoice-",
    "sent-",
    "line-",
    // Labels of saved tables and sheets, which the service writes.
    "export-",
    "sender-",
    "purpose-",
    "reason-",
    "change-",
    "notice-",
    "checked-",
];

#[test]
fn both_languages_have_the_same_keys_and_placeables() {
    let (zh, en) = (messages(ZH), messages(EN));
    let keys = |all: &BTreeMap<String, BTreeSet<String>>| all.keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&zh), keys(&en));
    for (key, names) in &zh {
        assert_eq!(names, &en[key], "placeables of {key}");
    }
}

#[test]
fn every_error_code_has_title_body_and_remedy() {
    for language in [Language::Zh, Language::En] {
        let i = I18n { language };
        for code in ErrorCode::ALL {
            for part in ["", "-body", "-remedy"] {
                let key = format!("error-{}{part}", code.as_str());
                assert!(
                    i.find(&key, &[]).is_some_and(|text| !text.is_empty()),
                    "{key}"
                );
            }
        }
    }
    let known: BTreeSet<_> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
    for key in messages(EN).keys().filter(|key| key.ends_with("-remedy")) {
        let code = key.trim_start_matches("error-").trim_end_matches("-remedy");
        assert!(known.contains(code), "{key} belongs to no code");
    }
}

#[test]
fn every_key_in_the_code_has_a_text() {
    let known = messages(EN);
    let code = code();
    let used = code
        .split("t!(i, \"")
        .chain(code.split("rich!(i, \""))
        .skip(1);
    let mut missing = BTreeSet::new();
    for piece in used.chain(code.split("i.text(\"").skip(1)) {
        let key = piece.split('"').next().unwrap_or_default();
        let is_key = !key.is_empty()
            && key
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if is_key && !known.contains_key(key) {
            missing.insert(key.to_owned());
        }
    }
    assert!(missing.is_empty(), "no text for {missing:?}");
}

#[test]
fn no_text_is_left_unused() {
    let code = code();
    let is_used = |key: &str| {
        code.contains(&format!("\"{key}\""))
            || FAMILIES.iter().any(|family| key.starts_with(family))
    };
    let unused: Vec<_> = messages(EN)
        .into_keys()
        .filter(|key| !is_used(key))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn chinese_texts_are_chinese() {
    // Names and codes that are the same in every language.
    let latin = [
        "language-en",
        "label-did",
        "about-licence-text",
        "list-comma",
        "month-letter-",
        "error-code",
        "label-custodian-did",
    ];
    for (key, source) in ZH
        .iter()
        .flat_map(|source| source.lines())
        .filter_map(|l| l.split_once(" = "))
    {
        if key.starts_with([' ', '#']) || latin.iter().any(|known| key.starts_with(known)) {
            continue;
        }
        let words = source.replace("{ $", "").chars().any(|c| c as u32 > 0x2E80);
        assert!(words || source.contains('{'), "{key} = {source}");
    }
}

#[test]
fn plurals_and_unknown_codes_have_words() {
    let (zh, en) = (
        I18n {
            language: Language::Zh,
        },
        I18n {
            language: Language::En,
        },
    );
    assert_eq!(
        t!(en, "approve-title", party = "X", n = 1),
        "X asks to see 1 of your items"
    );
    assert_eq!(
        t!(en, "approve-title", party = "X", n = 4),
        "X asks to see 4 of your items"
    );
    assert_eq!(
        t!(zh, "approve-title", party = "某局", n = 4),
        "某局想查看您的 4 项资料"
    );
    assert_eq!(zh.code("attribute", "household.address"), "家庭住址");
    assert_eq!(en.code("attribute", "vehicle.plate-number"), "plate number");
    assert_eq!(en.code("vct", "urn:haitang:credential:degree"), "Degree");
    assert_eq!(en.text("no-such-key"), "no-such-key");
}

#[test]
fn the_readers_half_of_a_text_is_shown() {
    let text = LocalText {
        zh: "部门".into(),
        en: String::new(),
    };
    assert_eq!(
        I18n {
            language: Language::En
        }
        .pick(&text),
        "部门"
    );
}
