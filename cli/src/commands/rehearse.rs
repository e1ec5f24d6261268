//! `wallet rehearse`: would the words on paper bring everything back?

use wallet_api::{ApiError, RehearsalRow, Rehearse};

use crate::{
    cli::Cli,
    output::{Output, output},
    secrets,
    table::table,
};

pub(crate) async fn run(cli: &Cli) -> Result<Output, ApiError> {
    let words = secrets::words()?;
    let view = cli.wallet.run(Rehearse { words }).await?;
    let mut text = match view.same {
        true => "these words are those of this wallet\n".to_owned(),
        false => "these words are those of ANOTHER wallet\n".to_owned(),
    };
    text.push_str(&counts(cli, &view.rows));
    for name in &view.awaiting {
        text.push_str(&format!("did not answer: {}\n", cli.text(name)));
    }
    let status = u8::from(!view.same);
    let mut output = output(&view, text)?;
    output.status = status;
    Ok(output)
}

/// A line a kind: how many there are of how many, and the names of the rest.
pub(super) fn counts(cli: &Cli, rows: &[RehearsalRow]) -> String {
    let line = |row: &RehearsalRow| {
        let lost: Vec<_> = row.lost.iter().map(|name| cli.text(name)).collect();
        vec![
            row.what.as_str().to_owned(),
            format!("{} of {}", row.found, row.here),
            lost.join("; "),
        ]
    };
    table(&rows.iter().map(line).collect::<Vec<_>>())
}
