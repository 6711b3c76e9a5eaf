//! Office hours, in the time zone of the office.

use serde::{Deserialize, Serialize};

use crate::time::Millis;

/// When an office is open.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficeHours {
    /// Day and night.
    #[default]
    Always,
    /// Set to out of office by hand.
    Closed,
    /// Weekly, in a time zone of the IANA database.
    Weekly {
        /// For example `Europe/Berlin`.
        zone: String,
        /// Open spans; they may touch midnight (`to` 1440) but not cross it.
        open: Vec<OpenSpan>,
    },
}

/// One open span of a weekday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenSpan {
    /// 1 is Monday, 7 is Sunday (ISO 8601).
    pub weekday: u8,
    /// Minutes after local midnight, inclusive.
    pub from: u16,
    /// Minutes after local midnight, exclusive; at most 1440.
    pub to: u16,
}

impl OfficeHours {
    /// Whether the office is open at that moment. A zone that is unknown counts as
    /// UTC: `validate` refuses it where it is saved.
    #[must_use]
    pub fn open_at(&self, at: Millis) -> bool {
        match self {
            Self::Always => true,
            Self::Closed => false,
            Self::Weekly { zone, open } => {
                let Ok(moment) = jiff::Timestamp::from_millisecond(at.0) else { return false };
                let zone = zone_named(zone).unwrap_or(jiff::tz::TimeZone::UTC);
                let local = moment.to_zoned(zone);
                let weekday = local.weekday().to_monday_one_offset();
                let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
                open.iter().any(|span| {
                    i32::from(span.weekday) == i32::from(weekday)
                        && i32::from(span.from) <= minute
                        && minute < i32::from(span.to)
                })
            }
        }
    }

    /// What is wrong with them, in one sentence.
    ///
    /// # Errors
    /// When the zone is unknown, or a span is empty or outside its day.
    pub fn validate(&self) -> Result<(), String> {
        let Self::Weekly { zone, open } = self else { return Ok(()) };
        if zone_named(zone).is_none() {
            return Err(format!("The time zone {zone:?} is not in the time zone database."));
        }
        for span in open {
            if !(1..=7).contains(&span.weekday) || span.from >= span.to || span.to > 1440 {
                return Err(format!(
                    "Office hours need weekday 1 to 7 and from < to <= 1440 minutes, not {span:?}."
                ));
            }
        }
        Ok(())
    }
}

/// The bundled database only: the desk reads nothing from the system.
pub(crate) fn zone_named(name: &str) -> Option<jiff::tz::TimeZone> {
    jiff::tz::TimeZoneDatabase::bundled().get(name).ok()
}
