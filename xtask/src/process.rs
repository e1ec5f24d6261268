//! Running other programs to their end.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Command, Stdio},
    thread,
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
    let lines: Vec<_> = said.lines().collect();
    let tail = lines[lines.len().saturating_sub(40)..].join("\n");
    Err(Failure::new(format!(
        "`{}` ended with {}\n{tail}",
        line(command),
        output.status
    )))
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

/// Runs a program, passes on what it writes to either stream line by line, and keeps it.
///
/// Returns whether it ended with success, and all it wrote.
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
    let stdout = child
        .stdout
        .take()
        .context("a child has a standard output")?;
    let stderr = child.stderr.take().context("a child has an error output")?;
    let aside = thread::spawn(move || pass_on(stderr, &mut std::io::stderr()));
    let mut said = pass_on(stdout, &mut std::io::stdout());
    said.push_str(&aside.join().unwrap_or_default());
    Ok((child.wait()?.success(), said))
}

fn pass_on(from: impl Read, to: &mut impl Write) -> String {
    let mut said = String::new();
    let mut reader = BufReader::new(from);
    let mut line = Vec::new();
    while reader
        .read_until(b'\n', &mut line)
        .is_ok_and(|read| read > 0)
    {
        // A closed terminal is no reason to stop a build half-way.
        let _ = to.write_all(&line);
        said.push_str(&String::from_utf8_lossy(&line));
        line.clear();
    }
    said
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
