//! Whoever runs the desk, as HTTP sees it.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use async_trait::async_trait;
use desk::{
    Desk, Input, Millis, Reply, Subject, TabId, TeamId, TeammateSettings, TeammateState, Toggle,
};
use store::CallRecord;

use crate::schema::{TrunkSettings, TrunkTested, WebhookTested};

/// The answer to an input: the desk's reply, or why the desk never heard it.
pub type Answer = Result<Reply, Unheard>;

/// Why an input was not taken: nothing of it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unheard {
    /// What happens could not be written down.
    StoreDown,
    /// More is waiting than can be taken in.
    Overloaded,
    /// The program is ending.
    Stopping,
}

/// A teammate as the desk sees it now.
#[derive(Debug, Clone)]
pub struct OnDuty {
    /// Status, channels and phone.
    pub state: TeammateState,
    /// Name, phones and permissions.
    pub settings: TeammateSettings,
    /// Whether there is a proven phone client.
    pub has_client: bool,
}

/// Why a browser phone is not opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhoneRefusal {
    /// The server has none.
    SwitchedOff,
    /// All that it has are taken.
    TooMany,
    /// The browser's offer is of no use; why, as half a sentence.
    Unusable(String),
    /// The program is ending.
    Stopped,
}

/// A trunk: whose calls are let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trunk {
    /// Its name.
    pub name: String,
    /// How its calls are known, with the password where there is one.
    pub settings: TrunkSettings,
}

/// What stands in the configuration file, which wins at every start.
#[derive(Debug, Clone, Default)]
pub struct FromFile {
    /// Settings documents.
    pub subjects: BTreeSet<Subject>,
    /// Trunks.
    pub trunks: Vec<Trunk>,
}

/// A look at the desk, between two turns.
pub type Look = Box<dyn FnOnce(&Desk) + Send>;

/// Runs the desk of one workspace.
#[async_trait]
pub trait House: Send + Sync + 'static {
    /// Hands an input to the desk and waits until what came of it is committed.
    async fn ask(&self, input: Input) -> Answer;

    /// Tells the desk something and waits for nothing. Returns whether there was room.
    fn tell(&self, input: Input) -> bool;

    /// Has somebody look at the desk between two turns; [`look`] is the way to use it.
    ///
    /// # Errors
    /// When there is no desk to look at.
    async fn looked(&self, look: Look) -> Result<(), Unheard>;

    /// The desk's clock.
    fn now(&self) -> Millis;

    /// Opens a tab's browser phone, or opens it anew: takes an SDP offer, gives the answer.
    ///
    /// # Errors
    /// When there is no room for it, or its offer is of no use.
    async fn phone_open(&self, tab: TabId, sdp: String) -> Result<String, PhoneRefusal>;

    /// Closes a tab's browser phone.
    fn phone_close(&self, tab: TabId);

    /// The test call: a browser hears itself again, or not.
    fn echo(&self, tab: TabId, on: Toggle);

    /// Calls that are live now.
    ///
    /// # Errors
    /// When the desk cannot be looked at.
    async fn live_calls(&self) -> Result<Vec<CallRecord>, Unheard>;

    /// All teammates.
    ///
    /// # Errors
    /// When the desk cannot be looked at.
    async fn teammates(&self) -> Result<Vec<OnDuty>, Unheard>;

    /// How many members of each team are available for phone, or handling a call [002].
    ///
    /// # Errors
    /// When the desk cannot be looked at.
    async fn available_for_phone(&self) -> Result<BTreeMap<TeamId, u32>, Unheard>;

    /// What stands in the configuration file.
    fn file(&self) -> &FromFile;

    /// Whether a trunk could be set.
    ///
    /// # Errors
    /// What is wrong with it, in one sentence.
    fn check_trunk(&self, trunk: &Trunk) -> Result<(), String>;

    /// Lets these trunks bring calls in from now on, and no others.
    ///
    /// # Errors
    /// What is wrong with one of them, in one sentence; then nothing has changed.
    fn set_trunks(&self, trunks: Vec<Trunk>) -> Result<(), String>;

    /// Asks whether a trunk is there.
    async fn test_trunk(&self, to: SocketAddr) -> TrunkTested;

    /// Where people reach this house, and the domain of its mails' ids.
    fn addresses(&self) -> desk::Addresses;

    /// Whether there is a mail server to send mails by.
    fn mail_configured(&self) -> bool;

    /// Whether a webhook may lead there.
    ///
    /// # Errors
    /// What is wrong with the address, in one sentence.
    fn check_webhook(&self, url: &str) -> Result<(), String>;

    /// A signing secret of these bytes of chance, as Standard Webhooks writes it.
    fn webhook_secret(&self, chance: &[u8; 32]) -> String;

    /// Calls a webhook with an event of the type `test`.
    async fn test_webhook(&self, url: &str, secret: &str) -> WebhookTested;

    /// Rung when a job was made due.
    fn jobs_due(&self);

    /// Why new calls would be refused now, in one sentence each; nothing when ready.
    fn not_ready(&self) -> Vec<String>;

    /// All figures of this process, in the text format of Prometheus.
    async fn metrics(&self) -> String;
}

/// Looks at the desk between two turns.
///
/// # Errors
/// When there is no desk to look at.
pub(crate) async fn look<T: Send + 'static>(
    house: &dyn House,
    look: impl FnOnce(&Desk) -> T + Send + 'static,
) -> Result<T, Unheard> {
    let (sender, seen) = tokio::sync::oneshot::channel();
    // Who stopped waiting needs no answer.
    house.looked(Box::new(move |desk| drop(sender.send(look(desk))))).await?;
    seen.await.map_err(|_| Unheard::Stopping)
}
