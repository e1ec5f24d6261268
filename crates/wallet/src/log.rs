//! The local log as a hash chain, and the mark beside the profile by which an older one is noticed.
//!
//! Every act that is written down adds a line: what it hashes to, after everything before it. A line
//! that was taken out or changed no longer fits what follows. An older copy of the whole vault fits
//! in itself; it is noticed by the *mark*, a small file beside the profile's folder (not in it, so
//! that a copy of the folder does not bring its own), which says how far the log had come.
//!
//! `link(n) = SHA-256("citizen-wallet/log/1" ‖ link(n-1) ‖ n ‖ time ‖ SHA-256(id) ‖ SHA-256(body))`, n
//! from 0 and time in 8 bytes, big-endian; `link(-1)` is a random seed that lies in the vault, so that
//! the mark tells nobody what the lines say.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};
use vault::{Order, ReadTransaction, StoreError, UnlockedVault, WriteTransaction};
use wallet_api::{LogDoubt, LogDoubtView};

use crate::{
    convert, files, random,
    store::{ActRecord, ONLY, kind},
};

const DOMAIN: &[u8] = b"citizen-wallet/log/1";
const FORMAT: &str = "citizen-wallet/log-mark/1";
/// Longest mark that is read, bytes.
const MAX_MARK: u64 = 1024;

/// One line of the log; its number is its id.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    /// The act it stands for.
    act: String,
    /// SHA-256 of the act's record.
    body: String,
    link: String,
}

/// How far the log has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    seed: String,
    lines: u64,
    /// Time of the newest line, by this computer's clock.
    time: i64,
    link: String,
}

/// What is remembered outside the vault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mark {
    format: String,
    /// Which log: SHA-256 of its seed.
    log: String,
    lines: u64,
    until: i64,
    link: String,
}

impl Mark {
    fn of(head: &Head) -> Self {
        Self {
            format: FORMAT.to_owned(),
            log: digest(head.seed.as_bytes()),
            lines: head.lines,
            until: head.time,
            link: head.link.clone(),
        }
    }

    /// The mark in `file`; nothing if there is none that can be read.
    fn read(file: &Path) -> Option<Self> {
        let bytes = files::read_file(file, MAX_MARK).ok()?;
        let mark: Self = serde_json::from_slice(&bytes).ok()?;
        (mark.format == FORMAT).then_some(mark)
    }
}

/// The log of an open vault.
#[derive(Debug, Default)]
pub(crate) struct Log {
    /// Where the mark is; nowhere for a wallet without a place of its own.
    mark: Option<PathBuf>,
    head: Option<Head>,
    doubt: Option<LogDoubtView>,
}

impl Log {
    /// Looks whether the log of `vault` is whole and as new as the mark says. A `fresh` vault begins a
    /// mark, whatever was there before.
    pub(crate) fn open(
        vault: &UnlockedVault,
        mark: Option<PathBuf>,
        fresh: bool,
    ) -> Result<Self, StoreError> {
        let begun = vault
            .read(|t| t.get::<Head>(kind::LOG_HEAD, ONLY))?
            .is_none();
        if begun {
            // A vault of before there was a log has acts: they are its first lines. Where there is
            // no room for them the wallet opens all the same; the next opening begins it.
            if let Err(error) = vault.write(begin) {
                tracing::warn!(%error, "the log could not be begun");
                return Ok(Self {
                    mark,
                    ..Self::default()
                });
            }
        }
        let (head, broken, lines) = vault.read(check)?;
        let mut log = Self {
            mark,
            head: Some(head.clone()),
            doubt: None,
        };
        let remembered = log.mark.as_deref().and_then(Mark::read);
        // A mark beside a vault that has no log yet is of a newer one.
        if fresh || (begun && remembered.is_none()) {
            log.write_mark();
            return Ok(log);
        }
        let view = |doubt, ends, missing| LogDoubtView {
            doubt,
            ends,
            remembered: remembered.as_ref().map(|mark| mark.until),
            missing,
        };
        let found = match (&remembered, broken) {
            (_, Some(whole_until)) => Some(view(LogDoubt::Changed, whole_until, 0)),
            (None, None) if log.mark.is_none() => None,
            (None, None) => Some(view(LogDoubt::NotRemembered, head.time, 0)),
            (Some(mark), None) if mark.log != Mark::of(&head).log => {
                Some(view(LogDoubt::NotRemembered, head.time, 0))
            }
            (Some(mark), None) if mark.lines > head.lines => {
                let missing = mark.lines - head.lines;
                Some(view(LogDoubt::Older, head.time, missing))
            }
            // Being behind is no wonder: the program may have ended before it was written.
            (Some(mark), None) => {
                let there = mark
                    .lines
                    .checked_sub(1)
                    .map(|newest| lines[at(newest)].as_str());
                (there.unwrap_or(&head.seed) != mark.link)
                    .then(|| view(LogDoubt::Changed, head.time, 0))
            }
        };
        let before = vault.read(|t| t.get::<LogDoubtView>(kind::LOG_DOUBT, ONLY))?;
        log.doubt = match (before, found) {
            // Going on with it moves its end and fills the gap with other lines: what was noticed first
            // is what is told. Only lines that are gone since say more.
            (Some(before), _) if broken.is_none() => Some(before),
            (_, Some(found)) => {
                let noted = vault.write(|t| t.put(kind::LOG_DOUBT, ONLY, found.ends, &found));
                if let Err(error) = noted {
                    // It is told all the same, and noted at the next opening.
                    tracing::warn!(%error, "what speaks against the log could not be noted");
                }
                Some(found)
            }
            (_, None) => None,
        };
        if log.doubt.is_none() {
            log.write_mark();
        }
        Ok(log)
    }

    /// What speaks against the log.
    pub(crate) fn doubt(&self) -> Option<LogDoubtView> {
        self.doubt.clone()
    }

    /// Lines, and the time of the newest one.
    pub(crate) fn length(&self) -> (u64, i64) {
        let head = self.head.as_ref();
        head.map_or((0, 0), |head| (head.lines, head.time))
    }

    /// The log may have grown: the mark follows, unless the log is in doubt.
    pub(crate) fn follow(&mut self, vault: &UnlockedVault) -> Result<(), StoreError> {
        let head = vault.read(|t| t.get::<Head>(kind::LOG_HEAD, ONLY))?;
        if head != self.head {
            self.head = head;
            if self.doubt.is_none() {
                self.write_mark();
            }
        }
        Ok(())
    }

    /// The citizen knows why, and takes the log as it is.
    pub(crate) fn accepted(&mut self) {
        self.doubt = None;
        self.write_mark();
    }

    fn write_mark(&self) {
        let (Some(file), Some(head)) = (&self.mark, &self.head) else {
            return;
        };
        let mut text = serde_json::to_vec_pretty(&Mark::of(head)).expect("texts are JSON");
        text.push(b'\n');
        if let Err(error) = files::replace(file, &text) {
            tracing::warn!(%error, "how far the log has come could not be written down");
        }
    }
}

/// The file beside a profile's folder that remembers how far its log has come; none where the folder
/// has nothing beside it.
pub(crate) fn mark_beside(folder: &Path) -> Option<PathBuf> {
    let folder = fs::canonicalize(folder).ok()?;
    let mut name = folder.file_name()?.to_owned();
    name.push(".log-mark.json");
    Some(folder.with_file_name(name))
}

/// Adds the line of an act that was just put into the vault under `id`.
pub(crate) fn append(
    t: &WriteTransaction<'_>,
    id: &str,
    act: &ActRecord,
) -> Result<(), StoreError> {
    let Some(head) = t.get::<Head>(kind::LOG_HEAD, ONLY)? else {
        return begin(t);
    };
    let body = serde_json::to_vec(act).map_err(|_| StoreError::Shape {
        kind: kind::ACT.to_owned(),
    })?;
    let head = add(t, head, id, act.time, &body)?;
    t.put(kind::LOG_HEAD, ONLY, head.time, &head)
}

/// Begins the log anew with the acts that are there; nothing speaks against it then.
pub(crate) fn begin(t: &WriteTransaction<'_>) -> Result<(), StoreError> {
    t.delete(kind::LOG_DOUBT, ONLY)?;
    for line in t.ids(kind::LOG)? {
        t.delete(kind::LOG, &line)?;
    }
    let seed = match t.get::<Head>(kind::LOG_HEAD, ONLY)? {
        Some(head) => head.seed,
        None => convert::hex(random::array::<32>()),
    };
    let mut head = Head {
        link: seed.clone(),
        seed,
        lines: 0,
        time: 0,
    };
    for act in t.list::<Box<RawValue>>(kind::ACT, Order::OldestFirst, usize::MAX, 0)? {
        head = add(t, head, &act.id, act.at, act.body.get().as_bytes())?;
    }
    t.put(kind::LOG_HEAD, ONLY, head.time, &head)
}

fn add(
    t: &WriteTransaction<'_>,
    head: Head,
    act: &str,
    time: i64,
    body: &[u8],
) -> Result<Head, StoreError> {
    let body = digest(body);
    let line = Line {
        link: link(&head.link, head.lines, time, act, &body),
        act: act.to_owned(),
        body,
    };
    t.put(kind::LOG, &number(head.lines), time, &line)?;
    Ok(Head {
        lines: head.lines + 1,
        time,
        link: line.link,
        ..head
    })
}

/// Walks the whole log: its head, until when it is whole if it is not whole to the end, and the links.
fn check(t: &ReadTransaction<'_>) -> Result<(Head, Option<i64>, Vec<String>), StoreError> {
    let head: Head = t.get(kind::LOG_HEAD, ONLY)?.ok_or(StoreError::Damaged)?;
    let mut lines = t.list::<Line>(kind::LOG, Order::OldestFirst, usize::MAX, 0)?;
    lines.sort_by(|a, b| a.id.cmp(&b.id));
    let mut links: Vec<String> = Vec::with_capacity(lines.len());
    let mut said: HashMap<&str, &str> = HashMap::new();
    let mut whole_until = 0;
    for (n, line) in (0_u64..).zip(&lines) {
        let before = links.last().unwrap_or(&head.seed);
        let body = &line.body;
        let expected = link(before, n, line.at, &body.act, &body.body);
        if line.id != number(n) || body.link != expected {
            return Ok((head, Some(whole_until), links));
        }
        said.insert(&body.act, &body.body);
        links.push(expected);
        whole_until = line.at;
    }
    let to_the_end =
        at(head.lines) == links.len() && *links.last().unwrap_or(&head.seed) == head.link;
    let acts = t.list::<Box<RawValue>>(kind::ACT, Order::OldestFirst, usize::MAX, 0)?;
    let all_there = acts.len() == said.len()
        && acts.iter().all(|act| {
            let body = digest(act.body.get().as_bytes());
            said.get(act.id.as_str())
                .is_some_and(|said| **said == *body)
        });
    let broken = (!to_the_end || !all_there).then_some(whole_until);
    Ok((head, broken, links))
}

fn link(before: &str, n: u64, time: i64, act: &str, body: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(DOMAIN);
    hash.update(before.as_bytes());
    hash.update(n.to_be_bytes());
    hash.update(time.to_be_bytes());
    hash.update(Sha256::digest(act.as_bytes()));
    hash.update(body.as_bytes());
    convert::hex(hash.finalize())
}

fn digest(bytes: &[u8]) -> String {
    convert::hex(Sha256::digest(bytes))
}

fn number(n: u64) -> String {
    format!("{n:012}")
}

fn at(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
