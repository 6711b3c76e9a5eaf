//! What must be true after the kills, and how it is found out.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use phones::{Event, Side};

use super::Acknowledged;
use crate::floor::{CALLER_HZ, PHONE_HZ};
use crate::operator::{CallPage, Operator};
use crate::tones::{Sounding, listen};
use crate::{SOON, until};

/// So much of a recording may be lost at a kill.
const LOST_MS_MAX: u64 = 1_000;

/// The phones' clock and the server's differ by what a busy machine adds, and what has
/// just been said may not be written down yet.
const BLUR_MS: u64 = 250;

/// On a machine where a start takes longer than that, everything else does, too.
pub(super) fn blur_ms(back: &[Duration]) -> u64 {
    let longest = back.iter().max().copied().unwrap_or_default();
    u64::try_from(longest.as_millis()).unwrap_or(u64::MAX).max(BLUR_MS)
}

pub(super) fn is_cut(page: &CallPage) -> bool {
    page.call.outcome.as_deref() == Some("failed (node_lost)")
}

/// All about every call, by the caller's number.
pub(super) async fn all_pages(operator: &Operator) -> HashMap<String, CallPage> {
    let mut pages = HashMap::new();
    for call in operator.ended_calls().await {
        let page = until("a call's recordings are closed", SOON, async || {
            let page = operator.page(call.id).await;
            page.recordings.iter().all(|one| one.length_ms.is_some()).then_some(page)
        })
        .await;
        let caller = call.caller.unwrap();
        let twice = pages.insert(caller.clone(), page);
        assert!(twice.is_none(), "two calls of {caller}");
    }
    pages
}

pub(super) fn nothing_acknowledged_is_lost(
    pages: &HashMap<String, CallPage>,
    kept: &Acknowledged,
    kills: usize,
) {
    let by_id: HashMap<u64, &CallPage> = pages.values().map(|page| (page.call.id, page)).collect();
    assert!(kept.logs.len() > kills, "only {} calls were looked at", kept.logs.len());
    for (id, log) in &kept.logs {
        let page = by_id.get(id).unwrap_or_else(|| panic!("call {id} is lost: {log:#?}"));
        let now = page.timeline.get(..log.len());
        assert_eq!(now, Some(&log[..]), "call {id}: the log begins as it was shown");
    }
    assert!(!kept.commands.is_empty(), "no command was acknowledged");
    for ((id, words), count) in &kept.commands {
        let page = by_id.get(id).unwrap_or_else(|| panic!("call {id} is lost"));
        let told = page.words().iter().filter(|line| *line == words).count();
        assert!(told >= *count, "call {id}: `{words}` {told} times, acknowledged {count} times");
    }
}

/// A caller who was answered is in the log, a phone that rang was offered the call: both
/// are only done after their commit.
pub(super) fn what_was_seen_on_the_wire_is_in_the_log(
    pages: &HashMap<String, CallPage>,
    events: &[Event],
    kills: usize,
) {
    let (mut answered, mut rung) = (0, 0);
    for event in events {
        match event {
            Event::Connected { caller: Some(caller), .. } => {
                answered += 1;
                assert!(pages.contains_key(&**caller), "{caller} was answered and is lost");
            }
            Event::Rang { caller: Some(caller), phone, .. } => {
                rung += 1;
                let page = pages.get(&**caller);
                let page = page.unwrap_or_else(|| panic!("{phone} rang for {caller}, who is lost"));
                let ringing = format!("Ringing {}", phone.replace("mate", "Mate "));
                assert!(page.words().contains(&&*ringing), "{caller}: no `{ringing}`");
            }
            Event::Connected { caller: None, .. }
            | Event::Rang { caller: None, .. }
            | Event::Invited { .. }
            | Event::HungUp { .. }
            | Event::Answered { .. }
            | Event::Freed { .. } => {}
        }
    }
    assert!(answered > kills && rung > kills, "{answered} callers answered, {rung} rings");
}

/// Whoever was connected at a kill, and had not been hung up on, was cut by it; nobody else.
pub(super) fn cut_calls_are_closed_as_such(
    pages: &HashMap<String, CallPage>,
    events: &[Event],
    kills: &[Instant],
    blur_ms: u64,
) {
    let mut lives: HashMap<&str, (Instant, Option<Instant>)> = HashMap::new();
    let mut over: HashMap<&str, Instant> = HashMap::new();
    for event in events {
        match event {
            Event::Connected { caller: Some(caller), at } => {
                lives.insert(caller, (*at, None));
            }
            Event::HungUp { caller: Some(caller), ending, at } if ending.by != Side::Nobody => {
                if let Some(life) = lives.get_mut(&**caller) {
                    life.1 = Some(*at);
                }
            }
            // Its phone had hung up: the end of the call may be in the log already.
            Event::Freed { caller: Some(caller), ending, at, .. } if ending.by == Side::Near => {
                over.insert(caller, *at);
            }
            Event::Connected { .. }
            | Event::HungUp { .. }
            | Event::Freed { .. }
            | Event::Invited { .. }
            | Event::Rang { .. }
            | Event::Answered { .. } => {}
        }
    }
    let mut cut = 0;
    for (caller, (up, down)) in lives {
        let page = &pages[caller];
        let outcome = page.call.outcome.as_deref().unwrap_or("none");
        let kill = kills.iter().find(|kill| **kill > up);
        let killed = kill.filter(|kill| down.is_none_or(|down| down > **kill));
        match killed {
            Some(kill) => {
                cut += usize::from(is_cut(page));
                let ended = over.get(caller).is_some_and(|at| at < kill);
                assert!(is_cut(page) || ended, "{caller} was cut, and is {outcome}: {page:#?}");
            }
            // What was hung up in the last moment may not have been written down any more.
            None => {
                let last = kills.iter().any(|kill| {
                    let before = kill.checked_duration_since(down.unwrap_or(up));
                    before.is_some_and(|before| before < Duration::from_millis(blur_ms))
                });
                assert!(!is_cut(page) || last, "{caller} was not cut, and is {outcome}: {page:#?}");
            }
        }
    }
    assert!(cut > kills.len() / 2, "only {cut} calls were cut");
}

/// Who talked, and how it ended.
pub(super) struct Talks(HashMap<String, Talk>);

#[derive(Clone, Copy, Default)]
struct Talk {
    ms: u64,
    /// A kill ended it, or came so soon after its end that the file may not have been closed.
    cut: bool,
}

impl Talks {
    pub(super) fn of(events: &[Event], kills: &[Instant], blur_ms: u64) -> Talks {
        let mut from: HashMap<String, Instant> = HashMap::new();
        let mut ends: HashMap<String, Instant> = HashMap::new();
        for event in events {
            match event {
                Event::Answered { caller: Some(caller), at, .. } => {
                    from.insert(caller.to_string(), *at);
                }
                Event::HungUp { caller: Some(caller), at, .. }
                | Event::Freed { caller: Some(caller), at, .. } => {
                    let end = ends.entry(caller.to_string()).or_insert(*at);
                    let known = from.get(&**caller);
                    // A phone that declined is no end of the talk that comes after.
                    if known.is_none_or(|from| *end < *from) {
                        *end = *at;
                    }
                }
                Event::Answered { .. }
                | Event::HungUp { .. }
                | Event::Freed { .. }
                | Event::Connected { .. }
                | Event::Invited { .. }
                | Event::Rang { .. } => {}
            }
        }
        let talk = |(caller, from): (&String, &Instant)| {
            let kill = kills.iter().find(|kill| **kill > *from);
            let end = ends.get(caller).filter(|end| *end > from);
            let end = [kill, end].into_iter().flatten().min()?;
            let soon = *end + Duration::from_millis(blur_ms);
            let cut = kill.is_some_and(|kill| *kill <= soon);
            let ms = u64::try_from((*end - *from).as_millis()).ok()?;
            Some((caller.clone(), Talk { ms, cut }))
        };
        Talks(from.iter().filter_map(talk).collect())
    }
}

/// Every recording can be played and is as long as the talk; returns the most that a kill
/// has cost one, in milliseconds.
pub(super) async fn recordings_are_whole(
    operator: &Operator,
    pages: &HashMap<String, CallPage>,
    talks: &Talks,
    kills: usize,
    blur_ms: u64,
) -> u64 {
    let (mut cut, mut whole, mut lost_ms) = (0, 0, 0);
    for (caller, page) in pages {
        let Talk { ms: talked_ms, cut: near_a_kill } =
            talks.0.get(caller).copied().unwrap_or_default();
        let torn = near_a_kill || is_cut(page);
        let kept_ms: u64 = page.recordings.iter().filter_map(|one| one.length_ms).sum();
        let slack_ms = if torn { LOST_MS_MAX + blur_ms } else { blur_ms };
        let answered = page.words().iter().any(|line| line.starts_with("Call answered"));
        if answered {
            assert!(
                kept_ms + slack_ms >= talked_ms,
                "{caller}: {kept_ms} ms are stored of {talked_ms} ms: {page:#?}"
            );
            lost_ms = lost_ms.max(talked_ms.saturating_sub(kept_ms));
        }
        for recording in &page.recordings {
            if recording.stage == "failed" {
                // A talk of a moment may leave nothing to store.
                assert!(talked_ms <= slack_ms, "{caller}, {talked_ms} ms: {page:#?}");
                continue;
            }
            // Nothing was recorded, nothing is kept.
            if recording.length_ms == Some(0) {
                continue;
            }
            let wav = operator.recording(recording.id).await;
            assert_eq!(Some(wav.length_ms()), recording.length_ms, "{caller}");
            assert_eq!(wav.channels.len(), 2);
            if is_cut(page) {
                cut += 1
            } else {
                whole += 1
            }
            // Holds aside, the caller is on the left and nobody else.
            let left = listen(wav.between(0, 100, wav.length_ms()), &[CALLER_HZ, PHONE_HZ]);
            assert_ne!(left, Sounding::Tone(PHONE_HZ), "{caller}");
        }
    }
    assert!(cut > kills / 4 && whole > kills / 4, "{cut} cut and {whole} whole recordings");
    lost_ms
}
