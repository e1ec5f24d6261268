//! The main job without a person: the same programs, driven from outside.

use crate::{
    console::{done, done_with},
    demo::{Stage, anvil::Node, city::City, report::Report},
};

/// Every step of the main job, in order. A run that does not reach one of them has failed.
pub(super) const STEPS: &[&str] = &[
    "chain-up",
    "departments-registered",
    "wallet-created",
    "credential-accepted",
    "request-shown",
    "request-approved",
    "grant-anchored",
    "read-served",
    "use-seen",
    "grant-revoked",
    "read-refused",
    "invoice-listed",
    "certificate-listed",
    "phrase-restored",
    "window-walked",
];

/// Runs the steps until one fails that the next ones cannot do without.
pub(super) fn run(stage: &Stage<'_>, report: &mut Report) {
    let Some(node) = report.step("chain-up", || {
        let node = Node::start(stage)?;
        let detail = format!("block {} at {}", node.height()?, node.url());
        Ok(done_with(node, detail))
    }) else {
        return;
    };
    report.step("departments-registered", || {
        let city = City::register(stage, &node)?;
        let url = city.serve(stage)?;
        Ok(done(format!("{}; served at {url}", city.summary())))
    });
}
