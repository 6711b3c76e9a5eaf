//! A real mail server, told to fail where a test wants it: `mail/server.py`, on Debian's
//! aiosmtpd.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use crate::wait::{SOON, until};
use crate::{Folder, Program, ports};

/// Debian's own: its packages are not seen by another one that comes first on the path.
const PYTHON: &str = "/usr/bin/python3";

/// How the server encrypts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encrypts {
    /// Never.
    Not,
    /// After STARTTLS.
    AfterStartTls,
    /// From the first byte.
    AtOnce,
}

/// Whose certificate it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// Its own: for `localhost`, `mail.test` and 127.0.0.1.
    ItsOwn,
    /// One for `elsewhere.test`, of the same authority.
    Another,
}

/// The user that it lets in where it asks.
pub const USER: &str = "desk@mail.test";

/// And the password.
pub const PASSWORD: &str = "correct horse battery";

/// A mail server.
#[derive(Debug)]
pub struct MailServer {
    program: Option<Program>,
    told: Value,
    address: SocketAddr,
    folder: Folder,
}

impl MailServer {
    /// Starts one that takes everything from anybody.
    pub async fn start(encrypts: Encrypts) -> MailServer {
        Self::start_with(encrypts, Shows::ItsOwn, json!(null)).await
    }

    /// Starts one that asks for [`USER`] and [`PASSWORD`].
    pub async fn start_with_login(encrypts: Encrypts) -> MailServer {
        let login = json!({ "user": USER, "password": PASSWORD });
        Self::start_with(encrypts, Shows::ItsOwn, login).await
    }

    /// Starts one that shows somebody else's certificate.
    pub async fn start_as_another(encrypts: Encrypts) -> MailServer {
        Self::start_with(encrypts, Shows::Another, json!(null)).await
    }

    async fn start_with(encrypts: Encrypts, shows: Shows, auth: Value) -> MailServer {
        let name = match shows {
            Shows::ItsOwn => "server",
            Shows::Another => "stranger",
        };
        let tls = match encrypts {
            Encrypts::Not => "none",
            Encrypts::AfterStartTls => "starttls",
            Encrypts::AtOnce => "implicit",
        };
        let port = ports::free(1);
        let told = json!({
            "port": port,
            "tls": tls,
            "cert": beside(&format!("{name}.pem")),
            "key": beside(&format!("{name}.key")),
            "auth": auth,
            "plan": [],
        });
        let folder = Folder::new("mail");
        let address = ports::loopback(port);
        let mut server = MailServer { program: None, told, address, folder };
        server.plan(json!([]));
        server.begin().await;
        server
    }

    /// Starts it again after [`MailServer::stop`], on the same port.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn begin(&mut self) {
        let mut command = Command::new(PYTHON);
        command.arg(beside("server.py"));
        command.arg(self.folder.join("scenario.json")).arg(self.folder.join("accepted"));
        let mut program = Program::start("the mail server", &mut command);
        until("the mail server is ready", SOON, async || {
            if let Some(status) = program.ended() {
                panic!("the mail server ended with {status}:\n{}", program.lines().join("\n"));
            }
            program.line_with(&["ready "])
        })
        .await;
        self.program = Some(program);
    }

    /// Ends it: connections are refused from now on.
    pub fn stop(&mut self) {
        self.program = None;
    }

    /// What goes wrong from the next connection on: steps as `server.py` describes them.
    pub fn plan(&mut self, plan: Value) {
        self.told["plan"] = plan;
        // Renamed into place, so that nobody reads half of it.
        let new = self.folder.write("scenario.new", self.told.to_string());
        let place = self.folder.join("scenario.json");
        std::fs::rename(&new, &place)
            .unwrap_or_else(|why| panic!("{} cannot be written: {why}", place.display()));
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The authority of its certificate, as a file.
    #[must_use]
    pub fn authority() -> PathBuf {
        beside("authority.pem")
    }

    /// Every mail that it has taken, in order.
    #[must_use]
    pub fn accepted(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.folder.join("accepted")).unwrap_or_default();
        // The last line may be half written.
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    /// Waits until it has taken so many mails, and returns them.
    pub async fn until_accepted(&self, count: usize) -> Vec<Value> {
        until(&format!("{count} mails are accepted"), SOON, async || {
            let accepted = self.accepted();
            (accepted.len() >= count).then_some(accepted)
        })
        .await
    }

    /// Waits until it hangs or waits at this stage, as its plan says.
    ///
    /// # Panics
    /// When it does not come to that.
    pub async fn until_waiting(&self, stage: &str) {
        until(&format!("the mail server waits at {stage}"), SOON, async || {
            let program = self.program.as_ref()?;
            program.line_with(&[&format!("waiting {stage}")])
        })
        .await;
    }

    /// `[mail]` of a configuration that sends through it.
    #[must_use]
    pub fn section(&self) -> String {
        let Value::String(tls) = &self.told["tls"] else { panic!("told how to encrypt") };
        let login = match &self.told["auth"] {
            Value::Null => String::new(),
            Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_) => format!("user = {USER:?}\npassword = {PASSWORD:?}\n"),
        };
        let tls = if tls == "implicit" { "tls" } else { tls };
        format!(
            "[mail]\nsmtp = \"localhost:{}\"\ntls = {tls:?}\nfrom = \"Desk <desk@mail.test>\"\n\
             ca_file = {:?}\n{login}",
            self.address.port(),
            Self::authority(),
        )
    }
}

fn beside(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("mail").join(name)
}
