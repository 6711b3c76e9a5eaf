//! The sample workspace: two teams, six teammates with SIP phones, two numbers.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use desk::{
    ChannelId, ChannelSettings, Document, RecordingMode, Status, TeamId, TeamSettings, TeammateId,
    TeammateSettings, Toggle, WorkspaceSettings,
};
use line::{Network, Switch, Trunk, TrunkAccess};
use phones::{Exchange, Phone, Script};

use crate::arguments::DemoArguments;
use crate::config::{Beginner, Config, Workspace, Wrong};
use crate::serve::Running;

/// The teammates, and the teams they are in.
const TEAMMATES: [(&str, &[u64]); 6] = [
    ("Ana", &[SUPPORT]),
    ("Ben", &[SUPPORT]),
    ("Cleo", &[SUPPORT]),
    ("Dan", &[SUPPORT, SALES]),
    ("Eve", &[SALES]),
    ("Finn", &[SALES]),
];

const SUPPORT: u64 = 1;
const SALES: u64 = 2;

/// The team's numbers, of those kept free for fiction.
pub(super) const SUPPORT_NUMBER: &str = "+12025550100";
const SALES_NUMBER: &str = "+12025550150";

/// A ring short enough to watch.
const RING_MS: u64 = 6_000;

/// A wrap-up short enough to watch.
const WRAP_UP_MS: u64 = 3_000;

/// Few enough that a busy minute turns callers away.
const QUEUE_MAX: u32 = 3;

/// The shortest hold limit there is.
const HOLD_LIMIT_MINUTES: u32 = 1;

/// The operator's token of a server that only this machine can reach.
const TOKEN: &str = "demo-operator-token";

/// The teammates' phones.
pub(super) struct Cast {
    /// Where they stand.
    pub(super) exchange: Exchange,
    phones: Vec<Phone>,
}

impl Cast {
    /// Puts a phone on every desk.
    pub(super) async fn hire(home: IpAddr, arguments: &DemoArguments) -> Result<Self, Wrong> {
        let exchange = Exchange::open(home).await.map_err(super::unable)?;
        // What teammates do follows from the seed, not from where the server is.
        let script = paced(Script::new(arguments.seed, exchange.address(), SUPPORT_NUMBER));
        let mut phones = Vec::new();
        for (nth, (name, _)) in TEAMMATES.iter().enumerate() {
            let plan = script.teammate(name.to_lowercase(), nth);
            phones.push(exchange.phone(plan).map_err(super::unable)?);
        }
        Ok(Self { exchange, phones })
    }
}

/// What the callers of this demo do.
pub(super) fn script(running: &Running, arguments: &DemoArguments) -> Script {
    let server = running.sip_address();
    let script = paced(Script::new(arguments.seed, server, SUPPORT_NUMBER));
    Script {
        numbers: vec![
            SUPPORT_NUMBER.to_owned(),
            SUPPORT_NUMBER.to_owned(),
            SALES_NUMBER.to_owned(),
        ],
        calls_per_minute: arguments.rate * 60.0,
        ..script
    }
}

/// Everything at a pace that can be watched.
fn paced(script: Script) -> Script {
    let seconds = |one, other| (Duration::from_secs(one), Duration::from_secs(other));
    Script {
        patience: seconds(8, 20),
        early_percent: 15,
        early: seconds(1, 4),
        talks: seconds(4, 9),
        ..script
    }
}

/// Makes the configuration that of the sample workspace on free ports of `home`; returns
/// the operator's token.
pub(super) fn configure(config: &mut Config, home: IpAddr, cast: &Cast) -> &'static str {
    config.sip.bind = SocketAddr::new(home, 0);
    config.sip.external_ip = None;
    config.sip.trunks = vec![Trunk {
        name: "loopback".to_owned(),
        access: TrunkAccess::Addresses(vec![Network::from(home)]),
        trust_identity: Switch::On,
    }];
    config.http.bind = SocketAddr::new(home, 0);
    config.http.operator_token = Some(TOKEN.to_owned());
    config.store.url = None;
    config.workspace = workspace(cast);
    TOKEN
}

fn workspace(cast: &Cast) -> Workspace {
    let mut documents = vec![Document::Workspace(WorkspaceSettings {
        name: "Sample".to_owned(),
        ring_ms: RING_MS,
        show_team_composition: Toggle::On,
        sip_phone_is_client: Toggle::On,
        ..WorkspaceSettings::default()
    })];
    let mut beginners = Vec::new();
    for ((nth, (name, _)), phone) in (1..).zip(TEAMMATES).zip(&cast.phones) {
        let id = TeammateId(nth);
        let settings = TeammateSettings {
            name: name.to_owned(),
            sip_phones: vec![phone.uri()],
            ..TeammateSettings::default()
        };
        documents.push(Document::Teammate(id, settings));
        beginners.push(Beginner { teammate: id, status: Status::Active });
    }
    for (id, name) in [(SUPPORT, "Support"), (SALES, "Sales")] {
        documents.push(team(id, name));
    }
    let mode = RecordingMode::On;
    documents.push(channel(1, "Support line", SUPPORT_NUMBER, SUPPORT, mode));
    let mode = RecordingMode::WithConsentAnnouncement;
    documents.push(channel(2, "Sales line", SALES_NUMBER, SALES, mode));
    Workspace { documents, beginners }
}

fn team(id: u64, name: &str) -> Document {
    let members = (1..).zip(TEAMMATES).filter(|(_, (_, teams))| teams.contains(&id));
    let settings = TeamSettings {
        name: name.to_owned(),
        members: members.map(|(nth, _)| TeammateId(nth)).collect(),
        queue_max: Some(QUEUE_MAX),
        hold_limit_minutes: Some(HOLD_LIMIT_MINUTES),
        wrap_up_ms: WRAP_UP_MS,
        ..TeamSettings::default()
    };
    Document::Team(TeamId(id), settings)
}

fn channel(id: u64, name: &str, number: &str, team: u64, recording: RecordingMode) -> Document {
    let settings = ChannelSettings {
        name: name.to_owned(),
        number: number.to_owned(),
        team: TeamId(team),
        recording,
    };
    Document::Channel(ChannelId(id), settings)
}
