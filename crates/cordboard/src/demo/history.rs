//! The days before the visitor came: calls that the real desk took, each at its own time,
//! with a telephony edge that is only told about. What is read later is what the rules
//! made of it, not what somebody wrote down.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use desk::{
    Arrival, CallId, Command, ContactId, ConversationId, Desk, Input, LegDeparture, LegId, Millis,
    Order, RecordingFile, RecordingId, Reply, Sound, Stage, TeammateId,
};
use fastrand::Rng;
use phones::{SAMPLE_RATE, Speech};
use store::{Store, StoreError};

use super::contacts::{REGULARS, Regular};
use super::sample::{SALES_NUMBER, SUPPORT_NUMBER};
use crate::boot;
use crate::config::{Config, Wrong};
use crate::ledger::Ledger;
use crate::serve::{WORKSPACE, sentence, store_settings};

/// How many calls there were.
const CALLS: u64 = 30;

/// The first was so long ago, …
const SINCE_MS: u64 = 3 * 24 * 3_600_000;

/// … and the last ended before that much.
const UNTIL_MS: u64 = 20 * 60_000;

/// Longer than the announcement about recording.
const CONSENT_MS: u64 = 2_500;

/// Stereo, 16 bit.
const FRAME_BYTES: u32 = 4;

/// What a caller of those days does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Course {
    /// Talks, and the conversation is closed with a note.
    Served,
    /// Talks, is put on hold in between, and the conversation stays open.
    Held,
    /// Nobody picks up at first.
    MissedFirst,
    /// Hangs up while it rings.
    GaveUp,
}

/// Writes the days down, unless the log has begun already.
pub(super) async fn write(config: &Config, seed: u64, now: Millis) -> Result<(), Wrong> {
    config.make_folders()?;
    let failed = |error: StoreError| Wrong::new(sentence(&error));
    let store = Arc::new(Store::open(&store_settings(config)).await.map_err(failed)?);
    if store.last(WORKSPACE).await.map_err(failed)?.is_none() {
        let ledger = Ledger::take_over(Arc::clone(&store), WORKSPACE).await.map_err(failed)?;
        let (config, live_dir) = (config.clone(), config.live_dir());
        // The ledger waits for the store, which a worker of the runtime must not.
        let written = tokio::task::spawn_blocking(move || {
            let desk = ledger.open_desk()?;
            let chance = Rng::with_seed(seed);
            let mut past = Past { desk, ledger, live_dir, chance, legs: 0 };
            past.days(&config, now)
        });
        let written = written.await.map_err(|_| Wrong::new("The sample could not be made."))?;
        written.map_err(failed)?;
    }
    if let Some(store) = Arc::into_inner(store) {
        store.close().await;
    }
    Ok(())
}

struct Past {
    desk: Desk,
    ledger: Ledger,
    live_dir: PathBuf,
    chance: Rng,
    legs: u64,
}

/// One call on its way.
struct Under {
    regular: Regular,
    leg: LegId,
    call: CallId,
    conversation: ConversationId,
    contact: ContactId,
}

impl Past {
    fn days(&mut self, config: &Config, now: Millis) -> Result<(), StoreError> {
        let begin = Millis(now.0.saturating_sub_unsigned(SINCE_MS));
        for input in boot::settings(&self.desk, &config.workspace) {
            self.step(begin, input)?;
        }
        let apart = (SINCE_MS - UNTIL_MS) / CALLS;
        for nth in 0..CALLS {
            let at = begin.plus(60_000 + nth * apart + self.chance.u64(0..apart / 2));
            let regular = REGULARS[usize::try_from(nth).unwrap_or(0) % REGULARS.len()];
            let course = match nth % 6 {
                0 | 3 => Course::Served,
                1 => Course::Held,
                4 => Course::MissedFirst,
                5 => Course::GaveUp,
                _ => Course::Served,
            };
            self.call(at, regular, course)?;
        }
        Ok(())
    }

    /// One input at its time, written down at once.
    fn step(&mut self, at: Millis, input: Input) -> Result<(Vec<Order>, Reply), StoreError> {
        let mut turn = desk::turn(&mut self.desk, vec![(at, input)], &mut self.ledger)?;
        self.ledger.commit(at, &turn)?;
        Ok((turn.orders, turn.replies.pop().unwrap_or(Reply::Done)))
    }

    fn call(&mut self, at: Millis, regular: Regular, course: Course) -> Result<(), StoreError> {
        self.legs += 2;
        let leg = LegId::Caller(self.legs);
        let called = if self.chance.u8(0..4) == 0 { SALES_NUMBER } else { SUPPORT_NUMBER };
        let arrival = Arrival {
            leg,
            called: called.to_owned(),
            caller: Some(regular.number.to_owned()),
            caller_name: Some(regular.name.to_owned()),
        };
        let (mut orders, reply) = self.step(at, Input::CallArrived(arrival))?;
        let Reply::Call(call) = reply else { return Ok(()) };
        let Some(state) = self.desk.call(call) else { return Ok(()) };
        let (conversation, contact) = (state.conversation, state.contact);
        let under = Under { regular, leg, call, conversation, contact };
        let mut at = at;
        if plays_consent(&orders) {
            at = at.plus(CONSENT_MS);
            orders = self.step(at, Input::PlayEnded(leg))?.0;
        }
        if course == Course::MissedFirst {
            // The ring runs out, and the next one is rung.
            at = at.plus(self.desk.settings().ring_ms + 50);
            orders = self.step(at, Input::Tick)?.0;
        }
        let rings_ms = self.chance.u64(2_000..9_000);
        let Some(phone) = dialled(&orders).filter(|_| course != Course::GaveUp) else {
            return self.gone(at.plus(rings_ms), leg).map(drop);
        };
        self.step(at.plus(400), Input::LegRinging(phone))?;
        let answered = at.plus(rings_ms);
        let (orders, _) = self.step(answered, Input::LegAnswered(phone))?;
        self.talk(answered, &under, phone, course, recorded(&orders))
    }

    fn talk(
        &mut self,
        from: Millis,
        under: &Under,
        phone: LegId,
        course: Course,
        recording: Option<RecordingId>,
    ) -> Result<(), StoreError> {
        let Some(teammate) = self.talks(under.call) else { return Ok(()) };
        let talk = Conversation::of(under.regular.voice);
        let call = under.call;
        let mut end = from.plus(talk.length_ms() + self.chance.u64(1_000..4_000));
        if course == Course::Held {
            self.step(from.plus(6_000), Input::Command(teammate, Command::Hold { call }))?;
            self.step(from.plus(15_000), Input::Command(teammate, Command::Resume { call }))?;
            end = end.plus(9_000);
        }
        self.gone(end, under.leg)?;
        self.step(end.plus(20), Input::LegGone(phone, LegDeparture::HungUpByUs))?;
        if let Some(recording) = recording {
            let path = self.live_dir.join(format!("{recording}.wav"));
            // Without the file the card says that the recording is missing: so it is.
            let length_ms = talk.store(&path, end.since(from)).unwrap_or(0);
            let file = RecordingFile { path: path.to_string_lossy().into_owned(), length_ms };
            self.step(end.plus(40), Input::RecordingStopped(recording, file))?;
        }
        self.afterwards(end.plus(4_000), under, teammate, course)
    }

    /// What the teammate writes down, and whether the matter is closed.
    fn afterwards(
        &mut self,
        at: Millis,
        under: &Under,
        teammate: TeammateId,
        course: Course,
    ) -> Result<(), StoreError> {
        let Under { regular, conversation, contact, .. } = under;
        let conversation = *conversation;
        let body = regular.note.to_owned();
        self.step(at, Input::Command(teammate, Command::AddNote { conversation, body }))?;
        let email = regular.name.to_lowercase().replace(' ', ".") + "@example.com";
        let email = Some(email);
        let edit = Command::EditContact { contact: *contact, name: None, email };
        self.step(at.plus(5_000), Input::Command(teammate, edit))?;
        if course == Course::Served {
            let close = Command::Close { conversation };
            self.step(at.plus(6_000), Input::Command(teammate, close))?;
        }
        Ok(())
    }

    fn gone(&mut self, at: Millis, leg: LegId) -> Result<Vec<Order>, StoreError> {
        Ok(self.step(at, Input::LegGone(leg, LegDeparture::HungUp))?.0)
    }

    fn talks(&self, call: CallId) -> Option<TeammateId> {
        match self.desk.call(call)?.stage {
            Stage::Talking(talk) | Stage::OnHold(talk) => Some(talk.teammate),
            Stage::Menu
            | Stage::Queued { .. }
            | Stage::Ringing { .. }
            | Stage::Deflected { .. }
            | Stage::Ended { .. } => None,
        }
    }
}

fn plays_consent(orders: &[Order]) -> bool {
    orders.iter().any(|order| matches!(order, Order::Play(_, Sound::RecordingConsent)))
}

fn dialled(orders: &[Order]) -> Option<LegId> {
    orders
        .iter()
        .find_map(|order| if let Order::Dial(dial) = order { Some(dial.leg) } else { None })
}

fn recorded(orders: &[Order]) -> Option<RecordingId> {
    orders.iter().find_map(|order| {
        if let Order::Record { recording, .. } = order { Some(*recording) } else { None }
    })
}

/// What was said, and by whom.
struct Conversation {
    customer: [Speech; 3],
    teammate: [Speech; 1],
}

impl Conversation {
    fn of(voice: usize) -> Self {
        Self {
            customer: [
                Speech::caller(voice),
                Speech::caller_more(voice),
                Speech::caller_goodbye(voice),
            ],
            teammate: [Speech::teammate(voice)],
        }
    }

    /// In the order in which they speak: the teammate after the customer's first words.
    fn lines(&self) -> [(Channel, Speech); 4] {
        let [matter, more, goodbye] = self.customer;
        let [answer] = self.teammate;
        [
            (Channel::Left, matter),
            (Channel::Right, answer),
            (Channel::Left, more),
            (Channel::Left, goodbye),
        ]
    }

    fn length_ms(&self) -> u64 {
        let length = |speech: Speech| u64::try_from(speech.length().as_millis()).unwrap_or(0);
        self.lines().into_iter().map(|(_, speech)| length(speech)).sum()
    }

    /// Stores what a recorder would have stored in that time; returns its length.
    fn store(&self, path: &Path, time_ms: u64) -> std::io::Result<u64> {
        let rate = u64::from(SAMPLE_RATE);
        let frames = usize::try_from(time_ms * rate / 1_000).unwrap_or(0);
        let mut audio = vec![0_u8; frames * FRAME_BYTES as usize];
        let mut at = 0;
        for (channel, speech) in self.lines() {
            let samples = speech.samples();
            for (nth, sample) in samples.iter().enumerate() {
                let place = (at + nth) * FRAME_BYTES as usize + channel as usize;
                if let Some(bytes) = audio.get_mut(place..place + 2) {
                    bytes.copy_from_slice(&sample.to_le_bytes());
                }
            }
            at += samples.len();
        }
        let mut file = std::fs::File::create(path)?;
        file.write_all(&header(u32::try_from(audio.len()).unwrap_or(u32::MAX)))?;
        file.write_all(&audio)?;
        Ok(time_ms)
    }
}

/// Where in a frame: the caller left, the desk side right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Channel {
    Left = 0,
    Right = 2,
}

/// Multimedia Programming Interface and Data Specifications 1.0, "Waveform Audio File
/// Format": stereo, 16 bit, at the telephone's rate.
fn header(audio_bytes: u32) -> Vec<u8> {
    let mut header = Vec::with_capacity(44);
    header.extend(b"RIFF");
    header.extend((36 + audio_bytes).to_le_bytes());
    header.extend(b"WAVEfmt ");
    header.extend(16_u32.to_le_bytes());
    header.extend(1_u16.to_le_bytes());
    header.extend(2_u16.to_le_bytes());
    header.extend(SAMPLE_RATE.to_le_bytes());
    header.extend((SAMPLE_RATE * FRAME_BYTES).to_le_bytes());
    header.extend(4_u16.to_le_bytes());
    header.extend(16_u16.to_le_bytes());
    header.extend(b"data");
    header.extend(audio_bytes.to_le_bytes());
    header
}
