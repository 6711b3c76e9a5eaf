//! Office hours as an administrator writes them: `mon-fri 09:00-17:30`.

use desk::{OfficeHours, OpenSpan};

use super::Wrong;
use super::file::Hours;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The hours of the setting `name`.
pub(super) fn check(name: &str, hours: Option<Hours>) -> Result<OfficeHours, Wrong> {
    let hours = match hours {
        None => OfficeHours::Always,
        Some(Hours::Word(word)) => match word.as_str() {
            "always" => OfficeHours::Always,
            "closed" => OfficeHours::Closed,
            other => {
                return Err(Wrong::new(format!(
                    "`{name}` is {other:?}; write \"always\", \"closed\", or {{ zone, open }}."
                )));
            }
        },
        Some(Hours::Weekly(weekly)) => {
            let mut open = Vec::new();
            for line in &weekly.open {
                spans(name, line, &mut open)?;
            }
            OfficeHours::Weekly { zone: weekly.zone, open }
        }
    };
    hours.validate().map_err(|sentence| Wrong::new(format!("`{name}`: {sentence}")))?;
    Ok(hours)
}

fn spans(name: &str, line: &str, into: &mut Vec<OpenSpan>) -> Result<(), Wrong> {
    let wrong = || {
        Wrong::new(format!(
            "`{name}` says {line:?}; write days and hours like \"mon-fri 09:00-17:30\"."
        ))
    };
    let (days, times) = line.trim().split_once(' ').ok_or_else(wrong)?;
    let (first, last) = days.split_once('-').unwrap_or((days, days));
    let (first, last) = (day(first).ok_or_else(wrong)?, day(last).ok_or_else(wrong)?);
    let (from, to) = times.trim().split_once('-').ok_or_else(wrong)?;
    let (from, to) = (minute(from).ok_or_else(wrong)?, minute(to).ok_or_else(wrong)?);
    if first > last || from >= to {
        return Err(wrong());
    }
    into.extend((first..=last).map(|weekday| OpenSpan { weekday, from, to }));
    Ok(())
}

/// 1 is Monday.
fn day(word: &str) -> Option<u8> {
    let place = DAYS.iter().position(|day| *day == word.trim().to_ascii_lowercase())?;
    u8::try_from(place + 1).ok()
}

/// Minutes after midnight, `24:00` included.
fn minute(word: &str) -> Option<u16> {
    let (hours, minutes) = word.trim().split_once(':')?;
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let all = hours.checked_mul(60)?.checked_add(minutes)?;
    (minutes < 60 && all <= 1440).then_some(all)
}
