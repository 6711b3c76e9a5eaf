//! How many files and sockets the process may hold.

use rustix::process::{Resource, getrlimit, setrlimit};

/// Enough for some 1,000 pages, 1,000 calls and the database; many systems begin with as
/// many as that in all.
const ENOUGH: u64 = 16_384;

/// Raises the limit of open files as far as the system lets this user, and says so in the
/// log where that is little.
pub(crate) fn raise() {
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current.is_none_or(|current| current >= ENOUGH) {
        return;
    }
    limit.current = limit.maximum.map(|most| most.min(ENOUGH.max(limit.current.unwrap_or(0))));
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::warn!(%error, "the limit of open files could not be raised");
    }
    let now = getrlimit(Resource::Nofile).current;
    if let Some(files) = now.filter(|files| *files < ENOUGH) {
        tracing::warn!(
            files,
            "each page and each call needs open files; raise the limit (LimitNOFILE, ulimit -n)"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::{Resource, getrlimit, raise};

    #[test]
    fn the_limit_is_never_lowered() {
        let before = getrlimit(Resource::Nofile).current;
        raise();
        let after = getrlimit(Resource::Nofile).current;
        assert!(after.is_none_or(|after| before.is_some_and(|before| after >= before)));
    }
}
