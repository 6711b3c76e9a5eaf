//! What the checks look at: the committed text, and the graph of crates.

use crate::{cargo, root};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// A text file. The path is relative to the root, with `/`.
#[derive(Debug, Clone)]
pub(super) struct SourceFile {
    pub(super) path: String,
    pub(super) text: String,
}

impl SourceFile {
    #[cfg(test)]
    pub(super) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    pub(super) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    pub(super) fn is_markdown(&self) -> bool {
        self.path.ends_with(".md")
    }

    /// The file's name without its folders.
    pub(super) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The lines with their numbers, from 1.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }
}

/// A crate of the workspace and what it names in its manifest.
#[derive(Debug, Clone)]
pub(super) struct Crate {
    pub(super) name: String,
    pub(super) dependencies: Vec<Named>,
}

/// A dependency as a manifest names it.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) purpose: Purpose,
}

/// What a dependency is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// It is part of the program (or of its build script).
    Program,
    /// Only tests see it.
    Tests,
}

/// A crate somewhere in the resolved graph.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Dependency {
    pub(super) name: String,
    pub(super) version: String,
    /// The names of the crates that pull it in.
    pub(super) parents: BTreeSet<String>,
}

/// Everything the checks look at.
pub(super) struct Tree {
    pub(super) files: Vec<SourceFile>,
    pub(super) crates: Vec<Crate>,
    pub(super) dependencies: Vec<Dependency>,
}

impl Tree {
    /// Reads the work tree: what is committed, and what is about to be.
    ///
    /// # Errors
    /// When git or Cargo cannot say what there is.
    pub(super) fn read() -> Result<Self, String> {
        let root = root::folder()?;
        let metadata = metadata()?;
        Ok(Self {
            files: files(&root)?,
            crates: crates(&metadata),
            dependencies: dependencies(&metadata),
        })
    }
}

fn files(root: &Path) -> Result<Vec<SourceFile>, String> {
    let listing = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .map_err(|why| format!("git ls-files: {why}"))?;
    if !listing.status.success() {
        let why = String::from_utf8_lossy(&listing.stderr);
        return Err(format!("git ls-files: {why}"));
    }
    let listing = String::from_utf8_lossy(&listing.stdout).into_owned();
    let paths: BTreeSet<&str> = listing.split('\0').filter(|path| !path.is_empty()).collect();
    // A file that is deleted but still in the index, and a file that is no text, are no
    // concern of any check.
    let texts = paths.into_iter().filter_map(|path| {
        let text = std::fs::read_to_string(root.join(path)).ok()?;
        let path = path.to_owned();
        Some(SourceFile { path, text })
    });
    Ok(texts.collect())
}

fn metadata() -> Result<Value, String> {
    let output = cargo::command("metadata")?
        .args(["--locked", "--format-version", "1"])
        .args(["--filter-platform", &host()?])
        .output()
        .map_err(|why| format!("cargo metadata: {why}"))?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr);
        return Err(format!("cargo metadata: {why}"));
    }
    serde_json::from_slice(&output.stdout).map_err(|why| format!("cargo metadata: {why}"))
}

/// The platform that is built here; what only others need is not downloaded.
fn host() -> Result<String, String> {
    let output =
        Command::new("rustc").arg("-vV").output().map_err(|why| format!("rustc: {why}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "rustc -vV names no host".to_owned())
}

fn crates(metadata: &Value) -> Vec<Crate> {
    let members = strings(&metadata["workspace_members"]);
    let packages = list(&metadata["packages"]);
    packages
        .filter(|package| members.contains(text(&package["id"])))
        .map(|package| Crate {
            name: text(&package["name"]).to_owned(),
            dependencies: list(&package["dependencies"]).map(named).collect(),
        })
        .collect()
}

fn named(dependency: &Value) -> Named {
    Named {
        name: text(&dependency["name"]).to_owned(),
        purpose: match dependency["kind"].as_str() {
            Some("dev") => Purpose::Tests,
            Some(_) | None => Purpose::Program,
        },
    }
}

fn dependencies(metadata: &Value) -> Vec<Dependency> {
    let mut by_id = BTreeMap::new();
    for package in list(&metadata["packages"]) {
        let dependency = Dependency {
            name: text(&package["name"]).to_owned(),
            version: text(&package["version"]).to_owned(),
            parents: BTreeSet::new(),
        };
        by_id.insert(text(&package["id"]), dependency);
    }
    // Only what the resolver really chose: a disabled optional dependency is listed among
    // the packages of some Cargo versions, but is nobody's child.
    let mut chosen = BTreeSet::new();
    for node in list(&metadata["resolve"]["nodes"]) {
        let parent = text(&node["id"]);
        chosen.insert(parent);
        let parent_name = by_id.get(parent).map(|package| package.name.clone());
        for child in strings(&node["dependencies"]) {
            if let (Some(child), Some(name)) = (by_id.get_mut(child), &parent_name) {
                child.parents.insert(name.clone());
            }
        }
    }
    let all = by_id.into_iter();
    all.filter(|(id, _)| chosen.contains(id)).map(|(_, dependency)| dependency).collect()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn strings(value: &Value) -> BTreeSet<&str> {
    list(value).map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::{Purpose, crates, dependencies};
    use serde_json::json;

    #[test]
    fn the_graph_is_read_from_what_cargo_tells() {
        let metadata = json!({
            "workspace_members": ["a#1"],
            "packages": [
                {"id": "a#1", "name": "a", "version": "1.0.0", "dependencies": [
                    {"name": "b", "kind": null}, {"name": "c", "kind": "dev"},
                ]},
                {"id": "b#2", "name": "b", "version": "2.0.0", "dependencies": []},
                {"id": "c#3", "name": "c", "version": "3.0.0", "dependencies": []},
            ],
            "resolve": {"nodes": [
                {"id": "a#1", "dependencies": ["b#2"]},
                {"id": "b#2", "dependencies": []},
            ]},
        });
        let crates = crates(&metadata);
        assert_eq!(crates.len(), 1);
        let purposes: Vec<_> = crates[0].dependencies.iter().map(|d| d.purpose).collect();
        assert_eq!(purposes, [Purpose::Program, Purpose::Tests]);
        let resolved = dependencies(&metadata);
        let names: Vec<_> = resolved.iter().map(|d| d.name.as_str()).collect();
        assert_eq!(names, ["a", "b"], "c was not resolved");
        assert!(resolved[1].parents.contains("a"));
    }
}
