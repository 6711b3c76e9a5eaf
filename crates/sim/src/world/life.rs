//! What teammates do by their own choice: come and go, claim, write, assign, press
//! things too late, and look after each other.

use desk::{
    CallId, Channels, Command, ContactId, ConversationId, Input, Stage, Status, TeamId, TeammateId,
};

use super::World;
use crate::agenda::{Event, TabTurn};
use crate::profile::Profile;

impl World {
    pub(super) fn live(&mut self, id: TeammateId) {
        if !self.open_for_business() {
            return;
        }
        let next = self.rng.spread(self.setup.life_ms) + 500;
        self.later(next, Event::Life(id));
        let claims = if self.setup.profile == Profile::Test { 60 } else { 14 };
        let dice = self.rng.below(100);
        if dice < claims {
            self.claim(id);
            return;
        }
        match self.rng.below(100) {
            0..=29 => self.change_status(id),
            30..=37 => {
                let channels = match self.rng.below(8) {
                    0 => Channels::Conversations,
                    1 => Channels::Phone,
                    _ => Channels::All,
                };
                let teammate = self.somebody(id);
                self.command(id, Command::SetChannels { teammate, channels });
            }
            38..=49 => self.shuffle_tabs(id),
            50..=58 => self.write(id),
            59..=64 => {
                if let Some(command) = self.look_after(id) {
                    self.command(id, command);
                }
            }
            65..=79 => self.assign(id),
            80..=84 => self.command(id, Command::SwitchToActive),
            85..=92 => self.come_too_late(id),
            _ => {
                // Hands that wander over somebody else's call.
                if let Some(call) = self.some_call(|_| true) {
                    let command = match self.rng.below(4) {
                        0 => Command::End { call },
                        1 => Command::Hold { call },
                        2 => Command::Resume { call },
                        _ => Command::PauseRecording { call },
                    };
                    if self.rng.per_mille(300) || !self.on_it(id, call) {
                        self.command(id, command);
                    }
                }
            }
        }
    }

    fn command(&mut self, by: TeammateId, command: Command) {
        self.arrive_at_desk(Input::Command(by, command));
    }

    fn on_it(&self, id: TeammateId, call: CallId) -> bool {
        let phone = self.watch.model.person(id).map(|person| person.phone);
        phone == Some(desk::Phone::OnCall { call })
    }

    /// Oneself, or for a supervisor somebody else.
    fn somebody(&mut self, id: TeammateId) -> TeammateId {
        if self.rng.per_mille(250) {
            TeammateId(self.rng.between(1, self.setup.people))
        } else {
            id
        }
    }

    fn change_status(&mut self, id: TeammateId) {
        let teammate = self.somebody(id);
        let now = self.watch.model.person(teammate).map(|person| person.status);
        let status = match now {
            Some(Status::Active) if self.rng.per_mille(250) => Status::Away,
            Some(Status::Active | Status::Away) | None => Status::Active,
        };
        self.command(id, Command::SetStatus { teammate, status });
    }

    fn shuffle_tabs(&mut self, id: TeammateId) {
        let Some(colleague) = self.colleague(id) else { return };
        let (tabs, frozen) = (colleague.tabs.len(), colleague.frozen);
        match (tabs, self.rng.below(5)) {
            (0, _) | (1, 0) => {
                self.later(1, Event::Tab { teammate: id, turn: TabTurn::Open });
            }
            (_, 1) if !frozen => {
                let alone = self.rng.per_mille(400);
                if let Some(colleague) = self.colleague(id) {
                    match colleague.tabs.first_mut() {
                        Some(tab) if alone && tabs > 1 => tab.asleep = true,
                        Some(_) | None => colleague.frozen = true,
                    }
                }
                let thaw = self.rng.ms(500, 60_000);
                self.later(thaw, Event::Tab { teammate: id, turn: TabTurn::Thaw });
            }
            (2.., 2) => {
                if let Some(tab) = self.colleague(id).and_then(|colleague| colleague.tabs.pop()) {
                    self.arrive_at_desk(Input::TabLost(id, tab.id));
                    self.may_lose_phone(id, tab.id);
                }
            }
            (_, 4) => self.lose_microphone(id),
            (_, _) => self.lose_tabs(id),
        }
    }

    /// Takes a waiting call from the pool, or one that just ended.
    fn claim(&mut self, id: TeammateId) {
        let waits = |stage: Stage| matches!(stage, Stage::Queued { .. } | Stage::Ringing { .. });
        let call = if self.rng.per_mille(80) {
            self.rng.pick(&self.recent_calls).copied()
        } else if self.rng.per_mille(60) {
            // Somebody else was quicker.
            self.some_call(|stage| matches!(stage, Stage::Talking(_)))
        } else {
            self.some_call(waits)
        };
        let Some(call) = call else { return };
        self.command(id, Command::Claim { call });
        if self.rng.per_mille(100) {
            // Two hands reach for it.
            let other = TeammateId(self.rng.between(1, self.setup.people));
            self.command(other, Command::Claim { call });
        }
    }

    fn some_call(&mut self, which: impl Fn(Stage) -> bool) -> Option<CallId> {
        let live = self.watch.model.live.values().filter(|call| which(call.stage));
        let calls: Vec<_> = live.take(200).map(|call| call.id).collect();
        if self.rng.per_mille(500) {
            calls.first().copied()
        } else {
            self.rng.pick(&calls).copied()
        }
    }

    /// A conversation with a live call, or an old one, or none at all.
    pub(super) fn some_conversation(&mut self) -> Option<ConversationId> {
        match self.rng.below(10) {
            0..=5 => {
                let call = self.some_call(|_| true)?;
                self.watch.model.live.get(&call).map(|call| call.conversation)
            }
            6..=8 => {
                let call = self.rng.pick(&self.recent_calls).copied()?;
                self.watch.model.over.get(&call).map(|call| call.conversation)
            }
            _ => Some(ConversationId(self.rng.between(1, 5_000))),
        }
    }

    fn write(&mut self, id: TeammateId) {
        let Some(conversation) = self.some_conversation() else { return };
        let contacts: Vec<_> = self.watch.model.contacts.keys().copied().take(200).collect();
        let contact = self.rng.pick(&contacts).copied().unwrap_or(ContactId(1));
        let edit =
            |name: &str| Command::EditContact { contact, name: Some(name.to_owned()), email: None };
        let command = match self.rng.below(8) {
            6 => edit("Ruth Calloway"),
            7 => edit("\u{7}"),
            0 => Command::Close { conversation },
            1 => Command::Open { conversation },
            2 => Command::AddNote { conversation, body: " ".to_owned() },
            _ => Command::AddNote { conversation, body: "They will call again.".to_owned() },
        };
        self.command(id, command);
    }

    fn assign(&mut self, id: TeammateId) {
        let Some(conversation) = self.some_conversation() else { return };
        let teammate =
            self.rng.per_mille(600).then(|| TeammateId(self.rng.between(1, self.setup.people)));
        let team = self.rng.per_mille(300).then(|| TeamId(self.rng.between(1, self.setup.teams)));
        self.command(id, Command::Assign { conversation, teammate, team });
    }

    /// Presses a button whose call has moved on.
    fn come_too_late(&mut self, id: TeammateId) {
        let Some((rung, offer)) = self.rng.pick(&self.recent_offers).copied() else { return };
        let by = if self.rng.per_mille(800) { rung } else { id };
        let command = match self.rng.below(3) {
            0 => Command::Decline { offer },
            _ => Command::Answer { offer, tab: None },
        };
        self.command(by, command);
    }
}
