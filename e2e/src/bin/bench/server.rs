//! The released server, with a workspace of many teammates.

use crate::{Bench, Failure};
use e2e::{Folder, http, ports};
use std::fmt::Write;
use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The number everybody calls.
pub(crate) const NUMBER: &str = "+15550100";

/// A server that takes longer is stuck.
const READY_MAX: Duration = Duration::from_secs(60);

/// How often readiness and the end are looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// How long a server may take to leave.
const LEAVE_MAX: Duration = Duration::from_secs(20);

/// Whether calls are recorded.
#[derive(Clone, Copy)]
pub(crate) enum Recording {
    Off,
    On,
}

/// A folder with configuration and data, for one server after the other.
pub(crate) struct Site {
    folder: Folder,
    pub(crate) sip: SocketAddr,
    http: SocketAddr,
}

/// The operator's secret of every server here.
pub(crate) const TOKEN: &str = "the benchmark's token";

/// Where the teammates of a workspace talk.
#[derive(Clone, Copy)]
enum Desks {
    /// On phones there.
    Phones(SocketAddr),
    /// In browsers; so many of them are Active.
    Browsers { active: usize },
}

impl Site {
    /// A workspace whose teammates t1, t2, … have a phone at `phones` each.
    pub(crate) fn prepare(
        teammates: usize,
        recording: Recording,
        phones: SocketAddr,
    ) -> Result<Site, Failure> {
        Self::with(teammates, recording, Desks::Phones(phones))
    }

    /// A workspace whose teammates have nothing but their browsers; the first of them are
    /// Active.
    pub(crate) fn for_browsers(
        teammates: usize,
        active: usize,
        recording: Recording,
    ) -> Result<Site, Failure> {
        Self::with(teammates, recording, Desks::Browsers { active })
    }

    fn with(teammates: usize, recording: Recording, desks: Desks) -> Result<Site, Failure> {
        let port = ports::free(2);
        let site = Site {
            folder: Folder::new("bench"),
            sip: ports::loopback(port),
            http: ports::loopback(port + 1),
        };
        fs::write(site.file(), site.configuration(teammates, recording, desks)?)?;
        Ok(site)
    }

    fn configuration(
        &self,
        teammates: usize,
        recording: Recording,
        desks: Desks,
    ) -> Result<String, Failure> {
        let recording = match recording {
            Recording::Off => "off",
            Recording::On => "on",
        };
        let mut text = format!(
            "[sip]\nbind = \"{}\"\n\
             [[sip.trunks]]\nname = \"carrier\"\naddresses = [\"127.0.0.1\"]\n\
             [phone]\nbind = \"127.0.0.1:0\"\n\
             [http]\nbind = \"{}\"\noperator_token = \"{TOKEN}\"\n\
             [desk]\nsip_phone_is_client = true\n\
             [[desk.team]]\nid = 1\nname = \"Support\"\n\
             [[desk.channel]]\nid = 1\nname = \"Main\"\nnumber = \"{NUMBER}\"\nteam = 1\n\
             recording = \"{recording}\"\n",
            self.sip, self.http,
        );
        for number in 1..=teammates {
            let own = match desks {
                Desks::Phones(phones) => {
                    format!("status = \"active\"\nsip_phones = [\"sip:t{number}@{phones}\"]\n")
                }
                Desks::Browsers { active } if number <= active => "status = \"active\"\n".into(),
                Desks::Browsers { .. } => String::new(),
            };
            write!(
                text,
                "[[desk.teammate]]\nid = {number}\nname = \"Teammate {number}\"\nteams = [1]\n\
                 {own}",
            )?;
        }
        Ok(text)
    }

    fn file(&self) -> PathBuf {
        self.folder.join("cordboard.toml")
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Starts the server on its core, without waiting for it.
    pub(crate) fn start(&self, bench: &Bench) -> Result<Server, Failure> {
        let log = self.folder.join("server.log");
        let mut command = bench.cores.on_server_core(&bench.binaries.cordboard);
        command.arg("serve").arg("--config").arg(self.file()).arg("--data-dir").arg(self.data());
        command.stdin(Stdio::null()).stdout(File::create(&log)?);
        command.stderr(File::options().append(true).open(&log)?);
        let process = command.spawn()?;
        let core = bench.cores.of_server();
        Ok(Server { process, core, sip: self.sip, http: self.http, log })
    }

    /// Starts the server and waits until it takes calls.
    pub(crate) async fn open(&self, bench: &Bench) -> Result<Server, Failure> {
        let mut server = self.start(bench)?;
        server.until_ready().await?;
        Ok(server)
    }
}

/// A running server; dropping it kills it.
pub(crate) struct Server {
    process: Child,
    core: Option<usize>,
    pub(crate) sip: SocketAddr,
    pub(crate) http: SocketAddr,
    log: PathBuf,
}

impl Server {
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    pub(crate) fn core(&self) -> Option<usize> {
        self.core
    }

    async fn until_ready(&mut self) -> Result<(), Failure> {
        let deadline = Instant::now() + READY_MAX;
        while !is_ready(self.http).await {
            if let Some(status) = self.process.try_wait()? {
                return Err(format!("the server ended with {status}: {}", self.last_words()).into());
            }
            if Instant::now() > deadline {
                return Err(format!("the server was not ready: {}", self.last_words()).into());
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        Ok(())
    }

    /// Ends the server as an operator in a hurry does: SIGTERM, and again.
    pub(crate) async fn stop(mut self) -> Result<(), Failure> {
        let kill = format!("kill -TERM {}", self.id());
        let deadline = Instant::now() + LEAVE_MAX;
        let mut asked = 0;
        while self.process.try_wait()?.is_none() {
            if Instant::now() > deadline {
                return Err(format!("the server did not leave: {}", self.last_words()).into());
            }
            if asked < 2 {
                // It may have left this very moment.
                Command::new("sh").args(["-c", &kill]).stderr(Stdio::null()).status()?;
                asked += 1;
            }
            tokio::time::sleep(LOOK_AGAIN * 10).await;
        }
        Ok(())
    }

    /// The end of its log, for the person who has to find out what went wrong.
    pub(crate) fn last_words(&self) -> String {
        last_lines(&self.log, 3)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have left already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn last_lines(file: &Path, count: usize) -> String {
    let text = fs::read_to_string(file).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(count)..).unwrap_or_default().join(" / ")
}

async fn is_ready(server: SocketAddr) -> bool {
    http::ask(server, "GET", "/readyz", None, None).await.is_ok_and(|answer| answer.status == 200)
}
