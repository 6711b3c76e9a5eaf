//! Days, times and zones as people write them.

use desk::{Millis, OfficeHours, OpenSpan};

use crate::script::words::{fit, list};

const DAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// `2026-03-29 01:30 in Europe/Berlin`.
pub(super) fn moment(text: &str) -> Result<Millis, String> {
    let Some([local, zone]) = fit("{} in {}", text) else {
        return Err(format!("{text:?} is no time such as \"2026-03-29 01:30 in Europe/Berlin\""));
    };
    let local = jiff::civil::DateTime::strptime("%Y-%m-%d %H:%M", local)
        .map_err(|error| format!("{local:?} is no time: {error}"))?;
    let zone = jiff::tz::TimeZoneDatabase::bundled()
        .get(zone)
        .map_err(|error| format!("{zone:?} is no time zone: {error}"))?;
    let zoned = local.to_zoned(zone).map_err(|error| format!("no such time: {error}"))?;
    Ok(Millis(zoned.timestamp().as_millisecond()))
}

/// `Monday to Friday 09:00 to 17:00 in Europe/Berlin`, or several spans of a day:
/// `Monday 09:00 to 12:00 and 13:00 to 17:00 in UTC`. The zone is taken as it is
/// written: the desk has to refuse a wrong one.
pub(super) fn hours(text: &str) -> Result<OfficeHours, String> {
    let wrong = || format!("{text:?} are no office hours");
    let [spans, zone] = fit("{} in {}", text).ok_or_else(wrong)?;
    let (first, rest) = spans.split_once(' ').ok_or_else(wrong)?;
    let first = day(first)?;
    let (last, times) = match rest.strip_prefix("to ") {
        Some(rest) => {
            let (last, times) = rest.split_once(' ').ok_or_else(wrong)?;
            (day(last)?, times)
        }
        None => (first, rest),
    };
    let mut open = Vec::new();
    for weekday in first..=last {
        for span in list(times) {
            let [from, to] = fit("{} to {}", span).ok_or_else(wrong)?;
            open.push(OpenSpan { weekday, from: minutes(from)?, to: minutes(to)? });
        }
    }
    Ok(OfficeHours::Weekly { zone: zone.to_owned(), open })
}

fn day(name: &str) -> Result<u8, String> {
    let n = DAYS.iter().position(|day| *day == name);
    let n = n.ok_or_else(|| format!("{name:?} is no day of the week"))?;
    u8::try_from(n + 1).map_err(|error| error.to_string())
}

/// `09:30`, up to `24:00`; the desk has to refuse later ones.
fn minutes(time: &str) -> Result<u16, String> {
    let wrong = || format!("{time:?} is no time of day");
    let (hours, minutes) = time.split_once(':').ok_or_else(wrong)?;
    let hours: u16 = hours.parse().map_err(|_| wrong())?;
    let minutes: u16 = minutes.parse().map_err(|_| wrong())?;
    Ok(hours * 60 + minutes)
}
