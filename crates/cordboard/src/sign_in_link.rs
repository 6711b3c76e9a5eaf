//! `cordboard sign-in-link`: lets somebody in who has lost the password.

use std::io::Write;

use desk::Employment;
use store::{Store, StoreError};

use crate::clock;
use crate::config::{Config, Wrong};
use crate::front_desk;
use crate::run::{OK, say};
use crate::serve::{sentence, store_settings};

/// Prints a link that signs the owner of an address in, once. A server that runs on the
/// same store lets the link in; none needs to.
pub(crate) async fn sign_in_link(
    config: &Config,
    email: &str,
    out: &mut (dyn Write + Send),
) -> Result<u8, Wrong> {
    let store = Store::open_beside(&store_settings(config)).await.map_err(|it| wrong(&it))?;
    let link = make(config, email, &store).await;
    store.close().await;
    say(out, &link?);
    Ok(OK)
}

async fn make(config: &Config, email: &str, store: &Store) -> Result<String, Wrong> {
    let account =
        store.account_by_email(config.workspace_id, email).await.map_err(|it| wrong(&it))?;
    let nobody = || Wrong::new(format!("Nobody here has an account with the address {email:?}."));
    let teammate = account.ok_or_else(nobody)?.teammate;
    let settings = store.settings(config.workspace_id).await.map_err(|it| wrong(&it))?;
    let here = settings.iter().any(|row| match &row.document {
        desk::Document::Teammate(id, it) => *id == teammate && it.employment == Employment::Here,
        desk::Document::Workspace(_)
        | desk::Document::Team(..)
        | desk::Document::Channel(..)
        | desk::Document::Role(..)
        | desk::Document::Notification(..)
        | desk::Document::Tag(..)
        | desk::Document::Webhook(..) => false,
    });
    if !here {
        return Err(nobody());
    }
    if config.http.public_url.is_none() && config.http.bind.port() == 0 {
        return Err(Wrong::new(
            "`http.bind` has the port 0, so nobody knows where the server listens; set \
             `http.public_url`.",
        ));
    }
    let place = front_desk::place(&config.http, config.http.bind)?;
    let made = api::sign_in_link(store, config.workspace_id, teammate, clock::now(), &place).await;
    made.map_err(|trouble| Wrong::new(trouble.detail))
}

fn wrong(error: &StoreError) -> Wrong {
    Wrong::new(sentence(error))
}
