//! Office hours, also where the clocks change.

use desk::{Millis, OfficeHours, OpenSpan};

use crate::script::check;

const MINUTE_MS: i64 = 60_000;

/// Sunday from half past two to half past three at night.
fn night(zone: &str) -> OfficeHours {
    OfficeHours::Weekly {
        zone: zone.to_owned(),
        open: vec![OpenSpan { weekday: 7, from: 150, to: 210 }],
    }
}

/// The milliseconds of a moment in UTC, such as `2026-03-29T00:30:00Z`.
fn utc(text: &str) -> Millis {
    match text.parse::<jiff::Timestamp>() {
        Ok(moment) => Millis(moment.as_millisecond()),
        Err(error) => panic!("{text}: {error}"),
    }
}

/// How many minutes the office is open between two moments.
fn minutes_open(hours: &OfficeHours, from: &str, to: &str) -> usize {
    let (from, to) = (utc(from).0, utc(to).0);
    let minutes = (0..(to - from) / MINUTE_MS).map(|n| Millis(from + n * MINUTE_MS));
    minutes.filter(|at| hours.open_at(*at)).count()
}

/// [002.50] [002.51] From the first minute of a span to the last, and not at its end.
#[test]
fn an_office_opens_on_the_minute_and_closes_on_the_minute() {
    for (time, opens) in [("08:59", false), ("09:00", true), ("16:59", true), ("17:00", false)] {
        let line = if opens {
            "Queued for Support\n0:00  Ringing Ana"
        } else {
            "Call deflected because Support is out of office."
        };
        check(&format!(
            "it is 2026-01-05 {time} in Europe/Berlin
            Ana is available, Support is open Monday to Friday 09:00 to 17:00 in Europe/Berlin
            0:00  +15550100 calls Support
            ---
            0:00  {line}"
        ));
    }
}

/// [002.50] The workspace has hours of its own.
#[test]
fn the_workspace_has_hours_of_its_own() {
    for (time, opens) in [("2026-01-10 12:00", false), ("2026-01-09 12:00", true)] {
        let line = if opens {
            "Queued for Support\n0:00  Ringing Ana"
        } else {
            "Call deflected because Workspace out of office."
        };
        check(&format!(
            "it is {time} in America/New_York
            Ana is available
            the workspace is open Monday to Friday 08:00 to 20:00 in America/New_York
            0:00  +15550100 calls Support
            ---
            0:00  {line}"
        ));
    }
}

/// The zone of the office counts, not that of the server.
#[test]
fn hours_are_those_of_the_offices_own_zone() {
    check(
        "it is 2026-01-05 23:30 in UTC
        Ana is available, Support is open Tuesday 09:00 to 10:00 in Asia/Tokyo
        0:00  +15550100 calls Support
        35:00  +15550101 calls Support
        ---
        0:00  +15550100: Call deflected because Support is out of office.
        0:20  +15550100: Call ended.
        35:00  +15550101: Queued for Support
        35:00  +15550101: Ringing Ana",
    );
}

/// Several spans of a day, and the break between them.
#[test]
fn a_day_may_have_a_break() {
    for (time, opens) in [("11:59", true), ("12:30", false), ("13:00", true)] {
        let line = if opens {
            "Queued for Support\n0:00  Ringing Ana"
        } else {
            "Call deflected because Support is out of office."
        };
        check(&format!(
            "it is 2026-01-05 {time} in UTC
            Ana is available, Support is open Monday 09:00 to 12:00 and 13:00 to 17:00 in UTC
            0:00  +15550100 calls Support
            ---
            0:00  {line}"
        ));
    }
}

/// Who waits when the office closes keeps waiting: hours are asked on entering.
#[test]
fn the_office_that_closes_turns_nobody_away_who_waits_already() {
    check(
        "it is 2026-01-05 16:59 in UTC
        Ana is available, Support is open Monday 09:00 to 17:00 in UTC
        0:00  +15550100 calls Support
        0:30  +15550101 calls Support
        1:00  +15550102 calls Support
        1:05  Ana answers
        ---
        0:00  +15550100: Queued for Support
        0:00  +15550100: Ringing Ana
        0:30  +15550100: Call missed by Ana.
        0:30  +15550101: Queued for Support
        0:30  +15550101: Ringing Ana
        1:00  +15550101: Call missed by Ana.
        1:00  +15550102: Call deflected because Support is out of office.
        1:05  Ana is told: The call has stopped ringing here.
        +15550100 hears: hold music
        +15550101 hears: hold music",
    );
}

/// M9: in spring the half hour that does not exist is not open, the rest of the span is.
#[test]
fn in_spring_only_the_existing_part_of_a_span_is_open() {
    let berlin = night("Europe/Berlin");
    // 2026-03-29, 01:59:59 is followed by 03:00:00.
    assert!(!berlin.open_at(utc("2026-03-29T00:59:59Z")));
    assert!(berlin.open_at(utc("2026-03-29T01:00:00Z")));
    assert!(berlin.open_at(utc("2026-03-29T01:29:59Z")));
    assert!(!berlin.open_at(utc("2026-03-29T01:30:00Z")));
    assert_eq!(minutes_open(&berlin, "2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z"), 30);
}

/// M9: in autumn the repeated half hour is open twice.
#[test]
fn in_autumn_the_repeated_part_of_a_span_is_open_twice() {
    let berlin = night("Europe/Berlin");
    // 2026-10-25, 02:59:59 summer time is followed by 02:00:00 winter time.
    assert!(!berlin.open_at(utc("2026-10-25T00:29:59Z")));
    assert!(berlin.open_at(utc("2026-10-25T00:30:00Z")));
    assert!(!berlin.open_at(utc("2026-10-25T01:00:00Z")));
    assert!(berlin.open_at(utc("2026-10-25T01:30:00Z")));
    assert!(berlin.open_at(utc("2026-10-25T02:29:59Z")));
    assert!(!berlin.open_at(utc("2026-10-25T02:30:00Z")));
    assert_eq!(minutes_open(&berlin, "2026-10-25T00:00:00Z", "2026-10-25T12:00:00Z"), 90);
}

/// Nine o'clock is nine o'clock, before and after the change.
#[test]
fn nine_in_the_morning_follows_the_clock_on_the_wall() {
    let nine = OfficeHours::Weekly {
        zone: "America/New_York".to_owned(),
        open: (1..=7).map(|weekday| OpenSpan { weekday, from: 540, to: 1020 }).collect(),
    };
    // 2026-03-08 and 2026-11-01 are the days of the change there.
    assert!(!nine.open_at(utc("2026-03-07T13:59:00Z")));
    assert!(nine.open_at(utc("2026-03-07T14:00:00Z")));
    assert!(!nine.open_at(utc("2026-03-08T12:59:00Z")));
    assert!(nine.open_at(utc("2026-03-08T13:00:00Z")));
    assert!(!nine.open_at(utc("2026-11-01T13:59:00Z")));
    assert!(nine.open_at(utc("2026-11-01T14:00:00Z")));
    for day in ["2026-03-07", "2026-03-08", "2026-03-09", "2026-11-01"] {
        let (from, to) = (format!("{day}T08:00:00Z"), format!("{day}T23:59:00Z"));
        assert_eq!(minutes_open(&nine, &from, &to), 480, "{day}");
    }
}

/// M9: a call across the change is as long as it was.
#[test]
fn a_call_across_the_change_of_the_clocks_is_as_long_as_it_was() {
    for day in ["2026-03-29 01:59", "2026-10-25 01:59"] {
        check(&format!(
            "it is {day} in Europe/Berlin
            Ana is available, Support is open Sunday 00:00 to 24:00 in Europe/Berlin
            0:00  +15550100 calls Support
            0:10  Ana answers
            2:10  Ana ends the call
            ---
            0:00  Queued for Support
            0:00  Ringing Ana
            0:10  Call answered by Ana.
            2:10  Call ended by Ana.
            call duration: 1, 2:10 in all, longest 2:10"
        ));
    }
}

/// A span may end at midnight, and Sunday is the seventh day.
#[test]
fn a_span_reaches_to_midnight() {
    let hours = OfficeHours::Weekly {
        zone: "UTC".to_owned(),
        open: vec![OpenSpan { weekday: 7, from: 1_380, to: 1_440 }],
    };
    assert_eq!(hours.validate(), Ok(()));
    assert!(hours.open_at(utc("2026-01-04T23:59:59.999Z")));
    assert!(!hours.open_at(utc("2026-01-05T00:00:00Z")));
    assert!(!hours.open_at(utc("2026-01-04T22:59:59Z")));
}

/// What cannot be is refused with a sentence.
#[test]
fn impossible_hours_are_refused() {
    let zone = night("Europe/Atlantis").validate().unwrap_err();
    assert_eq!(zone, "The time zone \"Europe/Atlantis\" is not in the time zone database.");
    for (weekday, from, to) in [(0, 0, 60), (8, 0, 60), (1, 60, 60), (1, 61, 60), (1, 0, 1_441)] {
        let hours = OfficeHours::Weekly {
            zone: "UTC".to_owned(),
            open: vec![OpenSpan { weekday, from, to }],
        };
        let why = hours.validate().unwrap_err();
        assert!(why.starts_with("Office hours need weekday 1 to 7"), "{why}");
    }
}
