//! Child processes: servers that end with their owner, and commands that answer in JSON.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{PATIENCE, wait_for};

/// A program that runs until it is dropped.
pub(crate) struct Server(Child);

impl Server {
    pub(crate) fn start(command: &mut Command) -> Self {
        Self(command.stdin(Stdio::null()).spawn().unwrap())
    }

    /// Starts a program and returns what `find` finds in one of the lines it prints.
    ///
    /// # Panics
    /// When no such line comes in time.
    pub(crate) fn start_and_hear<T: Send + 'static>(
        command: &mut Command,
        find: impl Fn(&str) -> Option<T> + Send + 'static,
    ) -> (Self, T) {
        let mut server = Self::start(command.stdout(Stdio::piped()));
        let lines = BufReader::new(server.0.stdout.take().unwrap()).lines();
        let (tell, told) = mpsc::channel();
        // Goes on reading to the end, or the program would block once the pipe is full.
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Some(found) = find(&line) {
                    let _ = tell.send(found);
                }
            }
        });
        let found = told.recv_timeout(PATIENCE);
        (server, found.expect("the program says that it is ready"))
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    /// Asks it to end, and waits until it has.
    pub(crate) fn stop(mut self) {
        let asked = Command::new("kill").arg(self.0.id().to_string()).status();
        assert!(asked.unwrap().success());
        wait_for("the end of a program", || self.0.try_wait().unwrap());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a command answered.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Exit status.
    pub(crate) status: i32,
    /// What it printed; null if it printed nothing.
    pub(crate) json: Value,
    /// What it said to people.
    pub(crate) said: String,
}

impl Answer {
    /// Runs a command to its end; its output goes through files in `folder`.
    ///
    /// # Panics
    /// When it does not end in time, or prints something that is not JSON.
    pub(crate) fn of(command: &mut Command, folder: &Path) -> Self {
        let out = tempfile::NamedTempFile::new_in(folder).unwrap();
        let err = tempfile::NamedTempFile::new_in(folder).unwrap();
        let writes = |file: &tempfile::NamedTempFile| File::create(file.path()).unwrap();
        command.stdout(writes(&out)).stderr(writes(&err));
        let mut child = command.spawn().unwrap();
        let start = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if start.elapsed() > PATIENCE {
                let _ = child.kill();
                let _ = child.wait();
                panic!("a command does not end: {command:?}");
            }
            thread::sleep(Duration::from_millis(10));
        };
        let (said, text) = (read(err.path()), read(out.path()));
        let json = match text.trim() {
            "" => Value::Null,
            text => serde_json::from_str(text)
                .unwrap_or_else(|_| panic!("{command:?} printed no JSON: {text}")),
        };
        Self {
            status: status.code().expect("it was not killed"),
            json,
            said,
        }
    }

    /// What it printed, if it succeeded.
    ///
    /// # Panics
    /// When it failed.
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, 0, "{}{}", self.json, self.said);
        self.json
    }

    /// Checks that the wallet failed with this code and exit status, and said so in words, too.
    pub(crate) fn fails(&self, code: &str, status: i32) {
        self.fails_unnamed(code, status);
        assert!(self.said.contains("wallet: "), "{}", self.said);
    }

    /// As [`Self::fails`], but the words are those of the arguments' reader.
    pub(crate) fn fails_unnamed(&self, code: &str, status: i32) {
        assert_eq!(
            (self.json["error"]["code"].as_str(), self.status),
            (Some(code), status),
            "{}{}",
            self.json,
            self.said
        );
    }
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap()
}
