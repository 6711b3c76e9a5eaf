//! Who may do what: roles, who may save which settings, and that somebody stays owner.

use std::collections::BTreeSet;

use super::{Desk, refused};
use crate::id::{RoleId, TeammateId};
use crate::input::Actor;
use crate::problem::{Problem, ProblemCode};
use crate::settings::{
    Document, Employment, NO_ROLE, Permission, RoleSettings, Subject, TeammateSettings,
};

impl Desk {
    /// Everything a teammate's role lets be done.
    #[must_use]
    pub fn permissions(&self, teammate: TeammateId) -> BTreeSet<Permission> {
        let all = Permission::ALL.into_iter();
        all.filter(|permission| self.state.permits(teammate, *permission)).collect()
    }

    /// Whether somebody may save a document at all. The operator may.
    pub(super) fn may_save(&self, by: Actor, document: &Document) -> Result<(), Problem> {
        let Actor::Teammate(by) = by else { return Ok(()) };
        self.employed(by)?;
        let needed = match document.subject() {
            Subject::Workspace | Subject::Team(_) | Subject::Channel(_) => {
                Permission::PhoneSettings
            }
            Subject::Teammate(_) | Subject::Role(_) => Permission::ManageTeammates,
            // Any teammate may make a tag.
            Subject::Tag(id) if !self.state.tags.contains_key(&id) => return Ok(()),
            Subject::Notification(_) | Subject::Tag(_) | Subject::Webhook(_) => {
                Permission::WorkflowsAccess
            }
        };
        self.permitted(by, needed)?;
        if self.touches_ownership(document) && !self.state.permits(by, Permission::Owner) {
            return Err(refused(
                ProblemCode::NotAllowed,
                "Only an owner makes somebody an owner, or ends that.",
            ));
        }
        Ok(())
    }

    /// Whether a document would make somebody an owner, or end that.
    fn touches_ownership(&self, document: &Document) -> bool {
        match document {
            Document::Role(id, role) => self.owns(*id) != owner_role(role),
            Document::Teammate(id, new) => {
                let old = self.state.people.get(id);
                old.is_some_and(|old| self.is_owner(old)) != self.is_owner(new)
            }
            Document::Workspace(_)
            | Document::Team(..)
            | Document::Channel(..)
            | Document::Notification(..)
            | Document::Tag(..)
            | Document::Webhook(..) => false,
        }
    }

    /// Once there is an owner, one always stays.
    pub(super) fn keeps_an_owner(&self, document: &Document) -> Result<(), Problem> {
        if !self.touches_ownership(document) {
            return Ok(());
        }
        let mut people = self.state.people.iter();
        let before = people.clone().any(|(_, person)| self.is_owner(person));
        let after = match document {
            Document::Role(id, role) => people.any(|(_, person)| {
                let owner =
                    if person.role == *id { owner_role(role) } else { self.is_owner(person) };
                owner && person.employment == Employment::Here
            }),
            Document::Teammate(id, new) => {
                self.is_owner(new)
                    || people.any(|(other, person)| other != id && self.is_owner(person))
            }
            Document::Workspace(_)
            | Document::Team(..)
            | Document::Channel(..)
            | Document::Notification(..)
            | Document::Tag(..)
            | Document::Webhook(..) => before,
        };
        if before && !after {
            return Err(refused(
                ProblemCode::LastOwner,
                "Somebody has to stay owner: make another teammate an owner first.",
            ));
        }
        Ok(())
    }

    fn is_owner(&self, person: &TeammateSettings) -> bool {
        person.employment == Employment::Here && self.owns(person.role)
    }

    fn owns(&self, role: RoleId) -> bool {
        self.state.roles.get(&role).is_some_and(owner_role)
    }

    /// Everybody with the role is filed anew, and rings of those who take no calls any
    /// more end.
    pub(super) fn role_changed(&mut self, role: RoleId, by: Actor) {
        let people = self.state.people.iter().filter(|(_, person)| person.role == role);
        let holders: Vec<_> = people.map(|(id, _)| *id).collect();
        for id in holders {
            self.refresh_teammate(id);
            self.teammate_changed(id, by);
        }
    }

    pub(super) fn validate_role(&self, id: RoleId, role: &RoleSettings) -> Result<(), String> {
        if id == NO_ROLE {
            return Err("Role 0 means no role: number roles from 1.".to_owned());
        }
        super::save::validate_name(&role.name, "role")?;
        let mut others = self.state.roles.iter().filter(|(other, _)| **other != id);
        if others.any(|(_, other)| other.name == role.name) {
            return Err(format!("There is a role called {:?} already.", role.name));
        }
        Ok(())
    }
}

fn owner_role(role: &RoleSettings) -> bool {
    role.permissions.contains(&Permission::Owner)
}
