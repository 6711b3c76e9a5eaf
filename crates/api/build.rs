//! Builds the page with Node into `$OUT_DIR` and writes the table of its files, so that
//! one `cargo build` makes a binary that holds everything. Without Node, or with
//! `CORDBOARD_UI=skip`, a plain page says what to do.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

/// What of `web/` the page is made of; never the folder itself, which holds packages.
const SOURCES: [&str; 7] = [
    "src",
    "public",
    "index.html",
    "package.json",
    "package-lock.json",
    "vite.config.ts",
    "tsconfig.json",
];

/// The oldest Node that the page's build runs on.
const NODE: (u32, u32) = (20, 19);

/// Where npm notes what it has installed.
const INSTALLED: &str = "node_modules/.package-lock.json";

/// `npm install` writes its note a moment before the lock file.
const MOMENT: Duration = Duration::from_secs(60);

fn main() {
    let web = PathBuf::from("../../web");
    println!("cargo::rerun-if-env-changed=CORDBOARD_UI");
    for source in SOURCES {
        // A path that is not there would have this run at every build.
        if web.join(source).exists() {
            println!("cargo::rerun-if-changed={}", web.join(source).display());
        }
    }
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    let page = out.join("page");
    if let Err(why) = build(&web, &page) {
        if !matches!(why, Plain::Asked) {
            println!("cargo::warning=the page was not built: {}", why.sentence());
        }
        let made = fs::create_dir_all(&page).and_then(|()| plain(&page, &why));
        must(made, "the plain page could not be written");
    }
    must(table(&page, &out.join("ui.rs")), "the table of the page's files could not be written");
}

/// Why there is only a plain page.
enum Plain {
    Asked,
    NoSources,
    NoNode(String),
    Failed(String),
}

impl Plain {
    fn sentence(&self) -> String {
        match self {
            Self::Asked => {
                "This program was built with CORDBOARD_UI=skip; build it without.".to_owned()
            }
            Self::NoSources => {
                "The folder web/ was not there; build from a whole clone.".to_owned()
            }
            Self::NoNode(found) => format!(
                "Node.js {}.{} or newer is needed to build the page, and {found}; install it \
                 (https://nodejs.org) and build again.",
                NODE.0, NODE.1
            ),
            Self::Failed(why) => format!("{why}; run it in the folder web/ to see why."),
        }
    }
}

fn build(web: &Path, page: &Path) -> Result<(), Plain> {
    if page.exists() {
        must(fs::remove_dir_all(page), "the page built before could not be removed");
    }
    if std::env::var("CORDBOARD_UI").is_ok_and(|ui| ui == "skip") {
        return Err(Plain::Asked);
    }
    if !web.join("package-lock.json").exists() || !web.join("index.html").exists() {
        return Err(Plain::NoSources);
    }
    node()?;
    let (lock, installed) = (written(web, "package-lock.json"), written(web, INSTALLED));
    if installed.is_none_or(|installed| lock > Some(installed + MOMENT)) {
        npm(web, &["ci", "--no-audit", "--no-fund"])?;
    }
    let folder = page.display().to_string();
    npm(web, &["run", "build", "--", "--outDir", &folder, "--emptyOutDir"])
}

fn written(web: &Path, file: &str) -> Option<SystemTime> {
    fs::metadata(web.join(file)).and_then(|it| it.modified()).ok()
}

fn node() -> Result<(), Plain> {
    let asked = Command::new("node").arg("--version").output();
    let Ok(asked) = asked else { return Err(Plain::NoNode("there is none".to_owned())) };
    let version = String::from_utf8_lossy(&asked.stdout).trim().to_owned();
    let mut numbers = version.trim_start_matches('v').split('.').map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) if (major, minor) >= NODE => Ok(()),
        _ => Err(Plain::NoNode(format!("this one is {version}"))),
    }
}

fn npm(web: &Path, arguments: &[&str]) -> Result<(), Plain> {
    let said = format!("`npm {}`", arguments.join(" "));
    let ran = Command::new("npm").args(arguments).current_dir(web).output();
    let ran = ran.map_err(|why| Plain::Failed(format!("{said} could not be run: {why}")))?;
    if ran.status.success() {
        return Ok(());
    }
    for line in String::from_utf8_lossy(&ran.stderr).lines().take(20) {
        println!("cargo::warning={line}");
    }
    Err(Plain::Failed(format!("{said} failed")))
}

fn plain(page: &Path, why: &Plain) -> io::Result<()> {
    let sentence = why.sentence();
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>Cordboard</title>\n\
         <h1>The server runs, its page is missing</h1>\n<p>{sentence}</p>\n</html>\n"
    );
    fs::write(page.join("index.html"), html)
}

/// Writes the files as a table that `ui.rs` includes.
fn table(page: &Path, to: &Path) -> io::Result<()> {
    let mut files = BTreeMap::new();
    gather(page, page, &mut files)?;
    let mut text = String::from("static FILES: &[File] = &[\n");
    for (path, file) in files {
        let bytes = fs::read(&file)?;
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        let (kind, tag) = (kind(&path), format!("\"{:016x}\"", hasher.finish()));
        text.push_str(&format!(
            "    File {{ path: {path:?}, kind: {kind:?}, tag: {tag:?}, bytes: include_bytes!({:?}) }},\n",
            file.display().to_string()
        ));
    }
    text.push_str("];\n");
    fs::write(to, text)
}

fn gather(root: &Path, folder: &Path, into: &mut BTreeMap<String, PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
        if path.is_dir() {
            // The build's own notes are for its tools alone.
            if name != ".vite" {
                gather(root, &path, into)?;
            }
        } else {
            into.insert(name, path);
        }
    }
    Ok(())
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "wav" => "audio/wav",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// A build that cannot write its own folder ends here.
fn must(done: io::Result<()>, what: &str) {
    if let Err(why) = done {
        println!("cargo::error={what}: {why}");
        std::process::exit(1);
    }
}
