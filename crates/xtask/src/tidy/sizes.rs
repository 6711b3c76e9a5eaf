//! How long files are.

use super::Breach;
use super::tree::SourceFile;

/// The most lines of a Rust file, its tests not counted: beyond that it holds two ideas.
const LINES_MAX: usize = 800;
/// From here on a file is worth a look; nothing breaks.
const LINES_WORTH_A_LOOK: usize = 400;

/// A file that may be longer, up to its own limit. The limit only ever goes down.
struct Exception {
    path: &'static str,
    lines_max: usize,
    reason: &'static str,
}

const EXCEPTIONS: &[Exception] = &[];

/// Files over the limit.
pub(super) fn too_long(files: &[SourceFile]) -> Vec<Breach> {
    too_long_but(files, EXCEPTIONS)
}

/// Exceptions for files that are gone, or within the general limit by now.
pub(super) fn stale_exceptions(files: &[SourceFile]) -> Vec<Breach> {
    stale(files, EXCEPTIONS)
}

/// Files that grow towards the limit.
pub(super) fn growing(files: &[SourceFile]) -> Vec<Breach> {
    let files = files.iter().filter(|file| file.is_rust());
    files
        .map(|file| (file, lines_without_tests(&file.text)))
        .filter(|(_, lines)| (LINES_WORTH_A_LOOK + 1..=LINES_MAX).contains(lines))
        .map(|(file, lines)| Breach::of(&file.path, format!("{lines} lines")))
        .collect()
}

fn too_long_but(files: &[SourceFile], exceptions: &[Exception]) -> Vec<Breach> {
    let files = files.iter().filter(|file| file.is_rust());
    files
        .filter_map(|file| {
            let exception = exceptions.iter().find(|it| it.path == file.path);
            let most = exception.map_or(LINES_MAX, |it| it.lines_max);
            let lines = lines_without_tests(&file.text);
            (lines > most).then(|| Breach::of(&file.path, format!("{lines} lines, {most} at most")))
        })
        .collect()
}

fn stale(files: &[SourceFile], exceptions: &[Exception]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for exception in exceptions {
        let file = files.iter().find(|file| file.path == exception.path);
        let what = match file.map(|file| lines_without_tests(&file.text)) {
            None => "the file is gone".to_owned(),
            Some(lines) if lines <= LINES_MAX => format!("{lines} lines need no exception"),
            Some(lines) if lines + 50 < exception.lines_max => {
                format!("lower the exception to {lines} lines")
            }
            Some(_) => continue,
        };
        let reason = exception.reason;
        breaches.push(Breach::of(exception.path, format!("{what} ({reason})")));
    }
    breaches
}

/// The lines of a file without its `#[cfg(test)] mod ... { }` blocks. rustfmt puts the
/// closing brace of such a block into the first column.
pub(super) fn lines_without_tests(text: &str) -> usize {
    let mut count = 0;
    let mut marked = false;
    let mut inside = false;
    for line in text.lines() {
        if inside {
            inside = line != "}";
        } else if marked && line.starts_with("mod ") && line.ends_with('{') {
            inside = true;
        } else if line == "#[cfg(test)]" {
            marked = true;
            continue;
        } else {
            count += 1;
        }
        marked = false;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::super::tree::SourceFile;
    use super::too_long_but;
    use super::{Exception, growing, lines_without_tests, stale, too_long};

    fn file(path: &str, lines: usize) -> SourceFile {
        SourceFile::new(path, &"x\n".repeat(lines))
    }

    #[test]
    fn a_file_of_801_lines_is_caught() {
        let files = [file("a.rs", 800), file("b.rs", 801), file("c.txt", 900)];
        let caught = too_long(&files);
        assert_eq!(caught.len(), 1);
        assert_eq!(caught[0].place, "b.rs");
    }

    #[test]
    fn test_blocks_do_not_count_and_the_code_after_them_does() {
        let text = "a\n#[cfg(test)]\nmod tests {\n    fn x() {\n    }\n}\nb\n";
        assert_eq!(lines_without_tests(text), 2);
        assert_eq!(lines_without_tests("#[cfg(test)]\nmod tests;\na\n"), 2);
    }

    #[test]
    fn an_exception_has_a_limit_of_its_own_and_goes_when_it_is_not_needed() {
        let exceptions = [Exception { path: "a.rs", lines_max: 900, reason: "generated" }];
        assert!(too_long_but(&[file("a.rs", 900)], &exceptions).is_empty());
        assert_eq!(too_long_but(&[file("a.rs", 901)], &exceptions).len(), 1);
        assert!(stale(&[file("a.rs", 880)], &exceptions).is_empty());
        for left in [vec![], vec![file("a.rs", 700)], vec![file("a.rs", 810)]] {
            assert_eq!(stale(&left, &exceptions).len(), 1);
        }
    }

    #[test]
    fn growing_files_are_mentioned() {
        let files = [file("a.rs", 400), file("b.rs", 401), file("c.rs", 801)];
        assert_eq!(growing(&files).len(), 1);
    }
}
