//! Where the work tree is.

use std::path::PathBuf;

/// The workspace's root folder: two above this crate, as Cargo tells it at run time, so that
/// a moved clone still works.
///
/// # Errors
/// When not started by Cargo.
pub(crate) fn folder() -> Result<PathBuf, String> {
    let crate_folder = std::env::var_os("CARGO_MANIFEST_DIR")
        .ok_or("start it as `cargo xtask`: CARGO_MANIFEST_DIR is not set")?;
    let mut folder = PathBuf::from(crate_folder);
    if folder.pop() && folder.pop() {
        Ok(folder)
    } else {
        Err("the workspace root cannot be found".into())
    }
}
