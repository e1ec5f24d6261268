//! `wallet rehearse`: would the words on paper bring everything back?

use wallet_api::{ApiError, Rehearse};

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
    let rows = view.rows.iter().map(|row| {
        vec![
            row.what.as_str().to_owned(),
            format!("{} of {}", row.found, row.here),
            row.lost
                .iter()
                .map(|name| cli.text(name))
                .collect::<Vec<_>>()
                .join("; "),
        ]
    });
    text.push_str(&table(&rows.collect::<Vec<_>>()));
    for name in &view.awaiting {
        text.push_str(&format!("did not answer: {}\n", cli.text(name)));
    }
    let status = u8::from(!view.same);
    let mut output = output(&view, text)?;
    output.status = status;
    Ok(output)
}
