//! Room kept for the log. A file of zeros lies beside the database; when the disk is
//! full it is given up, so that live calls can still be written down and ended.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Mutex;

/// 4 MiB. SQLite writes whole pages: a short call, from its arrival to its end, took
/// about 45 KB of its write-ahead log when the disk was full. So this is some 90 whole
/// calls, or the ends of more that were live. It has to do because nobody new is let in
/// meanwhile, and is no larger because it has to stay a small part of the smallest disk
/// the program is tried on, which has 16 MiB.
const RESERVE_BYTES: usize = 4 << 20;

/// One piece of the file as it is written.
const PIECE_BYTES: usize = 64 << 10;

/// The reserve of one database.
#[derive(Debug)]
pub(crate) struct Reserve {
    path: PathBuf,
    kept: Mutex<Kept>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    Yes,
    GivenUp,
}

impl Reserve {
    /// A reserve for which no room is kept yet.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path, kept: Mutex::new(Kept::GivenUp) }
    }

    /// Gives the room up; false when that was done before.
    pub(crate) fn give_up(&self) -> bool {
        let mut kept = self.kept();
        if *kept == Kept::GivenUp {
            return false;
        }
        *kept = Kept::GivenUp;
        std::fs::remove_file(&self.path).is_ok()
    }

    /// Whether no room is kept now.
    pub(crate) fn given_up(&self) -> bool {
        *self.kept() == Kept::GivenUp
    }

    /// Keeps room, if there is some: what an earlier run kept, or anew.
    pub(crate) fn restore(&self) -> io::Result<()> {
        let mut kept = self.kept();
        if *kept == Kept::Yes {
            return Ok(());
        }
        let whole = std::fs::metadata(&self.path).is_ok_and(|file| file.len() == LENGTH);
        if !whole && let Err(error) = self.write() {
            // Half a reserve would take the last room from the log itself; that it
            // cannot be removed changes nothing about the error.
            drop(std::fs::remove_file(&self.path));
            return Err(error);
        }
        *kept = Kept::Yes;
        Ok(())
    }

    /// Zeros are written, not skipped: a file with holes keeps no room.
    fn write(&self) -> io::Result<()> {
        let mut file = std::fs::File::create(&self.path)?;
        let piece = [0_u8; PIECE_BYTES];
        for _ in 0..RESERVE_BYTES / PIECE_BYTES {
            file.write_all(&piece)?;
        }
        file.sync_all()
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        // A flag is never half changed, so a panic elsewhere does not spoil it.
        self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

const LENGTH: u64 = RESERVE_BYTES as u64;

#[cfg(test)]
mod tests {
    use super::{LENGTH, Reserve};

    #[test]
    fn the_reserve_is_given_up_once_and_kept_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("reserve");
        let reserve = Reserve::new(path.clone());
        assert!(reserve.given_up());
        reserve.restore().unwrap();
        assert!(!reserve.given_up());
        assert_eq!(std::fs::metadata(&path).unwrap().len(), LENGTH);
        assert!(reserve.give_up());
        assert!(!path.exists() && reserve.given_up());
        assert!(!reserve.give_up());
        reserve.restore().unwrap();
        assert!(path.exists() && !reserve.given_up());
        assert!(reserve.give_up());
    }

    #[test]
    fn a_reserve_of_an_earlier_run_is_taken_over_and_half_a_one_made_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("reserve");
        Reserve::new(path.clone()).restore().unwrap();
        Reserve::new(path.clone()).restore().unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().len(), LENGTH);
        std::fs::write(&path, b"short").unwrap();
        Reserve::new(path.clone()).restore().unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().len(), LENGTH);
    }
}
