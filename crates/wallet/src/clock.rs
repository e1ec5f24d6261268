//! Whether this computer's clock can be right.
//!
//! Who is in office, what a rule allows and until when a permission holds are all questions of time.
//! A wrong clock would answer them wrongly and seem to prove an honest office a liar, so it is
//! compared with two others: the time of the newest proven block, which cannot lie in the future, and
//! what the nodes say with each answer (`Date`, RFC 9110 §6.6.1), which proves nothing and is only
//! used to doubt.

use wallet_api::{ApiError, ClockView, ErrorCode};

/// Clocks this far apart are taken for the same, seconds: 5 minutes.
const ALLOWED_SECS: i64 = 300;

/// Compares this computer's clock `own` with the time of the newest proven block and with what the
/// nodes say it is, all in seconds since 1970; nothing if they agree.
pub(crate) fn doubt(own: i64, block: Option<i64>, told: Option<i64>) -> Option<ClockView> {
    let ahead_of_us = block.filter(|block| *block > own + ALLOWED_SECS);
    // A node that claims less than what is proven is wrong itself.
    let told = told.filter(|told| block.is_none_or(|block| *told >= block - ALLOWED_SECS));
    let apart = told.filter(|told| told.abs_diff(own) > ALLOWED_SECS.unsigned_abs());
    let ledger = ahead_of_us.or(apart)?;
    Some(ClockView { own, ledger })
}

/// The error in place of `error`, where a clock that is in doubt would explain it.
pub(crate) fn explain(error: ApiError, doubt: Option<ClockView>) -> ApiError {
    let by_time = matches!(
        error.code,
        ErrorCode::RequesterUnknown
            | ErrorCode::RequestNotProven
            | ErrorCode::RequestEnded
            | ErrorCode::BadRequest
            | ErrorCode::IssuerUnknown
            | ErrorCode::IssuerNotProven
            | ErrorCode::OfferEnded
            | ErrorCode::RefusedByDepartment
            | ErrorCode::BadCredential
            | ErrorCode::LawDenies
            | ErrorCode::ClockWrong
    );
    match doubt.filter(|_| by_time) {
        Some(clock) => ApiError::about(ErrorCode::ClockWrong, subject(clock)),
        None => error,
    }
}

fn subject(clock: ClockView) -> String {
    format!("{} / {}", utc(clock.own), utc(clock.ledger))
}

/// A second since 1970 as date and time in UTC (RFC 3339).
pub(crate) fn utc(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds)
        .map_or_else(|_| seconds.to_string(), |time| time.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const NOW: i64 = 1_800_000_000;
    const DAY: i64 = 86_400;

    #[test]
    fn a_block_from_the_future_or_another_time_at_the_nodes_is_a_doubt() {
        let ledger = |block, told| doubt(NOW, block, told).map(|clock| clock.ledger);
        assert_eq!(ledger(None, None), None);
        assert_eq!(ledger(Some(NOW + 300), Some(NOW - 300)), None);
        // A chain that has stood still for long says nothing.
        assert_eq!(ledger(Some(NOW - 400 * DAY), None), None);
        assert_eq!(ledger(Some(NOW + 2 * DAY), None), Some(NOW + 2 * DAY));
        assert_eq!(
            ledger(Some(NOW - 400 * DAY), Some(NOW - 2 * DAY)),
            Some(NOW - 2 * DAY)
        );
        assert_eq!(ledger(None, Some(NOW + DAY)), Some(NOW + DAY));
        // Less than what is proven: the node's clock is wrong, not this one.
        assert_eq!(ledger(Some(NOW - 10), Some(NOW - DAY)), None);
    }

    #[test]
    fn only_what_time_explains_is_laid_to_the_clock() {
        let clock = doubt(NOW, Some(NOW + DAY), None);
        let explained = |code, clock| explain(ApiError::new(code), clock);
        let error = explained(ErrorCode::RequesterUnknown, clock);
        assert_eq!(error.code, ErrorCode::ClockWrong);
        assert_eq!(
            error.subject.unwrap(),
            "2027-01-15T08:00:00Z / 2027-01-16T08:00:00Z"
        );
        let same = |code, clock| assert_eq!(explained(code, clock).code, code);
        same(ErrorCode::RequesterUnknown, None);
        same(ErrorCode::WrongPassphrase, clock);
        same(ErrorCode::ChainContradicts, clock);
    }
}
