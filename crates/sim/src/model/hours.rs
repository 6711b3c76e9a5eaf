//! Office hours by a calendar of their own: two zones whose rules are written out, so
//! that the desk's time zone library is judged by something else.

use desk::{Millis, OfficeHours};

const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;

/// Whether an office is open. Only zones that the simulator uses are known; any other
/// has no answer.
pub(crate) fn open_at(hours: &OfficeHours, at: Millis) -> Option<bool> {
    match hours {
        OfficeHours::Always => Some(true),
        OfficeHours::Closed => Some(false),
        OfficeHours::Weekly { zone, open } => {
            let local = at.0 + offset(zone, at.0)?;
            let days = local.div_euclid(DAY);
            // 1970-01-01 was a Thursday: 4 of 7, Monday first.
            let weekday = (days + 3).rem_euclid(7) + 1;
            let minute = local.rem_euclid(DAY) / 60_000;
            Some(open.iter().any(|span| {
                i64::from(span.weekday) == weekday
                    && (i64::from(span.from)..i64::from(span.to)).contains(&minute)
            }))
        }
    }
}

/// What local time is ahead of UTC.
fn offset(zone: &str, at: i64) -> Option<i64> {
    let year = year_of(at.div_euclid(DAY));
    match zone {
        "Europe/Berlin" => {
            let from = sunday_on_or_before(day(year, 3, 31)) * DAY + HOUR;
            let to = sunday_on_or_before(day(year, 10, 31)) * DAY + HOUR;
            Some(if (from..to).contains(&at) { 2 * HOUR } else { HOUR })
        }
        "America/New_York" => {
            let from = sunday_on_or_before(day(year, 3, 14)) * DAY + 7 * HOUR;
            let to = sunday_on_or_before(day(year, 11, 7)) * DAY + 6 * HOUR;
            Some(if (from..to).contains(&at) { -4 * HOUR } else { -5 * HOUR })
        }
        "UTC" => Some(0),
        _ => None,
    }
}

/// Days since 1970-01-01, by counting.
fn day(year: i64, month: i64, date: i64) -> i64 {
    let mut days = 0;
    for past in 1970..year {
        days += if leap(past) { 366 } else { 365 };
    }
    for past in 1..month {
        days += match past {
            2 if leap(year) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
    }
    days + date - 1
}

fn year_of(days: i64) -> i64 {
    let mut year = 1970;
    while day(year + 1, 1, 1) <= days {
        year += 1;
    }
    year
}

fn leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn sunday_on_or_before(days: i64) -> i64 {
    days - (days + 4).rem_euclid(7)
}
