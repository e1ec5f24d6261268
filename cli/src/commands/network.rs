//! `wallet network`: the nodes, how they agree, and what they were caught at.

use wallet_api::{ApiError, GetNetwork, NodeRow};

use crate::{
    cli::Cli,
    output::{Output, output},
    table::table,
    words::words,
};

pub(crate) async fn run(cli: &Cli) -> Result<Output, ApiError> {
    let view = cli.wallet.run(GetNetwork {}).await?;
    let highest = view.nodes.iter().filter_map(|node| node.height).max();
    let rows = view.nodes.iter().map(|node| line(node, highest));
    let mut text = table(&rows.collect::<Vec<_>>());
    for lie in &view.lies {
        let (node, what, height) = (&lie.node, &lie.what, lie.height);
        text.push_str(&format!("caught: {node}, {what}, at block {height}\n"));
    }
    output(&view, text)
}

/// Name, address, height, how far behind the highest, agreement, and why it did not answer.
fn line(node: &NodeRow, highest: Option<u64>) -> Vec<String> {
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let behind = node
        .height
        .zip(highest)
        .map(|(height, highest)| match highest - height {
            0 => "newest".to_owned(),
            lag => format!("{lag} behind"),
        });
    let agrees = match node.agrees {
        Some(true) => "agrees",
        Some(false) => "differs",
        None => "not checked",
    };
    vec![
        node.name.clone(),
        node.url.clone(),
        or_dash(node.height.map(|height| height.to_string())),
        or_dash(behind),
        agrees.to_owned(),
        node.error
            .map(|code| words(&code.into()))
            .unwrap_or_default(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_told_with_its_lag_and_agreement() {
        let node = |height, agrees| NodeRow {
            name: "one".to_owned(),
            url: "http://127.0.0.1:1/".to_owned(),
            height,
            error: None,
            latency_ms: None,
            agrees,
        };
        assert_eq!(
            line(&node(Some(9), Some(true)), Some(9))[2..5],
            ["9", "newest", "agrees"]
        );
        assert_eq!(
            line(&node(Some(7), Some(false)), Some(9))[2..5],
            ["7", "2 behind", "differs"]
        );
        assert_eq!(
            line(&node(None, None), Some(9))[2..5],
            ["-", "-", "not checked"]
        );
    }
}
