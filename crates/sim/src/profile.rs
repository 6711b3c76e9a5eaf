//! Kinds of desks to simulate: what makes a world of one kind, drawn from its seed.

use desk::{
    AnswerMode, AssignmentMethod, NumberMatching, OfficeHours, OpenSpan, RecordingMode, Toggle,
    WorkspaceKind, WorkspaceSettings,
};

use crate::rng::Rng;

/// A kind of desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Profile {
    /// Two to eight people, one team, everything by hand.
    Small,
    /// Several teams that share members, and an administrator who never rests.
    Shared,
    /// A thousand people in a few teams.
    Big,
    /// A test workspace: calls are only taken by hand.
    Test,
    /// Calls connect without action.
    Auto,
    /// Short queues and short hold limits.
    Tight,
    /// Office hours over midnight and over the changes of summer time.
    Hours,
    /// A process that dies, a store that refuses, a clock that is set back.
    Rough,
}

/// All kinds, in the order in which worlds take turns.
pub const PROFILES: [Profile; 8] = [
    Profile::Small,
    Profile::Shared,
    Profile::Tight,
    Profile::Rough,
    Profile::Auto,
    Profile::Hours,
    Profile::Test,
    Profile::Big,
];

impl Profile {
    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Shared => "shared",
            Self::Big => "big",
            Self::Test => "test",
            Self::Auto => "auto",
            Self::Tight => "tight",
            Self::Hours => "hours",
            Self::Rough => "rough",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        PROFILES.into_iter().find(|profile| profile.name() == name)
    }
}

/// What one world is made of.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) profile: Profile,
    /// When it begins, Unix milliseconds.
    pub(crate) start: i64,
    pub(crate) people: u64,
    pub(crate) teams: u64,
    /// How likely a person is a member of a further team.
    pub(crate) sharing_per_mille: u64,
    pub(crate) arrival_ms: u64,
    pub(crate) patience_ms: u64,
    pub(crate) talk_ms: u64,
    /// How many numbers call.
    pub(crate) numbers: u64,
    pub(crate) workspace: WorkspaceSettings,
    pub(crate) queue_max: Option<u32>,
    pub(crate) hold_limit_minutes: Option<u32>,
    pub(crate) wrap_up_ms: u64,
    pub(crate) team_hours: OfficeHours,
    pub(crate) recording: RecordingMode,
    pub(crate) assignment: AssignmentMethod,
    pub(crate) conversation_limit: u32,
    /// People with desk phones, beside or instead of tabs.
    pub(crate) sip_per_mille: u64,
    /// Of a hundred thousand turns: how many the process dies in.
    pub(crate) kills: u64,
    /// Of a hundred thousand turns: how many the store refuses.
    pub(crate) refusals: u64,
    /// Of a hundred thousand orders: how many get lost.
    pub(crate) lost_orders: u64,
    /// Of a thousand turns: how many are followed by a stall of the loop.
    pub(crate) stalls: u64,
    /// Between two acts of an administrator.
    pub(crate) admin_ms: u64,
    /// Between two acts of one teammate's own choice.
    pub(crate) life_ms: u64,
    /// Between two settings of the wall clock, 0 for never.
    pub(crate) clock_ms: u64,
    /// Whether each arrival waits until the last call is well over: quiet times.
    pub(crate) sleepy: bool,
}

/// 2026-03-02T08:00:00Z, a Monday.
const MONDAY: i64 = 1_772_438_400_000;
/// 2026-03-29T00:00:00Z: Berlin changes to summer time at 01:00Z.
const BERLIN_SPRING: i64 = 1_774_742_400_000;
/// 2026-10-25T00:00:00Z: Berlin changes back at 01:00Z.
const BERLIN_AUTUMN: i64 = 1_792_886_400_000;
/// 2026-03-08T06:00:00Z: New York changes to summer time at 07:00Z.
const NEW_YORK_SPRING: i64 = 1_772_949_600_000;
/// 2026-11-01T05:00:00Z: New York changes back at 06:00Z.
const NEW_YORK_AUTUMN: i64 = 1_793_509_200_000;

impl Setup {
    pub(crate) fn draw(profile: Profile, rng: &mut Rng) -> Self {
        let people = rng.between(2, 8);
        let mut setup = Self {
            profile,
            start: MONDAY + rng.ms(0, 5 * 86_400_000),
            people,
            teams: 1,
            sharing_per_mille: 0,
            arrival_ms: 0,
            patience_ms: rng.between(20_000, 400_000),
            talk_ms: rng.between(5_000, 120_000),
            numbers: rng.between(5, 400),
            workspace: WorkspaceSettings {
                name: "Simulated".to_owned(),
                show_team_composition: toggle(rng, 300),
                sip_phone_is_client: toggle(rng, 300),
                ..WorkspaceSettings::default()
            },
            queue_max: if rng.per_mille(300) { Some(narrow(rng.between(1, 20))) } else { None },
            hold_limit_minutes: if rng.per_mille(300) {
                Some(narrow(rng.between(1, 8)))
            } else {
                None
            },
            wrap_up_ms: if rng.per_mille(500) { rng.between(1, 30_000) } else { 0 },
            team_hours: OfficeHours::Always,
            recording: match rng.below(3) {
                0 => RecordingMode::Off,
                1 => RecordingMode::On,
                _ => RecordingMode::WithConsentAnnouncement,
            },
            assignment: match rng.below(3) {
                0 => AssignmentMethod::Manual,
                1 => AssignmentMethod::RoundRobin,
                _ => AssignmentMethod::Balanced,
            },
            conversation_limit: narrow(rng.below(4)),
            sip_per_mille: 250,
            kills: 2,
            refusals: 5,
            lost_orders: 10,
            stalls: 15,
            admin_ms: 400_000,
            life_ms: 150_000,
            clock_ms: 0,
            sleepy: rng.per_mille(100),
        };
        if rng.per_mille(100) {
            setup.workspace.number_matching = NumberMatching::AlwaysCreateLead;
        }
        setup.specialise(rng);
        let hands = setup.people.max(1);
        let per_call = setup.talk_ms + setup.wrap_up_ms + 8_000;
        // From half idle to half again as much as they can take.
        let load = rng.between(50, 150);
        setup.arrival_ms = (per_call * 100 / (hands * load)).max(20);
        setup
    }

    fn specialise(&mut self, rng: &mut Rng) {
        match self.profile {
            Profile::Small => {}
            Profile::Shared => {
                self.people = rng.between(6, 24);
                self.teams = rng.between(2, 5);
                self.sharing_per_mille = 350;
                self.admin_ms = 60_000;
            }
            Profile::Big => {
                self.people = 1_000;
                self.teams = rng.between(1, 4);
                self.sharing_per_mille = 200;
                self.life_ms = 3_000_000;
                self.talk_ms = rng.between(20_000, 60_000);
                self.numbers = 5_000;
            }
            Profile::Test => {
                self.workspace.kind = WorkspaceKind::Test;
                self.life_ms = 15_000;
            }
            Profile::Auto => self.workspace.answer_mode = AnswerMode::Auto,
            Profile::Tight => {
                self.queue_max = Some(narrow(rng.between(1, 4)));
                self.hold_limit_minutes = Some(1);
                self.patience_ms = 200_000;
            }
            Profile::Hours => self.draw_hours(rng),
            Profile::Rough => {
                self.people = rng.between(3, 12);
                self.teams = rng.between(1, 3);
                self.sharing_per_mille = 300;
                self.kills = 60;
                self.refusals = 150;
                self.lost_orders = 400;
                self.stalls = 60;
                self.clock_ms = 600_000;
            }
        }
    }

    fn draw_hours(&mut self, rng: &mut Rng) {
        let berlin = rng.per_mille(500);
        let zone = if berlin { "Europe/Berlin" } else { "America/New_York" };
        self.start = match (berlin, rng.per_mille(500)) {
            (true, true) => BERLIN_SPRING,
            (true, false) => BERLIN_AUTUMN,
            (false, true) => NEW_YORK_SPRING,
            (false, false) => NEW_YORK_AUTUMN,
        };
        // Open across midnight, over the hour that is skipped or repeated, and by day.
        let spans = [(0, 110), (121, 160), (165, 470), (480, 1_310), (1_320, 1_440)];
        let open = |rng: &mut Rng| OfficeHours::Weekly {
            zone: zone.to_owned(),
            open: (1..=7)
                .flat_map(|weekday| spans.map(|(from, to)| OpenSpan { weekday, from, to }))
                .filter(|_| rng.per_mille(930))
                .collect(),
        };
        self.workspace.hours = if rng.per_mille(700) { open(rng) } else { OfficeHours::Always };
        self.team_hours = open(rng);
        self.admin_ms = 3_000_000;
    }
}

fn toggle(rng: &mut Rng, per_mille: u64) -> Toggle {
    if rng.per_mille(per_mille) { Toggle::On } else { Toggle::Off }
}

fn narrow(n: u64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
