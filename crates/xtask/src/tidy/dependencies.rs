//! What may not be anywhere in the graph of crates: everything that needs more of a fresh
//! machine than Rust and a C compiler, and second stacks for what one stack does.

use super::Breach;
use super::tree::Dependency;
use std::collections::{BTreeMap, BTreeSet};

/// A crate that may not be in the graph.
struct Ban {
    name: &'static str,
    why: &'static str,
    /// Crates that may have it all the same.
    except_under: &'static [&'static str],
}

const BANS: &[Ban] = &[
    ban("openssl-sys", "rustls is the one TLS stack", &[]),
    ban("native-tls", "rustls is the one TLS stack", &[]),
    ban("curl-sys", "needs a system library", &[]),
    // aws-lc-sys links the crate and runs the program only where its own builder, which
    // needs nothing but a C compiler, does not know the machine.
    ban("cmake", "a fresh machine has no cmake", &["aws-lc-sys"]),
    ban("bindgen", "a fresh machine has no clang", &[]),
    ban("clang-sys", "a fresh machine has no clang", &[]),
];

const fn ban(name: &'static str, why: &'static str, except_under: &'static [&'static str]) -> Ban {
    Ban { name, why, except_under }
}

/// Banned crates, and who pulled them in.
pub(super) fn banned(dependencies: &[Dependency]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for dependency in dependencies {
        let Some(ban) = BANS.iter().find(|ban| ban.name == dependency.name) else {
            continue;
        };
        let guilty: Vec<&str> = dependency
            .parents
            .iter()
            .map(String::as_str)
            .filter(|parent| !ban.except_under.contains(parent))
            .collect();
        if !guilty.is_empty() || dependency.parents.is_empty() {
            let parents = guilty.join(", ");
            breaches.push(Breach::of(
                &dependency.name,
                format!("banned ({}), pulled in by {parents}", ban.why),
            ));
        }
    }
    breaches
}

/// Crates that are in the graph in several incompatible versions: worth a look, no breach.
pub(super) fn several_versions(dependencies: &[Dependency]) -> Vec<Breach> {
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for dependency in dependencies {
        let major = compatible_part(&dependency.version);
        versions.entry(&dependency.name).or_default().insert(major);
    }
    versions
        .into_iter()
        .filter(|(_, majors)| majors.len() > 1)
        .map(|(name, majors)| {
            let majors: Vec<&str> = majors.into_iter().collect();
            Breach::of(name, format!("in versions {}", majors.join(" and ")))
        })
        .collect()
}

/// The part of a version that must agree for two to be compatible: `1`, or `0.4`.
fn compatible_part(version: &str) -> &str {
    let parts = if version.starts_with("0.") { 2 } else { 1 };
    let end = version.match_indices('.').nth(parts - 1);
    end.map_or(version, |(at, _)| &version[..at])
}

#[cfg(test)]
mod tests {
    use super::super::tree::Dependency;
    use super::{banned, compatible_part, several_versions};

    fn dependency(name: &str, version: &str, parents: &[&str]) -> Dependency {
        Dependency {
            name: name.to_owned(),
            version: version.to_owned(),
            parents: parents.iter().map(|&parent| parent.to_owned()).collect(),
        }
    }

    #[test]
    fn a_second_tls_stack_is_caught_with_who_brought_it() {
        let graph = [
            dependency("openssl-sys", "0.9.1", &["native-tls"]),
            dependency("rustls", "0.23.0", &["reqwest"]),
        ];
        let caught = banned(&graph);
        assert_eq!(caught.len(), 1);
        assert!(caught[0].what.contains("native-tls"));
    }

    #[test]
    fn two_majors_are_mentioned_and_two_patches_are_not() {
        let graph = [
            dependency("rand", "0.8.5", &[]),
            dependency("rand", "0.9.1", &[]),
            dependency("syn", "2.0.1", &[]),
            dependency("syn", "2.1.0", &[]),
        ];
        let found = several_versions(&graph);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].what, "in versions 0.8 and 0.9");
        assert_eq!(compatible_part("12.3.4"), "12");
    }
}
