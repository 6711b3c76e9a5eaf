//! The front desk: opens the reception for the pages, and keeps it up to date.

use std::sync::Arc;
use std::time::Duration;

use api::{Place, Reception, ReceptionSettings, Tls, Wire};
use desk::{Fact, Logged};
use store::Store;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::clock;
use crate::config::{Config, Http, Wrong};

/// How often expired sessions are looked for.
const SWEEP: Duration = Duration::from_secs(60);

/// When the settings cannot be read, they are read again after that.
const AGAIN: Duration = Duration::from_secs(1);

/// The certificate and its key, when HTTPS is set up.
pub(crate) fn tls(http: &Http) -> Result<Option<Tls>, Wrong> {
    let Some(files) = &http.tls else { return Ok(None) };
    let tls = Tls::read(&files.certificate, &files.key);
    tls.map(Some).map_err(|useless| Wrong::new(useless.0))
}

/// Where pages find a server that listens there.
pub(crate) fn place(http: &Http, listens: std::net::SocketAddr) -> Result<Place, Wrong> {
    let wire = if http.tls.is_some() { Wire::Tls } else { Wire::Plain };
    Place::new(listens, wire, http.public_url.as_deref())
        .map_err(|why| Wrong::new(format!("`http.public_url`: {why}.")))
}

/// Opens the reception, and says once what browsers will not do.
pub(crate) async fn open(
    config: &Config,
    listens: std::net::SocketAddr,
    store: Arc<Store>,
) -> Result<Arc<Reception>, Wrong> {
    let place = place(&config.http, listens)?;
    if place.deaf_elsewhere() {
        tracing::warn!(
            "HTTP is not encrypted: browsers on other machines give no microphone; set \
             `http.tls_cert` and `http.tls_key`, or `http.public_url` behind a proxy with HTTPS"
        );
    }
    let settings = ReceptionSettings {
        clock: clock::now,
        place,
        proxies: config.http.proxies.clone(),
        demo: config.demo,
    };
    let opened = Reception::open(store, config.workspace_id, settings).await;
    opened.map(Arc::new).map_err(|trouble| Wrong::new(trouble.detail))
}

/// Reads the settings again whenever some were saved, and ends sessions that expired,
/// until the end.
pub(crate) async fn keep(
    reception: Arc<Reception>,
    mut facts: broadcast::Receiver<Arc<[Logged]>>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut sweep = interval(SWEEP);
    sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = until_stopped(&mut stopped) => return,
            _ = sweep.tick() => reception.sweep().await,
            news = facts.recv() => match news {
                Ok(news) if !news.iter().any(changes_settings) => {}
                // Who missed something may have missed this.
                Ok(_) | Err(RecvError::Lagged(_)) => refresh(&reception).await,
                Err(RecvError::Closed) => return,
            },
        }
    }
}

fn changes_settings(logged: &Logged) -> bool {
    matches!(logged.fact, Fact::SettingsSaved { .. })
}

async fn refresh(reception: &Reception) {
    while let Err(error) = reception.refresh().await {
        tracing::warn!(%error, "the settings could not be read; names and roles may be old");
        sleep(AGAIN).await;
    }
}

async fn until_stopped(stopped: &mut watch::Receiver<bool>) {
    // Who dropped the other end has stopped as well.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}
