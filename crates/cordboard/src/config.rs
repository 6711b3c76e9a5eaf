//! Configuration: one TOML file and `CORDBOARD_*` variables, checked completely before
//! anything is opened, so that a wrong setting starts nothing by half.

mod file;
mod hours;
mod mail;
mod sip;
mod source;
mod webhooks;
mod workspace;

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use courier::mail::SmtpSettings;
use desk::{Addresses, WorkspaceId};

pub use self::sip::{DEFAULT_REALM, Sip};
pub use self::webhooks::Webhooks;
pub use self::workspace::{Beginner, Workspace};

/// The file read when no other is named and it exists.
pub const DEFAULT_FILE: &str = "cordboard.toml";

/// A week: a drain that takes longer is a server that was forgotten.
const DRAIN_SECONDS_MAX: u64 = 7 * 24 * 3600;

/// More worker threads than any machine this runs on has cores.
const THREADS_MAX: u64 = 256;

/// A setting that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct Wrong {
    /// One sentence for a person: which setting, what is wrong, what would be right.
    pub sentence: String,
}

impl Wrong {
    /// A wrong setting and its sentence.
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into() }
    }
}

/// Everything the server needs to know before it starts; every value is checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// Folder of the database, the live recordings and the stored ones; made when absent.
    pub data_dir: PathBuf,
    /// The telephony edge.
    pub sip: Sip,
    /// Browser phones.
    pub phone: Phone,
    /// The page, health, metrics and the operator's commands.
    pub http: Http,
    /// Where the truth is kept.
    pub store: StoreConfig,
    /// Whose desk it is: several servers may share one database, one workspace each.
    pub workspace_id: WorkspaceId,
    /// The server that takes our mail; without one, mail waits and is given up.
    pub mail: Option<SmtpSettings>,
    /// Where webhooks may lead.
    pub webhooks: Webhooks,
    /// How long live calls may go on after the first SIGTERM.
    pub drain: Duration,
    /// Worker threads for SIP and HTTP.
    pub threads: usize,
    /// Filter of the log, in the syntax of `tracing-subscriber`.
    pub log: String,
    /// Teams, teammates and channels to save at the start where they differ.
    pub workspace: Workspace,
    /// Whether pages say that this is the demo.
    pub demo: bool,
    /// Variables with our prefix that are somebody else's and were not read.
    pub ignored: Vec<String>,
}

/// Browser phones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phone {
    /// Where they send their audio, UDP, one port for all; port 0 takes a free one.
    pub bind: SocketAddr,
    /// What they speak.
    pub codec: Codec,
}

/// What browser phones speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Codec {
    /// G.711, passed through between trunk and browser.
    #[default]
    G711,
    /// Opus, for bad networks.
    Opus,
}

/// The HTTP side.
#[derive(Debug, Clone)]
pub struct Http {
    /// Where to listen; port 0 takes a free one.
    pub bind: SocketAddr,
    /// What browsers see as our address, where it is not the one we listen on.
    pub public_url: Option<String>,
    /// The certificate and its key, for HTTPS.
    pub tls: Option<TlsFiles>,
    /// Proxies whose word about the sender of a request is believed.
    pub proxies: Vec<IpAddr>,
    /// The operator's secret; without it the operator's endpoints refuse everybody.
    pub operator_token: Option<String>,
}

/// PEM files for HTTPS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, with its chain.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// Where the truth is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreConfig {
    /// `sqlite://PATH` or `postgres://…`; `None` is `cordboard.db` in the data folder.
    pub url: Option<String>,
    /// Whether a power cut may lose the last moments.
    pub durability: Durability,
}

/// What a commit survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Durability {
    /// The death of the process, not of the power supply.
    #[default]
    Normal,
    /// The death of the power supply as well.
    Full,
}

/// What the command line says about the configuration.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// `--config`: must exist.
    pub file: Option<PathBuf>,
    /// `--data-dir`: wins over file and environment.
    pub data_dir: Option<PathBuf>,
}

impl Config {
    /// Reads the file and the process's environment.
    ///
    /// # Errors
    /// With one sentence about the first setting that is wrong.
    pub fn load(given: &Given) -> Result<Self, Wrong> {
        Self::read(given, source::variables())
    }

    /// Reads the file and the variables handed in.
    ///
    /// # Errors
    /// With one sentence about the first setting that is wrong.
    pub fn read(
        given: &Given,
        variables: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, Wrong> {
        let file = match &given.file {
            Some(file) if !file.is_file() => {
                return Err(Wrong::new(format!(
                    "The configuration file {} does not exist or is not a file.",
                    file.display()
                )));
            }
            Some(file) => Some(file.clone()),
            None => Some(PathBuf::from(DEFAULT_FILE)).filter(|file| file.is_file()),
        };
        Self::from(file.as_deref(), given, variables)
    }

    /// The same, but a `cordboard.toml` that happens to lie here is left alone: for a demo,
    /// which brings its own workspace.
    ///
    /// # Errors
    /// With one sentence about the first setting that is wrong.
    pub fn load_named(given: &Given) -> Result<Self, Wrong> {
        match &given.file {
            Some(_) => Self::load(given),
            None => Self::from(None, given, source::variables()),
        }
    }

    fn from(
        file: Option<&Path>,
        given: &Given,
        variables: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, Wrong> {
        let (mut settings, ignored) = source::read(file, variables)?;
        if let Some(data_dir) = &given.data_dir {
            settings.data_dir.clone_from(data_dir);
        }
        Self::check(settings, ignored)
    }

    fn check(settings: file::File, ignored: Vec<String>) -> Result<Self, Wrong> {
        if settings.data_dir.as_os_str().is_empty() {
            return Err(Wrong::new("`data_dir` is empty; name a folder."));
        }
        let sip = sip::check(settings.sip)?;
        let http = check_http(settings.http)?;
        Ok(Self {
            data_dir: settings.data_dir,
            phone: check_phone(settings.phone, sip.bind)?,
            sip,
            mail: mail::check(settings.mail, http.public_url.as_deref())?,
            webhooks: webhooks::check(settings.webhooks)?,
            http,
            store: check_store(settings.store)?,
            workspace_id: WorkspaceId(within("workspace", settings.workspace, 1, WORKSPACE_MAX)?),
            drain: Duration::from_secs(within(
                "drain_seconds",
                settings.drain_seconds,
                0,
                DRAIN_SECONDS_MAX,
            )?),
            threads: usize::try_from(within("threads", settings.threads, 1, THREADS_MAX)?)
                .map_err(|_| Wrong::new("`threads` does not fit this machine."))?,
            log: settings.log,
            workspace: workspace::check(settings.desk)?,
            demo: false,
            ignored,
        })
    }

    /// What mails say of this house: where pages are found, and whose the mails are.
    #[must_use]
    pub fn addresses(&self) -> Addresses {
        let public_url = self.http.public_url.as_deref().map(|url| url.trim_end_matches('/'));
        let domain = match (&self.mail, public_url) {
            (Some(smtp), _) => mail::domain_of(&smtp.from),
            (None, Some(url)) => mail::host_of(url),
            (None, None) => None,
        };
        Addresses {
            public_url: public_url.map(str::to_owned),
            mail_domain: domain.unwrap_or_else(|| mail::NOBODYS_DOMAIN.to_owned()),
        }
    }

    /// The database, unless `store.url` names another.
    #[must_use]
    pub fn database_file(&self) -> PathBuf {
        self.data_dir.join("cordboard.db")
    }

    /// Where running calls are recorded.
    #[must_use]
    pub fn live_dir(&self) -> PathBuf {
        self.data_dir.join("live")
    }

    /// Where recordings are kept.
    #[must_use]
    pub fn recordings_dir(&self) -> PathBuf {
        self.data_dir.join("recordings")
    }

    /// Makes the folders, and proves that they can be written.
    ///
    /// # Errors
    /// With a sentence that names the folder and what the system says about it.
    pub fn make_folders(&self) -> Result<(), Wrong> {
        for folder in [&self.data_dir, &self.live_dir(), &self.recordings_dir()] {
            make_folder(folder)?;
        }
        Ok(())
    }
}

fn make_folder(folder: &Path) -> Result<(), Wrong> {
    std::fs::create_dir_all(folder).map_err(|why| {
        Wrong::new(format!("The folder {} cannot be made: {why}.", folder.display()))
    })?;
    std::fs::read_dir(folder).map_err(|why| {
        Wrong::new(format!("The folder {} cannot be read: {why}.", folder.display()))
    })?;
    tempfile::tempfile_in(folder).map(drop).map_err(|why| {
        Wrong::new(format!("The folder {} cannot be written: {why}.", folder.display()))
    })
}

fn check_http(http: file::Http) -> Result<Http, Wrong> {
    let operator_token = match http.operator_token {
        Some(token) if token.len() < OPERATOR_TOKEN_MIN => {
            return Err(Wrong::new(format!(
                "`http.operator_token` is too short; use at least {OPERATOR_TOKEN_MIN} characters."
            )));
        }
        token => token,
    };
    let tls = match (http.tls_cert, http.tls_key) {
        (Some(certificate), Some(key)) => Some(TlsFiles { certificate, key }),
        (None, None) => None,
        (Some(_), None) => {
            return Err(Wrong::new("`http.tls_cert` is set without `http.tls_key`; set both."));
        }
        (None, Some(_)) => {
            return Err(Wrong::new("`http.tls_key` is set without `http.tls_cert`; set both."));
        }
    };
    let bind = address("http.bind", &http.bind)?;
    // What is no address of a site is said here, before anything is opened.
    if let Err(why) = api::Place::new(bind, api::Wire::Plain, http.public_url.as_deref()) {
        let url = http.public_url.unwrap_or_default();
        return Err(Wrong::new(format!("`http.public_url` is {url:?}; {why}.")));
    }
    let proxies = http.proxies.iter().map(|text| {
        text.parse().map_err(|_| {
            Wrong::new(format!("`http.proxies` has {text:?} in it, which is no IP address."))
        })
    });
    let proxies = proxies.collect::<Result<_, _>>()?;
    Ok(Http { bind, public_url: http.public_url, tls, proxies, operator_token })
}

/// More workspaces than one database will ever hold, and no number that a column cannot.
const WORKSPACE_MAX: u64 = 1_000_000_000;

/// Sixteen characters of chance cannot be tried out over the network.
const OPERATOR_TOKEN_MIN: usize = 16;

/// The usual port of browser phones.
const PHONE_PORT: u16 = 10_000;

/// Unless set, they use the address of SIP; and a free port where SIP takes a free one.
fn check_phone(phone: file::Phone, sip: SocketAddr) -> Result<Phone, Wrong> {
    let usual = SocketAddr::new(sip.ip(), if sip.port() == 0 { 0 } else { PHONE_PORT });
    let bind = phone.bind.map_or(Ok(usual), |text| address("phone.bind", &text))?;
    Ok(Phone { bind, codec: phone.codec })
}

fn check_store(store: file::Store) -> Result<StoreConfig, Wrong> {
    let known = |url: &String| {
        ["sqlite://", "postgres://", "postgresql://"].iter().any(|s| url.starts_with(s))
    };
    if let Some(url) = store.url.as_ref().filter(|url| !known(url)) {
        let scheme = url.split(':').next().unwrap_or_default();
        return Err(Wrong::new(format!(
            "`store.url` begins with {scheme:?}; it must begin with `sqlite://` or `postgres://`."
        )));
    }
    Ok(StoreConfig { url: store.url, durability: store.durability })
}

/// Parses `IP:port`, for a setting of that name.
fn address(name: &str, text: &str) -> Result<SocketAddr, Wrong> {
    text.parse().map_err(|_| {
        Wrong::new(format!(
            "`{name}` is {text:?}, which is not an IP address with a port, for example 0.0.0.0:5060."
        ))
    })
}

/// A number that has to lie in a range.
fn within(name: &str, value: u64, least: u64, most: u64) -> Result<u64, Wrong> {
    if (least..=most).contains(&value) {
        return Ok(value);
    }
    Err(Wrong::new(format!("`{name}` is {value}; it must lie between {least} and {most}.")))
}

#[cfg(test)]
mod tests;
