//! The binary: what is asked for, what is printed, and how it ends.

use std::ffi::OsString;
use std::io::Write;

use clap::Parser;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::arguments::{Arguments, Command};
use crate::config::{Config, Wrong};
use crate::serve::{Running, start};
use crate::{check, demo, job_list, open_files, sign_in_link};

/// Everything went as asked.
pub const OK: u8 = 0;

/// It was done, and something was found to be wrong: a breach, a lost workspace.
pub const FAILED: u8 = 1;

/// It was not begun: a setting or an argument is wrong.
pub const WRONG: u8 = 2;

/// Runs the program; returns its exit code.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    out: &mut (dyn Write + Send),
    err: &mut (dyn Write + Send),
) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let asked_for = !error.use_stderr();
            let text = error.render();
            // Nobody reads: there is nobody to tell.
            let _ = if asked_for { write!(out, "{text}") } else { write!(err, "{text}") };
            return if asked_for { OK } else { WRONG };
        }
    };
    // Before anything speaks TLS; a program that runs us twice has installed it already.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    match perform(&arguments, out) {
        Ok(code) => code,
        Err(wrong) => {
            let _ = writeln!(err, "cordboard: {wrong}");
            WRONG
        }
    }
}

fn perform(arguments: &Arguments, out: &mut (dyn Write + Send)) -> Result<u8, Wrong> {
    let mut config = match &arguments.command {
        Command::Demo(_) => Config::load_named(&arguments.given())?,
        Command::Serve
        | Command::Check
        | Command::Jobs(_)
        | Command::Backup { .. }
        | Command::SignInLink { .. } => Config::load(&arguments.given())?,
    };
    log(&config.log)?;
    for variable in &config.ignored {
        tracing::warn!(variable, "this variable is no setting of ours and was not read");
    }
    open_files::raise();
    let runtime = runtime(config.threads)?;
    match &arguments.command {
        Command::Serve => runtime.block_on(serve(config, out)),
        Command::Check => runtime.block_on(check::check(&config, out)),
        Command::Jobs(jobs) => runtime.block_on(job_list::jobs(&config, jobs, out)),
        Command::Backup { to } => runtime.block_on(check::backup(&config, to, out)),
        Command::SignInLink { email } => {
            runtime.block_on(sign_in_link::sign_in_link(&config, email, out))
        }
        Command::Demo(demo) => {
            // Without a folder of its own the demo leaves nothing behind.
            let folder = match &arguments.given().data_dir {
                Some(_) => None,
                None => Some(tempfile::tempdir().map_err(|why| {
                    Wrong::new(format!("No temporary folder can be made: {why}."))
                })?),
            };
            if let Some(folder) = &folder {
                config.data_dir = folder.path().to_owned();
            }
            runtime.block_on(demo::demo(config, demo, out))
        }
    }
}

fn runtime(threads: usize) -> Result<Runtime, Wrong> {
    let mut builder = Builder::new_multi_thread();
    let built = builder.worker_threads(threads).thread_name("cordboard").enable_all().build();
    built.map_err(|why| Wrong::new(format!("The threads of the server cannot start: {why}.")))
}

/// Logs go to the standard error output, what a person asked for to the other one.
fn log(filter: &str) -> Result<(), Wrong> {
    let wrong = |why| Wrong::new(format!("`log` is {filter:?}: {why}."));
    let filter = EnvFilter::builder().parse(format!("rsipstack=warn,{filter}")).map_err(wrong)?;
    let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours);
    // A program that runs us twice has its log already.
    let _ = subscriber.with_writer(std::io::stderr).try_init();
    Ok(())
}

async fn serve(config: Config, out: &mut (dyn Write + Send)) -> Result<u8, Wrong> {
    let longest = config.drain;
    let data = config.data_dir.display().to_string();
    let mut signals = Signals::new()?;
    let running = start(config).await?;
    say(out, &ready_line(&running, &data));
    if let Some(link) = running.reception().setup_link().await {
        say(out, &format!("set up at {link}"));
    }
    tokio::select! {
        () = signals.next() => {}
        () = running.lost() => {
            running.stop().await;
            return Ok(FAILED);
        }
    }
    say(out, "draining: new calls are refused, live ones go on; once more ends at once");
    let left = tokio::select! {
        left = running.drain(longest) => left,
        () = signals.next() => running.look(live).await.unwrap_or(0),
        () = running.lost() => {
            running.stop().await;
            return Ok(FAILED);
        }
    };
    running.stop().await;
    say(out, &format!("stopped: {left} calls were cut"));
    Ok(OK)
}

fn live(desk: &desk::Desk) -> usize {
    desk.calls().filter(|call| call.live()).count()
}

/// One line that a program can read: `ready sip=ADDRESS http=ADDRESS data=FOLDER`.
pub(crate) fn ready_line(running: &Running, data: &str) -> String {
    format!("ready sip={} http={} data={data}", running.sip_address(), running.http_address())
}

/// Prints a line; when nobody reads any more there is nobody to tell.
pub(crate) fn say(out: &mut (dyn Write + Send), line: &str) {
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}

/// SIGTERM and SIGINT.
pub(crate) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    pub(crate) fn new() -> Result<Self, Wrong> {
        let listen = |kind| {
            signal(kind).map_err(|why| Wrong::new(format!("Signals cannot be heard: {why}.")))
        };
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
        })
    }

    /// The next of either.
    pub(crate) async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
