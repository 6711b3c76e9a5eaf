//! Names that say nothing.

use super::Breach;
use super::tree::SourceFile;

/// File names that collect what belongs elsewhere: a type lives with its owner, a module's
/// file beside its folder.
const EMPTY_FILES: [&str; 8] = [
    "mod.rs",
    "common.rs",
    "types.rs",
    "utils.rs",
    "util.rs",
    "helpers.rs",
    "helper.rs",
    "misc.rs",
];

/// Ends of type names that say nothing about the type.
const EMPTY_ENDS: [&str; 8] =
    ["Manager", "Service", "Helper", "Util", "Utils", "Data", "Info", "Base"];

/// Files with a name that says nothing.
pub(super) fn empty_files(files: &[SourceFile]) -> Vec<Breach> {
    let files = files.iter().filter(|file| EMPTY_FILES.contains(&file.name()));
    files
        .map(|file| Breach::of(&file.path, "call it by what it holds (`call.rs` beside `call/`)"))
        .collect()
}

/// Types with a name that says nothing.
pub(super) fn empty_types(files: &[SourceFile]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in files.iter().filter(|file| file.is_rust()) {
        for (number, line) in file.lines() {
            let name = type_named_in(line);
            if let Some(name) = name.filter(|name| EMPTY_ENDS.iter().any(|end| name.ends_with(end)))
            {
                let what = format!("`{name}`: name it by what it is");
                breaches.push(Breach::at(&file.path, number, what));
            }
        }
    }
    breaches
}

/// The type that a line declares.
fn type_named_in(line: &str) -> Option<&str> {
    let mut words = line.trim_start().split(' ').skip_while(|word| word.starts_with("pub"));
    let keyword = words.next()?;
    if !matches!(keyword, "struct" | "enum" | "trait" | "type") {
        return None;
    }
    let name = words.next()?;
    let end = name.find(|c: char| !(c.is_alphanumeric() || c == '_'));
    Some(&name[..end.unwrap_or(name.len())])
}

#[cfg(test)]
mod tests {
    use super::super::tree::SourceFile;
    use super::{empty_files, empty_types};

    #[test]
    fn a_file_called_utils_is_caught() {
        let files = [
            SourceFile::new("crates/desk/src/utils.rs", ""),
            SourceFile::new("crates/desk/src/queue.rs", ""),
        ];
        assert_eq!(empty_files(&files).len(), 1);
    }

    #[test]
    fn a_type_called_manager_is_caught() {
        let code = [
            "pub(crate) struct CallManager<T> {",
            "}",
            "struct Call;",
            "// a struct CallInfo",
            "pub enum RingData {",
            "let manager = Manager::new();",
        ];
        let caught = empty_types(&[SourceFile::new("a.rs", &code.join("\n"))]);
        let places: Vec<&str> = caught.iter().map(|breach| breach.place.as_str()).collect();
        assert_eq!(places, ["a.rs:1", "a.rs:5"]);
    }
}
