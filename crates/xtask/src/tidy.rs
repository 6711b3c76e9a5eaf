//! The house rules that no compiler knows. Each check is a pure function from what the tree
//! holds to its breaches, and has a test with a planted breach.

mod citations;
mod dependencies;
mod links;
mod manifests;
mod names;
mod rooms;
mod sizes;
mod testing;
mod tree;
mod words;

use crate::say;
use crate::test::Tally;
use tree::Tree;

/// Something that breaks a rule, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Breach {
    place: String,
    what: String,
}

impl Breach {
    /// A breach of a whole file, or of something that is no file.
    fn of(place: &str, what: impl Into<String>) -> Self {
        Self { place: place.to_owned(), what: what.into() }
    }

    /// A breach in one line of a file; lines count from 1.
    fn at(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self::of(&format!("{path}:{line}"), what)
    }
}

/// One check: its name says what holds.
struct Check {
    name: &'static str,
    breaches: fn(&Tree) -> Vec<Breach>,
}

const CHECKS: &[Check] = &[
    Check {
        name: "no Rust file is longer than 800 lines without its tests",
        breaches: |tree| sizes::too_long(&tree.files),
    },
    Check {
        name: "no exception from the file size is left without need",
        breaches: |tree| sizes::stale_exceptions(&tree.files),
    },
    Check {
        name: "files are called by what they hold",
        breaches: |tree| names::empty_files(&tree.files),
    },
    Check {
        name: "types are called by what they are",
        breaches: |tree| names::empty_types(&tree.files),
    },
    Check {
        name: "every crate inherits the workspace's lints",
        breaches: |tree| manifests::without_lints(&tree.files),
    },
    Check {
        name: "a crate's clippy.toml repeats the root's entries",
        breaches: |tree| manifests::shortened_clippy_files(&tree.files),
    },
    Check {
        name: "the workspace's lints hold functions to 70 lines",
        breaches: |tree| manifests::missing_lints(&tree.files),
    },
    Check {
        name: "rooms import only the rooms they may",
        breaches: |tree| rooms::forbidden_imports(&tree.crates),
    },
    Check {
        name: "rooms depend only on the crates they may",
        breaches: |tree| rooms::forbidden_crates(&tree.crates),
    },
    Check {
        name: "no banned crate is anywhere in the tree",
        breaches: |tree| dependencies::banned(&tree.dependencies),
    },
    Check {
        name: "no path of one machine is committed",
        breaches: |tree| words::machine_paths(&tree.files),
    },
    Check {
        name: "no registry is named outside lock files",
        breaches: |tree| words::registries(&tree.files),
    },
    Check {
        name: "nothing is unfinished or skipped",
        breaches: |tree| words::unfinished(&tree.files),
    },
    Check {
        name: "links between documents lead somewhere",
        breaches: |tree| links::broken(&tree.files),
    },
    Check {
        name: "every cited seed and rule exists",
        breaches: |tree| citations::unknown(&tree.files),
    },
    Check {
        name: "every rule in reach is cited by a test of the desk",
        breaches: |tree| citations::untested(&tree.files),
    },
    Check {
        name: "every test file has a test",
        breaches: |tree| testing::without_tests(&tree.files),
    },
];

/// Runs all checks, prints what they found and the closing line.
///
/// # Errors
/// When the tree cannot be read; empty when a check found a breach, because that is said.
pub(crate) fn run() -> Result<(), String> {
    let tally = check_all()?;
    say::line(&tally.closing_line());
    if tally.failed == 0 { Ok(()) } else { Err(String::new()) }
}

/// Runs all checks and prints what they found; each counts as one.
///
/// # Errors
/// When the tree cannot be read.
pub(crate) fn check_all() -> Result<Tally, String> {
    let tree = Tree::read()?;
    let mut tally = Tally::default();
    for check in CHECKS {
        let breaches = (check.breaches)(&tree);
        if breaches.is_empty() {
            tally += Tally::one_passed();
            continue;
        }
        tally += Tally::one_failed();
        say::line(&format!("broken: {}", check.name));
        for breach in breaches {
            say::line(&format!("  {}: {}", breach.place, breach.what));
        }
    }
    let remarks = sizes::growing(&tree.files)
        .into_iter()
        .chain(dependencies::several_versions(&tree.dependencies));
    for remark in remarks {
        say::line(&format!("note: {}: {}", remark.place, remark.what));
    }
    Ok(tally)
}
