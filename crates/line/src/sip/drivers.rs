//! The tasks that drive transactions. Each owns one transaction, sleeps on its channel,
//! and tells the switchboard what comes in; none of them decides anything.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rsipstack::sip::{Method, Request, Response, SipMessage, StatusCodeKind};
use rsipstack::transaction::Transaction;
use rsipstack::transaction::key::{TransactionKey, TransactionRole};
use tokio::sync::{mpsc, oneshot};

use super::dialog::{answer_to, fresh_tag};
use super::streams::Link;
use super::switchboard::{Input, Probed};
use super::wires::{Hop, Wires};
use crate::vocabulary::{LegId, TrunkTest};

/// The name of one INVITE transaction towards the switchboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Ticket(pub(crate) u64);

/// Held by a task while a peer's answer matters; the line's end waits for all of them.
pub(crate) type Busy = mpsc::Sender<()>;

/// What every driver needs.
#[derive(Clone)]
pub(crate) struct Workshop {
    pub(crate) wires: Arc<Wires>,
    pub(crate) inputs: mpsc::UnboundedSender<Input>,
}

/// The guard of a server INVITE: whatever happens to its task, the switchboard hears that
/// it is over, and the caller gets a final answer.
struct Guard {
    transaction: Option<Transaction>,
    ticket: Option<Ticket>,
    workshop: Workshop,
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket {
            let _ = self.workshop.inputs.send(Input::Over { ticket });
        }
        let Some(mut transaction) = self.transaction.take() else { return };
        let answered = is_answered(&transaction);
        let runtime = tokio::runtime::Handle::try_current();
        if let (false, false, Ok(runtime)) =
            (answered, self.workshop.wires.stopped.is_cancelled(), runtime)
        {
            let response = answer_to(&transaction.original, &fresh_tag(), 500, Vec::new(), None);
            runtime.spawn(async move {
                let _ = transaction.respond(response).await;
                while transaction.receive().await.is_some() {}
            });
        }
    }
}

fn is_answered(transaction: &Transaction) -> bool {
    transaction
        .last_response
        .as_ref()
        .is_some_and(|response| response.status_code.kind() != StatusCodeKind::Provisional)
}

/// How an incoming INVITE begins.
pub(crate) enum Opening {
    /// 100 now, the switchboard's answers later, as long as it holds on.
    Trying(Ticket, oneshot::Receiver<()>),
    /// This answer, and the ACK is told.
    Answer(Ticket, Response),
    /// This refusal; nobody wants to hear more.
    Refuse(Response),
}

/// Drives an INVITE of a peer to its end (the ACK, or 64*T1 without it).
pub(crate) fn serve(workshop: Workshop, busy: Busy, transaction: Transaction, opening: Opening) {
    let stopped = workshop.wires.stopped.clone();
    tokio::spawn(async move {
        tokio::select! {
            () = stopped.cancelled() => {}
            () = serve_invite(workshop, busy, transaction, opening) => {}
        }
    });
}

async fn serve_invite(workshop: Workshop, busy: Busy, transaction: Transaction, opening: Opening) {
    let mut busy = Some(busy);
    let (ticket, mut let_go, response) = match opening {
        Opening::Trying(ticket, let_go) => (Some(ticket), Some(let_go), None),
        Opening::Answer(ticket, response) => (Some(ticket), None, Some(response)),
        Opening::Refuse(response) => (None, None, Some(response)),
    };
    let mut guard = Guard { transaction: Some(transaction), ticket, workshop };
    let Some(transaction) = guard.transaction.as_mut() else { return };
    let begun = match response {
        None => transaction.send_trying().await,
        Some(response) => transaction.respond(response).await,
    };
    if begun.is_err() {
        return;
    }
    loop {
        let received = match let_go.as_mut() {
            None => transaction.receive().await,
            Some(gone) => tokio::select! {
                // Answers that were handed over before come first.
                biased;
                received = transaction.receive() => received,
                _ = gone => {
                    let_go = None;
                    match is_answered(transaction) {
                        true => continue,
                        false => return,
                    }
                }
            },
        };
        let Some(message) = received else { break };
        if let SipMessage::Request(request) = &message
            && request.method == Method::Ack
        {
            busy = None;
        }
        if let Some(ticket) = ticket {
            let _ = guard.workshop.inputs.send(Input::Said { ticket, message: Box::new(message) });
        }
    }
    drop(busy);
}

/// Keeps the transaction of an INVITE of ours; without it only the stack's copy of the
/// ACK is left, for copies of a 2xx that still come.
pub(crate) type Hold = oneshot::Sender<()>;

/// Drives an INVITE of ours: answers are told until the last copy of a 2xx may have come,
/// or nobody holds it any more.
pub(crate) fn dial(workshop: Workshop, invite: Request, hop: Hop, ticket: Ticket) -> Hold {
    let (hold, let_go) = oneshot::channel();
    tokio::spawn(async move {
        let over = Over { ticket, inputs: workshop.inputs.clone() };
        let stopped = workshop.wires.stopped.clone();
        tokio::select! {
            () = stopped.cancelled() => {}
            _ = let_go => {}
            () = dial_invite(&workshop, invite, &hop, &over) => {}
        }
    });
    hold
}

/// Tells that a dialling task is over, however it ended.
struct Over {
    ticket: Ticket,
    inputs: mpsc::UnboundedSender<Input>,
}

impl Drop for Over {
    fn drop(&mut self) {
        let _ = self.inputs.send(Input::Over { ticket: self.ticket });
    }
}

async fn dial_invite(workshop: &Workshop, invite: Request, hop: &Hop, over: &Over) {
    let Some(mut transaction) = client(workshop, invite, hop, None).await else { return };
    if transaction.send().await.is_err() {
        return;
    }
    while let Some(message) = transaction.receive().await {
        let said = Input::Said { ticket: over.ticket, message: Box::new(message) };
        let _ = over.inputs.send(said);
    }
}

/// Sends a request other than INVITE and waits for its answer, which changes nothing: BYE
/// and CANCEL end what they end. `parting` is told when it is over.
pub(crate) fn send(
    workshop: Workshop,
    busy: Busy,
    request: Request,
    hop: Hop,
    link: Option<Link>,
    parting: Option<LegId>,
) {
    tokio::spawn(async move {
        let _busy = busy;
        let _parted = parting.map(|leg| Parted { leg, inputs: workshop.inputs.clone() });
        let stopped = workshop.wires.stopped.clone();
        tokio::select! {
            () = stopped.cancelled() => {}
            _ = send_request(&workshop, request, &hop, link) => {}
        }
    });
}

/// Asks a far end something inside its dialog. Its final answer is told at once, and that
/// there was none when `patience` is over.
pub(crate) fn probe(
    workshop: Workshop,
    request: Request,
    hop: Hop,
    link: Option<Link>,
    leg: LegId,
    patience: Duration,
) {
    tokio::spawn(async move {
        let stopped = workshop.wires.stopped.clone();
        let asked = async {
            match send_request(&workshop, request, &hop, link).await {
                // On a broken connection the stack says 503 itself.
                Some(503) if hop.tcp => std::future::pending().await,
                Some(status) => Probed::Answered(status),
                None => std::future::pending().await,
            }
        };
        let result = tokio::select! {
            () = stopped.cancelled() => return,
            result = asked => result,
            () = tokio::time::sleep(patience) => Probed::Unanswered,
        };
        let _ = workshop.inputs.send(Input::Probed { leg, result });
    });
}

/// Asks outside of dialogs; tells what came of it within `patience`.
pub(crate) fn ask(
    workshop: Workshop,
    request: Request,
    hop: Hop,
    patience: Duration,
    answer: oneshot::Sender<TrunkTest>,
) {
    tokio::spawn(async move {
        let asked = Instant::now();
        let to = hop.address();
        let reached = async {
            // The stack tries again where the system says no; here that is the answer.
            let here = (workshop.wires.bound.ip(), 0);
            let route = std::net::UdpSocket::bind(here);
            to.map_or(Ok(()), |to| route.and_then(|route| route.connect(to)))
                .map_err(|error| error.to_string())?;
            let mut transaction = client(&workshop, request, &hop, None)
                .await
                .ok_or_else(|| "there is no way to this address".to_owned())?;
            transaction.send().await.map_err(|error| error.to_string())?;
            Ok(final_status(&mut transaction).await)
        };
        let told = match tokio::time::timeout(patience, reached).await {
            Ok(Ok(Some(status))) => {
                let ms = u64::try_from(asked.elapsed().as_millis()).unwrap_or(u64::MAX);
                TrunkTest::Answered { status, ms }
            }
            Ok(Err(why)) => TrunkTest::Refused { why },
            Ok(Ok(None)) | Err(_) => TrunkTest::Silent,
        };
        // Whoever asked may have stopped waiting.
        let _ = answer.send(told);
    });
}

/// Tells that a leg's last request is over, however it ended.
struct Parted {
    leg: LegId,
    inputs: mpsc::UnboundedSender<Input>,
}

impl Drop for Parted {
    fn drop(&mut self) {
        let _ = self.inputs.send(Input::Parted { leg: self.leg });
    }
}

/// The status of the final answer; `None` when there was none.
async fn send_request(
    workshop: &Workshop,
    request: Request,
    hop: &Hop,
    link: Option<Link>,
) -> Option<u16> {
    let mut transaction = client(workshop, request, hop, link.as_ref()).await?;
    transaction.send().await.ok()?;
    final_status(&mut transaction).await
}

async fn final_status(transaction: &mut Transaction) -> Option<u16> {
    while let Some(message) = transaction.receive().await {
        if let SipMessage::Response(response) = message
            && response.status_code.kind() != StatusCodeKind::Provisional
        {
            return Some(response.status_code.code());
        }
    }
    None
}

async fn client(
    workshop: &Workshop,
    request: Request,
    hop: &Hop,
    link: Option<&Link>,
) -> Option<Transaction> {
    let (connection, destination) = workshop.wires.reach(hop, link).await?;
    let key = TransactionKey::from_request(&request, TransactionRole::Client).ok()?;
    let endpoint = Arc::clone(&workshop.wires.endpoint);
    let mut transaction = Transaction::new_client(key, request, endpoint, Some(connection));
    transaction.destination = Some(destination);
    Some(transaction)
}
