//! When to try again: pure schedules. The same job always waits the same time, and a
//! thousand jobs that failed together do not come back together.

/// How long one way of sending is tried, and how soon again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// Mail: soon at first, since most mail servers that say *later* mean a minute; then
    /// every four hours, until three days have passed.
    Mail,
    /// Webhooks: the steps that Standard Webhooks recommends, in all somewhat over three
    /// days.
    Webhook,
    /// Work of the house (files, rows): doubling from a second, never given up by time.
    House,
}

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;

/// The pauses of mail before it comes every four hours: four hours and a quarter in all.
const MAIL: [u64; 10] = [
    10 * SECOND,
    30 * SECOND,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    20 * MINUTE,
    40 * MINUTE,
    HOUR,
    2 * HOUR,
];

/// The pause from then on.
const MAIL_LATER: u64 = 4 * HOUR;

/// So many times: with the pauses before it, three days.
const MAIL_LATER_TIMES: usize = 17;

/// Standard Webhooks, "Reliability": immediately, then after these pauses.
const WEBHOOK: [u64; 9] = [
    5 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
];

/// The first pause of the house.
const HOUSE_FIRST: u64 = SECOND;

/// Ten doublings are a quarter of an hour; there it stays.
const HOUSE_DOUBLINGS_MAX: u32 = 10;

/// A pause is up to a tenth shorter or longer than its schedule says.
const JITTER_PER_MILLE: u64 = 100;

impl Course {
    /// How long to wait after the attempt that failed, in milliseconds; `failed` counts
    /// the attempts that failed before it. `None`: it is given up.
    #[must_use]
    pub fn pause_ms(self, key: &str, failed: u32) -> Option<u64> {
        let nth = usize::try_from(failed).unwrap_or(usize::MAX);
        let pause = match self {
            Self::Mail => match MAIL.get(nth) {
                Some(pause) => *pause,
                None if nth < MAIL.len() + MAIL_LATER_TIMES => MAIL_LATER,
                None => return None,
            },
            Self::Webhook => *WEBHOOK.get(nth)?,
            Self::House => HOUSE_FIRST << failed.min(HOUSE_DOUBLINGS_MAX),
        };
        Some(shaken(pause, key, failed))
    }
}

/// Between nine and eleven tenths of a pause, as the key and the attempt say.
fn shaken(pause: u64, key: &str, failed: u32) -> u64 {
    let spread = 2 * JITTER_PER_MILLE + 1;
    let per_mille = 1_000 - JITTER_PER_MILLE + mixed(key, failed) % spread;
    pause.saturating_mul(per_mille) / 1_000
}

/// FNV-1a with 64 bits: spreads short keys well, and is the same on every machine.
fn mixed(key: &str, failed: u32) -> u64 {
    let bytes = key.bytes().chain(failed.to_le_bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    // The low bits of FNV-1a follow the last byte too closely.
    hash ^ (hash >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 24 * HOUR;

    fn pauses(course: Course, key: &str) -> Vec<u64> {
        (0..).map_while(|failed| course.pause_ms(key, failed)).collect()
    }

    #[test]
    fn mail_is_tried_for_three_days() {
        for key in ["send-mail-1", "send-mail-2", "send-mail-99999"] {
            let all = pauses(Course::Mail, key);
            let whole: u64 = all.iter().sum();
            assert!((9 * SECOND..=11 * SECOND).contains(&all[0]), "{all:?}");
            assert!((DAY * 27 / 10..=DAY * 34 / 10).contains(&whole), "{whole}");
            assert_eq!(all.len(), 27);
        }
    }

    #[test]
    fn webhooks_follow_the_steps_of_the_standard() {
        let all = pauses(Course::Webhook, "webhook-1-7");
        assert_eq!(all.len(), WEBHOOK.len());
        for (pause, step) in all.iter().zip(WEBHOOK) {
            assert!((step * 9 / 10..=step * 11 / 10).contains(pause), "{pause} for {step}");
        }
    }

    #[test]
    fn work_of_the_house_is_never_given_up_by_time() {
        for failed in [0, 5, 10, 11, 1_000, u32::MAX] {
            let pause = Course::House.pause_ms("store-recording-1", failed);
            assert!(pause.is_some_and(|pause| pause <= 1_100 << 10), "{failed}: {pause:?}");
        }
    }

    #[test]
    fn a_job_waits_the_same_time_whoever_asks_and_a_thousand_jobs_spread_out() {
        let mut seen = std::collections::BTreeMap::<u64, u32>::new();
        for job in 0..1_000 {
            let key = format!("send-mail-{job}");
            let pause = Course::Mail.pause_ms(&key, 0).expect("a pause");
            assert_eq!(Some(pause), Course::Mail.pause_ms(&key, 0));
            assert!((9 * SECOND..=11 * SECOND).contains(&pause), "{pause}");
            *seen.entry(pause / 200).or_default() += 1;
        }
        // Two seconds in ten parts: about a hundred each.
        assert!(seen.values().all(|jobs| *jobs < 200), "{seen:?}");
    }

    #[test]
    fn pauses_never_shrink_before_they_stay() {
        for course in [Course::Mail, Course::Webhook] {
            let all = pauses(course, "a key");
            let rising = all.windows(2).take_while(|two| two[0] < MAIL_LATER);
            assert!(rising.into_iter().all(|two| two[1] * 11 / 9 >= two[0]), "{all:?}");
        }
    }
}
