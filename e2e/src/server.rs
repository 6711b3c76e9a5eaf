//! The real program, `cordboard serve`, in a folder of its own on free ports.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::operator::Operator;
use crate::wait::{SOON, until};
use crate::{Ended, Folder, Program, ports};

/// The operator's token of every test.
const TOKEN: &str = "e2e-operator-token";

/// The number that callers call.
pub const NUMBER: &str = "+15550100";

/// A configuration, piece by piece.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    top: String,
    desk: String,
    tables: String,
}

impl Setup {
    /// One team, Support (1), on the number [`NUMBER`]; SIP phones count as clients.
    /// `team` holds further lines of the team, `channel` of the channel.
    #[must_use]
    pub fn support(team: &str, channel: &str) -> Setup {
        Setup::default()
            .desk("name = \"Example\"")
            .desk("sip_phone_is_client = true")
            .table(&format!("[[desk.team]]\nid = 1\nname = \"Support\"\n{team}"))
            .table(&format!(
                "[[desk.channel]]\nid = 1\nname = \"Main number\"\nnumber = \"{NUMBER}\"\n\
                 team = 1\n{channel}"
            ))
    }

    /// The same, for teammates at the Help Desk in a browser: a SIP phone alone does not
    /// count.
    #[must_use]
    pub fn help_desk(team: &str, channel: &str) -> Setup {
        let mut setup = Setup::support(team, channel);
        setup.desk = setup.desk.replace("sip_phone_is_client = true\n", "");
        setup
    }

    /// Adds a line at the top of the file.
    #[must_use]
    pub fn top(mut self, line: &str) -> Setup {
        self.top.push_str(line);
        self.top.push('\n');
        self
    }

    /// Adds a line to `[desk]`.
    #[must_use]
    pub fn desk(mut self, line: &str) -> Setup {
        self.desk.push_str(line);
        self.desk.push('\n');
        self
    }

    /// Adds a table.
    #[must_use]
    pub fn table(mut self, table: &str) -> Setup {
        self.tables.push_str(table);
        self.tables.push('\n');
        self
    }

    /// Adds an Active teammate of team 1 with these phones.
    #[must_use]
    pub fn teammate(self, id: u64, name: &str, phones: &[String]) -> Setup {
        self.table(&format!(
            "[[desk.teammate]]\nid = {id}\nname = \"{name}\"\nteams = [1]\n\
             status = \"active\"\nsip_phones = {phones:?}"
        ))
    }

    fn file(&self, place: &Place) -> String {
        let Setup { top, desk, tables } = self;
        let Place { folder, sip, http, audio } = place;
        let data = folder.join("data");
        format!(
            "data_dir = {data:?}\n{top}\n\
             [sip]\nbind = \"{sip}\"\nrtp_ports = \"{audio}\"\n\
             [[sip.trunks]]\nname = \"carrier\"\naddresses = [\"127.0.0.1\"]\n\
             [phone]\nbind = \"127.0.0.1:0\"\n\
             [http]\nbind = \"{http}\"\noperator_token = \"{TOKEN}\"\n\
             [desk]\n{desk}\n{tables}"
        )
    }
}

/// Where a server lives.
#[derive(Debug)]
struct Place {
    folder: PathBuf,
    sip: SocketAddr,
    http: SocketAddr,
    audio: String,
}

/// The program, running; it is killed with the value.
#[derive(Debug)]
pub struct Server {
    // The program goes before its folder.
    program: Program,
    place: Place,
    folder: Folder,
}

impl Server {
    /// Starts it and waits until it is ready.
    ///
    /// # Panics
    /// When it is not built, or does not start.
    pub async fn start(setup: &Setup) -> Server {
        Server::start_with(setup, |_data| Command::new(binary())).await
    }

    /// Starts it with a small disk of its own under a folder of its data (`""` is all of
    /// it): a file system in memory that only the server sees. This needs the right to
    /// mount, which root has, and anybody in a user namespace of one's own.
    ///
    /// # Panics
    /// When it is not built, or does not start.
    pub async fn start_on_a_small_disk(setup: &Setup, folder: &str, size: &str) -> Server {
        let mount = "mount -t tmpfs -o size=\"$1\" tmpfs \"$2\" && shift 2 && exec \"$@\"";
        let mut command = Command::new("unshare");
        if !is_root() {
            command.arg("--map-root-user");
        }
        command.args(["--mount", "sh", "-c", mount, "sh", size]);
        Server::start_with(setup, |data| {
            let disk = data.join(folder);
            std::fs::create_dir_all(&disk)
                .unwrap_or_else(|why| panic!("{} cannot be made: {why}", disk.display()));
            command.arg(disk).arg(binary());
            command
        })
        .await
    }

    async fn start_with(setup: &Setup, command: impl FnOnce(&Path) -> Command) -> Server {
        let folder = Folder::new("server");
        let first = ports::free(2);
        let place = Place {
            folder: folder.path().to_owned(),
            sip: ports::loopback(first),
            http: ports::loopback(first + 1),
            audio: ports::audio(),
        };
        folder.write("cordboard.toml", setup.file(&place));
        let program = launch(command(&folder.join("data")), &place);
        let mut server = Server { program, place, folder };
        server.until_ready().await;
        server
    }

    /// Where SIP is spoken.
    #[must_use]
    pub fn sip(&self) -> SocketAddr {
        self.place.sip
    }

    /// Where HTTP is spoken.
    #[must_use]
    pub fn http(&self) -> SocketAddr {
        self.place.http
    }

    /// The operator.
    #[must_use]
    pub fn operator(&self) -> Operator {
        Operator::new(self.place.http, TOKEN)
    }

    /// Its process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.program.id()
    }

    /// What it has said.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.program.lines()
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.program.kill();
    }

    /// Starts it again after its end, without waiting for anything.
    pub fn start_again(&mut self) {
        self.program = launch(Command::new(binary()), &self.place);
    }

    /// SIGTERM.
    pub fn terminate(&self) {
        self.program.terminate();
    }

    /// Waits for its end.
    pub async fn end(&mut self, within: Duration) -> Ended {
        self.program.end(within).await
    }

    /// Its configuration file.
    #[must_use]
    pub fn config(&self) -> PathBuf {
        self.folder.join("cordboard.toml")
    }

    /// Its data folder.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Its data folder as the server sees it, with disks that only it sees.
    #[must_use]
    pub fn data_inside(&self) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.program.id()));
        let data = self.data();
        root.join(data.strip_prefix("/").unwrap_or(&data))
    }

    /// Waits until it says that it is ready.
    ///
    /// # Panics
    /// When it ends instead, or takes too long.
    pub async fn until_ready(&mut self) {
        until("the server is ready", SOON, async || {
            if let Some(status) = self.program.ended() {
                let said = self.program.lines().join("\n");
                panic!("the server ended with {status} instead of starting:\n{said}");
            }
            self.program.line_with(&["ready sip="]).map(|_line| ())
        })
        .await;
    }
}

/// Runs a subcommand of the program to its end.
///
/// # Panics
/// When the program is not built, or hangs.
pub async fn run(arguments: &[&str], folder: &Path, within: Duration) -> Ended {
    let mut command = Command::new(binary());
    command.args(arguments).current_dir(folder);
    Program::start("cordboard", &mut command).end(within).await
}

/// The program that `cargo build --workspace` put beside the tests.
///
/// # Panics
/// When it is not there.
#[must_use]
pub fn binary() -> PathBuf {
    let test = std::env::current_exe().unwrap_or_else(|why| panic!("a test has no path: {why}"));
    let folder = test.parent().and_then(Path::parent);
    let binary = folder.map(|folder| folder.join("cordboard")).unwrap_or_default();
    assert!(
        binary.is_file(),
        "{} is not there: `cargo xtask test` builds it before the tests, \
         `cargo build -p cordboard` does it by hand",
        binary.display()
    );
    binary
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn launch(mut command: Command, place: &Place) -> Program {
    command.arg("serve").arg("--config").arg(place.folder.join("cordboard.toml"));
    Program::start("cordboard serve", command.current_dir(&place.folder))
}
