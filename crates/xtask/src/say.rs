//! What a chore tells the person who started it.

use std::io::Write;

/// Writes one line to standard output. A closed pipe is no error of the chore.
pub(crate) fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}
