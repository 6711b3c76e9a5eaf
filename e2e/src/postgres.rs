//! A PostgreSQL of the tests' own: made anew in a folder of its own, reached by a socket in
//! that folder, the same for all tests of one program, each of which has a database in it.
//!
//! The tests of the store, which stand below this crate, take this same file in.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{OnceLock, mpsc};

/// Where Debian puts the programs, a folder for each version.
const INSTALLED: &str = "/usr/lib/postgresql";

/// Who PostgreSQL runs as when the tests run as root, as whom it refuses to.
const USER: &str = "postgres";

/// Starts the server and, when its standard input ends with the tests, however they end,
/// stops it by its pid and removes its folder.
const KEEPER: &str = r#"folder=$1; shift
"$@" >/dev/null & pid=$!
exec 2>/dev/null
read -r _
kill -QUIT "$pid"; wait "$pid"
rm -rf "$folder""#;

/// A running server.
struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
    databases: AtomicU64,
    /// Its standard input is what keeps the server running.
    _keeper: Child,
}

static CLUSTER: OnceLock<Cluster> = OnceLock::new();

/// The address of a new, empty database.
///
/// # Panics
/// When PostgreSQL is not installed, or does not start.
#[must_use]
pub fn database() -> String {
    let cluster = CLUSTER.get_or_init(Cluster::start);
    let name = format!("desk_{}", cluster.databases.fetch_add(1, Ordering::Relaxed));
    let made = psql(&cluster.url(USER), &format!("CREATE DATABASE {name}"));
    assert!(made.is_empty(), "{made:?}");
    cluster.url(&name)
}

/// Lets psql do this in a database, and returns the rows, columns parted by `|`.
///
/// # Panics
/// When the database refuses.
#[must_use]
pub fn psql(url: &str, sql: &str) -> Vec<String> {
    let cluster = CLUSTER.get_or_init(Cluster::start);
    let mut command = Command::new(cluster.programs.join("psql"));
    command.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--command", sql]);
    let output = command.arg(url).output();
    let output = output.unwrap_or_else(|why| panic!("psql cannot be started: {why}"));
    assert!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

impl Cluster {
    fn start() -> Self {
        let programs = programs();
        let folder = std::env::temp_dir().join(format!("cordboard-pg-{}", std::process::id()));
        let made = std::fs::create_dir(&folder);
        made.unwrap_or_else(|why| panic!("{} cannot be made: {why}", folder.display()));
        give_away(&folder);
        let data = folder.join("data");
        let mut initdb = as_user(&programs.join("initdb"));
        initdb.args(["--username", USER, "--auth=trust", "--encoding=UTF8"]);
        initdb.args(["--locale=C.UTF-8", "--no-sync", "--no-instructions", "--pgdata"]);
        let made = initdb.arg(&data).current_dir(&folder).output();
        let made = made.unwrap_or_else(|why| panic!("initdb cannot be started: {why}"));
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let postgres = as_user(&programs.join("postgres"));
        let mut keeper = Command::new("sh");
        keeper.args(["-c", KEEPER, "keeper"]).arg(&folder);
        keeper.arg(postgres.get_program()).args(postgres.get_args());
        keeper.arg("-D").arg(&data).arg("-k").arg(&folder);
        for setting in ["listen_addresses=", "fsync=off", "full_page_writes=off", "lc_messages=C"] {
            keeper.args(["-c", setting]);
        }
        keeper.current_dir(&folder);
        keeper.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let keeper = keeper.spawn();
        let mut keeper = keeper.unwrap_or_else(|why| panic!("sh cannot be started: {why}"));
        wait_until_ready(keeper.stderr.take());
        Self { folder, programs, databases: AtomicU64::new(0), _keeper: keeper }
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@localhost/{database}?host={}", self.folder.display())
    }
}

/// Reads what the server says until it is ready, and what it says later so that it never
/// waits for a reader.
fn wait_until_ready(said: Option<impl Read + Send + 'static>) {
    let Some(said) = said else { panic!("PostgreSQL has no standard error") };
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(said).lines().map_while(Result::ok) {
            // Nobody listens any more once it was ready.
            drop(tell.send(line));
        }
    });
    let mut all = String::new();
    loop {
        let Ok(line) = told.recv() else { panic!("PostgreSQL did not start:\n{all}") };
        if line.contains("ready to accept connections") {
            return;
        }
        all.push_str(&line);
        all.push('\n');
    }
}

/// The folder of the newest version's programs.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir(INSTALLED).into_iter().flatten().flatten();
    let numbered = versions.filter_map(|version| {
        let number: u32 = version.file_name().to_str()?.parse().ok()?;
        Some((number, version.path().join("bin")))
    });
    let installed = numbered.filter(|(_, bin)| bin.join("initdb").is_file()).max();
    let on_path = std::env::var_os("PATH").and_then(|path| {
        std::env::split_paths(&path).find(|folder| folder.join("initdb").is_file())
    });
    let found = installed.map(|(_, bin)| bin).or(on_path);
    found.unwrap_or_else(|| panic!("PostgreSQL is not installed: `cargo xtask test` installs it"))
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}

/// Lets the user that PostgreSQL runs as write into a folder.
fn give_away(folder: &Path) {
    if is_root() {
        let given = Command::new("chown").arg(USER).arg(folder).status();
        let given = given.is_ok_and(|given| given.success());
        assert!(given, "the folder {} cannot be given to {USER}", folder.display());
    }
}

fn as_user(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    let groups = ["--reuid", USER, "--regid", USER, "--clear-groups", "--"];
    command.args(groups).arg(program);
    command
}
