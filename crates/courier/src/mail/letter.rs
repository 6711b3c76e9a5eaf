//! A letter, and how it is packed: one HTML and one text form of the same words.

use std::time::SystemTime;

use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};

use super::outcome::MailError;

/// Something to be sent. Every attempt at the same letter sends the same bytes but for the
/// boundary between its parts: the same `Message-ID`, the same date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// `<something@domain>`, the same on every attempt.
    pub message_id: String,
    /// The sender's name, instead of the one in the settings.
    pub from_name: Option<String>,
    /// Who gets it: one address.
    pub to: String,
    /// One line.
    pub subject: String,
    /// For readers that show HTML.
    pub html: String,
    /// For all others.
    pub text: String,
    /// When it was written.
    pub date: SystemTime,
}

/// A letter as it goes over the wire.
pub(super) struct Parcel {
    pub(super) from: Address,
    pub(super) to: Address,
    pub(super) bytes: Vec<u8>,
}

/// RFC 5322 2.1.1 allows lines of 998; a Message-ID longer than this is none of ours.
const MESSAGE_ID_MAX: usize = 250;

/// What fits into a line of an inbox many times over.
const SUBJECT_MAX: usize = 500;

/// RFC 3834: an answering machine does not answer a machine.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

impl Letter {
    /// Its bytes, and where they go.
    ///
    /// # Errors
    /// When it is not one that any server could take.
    pub(super) fn packed(&self, from: &Mailbox) -> Result<Parcel, MailError> {
        if !is_message_id(&self.message_id) {
            return Err(MailError::unusable("The Message-ID of this mail is not one."));
        }
        let to: Address = self
            .to
            .parse()
            .map_err(|_| MailError::nobody("The recipient is no e-mail address."))?;
        let name = self.from_name.as_deref().map(one_line).filter(|name| !name.is_empty());
        let sender = Mailbox::new(name.or_else(|| from.name.clone()), from.email.clone());
        let message = Message::builder()
            .from(sender)
            .to(Mailbox::new(None, to.clone()))
            .subject(cut(&one_line(&self.subject), SUBJECT_MAX))
            .message_id(Some(self.message_id.clone()))
            .date(self.date)
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(self.text.clone(), self.html.clone()));
        let message = message.map_err(|error| {
            MailError::unusable(format!("This mail cannot be written: {error}."))
        })?;
        Ok(Parcel { from: from.email.clone(), to, bytes: message.formatted() })
    }
}

/// RFC 5322 3.6.4, the plain form of it.
fn is_message_id(text: &str) -> bool {
    let inner = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    let parts = inner.and_then(|inner| inner.split_once('@'));
    let plain = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_+=".contains(&b))
    };
    text.len() <= MESSAGE_ID_MAX && parts.is_some_and(|(left, right)| plain(left) && plain(right))
}

/// Line breaks and other control characters become a space: a header stays one header.
fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'));
    let words: Vec<_> = words.map(str::trim).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// At most so many characters.
fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => text[..end].to_owned(),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn letter() -> Letter {
        Letter {
            message_id: "<1.42.1.0.1@example.org>".to_owned(),
            from_name: None,
            to: "ana@example.org".to_owned(),
            subject: "A call ended".to_owned(),
            html: "<p>Hello</p>".to_owned(),
            text: "Hello".to_owned(),
            date: SystemTime::UNIX_EPOCH + Duration::from_secs(1_763_700_000),
        }
    }

    fn packed(letter: &Letter) -> String {
        let from = "Example Desk <desk@example.org>".parse().expect("a sender");
        let parcel = letter.packed(&from).expect("packed");
        String::from_utf8(parcel.bytes).expect("ASCII")
    }

    fn headers(mail: &str) -> Vec<(String, String)> {
        let head = mail.split("\r\n\r\n").next().expect("a head").replace("\r\n ", " ");
        let lines = head.split("\r\n").map(|line| line.split_once(": ").expect("a header"));
        lines.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    fn header(mail: &str, name: &str) -> String {
        let found: Vec<_> = headers(mail).into_iter().filter(|(of, _)| of == name).collect();
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        found[0].1.clone()
    }

    #[test]
    fn a_letter_has_both_forms_and_the_headers_of_a_machine() {
        let mail = packed(&letter());
        assert_eq!(header(&mail, "Message-ID"), "<1.42.1.0.1@example.org>");
        assert_eq!(header(&mail, "Auto-Submitted"), "auto-generated");
        assert_eq!(header(&mail, "From"), "\"Example Desk\" <desk@example.org>");
        assert_eq!(header(&mail, "To"), "ana@example.org");
        assert_eq!(header(&mail, "Date"), "Fri, 21 Nov 2025 04:40:00 +0000");
        assert_eq!(header(&mail, "MIME-Version"), "1.0");
        assert!(header(&mail, "Content-Type").starts_with("multipart/alternative;"), "{mail}");
        let (text, html) = (mail.find("text/plain"), mail.find("text/html"));
        assert!(text.is_some() && text < html, "the simple form comes first: {mail}");
    }

    #[test]
    fn no_value_makes_a_header() {
        let evil = "Hi\r\nBcc: eve@example.org\r\n\r\nbody\u{2028}Bcc: x\0y";
        let names = |mail: &str| headers(mail).into_iter().map(|(n, _)| n).collect::<Vec<_>>();
        let usual = names(&packed(&letter()));
        let mail = packed(&Letter {
            subject: evil.to_owned(),
            from_name: Some(evil.to_owned()),
            ..letter()
        });
        assert_eq!(names(&mail), usual);
        let long = packed(&Letter { subject: "ä\r\n ".repeat(2_000), ..letter() });
        assert_eq!(names(&long), usual);
        assert!(mail.split("\r\n").all(|line| line.len() <= 998));
    }

    #[test]
    fn an_address_or_a_message_id_with_something_in_it_is_refused() {
        let from: Mailbox = "desk@example.org".parse().expect("a sender");
        for to in [
            "",
            "ana",
            "ana@example.org\r\nRCPT TO:<eve@example.org>",
            "a@b.c, d@e.f",
            "ana@example.org>\r\nDATA",
            "<ana@example.org>",
        ] {
            let letter = Letter { to: to.to_owned(), ..letter() };
            assert!(letter.packed(&from).is_err(), "{to:?}");
        }
        for id in ["", "1@x", "<1@x>\r\nBcc: y", "<1 2@x>", "<@x>", "<1@>", "<1>"] {
            let letter = Letter { message_id: id.to_owned(), ..letter() };
            assert!(letter.packed(&from).is_err(), "{id:?}");
        }
    }

    #[test]
    fn words_of_every_language_arrive_as_ascii() {
        let mail = packed(&Letter {
            subject: "Grüße von Łukasz 漢字".to_owned(),
            text: ".\r\n.\r\nÄ".repeat(50),
            html: "<p>漢字</p>".to_owned(),
            ..letter()
        });
        assert!(mail.is_ascii());
        assert!(header(&mail, "Subject").starts_with("=?utf-8?"), "{mail}");
    }
}
