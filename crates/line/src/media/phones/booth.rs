//! Where browser phones are made: an SDP offer comes in, a WebRTC connection and its answer
//! come out. No packet passes here.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use str0m::change::SdpOffer;
use str0m::config::{CryptoProvider, DtlsCert};
use str0m::format::{Codec, FormatParams};
use str0m::media::{Frequency, Mid};
use str0m::rtp::{Extension, ExtensionMap};
use str0m::{Candidate, IceCreds, Rtc, RtcConfig};

use super::wire::Wire;
use crate::media::MediaError;
use crate::vocabulary::{PhoneCodec, PhoneId, PhoneRefused};

/// The longest offer that is read. A browser's offer of one audio track takes 2 to 6 KiB.
pub(super) const OFFER_MAX: usize = 16 * 1024;

/// Sent audio that is kept for resending: the least there may be, because nobody can ask
/// for it again.
const RESEND_MAX: usize = 1;

/// The payload type by which we offer telephone-event; the browser's own number wins.
const EVENT_8K: u8 = 126;
const EVENT_48K: u8 = 110;

/// The header extension that says which media section a packet belongs to (RFC 8843 15).
const MID_EXTENSION: u8 = 4;

/// Makes browser phones. Shared by whoever opens one.
#[derive(Debug)]
pub(crate) struct Booth {
    here: SocketAddr,
    most: usize,
    crypto: Arc<CryptoProvider>,
    /// One for all: it proves nothing but that the answer and the packets are of one hand.
    certificate: DtlsCert,
    secret: RandomState,
    serial: AtomicU64,
    open: Mutex<HashSet<PhoneId>>,
}

/// A phone that was just opened, on its way to the engine.
pub(crate) struct Opened {
    pub(super) id: PhoneId,
    /// Never used again by another phone.
    pub(super) serial: u64,
    pub(super) rtc: Box<Rtc>,
    pub(super) mid: Mid,
    pub(super) wire: Wire,
    /// The name by which STUN asks for this phone (RFC 8445 7.2.2).
    pub(super) fragment: String,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Opened {
    /// A number that no other phone has.
    pub(crate) fn serial(&self) -> u64 {
        self.serial
    }
}

impl Booth {
    /// Phones will be told to send to `here`.
    pub(crate) fn new(here: SocketAddr, most: usize) -> Result<Booth, MediaError> {
        let crypto = Arc::new(str0m::crypto::from_feature_flags());
        let certificate = crypto.dtls_provider.generate_certificate();
        Ok(Booth {
            here,
            most,
            certificate: certificate.ok_or(MediaError::Certificate)?,
            crypto,
            secret: RandomState::new(),
            serial: AtomicU64::new(0),
            open: Mutex::default(),
        })
    }

    /// Where phones send to.
    pub(crate) fn here(&self) -> SocketAddr {
        self.here
    }

    /// Makes a phone of an offer. Its place is taken until `closed`.
    pub(crate) fn open(
        &self,
        id: PhoneId,
        offer: &str,
        codec: PhoneCodec,
    ) -> Result<(Opened, String), PhoneRefused> {
        let mid = media_of(offer);
        let offer = guarded(|| read(offer))?;
        let mid = mid.ok_or(PhoneRefused::NoCodec)?;
        let fresh = self.take_place(id)?;
        let made = guarded(|| self.make(id, offer, mid, codec));
        if made.is_err() && fresh == Place::Fresh {
            self.closed(id);
        }
        made
    }

    /// The engine holds this phone now.
    pub(super) fn taken(&self, id: PhoneId) {
        self.held().insert(id);
    }

    /// The phone is gone.
    pub(super) fn closed(&self, id: PhoneId) {
        self.held().remove(&id);
    }

    fn held(&self) -> MutexGuard<'_, HashSet<PhoneId>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_place(&self, id: PhoneId) -> Result<Place, PhoneRefused> {
        let mut open = self.held();
        if open.contains(&id) {
            return Ok(Place::Held);
        }
        if open.len() >= self.most {
            return Err(PhoneRefused::TooMany { most: self.most });
        }
        open.insert(id);
        Ok(Place::Fresh)
    }

    fn make(
        &self,
        id: PhoneId,
        offer: SdpOffer,
        mid: Mid,
        codec: PhoneCodec,
    ) -> Result<(Opened, String), PhoneRefused> {
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let credentials = self.credentials(serial);
        let fragment = credentials.ufrag.clone();
        let mut rtc = self.config(codec, credentials).build(Instant::now());
        let candidate = Candidate::host(self.here, "udp").map_err(|error| bad(error.into()))?;
        rtc.add_local_candidate(candidate);
        let answer = rtc.sdp_api().accept_offer(offer).map_err(bad)?.to_sdp_string();
        let wire = Wire::agreed(&mut rtc, mid).ok_or(PhoneRefused::NoCodec)?;
        // Larger packets would save a little and delay every word; one media section, so
        // the end of the answer belongs to it.
        let answer = format!("{answer}a=ptime:20\r\na=maxptime:20\r\n");
        Ok((Opened { id, serial, rtc: Box::new(rtc), mid, wire, fragment }, answer))
    }

    /// Never given twice, and not to be guessed (RFC 8445 5.3).
    fn credentials(&self, serial: u64) -> IceCreds {
        let word = |nth: u8| format!("{:016x}", self.secret.hash_one((serial, nth)));
        IceCreds { ufrag: word(0), pass: format!("{}{}", word(1), word(2)) }
    }

    fn config(&self, codec: PhoneCodec, credentials: IceCreds) -> RtcConfig {
        let mut extensions = ExtensionMap::empty();
        extensions.set(MID_EXTENSION, Extension::RtpMid);
        let mut config = RtcConfig::new()
            .set_crypto_provider(Arc::clone(&self.crypto))
            .set_dtls_cert(self.certificate.clone())
            .set_local_ice_credentials(credentials)
            .set_ice_lite(true)
            .set_rtp_mode(true)
            .set_extension_map(extensions)
            .set_send_buffer_audio(RESEND_MAX)
            .clear_codecs();
        let codecs = config.codec_config();
        match codec {
            PhoneCodec::G711 => {}
            PhoneCodec::Opus => {
                codecs.enable_opus(true, false);
                let event = (EVENT_48K.into(), Codec::Tele, Frequency::FORTY_EIGHT_KHZ);
                codecs.add_config(event.0, None, event.1, event.2, None, FormatParams::default());
            }
        }
        codecs.enable_pcmu(true, false);
        codecs.enable_pcma(true, false);
        let event = (EVENT_8K.into(), Codec::Tele, Frequency::EIGHT_KHZ);
        codecs.add_config(event.0, None, event.1, event.2, None, FormatParams::default());
        config
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Of this very phone, which is opened anew.
    Held,
    Fresh,
}

/// Reads an offer of exactly one audio section. Its candidates are left out: we send no
/// checks, and a browser hides its addresses behind names that nobody can look up.
fn read(text: &str) -> Result<SdpOffer, PhoneRefused> {
    let refuse = |why: &str| PhoneRefused::BadOffer { why: why.to_owned() };
    if text.len() > OFFER_MAX {
        return Err(refuse("it is longer than any browser's"));
    }
    let sections: Vec<&str> = text.lines().filter(|line| line.starts_with("m=")).collect();
    match sections[..] {
        [one] if one.starts_with("m=audio ") => {}
        [_] => return Err(PhoneRefused::NoCodec),
        [] => return Err(refuse("it has no media section")),
        [..] => return Err(refuse("it has more than one media section")),
    }
    let kept = text.lines().filter(|line| {
        !line.starts_with("a=candidate:") && !line.starts_with("a=end-of-candidates")
    });
    let mut offer = String::with_capacity(text.len());
    for line in kept {
        offer.push_str(line);
        offer.push_str("\r\n");
    }
    SdpOffer::from_sdp_string(&offer).map_err(|error| bad(error.into()))
}

/// An offer is a stranger's text, and the library that reads it is large: a mistake there
/// is this offer's end and nothing else's.
fn guarded<T>(work: impl FnOnce() -> Result<T, PhoneRefused>) -> Result<T, PhoneRefused> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        tracing::error!("a mistake while reading a browser's offer");
        Err(PhoneRefused::BadOffer { why: "a part is missing or broken".to_owned() })
    })
}

/// What the library says is for the log: it shows its insides.
fn bad(error: str0m::RtcError) -> PhoneRefused {
    tracing::debug!(%error, "a browser's offer cannot be used");
    PhoneRefused::BadOffer { why: "a part is missing or broken".to_owned() }
}

/// The name of the one media section (RFC 5888).
fn media_of(offer: &str) -> Option<Mid> {
    offer.lines().find_map(|line| line.strip_prefix("a=mid:")).map(|name| name.trim().into())
}
