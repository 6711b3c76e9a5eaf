//! The reception: who is signed in, who works here, and how often one may try. Everything
//! a request needs to be let in is in memory; the store is asked when somebody signs in.

mod place;
mod sender;
mod sessions;
mod staff;

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use desk::{Millis, Permission, TeammateId, WorkspaceId};
use store::{SessionId, SessionRecord, SignInLink, Store, StoreError, TokenHash};

pub use self::place::{Place, Wire};
pub(crate) use self::sessions::LONGEST_MS;
use self::sessions::{IDLE_MS, Sessions, Used};
pub(crate) use self::staff::Staff;
use crate::limits::Limits;
use crate::password::Passwords;
use crate::problem::Trouble;
use crate::token;

/// How long a sign-in link works: made by hand, used at once.
const SIGN_IN_LINK_MS: u64 = 10 * 60_000;

/// What is kept of a browser's name for itself.
const AGENT_CHARACTERS_MAX: usize = 200;

/// How a reception is opened.
#[derive(Debug, Clone)]
pub struct ReceptionSettings {
    /// Reads the time in UTC milliseconds.
    pub clock: fn() -> Millis,
    /// Where pages find us.
    pub place: Place,
    /// Proxies whose word about the sender of a request is believed.
    pub proxies: Vec<IpAddr>,
    /// Whether this is the demo.
    pub demo: bool,
}

/// What has come to its end; everything that was done in its name has to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// A session: signed out, revoked or expired.
    Session(SessionId),
    /// All of a teammate's sessions: removed.
    Teammate(TeammateId),
}

type Watcher = Box<dyn Fn(&Over) + Send + Sync>;

/// Who is signed in, who works here, and how often one may try.
pub struct Reception {
    pub(crate) workspace: WorkspaceId,
    pub(crate) store: Arc<Store>,
    pub(crate) place: Place,
    pub(crate) demo: bool,
    pub(crate) limits: Limits,
    pub(crate) passwords: Passwords,
    /// The one-time set-up token while nobody has an account; held during a set-up, so
    /// that of two one wins.
    pub(crate) setup: tokio::sync::Mutex<Option<String>>,
    proxies: Vec<IpAddr>,
    clock: fn() -> Millis,
    /// Lets the demo's visitor in, as often as wanted.
    demo_pass: OnceLock<(TokenHash, TeammateId)>,
    sessions: Mutex<Sessions>,
    staff: RwLock<Arc<Staff>>,
    /// Held from the reading of the settings until what they say is done: an older reading
    /// that came last would dismiss whoever was hired in between.
    refreshing: tokio::sync::Mutex<()>,
    watchers: RwLock<Vec<Watcher>>,
}

/// A session that has just begun.
pub(crate) struct Begun {
    /// What goes into the cookie.
    pub(crate) token: String,
}

impl Reception {
    /// Opens the reception with what is stored.
    ///
    /// # Errors
    /// When the store cannot be read, or the system gives no chance; with a sentence.
    pub async fn open(
        store: Arc<Store>,
        workspace: WorkspaceId,
        settings: ReceptionSettings,
    ) -> Result<Self, Trouble> {
        let now = (settings.clock)();
        let idle = Millis(now.0.saturating_sub_unsigned(IDLE_MS));
        // What is over is forgotten; a store that cannot be written keeps it until the
        // next start, and it is over all the same.
        if let Err(error) = store.forget_sessions(workspace, now, idle).await {
            tracing::warn!(%error, "old sessions could not be forgotten");
        }
        let sessions = Sessions::of(store.sessions(workspace).await?);
        let staff = Staff::of(store.settings(workspace).await?);
        let setup = if store.any_account(workspace).await? { None } else { Some(token::fresh()?) };
        let reception = Self {
            workspace,
            place: settings.place,
            demo: settings.demo,
            limits: Limits::default(),
            passwords: Passwords::new().await?,
            setup: tokio::sync::Mutex::new(setup),
            proxies: settings.proxies,
            clock: settings.clock,
            demo_pass: OnceLock::new(),
            sessions: Mutex::new(sessions),
            staff: RwLock::new(Arc::new(staff)),
            refreshing: tokio::sync::Mutex::default(),
            watchers: RwLock::default(),
            store,
        };
        reception.dismiss_the_removed().await;
        Ok(reception)
    }

    /// Now.
    pub(crate) fn now(&self) -> Millis {
        (self.clock)()
    }

    /// The address of the set-up page with its one-time token, while nobody has an account.
    pub async fn setup_link(&self) -> Option<String> {
        let token = self.setup.lock().await;
        token.as_ref().map(|token| format!("{}/setup#token={token}", self.place.base()))
    }

    /// Calls `watcher` whenever a session, or all of a teammate's, came to its end.
    pub fn when_over(&self, watcher: impl Fn(&Over) + Send + Sync + 'static) {
        let mut watchers = self.watchers.write().unwrap_or_else(PoisonError::into_inner);
        watchers.push(Box::new(watcher));
    }

    fn tell(&self, over: Over) {
        let watchers = self.watchers.read().unwrap_or_else(PoisonError::into_inner);
        for watcher in watchers.iter() {
            watcher(&over);
        }
    }

    /// Who works here and what each may do.
    pub(crate) fn staff(&self) -> Arc<Staff> {
        Arc::clone(&self.staff.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What a teammate may do now; nothing for somebody who does not work here.
    #[must_use]
    pub fn permissions(&self, teammate: TeammateId) -> BTreeSet<Permission> {
        self.staff().permissions(teammate)
    }

    /// Reads the settings again, and ends the sessions of who does not work here any more.
    ///
    /// # Errors
    /// When the store cannot be read: what was known stays known.
    pub async fn refresh(&self) -> Result<(), StoreError> {
        let _alone = self.refreshing.lock().await;
        let staff = Arc::new(Staff::of(self.store.settings(self.workspace).await?));
        *self.staff.write().unwrap_or_else(PoisonError::into_inner) = staff;
        self.dismiss_the_removed().await;
        Ok(())
    }

    async fn dismiss_the_removed(&self) {
        let staff = self.staff();
        let signed_in = self.sessions().teammates();
        for gone in signed_in.into_iter().filter(|id| staff.teammate(*id).is_none()) {
            self.dismiss(gone).await;
        }
    }

    /// Ends everything of a teammate who was removed.
    pub(crate) async fn dismiss(&self, teammate: TeammateId) {
        let own = self.sessions().of_teammate(teammate);
        for session in own {
            self.sessions().end(session.id);
        }
        self.tell(Over::Teammate(teammate));
        let ended = self.store.end_sessions_of(self.workspace, teammate, None).await;
        let closed = self.store.close_account(self.workspace, teammate).await;
        if let Err(error) = ended.and(closed) {
            // The settings say that they are removed: nobody gets in with what is left.
            tracing::warn!(%error, teammate.id = teammate.0, "not all of a teammate was forgotten");
        }
    }

    /// The session of a token: whose, if it is not over.
    pub(crate) fn find(&self, token: &TokenHash) -> Option<(SessionId, TeammateId)> {
        let used = self.sessions().find(token, self.now())?;
        self.note(used);
        Some((used.session, used.teammate))
    }

    /// Notes that a session is in use: its page holds a live connection. False when it is
    /// over.
    pub fn seen(&self, session: SessionId) -> bool {
        let used = self.sessions().seen(session, self.now());
        if let Some(used) = used {
            self.note(used);
        }
        used.is_some()
    }

    fn note(&self, used: Used) {
        if !used.tell {
            return;
        }
        let (store, workspace, now) = (Arc::clone(&self.store), self.workspace, self.now());
        tokio::spawn(async move {
            if let Err(error) = store.session_seen(workspace, used.session, now).await {
                tracing::debug!(%error, "a session's last use is not stored");
            }
        });
    }

    /// Begins a session.
    pub(crate) async fn begin(&self, teammate: TeammateId, agent: &str) -> Result<Begun, Trouble> {
        let token = token::fresh()?;
        let Some(hash) = token::hash(&token) else {
            return Err(Trouble::unable("The server cannot make secrets now; try again."));
        };
        let now = self.now();
        let agent = agent.chars().filter(|letter| !letter.is_control());
        let record = SessionRecord {
            id: SessionId(token::number()?),
            token: hash,
            teammate,
            created: now,
            last_seen: now,
            expires: now.plus(LONGEST_MS),
            agent: agent.take(AGENT_CHARACTERS_MAX).collect(),
        };
        self.store.begin_session(self.workspace, &record).await?;
        let too_many = self.sessions().begin(record);
        for session in too_many {
            self.end(session).await?;
        }
        Ok(Begun { token })
    }

    /// Ends a session, at once; the store is told afterwards.
    pub(crate) async fn end(&self, session: SessionId) -> Result<(), StoreError> {
        self.sessions().end(session);
        self.tell(Over::Session(session));
        self.store.end_session(self.workspace, session).await
    }

    /// Ends all of a teammate's sessions but one.
    pub(crate) async fn end_others(
        &self,
        teammate: TeammateId,
        but: SessionId,
    ) -> Result<(), StoreError> {
        let own = self.sessions().of_teammate(teammate);
        for session in own.into_iter().filter(|session| session.id != but) {
            self.sessions().end(session.id);
            self.tell(Over::Session(session.id));
        }
        self.store.end_sessions_of(self.workspace, teammate, Some(but)).await
    }

    /// A teammate's sessions, the one used last first.
    pub(crate) fn sessions_of(&self, teammate: TeammateId) -> Vec<SessionRecord> {
        let mut own = self.sessions().of_teammate(teammate);
        own.sort_by_key(|session| std::cmp::Reverse((session.last_seen, session.id)));
        own
    }

    /// Ends what has expired; asked for about once a minute.
    pub async fn sweep(&self) {
        let now = self.now();
        let gone = self.sessions().sweep(now);
        for session in &gone {
            self.tell(Over::Session(*session));
        }
        if gone.is_empty() {
            return;
        }
        let idle = Millis(now.0.saturating_sub_unsigned(IDLE_MS));
        if let Err(error) = self.store.forget_sessions(self.workspace, now, idle).await {
            tracing::debug!(%error, "expired sessions are still stored");
        }
    }

    fn sessions(&self) -> std::sync::MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a link that signs a teammate in, once.
    ///
    /// # Errors
    /// When there is no such teammate, or the store cannot be written.
    pub async fn sign_in_link(&self, teammate: TeammateId) -> Result<String, Trouble> {
        if self.staff().teammate(teammate).is_none() {
            return Err(Trouble::not_found("There is no such teammate."));
        }
        sign_in_link(&self.store, self.workspace, teammate, self.now(), &self.place).await
    }

    /// Makes the link of the demo's visitor: it works until the demo ends, as often as
    /// wanted, and from this machine alone. It is in memory only; asked for again it is a
    /// link like any other.
    ///
    /// # Errors
    /// When there is no such teammate, or the system gives no chance.
    pub async fn demo_link(&self, teammate: TeammateId) -> Result<String, Trouble> {
        let token = token::fresh()?;
        let hash = token::hash(&token).filter(|_| self.demo);
        let kept = hash.map(|hash| self.demo_pass.set((hash, teammate)));
        match kept {
            Some(Ok(())) => Ok(format!("{}/sign-in/{token}", self.place.base())),
            Some(Err(_)) | None => self.sign_in_link(teammate).await,
        }
    }

    /// Whom the demo's link lets in.
    pub(crate) fn demo_visitor(&self, token: &TokenHash, from: IpAddr) -> Option<TeammateId> {
        let (pass, teammate) = self.demo_pass.get()?;
        (from.is_loopback() && pass == token).then_some(*teammate)
    }

    /// Who sends a request: the other end of its connection, or whom a proxy names.
    pub(crate) fn sender(&self, peer: IpAddr, forwarded: Option<&str>) -> IpAddr {
        sender::sender(peer, forwarded, &self.proxies)
    }
}

/// Makes a link that signs a teammate in, once; for a server that runs elsewhere, too.
///
/// # Errors
/// When the store cannot be written.
pub async fn sign_in_link(
    store: &Store,
    workspace: WorkspaceId,
    teammate: TeammateId,
    now: Millis,
    place: &Place,
) -> Result<String, Trouble> {
    let token = token::fresh()?;
    let Some(hash) = token::hash(&token) else {
        return Err(Trouble::unable("The server cannot make secrets now; try again."));
    };
    let expires = now.plus(SIGN_IN_LINK_MS);
    let link = SignInLink { token: hash, teammate, created: now, expires };
    store.make_sign_in_link(workspace, &link).await?;
    Ok(format!("{}/sign-in/{token}", place.base()))
}
