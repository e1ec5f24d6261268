//! At a counter: a code is shown, read, and refused when it comes a second time.

use super::{
    City, Done, Failure, Outcome, Stage, Wallet, array, done, done_with, expect, find, proven,
    text, utf8,
};

/// Shows a document at the education bureau's counter and lets that read it from the picture.
///
/// # Errors
/// When the counter refuses it, or reads anything but what was shown.
pub(super) fn accepted(stage: &Stage<'_>, wallet: &Wallet) -> Outcome<Done<String>> {
    let picture = stage.profile.folder().join("counter.png");
    let picture = utf8(&picture)?.to_owned();
    wallet.act(&[
        "qr",
        "show",
        "--department",
        "HT-0203",
        "--purpose",
        "school-enrolment",
        "--attributes",
        "person.name,person.birth-date",
        "--png",
        &picture,
    ])?;
    let read = City::act(stage, &["scan", "--department", "education", &picture])?;
    let shown = read["attributes"]
        .as_object()
        .map_or(0, serde_json::Map::len);
    if shown != 2 || read["recorded"].is_null() {
        return Err(Failure::new(format!("the counter read {read}")));
    }
    wallet.act(&["sync"])?;
    let activity = wallet.act(&["activity"])?;
    let line = find(&activity, "kind", "code-read")?;
    proven(&line["proof"])?;
    expect(&line["basis"]["basis"], "you")?;
    let detail = format!(
        "{shown} attributes from a picture, issuer {}, recorded in block {}; the citizen sees it, proven",
        text(&read["issuer_en"])?,
        read["recorded"]
    );
    Ok(done_with(picture, detail))
}

/// Shows the counter, and the one beside it, the same picture again.
///
/// # Errors
/// When one of them takes it.
pub(super) fn replayed(stage: &Stage<'_>, picture: &str) -> Outcome<Done<()>> {
    for counter in ["1", "2"] {
        let scan = [
            "scan",
            "--department",
            "education",
            "--counter",
            counter,
            picture,
        ];
        let reason = City::refusal(stage, &scan)?;
        expect(&reason.as_str().into(), "Replay")?;
    }
    let accepted = City::act(stage, &["counter", "list"])?;
    Ok(done(format!(
        "both counters say Replay; {} code accepted",
        array(&accepted)?.len()
    )))
}
