//! Where settings come from, and what to say when one does not fit its shape.

use std::ffi::OsString;
use std::path::Path;

use figment::error::{Actual, Kind};
use figment::providers::{Format, Serialized, Toml};
use figment::{Error, Figment};

use super::Wrong;
use super::file::File;

/// Every setting can also be a variable: `CORDBOARD_SIP__BIND` is `sip.bind`.
const PREFIX: &str = "CORDBOARD_";

/// Who builds the program may have `CORDBOARD_UI` set; it says nothing to the program.
const OF_THE_BUILD: &str = "UI";

/// The sections a variable can reach into. What `[desk]` lists is for the file.
const SECTIONS: [&str; 7] = ["sip", "phone", "http", "store", "mail", "webhooks", "desk"];

/// Settings whose values are never shown, not even when they are wrong. Trunks are here
/// because a variable can carry them whole, passwords included.
const SECRET: [&str; 4] = ["password", "operator_token", "trunks", "url"];

/// The variables of this process that are ours. Others may be anything; a value that is
/// no text is wrong in a sentence, not in a panic.
pub(super) fn variables() -> impl Iterator<Item = (String, String)> {
    ours(std::env::vars_os())
}

fn ours(all: impl Iterator<Item = (OsString, OsString)>) -> impl Iterator<Item = (String, String)> {
    all.filter_map(|(name, value)| {
        let name = name.into_string().ok().filter(|name| name.starts_with(PREFIX))?;
        Some((name, value.to_string_lossy().into_owned()))
    })
}

/// The file first, then the variables over it; and which variables were not read.
pub(super) fn read(
    file: Option<&Path>,
    variables: impl Iterator<Item = (String, String)>,
) -> Result<(File, Vec<String>), Wrong> {
    let mut figment = Figment::new();
    if let Some(file) = file {
        std::fs::read_to_string(file).map_err(|why| {
            Wrong::new(format!("The configuration file {} cannot be read: {why}.", file.display()))
        })?;
        figment = figment.merge(Toml::file_exact(file));
    }
    let (mut named, mut ignored) = (Vec::new(), Vec::new());
    for (variable, value) in variables {
        let Some(rest) = variable.strip_prefix(PREFIX) else { continue };
        if rest == OF_THE_BUILD {
            continue;
        }
        if of_a_cluster(rest) {
            ignored.push(variable);
            continue;
        }
        let path = path_of(rest);
        figment = figment.merge(Serialized::default(&path, value));
        named.push((path, variable));
    }
    let read = figment.extract().map_err(|error| Wrong::new(sentence(&error, file, &named)))?;
    Ok((read, ignored))
}

/// Kubernetes gives every program in a namespace with a service `cordboard` variables
/// such as `CORDBOARD_SERVICE_HOST` and `CORDBOARD_PORT_5060_UDP_ADDR`.
fn of_a_cluster(rest: &str) -> bool {
    let form = ["SERVICE_", "PORT_"].iter().any(|start| rest.starts_with(start)) || rest == "PORT";
    form && !rest.contains("__")
}

/// `SIP__RTP_PORTS` and `SIP_RTP_PORTS` are `sip.rtp_ports`, `DATA_DIR` is `data_dir`.
fn path_of(rest: &str) -> String {
    let lower = rest.to_ascii_lowercase();
    if lower.contains("__") {
        return lower.replace("__", ".");
    }
    match lower.split_once('_') {
        Some((section, key)) if SECTIONS.contains(&section) => format!("{section}.{key}"),
        _ => lower,
    }
}

fn sentence(error: &Error, file: Option<&Path>, named: &[(String, String)]) -> String {
    let mut path = error.path.join(".");
    if let Kind::UnknownField(field, _) = &error.kind
        && !path.ends_with(field.as_str())
    {
        path = if path.is_empty() { field.clone() } else { format!("{path}.{field}") };
    }
    let place = match named.iter().find(|(of, _)| *of == path) {
        Some((_, variable)) => format!("the variable {variable}"),
        None => file.map_or("the configuration".to_owned(), |file| file.display().to_string()),
    };
    match &error.kind {
        Kind::UnknownField(_, known) => {
            format!("`{path}` in {place} is not a setting; known here are {}.", known.join(", "))
        }
        Kind::MissingField(field) => {
            let whole = if path.is_empty() { field.to_string() } else { format!("{path}.{field}") };
            format!("`{whole}` is missing in {place}.")
        }
        Kind::InvalidType(actual, wanted) | Kind::InvalidValue(actual, wanted) => {
            let is = if secret(&path) { kind(actual).to_owned() } else { shown(actual) };
            format!("`{path}` in {place} is {is}; it must be {wanted}.")
        }
        Kind::UnknownVariant(variant, known) => {
            format!("`{path}` in {place} is {variant:?}; it must be one of {}.", known.join(", "))
        }
        Kind::Message(_)
        | Kind::InvalidLength(..)
        | Kind::DuplicateField(_)
        | Kind::ISizeOutOfRange(_)
        | Kind::USizeOutOfRange(_)
        | Kind::Unsupported(_)
        | Kind::UnsupportedKey(..) => {
            let what = error.kind.to_string();
            let lines: Vec<_> = what.trim().lines().filter(|line| !quotes(line)).collect();
            let what = lines.join(" ");
            if path.is_empty() {
                format!("{place} cannot be understood: {what}.")
            } else {
                format!("`{path}` in {place}: {what}.")
            }
        }
    }
}

/// A line of the file, as a message about TOML quotes it: there may be a secret in it.
fn quotes(line: &str) -> bool {
    let margin = line.split_once('|').map(|(margin, _)| margin);
    margin.is_some_and(|margin| margin.chars().all(|c| c == ' ' || c.is_ascii_digit()))
}

fn secret(path: &str) -> bool {
    path.split('.').any(|part| SECRET.contains(&part))
}

/// What a value is, and nothing of the value.
fn kind(actual: &Actual) -> &'static str {
    match actual {
        Actual::Bool(_) => "true or false",
        Actual::Unsigned(_) | Actual::Signed(_) | Actual::Float(_) => "a number without quotes",
        Actual::Str(_) | Actual::Char(_) => "a text",
        Actual::Seq => "a list",
        Actual::Map => "a section",
        Actual::Bytes(_)
        | Actual::Unit
        | Actual::Option
        | Actual::NewtypeStruct
        | Actual::Enum
        | Actual::UnitVariant
        | Actual::NewtypeVariant
        | Actual::TupleVariant
        | Actual::StructVariant
        | Actual::Other(_) => "something else",
    }
}

fn shown(actual: &Actual) -> String {
    match actual {
        Actual::Bool(value) => value.to_string(),
        Actual::Unsigned(number) => format!("the number {number}"),
        Actual::Signed(number) => format!("the number {number}"),
        Actual::Float(number) => format!("the number {number}"),
        Actual::Str(text) => format!("the text {text:?}"),
        Actual::Seq => "a list".to_owned(),
        Actual::Map => "a section".to_owned(),
        Actual::Char(_)
        | Actual::Bytes(_)
        | Actual::Unit
        | Actual::Option
        | Actual::NewtypeStruct
        | Actual::Enum
        | Actual::UnitVariant
        | Actual::NewtypeVariant
        | Actual::TupleVariant
        | Actual::StructVariant
        | Actual::Other(_) => actual.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;

    use super::ours;

    #[test]
    fn a_variable_that_is_no_text_harms_nobody() {
        let broken = OsString::from_vec(vec![b'a', 0xff]);
        let all = [
            ("LESSOPEN".into(), broken.clone()),
            (broken.clone(), "x".into()),
            ("CORDBOARD_LOG".into(), "debug".into()),
            ("CORDBOARD_DATA_DIR".into(), broken),
        ];
        let ours: Vec<_> = ours(all.into_iter()).collect();
        assert_eq!(ours[0], ("CORDBOARD_LOG".to_owned(), "debug".to_owned()));
        assert_eq!(ours[1].0, "CORDBOARD_DATA_DIR");
        assert_eq!(ours.len(), 2);
    }
}
