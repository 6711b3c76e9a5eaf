//! Sound input of every reader, from encoders of our own: what mutations begin with.

/// Sound input, one after the other.
pub type Seeds = fn() -> Vec<Vec<u8>>;
/// What takes any bytes.
pub type Reader = fn(&[u8]);

/// Every reader by its name.
pub const SEEDS: [(&str, Seeds, Reader); 11] = [
    ("sip_datagram", messages, super::sip_datagram),
    ("sip_stream", messages, super::sip_stream),
    ("description", descriptions, super::description),
    ("digest", authorizations, super::digest),
    ("rtp", streams, super::rtp),
    ("telephone_event", events, super::telephone_event),
    ("stun", checks, super::stun),
    ("phone", phone_datagrams, super::phone),
    ("opus", frames, super::opus),
    ("rtcp", reports, super::phone),
    ("browser_offer", offers, super::browser_offer),
];

const VIA: &str = "Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bKseed\r\n";

fn message(start: &str, cseq: &str, more: &str, body: &str) -> Vec<u8> {
    let inside = if matches!(cseq, "BYE" | "ACK" | "UPDATE") { ";tag=known" } else { "" };
    format!(
        "{start}\r\n{VIA}Max-Forwards: 70\r\nFrom: \"Ana\" <sip:+15550100@192.0.2.1>;tag=a\r\n\
         To: <sip:100@192.0.2.2>{inside}\r\nCall-ID: seed\r\nCSeq: 1 {cseq}\r\n\
         Contact: <sip:ana@192.0.2.1>\r\n{more}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn messages() -> Vec<Vec<u8>> {
    let sdp = text(&descriptions(), 0);
    let kind = "Content-Type: application/sdp\r\n";
    let odd = "Record-Route: <sip:p;lr>, <sip:q;lr>\r\nSession-Expires: 1800;refresher=uac\r\n\
               Supported: timer\r\nP-Asserted-Identity: \"Real\" <sip:+15550101@carrier>\r\n\
               Privacy: none\r\nSubject: folded\r\n line\r\n";
    let authorization = format!("Authorization: {}\r\n", text(&authorizations(), 0));
    vec![
        message("INVITE sip:100@192.0.2.2 SIP/2.0", "INVITE", kind, &sdp),
        message("INVITE sip:%2B1555;x@192.0.2.2;user=phone SIP/2.0", "INVITE", odd, ""),
        message("INVITE sip:100@192.0.2.2 SIP/2.0", "INVITE", &authorization, ""),
        message("OPTIONS sip:192.0.2.2 SIP/2.0", "OPTIONS", "Accept: application/sdp\r\n", ""),
        message("ACK sip:100@192.0.2.2 SIP/2.0", "ACK", "", ""),
        message("BYE sip:100@192.0.2.2 SIP/2.0", "BYE", "", ""),
        message("UPDATE sip:100@192.0.2.2 SIP/2.0", "UPDATE", kind, &sdp),
        message("SIP/2.0 200 OK", "INVITE", "", ""),
        b"OPTIONS sip:a@b SIP/2.0\r\nv : SIP / 2.0 / UDP  h ; branch = z9hG4bKx , SIP/2.0/X y\r\n\
          Max-Forwards:\r\n 1\r\nf: a <sip:a@b> ; tag = 1\r\nt:sip:c@d\r\ni: x\r\n\
          CSeq: 1  OPTIONS\r\nl: 0\r\n\r\n"
            .to_vec(),
        b"INVITE sip:a@b;unknownparam SIP/2.0\r\nTO :\r\n sip:a@b \r\nfrom   : \"J \\\\\\\"\"   \
          <sip:c@d>\r\n  ;\r\n  tag = 98\r\nMaX-fOrWaRdS: 0068\r\nCall-ID: q\r\nContent-Length   : 0\r\n\
          cseq: 0009\r\n  INVITE\r\nVia  : SIP  /   2.0\r\n /UDP\r\n    h:5070;branch=z9hG4bKx\r\n\
          s :\r\nUnknown: ;;,,;;,;\r\nRoute:\r\n <sip:s;lr;x=y;z>\r\nv:  SIP  / 2.0  / TCP     s   ;\r\n  \
          branch  =   z9 ,\r\n SIP  /    2.0   / UDP  1.1.1.1   ; branch=\r\n z9\r\n\
          m:\"Q \\\"\\\"\" <sip:c@d> ; newparam =\r\n      newvalue ;\r\n  x ; q = 0.33\r\n\r\n"
            .to_vec(),
    ]
}

fn text(seeds: &[Vec<u8>], at: usize) -> String {
    String::from_utf8_lossy(&seeds[at]).into_owned()
}

fn descriptions() -> Vec<Vec<u8>> {
    let session = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";
    [
        "m=audio 4000 RTP/AVP 8 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n",
        "m=video 5000 RTP/AVP 96\r\nm=audio 4000 RTP/AVP 0\r\nc=IN IP6 ::1\r\na=sendonly\r\n",
    ]
    .map(|media| format!("{session}{media}").into_bytes())
    .to_vec()
}

fn authorizations() -> Vec<Vec<u8>> {
    vec![
        b"Digest username=\"cord\", realm=\"desk\", nonce=\"00\", uri=\"sip:100@192.0.2.2\", \
          response=\"0123456789abcdef0123456789abcdef\", algorithm=MD5, qop=auth, nc=00000001, \
          cnonce=\"abc\""
            .to_vec(),
        b"Digest username=\"cord\",realm=\"desk\",nonce=\"00\",uri=\"sip:1\",\
          response=\"0123456789abcdef0123456789abcdef\""
            .to_vec(),
    ]
}

/// Several packets of one stream, each after its length.
fn streams() -> Vec<Vec<u8>> {
    let stream = |payload_type: u8, first: u8| {
        let mut bytes = Vec::new();
        for number in 0..4_u8 {
            let mut packet = vec![first, payload_type, 0, number, 0, 0, number, 0, 1, 2, 3, 4];
            packet.extend([0xd5; 80]);
            bytes.push(packet.len() as u8);
            bytes.extend(packet);
        }
        bytes
    };
    vec![stream(0, 0x80), stream(8, 0x80), stream(101, 0x80), stream(8, 0x91), stream(8, 0xa0)]
}

fn events() -> Vec<Vec<u8>> {
    // Stream, timestamp, event, flags, duration.
    let press = |flags: u8| [0, 0, 0, 1, 0, 0, 3, 32, 5, flags, 1, 224];
    vec![[press(10), press(10), press(0x8a), press(0x8a)].concat()]
}

/// A STUN binding request (RFC 8489 5) with a name and a wrong proof.
fn checks() -> Vec<Vec<u8>> {
    let mut attributes = vec![0, 6, 0, 9];
    attributes.extend(b"ours:they\0\0\0");
    attributes.extend([0, 0x25, 0, 0, 0, 0x24, 0, 4, 0x6e, 0xff, 0xff, 0xff, 0, 8, 0, 20]);
    attributes.extend([0x5a; 20]);
    let mut bytes = vec![0, 1, 0, attributes.len() as u8, 0x21, 0x12, 0xa4, 0x42];
    bytes.extend([7; 12]);
    bytes.extend(attributes);
    vec![bytes]
}

fn phone_datagrams() -> Vec<Vec<u8>> {
    // The beginning of a DTLS ClientHello (RFC 6347 4.2).
    let mut hello = vec![22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 90];
    hello.extend([1, 0, 0, 78, 0, 0, 0, 0, 0, 0, 0, 78, 0xfe, 0xfd]);
    hello.resize(13 + 90, 0x11);
    let mut seeds = checks();
    seeds.extend([hello, [vec![0x80, 0, 0, 1], vec![0; 8], vec![0x7f; 170]].concat()]);
    seeds
}

/// RTCP (RFC 3550 6.4): reports, a goodbye, feedback; alone and as one compound packet.
fn reports() -> Vec<Vec<u8>> {
    let sender = [vec![0x80, 200, 0, 6], vec![1; 24]].concat();
    let receiver = [vec![0x81, 201, 0, 7], vec![2; 28]].concat();
    let described = vec![0x81, 202, 0, 3, 1, 2, 3, 4, 1, 4, b'a', b'n', b'a', b'!', 0, 0];
    let goodbye = vec![0x81, 203, 0, 1, 1, 2, 3, 4];
    let compound = [sender.clone(), described, goodbye.clone()].concat();
    vec![
        sender,
        receiver,
        goodbye,
        compound,
        vec![0x81, 205, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 1, 0, 0],
    ]
}

/// Opus: silence in each of its modes (RFC 6716 3.1), and two packed frames.
fn frames() -> Vec<Vec<u8>> {
    let mut frames: Vec<Vec<u8>> =
        (0..32_u8).map(|mode| vec![mode << 3, 0xff, 0xfe, 0x10, 0x20]).collect();
    frames.push(vec![0x0b, 0x82, 3, 1, 2, 3, 4, 5, 6]);
    frames
}

fn offers() -> Vec<Vec<u8>> {
    let print = ["AB"; 32].join(":");
    vec![
        format!(
            "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n\
             a=msid-semantic: WMS\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111 0 8 126\r\n\
             c=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\na=ice-ufrag:abcd\r\n\
             a=ice-pwd:abcdefghijklmnopqrstuvwx\r\na=fingerprint:sha-256 {print}\r\n\
             a=setup:actpass\r\na=mid:0\r\na=sendrecv\r\na=rtcp-mux\r\n\
             a=rtpmap:111 opus/48000/2\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n\
             a=rtpmap:126 telephone-event/8000\r\na=ssrc:1 cname:a\r\n"
        )
        .into_bytes(),
    ]
}
