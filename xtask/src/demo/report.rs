//! What happened at each step of a run without a person, for the terminal and as JSON:
//! `{"steps":[{"step":"chain-up","ok":true,"ms":412,"detail":"…"}]}`.

use std::{fs, path::Path, time::Instant};

use serde::Serialize;

use crate::{
    console::{self, Done},
    failure::{Context, Failure, Outcome},
};

#[derive(Serialize)]
pub(super) struct Report {
    steps: Vec<Step>,
    #[serde(skip)]
    wanted: &'static [&'static str],
}

#[derive(Serialize)]
struct Step {
    step: String,
    ok: bool,
    ms: u64,
    detail: String,
}

impl Report {
    /// An empty report of a run that has to reach every step named.
    pub(super) fn new(wanted: &'static [&'static str]) -> Self {
        Self {
            steps: Vec::new(),
            wanted,
        }
    }

    /// Runs a step and records what became of it; nothing is returned of one that failed.
    pub(super) fn step<T>(
        &mut self,
        name: &str,
        act: impl FnOnce() -> Outcome<Done<T>>,
    ) -> Option<T> {
        let start = Instant::now();
        let outcome = act();
        let elapsed = start.elapsed();
        let (ok, value, detail) = match outcome {
            Ok(done) => (true, Some(done.value), done.detail),
            Err(failure) => (false, None, failure.to_string()),
        };
        let mark = if ok { '✓' } else { '✗' };
        println!("{mark} {name:<28} {:>9}  {detail}", console::time(elapsed));
        let ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        self.steps.push(Step {
            step: name.to_owned(),
            ok,
            ms,
            detail,
        });
        value
    }

    /// Adds the steps that were never reached, writes the file, and judges the run.
    ///
    /// # Errors
    /// When the file cannot be written, or any step was not reached or failed.
    pub(super) fn finish(mut self, file: Option<&Path>) -> Outcome<()> {
        for name in self.wanted {
            if !self.steps.iter().any(|step| step.step == *name) {
                self.step::<()>(name, || Err(Failure::new("not reached")));
            }
        }
        let place = |step: &Step| self.wanted.iter().position(|name| *name == step.step);
        self.steps.sort_by_key(place);
        if let Some(file) = file {
            let text = serde_json::to_string_pretty(&self).context("the report")?;
            fs::write(file, text + "\n").context(file.display())?;
        }
        let failed: Vec<_> = self
            .steps
            .iter()
            .filter(|step| !step.ok)
            .map(|step| step.step.as_str())
            .collect();
        if failed.is_empty() {
            Ok(())
        } else {
            Err(Failure::new(format!(
                "these steps failed: {}",
                failed.join(", ")
            )))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::console::done;

    #[test]
    fn a_report_has_every_step_in_order_and_fails_for_those_not_reached() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("r.json");
        let mut report = Report::new(&["a", "b", "c"]);
        assert_eq!(report.step("a", || Ok(done("fine"))), Some(()));
        assert_eq!(report.step::<()>("b", || Err(Failure::new("broken"))), None);
        let failure = report.finish(Some(&file)).unwrap_err();
        assert_eq!(failure.to_string(), "these steps failed: b, c");
        let json: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let steps: Vec<_> = json["steps"].as_array().unwrap().iter().collect();
        let facts: Vec<_> = steps
            .iter()
            .map(|step| (step["step"].as_str().unwrap(), step["ok"] == true))
            .collect();
        assert_eq!(facts, [("a", true), ("b", false), ("c", false)]);
        assert!(steps[0]["ms"].is_u64());
        assert_eq!(steps[2]["detail"], "not reached");
    }

    #[test]
    fn a_complete_report_is_a_success() {
        let mut report = Report::new(&["a"]);
        report.step("a", || Ok(done("")));
        report.finish(None).unwrap();
    }
}
