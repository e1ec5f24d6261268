//! Completeness of the translations: every language of `ui/i18n/` has the same files, and in them the
//! same messages with the same attributes and the same variables.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use fluent_syntax::{
    ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement},
    parser,
};

use crate::{
    failure::{Context, Failure, Outcome},
    places::Places,
};

const LANGUAGES: [&str; 2] = ["zh", "en"];

/// A message (`key`), term (`-key`) or attribute (`key.attribute`), and the variables it uses.
type Messages = BTreeMap<String, BTreeSet<String>>;

/// Compares the languages with each other.
///
/// # Errors
/// With every difference and every line that is no Fluent, one a line.
pub(crate) fn check(places: &Places) -> Outcome<String> {
    let folder = places.root.join("ui/i18n");
    let mut faults = Vec::new();
    let [zh, en] = LANGUAGES.map(|language| read(&folder.join(language), language, &mut faults));
    let (zh, en) = (zh?, en?);
    faults.extend(differences(&zh, &en));
    if faults.is_empty() {
        Ok(format!(
            "{} messages in {} languages",
            zh.len(),
            LANGUAGES.len()
        ))
    } else {
        Err(Failure::new(format!(
            "the translations differ:\n  {}",
            faults.join("\n  ")
        )))
    }
}

/// Reads all files of one language; a key is preceded by its file's name.
fn read(folder: &Path, language: &str, faults: &mut Vec<String>) -> Outcome<Messages> {
    let mut messages = Messages::new();
    for entry in fs::read_dir(folder).context(folder.display())? {
        let path = entry?.path();
        if path.extension().is_none_or(|ending| ending != "ftl") {
            continue;
        }
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let text = fs::read_to_string(&path).context(path.display())?;
        let mut said = |fault| faults.push(format!("{language}/{name}: {fault}"));
        for (key, variables) in parse(&text, &mut said) {
            messages.insert(format!("{name}: {key}"), variables);
        }
    }
    Ok(messages)
}

fn parse(text: &str, fault: &mut impl FnMut(String)) -> Messages {
    let resource = match parser::parse(text) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            errors.iter().for_each(|error| fault(error.to_string()));
            resource
        }
    };
    let mut messages = Messages::new();
    let mut add = |key: String, pattern: &Pattern<&str>, fault: &mut dyn FnMut(String)| {
        if messages
            .insert(key.clone(), variables_of(pattern))
            .is_some()
        {
            fault(format!("{key} appears twice"));
        }
    };
    for entry in &resource.body {
        let (key, value, attributes) = match entry {
            Entry::Message(message) => (
                message.id.name.to_owned(),
                message.value.as_ref(),
                &message.attributes,
            ),
            Entry::Term(term) => (
                format!("-{}", term.id.name),
                Some(&term.value),
                &term.attributes,
            ),
            _ => continue,
        };
        if let Some(value) = value {
            add(key.clone(), value, fault);
        }
        for attribute in attributes {
            add(
                format!("{key}.{}", attribute.id.name),
                &attribute.value,
                fault,
            );
        }
    }
    messages
}

fn variables_of(pattern: &Pattern<&str>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    collect(pattern, &mut names);
    names
}

fn collect(pattern: &Pattern<&str>, names: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            collect_expression(expression, names);
        }
    }
}

fn collect_expression(expression: &Expression<&str>, names: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => collect_inline(inline, names),
        Expression::Select { selector, variants } => {
            collect_inline(selector, names);
            variants
                .iter()
                .for_each(|variant| collect(&variant.value, names));
        }
    }
}

fn collect_inline(inline: &InlineExpression<&str>, names: &mut BTreeSet<String>) {
    let mut of_arguments = |arguments: &CallArguments<&str>| {
        arguments
            .positional
            .iter()
            .for_each(|argument| collect_inline(argument, names));
        arguments
            .named
            .iter()
            .for_each(|argument| collect_inline(&argument.value, names));
    };
    match inline {
        InlineExpression::VariableReference { id } => {
            names.insert(format!("${}", id.name));
        }
        InlineExpression::FunctionReference { arguments, .. }
        | InlineExpression::TermReference {
            arguments: Some(arguments),
            ..
        } => of_arguments(arguments),
        InlineExpression::Placeable { expression } => collect_expression(expression, names),
        _ => {}
    }
}

fn differences(zh: &Messages, en: &Messages) -> Vec<String> {
    let keys: BTreeSet<_> = zh.keys().chain(en.keys()).collect();
    let words = |names: &BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join(" ");
    keys.into_iter()
        .filter_map(|key| match (zh.get(key), en.get(key)) {
            (Some(_), None) => Some(format!("{key} is missing in en")),
            (None, Some(_)) => Some(format!("{key} is missing in zh")),
            (Some(a), Some(b)) if a != b => Some(format!(
                "{key} uses [{}] in zh and [{}] in en",
                words(a),
                words(b)
            )),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (Messages, Vec<String>) {
        let mut faults = Vec::new();
        let messages = parse(text, &mut |fault| faults.push(fault));
        (messages, faults)
    }

    #[test]
    fn missing_messages_attributes_and_variables_are_named() {
        let (zh, _) = parsed("a = 甲 { $n }\nb = 乙\n    .label = 名\nc = 丙");
        let (en, _) = parsed("a = A { $m }\nb = B\nd = D");
        assert_eq!(
            differences(&zh, &en),
            [
                "a uses [$n] in zh and [$m] in en",
                "b.label is missing in en",
                "c is missing in en",
                "d is missing in zh",
            ]
        );
    }

    #[test]
    fn variables_count_wherever_they_stand() {
        let (messages, faults) = parsed(
            "a = { $n ->\n    [one] { DATETIME($day, hour: \"2-digit\") }\n   *[other] { -term }\n}",
        );
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(
            messages["a"].iter().map(String::as_str).collect::<Vec<_>>(),
            ["$day", "$n"]
        );
    }

    #[test]
    fn what_is_no_fluent_or_appears_twice_is_a_fault() {
        assert_eq!(parsed("a = A\na = B").1, ["a appears twice"]);
        assert_eq!(parsed("a = { $\n").1.len(), 1);
    }
}
