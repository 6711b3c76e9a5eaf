//! Where settings come from, and what to say when one does not fit its shape.

use std::path::Path;

use figment::error::{Actual, Kind};
use figment::providers::{Format, Serialized, Toml};
use figment::{Error, Figment};

use super::Wrong;
use super::file::File;

/// Every setting can also be a variable: `CORDBOARD_SIP__BIND` is `sip.bind`.
const PREFIX: &str = "CORDBOARD_";

/// The sections a variable can reach into. What `[desk]` lists is for the file.
const SECTIONS: [&str; 4] = ["sip", "http", "store", "desk"];

/// The file first, then the variables over it.
pub(super) fn read(
    file: Option<&Path>,
    variables: impl Iterator<Item = (String, String)>,
) -> Result<File, Wrong> {
    let mut figment = Figment::new();
    if let Some(file) = file {
        std::fs::read_to_string(file).map_err(|why| {
            Wrong::new(format!("The configuration file {} cannot be read: {why}.", file.display()))
        })?;
        figment = figment.merge(Toml::file_exact(file));
    }
    let mut named = Vec::new();
    for (variable, value) in variables {
        let Some(rest) = variable.strip_prefix(PREFIX) else { continue };
        let path = path_of(rest);
        figment = figment.merge(Serialized::default(&path, value));
        named.push((path, variable));
    }
    figment.extract().map_err(|error| Wrong::new(sentence(&error, file, &named)))
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
            format!("`{path}` in {place} is {}; it must be {wanted}.", shown(actual))
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
            let what = what.trim().replace('\n', " ");
            if path.is_empty() {
                format!("{place} cannot be understood: {what}.")
            } else {
                format!("`{path}` in {place}: {what}.")
            }
        }
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
