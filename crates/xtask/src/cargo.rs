//! Cargo, started from a program that Cargo itself started.

use crate::root;
use std::process::Command;

/// What Cargo tells the program it runs about that program's own package. Build scripts of
/// some dependencies watch these names: left in place, the inner Cargo would compile those
/// dependencies again each time it is started another way.
const OWN_PACKAGE: [&str; 4] = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"];

/// A Cargo command at the workspace's root, with the environment of a person's shell.
///
/// # Errors
/// When not started by Cargo.
pub(crate) fn command(subcommand: &str) -> Result<Command, String> {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.arg(subcommand).current_dir(root::folder()?);
    for (name, _) in std::env::vars_os() {
        let own = OWN_PACKAGE.iter().any(|prefix| name.to_string_lossy().starts_with(prefix));
        if own {
            command.env_remove(name);
        }
    }
    Ok(command)
}

/// Runs one of the workspace's programs with what follows on the command line.
///
/// # Errors
/// When it cannot be started or ends with an error.
pub(crate) fn run_program(selection: &[&str], arguments: &[String]) -> Result<(), String> {
    let status = command("run")?
        .args(["--quiet", "--locked", "--release"])
        .args(selection)
        .arg("--")
        .args(arguments)
        .status()
        .map_err(|why| format!("cargo run: {why}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("cargo run {} ended with {status}", selection.join(" ")))
    }
}
