//! Trunks: those of the configuration file, which are only shown, and those that were set
//! up on the page. A password is written and never read.

use std::net::{IpAddr, SocketAddr};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use desk::{Actor, Permission};
use store::{Audited, TrunkChanged, TrunkRecord};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asked::Word;
use crate::audit;
use crate::body::Body;
use crate::house::Trunk;
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::schema::{
    Problem, Saved, TrunkAccess, TrunkChange, TrunkSettings, TrunkTest, TrunkTested, TrunkView,
};
use crate::session::Viewer;

/// A list longer than this is a mistake; the configuration file has the same limit.
const TRUNKS_MAX: usize = 256;

/// The longest name: it stands in logs and in lists.
const NAME_CHARACTERS_MAX: usize = 64;

/// The longest user name, password or realm: longer than any provider gives.
const WORDS_CHARACTERS_MAX: usize = 256;

/// The most addresses of one trunk.
const ADDRESSES_MAX: usize = 64;

/// Where SIP is spoken unless said otherwise (RFC 3261 19.1.2).
const SIP_PORT: u16 = 5060;

/// How often the line is told again when trunks change while it is being told.
const ROUNDS: usize = 5;

/// The addresses of trunks, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new().routes(routes!(save, remove)).routes(routes!(test))
}

/// All trunks, without their passwords.
pub(crate) async fn shown(rooms: &Rooms) -> Result<Vec<TrunkView>, Trouble> {
    let of_file = rooms.house.file().trunks.iter().map(|trunk| TrunkView {
        name: trunk.name.clone(),
        version: 0,
        document: without_password(trunk.settings.clone()),
        from_file: true,
    });
    let mut trunks: Vec<_> = of_file.collect();
    for record in rooms.store.trunks(rooms.workspace).await? {
        trunks.push(TrunkView {
            document: without_password(read(&record)?),
            name: record.name,
            version: record.version,
            from_file: false,
        });
    }
    trunks.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(trunks)
}

/// Tells the line which trunks there are: after a change, and once at the start.
///
/// # Errors
/// When the store cannot be read, or the line takes none of it.
pub async fn hand_over_trunks(rooms: &Rooms) -> Result<(), Trouble> {
    let mut told: Option<Vec<TrunkRecord>> = None;
    // Two changes at once may tell the line in the wrong order: whoever told it looks
    // again, so that the last word is what is stored.
    for _ in 0..ROUNDS {
        let stored = rooms.store.trunks(rooms.workspace).await?;
        if told.as_ref() == Some(&stored) {
            return Ok(());
        }
        let mut trunks = rooms.house.file().trunks.clone();
        let taken = |trunks: &[Trunk], name: &str| trunks.iter().any(|trunk| trunk.name == name);
        for record in &stored {
            if !taken(&trunks, &record.name) {
                trunks.push(Trunk { name: record.name.clone(), settings: read(record)? });
            }
        }
        rooms.house.set_trunks(trunks).map_err(Trouble::unable)?;
        told = Some(stored);
    }
    Ok(())
}

/// Saves a trunk, or makes one.
#[utoipa::path(put, path = "/settings/trunks/{name}", tag = "settings", request_body = TrunkChange,
    params(("name" = String, Path)),
    responses((status = OK, body = Saved), (status = "default", body = Problem)))]
async fn save(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Word(name): Word,
    Body(change): Body<TrunkChange>,
) -> Result<Json<Saved>, Trouble> {
    viewer.require(Permission::PhoneSettings)?;
    let name = named(&name)?;
    not_of_file(&rooms, &name)?;
    let stored = rooms.store.trunks(rooms.workspace).await?;
    let before = stored.iter().find(|record| record.name == name);
    let count = stored.len() + rooms.house.file().trunks.len();
    if before.is_none() && count >= TRUNKS_MAX {
        let detail = format!("There are {TRUNKS_MAX} trunks already; remove one first.");
        return Err(Trouble::invalid(detail));
    }
    let before = before.map(read).transpose()?;
    let settings = with_password(change.document, before)?;
    within_limits(&settings)?;
    let trunk = Trunk { name, settings };
    rooms.house.check_trunk(&trunk).map_err(Trouble::invalid)?;
    let state = serde_json::to_string(&trunk.settings)
        .map_err(|_| Trouble::invalid("This trunk cannot be written down."))?;
    let saved =
        rooms.store.save_trunk(rooms.workspace, &trunk.name, change.version, &state).await?;
    match saved {
        TrunkChanged::Done => {
            let by = Actor::Teammate(viewer.teammate);
            audit::after(&rooms, by, Audited::TrunkSaved, 0, &trunk.name).await;
            hand_over_trunks(&rooms).await?;
            Ok(Json(Saved { version: change.version + 1 }))
        }
        TrunkChanged::Stale => Err(Trouble::new(
            StatusCode::CONFLICT,
            "stale_version",
            "Somebody else changed this trunk in between. Load it again and make your change \
             once more.",
        )),
    }
}

/// Takes a trunk away. Calls under way go on.
#[utoipa::path(delete, path = "/settings/trunks/{name}", tag = "settings",
    params(("name" = String, Path)),
    responses((status = NO_CONTENT, description = "Removed"), (status = "default", body = Problem)))]
async fn remove(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Word(name): Word,
) -> Result<StatusCode, Trouble> {
    viewer.require(Permission::PhoneSettings)?;
    not_of_file(&rooms, &name)?;
    match rooms.store.remove_trunk(rooms.workspace, &name).await? {
        TrunkChanged::Done => {
            let by = Actor::Teammate(viewer.teammate);
            audit::after(&rooms, by, Audited::TrunkRemoved, 0, &name).await;
            hand_over_trunks(&rooms).await?;
            Ok(StatusCode::NO_CONTENT)
        }
        TrunkChanged::Stale => Err(no_such()),
    }
}

/// Asks a trunk whether it is there.
#[utoipa::path(post, path = "/settings/trunks/{name}/test", tag = "settings",
    request_body = TrunkTest, params(("name" = String, Path)),
    responses((status = OK, body = TrunkTested), (status = "default", body = Problem)))]
async fn test(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Word(name): Word,
    Body(asked): Body<TrunkTest>,
) -> Result<Json<TrunkTested>, Trouble> {
    viewer.require(Permission::PhoneSettings)?;
    let trunks = shown(&rooms).await?;
    let trunk = trunks.iter().find(|trunk| trunk.name == name).ok_or_else(no_such)?;
    let to = match asked.to.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => address(text).ok_or_else(|| {
            let detail = "Write an IP address, with or without a port, such as 192.0.2.1:5060.";
            Trouble::invalid(detail)
        })?,
        None => own_address(&trunk.document.access).ok_or_else(|| {
            let detail = "This trunk has no single address of its own; write the one to ask.";
            Trouble::invalid(detail)
        })?,
    };
    Ok(Json(rooms.house.test_trunk(to).await))
}

fn no_such() -> Trouble {
    Trouble::not_found("There is no such trunk.")
}

fn not_of_file(rooms: &Rooms, name: &str) -> Result<(), Trouble> {
    if rooms.house.file().trunks.iter().all(|trunk| trunk.name != name) {
        return Ok(());
    }
    let detail = "This trunk stands in the configuration file; change it there and start again.";
    Err(Trouble::new(StatusCode::CONFLICT, "from_file", detail))
}

fn named(name: &str) -> Result<String, Trouble> {
    let name = name.trim();
    let characters = name.chars().count();
    let odd = name.chars().any(char::is_control);
    if characters == 0 || characters > NAME_CHARACTERS_MAX || odd {
        return Err(Trouble::invalid(format!(
            "A trunk's name has 1 to {NAME_CHARACTERS_MAX} characters."
        )));
    }
    Ok(name.to_owned())
}

/// An address with its port, or with SIP's own.
fn address(text: &str) -> Option<SocketAddr> {
    let alone = text.trim_start_matches('[').trim_end_matches(']');
    let of_port = |ip: IpAddr| SocketAddr::new(ip, SIP_PORT);
    text.parse().ok().or_else(|| alone.parse().ok().map(of_port))
}

/// The first address that is one and no block.
fn own_address(access: &TrunkAccess) -> Option<SocketAddr> {
    match access {
        TrunkAccess::Addresses { addresses } => addresses.iter().find_map(|text| address(text)),
        TrunkAccess::Digest { .. } => None,
    }
}

fn read(record: &TrunkRecord) -> Result<TrunkSettings, Trouble> {
    serde_json::from_str(&record.state).map_err(|error| {
        tracing::error!(%error, trunk.name = record.name, "a stored trunk cannot be read");
        Trouble::unable("A stored trunk cannot be read; remove it and set it up anew.")
    })
}

fn without_password(mut settings: TrunkSettings) -> TrunkSettings {
    if let TrunkAccess::Digest { password, .. } = &mut settings.access {
        *password = None;
    }
    settings
}

/// A change without a password keeps the one there is.
fn with_password(
    mut settings: TrunkSettings,
    before: Option<TrunkSettings>,
) -> Result<TrunkSettings, Trouble> {
    if let TrunkAccess::Digest { password, .. } = &mut settings.access
        && password.as_ref().is_none_or(String::is_empty)
    {
        let kept = before.and_then(|before| match before.access {
            TrunkAccess::Digest { password, .. } => password,
            TrunkAccess::Addresses { .. } => None,
        });
        *password = Some(kept.ok_or_else(|| {
            Trouble::invalid("A trunk that signs in needs a password; write the provider's.")
        })?);
    }
    Ok(settings)
}

fn within_limits(settings: &TrunkSettings) -> Result<(), Trouble> {
    let wrong = match &settings.access {
        TrunkAccess::Addresses { addresses } if addresses.is_empty() => {
            Some("Write at least one IP address from which the trunk's calls come.".to_owned())
        }
        TrunkAccess::Addresses { addresses } if addresses.len() > ADDRESSES_MAX => {
            Some(format!("A trunk has {ADDRESSES_MAX} addresses at most; write blocks instead."))
        }
        TrunkAccess::Addresses { .. } => None,
        TrunkAccess::Digest { user, password, realm } => {
            let words = [Some(user), password.as_ref(), realm.as_ref()];
            let bad = |text: &String| {
                text.chars().count() > WORDS_CHARACTERS_MAX || text.chars().any(char::is_control)
            };
            if user.trim().is_empty() {
                Some("A trunk that signs in needs a user name; write the provider's.".to_owned())
            } else if words.into_iter().flatten().any(bad) {
                Some(format!(
                    "User name, password and realm have {WORDS_CHARACTERS_MAX} characters at most, \
                     on one line."
                ))
            } else {
                None
            }
        }
    };
    wrong.map_or(Ok(()), |detail| Err(Trouble::invalid(detail)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_a_port_is_asked_at_the_port_of_sip() {
        let asked = |text: &str| address(text).map(|address| address.to_string());
        assert_eq!(asked("192.0.2.1").as_deref(), Some("192.0.2.1:5060"));
        assert_eq!(asked("192.0.2.1:5070").as_deref(), Some("192.0.2.1:5070"));
        assert_eq!(asked("[2001:db8::1]").as_deref(), Some("[2001:db8::1]:5060"));
        assert_eq!(asked("[2001:db8::1]:5070").as_deref(), Some("[2001:db8::1]:5070"));
        assert_eq!(asked("192.0.2.0/24"), None);
        assert_eq!(asked("sip.example.org"), None);
    }
}
