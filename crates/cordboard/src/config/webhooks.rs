//! `[webhooks]`: where other programs may be that are told what happens.

use courier::Authorities;
use courier::network::Network;

use super::mail::authorities;
use super::{Wrong, file};

/// Where webhooks may lead.
#[derive(Debug, Clone, Default)]
pub struct Webhooks {
    /// Networks inside that may be called all the same, also without TLS.
    pub allow_internal: Vec<Network>,
    /// Authorities beside those of the web.
    pub authorities: Authorities,
}

/// Networks of one's own that programs stand in: more is a mistake.
const NETWORKS_MAX: usize = 100;

pub(super) fn check(webhooks: file::Webhooks) -> Result<Webhooks, Wrong> {
    if webhooks.allow_internal.len() > NETWORKS_MAX {
        return Err(Wrong::new(format!(
            "`webhooks.allow_internal` names more than {NETWORKS_MAX} networks."
        )));
    }
    let networks = webhooks.allow_internal.iter().map(|text| {
        text.parse().map_err(|why| Wrong::new(format!("`webhooks.allow_internal`: {why}.")))
    });
    Ok(Webhooks {
        allow_internal: networks.collect::<Result<_, _>>()?,
        authorities: authorities("webhooks.ca_file", webhooks.ca_file.as_deref())?,
    })
}
