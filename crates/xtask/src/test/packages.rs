//! What the tests need from Debian, and installing what is missing.

use crate::say;
use std::env::split_paths;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A package, a program of it by which it is recognised, and what the tests do with it.
struct Package {
    name: &'static str,
    program: &'static str,
    why: &'static str,
}

const NEEDED: [Package; 6] = [
    Package {
        name: "sip-tester",
        program: "sipp",
        why: "plays carriers and phones, well-behaved and broken ones",
    },
    Package {
        name: "baresip-core",
        program: "baresip",
        why: "is the real phone at both ends of the audio tests",
    },
    Package { name: "chromium", program: "chromium", why: "is the teammates' browser" },
    Package {
        name: "postgresql",
        program: "initdb",
        why: "is the other database the store is tried on",
    },
    Package {
        name: "python3-aiosmtpd",
        program: "aiosmtpd",
        why: "is the mail server that is told to fail in every way",
    },
    Package {
        name: "g++",
        program: "g++",
        why: "compiles the fuzzer that the fuzz targets are linked with",
    },
];

/// Where Debian puts PostgreSQL's programs: below this, a folder for each version, each
/// with a `bin`.
const POSTGRESQL: &str = "/usr/lib/postgresql";

/// Installs what is missing; does nothing, and asks nobody, when everything is there.
///
/// # Errors
/// The command that a person has to give, when this program may not, or what went wrong.
pub(super) fn install_missing() -> Result<(), String> {
    let folders = search_path();
    let missing = missing(&NEEDED, &folders);
    if missing.is_empty() {
        let names = NEEDED.map(|package| package.name).join(", ");
        say::line(&format!("{names}: installed"));
        return Ok(());
    }
    for package in &missing {
        say::line(&format!("{} is missing: it {}", package.name, package.why));
    }
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    let Some(rights) = Rights::here(&folders) else {
        return Err(by_hand(&names));
    };
    // One source that cannot be reached does not matter if the others have the packages.
    if let Err(complaint) = rights.apt_get(&["update"]) {
        say::line(&complaint);
    }
    rights.apt_get(&[&["install", "--yes", "--no-install-recommends"], &names[..]].concat())?;
    let still = self::missing(&missing, &folders);
    match still.first() {
        None => Ok(()),
        Some(package) => Err(format!(
            "{} was installed, but `{}` is nowhere to be found",
            package.name, package.program
        )),
    }
}

fn missing<P: std::borrow::Borrow<Package>>(needed: &[P], folders: &[PathBuf]) -> Vec<Package> {
    let packages = needed.iter().map(std::borrow::Borrow::borrow);
    packages
        .filter(|package| !is_in(folders, package.program))
        .map(|package| Package { ..*package })
        .collect()
}

/// The folders of the PATH, and those of programs that Debian keeps out of it.
fn search_path() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH");
    let mut folders: Vec<PathBuf> =
        path.map(|path| split_paths(&path).collect()).unwrap_or_default();
    folders.extend(versions_in(Path::new(POSTGRESQL)));
    folders
}

/// The `bin` of every version installed below a folder.
fn versions_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(versions) = std::fs::read_dir(folder) else { return Vec::new() };
    versions.flatten().map(|version| version.path().join("bin")).collect()
}

fn is_in(folders: &[PathBuf], program: &str) -> bool {
    folders.iter().any(|folder| folder.join(program).is_file())
}

fn by_hand(names: &[&str]) -> String {
    let names = names.join(" ");
    format!(
        "this needs an administrator: apt-get update && apt-get install --yes \
         --no-install-recommends {names} (on another system, the packages that hold these programs)"
    )
}

/// How this program may install packages.
enum Rights {
    Root,
    Sudo,
}

impl Rights {
    fn here(folders: &[PathBuf]) -> Option<Self> {
        if !is_in(folders, "apt-get") && !Path::new("/usr/bin/apt-get").is_file() {
            None
        } else if is_root() {
            Some(Self::Root)
        } else if is_in(folders, "sudo") {
            Some(Self::Sudo)
        } else {
            None
        }
    }

    fn apt_get(&self, arguments: &[&str]) -> Result<(), String> {
        let shown = arguments.join(" ");
        let mut command = match self {
            Self::Root => Command::new("apt-get"),
            Self::Sudo => {
                let mut sudo = Command::new("sudo");
                sudo.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
                sudo
            }
        };
        say::line(&format!("apt-get {shown}"));
        let status = command
            .arg("--quiet=2")
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .status()
            .map_err(|why| format!("apt-get {shown}: {why}"))?;
        if status.success() { Ok(()) } else { Err(format!("apt-get {shown} ended with {status}")) }
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

#[cfg(test)]
mod tests {
    use super::{NEEDED, by_hand, is_in, missing, versions_in};

    #[test]
    fn what_is_not_on_the_search_path_is_missing() {
        let nowhere = [std::path::PathBuf::from("nowhere")];
        let names = |packages: Vec<super::Package>| {
            let names = packages.iter().map(|package| package.name);
            names.collect::<Vec<_>>()
        };
        let all = NEEDED.map(|package| package.name).to_vec();
        assert_eq!(names(missing(&NEEDED, &nowhere)), all);
    }

    #[test]
    fn a_program_that_is_kept_by_version_is_found_beside_the_path() {
        let folder = std::env::temp_dir().join(format!("versions-{}", std::process::id()));
        let bin = folder.join("17/bin");
        std::fs::create_dir_all(&bin).unwrap();
        std::fs::write(bin.join("initdb"), "").unwrap();
        let found = versions_in(&folder);
        assert_eq!(found, [bin]);
        assert!(is_in(&found, "initdb") && !is_in(&found, "pg_ctl"));
        assert!(versions_in(&folder.join("nowhere")).is_empty());
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn without_rights_the_whole_command_is_told() {
        let told = by_hand(&["sox", "sip-tester"]);
        let command =
            "apt-get update && apt-get install --yes --no-install-recommends sox sip-tester";
        assert!(told.contains(command), "{told}");
    }
}
