//! When to lock because nobody is there.
//!
//! Two clocks are watched: the monotonic one, which nobody can set but which may stand still while
//! the computer sleeps, and the wall clock, which goes on. Whichever has advanced more counts, so a
//! computer that slept through the idle time wakes up locked, and setting the clock back keeps
//! nothing open.

use std::time::{Duration, Instant, SystemTime};

/// How long before locking the warning comes.
pub(crate) const WARNING: Duration = Duration::from_secs(60);

/// The idle clock of one unlocked wallet.
#[derive(Debug)]
pub(crate) struct Idle {
    limit: Duration,
    since: (Instant, SystemTime),
    warned: bool,
}

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    Nothing,
    /// The warning is on; so many seconds are left.
    Warn(u32),
    Lock,
}

impl Idle {
    pub(crate) fn new(limit: Duration, now: (Instant, SystemTime)) -> Self {
        Self {
            limit,
            since: now,
            warned: false,
        }
    }

    pub(crate) fn set_limit(&mut self, limit: Duration) {
        self.limit = limit;
    }

    /// Somebody is there. Returns whether a warning was on.
    pub(crate) fn touch(&mut self, now: (Instant, SystemTime)) -> bool {
        self.since = now;
        std::mem::take(&mut self.warned)
    }

    pub(crate) fn due(&mut self, now: (Instant, SystemTime)) -> Due {
        let monotonic = now.0.saturating_duration_since(self.since.0);
        let wall = now.1.duration_since(self.since.1).unwrap_or_default();
        let idle = monotonic.max(wall);
        if idle >= self.limit {
            return Due::Lock;
        }
        let left = self.limit - idle;
        if left <= WARNING.min(self.limit / 2) {
            self.warned = true;
            return Due::Warn(u32::try_from(left.as_secs()).unwrap_or(u32::MAX).max(1));
        }
        Due::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(300);

    fn later(start: (Instant, SystemTime), monotonic: u64, wall: i64) -> (Instant, SystemTime) {
        let shift = Duration::from_secs(wall.unsigned_abs());
        let wall = if wall < 0 {
            start.1 - shift
        } else {
            start.1 + shift
        };
        (start.0 + Duration::from_secs(monotonic), wall)
    }

    #[test]
    fn warns_a_minute_before_and_then_locks() {
        let start = (Instant::now(), SystemTime::now());
        let mut idle = Idle::new(LIMIT, start);
        assert_eq!(idle.due(later(start, 239, 239)), Due::Nothing);
        assert_eq!(idle.due(later(start, 240, 240)), Due::Warn(60));
        assert_eq!(idle.due(later(start, 300, 300)), Due::Lock);
    }

    #[test]
    fn a_touch_starts_again() {
        let start = (Instant::now(), SystemTime::now());
        let mut idle = Idle::new(LIMIT, start);
        assert_eq!(idle.due(later(start, 250, 250)), Due::Warn(50));
        assert!(idle.touch(later(start, 250, 250)));
        assert_eq!(idle.due(later(start, 400, 400)), Due::Nothing);
        assert!(!idle.touch(later(start, 400, 400)));
    }

    #[test]
    fn sleeping_counts_and_setting_the_clock_back_does_not_help() {
        let start = (Instant::now(), SystemTime::now());
        let mut idle = Idle::new(LIMIT, start);
        assert_eq!(idle.due(later(start, 1, 4000)), Due::Lock);
        assert_eq!(idle.due(later(start, 300, -90_000)), Due::Lock);
    }

    #[test]
    fn a_short_limit_warns_for_half_of_it() {
        let start = (Instant::now(), SystemTime::now());
        let mut idle = Idle::new(Duration::from_secs(60), start);
        assert_eq!(idle.due(later(start, 29, 29)), Due::Nothing);
        assert_eq!(idle.due(later(start, 30, 30)), Due::Warn(30));
    }
}
