//! A process as the kernel shows it (proc(5)).

use std::fs;

/// How many descriptors it has open, those of its database aside: it keeps a bounded pool
/// of connections, each opened when it is needed for the first time.
///
/// # Panics
/// When it is not there any more.
#[must_use]
pub fn open_files(process: u32) -> usize {
    let folder = format!("/proc/{process}/fd");
    let open = fs::read_dir(&folder).unwrap_or_else(|why| panic!("{folder}: {why}"));
    // One that was closed meanwhile leads nowhere.
    let places = open.flatten().filter_map(|one| fs::read_link(one.path()).ok());
    places.filter(|place| !place.to_string_lossy().contains("/cordboard.db")).count()
}

/// Its resident set, in kilobytes.
///
/// # Panics
/// When it is not there any more.
#[must_use]
pub fn resident_kb(process: u32) -> u64 {
    status_kb(process, "VmRSS:")
}

/// What of it is neither the program itself nor another file, in kilobytes.
///
/// # Panics
/// When it is not there any more.
#[must_use]
pub fn allocated_kb(process: u32) -> u64 {
    status_kb(process, "RssAnon:")
}

fn status_kb(process: u32, name: &str) -> u64 {
    let file = format!("/proc/{process}/status");
    let status = fs::read_to_string(&file).unwrap_or_else(|why| panic!("{file}: {why}"));
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|rest| rest.split_ascii_whitespace().next()?.parse().ok());
    number.unwrap_or_else(|| panic!("no {name} in {file}"))
}

#[cfg(test)]
mod tests {
    use super::{allocated_kb, open_files, resident_kb};

    #[test]
    fn this_process_has_files_and_memory() {
        let before = open_files(std::process::id());
        let file = std::fs::File::open("/proc/self/status").unwrap();
        assert!(open_files(std::process::id()) > 2 && before > 2);
        drop(file);
        let (all, own) = (resident_kb(std::process::id()), allocated_kb(std::process::id()));
        assert!(all > own && own > 100, "{all} {own}");
    }
}
