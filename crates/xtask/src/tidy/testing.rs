//! Test files that test nothing.

use super::Breach;
use super::tree::SourceFile;

/// What makes a function a test.
const MARKS: [&str; 3] = ["#[test]", "::test]", "::test("];

/// Test programs (`tests/*.rs` of a package) and `tests.rs` modules in which, their own
/// modules included, no function is a test.
pub(super) fn without_tests(files: &[SourceFile]) -> Vec<Breach> {
    let roots = files.iter().filter(|file| is_root(&file.path));
    roots
        .filter(|root| {
            let folder = format!("{}/", root.path.trim_end_matches(".rs"));
            let modules = files.iter().filter(|file| file.path.starts_with(&folder));
            !modules.chain([*root]).any(has_test)
        })
        .map(|root| Breach::of(&root.path, "has no #[test]"))
        .collect()
}

fn is_root(path: &str) -> bool {
    let Some((folder, name)) = path.rsplit_once('/') else {
        return false;
    };
    name.ends_with(".rs") && (folder.ends_with("/tests") && !folder.contains("/src/"))
        || name == "tests.rs"
}

fn has_test(file: &SourceFile) -> bool {
    MARKS.iter().any(|mark| file.text.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::super::tree::SourceFile;
    use super::without_tests;

    #[test]
    fn a_test_file_without_a_test_is_caught() {
        let files = [
            SourceFile::new("crates/line/tests/calls.rs", "#[tokio::test]\nasync fn a() {}"),
            SourceFile::new("crates/line/tests/empty.rs", "fn a() {}"),
            SourceFile::new("crates/line/src/sip/tests.rs", "mod parsing;"),
            SourceFile::new("crates/line/src/sip/tests/parsing.rs", "#[test]\nfn b() {}"),
            SourceFile::new("crates/line/src/sip.rs", "fn c() {}"),
        ];
        let caught = without_tests(&files);
        assert_eq!(caught.len(), 1);
        assert_eq!(caught[0].place, "crates/line/tests/empty.rs");
    }
}
