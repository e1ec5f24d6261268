//! Child processes that live as long as a task does, and not a moment longer.
//!
//! Every child gets a process group of its own, so that Ctrl+C in the terminal reaches only us and we
//! stop them in order: the last one started first, politely, then by force. They are also stopped when
//! the supervisor goes out of scope. Should this program itself be killed, the next one finds what
//! was left by a note in the profile folder, and stops exactly those processes.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, MutexGuard, mpsc},
    thread,
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};

use crate::failure::{Context, Failure, Outcome};

/// How long a child may take to end by itself; a chain writes its state in that time.
const GRACE: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(20);

/// Starts, watches and stops the children of one task.
pub(crate) struct Supervisor {
    children: Arc<Mutex<Vec<Running>>>,
    logs: PathBuf,
    note: PathBuf,
}

struct Running {
    name: String,
    child: Child,
}

/// What the note says of a child: enough never to mistake another process for it.
#[derive(Serialize, Deserialize)]
struct Noted {
    name: String,
    pid: u32,
    /// When the system started it, in clock ticks since boot; unknown outside Linux.
    started: Option<u64>,
}

impl Supervisor {
    /// Prepares the folder of the log files, and stops what an earlier run may have left behind.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub(crate) fn new(logs: &Path) -> Outcome<Self> {
        fs::create_dir_all(logs).context(logs.display())?;
        let note = logs.join("running.json");
        stop_left_over(&note);
        Ok(Self {
            children: Arc::default(),
            logs: logs.to_path_buf(),
            note,
        })
    }

    /// From now on stops all children on Ctrl+C, SIGTERM and SIGHUP, and then ends this program.
    ///
    /// # Errors
    /// When the signals have been taken before: once per program.
    pub(crate) fn stop_on_signals(self) -> Outcome<Self> {
        let (children, note) = (Arc::clone(&self.children), self.note.clone());
        ctrlc::set_handler(move || {
            eprintln!("\nstopping …");
            stop_all(&children, &note);
            std::process::exit(130);
        })
        .context("signals")?;
        Ok(self)
    }

    /// Starts a child whose output goes to `NAME.log`.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub(crate) fn start(&self, name: &str, command: &mut Command) -> Outcome<()> {
        let log = self.log(name)?;
        command.stdout(log.try_clone()?).stderr(log);
        self.spawn(name, command).map(|_| ())
    }

    /// Starts a child and returns its first line of standard output; the rest goes to `NAME.log`.
    ///
    /// # Errors
    /// When the program cannot be started, ends, or says nothing in `patience`.
    pub(crate) fn start_and_hear(
        &self,
        name: &str,
        command: &mut Command,
        patience: Duration,
    ) -> Outcome<String> {
        let log = self.log(name)?;
        command.stdout(Stdio::piped()).stderr(log.try_clone()?);
        let stdout = self
            .spawn(name, command)?
            .context("the output was asked for")?;
        let (first, heard) = mpsc::channel();
        thread::spawn(move || keep_log(stdout, log, &first));
        heard
            .recv_timeout(patience)
            .map_err(|_| self.gave_up(name, "has not said that it is ready"))
    }

    /// Asks `probe` again and again until it has an answer.
    ///
    /// # Errors
    /// When the child ends, or `patience` is over; with the end of its log.
    pub(crate) fn wait_for<T>(
        &self,
        name: &str,
        patience: Duration,
        mut probe: impl FnMut() -> Option<T>,
    ) -> Outcome<T> {
        let start = Instant::now();
        loop {
            if let Some(answer) = probe() {
                return Ok(answer);
            }
            if self.ended(name).is_some() {
                return Err(self.gave_up(name, "ended"));
            }
            if start.elapsed() > patience {
                return Err(self.gave_up(name, "does not answer"));
            }
            thread::sleep(POLL);
        }
    }

    /// Waits until a child ends by itself. Of each other child that ends before it, `lost` is told
    /// once, with the end of its log.
    pub(crate) fn wait(&self, name: &str, mut lost: impl FnMut(&Failure)) -> ExitStatus {
        let mut told = Vec::new();
        loop {
            if let Some(status) = self.ended(name) {
                return status;
            }
            for other in self.all_ended() {
                if !told.contains(&other) {
                    lost(&self.gave_up(&other, "has ended"));
                    told.push(other);
                }
            }
            thread::sleep(POLL);
        }
    }

    /// Waits until a child ends by itself, and returns whether with success, and what it wrote. Then
    /// nothing of its group is left.
    ///
    /// # Errors
    /// When it has not ended in `patience`; with the end of its log.
    pub(crate) fn finish(&self, name: &str, patience: Duration) -> Outcome<(bool, String)> {
        let waited = self.wait_for(name, patience, || self.ended(name));
        if let Some(child) = lock(&self.children)
            .iter_mut()
            .find(|running| running.name == name)
        {
            end_by_force(&mut child.child);
        }
        let log = fs::read(self.log_path(name))?;
        Ok((
            waited?.success(),
            String::from_utf8_lossy(&log).into_owned(),
        ))
    }

    fn spawn(&self, name: &str, command: &mut Command) -> Outcome<Option<ChildStdout>> {
        own_group(command);
        // Under the lock, so that a signal finds either no child or a noted one.
        let mut children = lock(&self.children);
        let mut child = command.stdin(Stdio::null()).spawn().context(name)?;
        let stdout = child.stdout.take();
        children.push(Running {
            name: name.to_owned(),
            child,
        });
        write_note(&children, &self.note);
        Ok(stdout)
    }

    fn ended(&self, name: &str) -> Option<ExitStatus> {
        let mut children = lock(&self.children);
        let running = children.iter_mut().find(|running| running.name == name)?;
        running.child.try_wait().ok().flatten()
    }

    fn all_ended(&self) -> Vec<String> {
        lock(&self.children)
            .iter_mut()
            .filter_map(|running| {
                matches!(running.child.try_wait(), Ok(Some(_))).then(|| running.name.clone())
            })
            .collect()
    }

    fn log(&self, name: &str) -> Outcome<File> {
        let path = self.log_path(name);
        fs::write(&path, "").context(path.display())?;
        // Both outputs of the child write to its end.
        File::options()
            .append(true)
            .open(&path)
            .context(path.display())
    }

    fn log_path(&self, name: &str) -> PathBuf {
        self.logs.join(format!("{name}.log"))
    }

    fn gave_up(&self, name: &str, what: &str) -> Failure {
        let path = self.log_path(name);
        let log = fs::read(&path).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<_> = log.lines().collect();
        let tail = lines[lines.len().saturating_sub(15)..].join("\n  ");
        Failure::new(format!(
            "{name} {what}. The end of {}:\n  {tail}",
            path.display()
        ))
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        stop_all(&self.children, &self.note);
    }
}

fn keep_log(stdout: ChildStdout, mut log: File, first: &mpsc::Sender<String>) {
    let mut lines = BufReader::new(stdout).lines();
    if let Some(Ok(line)) = lines.next() {
        let _ = writeln!(log, "{line}");
        let _ = first.send(line);
    }
    for line in lines.map_while(Result::ok) {
        let _ = writeln!(log, "{line}");
    }
}

fn lock(children: &Mutex<Vec<Running>>) -> MutexGuard<'_, Vec<Running>> {
    // A list that a panicking thread held is still a list of children to stop.
    children
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn stop_all(children: &Mutex<Vec<Running>>, note: &Path) {
    let mut children = lock(children);
    while let Some(mut running) = children.pop() {
        stop(&mut running.child);
    }
    let _ = fs::remove_file(note);
}

fn stop(child: &mut Child) {
    if matches!(child.try_wait(), Ok(Some(_))) {
        return;
    }
    ask_to_end(child);
    let start = Instant::now();
    while start.elapsed() < GRACE {
        if !matches!(child.try_wait(), Ok(None)) {
            break;
        }
        thread::sleep(POLL);
    }
    end_by_force(child);
    let _ = child.wait();
}

fn write_note(children: &[Running], note: &Path) {
    let noted: Vec<_> = children
        .iter()
        .map(|running| Noted {
            name: running.name.clone(),
            pid: running.child.id(),
            started: start_of(running.child.id()),
        })
        .collect();
    // Without the note everything works but the clean-up after a kill.
    let _ = serde_json::to_vec(&noted).map(|text| fs::write(note, text));
}

/// Stops the processes of an earlier run that was killed before it could.
fn stop_left_over(note: &Path) {
    let Ok(text) = fs::read(note) else { return };
    let noted: Vec<Noted> = serde_json::from_slice(&text).unwrap_or_default();
    for left in noted.iter().rev() {
        if left.started.is_some() && left.started == start_of(left.pid) {
            end_left_over(left);
        }
    }
    let _ = fs::remove_file(note);
}

/// The 22nd field of `/proc/PID/stat`; the second, the name in brackets, may hold spaces.
fn start_of(pid: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(')')?
        .1
        .split_whitespace()
        .nth(19)?
        .parse()
        .ok()
}

#[cfg(unix)]
mod system {
    use std::{os::unix::process::CommandExt, process::Child, process::Command};

    use nix::{
        sys::signal::{Signal, killpg},
        unistd::Pid,
    };

    use super::Noted;

    pub(super) fn own_group(command: &mut Command) {
        command.process_group(0);
    }

    pub(super) fn ask_to_end(child: &Child) {
        signal(child.id(), Signal::SIGTERM);
    }

    /// Also ends what the child may have started in its group and left running.
    pub(super) fn end_by_force(child: &mut Child) {
        signal(child.id(), Signal::SIGKILL);
    }

    pub(super) fn end_left_over(left: &Noted) {
        eprintln!(
            "stopping {} ({}), left by an earlier run",
            left.name, left.pid
        );
        signal(left.pid, Signal::SIGTERM);
        let start = std::time::Instant::now();
        while start.elapsed() < super::GRACE && super::start_of(left.pid) == left.started {
            std::thread::sleep(super::POLL);
        }
        if super::start_of(left.pid) == left.started {
            signal(left.pid, Signal::SIGKILL);
        }
    }

    fn signal(group: u32, signal: Signal) {
        if let Ok(group) = i32::try_from(group) {
            // Fails only when the group is gone, which is what we want.
            let _ = killpg(Pid::from_raw(group), signal);
        }
    }
}

#[cfg(not(unix))]
mod system {
    use std::process::{Child, Command};

    use super::Noted;

    pub(super) fn own_group(_command: &mut Command) {}

    pub(super) fn ask_to_end(_child: &Child) {}

    pub(super) fn end_by_force(child: &mut Child) {
        let _ = child.kill();
    }

    pub(super) fn end_left_over(_left: &Noted) {}
}

use system::{ask_to_end, end_by_force, end_left_over, own_group};

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn children_and_their_children_end_with_the_supervisor() {
        let folder = tempfile::tempdir().unwrap();
        let supervisor = Supervisor::new(folder.path()).unwrap();
        let script = "sleep 600 & echo $!; wait";
        let line = supervisor
            .start_and_hear("nest", &mut shell(script), Duration::from_secs(5))
            .unwrap();
        let grandchild: u32 = line.parse().unwrap();
        assert!(start_of(grandchild).is_some());
        drop(supervisor);
        wait_until_gone(grandchild);
        assert!(!folder.path().join("running.json").exists());
    }

    #[test]
    fn a_child_that_ends_too_early_is_reported_with_its_log() {
        let folder = tempfile::tempdir().unwrap();
        let supervisor = Supervisor::new(folder.path()).unwrap();
        supervisor
            .start("short", &mut shell("echo no disk; exit 3"))
            .unwrap();
        let failure = supervisor
            .wait_for("short", Duration::from_secs(5), || None::<()>)
            .unwrap_err();
        assert!(failure.to_string().contains("no disk"), "{failure}");
    }

    #[test]
    fn who_waits_for_one_child_hears_of_another_that_ended() {
        let folder = tempfile::tempdir().unwrap();
        let supervisor = Supervisor::new(folder.path()).unwrap();
        supervisor
            .start("chain", &mut shell("echo no disk; exit 3"))
            .unwrap();
        supervisor.start("window", &mut shell("sleep 1")).unwrap();
        let mut heard = Vec::new();
        supervisor.wait("window", |failure| heard.push(failure.to_string()));
        assert_eq!(heard.len(), 1, "{heard:?}");
        assert!(heard[0].contains("chain has ended") && heard[0].contains("no disk"));
    }

    #[test]
    fn a_child_that_finishes_leaves_its_words_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let supervisor = Supervisor::new(folder.path()).unwrap();
        supervisor
            .start("short", &mut shell("sleep 600 & echo $!; exit 1"))
            .unwrap();
        let (ok, said) = supervisor.finish("short", Duration::from_secs(5)).unwrap();
        assert!(!ok);
        wait_until_gone(said.trim().parse().unwrap());
    }

    fn wait_until_gone(pid: u32) {
        let start = Instant::now();
        while state_of(pid).is_some_and(|state| state != 'Z') {
            assert!(start.elapsed() < Duration::from_secs(5), "{pid} still runs");
            thread::sleep(POLL);
        }
    }

    #[test]
    fn only_the_very_process_of_the_note_is_stopped() {
        let folder = tempfile::tempdir().unwrap();
        let note = folder.path().join("note");
        let mut child = shell("sleep 600");
        own_group(&mut child);
        let mut child = child.spawn().unwrap();
        let pid = child.id();
        let noted = |started| {
            let noted = [Noted {
                name: "left".to_owned(),
                pid,
                started,
            }];
            fs::write(&note, serde_json::to_vec(&noted).unwrap()).unwrap();
        };
        noted(start_of(pid).map(|ticks| ticks + 1));
        stop_left_over(&note);
        assert_eq!(
            child.try_wait().unwrap(),
            None,
            "another process of the same number"
        );

        noted(start_of(pid));
        // It stays a zombie, with its start time, until we wait for it.
        let reaper = thread::spawn(move || child.wait().unwrap());
        stop_left_over(&note);
        assert!(!reaper.join().unwrap().success());
    }

    fn state_of(pid: u32) -> Option<char> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        stat.rsplit_once(')')?.1.trim_start().chars().next()
    }
}
