//! Messages line by line, exactly as a test wants them: nothing is put right on the way.

/// What a message is sent by, and where its sender can be answered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way {
    pub(crate) transport: &'static str,
    pub(crate) port: u16,
}

/// A message that grows.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    head: Vec<u8>,
    body: Vec<u8>,
}

impl Draft {
    /// Begins with this start line.
    pub(crate) fn new(start: &str) -> Draft {
        Draft { head: format!("{start}\r\n").into_bytes(), body: Vec::new() }
    }

    /// A request to the line with nothing odd about it but its start line: Via, From, To,
    /// Call-ID, Max-Forwards and CSeq are there. `name` makes it different from all others.
    pub(crate) fn request(way: Way, name: &str, method: &str, uri: &str) -> Draft {
        Draft::new(&format!("{method} {uri} SIP/2.0"))
            .via(way, name)
            .line("To: <sip:desk@example.com>")
            .line(&format!("From: <sip:{name}@example.net>;tag={name}"))
            .line("Max-Forwards: 70")
            .line(&format!("Call-ID: {name}.torture"))
            .line(&format!("CSeq: 7 {method}"))
    }

    /// A Via of its own.
    pub(crate) fn via(self, way: Way, name: &str) -> Draft {
        let Way { transport, port } = way;
        self.line(&format!("Via: SIP/2.0/{transport} host.example.net:{port};branch=z9hG4bK{name}"))
    }

    /// One header line, folds and all.
    pub(crate) fn line(mut self, line: &str) -> Draft {
        self.head.extend_from_slice(line.as_bytes());
        self.head.extend_from_slice(b"\r\n");
        self
    }

    /// A header line of any bytes.
    pub(crate) fn bytes(mut self, line: &[u8]) -> Draft {
        self.head.extend_from_slice(line);
        self.head.extend_from_slice(b"\r\n");
        self
    }

    /// The Contact of an INVITE.
    pub(crate) fn contact(self) -> Draft {
        self.line("Contact: <sip:caller@host.example.net>")
    }

    /// A session description, with its type.
    pub(crate) fn sdp(self) -> Draft {
        self.line("Content-Type: application/sdp").body(SDP)
    }

    /// A body, without a word about it.
    pub(crate) fn body(mut self, body: &str) -> Draft {
        self.body = body.as_bytes().to_vec();
        self
    }

    /// Ends with the length of the body.
    pub(crate) fn done(self) -> Vec<u8> {
        let length = self.body.len();
        self.line(&format!("Content-Length: {length}")).end()
    }

    /// Ends as it is.
    pub(crate) fn end(mut self) -> Vec<u8> {
        self.head.extend_from_slice(b"\r\n");
        self.head.extend(self.body);
        self.head
    }
}

/// Audio as any telephone offers it.
pub(crate) const SDP: &str = "v=0\r\no=caller 1 1 IN IP4 127.0.0.1\r\ns=-\r\n\
    c=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 49217 RTP/AVP 0 12\r\nm=video 3227 RTP/AVP 31\r\n\
    a=rtpmap:31 LPC\r\n";
