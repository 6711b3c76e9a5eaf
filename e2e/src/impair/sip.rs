//! Addresses in SIP messages, replaced by others of the same length.

use std::net::SocketAddr;

/// Where the ports of five digits begin: only those can stand for each other.
const FIVE_DIGITS: u16 = 10_000;

/// How a session description names the port of its audio.
const AUDIO: &str = "m=audio ";

/// Whose address is replaced by whose.
pub(super) struct Swaps(pub(super) [(SocketAddr, SocketAddr); 2]);

impl Swaps {
    /// The message with all addresses replaced; `port` says which port of ours stands for
    /// a port of audio. What is no text stays as it is.
    pub(super) fn apply(&self, bytes: &[u8], port: impl Fn(u16) -> Option<u16>) -> Vec<u8> {
        let Ok(text) = std::str::from_utf8(bytes) else { return bytes.to_vec() };
        let mut text = text.to_owned();
        for (from, to) in &self.0 {
            text = text.replace(&from.to_string(), &to.to_string());
        }
        let mut rewritten = String::with_capacity(text.len());
        for line in text.split_inclusive('\n') {
            match audio_port(line) {
                Some(old) if old >= FIVE_DIGITS => {
                    let new = port(old).unwrap_or(old).to_string();
                    rewritten.push_str(&line.replacen(&old.to_string(), &new, 1));
                }
                Some(_) | None => rewritten.push_str(line),
            }
        }
        assert_eq!(rewritten.len(), bytes.len(), "an address of another length: {rewritten}");
        rewritten.into_bytes()
    }
}

fn audio_port(line: &str) -> Option<u16> {
    line.strip_prefix(AUDIO)?.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::Swaps;

    #[test]
    fn addresses_and_ports_of_audio_are_replaced_and_nothing_else() {
        let of = |port: u16| std::net::SocketAddr::from(([127, 0, 0, 1], port));
        let swaps = Swaps([(of(41_000), of(10_002)), (of(50_001), of(41_001))]);
        let message = "INVITE sip:+15550100@127.0.0.1:41000 SIP/2.0\r\n\
             Via: SIP/2.0/UDP 127.0.0.1:50001;branch=z9hG4bK50001\r\n\r\n\
             c=IN IP4 127.0.0.1\r\nm=audio 50003 RTP/AVP 0\r\n";
        let rewritten = swaps.apply(message.as_bytes(), |port| (port == 50_003).then_some(60_000));
        let expected = "INVITE sip:+15550100@127.0.0.1:10002 SIP/2.0\r\n\
             Via: SIP/2.0/UDP 127.0.0.1:41001;branch=z9hG4bK50001\r\n\r\n\
             c=IN IP4 127.0.0.1\r\nm=audio 60000 RTP/AVP 0\r\n";
        assert_eq!(String::from_utf8_lossy(&rewritten), expected);
        let refused = b"m=audio 0 RTP/AVP 0\r\n\xff";
        assert_eq!(swaps.apply(refused, |_| Some(60_000)), refused);
    }
}
