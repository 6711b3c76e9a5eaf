//! Who calls and who is called, as far as the trunk says (RFC 3261, RFC 3323, RFC 3325),
//! cleaned for storing and showing; and how we present a caller to a phone.

use rsipstack::sip::{Header, HeadersExt, Request};

use super::dialog::header;
use super::doorman::Origin;
use super::grammar::{Party, host_of, list, unescape, user_of};
use crate::vocabulary::Switch;

/// The longest display name kept.
const NAME_LENGTH_MAX: usize = 80;
/// Longer than any number (E.164 has 15 digits) or SIP user name in use.
const NUMBER_LENGTH_MAX: usize = 64;

/// What an INVITE says of its caller.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) number: Option<String>,
    pub(crate) name: Option<String>,
}

/// The caller: asserted by a trusted trunk, else claimed in From; nothing when withheld.
pub(crate) fn caller(invite: &Request, origin: &Origin) -> Caller {
    let from = invite.from_header().ok().and_then(|from| Party::parse(from.value()));
    let asserted = match origin.trust_identity {
        Switch::On => asserted(invite),
        Switch::Off => None,
    };
    let withheld = is_private(invite)
        || (asserted.is_none() && from.as_ref().is_some_and(|from| is_anonymous(from.uri)));
    if withheld {
        return Caller::default();
    }
    let Some(party) = asserted.or(from) else { return Caller::default() };
    Caller { number: user_of(party.uri).and_then(number), name: name(party.display) }
}

/// The user part of the request URI.
pub(crate) fn called(invite: &Request) -> String {
    let user = match &invite.uri.auth {
        Some(auth) => Some(unescape(auth.user.split(';').next().unwrap_or_default())),
        // A semicolon in the user part has misled the stack; written out it is right again.
        None => user_of(&invite.uri.to_string()),
    };
    user.and_then(number).unwrap_or_default()
}

fn asserted(invite: &Request) -> Option<Party<'_>> {
    let value = header(&invite.headers, |header| {
        if let Header::PAssertedIdentity(value) = header { Some(value.value()) } else { None }
    })?;
    list(value).first().and_then(|first| Party::parse(first))
}

/// RFC 3323 4.2; `none` asks for no privacy.
fn is_private(invite: &Request) -> bool {
    let value = header(&invite.headers, |header| {
        if let Header::Privacy(value) = header { Some(value.value()) } else { None }
    });
    value.is_some_and(|value| {
        value.split([';', ',']).any(|part| {
            ["id", "user", "header", "session"]
                .iter()
                .any(|known| part.trim().eq_ignore_ascii_case(known))
        })
    })
}

fn is_anonymous(uri: &str) -> bool {
    let host = host_of(uri).is_some_and(|host| host.eq_ignore_ascii_case("anonymous.invalid"));
    host || user_of(uri).is_some_and(|user| {
        ["anonymous", "unknown", "restricted", "unavailable"]
            .iter()
            .any(|known| user.eq_ignore_ascii_case(known))
    })
}

fn number(text: String) -> Option<String> {
    let clean: String = text.chars().filter(|c| !misleads(*c)).take(NUMBER_LENGTH_MAX).collect();
    let clean = clean.trim();
    (!clean.is_empty()).then(|| clean.to_owned())
}

/// Control characters, ends of lines and of paragraphs, and marks that turn the direction of
/// whatever is written around them (Unicode 9, bidirectional): none belongs into a name, and
/// on a screen each makes something else look different from what it is.
fn misleads(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
                | '\u{feff}'
        )
}

/// A display name without its quotes, escapes and control characters.
fn name(display: &str) -> Option<String> {
    let inner = display.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let mut clean = String::new();
    let mut escaped = false;
    for c in inner.unwrap_or(display).chars() {
        if c == '\\' && !escaped {
            escaped = true;
            continue;
        }
        escaped = false;
        if !misleads(c) {
            clean.push(c);
        }
    }
    let clean: String = clean.trim().chars().take(NAME_LENGTH_MAX).collect();
    let withheld = clean.is_empty() || clean.eq_ignore_ascii_case("anonymous");
    (!withheld).then_some(clean)
}

/// The From value of a call we make, without its tag.
pub(crate) fn presented(
    number: Option<&str>,
    name: Option<&str>,
    host: std::net::SocketAddr,
) -> String {
    let Some(number) = number else {
        return "\"Anonymous\" <sip:anonymous@anonymous.invalid>".to_owned();
    };
    let mut user = String::with_capacity(number.len());
    for byte in number.bytes().take(NUMBER_LENGTH_MAX) {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()&=+$,".contains(&byte) {
            user.push(char::from(byte));
        } else {
            user.push_str(&format!("%{byte:02X}"));
        }
    }
    let name: String = name
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control() && !"\"\\<>".contains(*c))
        .take(NAME_LENGTH_MAX)
        .collect();
    match name.trim() {
        "" => format!("<sip:{user}@{host}>"),
        name => format!("\"{name}\" <sip:{user}@{host}>"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_turns_no_writing_round_and_ends_no_line() {
        let strange = "\"\u{202e}Ruth\u{2028}\u{2066} \u{feff}Doe\u{200f}\"";
        assert_eq!(name(strange).as_deref(), Some("Ruth Doe"));
        assert_eq!(number("\u{202a}+1555\u{202c}".to_owned()).as_deref(), Some("+1555"));
        // What joins letters stays: names and pictures are written with it.
        assert_eq!(name("\"\u{645}\u{200c}\u{627}\"").as_deref(), Some("\u{645}\u{200c}\u{627}"));
    }

    fn invite(lines: &str) -> Request {
        let text = format!(
            "INVITE sip:%2B1555@desk;user=phone SIP/2.0\r\n{lines}Content-Length: 0\r\n\r\n"
        );
        Request::try_from(text.as_bytes()).unwrap()
    }

    fn origin(trust_identity: Switch) -> Origin {
        Origin { trunk: "t".to_owned(), trust_identity }
    }

    #[test]
    fn only_a_trusted_trunk_asserts_an_identity() {
        let request = invite(
            "From: \"Ana \\\"A\\\"\x07\" <sip:100@pbx>;tag=1\r\n\
             P-Asserted-Identity: \"Real\" <sip:+15550100@carrier>, <tel:+15550100>\r\n",
        );
        let believed = caller(&request, &origin(Switch::On));
        assert_eq!(
            (believed.number.as_deref(), believed.name.as_deref()),
            (Some("+15550100"), Some("Real"))
        );
        let claimed = caller(&request, &origin(Switch::Off));
        assert_eq!(
            (claimed.number.as_deref(), claimed.name.as_deref()),
            (Some("100"), Some("Ana \"A\""))
        );
        assert_eq!(called(&request), "+1555");
    }

    #[test]
    fn a_withheld_number_stays_withheld() {
        for lines in [
            "From: \"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=1\r\n",
            "From: <sip:100@pbx>;tag=1\r\nPrivacy: id\r\n",
            "From: <sip:Anonymous@pbx>;tag=1\r\n",
        ] {
            assert_eq!(caller(&invite(lines), &origin(Switch::On)), Caller::default(), "{lines}");
        }
    }

    #[test]
    fn what_we_present_cannot_break_a_header() {
        let host = "127.0.0.1:5060".parse().unwrap();
        assert_eq!(
            presented(Some("+1 5>"), Some("A\"\r\nX: <y>"), host),
            "\"AX: y\" <sip:+1%205%3E@127.0.0.1:5060>"
        );
    }
}
