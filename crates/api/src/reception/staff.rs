//! Who works here and what each may do, as the settings say: a copy in memory, so that a
//! request costs no read.

use std::collections::{BTreeMap, BTreeSet};

use desk::{
    Document, Employment, Permission, RoleId, RoleSettings, SettingsRow, TeammateId,
    TeammateSettings, WorkspaceSettings,
};

/// Who works here and what each may do.
#[derive(Debug, Clone, Default)]
pub(crate) struct Staff {
    /// The workspace's settings.
    pub(crate) workspace: WorkspaceSettings,
    people: BTreeMap<TeammateId, TeammateSettings>,
    roles: BTreeMap<RoleId, RoleSettings>,
}

impl Staff {
    /// As these settings say.
    pub(crate) fn of(settings: Vec<SettingsRow>) -> Self {
        let mut staff = Self::default();
        for row in settings {
            match row.document {
                Document::Workspace(workspace) => staff.workspace = workspace,
                Document::Teammate(id, teammate) => {
                    staff.people.insert(id, teammate);
                }
                Document::Role(id, role) => {
                    staff.roles.insert(id, role);
                }
                Document::Team(..)
                | Document::Channel(..)
                | Document::Notification(..)
                | Document::Tag(..)
                | Document::Webhook(..) => {}
            }
        }
        staff
    }

    /// A teammate who works here.
    pub(crate) fn teammate(&self, id: TeammateId) -> Option<&TeammateSettings> {
        self.people.get(&id).filter(|teammate| teammate.employment == Employment::Here)
    }

    /// Everybody who ever worked here.
    pub(crate) fn people(&self) -> &BTreeMap<TeammateId, TeammateSettings> {
        &self.people
    }

    /// The roles.
    pub(crate) fn roles(&self) -> &BTreeMap<RoleId, RoleSettings> {
        &self.roles
    }

    /// What a teammate may do; nothing for somebody who does not work here.
    pub(crate) fn permissions(&self, id: TeammateId) -> BTreeSet<Permission> {
        let Some(teammate) = self.teammate(id) else { return BTreeSet::new() };
        match self.roles.get(&teammate.role) {
            Some(role) => Permission::ALL.into_iter().filter(|it| role.permits(*it)).collect(),
            // Without a role: takes calls, and nothing else.
            None => BTreeSet::from([Permission::TakesCalls]),
        }
    }

    /// A role's name; empty where there is none.
    pub(crate) fn role_name(&self, id: RoleId) -> String {
        self.roles.get(&id).map(|role| role.name.clone()).unwrap_or_default()
    }
}
