//! What goes out after a call: the whole server with a real mail server and a receiver of
//! webhooks. Calls arrive and end as the line would tell it; everything after that is real.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

mod list;
mod mails;
mod postgres;
mod secrets;
mod stage;
mod webhooks;
