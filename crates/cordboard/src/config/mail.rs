//! `[mail]`: the server that takes our mail.

use std::net::IpAddr;

use courier::Authorities;
use courier::mail::{Login, Patience, Post, SettingsError, SmtpSettings, Tls};

use super::{Wrong, file};

/// Message-IDs want a domain; this one belongs to nobody (RFC 2606).
pub(super) const NOBODYS_DOMAIN: &str = "cordboard.invalid";

/// The port of mail that is encrypted from the first byte (RFC 8314).
const IMPLICIT_PORT: u16 = 465;

pub(super) fn check(
    mail: file::Mail,
    public_url: Option<&str>,
) -> Result<Option<SmtpSettings>, Wrong> {
    let Some(smtp) = &mail.smtp else {
        return unused(&mail).map(|()| None);
    };
    let (host, port) = place(smtp)?;
    let from = mail.from.ok_or_else(|| {
        Wrong::new(
            "`mail.smtp` is set without `mail.from`; name a sender, for example \
             \"Support <help@example.org>\".",
        )
    })?;
    let tls = match mail.tls {
        Some(file::MailTls::StartTls) => Tls::StartTls,
        Some(file::MailTls::Tls) => Tls::Implicit,
        Some(file::MailTls::None) => Tls::None,
        None if port == IMPLICIT_PORT => Tls::Implicit,
        None => Tls::StartTls,
    };
    if tls == Tls::None && !mail.allow_plaintext && !is_this_machine(&host) {
        return Err(Wrong::new(format!(
            "`mail.tls` is \"none\", and {host} is not this machine: everybody on the way could \
             read the mails, with the names and numbers of callers in them. Use \"starttls\" or \
             \"tls\", or write `allow_plaintext = true` under it if that is what you want."
        )));
    }
    let settings = SmtpSettings {
        hello: public_url.and_then(host_of).or_else(|| domain_of(&from)).unwrap_or(host.clone()),
        login: login(mail.user, mail.password)?,
        authorities: authorities("mail.ca_file", mail.ca_file.as_deref())?,
        patience: Patience::default(),
        host,
        port,
        tls,
        from,
    };
    match Post::new(settings.clone()) {
        Ok(_) => Ok(Some(settings)),
        Err(error @ SettingsError::From(_)) => Err(Wrong::new(format!("`mail.from`: {error}."))),
        Err(error @ SettingsError::LoginInTheClear) => {
            Err(Wrong::new(format!("`mail.tls` is \"none\" and `mail.password` is set: {error}.")))
        }
        Err(error @ SettingsError::Tls(_)) => Err(Wrong::new(format!("`mail`: {error}."))),
    }
}

/// Settings that would do nothing are a mistake in the name of the one that matters.
fn unused(mail: &file::Mail) -> Result<(), Wrong> {
    let set = [
        ("from", mail.from.is_some()),
        ("user", mail.user.is_some()),
        ("password", mail.password.is_some()),
        ("tls", mail.tls.is_some()),
        ("ca_file", mail.ca_file.is_some()),
        ("allow_plaintext", mail.allow_plaintext),
    ];
    match set.iter().find(|(_, set)| *set) {
        None => Ok(()),
        Some((name, _)) => Err(Wrong::new(format!(
            "`mail.{name}` is set without `mail.smtp`; name the server, for example \
             smtp = \"smtp.example.org:587\"."
        ))),
    }
}

fn login(user: Option<String>, password: Option<String>) -> Result<Option<Login>, Wrong> {
    match (user, password) {
        (Some(user), Some(password)) => Ok(Some(Login { user, password })),
        (None, None) => Ok(None),
        (Some(_), None) => {
            Err(Wrong::new("`mail.user` is set without `mail.password`; set both or neither."))
        }
        (None, Some(_)) => {
            Err(Wrong::new("`mail.password` is set without `mail.user`; set both or neither."))
        }
    }
}

/// `smtp.example.org:587`, `127.0.0.1:25` or `[::1]:25`.
fn place(smtp: &str) -> Result<(String, u16), Wrong> {
    let wrong = || {
        Wrong::new(format!(
            "`mail.smtp` is {smtp:?}; write the server's name and port, for example \
             \"smtp.example.org:587\"."
        ))
    };
    let (host, port) = smtp.rsplit_once(':').ok_or_else(wrong)?;
    let port: u16 = port.parse().ok().filter(|port| *port > 0).ok_or_else(wrong)?;
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let address: Option<IpAddr> = bare.parse().ok();
    let name = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'.';
    if address.is_none() && (bare.is_empty() || !bare.bytes().all(name)) {
        return Err(wrong());
    }
    Ok((bare.to_owned(), port))
}

fn is_this_machine(host: &str) -> bool {
    let address: Result<IpAddr, _> = host.parse();
    address.map_or_else(|_| host.eq_ignore_ascii_case("localhost"), |it| it.is_loopback())
}

/// A file of certificate authorities, read now so that a wrong one stops the start.
pub(super) fn authorities(
    setting: &str,
    file: Option<&std::path::Path>,
) -> Result<Authorities, Wrong> {
    let Some(file) = file else { return Ok(Authorities::default()) };
    Authorities::read(file).map_err(|why| Wrong::new(format!("`{setting}`: {why}.")))
}

/// The domain of a sender, with a name or without.
pub(super) fn domain_of(from: &str) -> Option<String> {
    let address = from.trim_end().trim_end_matches('>');
    let (_, domain) = address.rsplit_once('@')?;
    Some(domain.to_ascii_lowercase())
}

/// The host of a URL such as `https://desk.example.org:8443`.
pub(super) fn host_of(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let end = rest.find(['/', ':']).unwrap_or(rest.len());
    let host = &rest[..end];
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'.';
    (!host.is_empty() && host.bytes().all(plain)).then(|| host.to_ascii_lowercase())
}
