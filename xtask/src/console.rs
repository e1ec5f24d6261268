//! What a task tells the person at the terminal: one line a step, with its time.

use std::time::{Duration, Instant};

use crate::failure::Outcome;

/// Runs one step and prints its name, result and time. Steps that found nothing to do say so.
///
/// # Errors
/// Those of the step itself, unchanged.
pub(crate) fn step<T>(name: &str, act: impl FnOnce() -> Outcome<Done<T>>) -> Outcome<T> {
    let start = Instant::now();
    match act() {
        Ok(done) => {
            println!("✓ {name:<28} {:>9}  {}", time(start.elapsed()), done.detail);
            Ok(done.value)
        }
        Err(failure) => {
            println!("✗ {name:<28} {:>9}", time(start.elapsed()));
            Err(failure)
        }
    }
}

/// What a step brought about, and a few words on it.
pub(crate) struct Done<T> {
    pub(crate) value: T,
    pub(crate) detail: String,
}

/// A finished step with a few words about what it did.
pub(crate) fn done(detail: impl Into<String>) -> Done<()> {
    Done {
        value: (),
        detail: detail.into(),
    }
}

/// A finished step that hands something on.
pub(crate) fn done_with<T>(value: T, detail: impl Into<String>) -> Done<T> {
    Done {
        value,
        detail: detail.into(),
    }
}

/// Says what a longer piece of work is about to do.
pub(crate) fn say(text: &str) {
    println!("· {text}");
}

/// Prints the reason why the program ends without having done its work.
pub(crate) fn failed(text: &str) {
    eprintln!("\n✗ {text}");
}

/// Writes a duration the way a person reads it: `12 ms`, `3.4 s`, `2 min 5 s`.
pub(crate) fn time(duration: Duration) -> String {
    let millis = duration.as_millis();
    match millis {
        0..1_000 => format!("{millis} ms"),
        1_000..60_000 => format!("{:.1} s", duration.as_secs_f64()),
        _ => format!(
            "{} min {} s",
            duration.as_secs() / 60,
            duration.as_secs() % 60
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_reads_well_in_every_range() {
        assert_eq!(time(Duration::from_millis(12)), "12 ms");
        assert_eq!(time(Duration::from_millis(3_449)), "3.4 s");
        assert_eq!(time(Duration::from_secs(125)), "2 min 5 s");
    }
}
