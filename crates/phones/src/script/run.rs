//! Playing a script.

use super::{Caller, Script};
use crate::call::Call;
use crate::exchange::Exchange;
use crate::media::Sound;
use crate::view::{Event, Side};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// Calls are looked at this often even when nothing was told.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// What became of the callers of a script, as they see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Played {
    /// Calls placed.
    pub placed: u64,
    /// Callers who reached a person (those with a withheld number cannot tell).
    pub talked: u64,
    /// Callers who hung up before they reached anybody.
    pub gave_up: u64,
    /// Callers whose call the server ended or refused.
    pub sent_away: u64,
}

/// A caller on the line.
struct Live {
    nth: u64,
    caller: Caller,
    call: Call,
    talking: bool,
}

/// What makes a caller hang up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Alarm {
    Impatience,
    EndOfTalk,
}

struct Run<'a> {
    script: &'a Script,
    exchange: &'a Exchange,
    live: Vec<Live>,
    /// When patience or talk is over, and whose.
    alarms: BinaryHeap<Reverse<(Instant, u64, Alarm)>>,
    played: Played,
}

impl Script {
    /// Plays the script: places its calls from `callers` and hangs up as it
    /// says. `phones` tells who answers: the [events](Exchange::events) of the
    /// exchange on which the teammates' phones stand. Ends when the last call
    /// has ended; dropping the future stops the arrivals and leaves the calls
    /// that are up to end by themselves.
    ///
    /// # Errors
    /// When no socket can be opened for a caller's sound.
    pub async fn run(
        &self,
        callers: &Exchange,
        mut phones: mpsc::Receiver<Event>,
    ) -> io::Result<Played> {
        let (live, alarms) = (Vec::new(), BinaryHeap::new());
        let mut run =
            Run { script: self, exchange: callers, live, alarms, played: Played::default() };
        let mut own = callers.events();
        let start = Instant::now();
        let mut day = self.callers().peekable();
        loop {
            let now = Instant::now();
            while let Some(caller) = day.next_if(|caller| start + caller.after <= now) {
                run.place(caller, now)?;
            }
            run.on_time(now);
            run.sweep();
            let next = day.peek().map(|caller| start + caller.after);
            if next.is_none() && run.live.is_empty() {
                return Ok(run.played);
            }
            let alarm = run.alarms.peek().map(|Reverse((at, ..))| *at);
            let wake = [next, alarm].into_iter().flatten().min();
            let wake = wake.unwrap_or(now + LOOK_AGAIN).min(now + LOOK_AGAIN);
            tokio::select! {
                Some(event) = phones.recv() => run.told(&event),
                Some(_) = own.recv() => {}
                () = tokio::time::sleep_until(wake.into()) => {}
            }
        }
    }
}

impl Run<'_> {
    fn place(&mut self, caller: Caller, now: Instant) -> io::Result<()> {
        let nth = self.played.placed;
        let call = self.exchange.call(self.script.plan(&caller))?;
        self.played.placed += 1;
        if caller.from.is_some() {
            self.alarms.push(Reverse((now + caller.patience, nth, Alarm::Impatience)));
        }
        self.live.push(Live { nth, caller, call, talking: false });
        Ok(())
    }

    /// A phone has answered: whoever called from the number it shows talks now.
    fn told(&mut self, event: &Event) {
        let Event::Answered { caller: Some(number), at, .. } = event else { return };
        let waits =
            |live: &&mut Live| !live.talking && live.caller.from.as_deref() == Some(&**number);
        if let Some(live) = self.live.iter_mut().find(waits) {
            live.talking = true;
            self.played.talked += 1;
            live.call.play(Sound::Speech(live.caller.speech));
            self.alarms.push(Reverse((*at + live.caller.talk, live.nth, Alarm::EndOfTalk)));
        }
    }

    /// Hangs up for those whose patience, or whose talk, is over.
    fn on_time(&mut self, now: Instant) {
        while let Some(Reverse((at, nth, alarm))) = self.alarms.peek().copied() {
            if at > now {
                return;
            }
            self.alarms.pop();
            let due = |live: &&Live| live.nth == nth && live.talking == (alarm == Alarm::EndOfTalk);
            if let Some(live) = self.live.iter().find(due) {
                live.call.hang_up();
            }
        }
    }

    fn sweep(&mut self) {
        let played = &mut self.played;
        self.live.retain(|live| {
            let Some(ending) = live.call.view().ending() else { return true };
            match ending.by {
                _ if live.talking => {}
                Side::Near => played.gave_up += 1,
                Side::Far | Side::Nobody => played.sent_away += 1,
            }
            false
        });
    }
}
