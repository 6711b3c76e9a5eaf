//! Signing in and out, and who asks.

mod cookie;
mod one_time;

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::Json;
use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::{Actor, Permission, TeammateId};
use store::{Audited, SessionId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use self::cookie::{forgotten, kept, token_of};
pub(crate) use self::one_time::{enter, hand_out};
use crate::asked::Id;
use crate::audit;
use crate::body::Body;
use crate::password::{self, Verdict};
use crate::problem::Trouble;
use crate::rooms::Rooms;
use crate::schema::{HouseState, Me, NameRef, PasswordChange, SessionView, SignIn, WorkspaceBrief};
use crate::token;

/// The longest e-mail address (RFC 5321 4.5.3.1).
const EMAIL_CHARACTERS_MAX: usize = 254;

/// Who sends a request: somebody who is signed in and works here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Who.
    pub teammate: TeammateId,
    /// By which session.
    pub session: SessionId,
    /// What the role allows now.
    pub permissions: BTreeSet<Permission>,
}

impl Viewer {
    /// Passes when the viewer's role allows that.
    ///
    /// # Errors
    /// With a sentence that names the permission.
    pub fn require(&self, permission: Permission) -> Result<(), Trouble> {
        if self.permissions.contains(&permission) {
            return Ok(());
        }
        let words = permission.words();
        let detail = format!("Your role does not have the permission *{words}*.");
        Err(Trouble::new(StatusCode::FORBIDDEN, "not_allowed", detail))
    }

    /// The viewer of a request with these headers.
    ///
    /// # Errors
    /// When nobody is signed in, or asks too much.
    pub fn of(rooms: &Rooms, headers: &HeaderMap) -> Result<Self, Trouble> {
        let viewer = Self::signed_in(rooms, headers).ok_or_else(Trouble::signed_out)?;
        rooms.reception.limits.session(viewer.session)?;
        Ok(viewer)
    }

    fn signed_in(rooms: &Rooms, headers: &HeaderMap) -> Option<Self> {
        let reception = &rooms.reception;
        let token = token_of(headers, reception.place.https(headers))?;
        let (session, teammate) = reception.find(&token::hash(&token)?)?;
        let staff = reception.staff();
        // Removed a moment ago: the session is about to be ended.
        staff.teammate(teammate)?;
        Some(Self { teammate, session, permissions: staff.permissions(teammate) })
    }
}

impl FromRequestParts<Rooms> for Viewer {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, rooms: &Rooms) -> Result<Self, Trouble> {
        Self::of(rooms, &parts.headers)
    }
}

/// The address a request comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sender(pub(crate) IpAddr);

impl FromRequestParts<Rooms> for Sender {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, rooms: &Rooms) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        // Only a router that was never given a connection knows none.
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
        let forwarded: Vec<&str> = parts
            .headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .collect();
        let forwarded = (!forwarded.is_empty()).then(|| forwarded.join(","));
        Ok(Self(rooms.reception.sender(peer, forwarded.as_deref())))
    }
}

/// The addresses about sessions, below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<Rooms> {
    OpenApiRouter::new()
        .routes(routes!(state))
        .routes(routes!(sign_in, me, sign_out))
        .routes(routes!(list))
        .routes(routes!(revoke))
        .routes(routes!(change_password))
}

/// What a page may know before anybody signed in.
#[utoipa::path(get, path = "/state", tag = "session", responses((status = OK, body = HouseState)))]
async fn state(State(rooms): State<Rooms>, headers: HeaderMap) -> Json<HouseState> {
    let reception = &rooms.reception;
    Json(HouseState {
        workspace_name: reception.staff().workspace.name.clone(),
        setup_needed: reception.setup.lock().await.is_some(),
        signed_in: Viewer::signed_in(&rooms, &headers).is_some(),
        secure: reception.place.secure(&headers),
        demo: reception.demo,
    })
}

/// Signs in.
#[utoipa::path(post, path = "/session", tag = "session", request_body = SignIn,
    responses((status = OK, body = Me)))]
async fn sign_in(
    State(rooms): State<Rooms>,
    Sender(from): Sender,
    headers: HeaderMap,
    Body(asked): Body<SignIn>,
) -> Result<Response, Trouble> {
    let reception = &rooms.reception;
    reception.limits.password(from, &asked.email)?;
    let account = match asked.email.len() {
        0..=EMAIL_CHARACTERS_MAX => {
            rooms.store.account_by_email(rooms.workspace, &asked.email).await?
        }
        _ => None,
    };
    let employed = account.filter(|it| reception.staff().teammate(it.teammate).is_some());
    let hash = employed.as_ref().and_then(|account| account.password.clone());
    let too_long = asked.password.chars().count() > password::CHARACTERS_MAX;
    let tried = if too_long { String::new() } else { asked.password };
    let may = || reception.limits.password(from, &asked.email);
    let verdict = reception.passwords.verify(tried, hash, may).await?;
    match (verdict, employed) {
        (Verdict::Right, Some(account)) => welcome(&rooms, account.teammate, &headers).await,
        (Verdict::Right | Verdict::Wrong, _) => {
            reception.limits.wrong_password(from, &asked.email);
            let detail = "The e-mail address or the password is wrong.";
            Err(Trouble::new(StatusCode::UNAUTHORIZED, "wrong_password", detail))
        }
    }
}

/// Who is signed in.
#[utoipa::path(get, path = "/session", tag = "session", responses((status = OK, body = Me)))]
async fn me(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    headers: HeaderMap,
) -> Result<Json<Me>, Trouble> {
    Ok(Json(of(&rooms, viewer.teammate, &headers).await?))
}

/// Signs out.
#[utoipa::path(delete, path = "/session", tag = "session",
    responses((status = NO_CONTENT, description = "Signed out, or nobody was signed in")))]
async fn sign_out(State(rooms): State<Rooms>, headers: HeaderMap) -> Result<Response, Trouble> {
    if let Some(viewer) = Viewer::signed_in(&rooms, &headers) {
        rooms.reception.end(viewer.session).await?;
    }
    let https = rooms.reception.place.https(&headers);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, forgotten(https))]).into_response())
}

/// One's own sessions, the one used last first.
#[utoipa::path(get, path = "/sessions", tag = "session",
    responses((status = OK, body = Vec<SessionView>)))]
async fn list(State(rooms): State<Rooms>, viewer: Viewer) -> Json<Vec<SessionView>> {
    let own = rooms.reception.sessions_of(viewer.teammate).into_iter();
    let view = own.map(|session| SessionView {
        id: session.id.0,
        created_ms: session.created.0,
        last_seen_ms: session.last_seen.0,
        expires_ms: session.expires.0,
        agent: session.agent,
        current: session.id == viewer.session,
    });
    Json(view.collect())
}

/// Ends one of one's own sessions.
#[utoipa::path(delete, path = "/sessions/{id}", tag = "session", params(("id" = u64, Path)),
    responses((status = NO_CONTENT, description = "Ended")))]
async fn revoke(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Id(id): Id,
) -> Result<StatusCode, Trouble> {
    let own = rooms.reception.sessions_of(viewer.teammate);
    let Some(session) = own.into_iter().find(|session| session.id.0 == id) else {
        return Err(Trouble::not_found("You have no such session; it may have ended already."));
    };
    if session.id != viewer.session {
        audit::before(&rooms, viewer.teammate, Audited::SessionEnded, id, "").await?;
    }
    rooms.reception.end(session.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Changes one's own password; every other session of one's own ends.
#[utoipa::path(post, path = "/password", tag = "session", request_body = PasswordChange,
    responses((status = NO_CONTENT, description = "Changed")))]
async fn change_password(
    State(rooms): State<Rooms>,
    viewer: Viewer,
    Sender(from): Sender,
    Body(asked): Body<PasswordChange>,
) -> Result<StatusCode, Trouble> {
    let reception = &rooms.reception;
    let account = rooms.store.account_of(rooms.workspace, viewer.teammate).await?;
    let account = account.ok_or_else(|| {
        let detail = "You came by a link and have no password; ask for an invitation.";
        Trouble::new(StatusCode::CONFLICT, "no_account", detail)
    })?;
    reception.limits.password(from, &account.email)?;
    password::check(&asked.new, &account.email)?;
    let current = account.password.clone();
    let wrong = || {
        let detail = "The current password is wrong; nothing was changed.";
        Trouble::new(StatusCode::FORBIDDEN, "wrong_password", detail)
    };
    let may = || reception.limits.password(from, &account.email);
    let verdict = reception.passwords.verify(asked.current, current.clone(), may).await?;
    if verdict == Verdict::Wrong {
        reception.limits.wrong_password(from, &account.email);
        return Err(wrong());
    }
    let new = reception.passwords.hash(asked.new).await?;
    let changed = rooms
        .store
        .change_password(rooms.workspace, viewer.teammate, current.as_deref(), &new)
        .await?;
    match changed {
        store::Opened::Stored => {
            let by = Actor::Teammate(viewer.teammate);
            let id = viewer.teammate.0;
            audit::after(&rooms, by, Audited::PasswordChanged, id, "").await;
            reception.end_others(viewer.teammate, viewer.session).await?;
            Ok(StatusCode::NO_CONTENT)
        }
        // Somebody changed it a moment earlier.
        store::Opened::Taken => Err(wrong()),
    }
}

/// Begins a session for a teammate who has proven to be one, and ends the one that the
/// browser had before: a session begun by somebody else never becomes theirs.
pub(crate) async fn welcome(
    rooms: &Rooms,
    teammate: TeammateId,
    headers: &HeaderMap,
) -> Result<Response, Trouble> {
    let cookie = begin(rooms, teammate, headers).await?;
    let me = of(rooms, teammate, headers).await?;
    Ok(([(header::SET_COOKIE, cookie)], Json(me)).into_response())
}

/// The same, for who needs no answer but the cookie.
pub(crate) async fn begin(
    rooms: &Rooms,
    teammate: TeammateId,
    headers: &HeaderMap,
) -> Result<String, Trouble> {
    if let Some(before) = Viewer::signed_in(rooms, headers) {
        rooms.reception.end(before.session).await?;
    }
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    let begun = rooms.reception.begin(teammate, agent.unwrap_or_default()).await?;
    Ok(kept(&begun.token, rooms.reception.place.https(headers)))
}

/// What a page knows of who is signed in.
async fn of(rooms: &Rooms, teammate: TeammateId, headers: &HeaderMap) -> Result<Me, Trouble> {
    let reception = &rooms.reception;
    let staff = reception.staff();
    let settings = staff.teammate(teammate).ok_or_else(Trouble::signed_out)?;
    let account = rooms.store.account_of(rooms.workspace, teammate).await?;
    Ok(Me {
        teammate: teammate.0,
        name: settings.name.clone(),
        email: account.map(|account| account.email).unwrap_or_default(),
        role: NameRef { id: settings.role.0, name: staff.role_name(settings.role) },
        permissions: staff.permissions(teammate).into_iter().collect(),
        workspace: WorkspaceBrief {
            name: staff.workspace.name.clone(),
            kind: staff.workspace.kind,
        },
        secure: reception.place.secure(headers),
    })
}

/// An e-mail address as it is kept, or what is wrong with it.
pub(crate) fn email(text: &str) -> Result<String, Trouble> {
    let text = text.trim();
    let parts = text.split_once('@');
    let good = parts.is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !domain.contains('@')
    });
    let odd = text.chars().any(|letter| letter.is_whitespace() || letter.is_control());
    if !good || odd || text.chars().count() > EMAIL_CHARACTERS_MAX {
        return Err(Trouble::invalid("This is no e-mail address; write it like ana@example.org."));
    }
    Ok(text.to_owned())
}
