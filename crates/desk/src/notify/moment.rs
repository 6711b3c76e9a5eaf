//! Moments as people read them, in the workspace's own time zone.

use jiff::Zoned;
use jiff::tz::TimeZone;

use crate::hours::{OfficeHours, zone_named};
use crate::settings::WorkspaceSettings;
use crate::time::Millis;

/// The zone of the workspace's office hours; without any, UTC.
#[must_use]
pub fn zone_of(workspace: &WorkspaceSettings) -> TimeZone {
    match &workspace.hours {
        OfficeHours::Weekly { zone, .. } => zone_named(zone).unwrap_or(TimeZone::UTC),
        OfficeHours::Always | OfficeHours::Closed => TimeZone::UTC,
    }
}

/// A moment as `14:02`.
#[must_use]
pub fn local_time(at: Millis, zone: TimeZone) -> String {
    zoned(at, zone).map(|at| format!("{:02}:{:02}", at.hour(), at.minute())).unwrap_or_default()
}

/// [004] the full date and time in 24-hour format, such as `2026-03-02 14:02`.
#[must_use]
pub(crate) fn full(at: Millis, zone: TimeZone) -> String {
    spelled(at, zone, "%Y-%m-%d %H:%M")
}

/// [004] the time in 12-hour format, such as `2:02 PM`.
#[must_use]
pub(crate) fn twelve_hours(at: Millis, zone: TimeZone) -> String {
    spelled(at, zone, "%-I:%M %p")
}

/// [004] `MM:SS`; minutes grow past 59.
#[must_use]
pub(crate) fn length(ms: u64) -> String {
    let seconds = ms / 1_000;
    format!("{:02}:{:02}", seconds / 60, seconds % 60)
}

fn spelled(at: Millis, zone: TimeZone, format: &str) -> String {
    zoned(at, zone).map(|at| at.strftime(format).to_string()).unwrap_or_default()
}

fn zoned(at: Millis, zone: TimeZone) -> Option<Zoned> {
    jiff::Timestamp::from_millisecond(at.0).ok().map(|at| at.to_zoned(zone))
}
