//! `cargo xtask tidy`: the rules of this repository that neither the compiler nor clippy knows.
//!
//! It also runs as a test of this package, so a plain `cargo test` holds the rules, too.

mod arrows;
mod text;

use crate::{
    console::{done, step},
    failure::{Failure, Outcome},
    places::Places,
};

/// Checks the dependency arrows and the text of every file.
///
/// # Errors
/// With every broken rule, one a line.
pub(crate) fn run(places: &Places) -> Outcome<()> {
    step("tidy", || {
        let (packages, mut faults) = arrows::check(places)?;
        let (files, text_faults) = text::check(places)?;
        faults.extend(text_faults);
        if faults.is_empty() {
            Ok(done(format!("{packages} packages, {files} files")))
        } else {
            Err(Failure::new(format!(
                "the repository is not tidy:\n  {}",
                faults.join("\n  ")
            )))
        }
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_repository_is_tidy() {
        run(&Places::find().unwrap()).unwrap();
    }
}
