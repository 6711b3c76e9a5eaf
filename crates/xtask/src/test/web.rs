//! The browser's side: its packages, its lints, types and tests, and how much of it is
//! loaded first. The end-to-end tests' driver of Chromium gets its packages here, too.

use super::tally::Tally;
use crate::{root, say};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The oldest Node that the web build runs on.
const NODE_OLDEST: (u32, u32) = (20, 19);

/// Checks the browser's side.
///
/// # Errors
/// When Node or the packages are missing.
pub(super) fn check() -> Result<Tally, String> {
    let root = root::folder()?;
    node()?;
    install(&root.join("e2e").join("browser"))?;
    let web = root.join("web");
    install(&web)?;
    let mut tally = Tally::default();
    for script in ["lint", "types", "size"] {
        tally += if npm(&web, &["run", "--silent", script])? {
            Tally::one_passed()
        } else {
            say::line(&format!("npm run {script} fails in web/"));
            Tally::one_failed()
        };
    }
    tally += vitest(&web)?;
    Ok(tally)
}

fn node() -> Result<(), String> {
    let (major, minor) = NODE_OLDEST;
    let needed = format!("Node {major}.{minor} or newer is needed for the web UI and its tests");
    let output = Command::new("node").arg("--version").output();
    let output = output.map_err(|why| format!("{needed}: {why}"))?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if version_of(&version).is_some_and(|version| version >= NODE_OLDEST) {
        Ok(())
    } else {
        Err(format!("{needed}; this is {version}"))
    }
}

/// `v20.19.2` is 20 and 19.
fn version_of(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Installs what the lock file names, unless that is what is there.
fn install(folder: &Path) -> Result<(), String> {
    let shown = folder.display();
    let lock = fs::read(folder.join("package-lock.json"))
        .map_err(|why| format!("{shown}/package-lock.json: {why}"))?;
    let stamp = folder.join("node_modules").join(".installed-lock");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        say::line(&format!("{shown}: packages are installed"));
        return Ok(());
    }
    say::line(&format!("npm ci in {shown}"));
    if !npm(folder, &["ci", "--no-audit", "--no-fund"])? {
        return Err(format!("npm ci fails in {shown}"));
    }
    fs::write(&stamp, lock).map_err(|why| format!("{}: {why}", stamp.display()))
}

fn npm(folder: &Path, arguments: &[&str]) -> Result<bool, String> {
    // Colours are noise in a log.
    let mut npm = Command::new("npm");
    let status = npm.args(arguments).env("NO_COLOR", "1").current_dir(folder).status();
    status.map(|status| status.success()).map_err(|why| format!("npm: {why}"))
}

fn vitest(web: &Path) -> Result<Tally, String> {
    let report = web.join("node_modules").join(".vitest-report.json");
    // An old report must not speak for this run.
    if let Err(why) = fs::remove_file(&report)
        && why.kind() != std::io::ErrorKind::NotFound
    {
        return Err(format!("{}: {why}", report.display()));
    }
    let to = format!("--outputFile.json={}", report.display());
    let passed = npm(web, &["test", "--silent", "--", "--reporter=dot", "--reporter=json", &to])?;
    let written = fs::read_to_string(&report).unwrap_or_default();
    let mut tally = report_of(&written).unwrap_or_default();
    if (!passed && tally.failed == 0) || tally == Tally::default() {
        tally.failed += 1;
    }
    Ok(tally)
}

/// What vitest's report counts.
fn report_of(json: &str) -> Option<Tally> {
    let report: Value = serde_json::from_str(json).ok()?;
    let count = |name: &str| report[name].as_u64();
    Some(Tally { passed: count("numPassedTests")?, failed: count("numFailedTests")? })
}

#[cfg(test)]
mod tests {
    use super::{report_of, version_of};
    use crate::test::Tally;

    #[test]
    fn the_version_of_node_is_read() {
        assert_eq!(version_of("v20.19.2"), Some((20, 19)));
        assert_eq!(version_of("v8.0.0"), Some((8, 0)));
        assert_eq!(version_of("unknown"), None);
    }

    #[test]
    fn the_report_of_the_web_tests_is_counted() {
        let json = r#"{"numTotalTests": 9, "numPassedTests": 8, "numFailedTests": 1}"#;
        assert_eq!(report_of(json), Some(Tally { passed: 8, failed: 1 }));
        assert_eq!(report_of(""), None);
    }
}
