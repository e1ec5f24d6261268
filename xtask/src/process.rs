//! Running other programs to their end.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Command, Stdio},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use crate::failure::{Context, Failure, Outcome};

/// Runs a program in the terminal that we have and waits for it.
///
/// # Errors
/// When it cannot be started or ends with anything but success.
pub(crate) fn run(command: &mut Command) -> Outcome<()> {
    let status = command
        .stdin(Stdio::null())
        .status()
        .context(name(command))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!(
            "`{}` ended with {status}",
            line(command)
        )))
    }
}

/// Runs a program in silence; what it said is shown only when it fails.
///
/// # Errors
/// As [`run`], with the last 40 lines of what it said.
pub(crate) fn run_quiet(command: &mut Command) -> Outcome<()> {
    output(command).map(|_| ())
}

/// Runs a program and returns what it wrote to standard output.
///
/// # Errors
/// As [`run_quiet`]; also when the output is not UTF-8.
pub(crate) fn output(command: &mut Command) -> Outcome<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .context(name(command))?;
    if output.status.success() {
        return String::from_utf8(output.stdout).context(name(command));
    }
    let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.push_str(&String::from_utf8_lossy(&output.stderr));
    Err(Failure::new(format!(
        "`{}` ended with {}\n{}",
        line(command),
        output.status,
        tail(&said)
    )))
}

/// The last 40 lines of what a program said.
pub(crate) fn tail(said: &str) -> String {
    let lines: Vec<_> = said.lines().collect();
    lines[lines.len().saturating_sub(40)..].join("\n")
}

/// Whether a program can be started and answers with success; nothing is shown.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// What a program said, and how it ended.
pub(crate) struct Answer {
    /// The exit code; nothing when a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs a program with `input` on its standard input, and waits no longer than `patience`.
///
/// # Errors
/// When it cannot be started, or has to be stopped because it takes too long.
pub(crate) fn ask(command: &mut Command, input: &str, patience: Duration) -> Outcome<Answer> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context(name(command))?;
    let stdout = read_aside(
        child
            .stdout
            .take()
            .context("a child has a standard output")?,
    );
    let stderr = read_aside(child.stderr.take().context("a child has an error output")?);
    // A program that does not want its input closes it; that is its right.
    let _ = child
        .stdin
        .take()
        .map(|mut stdin| stdin.write_all(input.as_bytes()));
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if start.elapsed() > patience {
            let _ = child.kill();
            let _ = child.wait();
            let secs = patience.as_secs();
            return Err(Failure::new(format!(
                "`{}` takes longer than {secs} s",
                line(command)
            )));
        }
        thread::sleep(Duration::from_millis(5));
    };
    Ok(Answer {
        code: status.code(),
        stdout: stdout.join().unwrap_or_default(),
        stderr: stderr.join().unwrap_or_default(),
    })
}

fn read_aside(mut from: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut said = Vec::new();
        let _ = from.read_to_end(&mut said);
        String::from_utf8_lossy(&said).into_owned()
    })
}

/// Runs a program, passes on what it writes to either stream line by line, and keeps it.
///
/// Returns whether it ended with success, and all it wrote. What a grandchild still holds open when
/// the program has ended is not waited for.
///
/// # Errors
/// When it cannot be started.
pub(crate) fn watch(command: &mut Command) -> Outcome<(bool, String)> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context(name(command))?;
    let (sender, lines) = mpsc::channel();
    let stdout = child
        .stdout
        .take()
        .context("a child has a standard output")?;
    let stderr = child.stderr.take().context("a child has an error output")?;
    pass_on(stdout, std::io::stdout(), sender.clone());
    pass_on(stderr, std::io::stderr(), sender);
    let mut said = String::new();
    let mut ended = None;
    loop {
        match lines.recv_timeout(Duration::from_millis(200)) {
            Ok(line) => said.push_str(&line),
            Err(RecvTimeoutError::Disconnected) => break,
            // It has been silent for a moment since it ended.
            Err(RecvTimeoutError::Timeout) if ended.is_some() => break,
            Err(RecvTimeoutError::Timeout) => ended = child.try_wait()?,
        }
    }
    Ok((child.wait()?.success(), said))
}

fn pass_on(
    from: impl Read + Send + 'static,
    mut to: impl Write + Send + 'static,
    keep: mpsc::Sender<String>,
) {
    thread::spawn(move || {
        let mut reader = BufReader::new(from);
        let mut line = Vec::new();
        while reader
            .read_until(b'\n', &mut line)
            .is_ok_and(|read| read > 0)
        {
            // A closed terminal is no reason to stop a build half-way.
            let _ = to.write_all(&line);
            if keep
                .send(String::from_utf8_lossy(&line).into_owned())
                .is_err()
            {
                break;
            }
            line.clear();
        }
    });
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

fn line(command: &Command) -> String {
    let mut line = name(command);
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn an_answer_has_both_outputs_and_the_code() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "read word; echo got $word; echo aside >&2; exit 6"]);
        let answer = ask(&mut shell, "it\n", Duration::from_secs(10)).unwrap();
        assert_eq!(answer.code, Some(6));
        assert_eq!(
            (answer.stdout.as_str(), answer.stderr.as_str()),
            ("got it\n", "aside\n")
        );
    }

    #[test]
    fn what_a_grandchild_holds_open_is_not_waited_for() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "echo out; echo aside >&2; sleep 30 & exit 1"]);
        let start = Instant::now();
        let (ok, said) = watch(&mut shell).unwrap();
        assert!(
            !ok && said.contains("out\n") && said.contains("aside\n"),
            "{said}"
        );
        assert!(start.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn a_program_that_hangs_is_stopped() {
        let mut sleep = Command::new("sleep");
        let asked = ask(sleep.arg("600"), "", Duration::from_millis(50));
        assert!(asked.is_err_and(|failure| failure.to_string().contains("takes longer")));
    }
}
