//! Orders: legs come and go, are bridged, muted, and hear sounds.

use std::collections::hash_map::{Entry, RandomState};
use std::hash::BuildHasher;
use std::net::UdpSocket;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use mio::{Interest, Token};

use super::{Engine, Loading, Order, Progress, TICK};
use crate::media::MediaEvent;
use crate::media::leg::{Carrier, Leg, Port, Ways};
use crate::media::outgoing::Outgoing;
use crate::media::player::Player;
use crate::media::scribe::{Loaded, Note};
use crate::media::sounds::{self, Clip, Origin};
use crate::vocabulary::{LegCommand, LegEvent, LegId, Repeat, Sound};

impl Engine {
    pub(super) fn obey(&mut self, order: Order, now: Instant) {
        match order {
            Order::Open { leg, socket } => self.open(leg, socket, now),
            Order::Connect { leg, far } => {
                if let Some(leg) = self.leg(leg) {
                    let rule = self.settings.latch;
                    self.legs[leg].connect(far, rule, now);
                    let ways =
                        &mut Ways { phones: &mut self.phones, counters: &self.shared.counters };
                    self.legs[leg].keep_alive(now, ways);
                }
            }
            Order::Close { leg } => self.close(leg, now),
            Order::PhoneOpen(opened) => self.phone_open(opened, now),
            Order::PhoneClose(phone) => self.phone_close(phone, now),
            Order::Do(command) => self.command(command, now),
            Order::Loaded { path, clip } => self.loaded(&path, clip, now),
            Order::Bridges(answer) => {
                // Whoever asked may have stopped waiting.
                let _ = answer.send(self.bridges());
            }
            Order::Stop => {}
        }
    }

    fn command(&mut self, command: LegCommand, now: Instant) {
        match command {
            LegCommand::Play { leg, sound, repeat } => self.play(leg, sound, repeat, now),
            LegCommand::StopPlay { leg } => self.stop_play(leg),
            LegCommand::Bridge { a, b } => self.bridge(a, b, now),
            LegCommand::Unbridge { leg } => self.unbridge(leg),
            LegCommand::Mute { leg, on } => {
                if let Some(key) = self.leg(leg) {
                    self.legs[key].mute(on, now);
                }
            }
            LegCommand::Record { recording, caller, desk, file } => {
                self.record(recording, caller, desk, file, now);
            }
            LegCommand::RecordDesk { recording, desk } => self.record_desk(recording, desk),
            LegCommand::PauseRecording { recording } => self.pause_recording(recording, now),
            LegCommand::ResumeRecording { recording } => self.resume_recording(recording, now),
            LegCommand::StopRecording { recording } => self.stop_recording(recording, now),
            LegCommand::Connect { leg, phone } => self.carry(leg, phone, now),
            LegCommand::Echo { phone, on } => self.phones.echo(phone, on),
            // The signalling's.
            LegCommand::Ring { .. }
            | LegCommand::Answer { .. }
            | LegCommand::Reject { .. }
            | LegCommand::Dial { .. }
            | LegCommand::HangUp { .. } => {}
        }
    }

    /// The slot of a leg.
    pub(super) fn leg(&self, leg: LegId) -> Option<usize> {
        self.places.get(&leg).copied()
    }

    fn open(&mut self, id: LegId, socket: UdpSocket, now: Instant) {
        let mut socket = mio::net::UdpSocket::from_std(socket);
        let Entry::Vacant(place) = self.places.entry(id) else {
            return;
        };
        let slot = self.legs.vacant_entry();
        let token = Token(slot.key());
        if let Err(error) = self.poll.registry().register(&mut socket, token, Interest::READABLE) {
            tracing::warn!(leg.id = id.0, %error, "an RTP socket cannot be watched");
            drop(socket);
            self.shared.free(id);
            (self.sink)(MediaEvent::Failed(id));
            return;
        }
        let outgoing = fresh_stream(id.0);
        place.insert(slot.key());
        slot.insert(Leg::new(id, Carrier::Port(Port::new(socket)), outgoing, now));
        self.clock.scan.get_or_insert(now);
    }

    fn close(&mut self, id: LegId, now: Instant) {
        let Some(key) = self.leg(id) else {
            return;
        };
        self.part(key);
        self.forget_loading(id);
        self.stop_recordings_of(id, now);
        self.places.remove(&id);
        let mut leg = self.legs.remove(key);
        self.playing.retain(|playing| *playing != key);
        match &mut leg.carrier {
            Carrier::Port(port) => {
                if let Err(error) = self.poll.registry().deregister(&mut port.socket) {
                    tracing::debug!(leg.id = id.0, %error, "an RTP socket was not watched");
                }
            }
            Carrier::Phone(phone) => self.phones.give_back(*phone, leg.outgoing),
            Carrier::Nothing => {}
        }
        drop(leg.carrier);
        self.shared.free(id);
    }

    fn bridge(&mut self, a: LegId, b: LegId, now: Instant) {
        let (Some(one), Some(other)) = (self.leg(a), self.leg(b)) else {
            return;
        };
        if one == other {
            return;
        }
        if self.legs[one].peer != Some(other) {
            self.part(one);
            self.part(other);
            self.legs[one].bridge(other, now);
            self.legs[other].bridge(one, now);
        }
        self.stop_play(a);
        self.stop_play(b);
        self.retap(a);
        self.retap(b);
    }

    fn unbridge(&mut self, leg: LegId) {
        let Some(key) = self.leg(leg) else {
            return;
        };
        if let Some(peer) = self.part(key) {
            // Both hear silence until told otherwise, whatever was played to them.
            self.stop_play(leg);
            self.stop_play(peer);
        }
    }

    /// Parts a leg from its peer, if it has one.
    fn part(&mut self, key: usize) -> Option<LegId> {
        let peer = self.legs[key].peer.take()?;
        self.legs[peer].peer = None;
        let (leg, peer) = (self.legs[key].id, self.legs[peer].id);
        self.retap(leg);
        self.retap(peer);
        Some(peer)
    }

    /// Each bridged pair once.
    fn bridges(&self) -> Vec<(LegId, LegId)> {
        let pairs = self.legs.iter().filter_map(|(key, leg)| {
            let peer = leg.peer.filter(|peer| key < *peer)?;
            Some((leg.id, self.legs[peer].id))
        });
        pairs.collect()
    }

    fn play(&mut self, leg: LegId, sound: Sound, repeat: Repeat, now: Instant) {
        let Some(key) = self.leg(leg) else {
            return;
        };
        self.stop_play(leg);
        match sounds::origin(&sound) {
            Ok(Origin::Clip(clip)) => self.start_play(key, sound, repeat, clip, now),
            Ok(Origin::File(path)) => {
                let path = path.to_owned();
                if let Some(clip) = self.clips.get(&path).and_then(std::sync::Weak::upgrade) {
                    self.start_play(key, sound, repeat, Clip::Loaded(clip), now);
                    return;
                }
                self.loading.push(Loading { leg, path: path.clone(), repeat });
                self.note(Note::Load { path });
            }
            Err(problem) => {
                tracing::error!(?sound, %problem, "a shipped sound is broken");
                self.no_sound(leg, sound, repeat);
            }
        }
    }

    /// A file was read: starts it wherever it is waited for.
    fn loaded(&mut self, path: &PathBuf, clip: Loaded, now: Instant) {
        let clip = clip.map_err(|problem| {
            tracing::warn!(file = %path.display(), %problem, "a sound cannot be played");
        });
        self.clips.retain(|_, clip| clip.strong_count() > 0);
        if let Ok(clip) = &clip {
            self.clips.insert(path.clone(), Arc::downgrade(clip));
        }
        let waiting: Vec<Loading> =
            self.loading.extract_if(.., |loading| loading.path == *path).collect();
        for Loading { leg, path, repeat } in waiting {
            let sound = Sound::File(path);
            match (&clip, self.leg(leg)) {
                (Ok(clip), Some(key)) => {
                    self.start_play(key, sound, repeat, Clip::Loaded(clip.clone()), now);
                }
                (Err(()), Some(_)) => self.no_sound(leg, sound, repeat),
                (Ok(_) | Err(()), None) => {}
            }
        }
    }

    /// A sound that cannot be played has ended: nothing may wait for it for ever.
    fn no_sound(&mut self, leg: LegId, sound: Sound, repeat: Repeat) {
        match repeat {
            Repeat::Once => {
                (self.sink)(MediaEvent::Leg(LegEvent::PlayEnded { leg, sound }));
            }
            Repeat::Forever => {}
        }
    }

    fn start_play(&mut self, key: usize, sound: Sound, repeat: Repeat, clip: Clip, now: Instant) {
        // All sounds keep step with one grid of ticks, so that each tick finds exactly
        // one packet due of each.
        let next = *self.clock.play.get_or_insert(now + TICK);
        let started = next.checked_sub(TICK).unwrap_or(now).min(now);
        self.legs[key].player = Some(Player::new(sound, repeat, clip, started));
        self.legs[key].outgoing.cut();
        if self.advance(key, started, now) == Progress::Playing {
            self.playing.push(key);
        }
    }

    fn stop_play(&mut self, leg: LegId) {
        self.forget_loading(leg);
        let Some(key) = self.leg(leg) else {
            return;
        };
        if self.legs[key].player.take().is_some() {
            self.legs[key].outgoing.cut();
            self.playing.retain(|playing| *playing != key);
        }
    }

    fn forget_loading(&mut self, leg: LegId) {
        self.loading.retain(|loading| loading.leg != leg);
    }

    /// Gives the disk thread something to do.
    pub(super) fn note(&self, note: Note) {
        if self.scribe.send(note).is_err() {
            tracing::error!("the disk thread of the media engine is gone");
        }
    }
}

/// A stream that starts anywhere (RFC 3550 section 5.1), by the standard library's random
/// hash keys.
pub(super) fn fresh_stream(of: u64) -> Outgoing {
    let [a, b, c, d, e, f, g, h] = RandomState::new().hash_one(of).to_ne_bytes();
    let (ssrc, sequence) = (u32::from_ne_bytes([a, b, c, d]), u16::from_ne_bytes([e, f]));
    Outgoing::new(ssrc, sequence, u32::from(u16::from_ne_bytes([g, h])) << 16)
}
