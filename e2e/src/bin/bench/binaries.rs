//! The programs that are measured, built the way they are released.

use crate::Failure;
use crate::arguments::Arguments;
use crate::cores::Cores;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// What Cargo tells the program it runs about that program's own package; build
/// scripts watch these names and would run again.
const OWN_PACKAGE: [&str; 4] = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"];

/// Where the released programs lie.
pub(crate) struct Binaries {
    pub(crate) cordboard: PathBuf,
}

impl Binaries {
    /// Builds the server, unless another is named or only parts without it are measured.
    pub(crate) fn find(arguments: &Arguments) -> Result<Binaries, Failure> {
        if let Some(named) = &arguments.server {
            return Ok(Binaries { cordboard: named.clone() });
        }
        // This program was built in release mode; its neighbours are what it measures.
        let mut cordboard = std::env::current_exe()?;
        cordboard.set_file_name("cordboard");
        if arguments.wants_server() {
            let status = cargo("build").args(["-p", "cordboard"]).status()?;
            if !status.success() {
                return Err(format!("cargo build -p cordboard ended with {status}").into());
            }
        }
        Ok(Binaries { cordboard })
    }
}

/// Builds one of the workspace's own measuring programs, then runs it on the
/// server's core; gives what it prints.
pub(crate) fn output_of(
    selection: &[&str],
    arguments: &[&str],
    cores: &Cores,
) -> Result<String, Failure> {
    let name = selection.join(" ");
    let built = cargo("build").args(selection).status()?;
    if !built.success() {
        return Err(format!("cargo build {name} ended with {built}").into());
    }
    let mut command = cores.on_server_core(program());
    let output = run_as_released(&mut command, "run").args(selection).arg("--").args(arguments);
    let output = output.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("cargo run {name} ended with {}", output.status).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn program() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

fn cargo(subcommand: &str) -> Command {
    let mut command = Command::new(program());
    run_as_released(&mut command, subcommand);
    command
}

fn run_as_released<'a>(command: &'a mut Command, subcommand: &str) -> &'a mut Command {
    for (name, _) in std::env::vars_os() {
        if OWN_PACKAGE.iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            command.env_remove(name);
        }
    }
    command.arg(subcommand).args(["--quiet", "--locked", "--release"])
}
