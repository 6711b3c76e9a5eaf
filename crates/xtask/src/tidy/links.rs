//! Links between the documents.

use super::Breach;
use super::tree::SourceFile;
use std::collections::BTreeSet;

/// Relative links to a file or folder that is not there, or to a heading that is not there.
pub(super) fn broken(files: &[SourceFile]) -> Vec<Breach> {
    let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let mut breaches = Vec::new();
    for file in files.iter().filter(|file| file.is_markdown()) {
        for (number, target) in links(file) {
            let (path, heading) = match target.split_once('#') {
                Some((path, heading)) => (path, Some(heading)),
                None => (target, None),
            };
            let full =
                if path.is_empty() { Some(file.path.clone()) } else { resolved(&file.path, path) };
            let there = full.as_deref().is_some_and(|full| exists(&paths, full));
            let told = heading.is_none_or(|heading| {
                let target = files.iter().find(|it| Some(&it.path) == full.as_ref());
                target.is_none_or(|it| has_heading(it, heading))
            });
            if !there || !told {
                breaches.push(Breach::at(&file.path, number, format!("`{target}` leads nowhere")));
            }
        }
    }
    breaches
}

/// The relative targets of a document's links, outside code, with their lines.
fn links(file: &SourceFile) -> Vec<(usize, &str)> {
    let mut links = Vec::new();
    let mut in_code = false;
    for (number, line) in file.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for (at, _) in line.match_indices("](") {
            let rest = &line[at + 2..];
            let target = rest.find(')').map_or("", |end| &rest[..end]);
            let target = target.split(' ').next().unwrap_or_default();
            if !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:") {
                links.push((number, target));
            }
        }
    }
    links
}

/// A path relative to a document's folder, as a path from the root; `None` outside of it.
fn resolved(document: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

fn exists(paths: &BTreeSet<&str>, full: &str) -> bool {
    let folder = format!("{full}/");
    full.is_empty() || paths.contains(full) || paths.iter().any(|path| path.starts_with(&folder))
}

/// Whether a heading gives the anchor: lower case, spaces to dashes, other marks dropped.
fn has_heading(file: &SourceFile, anchor: &str) -> bool {
    let headings = file.text.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| {
            let title = line.trim_start_matches('#').trim().to_lowercase();
            let kept = title.chars().filter_map(|c| match c {
                ' ' => Some('-'),
                c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c),
                _ => None,
            });
            kept.collect::<String>()
        })
        .any(|slug| slug == anchor)
}

#[cfg(test)]
mod tests {
    use super::super::tree::SourceFile;
    use super::broken;

    #[test]
    fn a_link_to_nothing_is_caught() {
        let readme = "See [a](docs/a.md), [b](docs/b.md), [web](https://example.org/x),\n\
                      [the folder](docs/), [part](docs/a.md#the-call-log), [here](#gone).\n\
                      ```\n[code](nowhere.md)\n```\n";
        let files = [
            SourceFile::new("README.md", readme),
            SourceFile::new("docs/a.md", "# The call log\n[up](../README.md) [out](../../x.md)"),
        ];
        let caught: Vec<String> = broken(&files)
            .into_iter()
            .map(|breach| format!("{} {}", breach.place, breach.what))
            .collect();
        let expected = [
            "README.md:1 `docs/b.md` leads nowhere",
            "README.md:2 `#gone` leads nowhere",
            "docs/a.md:2 `../../x.md` leads nowhere",
        ];
        assert_eq!(caught, expected);
    }
}
