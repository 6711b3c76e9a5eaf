//! RFC 3261 lets white space stand nearly everywhere: before colons, around slashes, equal
//! and semicolon signs, and at the ends of folded lines (RFC 4475 3.1.1.1). The stack and
//! our own readers expect the plain form, so that is what a message is brought into before
//! anybody reads it. Nothing ever grows.

use super::raw::{head_length, is_token_byte};

/// Headers made of lists, parameters and slashes, long names and compact ones.
const STRUCTURED: [&str; 11] = [
    "Via",
    "v",
    "From",
    "f",
    "To",
    "t",
    "Contact",
    "m",
    "Route",
    "Record-Route",
    "P-Asserted-Identity",
];

/// Headers in which runs of white space are one blank.
const WORDS: [&str; 1] = ["CSeq"];

/// Writes the message in `buffer[..length]` in its plain form, and gives its new length.
pub(crate) fn even_out(buffer: &mut [u8], length: usize) -> usize {
    let Some(end) = head_length(&buffer[..length]) else { return length };
    let head = &buffer[..end - 4];
    if !is_uneven(head) {
        return length;
    }
    let Some(plain) = plain(head) else { return length };
    let shorter = head.len() - plain.len();
    buffer[..plain.len()].copy_from_slice(&plain);
    buffer.copy_within(end - 4..length, plain.len());
    length - shorter
}

/// Is there any white space that could be left out. Most messages have none.
fn is_uneven(head: &[u8]) -> bool {
    let blank = |byte: u8| byte == b' ' || byte == b'\t';
    head.windows(2).any(|pair| match *pair {
        [one, b':' | b';' | b'=' | b'/' | b','] => blank(one),
        [b';' | b'=' | b'/' | b'\n', other] => blank(other),
        [b' ', b' '] => true,
        [_, other] => other == b'\t',
        [] | [_] | [_, _, _, ..] => false,
    })
}

/// The head without its last line end; `None` when its lines are broken, which is for
/// others to say.
fn plain(head: &[u8]) -> Option<Vec<u8>> {
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for line in head.split(|byte| *byte == b'\n') {
        let folded = line.starts_with(b" ") || line.starts_with(b"\t");
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.contains(&b'\r') {
            return None;
        }
        // What follows the start line is no continuation of it.
        if folded
            && lines.len() > 1
            && let Some(before) = lines.last_mut()
        {
            before.push(b' ');
            before.extend_from_slice(line.trim_ascii());
        } else {
            lines.push(line.to_vec());
        }
    }
    // A line that ends in a bare LF has become longer by its CR.
    if head.iter().filter(|byte| **byte == b'\n').count()
        != head.windows(2).filter(|pair| *pair == b"\r\n").count()
    {
        return None;
    }
    let (start, fields) = lines.split_first()?;
    let mut plain = start.clone();
    for field in fields {
        plain.extend_from_slice(b"\r\n");
        plain_field(field, &mut plain);
    }
    (plain.len() <= head.len()).then_some(plain)
}

fn plain_field(field: &[u8], plain: &mut Vec<u8>) {
    let Some(colon) = field.iter().position(|byte| *byte == b':') else {
        return plain.extend_from_slice(field);
    };
    let (name, value) = (field[..colon].trim_ascii_end(), &field[colon + 1..]);
    if name.is_empty() || !name.iter().all(|byte| is_token_byte(*byte)) {
        return plain.extend_from_slice(field);
    }
    plain.extend_from_slice(name);
    plain.push(b':');
    if value.first().is_some_and(u8::is_ascii_whitespace) {
        plain.push(b' ');
    }
    let value = value.trim_ascii();
    let among = |names: &[&str]| names.iter().any(|it| it.as_bytes().eq_ignore_ascii_case(name));
    if among(&STRUCTURED) {
        squeeze(value, b";=/,", plain);
    } else if among(&WORDS) {
        squeeze(value, b"", plain);
    } else {
        plain.extend_from_slice(value);
    }
}

/// Outside of quoted strings and angle brackets: no white space beside these signs, and one
/// blank elsewhere.
fn squeeze(value: &[u8], signs: &[u8], plain: &mut Vec<u8>) {
    let (mut quoted, mut escaped, mut deep, mut gap) = (false, false, false, false);
    let mut before = b' ';
    for byte in value {
        if !quoted && !deep && (*byte == b' ' || *byte == b'\t') {
            gap = true;
            continue;
        }
        if gap && !signs.contains(&before) && !signs.contains(byte) {
            plain.push(b' ');
        }
        gap = false;
        match *byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'<' if !quoted => deep = true,
            b'>' if !quoted => deep = false,
            _other => {}
        }
        plain.push(*byte);
        before = *byte;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evened(text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        let length = bytes.len();
        let length = even_out(&mut bytes, length);
        String::from_utf8(bytes[..length].to_vec()).unwrap()
    }

    #[test]
    fn white_space_that_means_nothing_is_taken_out() {
        assert_eq!(
            evened(
                "INVITE sip:a@b SIP/2.0\r\nVia  : SIP  /   2.0\r\n /UDP\r\n    h;branch = x , \
                 SIP / 2.0/TCP  g ;\r\n branch=\r\n y\r\nTO :\r\n sip:a@b ;   tag    = 1\r\n\
                 m:\"Q  ; \\\"=\" <sip:a ;b> ; q = 0.3\r\ncseq: 0009\r\n  INVITE\r\n\
                 Subject:  a ; b\r\ns :\r\n\r\nbody ; body"
            ),
            "INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=x,SIP/2.0/TCP g;branch=y\r\n\
             TO: sip:a@b;tag=1\r\nm:\"Q  ; \\\"=\" <sip:a ;b>;q=0.3\r\ncseq: 0009 INVITE\r\n\
             Subject: a ; b\r\ns:\r\n\r\nbody ; body"
        );
    }

    #[test]
    fn plain_messages_and_broken_ones_stay_as_they_are() {
        for text in [
            "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=x\r\nTo: A <sip:a@b>\r\n\r\nx  y",
            "OPTIONS  sip:a@b  SIP/2.0 \r\nTo: <sip:a@b>\r\n\r\n",
            "A b SIP/2.0\r\nVia ; x\nTo : y\r\n\r\n",
            "A b SIP/2.0\r\nVia : x",
            "A b SIP/2.0\r\nno colon = here\r\n\r\n",
            "",
        ] {
            assert_eq!(evened(text), text);
        }
    }
}
