//! The sample workspace: teams, teammates with SIP phones, numbers, and, for a demo that
//! somebody visits, a teammate without a phone whose Help Desk is the visitor's browser.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use desk::{
    ChannelId, ChannelSettings, Document, OfficeHours, OpenSpan, Permission, RecordingMode, RoleId,
    RoleSettings, Status, TeamId, TeamSettings, TeammateId, TeammateSettings, Toggle,
    WorkspaceSettings,
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

/// Who sits at the visitor's browser: in the team that is called most, without a phone.
pub(super) const VISITOR: TeammateId = TeammateId(7);

/// What the visitor is called.
const VISITOR_NAME: &str = "Robin";

const SUPPORT: u64 = 1;
const SALES: u64 = 2;
const BILLING: u64 = 3;

/// The team's numbers, of those kept free for fiction.
pub(super) const SUPPORT_NUMBER: &str = "+12025550100";
pub(super) const SALES_NUMBER: &str = "+12025550150";
const BILLING_NUMBER: &str = "+12025550170";

const OWNER: RoleId = RoleId(1);
const SUPERVISOR: RoleId = RoleId(2);
const AGENT: RoleId = RoleId(3);

/// The shortest hold limit there is.
const HOLD_LIMIT_MINUTES: u32 = 1;

/// The operator's token of a server that only this machine can reach.
const TOKEN: &str = "demo-operator-token";

/// For whom the demo plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// It runs through by itself.
    Nobody,
    /// Somebody opens the Help Desk and takes calls.
    Visitor,
}

/// How fast everything goes.
struct Pace {
    ring_ms: u64,
    wrap_up_ms: u64,
    queue_max: u32,
    patience: (u64, u64),
    talks: (u64, u64),
    calls_a_second: f64,
}

impl Audience {
    /// Whoever only reads what happened is not kept waiting; a visitor has to find the
    /// button, and may want to think.
    fn pace(self) -> Pace {
        match self {
            Self::Nobody => Pace {
                ring_ms: 6_000,
                wrap_up_ms: 3_000,
                queue_max: 3,
                patience: (8, 20),
                talks: (4, 9),
                calls_a_second: 1.0,
            },
            Self::Visitor => Pace {
                ring_ms: 20_000,
                wrap_up_ms: 8_000,
                queue_max: 6,
                patience: (30, 70),
                talks: (8, 16),
                calls_a_second: 0.2,
            },
        }
    }
}

/// The teammates' phones.
pub(super) struct Cast {
    /// Where they stand.
    pub(super) exchange: Exchange,
    phones: Vec<Phone>,
}

impl Cast {
    /// Puts a phone on every desk.
    pub(super) async fn hire(
        home: IpAddr,
        arguments: &DemoArguments,
        audience: Audience,
    ) -> Result<Self, Wrong> {
        let exchange = Exchange::open(home).await.map_err(super::unable)?;
        // What teammates do follows from the seed, not from where the server is.
        let script = Script::new(arguments.seed, exchange.address(), SUPPORT_NUMBER);
        let script = paced(script, &audience.pace());
        let mut phones = Vec::new();
        for (nth, (name, _)) in TEAMMATES.iter().enumerate() {
            let plan = script.teammate(name.to_lowercase(), nth);
            phones.push(exchange.phone(plan).map_err(super::unable)?);
        }
        Ok(Self { exchange, phones })
    }
}

/// What the callers of this demo do.
pub(super) fn script(running: &Running, arguments: &DemoArguments, audience: Audience) -> Script {
    let (server, pace) = (running.sip_address(), audience.pace());
    let script = paced(Script::new(arguments.seed, server, SUPPORT_NUMBER), &pace);
    let numbers = match audience {
        Audience::Nobody => vec![SUPPORT_NUMBER, SUPPORT_NUMBER, SALES_NUMBER],
        Audience::Visitor => {
            vec![SUPPORT_NUMBER, SUPPORT_NUMBER, SUPPORT_NUMBER, SALES_NUMBER, BILLING_NUMBER]
        }
    };
    Script {
        numbers: numbers.into_iter().map(str::to_owned).collect(),
        calls_per_minute: arguments.rate.unwrap_or(pace.calls_a_second) * 60.0,
        ..script
    }
}

/// Everything at a pace that can be watched.
fn paced(script: Script, pace: &Pace) -> Script {
    let seconds = |(one, other)| (Duration::from_secs(one), Duration::from_secs(other));
    Script {
        patience: seconds(pace.patience),
        early_percent: 15,
        early: seconds((1, 4)),
        talks: seconds(pace.talks),
        ..script
    }
}

/// Makes the configuration that of the sample workspace on free ports of `home`; returns
/// the operator's token.
pub(super) fn configure(
    config: &mut Config,
    home: IpAddr,
    cast: &Cast,
    audience: Audience,
) -> &'static str {
    config.sip.bind = SocketAddr::new(home, 0);
    config.sip.external_ip = None;
    config.sip.trunks = vec![Trunk {
        name: "loopback".to_owned(),
        access: TrunkAccess::Addresses(vec![Network::from(home)]),
        trust_identity: Switch::On,
    }];
    config.phone.bind = SocketAddr::new(home, 0);
    config.http.bind = SocketAddr::new(home, 0);
    config.http.operator_token = Some(TOKEN.to_owned());
    config.store.url = None;
    config.demo = true;
    config.workspace = workspace(cast, audience);
    TOKEN
}

fn workspace(cast: &Cast, audience: Audience) -> Workspace {
    let pace = audience.pace();
    let mut into = Workspace::default();
    into.documents.push(Document::Workspace(WorkspaceSettings {
        name: "Sample".to_owned(),
        ring_ms: pace.ring_ms,
        show_team_composition: Toggle::On,
        sip_phone_is_client: Toggle::On,
        ..WorkspaceSettings::default()
    }));
    if audience == Audience::Visitor {
        into.documents.extend(roles());
    }
    for ((nth, (name, _)), phone) in (1..).zip(TEAMMATES).zip(&cast.phones) {
        let role = match audience {
            Audience::Nobody => desk::NO_ROLE,
            Audience::Visitor if name == "Cleo" => SUPERVISOR,
            Audience::Visitor => AGENT,
        };
        hire(&mut into, TeammateId(nth), name, role, vec![phone.uri()]);
    }
    let mut teams = vec![(SUPPORT, "Support"), (SALES, "Sales")];
    if audience == Audience::Visitor {
        hire(&mut into, VISITOR, VISITOR_NAME, OWNER, Vec::new());
        teams.push((BILLING, "Billing"));
    }
    for (id, name) in teams {
        into.documents.push(team(id, name, &pace, audience));
    }
    let mode = RecordingMode::On;
    into.documents.push(channel(1, "Support line", SUPPORT_NUMBER, SUPPORT, mode));
    let mode = RecordingMode::WithConsentAnnouncement;
    into.documents.push(channel(2, "Sales line", SALES_NUMBER, SALES, mode));
    if audience == Audience::Visitor {
        let mode = RecordingMode::Off;
        into.documents.push(channel(3, "Billing line", BILLING_NUMBER, BILLING, mode));
    }
    into
}

fn roles() -> Vec<Document> {
    let role = |id, name: &str, permissions: &[Permission]| {
        let permissions: BTreeSet<_> = permissions.iter().copied().collect();
        Document::Role(id, RoleSettings { name: name.to_owned(), permissions })
    };
    let supervises = [
        Permission::TakesCalls,
        Permission::ListenToCalls,
        Permission::ManageAvailability,
        Permission::Reports,
    ];
    vec![
        role(OWNER, "Owner", &[Permission::Owner, Permission::TakesCalls]),
        role(SUPERVISOR, "Supervisor", &supervises),
        role(AGENT, "Agent", &[Permission::TakesCalls]),
    ]
}

fn hire(into: &mut Workspace, id: TeammateId, name: &str, role: RoleId, sip_phones: Vec<String>) {
    let settings =
        TeammateSettings { name: name.to_owned(), role, sip_phones, ..TeammateSettings::default() };
    into.documents.push(Document::Teammate(id, settings));
    into.beginners.push(Beginner { teammate: id, status: Status::Active });
}

fn team(id: u64, name: &str, pace: &Pace, audience: Audience) -> Document {
    let members = (1..).zip(TEAMMATES).filter(|(_, (_, teams))| teams.contains(&id));
    let mut members: Vec<_> = members.map(|(nth, _)| TeammateId(nth)).collect();
    if audience == Audience::Visitor {
        match id {
            SUPPORT => members.push(VISITOR),
            // Those of Sales write the bills as well.
            BILLING => members.extend([TeammateId(5), TeammateId(6)]),
            _ => {}
        }
    }
    let settings = TeamSettings {
        name: name.to_owned(),
        members,
        hours: if id == BILLING { office_hours() } else { OfficeHours::Always },
        queue_max: Some(pace.queue_max),
        hold_limit_minutes: Some(HOLD_LIMIT_MINUTES),
        wrap_up_ms: pace.wrap_up_ms,
        ..TeamSettings::default()
    };
    Document::Team(TeamId(id), settings)
}

/// Monday to Friday, eight to eight.
fn office_hours() -> OfficeHours {
    let day = |weekday| OpenSpan { weekday, from: 8 * 60, to: 20 * 60 };
    OfficeHours::Weekly { zone: "Europe/Berlin".to_owned(), open: (1..=5).map(day).collect() }
}

fn channel(id: u64, name: &str, number: &str, team: u64, recording: RecordingMode) -> Document {
    let settings = ChannelSettings {
        name: name.to_owned(),
        number: number.to_owned(),
        team: TeamId(team),
        recording,
        retired: Toggle::Off,
    };
    Document::Channel(ChannelId(id), settings)
}
