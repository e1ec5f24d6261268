//! XML as a tree, and the tree as text.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

const AGGREGATE: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
const BASIC: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";

/// An element.
pub(super) struct Node {
    name: &'static str,
    attribute: Option<(&'static str, &'static str)>,
    inside: Inside,
}

enum Inside {
    Text(String),
    Nodes(Vec<Node>),
}

/// An element with a text.
pub(super) fn text(name: &'static str, text: impl Into<String>) -> Node {
    Node {
        name,
        attribute: None,
        inside: Inside::Text(text.into()),
    }
}

/// An element with elements.
pub(super) fn group(name: &'static str, nodes: Vec<Node>) -> Node {
    Node {
        name,
        attribute: None,
        inside: Inside::Nodes(nodes),
    }
}

impl Node {
    pub(super) fn with(self, name: &'static str, value: &'static str) -> Self {
        Self {
            attribute: Some((name, value)),
            ..self
        }
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) -> std::io::Result<()> {
        let mut start = BytesStart::new(self.name);
        start.extend_attributes(self.attribute);
        writer.write_event(Event::Start(start))?;
        match &self.inside {
            Inside::Text(text) => {
                writer.write_event(Event::Text(BytesText::new(&allowed(text))))?;
            }
            Inside::Nodes(nodes) => {
                for node in nodes {
                    node.write(writer)?;
                }
            }
        }
        writer.write_event(Event::End(BytesEnd::new(self.name)))
    }
}

/// The whole document.
pub(super) fn document(root: &'static str, namespace: &'static str, nodes: &[Node]) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    write(&mut writer, root, namespace, nodes).expect("memory takes everything");
    let mut text = String::from_utf8(writer.into_inner()).expect("texts are UTF-8");
    text.push('\n');
    text
}

fn write(
    writer: &mut Writer<Vec<u8>>,
    root: &'static str,
    namespace: &'static str,
    nodes: &[Node],
) -> std::io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let mut start = BytesStart::new(root);
    start.extend_attributes([
        ("xmlns", namespace),
        ("xmlns:cac", AGGREGATE),
        ("xmlns:cbc", BASIC),
    ]);
    writer.write_event(Event::Start(start))?;
    for node in nodes {
        node.write(writer)?;
    }
    writer.write_event(Event::End(BytesEnd::new(root)))
}

/// The text with what XML 1.0 §2.2 does not allow replaced by U+FFFD, and with line breaks as spaces,
/// which XML readers would make of some of them anyway.
fn allowed(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' | '\n' | '\r' => ' ',
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_and_made_xml() {
        let nodes = [group(
            "cac:Item",
            vec![text("cbc:Name", "<a> & \"b\"\u{0}\r\n").with("currencyID", "CNY")],
        )];
        let written = document("Invoice", "urn:x", &nodes);
        assert!(
            written.contains(
                "<cbc:Name currencyID=\"CNY\">&lt;a&gt; &amp; &quot;b&quot;\u{fffd}  </cbc:Name>"
            ),
            "{written}"
        );
        assert!(
            written.starts_with(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Invoice xmlns=\"urn:x\""
            )
        );
    }
}
