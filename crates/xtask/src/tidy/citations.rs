//! Citations of the seeds: `[002]` names a source, `[002.14]` one of its rules, and
//! `[001, 002.14]` several at once. The rules stand in docs/seeds.md.

use super::Breach;
use super::tree::SourceFile;
use std::collections::BTreeSet;

const SEEDS: &str = "docs/seeds.md";
/// Where the tests must be that show a rule is kept.
const DESK: &str = "crates/desk/";

/// Citations of a source or a rule that the page of seeds does not have.
pub(super) fn unknown(files: &[SourceFile]) -> Vec<Breach> {
    let Some(seeds) = files.iter().find(|file| file.path == SEEDS) else {
        return vec![Breach::of(SEEDS, "there is none")];
    };
    let mut known: BTreeSet<String> = rules(seeds).into_iter().map(|rule| rule.number).collect();
    let sources: Vec<String> = known.iter().map(|rule| source_of(rule).to_owned()).collect();
    known.extend(sources);
    let mut breaches = Vec::new();
    for file in files.iter().filter(|file| may_cite(file)) {
        for (number, line) in file.lines() {
            let unknown = citations(line).into_iter().filter(|cited| !known.contains(*cited));
            for cited in unknown {
                let what = format!("[{cited}] is not in {SEEDS}");
                breaches.push(Breach::at(&file.path, number, what));
            }
        }
    }
    breaches
}

/// Rules in reach that no test of the desk cites.
pub(super) fn untested(files: &[SourceFile]) -> Vec<Breach> {
    let Some(seeds) = files.iter().find(|file| file.path == SEEDS) else {
        return vec![Breach::of(SEEDS, "there is none")];
    };
    let of_the_desk = files.iter().filter(|file| file.path.starts_with(DESK));
    let cited: BTreeSet<&str> =
        of_the_desk.flat_map(|file| test_part(file).lines()).flat_map(citations).collect();
    rules(seeds)
        .into_iter()
        .filter(|rule| rule.reach == Reach::Now && !cited.contains(rule.number.as_str()))
        .map(|rule| {
            let what = format!("no test under {DESK} cites [{}]", rule.number);
            Breach::at(SEEDS, rule.line, what)
        })
        .collect()
}

/// Whether the product keeps a rule today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    Now,
    Later,
}

/// A numbered rule of the page of seeds.
struct Rule {
    number: String,
    line: usize,
    reach: Reach,
}

/// The rules: lines like `- [002.14] in reach: ...`.
fn rules(seeds: &SourceFile) -> Vec<Rule> {
    let mut rules = Vec::new();
    for (line, text) in seeds.lines() {
        let Some((number, rest)) = text.strip_prefix("- [").and_then(|it| it.split_once("] "))
        else {
            continue;
        };
        let reach = if rest.starts_with("in reach: ") { Reach::Now } else { Reach::Later };
        rules.push(Rule { number: number.to_owned(), line, reach });
    }
    rules
}

/// Code, documents, and the scripts of the desk's tests.
fn may_cite(file: &SourceFile) -> bool {
    file.is_rust() || file.is_markdown() || file.path.starts_with(DESK)
}

fn source_of(rule: &str) -> &str {
    rule.split('.').next().unwrap_or(rule)
}

/// What a line cites, without the brackets.
fn citations(line: &str) -> Vec<&str> {
    let mut cited = Vec::new();
    for (at, _) in line.match_indices('[') {
        let rest = &line[at + 1..];
        let inside = rest.find(']').map_or("", |end| &rest[..end]);
        let parts: Vec<&str> = inside.split(',').map(str::trim).collect();
        if parts.iter().all(|part| is_number(part)) {
            cited.extend(parts);
        }
    }
    cited
}

/// `002` or `002.14`: sources are numbered 000 to 009.
fn is_number(part: &str) -> bool {
    let (source, rule) = part.split_once('.').unwrap_or((part, "1"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    source.len() == 3 && source.starts_with("00") && digits(source) && digits(rule)
}

/// The part of a file that is test: all of a test file or script, or what follows
/// `#[cfg(test)]`.
fn test_part(file: &SourceFile) -> &str {
    let whole = file.path.contains("/tests/") || file.name() == "tests.rs";
    if whole {
        &file.text
    } else {
        let start = file.text.find("#[cfg(test)]");
        start.map_or("", |at| &file.text[at..])
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::SourceFile;
    use super::{citations, unknown, untested};

    const PAGE: &str = "- [001.1] in reach: One.\n- [001.2] later: Two.\n- [002.1] in reach: X.\n";

    #[test]
    fn brackets_that_are_no_citation_are_left_alone() {
        assert_eq!(citations("see [002.14] and [001, 002.3]"), ["002.14", "001", "002.3"]);
        let none: [&str; 0] = [];
        assert_eq!(citations("[0] [1.2] [a] [100] [0020] [002.] list[002"), none);
    }

    #[test]
    fn a_citation_that_leads_nowhere_is_caught() {
        let files = [
            SourceFile::new("docs/seeds.md", PAGE),
            SourceFile::new("crates/desk/src/a.rs", "// [001]\n// [001.2, 001.9]\n// [003]\n"),
        ];
        let caught = unknown(&files);
        let places: Vec<&str> = caught.iter().map(|breach| breach.place.as_str()).collect();
        assert_eq!(places, ["crates/desk/src/a.rs:2", "crates/desk/src/a.rs:3"]);
    }

    #[test]
    fn a_rule_in_reach_without_a_test_is_caught() {
        let code = "// [002.1] is kept here\nfn a() {}\n#[cfg(test)]\nmod tests {\n// [001.2]\n}";
        let files = [
            SourceFile::new("docs/seeds.md", PAGE),
            SourceFile::new("crates/desk/src/a.rs", code),
            SourceFile::new("crates/desk/tests/offers.rs", "/// [001.1]\n#[test]"),
            SourceFile::new("crates/line/tests/calls.rs", "/// [002.1]\n#[test]"),
        ];
        let caught = untested(&files);
        assert_eq!(caught.len(), 1);
        assert_eq!(caught[0].place, "docs/seeds.md:3");
        assert!(caught[0].what.contains("[002.1]"));
    }
}
