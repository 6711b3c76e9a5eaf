//! What every crate's manifest and lint settings must say.

use super::Breach;
use super::tree::SourceFile;

/// Lints whose absence would silently switch a house rule off.
const REQUIRED_LINTS: [(&str, &str); 4] = [
    ("unsafe_code", "forbid"),
    ("too_many_lines", "warn"),
    ("unwrap_used", "warn"),
    ("wildcard_enum_match_arm", "warn"),
];

/// Crates that do not take over the workspace's lints.
pub(super) fn without_lints(files: &[SourceFile]) -> Vec<Breach> {
    let manifests = files.iter().filter(|file| is_crate(file));
    manifests
        .filter(|file| {
            let lints = section(&file.text, "[lints]");
            !lints.iter().any(|line| line.replace(' ', "") == "workspace=true")
        })
        .map(|file| Breach::of(&file.path, "needs `[lints] workspace = true`"))
        .collect()
}

/// Required lints that the root manifest does not set.
pub(super) fn missing_lints(files: &[SourceFile]) -> Vec<Breach> {
    let Some(root) = files.iter().find(|file| file.path == "Cargo.toml") else {
        return vec![Breach::of("Cargo.toml", "there is none")];
    };
    let mut lines = section(&root.text, "[workspace.lints.rust]");
    lines.extend(section(&root.text, "[workspace.lints.clippy]"));
    let set = |lint: &str, level: &str| {
        let wanted = format!("{lint}=\"{level}\"");
        lines.iter().any(|line| line.replace(' ', "") == wanted)
    };
    REQUIRED_LINTS
        .into_iter()
        .filter(|(lint, level)| !set(lint, level))
        .map(|(lint, level)| {
            Breach::of("Cargo.toml", format!("needs the lint `{lint} = \"{level}\"`"))
        })
        .collect()
}

/// A crate's own clippy.toml replaces the root's: entries that it forgot.
pub(super) fn shortened_clippy_files(files: &[SourceFile]) -> Vec<Breach> {
    let Some(root) = files.iter().find(|file| file.path == "clippy.toml") else {
        return vec![Breach::of("clippy.toml", "there is none")];
    };
    let own = files.iter().filter(|file| file.path.ends_with("/clippy.toml"));
    own.flat_map(|file| {
        let entries = root.text.lines().filter(|line| line.contains('='));
        entries
            .filter(|entry| !file.text.lines().any(|line| line == *entry))
            .map(|entry| Breach::of(&file.path, format!("must repeat `{entry}`")))
    })
    .collect()
}

fn is_crate(file: &SourceFile) -> bool {
    file.name() == "Cargo.toml" && file.text.lines().any(|line| line == "[package]")
}

fn section<'a>(text: &'a str, head: &str) -> Vec<&'a str> {
    text.lines()
        .skip_while(|line| line.trim() != head)
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .map(str::trim)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tree::SourceFile;
    use super::{missing_lints, shortened_clippy_files, without_lints};

    #[test]
    fn a_crate_without_the_lints_is_caught() {
        let good = "[package]\nname = \"a\"\n\n[lints]\nworkspace = true\n";
        let bad = "[package]\nname = \"b\"\n\n[dependencies]\nworkspace = true\n";
        let files = [
            SourceFile::new("Cargo.toml", "[workspace]\n"),
            SourceFile::new("crates/a/Cargo.toml", good),
            SourceFile::new("crates/b/Cargo.toml", bad),
        ];
        let caught = without_lints(&files);
        assert_eq!(caught.len(), 1);
        assert_eq!(caught[0].place, "crates/b/Cargo.toml");
    }

    #[test]
    fn a_lint_taken_out_of_the_root_manifest_is_caught() {
        let text = "[workspace.lints.rust]\nunsafe_code = \"forbid\"\n\n[workspace.lints.clippy]\n\
                    unwrap_used = \"warn\"\nwildcard_enum_match_arm = \"warn\"\n";
        let caught = missing_lints(&[SourceFile::new("Cargo.toml", text)]);
        assert_eq!(caught.len(), 1);
        assert!(caught[0].what.contains("too_many_lines"));
        let whole = format!("{text}too_many_lines = \"warn\"\n");
        assert!(missing_lints(&[SourceFile::new("Cargo.toml", &whole)]).is_empty());
    }

    #[test]
    fn a_clippy_file_that_forgets_the_function_length_is_caught() {
        let root = "a = true\ntoo-many-lines-threshold = 70\n";
        let files = [
            SourceFile::new("clippy.toml", root),
            SourceFile::new("crates/desk/clippy.toml", "# more\na = true\n"),
            SourceFile::new("crates/sim/clippy.toml", root),
        ];
        let caught = shortened_clippy_files(&files);
        assert_eq!(caught.len(), 1);
        assert_eq!(caught[0].place, "crates/desk/clippy.toml");
        assert!(caught[0].what.contains("too-many-lines-threshold = 70"));
    }
}
