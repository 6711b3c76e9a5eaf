//! The binary: see the library of the same name.

use std::process::ExitCode;

fn main() -> ExitCode {
    let (mut out, mut err) = (std::io::stdout(), std::io::stderr());
    ExitCode::from(cordboard::run(std::env::args_os(), &mut out, &mut err))
}
