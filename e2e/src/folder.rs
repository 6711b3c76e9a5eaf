//! Temporary folders.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

static MADE: AtomicU32 = AtomicU32::new(0);

/// A folder of a test's own. It is removed with the value, and kept when the test fails,
/// because the logs in it say why.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Makes an empty folder; `name` is for the eyes of whoever finds it.
    ///
    /// # Panics
    /// When it cannot be made.
    #[must_use]
    pub fn new(name: &str) -> Folder {
        let count = MADE.fetch_add(1, Ordering::Relaxed);
        let leaf = format!("cordboard-e2e-{}-{count}-{name}", std::process::id());
        let path = std::env::temp_dir().join(leaf);
        std::fs::create_dir_all(&path)
            .unwrap_or_else(|why| panic!("the folder {} cannot be made: {why}", path.display()));
        Folder { path }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A file or folder in it.
    #[must_use]
    pub fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Writes a file into it.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.join(name);
        std::fs::write(&path, bytes)
            .unwrap_or_else(|why| panic!("{} cannot be written: {why}", path.display()));
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            // A folder that stays behind harms nobody.
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}
