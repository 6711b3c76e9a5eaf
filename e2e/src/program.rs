//! A program that a test started: its lines are kept, and it ends with the test.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::wait::until;

/// Of each program so many lines are kept; a failing test shows the last of them.
const LINES_MAX: usize = 20_000;

/// So many lines are shown when a test fails.
const LINES_SHOWN: usize = 60;

/// A running program.
#[derive(Debug)]
pub struct Program {
    name: String,
    child: Child,
    lines: Arc<Mutex<Vec<String>>>,
    readers: Vec<JoinHandle<()>>,
}

/// How a program ended.
#[derive(Debug, Clone)]
pub struct Ended {
    /// The exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// All it said.
    pub said: String,
}

impl Program {
    /// Starts it; its output is collected.
    ///
    /// # Panics
    /// When it cannot be started.
    #[must_use]
    pub fn start(name: &str, command: &mut Command) -> Program {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command
            .spawn()
            .unwrap_or_else(|why| panic!("{name} cannot be started ({command:?}): {why}"));
        let lines = Arc::new(Mutex::new(Vec::new()));
        let out = child.stdout.take().map(|output| collect(output, Arc::clone(&lines)));
        let err = child.stderr.take().map(|output| collect(output, Arc::clone(&lines)));
        let readers = out.into_iter().chain(err).collect();
        Program { name: name.to_owned(), child, lines, readers }
    }

    /// Its process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it has said up to now.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.kept().clone()
    }

    /// The first line that has all of these words.
    #[must_use]
    pub fn line_with(&self, words: &[&str]) -> Option<String> {
        let lines = self.kept();
        lines.iter().find(|line| words.iter().all(|word| line.contains(word))).cloned()
    }

    /// How it ended, if it has.
    ///
    /// # Panics
    /// When the system does not say.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        let name = &self.name;
        self.child.try_wait().unwrap_or_else(|why| panic!("{name} cannot be watched: {why}"))
    }

    /// Waits for its end.
    ///
    /// # Panics
    /// When it does not end within `within`.
    pub async fn end(&mut self, within: Duration) -> Ended {
        let what = format!("{} ends", self.name);
        let status = until(&what, within, async || self.ended()).await;
        for reader in self.readers.drain(..) {
            // Its pipe is closed, so it ends; what it has read by then is all there was.
            let _ = reader.join();
        }
        Ended { code: status.code(), said: self.lines().join("\n") }
    }

    /// `kill -9`: nothing of the program runs any more when this returns.
    ///
    /// # Panics
    /// When the system refuses.
    pub fn kill(&mut self) {
        let name = &self.name;
        self.child.kill().unwrap_or_else(|why| panic!("{name} cannot be killed: {why}"));
        self.child.wait().unwrap_or_else(|why| panic!("{name} does not end: {why}"));
    }

    /// Asks it to end (SIGTERM).
    ///
    /// # Panics
    /// When the system refuses.
    pub fn terminate(&self) {
        let kill = format!("kill -TERM {}", self.child.id());
        let status = Command::new("sh").args(["-c", &kill]).status();
        assert!(status.is_ok_and(|status| status.success()), "{kill} does not work");
    }

    fn kept(&self) -> MutexGuard<'_, Vec<String>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            let lines = self.kept();
            let from = lines.len().saturating_sub(LINES_SHOWN);
            let shown = lines.get(from..).unwrap_or_default().join("\n");
            let _ = writeln!(std::io::stderr(), "-- {} said at last:\n{shown}\n--", self.name);
        }
    }
}

/// Reads in a thread, so that the program never waits for its reader.
fn collect(output: impl Read + Send + 'static, lines: Arc<Mutex<Vec<String>>>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        for line in BufReader::new(output).split(b'\n') {
            let Ok(line) = line else { return };
            let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
            if lines.len() < LINES_MAX {
                lines.push(String::from_utf8_lossy(&line).into_owned());
            }
        }
    })
}
