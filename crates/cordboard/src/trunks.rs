//! Trunks as the telephony edge knows them, and as the page sees them.

use std::net::SocketAddr;

use api::schema::{Toggle, TrunkAccess, TrunkSettings, TrunkTested};
use api::{FromFile, Trunk};
use line::{Line, Switch, TrunkTest};

use crate::config::{Config, DEFAULT_REALM};

/// What stands in the configuration file.
pub(crate) fn from_file(config: &Config) -> FromFile {
    FromFile {
        subjects: config.workspace.documents.iter().map(desk::Document::subject).collect(),
        trunks: config.sip.trunks.iter().map(shown).collect(),
    }
}

fn shown(trunk: &line::Trunk) -> Trunk {
    let access = match &trunk.access {
        line::TrunkAccess::Addresses(networks) => {
            TrunkAccess::Addresses { addresses: networks.iter().map(ToString::to_string).collect() }
        }
        line::TrunkAccess::Digest { user, password, realm } => TrunkAccess::Digest {
            user: user.clone(),
            password: Some(password.clone()),
            realm: Some(realm.clone()),
        },
    };
    let trust_identity = match trunk.trust_identity {
        Switch::On => Toggle::On,
        Switch::Off => Toggle::Off,
    };
    Trunk { name: trunk.name.clone(), settings: TrunkSettings { access, trust_identity } }
}

/// A trunk for the telephony edge, or what is wrong with it.
pub(crate) fn set(trunk: &Trunk) -> Result<line::Trunk, String> {
    let access = match &trunk.settings.access {
        TrunkAccess::Addresses { addresses } => line::TrunkAccess::Addresses(
            addresses.iter().map(|text| network(text)).collect::<Result<_, _>>()?,
        ),
        TrunkAccess::Digest { user, password, realm } => line::TrunkAccess::Digest {
            user: user.clone(),
            password: password.clone().unwrap_or_default(),
            realm: realm.clone().unwrap_or_else(|| DEFAULT_REALM.to_owned()),
        },
    };
    let trust_identity = match trunk.settings.trust_identity {
        Toggle::On => Switch::On,
        Toggle::Off => Switch::Off,
    };
    Ok(line::Trunk { name: trunk.name.clone(), access, trust_identity })
}

fn network(text: &str) -> Result<line::Network, String> {
    text.parse()
        .map_err(|_| format!("{text:?} is neither an IP address nor a block such as 192.0.2.0/24."))
}

/// Asks whether a trunk is there, and says what came of it.
pub(crate) async fn test(line: &Line, to: SocketAddr) -> TrunkTested {
    let (ok, sentence) = match line.test_trunk(to).await {
        TrunkTest::Answered { status: 200..=299, ms } => {
            (true, format!("{to} answered in {ms} ms."))
        }
        // Whoever refuses the question has heard it: the way there and back is open.
        TrunkTest::Answered { status, ms } => {
            (true, format!("{to} answered in {ms} ms, with {status} to our OPTIONS; it is there."))
        }
        TrunkTest::Silent => (
            false,
            format!(
                "{to} did not answer within 3 seconds; check the address, the port and the \
                 firewalls in between."
            ),
        ),
        TrunkTest::Refused { why } => {
            (false, format!("{to} could not be asked: {}.", why.trim_end_matches('.')))
        }
    };
    TrunkTested { ok, sentence }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trunk_of_the_file_is_shown_as_it_was_written() {
        for text in ["192.0.2.7", "192.0.2.0/24", "2001:db8::1", "2001:db8::/32"] {
            let trunk = line::Trunk {
                name: "carrier".to_owned(),
                access: line::TrunkAccess::Addresses(vec![text.parse().expect("an address")]),
                trust_identity: Switch::On,
            };
            let shown = shown(&trunk);
            let addresses = vec![text.to_owned()];
            assert_eq!(shown.settings.access, TrunkAccess::Addresses { addresses });
            assert_eq!(super::shown(&set(&shown).expect("good")), shown);
        }
    }

    #[test]
    fn a_wrong_address_is_said_in_words() {
        let access = TrunkAccess::Addresses { addresses: vec!["192.0.2.0/33".to_owned()] };
        let settings = TrunkSettings { access, trust_identity: Toggle::Off };
        let wrong = set(&Trunk { name: "carrier".to_owned(), settings }).expect_err("wrong");
        assert!(wrong.contains("192.0.2.0/33"), "{wrong}");
    }
}
