//! Secrets on their way in: never from arguments or the environment.

use std::io::{self, BufRead as _, IsTerminal as _};

use wallet_api::{ApiError, ErrorCode, Secret};

/// Longest line that is read.
const MAX_LINE: u64 = 4_096;

/// The passphrase: from the open file descriptor, or typed at the terminal.
pub(crate) fn passphrase(descriptor: Option<i32>) -> Result<Secret, ApiError> {
    match descriptor {
        Some(number) => first_line(open(number)?),
        None if io::stdin().is_terminal() => rpassword::prompt_password("Passphrase: ")
            .map(Secret)
            .map_err(|_| ApiError::about(ErrorCode::BadInput, "passphrase")),
        None => Err(ApiError::about(ErrorCode::BadInput, "--passphrase-fd")),
    }
}

/// The passphrase for a new wallet: typed twice at the terminal.
pub(crate) fn new_passphrase(descriptor: Option<i32>) -> Result<Secret, ApiError> {
    let first = passphrase(descriptor)?;
    if descriptor.is_none() {
        let second = rpassword::prompt_password("Again: ")
            .map_err(|_| ApiError::about(ErrorCode::BadInput, "passphrase"))?;
        if second != first.0 {
            return Err(ApiError::about(ErrorCode::BadInput, "the two differ"));
        }
    }
    Ok(first)
}

/// The recovery words: the first line of standard input.
pub(crate) fn words() -> Result<Secret, ApiError> {
    if io::stdin().is_terminal() {
        return rpassword::prompt_password("Recovery words: ")
            .map(Secret)
            .map_err(|_| ApiError::about(ErrorCode::BadInput, "words"));
    }
    first_line(io::stdin())
}

fn first_line(source: impl io::Read) -> Result<Secret, ApiError> {
    let mut line = String::new();
    io::BufReader::new(io::Read::take(source, MAX_LINE))
        .read_line(&mut line)
        .map_err(|_| ApiError::about(ErrorCode::BadInput, "secret"))?;
    let end = line.trim_end_matches(['\n', '\r']).len();
    line.truncate(end);
    Ok(Secret(line))
}

#[cfg(unix)]
fn open(number: i32) -> Result<std::fs::File, ApiError> {
    // The descriptor's own path opens it anew, without taking it over.
    std::fs::File::open(format!("/dev/fd/{number}"))
        .map_err(|_| ApiError::about(ErrorCode::BadInput, "--passphrase-fd"))
}

#[cfg(not(unix))]
fn open(number: i32) -> Result<Box<dyn io::Read>, ApiError> {
    match number {
        0 => Ok(Box::new(io::stdin())),
        _ => Err(ApiError::about(ErrorCode::BadInput, "--passphrase-fd")),
    }
}
