//! A SIP message as it came from the wire, before any parser: the stack's parser skips
//! broken lines and guesses lengths (RFC 4475 wants both refused), so everything that
//! must be refused is found here, on the bytes.

use std::borrow::Cow;

/// More header lines than any honest message carries; the rest would only cost memory.
const FIELDS_MAX: usize = 128;

/// The headers this room looks at; every other one is `Other`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Via,
    From,
    To,
    CallId,
    CSeq,
    MaxForwards,
    ContentLength,
    ContentType,
    ContentEncoding,
    Contact,
    Require,
    Authorization,
    RecordRoute,
    Accept,
    Other,
}

/// Long names first, then the compact forms of RFC 3261 7.3.3.
const NAMES: [(&str, Field); 21] = [
    ("Via", Field::Via),
    ("From", Field::From),
    ("To", Field::To),
    ("Call-ID", Field::CallId),
    ("CSeq", Field::CSeq),
    ("Max-Forwards", Field::MaxForwards),
    ("Content-Length", Field::ContentLength),
    ("Content-Type", Field::ContentType),
    ("Content-Encoding", Field::ContentEncoding),
    ("Contact", Field::Contact),
    ("Require", Field::Require),
    ("Authorization", Field::Authorization),
    ("Record-Route", Field::RecordRoute),
    ("Accept", Field::Accept),
    ("v", Field::Via),
    ("f", Field::From),
    ("t", Field::To),
    ("i", Field::CallId),
    ("l", Field::ContentLength),
    ("c", Field::ContentType),
    ("m", Field::Contact),
];

fn field_named(name: &str) -> Field {
    if name.eq_ignore_ascii_case("e") {
        return Field::ContentEncoding;
    }
    NAMES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map_or(Field::Other, |(_, field)| *field)
}

/// The lines of one message. `fault` is the first thing wrong with its shape; the
/// fields are collected all the same, for the answer that says so.
pub(crate) struct RawMessage<'a> {
    pub(crate) start: &'a str,
    pub(crate) fault: Option<&'static str>,
    pub(crate) body: &'a [u8],
    fields: Vec<(Field, Cow<'a, str>)>,
}

impl<'a> RawMessage<'a> {
    /// `None` when there is no line that could be a start line.
    pub(crate) fn scan(bytes: &'a [u8]) -> Option<RawMessage<'a>> {
        let mut fault = None;
        let (head, body) = match head_length(bytes) {
            // Without the empty line and the last line's LF.
            Some(end) => (&bytes[..end - 3], &bytes[end..]),
            None => {
                fault = Some("Missing empty line after the headers");
                (bytes, &bytes[bytes.len()..])
            }
        };
        let head = std::str::from_utf8(head).ok()?;
        let mut lines = head.split('\n');
        let start = strip_cr(lines.next()?, &mut fault);
        if start.trim().is_empty() {
            return None;
        }
        let mut message = RawMessage { start, fault, body, fields: Vec::with_capacity(16) };
        for line in lines {
            message.take_line(line);
        }
        Some(message)
    }

    fn take_line(&mut self, line: &'a str) {
        let line = strip_cr(line, &mut self.fault);
        if line.is_empty() {
            self.fault = self.fault.or(Some("Empty line between the headers"));
            return;
        }
        if line.starts_with([' ', '\t']) {
            match self.fields.last_mut() {
                Some((_, value)) => {
                    if line.contains(|c: char| c.is_ascii_control() && c != '\t') {
                        self.fault = self.fault.or(Some("Control character in a header"));
                    }
                    let value = value.to_mut();
                    value.push(' ');
                    value.push_str(&line.trim().replace(|c: char| c.is_ascii_control(), "?"));
                }
                None => self.fault = self.fault.or(Some("Folded line before the first header")),
            }
            return;
        }
        if self.fields.len() == FIELDS_MAX {
            self.fault = self.fault.or(Some("Too many headers"));
            return;
        }
        let Some((name, value)) = line.split_once(':') else {
            self.fault = self.fault.or(Some("Header line without colon"));
            return;
        };
        let name = name.trim_end_matches([' ', '\t']);
        if name.is_empty() || !name.bytes().all(is_token_byte) {
            self.fault = self.fault.or(Some("Malformed header name"));
            return;
        }
        let value = value.trim();
        let value = match value.contains(|c: char| c.is_ascii_control() && c != '\t') {
            false => Cow::Borrowed(value),
            true => {
                self.fault = self.fault.or(Some("Control character in a header"));
                // The refusal repeats it, and a bare CR is a line end to some.
                Cow::Owned(value.replace(|c: char| c.is_ascii_control(), "?"))
            }
        };
        self.fields.push((field_named(name), value));
    }

    /// All values of a header, in order.
    pub(crate) fn all(&self, field: Field) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(move |(found, _)| *found == field).map(|(_, value)| &**value)
    }

    /// The first value of a header.
    pub(crate) fn first(&self, field: Field) -> Option<&str> {
        self.all(field).next()
    }

    /// How often a header occurs.
    pub(crate) fn count(&self, field: Field) -> usize {
        self.all(field).count()
    }
}

/// The bytes up to and including the empty line.
pub(crate) fn head_length(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

fn strip_cr<'a>(line: &'a str, fault: &mut Option<&'static str>) -> &'a str {
    match line.strip_suffix('\r') {
        Some(line) if !line.contains('\r') => line,
        Some(_) | None => {
            *fault = fault.or(Some("Line that does not end with CRLF"));
            line.trim_end_matches('\r')
        }
    }
}

/// RFC 3261 25.1, `token`.
pub(crate) fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-.!%*_+`'~".contains(&byte)
}

/// Makes bytes harmless that honest peers send and the stack's parser trips over:
/// display names in Latin-1, and angle brackets and escaped control characters inside
/// quoted display names. The length stays the same.
pub(crate) fn soften(message: &mut [u8]) {
    let end = head_length(message).unwrap_or(message.len());
    let head = &mut message[..end];
    if std::str::from_utf8(head).is_err() {
        head.iter_mut().filter(|byte| !byte.is_ascii()).for_each(|byte| *byte = b'?');
    }
    if !head.contains(&b'"') {
        return;
    }
    let (mut party, mut quoted, mut escaped) = (false, false, false);
    for line in head.split_mut(|byte| *byte == b'\n') {
        if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            (party, quoted, escaped) = (names_a_party(line), false, false);
        }
        if !party {
            continue;
        }
        for byte in line {
            if quoted && matches!(*byte, b'<' | b'>') {
                *byte = b' ';
            }
            // RFC 3261 25.1, `quoted-pair`: all but line ends may be written so.
            if escaped && byte.is_ascii_control() && *byte != b'\r' {
                *byte = b'?';
            }
            match *byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                _other => {}
            }
        }
    }
}

fn names_a_party(line: &[u8]) -> bool {
    is_named(line, &["From", "f", "To", "t", "Contact", "m", "P-Asserted-Identity"])
}

fn is_named(line: &[u8], names: &[&str]) -> bool {
    let name = line.split(|byte| *byte == b':').next().unwrap_or_default().trim_ascii();
    names.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compact_and_folded_headers_are_read() {
        let raw = RawMessage::scan(
            b"OPTIONS sip:a@b SIP/2.0\r\nv: SIP/2.0/UDP c;branch=z9\r\nSubject: one\r\n two\r\nl: 0\r\n\r\nrest",
        )
        .unwrap();
        assert_eq!(raw.fault, None);
        assert_eq!(raw.first(Field::Via), Some("SIP/2.0/UDP c;branch=z9"));
        assert_eq!(raw.first(Field::Other), Some("one two"));
        assert_eq!(raw.first(Field::ContentLength), Some("0"));
        assert_eq!(raw.body, b"rest");
    }

    #[test]
    fn broken_shapes_are_named() {
        let shape = |text: &str| RawMessage::scan(text.as_bytes()).unwrap().fault;
        assert_eq!(shape("A b SIP/2.0\r\nVia x\r\n\r\n"), Some("Header line without colon"));
        assert_eq!(
            shape("A b SIP/2.0\r\nVia: x\n\r\n\r\n"),
            Some("Line that does not end with CRLF")
        );
        assert_eq!(shape("A b SIP/2.0\r\nV ia: x\r\n\r\n"), Some("Malformed header name"));
        assert_eq!(shape("A b SIP/2.0\r\nVia: x\0\r\n\r\n"), Some("Control character in a header"));
        assert_eq!(
            shape("A b SIP/2.0\r\nVia: x\r\n"),
            Some("Missing empty line after the headers")
        );
    }

    #[test]
    fn display_names_are_softened_without_changing_lengths() {
        let mut message =
            b"INVITE sip:a@b SIP/2.0\r\nFrom: \"J\xfcrgen <x>\" <sip:j@c>;tag=1\r\n\r\n".to_vec();
        let length = message.len();
        soften(&mut message);
        assert_eq!(message.len(), length);
        let text = String::from_utf8(message).unwrap();
        assert!(text.contains("From: \"J?rgen  x \" <sip:j@c>;tag=1"), "{text}");
    }
}
