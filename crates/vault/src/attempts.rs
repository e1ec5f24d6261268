//! The growing pause after failed attempts to open.

use std::time::Duration;

/// How long to wait before the next attempt: nothing before the first three, then 1, 2, 4, 8, 16
/// and, from the ninth on, 30 seconds.
///
/// Comfort, not security: whoever has the files needs no program of ours to try passphrases.
/// What slows guessing is the key derivation.
#[derive(Debug, Clone, Copy, Default)]
pub struct AttemptDelay {
    failures: u32,
    last_failure: Option<Duration>,
}

impl AttemptDelay {
    const DELAYS_SECS: [u64; 9] = [0, 0, 0, 1, 2, 4, 8, 16, 30];

    /// Returns how long to wait still. `now` counts from any fixed moment, on a clock that
    /// never goes back and goes on while the machine sleeps.
    pub fn wait(&self, now: Duration) -> Duration {
        let Some(last) = self.last_failure else {
            return Duration::ZERO;
        };
        let slot = (self.failures as usize).min(Self::DELAYS_SECS.len() - 1);
        let delay = Duration::from_secs(Self::DELAYS_SECS[slot]);
        delay.saturating_sub(now.saturating_sub(last))
    }

    /// Notes a wrong passphrase at `now`.
    pub fn failed(&mut self, now: Duration) {
        self.failures = self.failures.saturating_add(1);
        self.last_failure = Some(now);
    }

    /// Notes success: the next attempt waits for nothing.
    pub fn succeeded(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_to_half_a_minute() {
        let mut delay = AttemptDelay::default();
        let mut now = Duration::from_secs(1000);
        let mut waits = Vec::new();
        for _ in 0..12 {
            waits.push(delay.wait(now).as_secs());
            now += delay.wait(now);
            assert_eq!(delay.wait(now), Duration::ZERO);
            delay.failed(now);
        }
        assert_eq!(waits, [0, 0, 0, 1, 2, 4, 8, 16, 30, 30, 30, 30]);
        delay.succeeded();
        assert_eq!(delay.wait(now), Duration::ZERO);
    }

    #[test]
    fn waiting_counts_and_a_clock_gone_back_does_not_help() {
        let mut delay = AttemptDelay::default();
        for _ in 0..4 {
            delay.failed(Duration::from_secs(10));
        }
        assert_eq!(
            delay.wait(Duration::from_millis(11_500)),
            Duration::from_millis(500)
        );
        assert_eq!(delay.wait(Duration::from_secs(12)), Duration::ZERO);
        assert_eq!(delay.wait(Duration::ZERO), Duration::from_secs(2));
    }
}
