//! The roles of a simulated workspace.

use desk::{Document, NO_ROLE, Permission, RoleId, RoleSettings};

use crate::rng::Rng;

/// Takes calls.
pub(super) const AGENT: RoleId = RoleId(1);
/// Takes calls and may listen to them.
pub(super) const LISTENER: RoleId = RoleId(2);
/// Takes no calls.
pub(super) const CLERK: RoleId = RoleId(3);
/// Looks after the others.
pub(super) const SUPERVISOR: RoleId = RoleId(4);
/// Changes settings.
pub(super) const ADMINISTRATOR: RoleId = RoleId(5);
/// Owns the workspace.
pub(super) const OWNER: RoleId = RoleId(6);

/// Any of them.
pub(super) fn any(rng: &mut Rng) -> RoleId {
    let all = [AGENT, LISTENER, CLERK, SUPERVISOR, ADMINISTRATOR, OWNER];
    rng.pick(&all).copied().unwrap_or(AGENT)
}

/// Their documents.
pub(super) fn all() -> Vec<Document> {
    use Permission as May;
    let role = |id, name: &str, permissions: &[May]| {
        let permissions = permissions.iter().copied().collect();
        Document::Role(id, RoleSettings { name: name.to_owned(), permissions })
    };
    vec![
        role(AGENT, "Agent", &[May::TakesCalls]),
        role(LISTENER, "Listener", &[May::TakesCalls, May::ListenToCalls]),
        role(CLERK, "Clerk", &[May::ListenToCalls]),
        role(
            SUPERVISOR,
            "Supervisor",
            &[May::TakesCalls, May::ListenToCalls, May::ManageAvailability, May::Reports],
        ),
        role(
            ADMINISTRATOR,
            "Administrator",
            &[May::TakesCalls, May::PhoneSettings, May::ManageTeammates],
        ),
        role(OWNER, "Owner", &[May::Owner, May::TakesCalls]),
    ]
}

/// Somebody's role: most take calls, half may listen.
pub(super) fn drawn(rng: &mut Rng) -> RoleId {
    match rng.below(100) {
        0..=3 => CLERK,
        4..=15 => SUPERVISOR,
        16..=19 => ADMINISTRATOR,
        20..=25 => NO_ROLE,
        26..=64 => LISTENER,
        _ => AGENT,
    }
}
