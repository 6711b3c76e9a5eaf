//! Opus towards browsers on bad networks.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use crate::rig::{PATIENCE, Rig, channels, is, share};
use audio_codec::opus::{OpusApplication, OpusDecoder, OpusEncoder};
use audio_codec::{Decoder, Encoder};
use line::{LegCommand, LegEvent, LegId, PhoneCodec, PhoneId, Switch};
use phones::{Browser, Coder, Sound};

const ANA: PhoneId = PhoneId(11);
const DESK: LegId = LegId(1);

/// A browser's coders: it speaks at 48 kHz, as browsers do.
struct Coders {
    encoder: OpusEncoder,
    decoder: OpusDecoder,
}

impl Coders {
    fn new() -> Box<Coders> {
        let encoder = OpusEncoder::new_with_application(48_000, 1, OpusApplication::Voip);
        Box::new(Coders { encoder, decoder: OpusDecoder::new(8_000, 1) })
    }
}

impl Coder for Coders {
    fn encode(&mut self, samples: &[i16]) -> Vec<u8> {
        // Six times as many samples, along straight lines.
        let mut wide = Vec::with_capacity(samples.len() * 6);
        for (nth, sample) in samples.iter().enumerate() {
            let next = samples.get(nth + 1).unwrap_or(sample);
            for step in 0..6 {
                let (from, to) = (i32::from(*sample), i32::from(*next));
                wide.push(i16::try_from(from + (to - from) * step / 6).unwrap());
            }
        }
        let mut packet = [0; 1_275];
        let length = self.encoder.encode_into(&wide, &mut packet).unwrap();
        packet[..length].to_vec()
    }

    fn decode(&mut self, packet: &[u8]) -> Vec<i16> {
        let mut samples = [0; 320];
        let length = self.decoder.decode_into(packet, &mut samples).unwrap();
        samples[..length].to_vec()
    }
}

#[tokio::test]
async fn a_call_over_opus_is_heard_both_ways_recorded_and_takes_keys() {
    let mut rig = Rig::new().await;
    let (call, caller) = rig.caller(Sound::Tone(500)).await;
    let (ana, offer) = Browser::offer_opus(crate::rig::HOME, Coders::new()).unwrap();
    rig.connect(ANA, &ana, offer, PhoneCodec::Opus).await;
    rig.leg(DESK, ANA).await;
    rig.record(caller, DESK);
    rig.bridge(caller, DESK);
    ana.say(Sound::Tone(900));
    ana.until_heard(PATIENCE, is(500)).await.unwrap();
    call.until_heard(PATIENCE, is(900)).await.unwrap();
    assert!(ana.press('5') && call.press('6'));
    call.until_heard(PATIENCE, |heard| heard.digits() == "5").await.unwrap();
    ana.until_heard(PATIENCE, |heard| heard.digits() == "6").await.unwrap();
    rig.wait_for(LegEvent::Digit { leg: DESK, digit: '5' }).await;
    let heard = ana.heard().packets();
    ana.until_heard(PATIENCE, |now| now.packets() > heard + 100).await.unwrap();
    let (file, _) = rig.stop_recording().await;
    let (left, right) = channels(&file);
    let (left, right) = (&left[left.len() - 12_000..], &right[right.len() - 12_000..]);
    assert!(share(left, 500) > 0.9 && share(right, 900) > 0.9);
}

#[tokio::test]
async fn a_browser_with_opus_gets_g711_unless_opus_is_asked_for_and_hears_itself_in_both() {
    let mut rig = Rig::new().await;
    for (codec, speaks) in [
        (PhoneCodec::G711, "m=audio 9 UDP/TLS/RTP/SAVPF 0 8"),
        (PhoneCodec::Opus, "m=audio 9 UDP/TLS/RTP/SAVPF 111"),
    ] {
        let (ana, offer) = Browser::offer_opus(crate::rig::HOME, Coders::new()).unwrap();
        let answer = rig.line.phone_open(ANA, offer, codec).await.unwrap();
        assert!(answer.contains(speaks), "{answer}");
        ana.accept(&answer).unwrap();
        rig.wait_for(LegEvent::PhoneUp { phone: ANA }).await;
        rig.line.command(LegCommand::Echo { phone: ANA, on: Switch::On });
        ana.say(Sound::Tone(700));
        ana.until_heard(PATIENCE, is(700)).await.unwrap();
    }
}

#[tokio::test]
async fn a_browser_without_opus_gets_g711_when_opus_is_asked_for() {
    let mut rig = Rig::new().await;
    let (ana, offer) = Browser::offer(crate::rig::HOME).unwrap();
    rig.connect(ANA, &ana, offer, PhoneCodec::Opus).await;
    let (call, caller) = rig.caller(Sound::Tone(500)).await;
    rig.leg(DESK, ANA).await;
    rig.bridge(caller, DESK);
    ana.say(Sound::Tone(900));
    ana.until_heard(PATIENCE, is(500)).await.unwrap();
    call.until_heard(PATIENCE, is(900)).await.unwrap();
}
