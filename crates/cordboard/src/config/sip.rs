//! `[sip]`: addresses, ports and trunks.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

use line::{Switch, Trunk, TrunkAccess};

use super::{Wrong, address, file};

/// The telephony edge, checked.
#[derive(Debug, Clone)]
pub struct Sip {
    /// Where SIP is spoken, UDP and TCP; port 0 takes a free one.
    pub bind: SocketAddr,
    /// The address that the outside reaches us by, where it differs from `bind`.
    pub external_ip: Option<IpAddr>,
    /// First and last UDP port for audio.
    pub rtp_ports: (u16, u16),
    /// Who may bring calls in.
    pub trunks: Vec<Trunk>,
}

/// What a trunk that signs in is challenged with unless said otherwise.
pub const DEFAULT_REALM: &str = "cordboard";

/// A trunk list longer than this is a mistake.
const TRUNKS_MAX: usize = 256;

pub(super) fn check(sip: file::Sip) -> Result<Sip, Wrong> {
    let external_ip = match &sip.external_ip {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| {
            Wrong::new(format!("`sip.external_ip` is {text:?}, which is not an IP address."))
        })?),
    };
    if sip.trunks.len() > TRUNKS_MAX {
        return Err(Wrong::new(format!("`sip.trunks` names more than {TRUNKS_MAX} trunks.")));
    }
    let mut names = BTreeSet::new();
    let mut trunks = Vec::new();
    for trunk in sip.trunks {
        if !names.insert(trunk.name.clone()) {
            return Err(Wrong::new(format!(
                "`sip.trunks` names two trunks {:?}; give each its own name.",
                trunk.name
            )));
        }
        trunks.push(check_trunk(trunk)?);
    }
    Ok(Sip {
        bind: address("sip.bind", &sip.bind)?,
        external_ip,
        rtp_ports: ports(&sip.rtp_ports)?,
        trunks,
    })
}

fn check_trunk(trunk: file::Trunk) -> Result<Trunk, Wrong> {
    let file::Trunk { name, addresses, user, password, realm, trust_identity } = trunk;
    let access = match (addresses.is_empty(), user, password, realm) {
        (false, None, None, None) => TrunkAccess::Addresses(
            addresses.iter().map(|text| trunk_address(&name, text)).collect::<Result<_, _>>()?,
        ),
        (true, Some(user), Some(password), realm) => TrunkAccess::Digest {
            user,
            password,
            realm: realm.unwrap_or_else(|| DEFAULT_REALM.to_owned()),
        },
        _ => {
            return Err(Wrong::new(format!(
                "The trunk {name:?} needs either `addresses`, or `user` and `password`."
            )));
        }
    };
    let trust_identity = if trust_identity { Switch::On } else { Switch::Off };
    Ok(Trunk { name, access, trust_identity })
}

fn trunk_address(trunk: &str, text: &str) -> Result<line::Network, Wrong> {
    text.parse().map_err(|_| {
        Wrong::new(format!(
            "The trunk {trunk:?} has the address {text:?}, which is neither an IP address nor a \
             block such as 192.0.2.0/24."
        ))
    })
}

/// Audio takes one port a leg; ports below 1024 belong to the system.
fn ports(text: &str) -> Result<(u16, u16), Wrong> {
    let wrong = || {
        Wrong::new(format!(
            "`sip.rtp_ports` is {text:?}; write two ports from 1024 to 65535, the lower one first, \
             like \"20000-29999\"."
        ))
    };
    let (first, last) = text.split_once('-').ok_or_else(wrong)?;
    let first: u16 = first.trim().parse().map_err(|_| wrong())?;
    let last: u16 = last.trim().parse().map_err(|_| wrong())?;
    if first < 1024 || last <= first {
        return Err(wrong());
    }
    Ok((first, last))
}
