//! The shape of the configuration file, as it is written.

use std::path::PathBuf;

use serde::{Deserialize, Deserializer};

use super::Durability;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct File {
    pub(super) data_dir: PathBuf,
    pub(super) log: String,
    #[serde(deserialize_with = "whole_number")]
    pub(super) workspace: u64,
    #[serde(deserialize_with = "whole_number")]
    pub(super) drain_seconds: u64,
    #[serde(deserialize_with = "whole_number")]
    pub(super) threads: u64,
    pub(super) sip: Sip,
    pub(super) phone: Phone,
    pub(super) http: Http,
    pub(super) store: Store,
    pub(super) mail: Mail,
    pub(super) webhooks: Webhooks,
    pub(super) desk: Desk,
}

impl Default for File {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("var"),
            log: "info".to_owned(),
            workspace: crate::serve::WORKSPACE.0,
            drain_seconds: 3600,
            threads: 2,
            sip: Sip::default(),
            phone: Phone::default(),
            http: Http::default(),
            store: Store::default(),
            mail: Mail::default(),
            webhooks: Webhooks::default(),
            desk: Desk::default(),
        }
    }
}

/// `[sip]`.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Sip {
    pub(super) bind: String,
    pub(super) external_ip: Option<String>,
    pub(super) rtp_ports: String,
    pub(super) trunks: Vec<Trunk>,
}

impl Default for Sip {
    fn default() -> Self {
        Self {
            bind: "0.0.0.0:5060".to_owned(),
            external_ip: None,
            rtp_ports: "20000-29999".to_owned(),
            trunks: Vec::new(),
        }
    }
}

/// `[[sip.trunks]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Trunk {
    pub(super) name: String,
    #[serde(default)]
    pub(super) addresses: Vec<String>,
    pub(super) user: Option<String>,
    pub(super) password: Option<String>,
    pub(super) realm: Option<String>,
    #[serde(default)]
    pub(super) trust_identity: bool,
}

/// `[phone]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Phone {
    pub(super) bind: Option<String>,
    pub(super) codec: super::Codec,
}

/// `[http]`.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Http {
    pub(super) bind: String,
    pub(super) public_url: Option<String>,
    pub(super) tls_cert: Option<PathBuf>,
    pub(super) tls_key: Option<PathBuf>,
    pub(super) proxies: Vec<String>,
    pub(super) operator_token: Option<String>,
}

impl Default for Http {
    fn default() -> Self {
        Self {
            bind: "127.0.0.1:8080".to_owned(),
            public_url: None,
            tls_cert: None,
            tls_key: None,
            proxies: Vec::new(),
            operator_token: None,
        }
    }
}

/// `[store]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Store {
    pub(super) url: Option<String>,
    pub(super) durability: Durability,
}

/// `[mail]`.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Mail {
    pub(super) smtp: Option<String>,
    pub(super) tls: Option<MailTls>,
    pub(super) allow_plaintext: bool,
    pub(super) user: Option<String>,
    pub(super) password: Option<String>,
    pub(super) from: Option<String>,
    pub(super) ca_file: Option<PathBuf>,
}

// The password is not for anybody's eyes.
impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail").field("smtp", &self.smtp).finish_non_exhaustive()
    }
}

/// `mail.tls`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum MailTls {
    StartTls,
    Tls,
    None,
}

/// `[webhooks]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Webhooks {
    pub(super) allow_internal: Vec<String>,
    pub(super) ca_file: Option<PathBuf>,
}

/// `[desk]`: the workspace as it should stand at the start.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Desk {
    pub(super) name: Option<String>,
    pub(super) kind: Option<desk::WorkspaceKind>,
    pub(super) ring_seconds: Option<u64>,
    pub(super) answer_mode: Option<desk::AnswerMode>,
    pub(super) always_create_lead: Option<bool>,
    pub(super) show_team_composition: Option<bool>,
    pub(super) sip_phone_is_client: Option<bool>,
    pub(super) hours: Option<Hours>,
    pub(super) team: Vec<Team>,
    pub(super) teammate: Vec<Teammate>,
    pub(super) channel: Vec<Channel>,
    pub(super) role: Vec<Role>,
}

/// `[[desk.team]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Team {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) hours: Option<Hours>,
    pub(super) queue_max: Option<u32>,
    pub(super) hold_limit_minutes: Option<u32>,
    #[serde(default)]
    pub(super) wrap_up_seconds: u64,
    #[serde(default)]
    pub(super) retired: bool,
}

/// `[[desk.teammate]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Teammate {
    pub(super) id: u64,
    pub(super) name: String,
    #[serde(default)]
    pub(super) sip_phones: Vec<String>,
    #[serde(default)]
    pub(super) teams: Vec<u64>,
    #[serde(default)]
    pub(super) status: desk::Status,
    /// The id of a `[[desk.role]]`; 0 is none.
    #[serde(default)]
    pub(super) role: u64,
}

/// `[[desk.role]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Role {
    pub(super) id: u64,
    pub(super) name: String,
    #[serde(default)]
    pub(super) permissions: std::collections::BTreeSet<desk::Permission>,
}

/// `[[desk.channel]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Channel {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) number: String,
    pub(super) team: u64,
    #[serde(default)]
    pub(super) recording: desk::RecordingMode,
    #[serde(default)]
    pub(super) retired: bool,
}

/// `hours = "always"`, `"closed"`, or `{ zone = "Europe/Berlin", open = ["mon-fri 09:00-17:00"] }`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Hours {
    /// `always` or `closed`.
    Word(String),
    /// Weekly.
    Weekly(Weekly),
}

/// Weekly hours.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Weekly {
    pub(super) zone: String,
    pub(super) open: Vec<String>,
}

/// A whole number; a variable of the environment carries it as text.
fn whole_number<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(i64),
        Text(String),
    }
    let number = match Written::deserialize(from)? {
        Written::Number(number) => u64::try_from(number).ok(),
        Written::Text(text) => text.parse().ok(),
    };
    number.ok_or_else(|| serde::de::Error::custom("it must be a whole number that is not negative"))
}
