//! The real program, `cordboard serve`, in a folder of its own on free ports.

use std::io::Write;
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
    audio_ports: Option<u16>,
    role: Option<u64>,
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

    /// Makes everybody who is added from now on an owner who takes calls.
    #[must_use]
    pub fn owners(mut self) -> Setup {
        self.role = Some(1);
        self.table(
            "[[desk.role]]\nid = 1\nname = \"Owner\"\npermissions = [\"owner\", \"takes_calls\"]",
        )
    }

    /// Adds an Active teammate of team 1 with these phones.
    #[must_use]
    pub fn teammate(self, id: u64, name: &str, phones: &[String]) -> Setup {
        let role = self.role.map(|role| format!("\nrole = {role}")).unwrap_or_default();
        self.table(&format!(
            "[[desk.teammate]]\nid = {id}\nname = \"{name}\"\nteams = [1]\n\
             status = \"active\"\nsip_phones = {phones:?}{role}"
        ))
    }

    /// Gives the server so many ports for audio and no more.
    #[must_use]
    pub fn audio_ports(mut self, count: u16) -> Setup {
        self.audio_ports = Some(count);
        self
    }

    fn file(&self, place: &Place) -> String {
        let Setup { top, desk, tables, audio_ports, role: _ } = self;
        let Place { program: _, folder, sip, http, phone, audio: (first, count) } = place;
        let data = folder.join("data");
        let last = first + audio_ports.unwrap_or(*count) - 1;
        format!(
            "data_dir = {data:?}\n{top}\n\
             [sip]\nbind = \"{sip}\"\nrtp_ports = \"{first}-{last}\"\n\
             [[sip.trunks]]\nname = \"carrier\"\naddresses = [\"127.0.0.1\"]\n\
             [phone]\nbind = \"{phone}\"\n\
             [http]\nbind = \"{http}\"\noperator_token = \"{TOKEN}\"\n\
             [desk]\n{desk}\n{tables}"
        )
    }
}

/// Where a server lives, or is going to.
#[derive(Debug)]
pub struct Place {
    program: PathBuf,
    folder: Folder,
    sip: SocketAddr,
    http: SocketAddr,
    phone: SocketAddr,
    /// The first port, and how many.
    audio: (u16, u16),
}

impl Place {
    /// A folder and ports that nobody else has.
    #[must_use]
    pub fn free() -> Place {
        Place::of(binary())
    }

    /// The same for another program than the one beside this.
    #[must_use]
    pub fn of(program: PathBuf) -> Place {
        let first = ports::free(3);
        Place {
            program,
            folder: Folder::new("server"),
            sip: ports::loopback(first),
            http: ports::loopback(first + 1),
            phone: ports::loopback(first + 2),
            audio: ports::audio_block(),
        }
    }

    /// The program that runs here.
    #[must_use]
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// Where SIP is going to be spoken.
    #[must_use]
    pub fn sip(&self) -> SocketAddr {
        self.sip
    }

    /// Its data folder.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }
}

/// The program, running; it is killed with the value.
#[derive(Debug)]
pub struct Server {
    // The program goes before its folder.
    program: Program,
    place: Place,
}

impl Server {
    /// Starts it and waits until it is ready.
    ///
    /// # Panics
    /// When it is not built, or does not start.
    pub async fn start(setup: &Setup) -> Server {
        Server::start_at(Place::free(), setup).await
    }

    /// Starts it at a place that was chosen before.
    ///
    /// # Panics
    /// When it is not built, or does not start.
    pub async fn start_at(place: Place, setup: &Setup) -> Server {
        let program = Command::new(&place.program);
        Server::start_with(place, setup, |_data| program).await
    }

    /// Starts it with a small disk of its own under a folder of its data (`""` is all of
    /// it): a file system in memory that only the server sees. This needs the right to
    /// mount, which root has, and anybody in a user namespace of one's own.
    ///
    /// # Panics
    /// When it is not built, or does not start.
    pub async fn start_on_a_small_disk(setup: &Setup, folder: &str, size: &str) -> Server {
        let mount = format!("mount -t tmpfs -o size={size} tmpfs \"$1\" && shift");
        let place = Place::free();
        let program = place.program.clone();
        Server::start_with(place, setup, |data| {
            let disk = data.join(folder);
            std::fs::create_dir_all(&disk)
                .unwrap_or_else(|why| panic!("{} cannot be made: {why}", disk.display()));
            let mut command = in_a_mount_namespace(&mount, &disk);
            command.arg(program);
            command
        })
        .await
    }

    /// Starts it by a command of the test's own, which gets the arguments of the program;
    /// the command is told the data folder.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start_with(
        place: Place,
        setup: &Setup,
        command: impl FnOnce(&Path) -> Command,
    ) -> Server {
        place.folder.write("cordboard.toml", setup.file(&place));
        let program = launch(command(&place.data()), &place);
        let mut server = Server { program, place };
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

    /// Where browsers send their audio.
    #[must_use]
    pub fn phone(&self) -> SocketAddr {
        self.place.phone
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
        self.program = launch(Command::new(&self.place.program), &self.place);
    }

    /// SIGTERM.
    pub fn terminate(&self) {
        self.program.terminate();
    }

    /// Waits for its end.
    pub async fn end(&mut self, within: Duration) -> Ended {
        self.program.end(within).await
    }

    /// Runs a subcommand of its program, for its configuration, to its end.
    pub async fn run(&self, subcommand: &[&str], within: Duration) -> Ended {
        let mut command = Command::new(&self.place.program);
        command.args(subcommand).arg("--config").arg(self.config());
        command.current_dir(self.place.folder.path());
        Program::start("cordboard", &mut command).end(within).await
    }

    /// Its configuration file.
    #[must_use]
    pub fn config(&self) -> PathBuf {
        self.place.folder.join("cordboard.toml")
    }

    /// Its data folder.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.place.data()
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

/// The program that `cargo build --workspace` put beside the tests, or beside this one.
///
/// # Panics
/// When it is not there.
#[must_use]
pub fn binary() -> PathBuf {
    let test = std::env::current_exe().unwrap_or_else(|why| panic!("a test has no path: {why}"));
    // Tests lie one folder deeper than programs do.
    let folders = test.ancestors().skip(1).take(2);
    let mut beside = folders.map(|folder| folder.join("cordboard"));
    let binary = beside.find(|binary| binary.is_file()).unwrap_or_default();
    assert!(
        binary.is_file(),
        "the program is not beside {}: `cargo xtask test` builds it before the tests, \
         `cargo build -p cordboard` does it by hand",
        test.display()
    );
    binary
}

/// A program with file systems of its own, after a script has mounted them: its first
/// argument is `place`, which it shifts away. Root may do that, and anybody in a user
/// namespace of one's own.
#[must_use]
pub fn in_a_mount_namespace(script: &str, place: &Path) -> Command {
    let mut command = Command::new("unshare");
    if !is_root() {
        command.arg("--map-root-user");
    }
    command.args(["--mount", "sh", "-c", &format!("{script} && exec \"$@\""), "sh"]).arg(place);
    command
}

/// Leaves no room on the disk where this file is.
///
/// # Panics
/// When the file cannot be made.
pub fn fill(file: &Path) {
    let opened = std::fs::File::options().create(true).append(true).open(file);
    let mut opened = opened.unwrap_or_else(|why| panic!("{}: {why}", file.display()));
    for size in [1 << 20, 1 << 16, 1 << 12] {
        let piece = vec![0x55; size];
        while opened.write_all(&piece).is_ok() {}
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn launch(mut command: Command, place: &Place) -> Program {
    command.arg("serve").arg("--config").arg(place.folder.join("cordboard.toml"));
    Program::start("cordboard serve", command.current_dir(place.folder.path()))
}
