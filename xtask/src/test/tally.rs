//! Counting tests from what the runners print.

use std::fmt;

/// How many tests passed, failed and were skipped.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Tally {
    pub(super) passed: u64,
    pub(super) failed: u64,
    pub(super) skipped: u64,
}

impl Tally {
    pub(super) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// The closing line.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} passed, {} failed, {} skipped",
            self.passed, self.failed, self.skipped
        )
    }
}

/// Adds up what nextest (`Summary [ 1.2s] 3 tests run: 2 passed, 1 failed, 0 skipped`) or cargo's own
/// runner (`test result: ok. 2 passed; 0 failed; 1 ignored; …`, a line for each program) says.
pub(super) fn of_rust(said: &str) -> Tally {
    sum(said, |line| {
        // Indented it is a failing program's own words, which nextest quotes.
        line.strip_prefix("test result: ").or_else(|| {
            let summary = line.trim_start().strip_prefix("Summary ")?;
            summary.split_once("run: ").map(|(_, counts)| counts)
        })
    })
}

/// Reads forge's last line: `Ran 2 test suites in 1s (1s CPU time): 4 tests passed, 0 failed, 0 skipped (…)`.
pub(super) fn of_forge(said: &str) -> Tally {
    sum(said, |line| {
        line.strip_prefix("Ran ")?
            .split_once("CPU time): ")
            .map(|(_, counts)| counts)
    })
}

fn sum<'a>(said: &'a str, counts_of: impl Fn(&'a str) -> Option<&'a str>) -> Tally {
    let mut tally = Tally::default();
    for counts in said.lines().filter_map(counts_of) {
        let mut last: Option<u64> = None;
        for word in counts.split([' ', ',', ';', '(', ')', '.']) {
            match (last, word) {
                (Some(number), "passed") => tally.passed += number,
                (Some(number), "failed" | "out" | "aborted") => tally.failed += number,
                (Some(number), "skipped" | "ignored") => tally.skipped += number,
                // `4 tests passed`, `1 timed out`: the number belongs to the word after.
                (Some(_), "tests" | "test" | "timed") => continue,
                _ => {}
            }
            last = word.parse().ok();
        }
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u64, failed: u64, skipped: u64) -> Tally {
        Tally {
            passed,
            failed,
            skipped,
        }
    }

    #[test]
    fn cargo_lines_add_up() {
        let said = "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
                    test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.1s";
        assert_eq!(of_rust(said), tally(6, 2, 1));
    }

    #[test]
    fn a_nextest_summary_is_read() {
        let said = "     Summary [   0.012s] 8 tests run: 5 passed (1 slow), 2 failed, 1 timed out, 4 skipped";
        assert_eq!(of_rust(said), tally(5, 3, 4));
        let quoting = "    test result: FAILED. 0 passed; 1 failed; 0 ignored\n\
                            Summary [   0.012s] 1 test run: 0 passed, 1 failed, 0 skipped";
        assert_eq!(of_rust(quoting), tally(0, 1, 0));
    }

    #[test]
    fn the_last_line_of_forge_is_read() {
        let said = "Ran 3 tests for test/A.t.sol:A\nSuite result: ok. 3 passed; 0 failed; 0 skipped; finished in 1ms (1ms CPU time)\n\
                    Ran 2 test suites in 9.15ms (5.1ms CPU time): 40 tests passed, 1 failed, 2 skipped (43 total tests)";
        assert_eq!(of_forge(said), tally(40, 1, 2));
    }

    #[test]
    fn what_says_nothing_counts_nothing() {
        assert_eq!(of_rust("error[E0432]: 3 failed"), tally(0, 0, 0));
    }
}
