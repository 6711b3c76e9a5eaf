//! The callers of a demo that somebody visits: they wait, are answered, talk as one talks
//! who is listened to, and leave.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use desk::{CallId, Fact, Logged, TeammateId};
use fastrand::Rng;
use phones::{Audio, Call, CallPlan, Caller, Exchange, Script, Sound, Speech};
use tokio::sync::{broadcast, mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::contacts::{REGULARS, Regular};
use super::sample::{SUPPORT_NUMBER, VISITOR};
use crate::config::Wrong;
use crate::serve::Running;

/// So many callers of a hundred are known already.
const KNOWN_PERCENT: u32 = 65;

/// Whoever answers is let speak first, for so long at most.
const GREETING_MAX: Duration = Duration::from_secs(4);

/// Somebody who says nothing for so long has heard enough.
const SILENT_MAX: Duration = Duration::from_secs(8);

/// A pause of so long is the end of what was said.
const PAUSE: Duration = Duration::from_millis(1_200);

/// A noisy room and hold music are listened to for so long, a greeting not even that.
const LISTENS_MAX: Duration = Duration::from_secs(20);
const GREETED_MAX: Duration = Duration::from_secs(8);

/// How often a caller listens, and what counts as a voice.
const LISTEN: Duration = Duration::from_millis(200);
const VOICE: f32 = 0.01;

/// Longer than any call of the demo.
const FOR_EVER: Duration = Duration::from_secs(3_600);

/// Who answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answered {
    /// The person at the browser.
    ByVisitor,
    /// A synthetic teammate, who hangs up alone.
    ByAnother,
}

/// Callers who wait for an answer, by the number they show.
type Waiting = BTreeMap<Option<String>, VecDeque<oneshot::Sender<Answered>>>;

/// All callers of the demo.
pub(super) struct Callers<'a> {
    running: &'a Running,
    script: Script,
    exchange: Arc<Exchange>,
    chance: Rng,
    waiting: Waiting,
    living: JoinSet<()>,
}

impl<'a> Callers<'a> {
    /// Callers who do what the script says.
    pub(super) fn new(running: &'a Running, script: Script, exchange: Exchange) -> Self {
        let chance = Rng::with_seed(script.seed);
        let exchange = Arc::new(exchange);
        let (waiting, living) = (BTreeMap::new(), JoinSet::new());
        Self { running, script, exchange, chance, waiting, living }
    }

    /// Calls until the script is over; one call more for each wish, to the support line.
    pub(super) async fn run(
        mut self,
        mut facts: broadcast::Receiver<Arc<[Logged]>>,
        mut wishes: mpsc::Receiver<()>,
    ) -> Result<(), Wrong> {
        let script = self.script.clone();
        let start = Instant::now();
        let mut day = script.callers().peekable();
        loop {
            let next = day.peek().map(|caller| start + caller.after);
            if next.is_none() && self.living.is_empty() {
                return Ok(());
            }
            tokio::select! {
                () = sleep_until(next.unwrap_or(start + FOR_EVER)), if next.is_some() => {
                    if let Some(caller) = day.next() {
                        self.place(caller)?;
                    }
                }
                Some(()) = wishes.recv() => self.extra()?,
                news = facts.recv() => match news {
                    Ok(news) => self.hear(&news).await,
                    // Who was answered meanwhile loses patience instead.
                    Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return Ok(()),
                },
                Some(_) = self.living.join_next() => {}
            }
        }
    }

    fn place(&mut self, caller: Caller) -> Result<(), Wrong> {
        let known = caller.from.is_some() && self.chance.u32(0..100) < KNOWN_PERCENT;
        let regular = known.then(|| REGULARS[self.chance.usize(..REGULARS.len())]);
        let speech = regular.map_or_else(|| self.chance.usize(..6), |regular| regular.voice);
        self.call(regular, speech, caller)
    }

    /// One call more, so that the visitor's turn comes.
    fn extra(&mut self) -> Result<(), Wrong> {
        let regular = REGULARS[self.chance.usize(..REGULARS.len())];
        let (patience, talk) = (self.script.patience.1, self.script.talks.1);
        let caller = Caller {
            after: Duration::ZERO,
            from: Some(regular.number.to_owned()),
            to: SUPPORT_NUMBER.to_owned(),
            patience,
            talk,
            speech: Speech::caller(regular.voice),
        };
        self.call(Some(regular), regular.voice, caller)
    }

    fn call(&mut self, known: Option<Regular>, voice: usize, caller: Caller) -> Result<(), Wrong> {
        let from = known.map(|regular| regular.number.to_owned()).or(caller.from.clone());
        let plan = CallPlan {
            from: from.clone(),
            name: known.map(|regular| regular.name.to_owned()),
            audio: Audio::On(Sound::Quiet),
            ..CallPlan::new(caller.to.clone(), self.script.server)
        };
        let call = self.exchange.call(plan).map_err(super::unable)?;
        let (answered, answer) = oneshot::channel();
        self.waiting.entry(from).or_default().push_back(answered);
        self.living.spawn(live(call, caller, voice, answer));
        Ok(())
    }

    async fn hear(&mut self, news: &[Logged]) {
        for logged in news {
            if let Fact::CallAnswered { call, teammate, .. } = logged.fact {
                self.answered(call, teammate).await;
            }
        }
    }

    async fn answered(&mut self, call: CallId, teammate: TeammateId) {
        let number = self
            .running
            .look(move |desk| desk.call_content(call).map(|content| content.caller.clone()));
        let Ok(Some(number)) = number.await else { return };
        let Some(waiting) = self.waiting.get_mut(&number) else { return };
        let who = if teammate == VISITOR { Answered::ByVisitor } else { Answered::ByAnother };
        // Those who have given up in the meantime hear nothing any more.
        while let Some(caller) = waiting.pop_front() {
            if caller.send(who).is_ok() {
                break;
            }
        }
    }
}

/// One caller, from the first ring to the end.
async fn live(call: Call, caller: Caller, voice: usize, answer: oneshot::Receiver<Answered>) {
    let answered = tokio::select! {
        () = ended(&call) => return,
        answered = timeout(caller.patience, answer) => answered,
    };
    match answered {
        Ok(Ok(Answered::ByVisitor)) => {
            tokio::select! {
                () = ended(&call) => return,
                () = talk(&call, voice) => {}
            }
        }
        Ok(Ok(Answered::ByAnother)) => {
            call.play(Sound::Speech(Speech::caller(voice)));
            tokio::select! {
                () = ended(&call) => return,
                () = sleep(caller.talk) => {}
            }
        }
        // Nobody came in time.
        Ok(Err(_)) | Err(_) => {}
    }
    call.hang_up();
}

async fn ended(call: &Call) {
    // It ends in any case, and then this is over as well.
    let _ = call.until(FOR_EVER, |call| call.ending().is_some()).await;
}

/// Says what the matter is, listens, goes on, listens, and takes leave.
async fn talk(call: &Call, voice: usize) {
    listen(call, GREETING_MAX, GREETED_MAX).await;
    for speech in [Speech::caller(voice), Speech::caller_more(voice)] {
        call.play(Sound::Speech(speech));
        sleep(speech.length()).await;
        listen(call, SILENT_MAX, LISTENS_MAX).await;
    }
    let goodbye = Speech::caller_goodbye(voice);
    call.play(Sound::Speech(goodbye));
    sleep(goodbye.length()).await;
}

/// Returns once the other side has said something, or nothing for long enough.
async fn listen(call: &Call, silent_max: Duration, longest: Duration) {
    let begun = Instant::now();
    let (mut spoke, mut last) = (false, begun);
    while begun.elapsed() < longest {
        sleep(LISTEN).await;
        if call.heard().loudness(LISTEN) > VOICE {
            (spoke, last) = (true, Instant::now());
        }
        let enough = if spoke { PAUSE } else { silent_max };
        if last.elapsed() > enough {
            return;
        }
    }
}
