//! Between the desk's words and the line's: the only place that knows both.

use std::path::Path;

use desk::{
    Arrival, DeflectionReason, Dial, Input, LegDeparture, LegRefusal, OfferId, Order,
    RecordingFile, Toggle,
};
use line::{Announcement, Departure, LegCommand, LegEvent, Refusal, Repeat, Switch};

/// A teammate has at most eight SIP phones and the browser; eight bits leave room.
const PHONE_BITS: u32 = 8;

/// The line's name of a leg. Incoming legs keep their even number; an outgoing one is
/// odd and says which offer and which phone it is, so that nothing has to be kept in a
/// table to understand what the line tells.
#[must_use]
pub(crate) fn leg_to_line(leg: desk::LegId) -> line::LegId {
    match leg {
        desk::LegId::Caller(number) => line::LegId(number),
        desk::LegId::Offer(offer, phone) => {
            line::LegId((((offer.0 << PHONE_BITS) | u64::from(phone)) << 1) | 1)
        }
    }
}

/// The desk's name of a leg.
#[must_use]
pub(crate) fn leg_to_desk(leg: line::LegId) -> desk::LegId {
    if leg.0 & 1 == 0 {
        return desk::LegId::Caller(leg.0);
    }
    let rest = leg.0 >> 1;
    let phone = u8::try_from(rest & ((1 << PHONE_BITS) - 1)).unwrap_or(u8::MAX);
    desk::LegId::Offer(OfferId(rest >> PHONE_BITS), phone)
}

/// What the line tells, as an input; `None` for what the desk has no use for yet.
#[must_use]
pub(crate) fn input(event: LegEvent) -> Option<Input> {
    Some(match event {
        LegEvent::Arrived(arrival) => Input::CallArrived(Arrival {
            leg: leg_to_desk(arrival.leg),
            called: arrival.called,
            caller: arrival.caller,
            caller_name: arrival.caller_name,
        }),
        LegEvent::Ringing { leg } => Input::LegRinging(leg_to_desk(leg)),
        LegEvent::Answered { leg } => Input::LegAnswered(leg_to_desk(leg)),
        LegEvent::Refused { leg, why } => Input::LegRefused(leg_to_desk(leg), refusal(why)),
        LegEvent::Gone { leg, why } => Input::LegGone(leg_to_desk(leg), departure(why)),
        LegEvent::HeldByPeer { leg } => Input::LegHeld(leg_to_desk(leg)),
        LegEvent::ResumedByPeer { leg } => Input::LegResumed(leg_to_desk(leg)),
        LegEvent::PlayEnded { leg, sound: _ } => Input::PlayEnded(leg_to_desk(leg)),
        LegEvent::RecordingStopped { recording, file, length_ms } => Input::RecordingStopped(
            desk::RecordingId(recording.0),
            RecordingFile { path: file.to_string_lossy().into_owned(), length_ms },
        ),
        LegEvent::RecordingFailed { recording, file, length_ms, why: _ } => Input::RecordingFailed(
            desk::RecordingId(recording.0),
            RecordingFile { path: file.to_string_lossy().into_owned(), length_ms },
        ),
        // Keys and the first packet have no meaning before there are menus.
        LegEvent::MediaFlowing { .. } | LegEvent::Digit { .. } => return None,
        // Told to the hub, which knows whose phone it is and which tabs it serves.
        LegEvent::PhoneUp { .. } | LegEvent::PhoneDown { .. } => return None,
        LegEvent::Parted { leg } => Input::LegParted(leg_to_desk(leg)),
        LegEvent::Rejoined { leg } => Input::LegRejoined(leg_to_desk(leg)),
    })
}

fn refusal(why: Refusal) -> LegRefusal {
    match why {
        Refusal::Busy => LegRefusal::Busy,
        Refusal::Declined => LegRefusal::Declined,
        // A status that says nothing about the person counts as nobody there.
        Refusal::Unreachable | Refusal::Failed(_) => LegRefusal::Unreachable,
        Refusal::MediaFailed => LegRefusal::MediaFailed,
        Refusal::Cancelled => LegRefusal::Cancelled,
    }
}

fn departure(why: Departure) -> LegDeparture {
    match why {
        Departure::HungUp | Departure::Cancelled => LegDeparture::HungUp,
        Departure::HungUpByUs => LegDeparture::HungUpByUs,
        Departure::Silent => LegDeparture::Silent,
        Departure::MediaFailed => LegDeparture::MediaFailed,
        Departure::SignallingFailed | Departure::SetupTimeout => LegDeparture::Lost,
    }
}

/// What an order asks of the line; `None` for orders to a teammate's tabs, and for those
/// that need to know which tab's phone is up. Recordings are made in `live_dir`.
#[must_use]
pub(crate) fn command(order: Order, live_dir: &Path) -> Option<LegCommand> {
    Some(match order {
        Order::Answer(leg) => LegCommand::Answer { leg: leg_to_line(leg) },
        Order::Reject(leg, status) => LegCommand::Reject { leg: leg_to_line(leg), status },
        Order::HangUp(leg) => LegCommand::HangUp { leg: leg_to_line(leg) },
        Order::Dial(dial) => dialled(dial),
        Order::RingTabs(..) | Order::StopRinging(..) | Order::Connect { .. } => return None,
        Order::Play(leg, sound) => played(leg, sound),
        Order::Bridge(a, b) => LegCommand::Bridge { a: leg_to_line(a), b: leg_to_line(b) },
        Order::Unbridge(leg) => LegCommand::Unbridge { leg: leg_to_line(leg) },
        Order::Mute(leg, toggle) => LegCommand::Mute { leg: leg_to_line(leg), on: switch(toggle) },
        Order::Record { recording, caller, desk } => LegCommand::Record {
            recording: line::RecordingId(recording.0),
            caller: leg_to_line(caller),
            desk: leg_to_line(desk),
            file: live_dir.join(format!("{recording}.wav")),
        },
        Order::PauseRecording(recording) => {
            LegCommand::PauseRecording { recording: line::RecordingId(recording.0) }
        }
        Order::ResumeRecording(recording) => {
            LegCommand::ResumeRecording { recording: line::RecordingId(recording.0) }
        }
        Order::StopRecording(recording) => {
            LegCommand::StopRecording { recording: line::RecordingId(recording.0) }
        }
    })
}

fn dialled(dial: Dial) -> LegCommand {
    LegCommand::Dial {
        leg: leg_to_line(dial.leg),
        to: dial.to,
        caller: dial.caller,
        caller_name: dial.caller_name,
        auto_answer: match dial.auto_answer {
            Toggle::On => true,
            Toggle::Off => false,
        },
    }
}

fn played(leg: desk::LegId, sound: desk::Sound) -> LegCommand {
    let once = |announcement| (line::Sound::Announcement(announcement), Repeat::Once);
    let (sound, repeat) = match sound {
        desk::Sound::HoldMusic => (line::Sound::HoldMusic, Repeat::Forever),
        desk::Sound::RecordingConsent => once(Announcement::RecordingConsent),
        desk::Sound::Deflection(reason) => once(match reason {
            DeflectionReason::WorkspaceOutOfOffice | DeflectionReason::TeamOutOfOffice => {
                Announcement::OfficeClosed
            }
            DeflectionReason::NoTeammatesAvailable => Announcement::NobodyAvailable,
            DeflectionReason::QueueFull { .. } => Announcement::QueueFull,
            DeflectionReason::HoldTimeout { .. } => Announcement::WaitedTooLong,
        }),
    };
    LegCommand::Play { leg: leg_to_line(leg), sound, repeat }
}

/// On or off, in the line's words.
pub(crate) fn switch(toggle: Toggle) -> Switch {
    match toggle {
        Toggle::On => Switch::On,
        Toggle::Off => Switch::Off,
    }
}

#[cfg(test)]
mod tests;
