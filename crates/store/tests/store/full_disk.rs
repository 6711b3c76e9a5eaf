//! A real disk that is full: what was done is written down all the same, in the room kept in
//! reserve, so that nobody gets the same mail twice.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use desk::{Job, MailId, Millis};
use store::{Batch, Store};

use crate::{NOON, WORKSPACE, store_in};

/// Names the folder with the small disk, when the test below runs on it.
const FOLDER: &str = "FULL_DISK_FOLDER";

/// Room for the database, its log and its reserve of 4 MiB, and soon full.
const DISK: &str = "12m";

/// More receipts than the log has room for in the pages it already has.
const JOBS: u64 = 60;

#[tokio::test]
async fn on_a_full_disk_what_was_done_is_written_down() {
    if let Ok(folder) = std::env::var(FOLDER) {
        return write_receipts(Path::new(&folder)).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let mounted = format!("mount -t tmpfs -o size={DISK} tmpfs \"$1\" && shift && exec \"$@\"");
    let mut command = Command::new("unshare");
    // Root may mount; anybody else may in a user namespace of one's own.
    let root = Command::new("id").arg("-u").output().unwrap().stdout.trim_ascii() == b"0";
    if !root {
        command.arg("--map-root-user");
    }
    command.args(["--mount", "sh", "-c", &mounted, "sh"]).arg(folder.path());
    command.arg(std::env::current_exe().unwrap());
    command.args(["--exact", "full_disk::on_a_full_disk_what_was_done_is_written_down"]);
    let done = command.env(FOLDER, folder.path()).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
}

async fn write_receipts(folder: &Path) {
    let store = store_in(folder).await;
    let epoch = store.raise_epoch(WORKSPACE).await.unwrap();
    let jobs: Vec<_> = (0..2 * JOBS).map(|id| Job::SendMail { mail: MailId(id) }).collect();
    let batch = Batch { facts: &[], rows: &[], jobs: &jobs, receipts: &[] };
    store.commit(WORKSPACE, epoch, NOON, &batch).await.unwrap();
    fill(&folder.join("filler"));
    let (with_commits, alone) = jobs.split_at(jobs.len() / 2);
    for job in with_commits {
        let receipts = [job.key()];
        let batch = Batch { facts: &[], rows: &[], jobs: &[], receipts: &receipts };
        store.commit(WORKSPACE, epoch, NOON.plus(1), &batch).await.unwrap();
    }
    assert!(store.in_reserve(), "the disk was not full");
    assert!(store.writable().await.unwrap_err().is_full());
    done_at(&store, with_commits, Some(NOON.plus(1))).await;
    done_at(&store, alone, None).await;
    // With room again there is a reserve again, and receipts that come alone take it, too.
    std::fs::remove_file(folder.join("filler")).unwrap();
    store.writable().await.unwrap();
    assert!(!store.in_reserve());
    fill(&folder.join("filler"));
    for job in alone {
        store.job_done(WORKSPACE, &job.key(), NOON.plus(2)).await.unwrap();
    }
    assert!(store.in_reserve(), "the disk was not full");
    done_at(&store, alone, Some(NOON.plus(2))).await;
}

async fn done_at(store: &Store, jobs: &[Job], at: Option<Millis>) {
    for job in jobs {
        let found = store.job(WORKSPACE, &job.key()).await.unwrap().unwrap();
        assert_eq!(found.done, at, "{}", job.key());
    }
}

/// Writes until nothing more fits.
fn fill(path: &Path) {
    let mut file = std::fs::File::create(path).unwrap();
    for piece in [64 << 10, 4 << 10, 512, 1] {
        while file.write_all(&vec![b'x'; piece]).is_ok() {}
    }
}
