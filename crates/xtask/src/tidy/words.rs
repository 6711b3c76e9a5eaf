//! Words that have no place in the committed text.

use super::Breach;
use super::tree::SourceFile;

/// The beginnings of paths that exist on one machine only. Put together here, so that this
/// file holds none of them.
const MACHINE_PATHS: [&str; 4] =
    [concat!("/", "work/"), concat!("/", "root/"), concat!("/", "home/"), concat!("/", "tmp/")];

/// A file that may name such a folder all the same; each with the reason in a comment.
struct Exception {
    path: &'static str,
    word: &'static str,
}

const PATH_EXCEPTIONS: &[Exception] = &[];

/// Hosts of package registries: lock files know them, nothing else needs to.
const REGISTRIES: [&str; 5] = [
    concat!("crates", ".io"),
    concat!("npmjs", ".org"),
    concat!("npmjs", ".com"),
    concat!("pypi", ".org"),
    concat!("pythonhosted", ".org"),
];

/// Marks of work that is not done, in code.
const UNFINISHED: [&str; 5] = [
    concat!("todo", "!("),
    concat!("unimplemented", "!("),
    concat!("#[", "ignore"),
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
];

/// Paths of one machine.
pub(super) fn machine_paths(files: &[SourceFile]) -> Vec<Breach> {
    let mut breaches = found(files, &MACHINE_PATHS, "a path of one machine", starts_a_path);
    breaches.retain(|breach| {
        !PATH_EXCEPTIONS.iter().any(|exception| {
            breach.place.starts_with(exception.path) && breach.what.contains(exception.word)
        })
    });
    breaches
}

/// Registries named outside lock files.
pub(super) fn registries(files: &[SourceFile]) -> Vec<Breach> {
    found(files, &REGISTRIES, "a registry", |_| true)
}

/// Unfinished or skipped code.
pub(super) fn unfinished(files: &[SourceFile]) -> Vec<Breach> {
    let code: Vec<SourceFile> = files.iter().filter(|file| file.is_rust()).cloned().collect();
    found(&code, &UNFINISHED, "unfinished or skipped", |_| true)
}

/// `https://example.org/home/` and `var/tmp/` go on from something: they are no such path.
fn starts_a_path(before: Option<char>) -> bool {
    before.is_none_or(|c| !(c.is_alphanumeric() || "_-.}$".contains(c)))
}

fn found(
    files: &[SourceFile],
    words: &[&str],
    what: &str,
    counts: fn(Option<char>) -> bool,
) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in files.iter().filter(|file| !is_lock_file(file)) {
        for (number, line) in file.lines() {
            let word = words.iter().find(|&&word| {
                line.match_indices(word).any(|(at, _)| counts(line[..at].chars().next_back()))
            });
            if let Some(word) = word {
                breaches.push(Breach::at(&file.path, number, format!("{what}: `{word}`")));
            }
        }
    }
    breaches
}

fn is_lock_file(file: &SourceFile) -> bool {
    matches!(file.name(), "Cargo.lock" | "package-lock.json")
}

#[cfg(test)]
mod tests {
    use super::super::tree::SourceFile;
    use super::{machine_paths, registries, unfinished};

    #[test]
    fn a_path_of_one_machine_is_caught_and_a_web_address_is_not() {
        let planted = format!("one\nfile = \"/{}/ana/calls\"", "home");
        let address = format!("https://example.org/{}/page", "home");
        let files = [SourceFile::new("a.toml", &planted), SourceFile::new("b.md", &address)];
        let caught = machine_paths(&files);
        assert_eq!(caught.len(), 1);
        assert_eq!(caught[0].place, "a.toml:2");
    }

    #[test]
    fn a_registry_is_caught_but_in_a_lock_file() {
        let planted = format!("https://{}.{}/x", "registry.npmjs", "org");
        let files = [
            SourceFile::new("Cargo.lock", &planted),
            SourceFile::new("web/package-lock.json", &planted),
            SourceFile::new("README.md", &planted),
        ];
        let caught = registries(&files);
        assert_eq!(caught.len(), 1);
        assert_eq!(caught[0].place, "README.md:1");
    }

    #[test]
    fn skipped_tests_and_unfinished_code_are_caught() {
        let skipped = format!("#[test]\n#[{}]\nfn a() {{}}", "ignore = \"later\"");
        let unfinished_code = format!("fn a() {{ {}() }}", "todo!");
        let files = [
            SourceFile::new("a.rs", &skipped),
            SourceFile::new("b.rs", &unfinished_code),
            SourceFile::new("notes.md", &unfinished_code),
        ];
        assert_eq!(unfinished(&files).len(), 2);
    }
}
