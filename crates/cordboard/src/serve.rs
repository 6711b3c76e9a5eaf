//! The running server: everything opened in order, closed in the opposite one.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::Duration;

use api::live::{Hub, herald};
use api::{Answer, Over, Reception, Rooms, Tally, Tls, Unheard};
use desk::{Desk, Input, Logged, Seq, WorkspaceId};
use line::{Line, LineError, LineSettings, PhoneCodec};
use store::{Recordings, Store, StoreError, StoreSettings};
use tokio::net::TcpListener;
use tokio::sync::{Notify, broadcast, watch};
use tokio::task::JoinHandle as Task;
use tokio::time::{Instant, sleep, timeout};

use crate::boot;
use crate::clock;
use crate::config::{Codec, Config, Durability, Wrong};
use crate::desk_loop::{self, DeskLoop, Ended, STREAM_BEHIND_MAX, Surroundings, chain};
use crate::front_desk;
use crate::gauges::Gauges;
use crate::house::DeskHouse;
use crate::inbox::{Inbox, Outlet, inbox};
use crate::intake::{Against, Doorkeeper};
use crate::jobs::{self, Around, Runner, UnderWay};
use crate::ledger::Ledger;
use crate::mend;
use crate::reach::Ways;
use crate::trunks;

/// The workspace of a server, unless its configuration names another.
pub const WORKSPACE: WorkspaceId = WorkspaceId(1);

/// An INVITE that the desk has not answered by then is refused: the desk answers in
/// milliseconds, or something is broken.
const SETUP_TIMEOUT: Duration = Duration::from_secs(30);

/// L8: a far end that vanished is gone within a minute.
const SILENCE_LIMIT: Duration = Duration::from_secs(30);

/// A desk phone says *trying* or *ringing* within milliseconds; one that has not after
/// four retransmissions (RFC 3261 17.1.1.2) is not there.
const DIAL_TIMEOUT: Duration = Duration::from_secs(4);

/// How often a drain looks whether calls are left.
const DRAIN_LOOK: Duration = Duration::from_millis(100);

/// What HTTP requests under way get to finish.
const HTTP_GRACE: Duration = Duration::from_secs(2);

/// What jobs under way get: they end by themselves a little earlier.
const JOBS_GRACE: Duration = Duration::from_secs(4);

/// A server that takes calls.
pub struct Running {
    sip_address: SocketAddr,
    http_address: SocketAddr,
    inbox: Inbox,
    doorkeeper: Arc<Doorkeeper>,
    line: Line,
    store: Arc<Store>,
    recordings: Arc<Recordings>,
    tally: Arc<Tally>,
    hub: Arc<Hub>,
    reception: Arc<Reception>,
    facts: broadcast::Sender<Arc<[Logged]>>,
    lost: watch::Receiver<Option<Ended>>,
    desk: JoinHandle<()>,
    stop: watch::Sender<bool>,
    http: Task<()>,
    jobs: Task<()>,
    jobs_stop: watch::Sender<bool>,
}

/// Starts a server on the caller's tokio runtime.
///
/// # Errors
/// With one sentence about what is wrong: a folder, an address, the store, a setting.
/// Nothing is left running then.
pub async fn start(config: Config) -> Result<Running, Wrong> {
    let tls = front_desk::tls(&config.http)?;
    config.make_folders()?;
    let listener = TcpListener::bind(config.http.bind).await;
    let listener = listener.map_err(|why| taken("http.bind", config.http.bind, &why))?;
    let http_address = listener.local_addr().map_err(|why| Wrong::new(format!("HTTP: {why}.")))?;
    let store = open_store(&config).await?;
    let recordings = Recordings::in_folder(&config.recordings_dir());
    let recordings = Arc::new(recordings.map_err(|error| Wrong::new(sentence(&error)))?);
    let (inbox, outlet) = inbox();
    let reached = Arc::new(OnceLock::new());
    let hub = Arc::new(Hub::new(Ways::new(inbox.clone(), Arc::clone(&reached))));
    let line = start_line(&config, inbox.clone(), Arc::clone(&hub)).await?;
    // Nobody has entered the hub yet, so nothing was asked of the line before.
    let _ = reached.set(line.clone());
    match open_rooms(&config, http_address, &store, outlet, &line, &hub).await {
        Ok((opened, reception)) => {
            let parts =
                Parts { config, http_address, tls, store, recordings, inbox, line, hub, reception };
            assemble(parts, opened, listener)
        }
        Err(wrong) => {
            line.stop().await;
            Err(wrong)
        }
    }
}

/// The desk, and then the reception, which reads the settings that the desk has saved.
async fn open_rooms(
    config: &Config,
    http_address: SocketAddr,
    store: &Arc<Store>,
    outlet: Outlet,
    line: &Line,
    hub: &Arc<Hub>,
) -> Result<(Opened, Arc<Reception>), Wrong> {
    let opened = open_desk(config, store, outlet, line, hub).await?;
    let reception = front_desk::open(config, http_address, Arc::clone(store)).await?;
    Ok((opened, reception))
}

struct Parts {
    config: Config,
    http_address: SocketAddr,
    tls: Option<Tls>,
    store: Arc<Store>,
    recordings: Arc<Recordings>,
    inbox: Inbox,
    line: Line,
    hub: Arc<Hub>,
    reception: Arc<Reception>,
}

struct Opened {
    epoch: i64,
    desk_loop: DeskLoop,
    doorkeeper: Arc<Doorkeeper>,
    gauges: Arc<Gauges>,
    facts: broadcast::Sender<Arc<[Logged]>>,
    bell: Arc<Notify>,
}

async fn open_store(config: &Config) -> Result<Arc<Store>, Wrong> {
    let store = Store::open(&store_settings(config)).await;
    store.map(Arc::new).map_err(|error| Wrong::new(sentence(&error)))
}

pub(crate) fn store_settings(config: &Config) -> StoreSettings {
    let file = config.database_file();
    let url = config.store.url.clone().unwrap_or_else(|| format!("sqlite://{}", file.display()));
    let mut settings = StoreSettings::new(url);
    settings.durability = match config.store.durability {
        Durability::Normal => store::Durability::Normal,
        Durability::Full => store::Durability::Full,
    };
    settings
}

async fn start_line(config: &Config, inbox: Inbox, hub: Arc<Hub>) -> Result<Line, Wrong> {
    let (first, last) = config.sip.rtp_ports;
    let settings = LineSettings {
        sip_bind: config.sip.bind,
        external_ip: config.sip.external_ip,
        rtp_ports: first..=last,
        trunks: config.sip.trunks.clone(),
        setup_timeout: SETUP_TIMEOUT,
        silence_limit: SILENCE_LIMIT,
        dial_timeout: DIAL_TIMEOUT,
        // RTP takes the even ports, and every caller needs a second one for a phone.
        max_legs: usize::from(last - first) / 4 + 1,
        user_agent: concat!("Cordboard/", env!("CARGO_PKG_VERSION")).to_owned(),
        browser_bind: Some(config.phone.bind),
        max_phones: line::PHONES_MAX,
        // Nobody is let in before the desk is open.
        intake: line::Intake::Closed { why: line::Closure::Draining },
    };
    let line = Line::start(settings, move |event| desk_loop::heard(&inbox, &hub, event)).await;
    line.map_err(|error| match &error {
        LineError::Bind { address, source, .. } => taken("sip.bind", *address, source),
        LineError::Media(_) | LineError::Stack(_) => Wrong::new(sentence(&error)),
    })
}

async fn open_desk(
    config: &Config,
    store: &Arc<Store>,
    outlet: Outlet,
    line: &Line,
    hub: &Arc<Hub>,
) -> Result<Opened, Wrong> {
    let failed = |error: StoreError| Wrong::new(sentence(&error));
    let before = store.last(config.workspace_id).await.map_err(failed)?;
    if let Some((_, last)) = before {
        clock::not_before(last);
    }
    let ledger = Ledger::take_over(Arc::clone(store), config.workspace_id).await.map_err(failed)?;
    let epoch = ledger.epoch();
    hub.begin(epoch, before.map_or(Seq(0), |(last, _)| last));
    let doorkeeper = Arc::new(Doorkeeper::new(line.clone()));
    let gauges = Arc::new(Gauges::default());
    let (facts, _) = broadcast::channel(STREAM_BEHIND_MAX);
    let bell = Arc::new(Notify::new());
    let around = Surroundings {
        line: line.clone(),
        hub: Arc::clone(hub),
        doorkeeper: Arc::clone(&doorkeeper),
        gauges: Arc::clone(&gauges),
        facts: facts.clone(),
        jobs: Arc::clone(&bell),
        live_dir: config.live_dir(),
    };
    let (workspace, live_dir) = (config.workspace.clone(), config.live_dir());
    // The ledger waits for the store, which a worker of the runtime must not.
    let opening = tokio::task::spawn_blocking(move || {
        let desk = ledger.open_desk().map_err(failed)?;
        let restarted = before.map(|_| boot::restarted(&desk, &live_dir)).unwrap_or_default();
        let mut desk_loop = DeskLoop::new(desk, ledger, outlet, around);
        desk_loop.first(restarted, |_| Ok(()))?;
        mend::sweep(&live_dir);
        let settings = desk_loop.desk().map(|desk| boot::settings(desk, &workspace));
        desk_loop.first(settings.unwrap_or_default(), boot::refusal)?;
        Ok::<_, Wrong>(desk_loop)
    });
    let opened = opening.await.map_err(|_| Wrong::new("The desk could not be opened."))?;
    Ok(Opened { epoch, desk_loop: opened?, doorkeeper, gauges, facts, bell })
}

fn codec(config: &Config) -> PhoneCodec {
    match config.phone.codec {
        Codec::G711 => PhoneCodec::G711,
        Codec::Opus => PhoneCodec::Opus,
    }
}

/// What jobs need.
fn around(
    config: &Config,
    epoch: i64,
    store: &Arc<Store>,
    recordings: &Arc<Recordings>,
    inbox: Inbox,
    ways: jobs::Ways,
    gauges: Arc<Gauges>,
) -> Arc<Around> {
    Arc::new(Around {
        workspace: config.workspace_id,
        epoch,
        store: Arc::clone(store),
        recordings: Arc::clone(recordings),
        live_dir: config.live_dir(),
        inbox,
        ways,
        addresses: config.addresses(),
        gauges,
    })
}

fn runner(
    around: Arc<Around>,
    doorkeeper: Arc<Doorkeeper>,
    bell: Arc<Notify>,
    stop: watch::Receiver<bool>,
) -> Runner {
    Runner { around, doorkeeper, bell, stop, under_way: UnderWay::default() }
}

/// Puts together what was opened, and lets it run.
fn assemble(parts: Parts, opened: Opened, listener: TcpListener) -> Result<Running, Wrong> {
    let Parts { config, http_address, tls, store, recordings, inbox, line, hub, reception } = parts;
    let Opened { epoch, desk_loop, doorkeeper, gauges, facts, bell } = opened;
    let ways = jobs::ways(&config)?;
    let (ended, lost) = watch::channel(None);
    let desk = desk_loop::spawn(desk_loop, move |how| {
        ended.send_replace(Some(how));
    });
    let desk = desk.map_err(|why| Wrong::new(format!("No thread for the desk: {why}.")))?;
    let (stop, stopped) = watch::channel(false);
    let tally = Arc::new(Tally::new(Arc::clone(&store), config.workspace_id));
    let house = DeskHouse {
        inbox: inbox.clone(),
        doorkeeper: Arc::clone(&doorkeeper),
        gauges: Arc::clone(&gauges),
        line: line.clone(),
        codec: codec(&config),
        hub: Arc::clone(&hub),
        file: trunks::from_file(&config),
        tally: Arc::clone(&tally),
        addresses: config.addresses(),
        mail_configured: config.mail.is_some(),
        caller: Arc::clone(&ways.caller),
        jobs: Arc::clone(&bell),
    };
    let rooms = Rooms {
        house: Arc::new(house),
        hub: Arc::clone(&hub),
        store: Arc::clone(&store),
        recordings: Arc::clone(&recordings),
        listening: Arc::default(),
        tally: Arc::clone(&tally),
        reception: Arc::clone(&reception),
        workspace: config.workspace_id,
        operator_token: config.http.operator_token.as_deref().map(Into::into),
    };
    tokio::spawn(watch_line(line.clone(), Arc::clone(&doorkeeper), stopped.clone()));
    tokio::spawn(set_trunks(rooms.clone()));
    tokio::spawn(herald(rooms.clone(), until_true(stopped.clone())));
    reception.when_over(cut(Arc::clone(&hub)));
    let kept = front_desk::keep(Arc::clone(&reception), facts.subscribe(), stopped.clone());
    tokio::spawn(kept);
    let http = tokio::spawn(api::serve(listener, tls, rooms, until_true(stopped.clone())));
    let around = around(&config, epoch, &store, &recordings, inbox.clone(), ways, gauges);
    let (jobs_stop, stop_jobs) = watch::channel(false);
    let jobs = tokio::spawn(runner(around, Arc::clone(&doorkeeper), bell, stop_jobs).run());
    doorkeeper.lift(Against::Starting);
    let sip_address = line.sip_address();
    Ok(Running {
        sip_address,
        http_address,
        inbox,
        doorkeeper,
        line,
        store,
        recordings,
        tally,
        hub,
        reception,
        facts,
        lost,
        desk,
        stop,
        http,
        jobs,
        jobs_stop,
    })
}

impl Running {
    /// Where SIP is spoken, UDP and TCP.
    #[must_use]
    pub fn sip_address(&self) -> SocketAddr {
        self.sip_address
    }

    /// Where HTTP is spoken.
    #[must_use]
    pub fn http_address(&self) -> SocketAddr {
        self.http_address
    }

    /// Hands an input to the desk and waits until what came of it is committed.
    ///
    /// # Errors
    /// When the desk never heard it.
    pub async fn ask(&self, input: Input) -> Answer {
        self.inbox.ask(input).await
    }

    /// Looks at the desk between two turns.
    ///
    /// # Errors
    /// When there is no desk to look at.
    pub async fn look<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Desk) -> T + Send + 'static,
    ) -> Result<T, Unheard> {
        self.inbox.look(look).await
    }

    /// Copies of what is committed from now on; a reader that is too far behind has to
    /// read the log.
    #[must_use]
    pub fn facts(&self) -> broadcast::Receiver<Arc<[Logged]>> {
        self.facts.subscribe()
    }

    /// What is written down.
    #[must_use]
    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// Where recordings are kept.
    #[must_use]
    pub fn recordings(&self) -> &Arc<Recordings> {
        &self.recordings
    }

    /// Who is signed in, and who works here.
    #[must_use]
    pub fn reception(&self) -> &Arc<Reception> {
        &self.reception
    }

    /// Where browser phones send their audio.
    #[must_use]
    pub fn browser_address(&self) -> Option<SocketAddr> {
        self.line.browser_address()
    }

    /// The desk's figures.
    #[must_use]
    pub fn tally(&self) -> &Arc<Tally> {
        &self.tally
    }

    /// Returns when the workspace's loop or the telephony side has ended without being
    /// asked to: only a new start helps.
    pub async fn lost(&self) {
        let mut lost = self.lost.clone();
        tokio::select! {
            // The loop's thread holds the other end; when it is gone, so is the loop.
            _ = lost.wait_for(Option::is_some) => {}
            () = self.line.ended() => {}
        }
    }

    /// Refuses new calls (503) and lets live ones go on until they end, `longest` at most.
    /// Returns how many were still live then.
    pub async fn drain(&self, longest: Duration) -> usize {
        self.doorkeeper.close(Against::Draining);
        let until = Instant::now() + longest;
        loop {
            let live = self.inbox.look(unfinished).await.unwrap_or(0);
            if live == 0 || Instant::now() >= until {
                return live;
            }
            sleep(DRAIN_LOOK.min(until.saturating_duration_since(Instant::now()))).await;
        }
    }

    /// Ends everything. Calls that are still live are cut; the next start closes them in
    /// the log as `failed (node_lost)`.
    pub async fn stop(self) {
        self.doorkeeper.close(Against::Draining);
        self.hub.stop();
        // Before the desk: what was sent in this moment is still written down.
        self.jobs_stop.send_replace(true);
        let _ = timeout(JOBS_GRACE, self.jobs).await;
        self.inbox.stop();
        let desk = self.desk;
        // A thread that panicked has said so already.
        let _ = tokio::task::spawn_blocking(move || desk.join()).await;
        self.line.stop().await;
        self.stop.send_replace(true);
        let _ = timeout(HTTP_GRACE, self.http).await;
        drop(self.tally);
        drop(self.reception);
        if let Some(store) = Arc::into_inner(self.store) {
            store.close().await;
        }
    }
}

/// Whose session is over is cut at once: tabs, phones, and the call that they carried.
fn cut(hub: Arc<Hub>) -> impl Fn(&Over) + Send + Sync + 'static {
    move |over| match over {
        Over::Session(session) => hub.end_session(*session),
        Over::Teammate(teammate) => hub.end_teammate(*teammate),
    }
}

/// Calls that go on, and recordings that are still being closed.
fn unfinished(desk: &Desk) -> usize {
    desk.calls().filter(|call| call.live()).count() + desk.open_recordings().count()
}

/// Lets the trunks in that were set up on the page, beside those of the file.
async fn set_trunks(rooms: Rooms) {
    if let Err(trouble) = api::hand_over_trunks(&rooms).await {
        tracing::error!(why = trouble.detail, "the trunks set up on the page cannot call");
    }
}

/// Says so when the line has ended by itself: it answers nobody any more.
async fn watch_line(line: Line, doorkeeper: Arc<Doorkeeper>, stopped: watch::Receiver<bool>) {
    tokio::select! {
        () = line.ended() => {
            tracing::error!("the telephony side has ended");
            doorkeeper.close(Against::LineEnded);
        }
        () = until_true(stopped) => {}
    }
}

async fn until_true(mut stopped: watch::Receiver<bool>) {
    // Who dropped the other end has stopped as well.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// What the system says about an address, in one sentence.
fn taken(setting: &str, address: SocketAddr, why: &std::io::Error) -> Wrong {
    let kind = why.kind();
    Wrong::new(if kind == ErrorKind::AddrInUse {
        format!(
            "`{setting}` is {address}, which another program uses; choose another port or stop it."
        )
    } else if kind == ErrorKind::AddrNotAvailable {
        format!("`{setting}` is {address}, which is no address of this machine.")
    } else if kind == ErrorKind::PermissionDenied {
        format!("`{setting}` is {address}, where this user may not listen; take a port from 1024.")
    } else {
        format!("`{setting}` is {address}: {why}.")
    })
}

/// An error as one sentence with a capital and a full stop.
pub(crate) fn sentence(error: &dyn std::error::Error) -> String {
    let text = chain(error);
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_line_that_ends_by_itself_is_a_reason_not_to_be_ready() {
        let toml = "[sip]\nbind = \"127.0.0.1:0\"";
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("cordboard.toml");
        std::fs::write(&file, toml).expect("written");
        let given = crate::config::Given { file: Some(file), data_dir: None };
        let config = Config::read(&given, std::iter::empty()).expect("good");
        // Its tasks end with their runtime, as they would with a mistake of ours.
        let elsewhere = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        let elsewhere = elsewhere.expect("a runtime");
        let started = elsewhere.spawn(async move {
            let (inbox, _) = inbox();
            let hub = Arc::new(Hub::new(Ways::new(inbox.clone(), Arc::default())));
            start_line(&config, inbox, hub).await
        });
        let line = started.await.expect("no panic").expect("a line");
        let doorkeeper = Arc::new(Doorkeeper::new(line.clone()));
        doorkeeper.lift(Against::Starting);
        let (_stop, stopped) = watch::channel(false);
        let watched = tokio::spawn(watch_line(line, Arc::clone(&doorkeeper), stopped));
        assert!(doorkeeper.sentences().is_empty());
        elsewhere.shutdown_background();
        timeout(Duration::from_secs(20), watched).await.expect("noticed").expect("no panic");
        assert_eq!(doorkeeper.sentences(), [Against::LineEnded.sentence()]);
    }
}
