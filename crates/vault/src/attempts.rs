//! The growing pause after failed attempts to open, kept beside the vault so that it outlives the
//! program.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::Path,
    time::Duration,
};

/// How long to wait before the next attempt: nothing before the first three, then 1, 2, 4, 8, 16
/// and, from the ninth on, 30 seconds.
///
/// Comfort, not security: whoever has the files needs no program of ours to try passphrases, and
/// whoever can write them can remove the count. What slows guessing is the key derivation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AttemptDelay {
    failures: u32,
    last_failure: Option<Duration>,
}

impl AttemptDelay {
    const DELAYS_SECS: [u64; 9] = [0, 0, 0, 1, 2, 4, 8, 16, 30];
    /// What a count that cannot be read is taken for: spoiling the file must not help.
    const UNREADABLE: u32 = 6;
    /// Longer than any count that this program wrote.
    const MAX_FILE: usize = 64;

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

    /// Reads the count at `path`; `now` is the time since 1970. No file is no failure, and one that
    /// cannot be read is several. A failure later than `now` (a clock was set back) is taken for one
    /// at `now`: it delays the next attempt once more and not for ever.
    pub(crate) fn read(path: &Path, now: Duration) -> Self {
        let bytes = match read_plain(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Self::default(),
            Err(_) => Vec::new(),
        };
        let (failures, last) = parse(&bytes).unwrap_or((Self::UNREADABLE, now));
        Self {
            failures,
            last_failure: Some(last.min(now)),
        }
    }

    /// Returns the file's content: failures and the last one's second since 1970, in decimal, with a
    /// space between; nothing without a failure.
    pub(crate) fn to_bytes(self) -> Option<Vec<u8>> {
        let last = self.last_failure?.as_secs();
        Some(format!("{} {last}\n", self.failures).into_bytes())
    }
}

/// Reads no further than is needed to see that it is too long, and waits for no pipe.
fn read_plain(path: &Path) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut bytes = Vec::new();
    let most = AttemptDelay::MAX_FILE as u64 + 1;
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn parse(bytes: &[u8]) -> Option<(u32, Duration)> {
    if bytes.len() > AttemptDelay::MAX_FILE {
        return None;
    }
    let (failures, last) = std::str::from_utf8(bytes)
        .ok()?
        .strip_suffix('\n')?
        .split_once(' ')?;
    let failures = failures.parse().ok().filter(|n| *n > 0)?;
    Some((failures, Duration::from_secs(last.parse().ok()?)))
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

    #[test]
    fn the_count_outlives_the_program_and_spoiling_it_does_not_help() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("count");
        let now = Duration::from_secs(1_800_000_000);
        assert_eq!(AttemptDelay::read(&path, now), AttemptDelay::default());
        assert_eq!(AttemptDelay::default().to_bytes(), None);

        let mut delay = AttemptDelay::default();
        for _ in 0..5 {
            delay.failed(now);
        }
        fs::write(&path, delay.to_bytes().unwrap()).unwrap();
        let read = AttemptDelay::read(&path, now + Duration::from_secs(1));
        assert_eq!(read, delay);
        assert_eq!(
            read.wait(now + Duration::from_secs(1)),
            Duration::from_secs(3)
        );
        // The clock was set back by a year: one delay more, not a year.
        let earlier = now - Duration::from_secs(31_536_000);
        let read = AttemptDelay::read(&path, earlier);
        assert_eq!(read.wait(earlier), Duration::from_secs(4));

        for spoilt in [
            &b""[..],
            b"5",
            b"5 1800000000",
            b"0 1800000000\n",
            b"-1 1\n",
            b"5 1 1\n",
            b"99999999999 1\n",
            b"\xff\xfe\n",
            &[b'1'; 4096],
        ] {
            fs::write(&path, spoilt).unwrap();
            let wait = AttemptDelay::read(&path, now).wait(now);
            assert_eq!(wait, Duration::from_secs(8), "{spoilt:?}");
        }
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        let wait = AttemptDelay::read(&path, now).wait(now);
        assert_eq!(wait, Duration::from_secs(8), "a folder in its place");
    }
}
