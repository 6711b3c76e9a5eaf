//! One page's WebSocket, from its hello to its end.

use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, close_code};
use axum::response::Response;
use desk::{Input, OfferId, Seq, TabId};
use tokio::sync::oneshot;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::frame::{Bye, FROM_PAGE_BYTES_MAX, FromPage, ToPage};
use super::resume::Held;
use super::tabs::{Crowded, Ends, Owner};
use crate::rooms::Rooms;
use crate::session::Viewer;

/// A page says hello as soon as it is connected.
const HELLO_WAIT: Duration = Duration::from_secs(5);

/// How often the server says that it lives.
const TICK: Duration = Duration::from_secs(5);

/// A page that has said nothing for three ticks is lost.
const SILENCE_MAX: Duration = Duration::from_secs(15);

/// What the network may take for one frame before the page counts as too slow.
const SEND_MAX: Duration = Duration::from_secs(10);

/// The last word has to be taken quickly, or not at all.
const LAST_WORD_MAX: Duration = Duration::from_secs(1);

/// A page answers ticks and rings: a handful of messages between two ticks. Who sends more
/// than this is no page of ours.
const MESSAGES_BETWEEN_TICKS_MAX: u32 = 64;

/// What is read and written at once: pages say little, and thousands of them are connected.
const BUFFER_BYTES: usize = 4 * 1024;

/// The longest name of a browser: a UUID with room to spare.
const BROWSER_MAX: usize = 64;

/// Numbers that JavaScript holds exactly.
const TAB_MAX: u64 = 1 << 53;

/// The address of the live connection, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new().routes(routes!(live))
}

/// The live connection of a page: a WebSocket on which it sends `FromPage` and is sent
/// `ToPage`.
#[utoipa::path(get, path = "/live", tag = "live",
    responses((status = SWITCHING_PROTOCOLS, description = "The connection stands")))]
async fn live(State(rooms): State<Rooms>, viewer: Viewer, upgrade: WebSocketUpgrade) -> Response {
    upgrade
        .max_message_size(FROM_PAGE_BYTES_MAX)
        .max_frame_size(FROM_PAGE_BYTES_MAX)
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(0)
        .on_upgrade(move |socket| Page { rooms, viewer }.serve(socket))
}

struct Page {
    rooms: Rooms,
    viewer: Viewer,
}

/// Why a socket ends.
enum Over {
    /// The far end is gone, or says nothing any more.
    Lost,
    /// The page was unloaded.
    Unloaded,
    /// We end it.
    Ended(Bye),
}

impl Page {
    async fn serve(self, mut socket: WebSocket) {
        let Ok(Some(hello)) = timeout(HELLO_WAIT, hello(&mut socket)).await else {
            let _ = timeout(LAST_WORD_MAX, socket.send(refusal("A page says hello first."))).await;
            return;
        };
        let Hello { tab, browser, held } = hello;
        let Viewer { teammate, session, .. } = &self.viewer;
        let owner = Owner { teammate: *teammate, session: *session, browser };
        let hub = &self.rooms.hub;
        let mut ends = match hub.join(&self.rooms, tab, &owner, held).await {
            Ok(ends) => ends,
            Err(Crowded::Taken) => return last_word(socket, Bye::Replaced).await,
            Err(Crowded::Session | Crowded::Node) => {
                let why = "Too many tabs are open; close some and reload this one.";
                let _ = timeout(LAST_WORD_MAX, socket.send(refusal(why))).await;
                return;
            }
        };
        hub.announce(tab, ends.connection);
        let over = self.run(&mut socket, tab, &mut ends).await;
        let left = hub.leave(tab, ends.connection);
        match over {
            // The page is there again by another connection.
            Over::Unloaded if !left => {}
            Over::Unloaded => hub.page_gone(tab),
            Over::Lost => {}
            Over::Ended(why) => last_word(socket, why).await,
        }
    }

    async fn run(&self, socket: &mut WebSocket, tab: TabId, ends: &mut Ends) -> Over {
        let mut ticks = interval_at(Instant::now() + TICK, TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut heard, mut messages) = (Instant::now(), 0);
        loop {
            let text = tokio::select! {
                biased;
                why = &mut ends.end => return Over::Ended(why.unwrap_or(Bye::Stopping)),
                message = socket.recv() => {
                    match message {
                        Some(Ok(Message::Text(text))) => self.said(tab, &text),
                        Some(Ok(Message::Close(frame))) => return closed(frame.as_ref()),
                        Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_))) => {}
                        Some(Err(_)) | None => return Over::Lost,
                    }
                    messages += 1;
                    if messages > MESSAGES_BETWEEN_TICKS_MAX {
                        return Over::Ended(Bye::TooSlow);
                    }
                    heard = Instant::now();
                    continue;
                }
                text = ends.queue.recv() => match text {
                    Some(text) => text,
                    None => return Over::Lost,
                },
                _ = ticks.tick() => {
                    if heard.elapsed() > SILENCE_MAX {
                        return Over::Lost;
                    }
                    if !self.rooms.reception.seen(self.viewer.session) {
                        return Over::Ended(Bye::SignedOut);
                    }
                    messages = 0;
                    self.rooms.hub.announce(tab, ends.connection);
                    ToPage::Tick { server_ms: self.rooms.house.now().0 }.text()
                }
            };
            if let Some(over) = send(socket, &mut ends.end, text).await {
                return over;
            }
        }
    }

    fn said(&self, tab: TabId, text: &str) {
        let teammate = self.viewer.teammate;
        match serde_json::from_str(text) {
            Ok(FromPage::Ringing { offer }) => {
                let input = Input::RingAcknowledged(teammate, OfferId(offer), tab);
                self.rooms.house.tell(input);
            }
            // A second hello changes nothing, a pong has been noticed already; what a
            // newer page may say is not for us.
            Ok(FromPage::Hello { .. } | FromPage::Pong) | Err(_) => {}
        }
    }
}

struct Hello {
    tab: TabId,
    browser: String,
    held: Option<Held>,
}

async fn hello(socket: &mut WebSocket) -> Option<Hello> {
    let Some(Ok(Message::Text(text))) = socket.recv().await else { return None };
    let Ok(FromPage::Hello { tab, browser, after, epoch }) = serde_json::from_str(&text) else {
        return None;
    };
    let good = tab < TAB_MAX && !browser.is_empty() && browser.len() <= BROWSER_MAX;
    let held = after.zip(epoch).map(|(seq, epoch)| Held { epoch, seq: Seq(seq) });
    good.then_some(Hello { tab: TabId(tab), browser, held })
}

/// Sends one frame; returns why the socket is over, if it is.
async fn send(
    socket: &mut WebSocket,
    end: &mut oneshot::Receiver<Bye>,
    text: Utf8Bytes,
) -> Option<Over> {
    tokio::select! {
        biased;
        sent = timeout(SEND_MAX, socket.send(Message::Text(text))) => match sent {
            Ok(Ok(())) => None,
            Ok(Err(_)) => Some(Over::Lost),
            Err(_) => Some(Over::Ended(Bye::TooSlow)),
        },
        why = end => Some(Over::Ended(why.unwrap_or(Bye::Stopping))),
    }
}

async fn last_word(mut socket: WebSocket, why: Bye) {
    let bye = ToPage::Bye { why, sentence: why.sentence() }.text();
    let words = async {
        socket.send(Message::Text(bye)).await?;
        socket.send(Message::Close(None)).await
    };
    // Who does not take it will notice anyway.
    let _ = timeout(LAST_WORD_MAX, words).await;
}

fn refusal(reason: &'static str) -> Message {
    let code = close_code::POLICY;
    Message::Close(Some(CloseFrame { code, reason: Utf8Bytes::from_static(reason) }))
}

/// A browser says *going away* when the page is unloaded, and only then.
fn closed(frame: Option<&CloseFrame>) -> Over {
    match frame {
        Some(frame) if frame.code == close_code::AWAY => Over::Unloaded,
        Some(_) | None => Over::Lost,
    }
}
