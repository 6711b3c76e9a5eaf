//! Doing what a script's line says.

use desk::{Command, Input, LegDeparture, LegId, RecordingFile, TabId, TabPhone, TeammateId};

use super::action::{
    Action, BrowserPhone, CallerDoes, Condition, Edit, Label, PersonDoes, PhoneDoes, ReadAt, Save,
};
use super::world::{Asker, World};

impl World {
    /// Lets one thing happen now.
    pub(super) fn act(&mut self, action: &Action) -> Result<(), String> {
        match action {
            Action::TimePasses => Ok(()),
            Action::Calls { callers, to } => self.arrive(callers, to),
            Action::Caller(label, does) => self.caller_does(label, *does),
            Action::Person(who, does) => self.person_does(*who, does),
            Action::Phone(who, phone, does) => self.phone_does(*who, *phone, *does),
            Action::Save(who, save) => self.save(*who, save),
            Action::OtherConversation(who) => self.assign_elsewhere(*who),
            Action::RecordingFails(label) => self.recording_fails(label),
            Action::RecordingEndGetsLost => {
                self.line.lose_next_end();
                Ok(())
            }
            Action::Reopen => self.reopen(),
            Action::Kill => {
                self.kill();
                Ok(())
            }
            Action::Start => self.start(),
            Action::Sleep => {
                self.sleep();
                Ok(())
            }
            Action::Wake => self.wake(),
            Action::Restart => {
                self.kill();
                self.start()
            }
        }
    }

    fn caller_does(&mut self, label: &Label, does: CallerDoes) -> Result<(), String> {
        let leg = self.call(label)?.leg;
        let input = match does {
            CallerDoes::Leaves(why) => {
                self.line.goes(leg);
                Input::LegGone(leg, why)
            }
            CallerDoes::HearsToTheEnd => Input::PlayEnded(leg),
        };
        self.turn(vec![(Asker::Line, input)])
    }

    fn person_does(&mut self, who: TeammateId, does: &PersonDoes) -> Result<(), String> {
        let command = match does {
            PersonDoes::Answers => {
                let tab = self.hands.tab_of(who);
                Command::Answer { offer: self.last_offer(who)?, tab }
            }
            PersonDoes::AnswersIn(tab) => {
                Command::Answer { offer: self.last_offer(who)?, tab: Some(*tab) }
            }
            PersonDoes::Declines => Command::Decline { offer: self.last_offer(who)? },
            PersonDoes::AnswersRingOf(other) => {
                Command::Answer { offer: self.last_offer(*other)?, tab: None }
            }
            PersonDoes::DeclinesRingOf(other) => {
                Command::Decline { offer: self.last_offer(*other)? }
            }
            PersonDoes::SetsStatus(teammate, status) => {
                Command::SetStatus { teammate: *teammate, status: *status }
            }
            PersonDoes::SetsChannels(teammate, channels) => {
                Command::SetChannels { teammate: *teammate, channels: *channels }
            }
            PersonDoes::SwitchesToActive => Command::SwitchToActive,
            PersonDoes::OpensTab(tab) => return self.open_tab(who, *tab, TabPhone::Ready),
            PersonDoes::ClosesTab(tab) => {
                if !self.hands.tabs.remove(&(who, *tab)) {
                    return Err(format!("{} has no such tab open", self.name(who)));
                }
                return self.turn(vec![(Asker::Line, Input::TabLost(who, *tab))]);
            }
            PersonDoes::Freezes => {
                self.hands.frozen.extend([(who, TabId(1)), (who, TabId(2))]);
                return Ok(());
            }
            PersonDoes::FreezesIn(tab) => {
                self.hands.frozen.insert((who, *tab));
                return Ok(());
            }
            PersonDoes::AcknowledgesLate => {
                self.hands.frozen.retain(|(frozen, _)| *frozen != who);
                let offer = self.last_offer(who)?;
                let acknowledged = Input::RingAcknowledged(who, offer, TabId(1));
                return self.turn(vec![(Asker::Line, acknowledged)]);
            }
            PersonDoes::Reloads => return self.reload(who),
            PersonDoes::Browser(tab, phone) => return self.browser_phone(who, *tab, *phone),
            PersonDoes::Edits(label, edit) => self.edit(label, edit)?,
            PersonDoes::IsCutOff(why) => return self.cut_off(who, *why),
            PersonDoes::Claims(label)
            | PersonDoes::Holds(label)
            | PersonDoes::Resumes(label)
            | PersonDoes::Mutes(label)
            | PersonDoes::Unmutes(label)
            | PersonDoes::PausesRecording(label)
            | PersonDoes::ResumesRecording(label)
            | PersonDoes::Ends(label)
            | PersonDoes::Notes(label, _)
            | PersonDoes::ClosesConversation(label)
            | PersonDoes::OpensConversation(label)
            | PersonDoes::Assigns(label, ..) => self.about_a_call(label, does)?,
        };
        self.command(who, command)
    }

    /// The command of a teammate about a call.
    fn about_a_call(&self, label: &Label, does: &PersonDoes) -> Result<Command, String> {
        let call = self.call_id(label)?;
        let conversation = || self.conversation_of(call).ok_or("the call has no conversation");
        Ok(match does {
            PersonDoes::Claims(_) => Command::Claim { call },
            PersonDoes::Holds(_) => Command::Hold { call },
            PersonDoes::Resumes(_) => Command::Resume { call },
            PersonDoes::Mutes(_) => Command::Mute { call, mute: desk::Toggle::On },
            PersonDoes::Unmutes(_) => Command::Mute { call, mute: desk::Toggle::Off },
            PersonDoes::PausesRecording(_) => Command::PauseRecording { call },
            PersonDoes::ResumesRecording(_) => Command::ResumeRecording { call },
            PersonDoes::Ends(_) => Command::End { call },
            PersonDoes::Notes(_, body) => {
                Command::AddNote { conversation: conversation()?, body: body.clone() }
            }
            PersonDoes::ClosesConversation(_) => Command::Close { conversation: conversation()? },
            PersonDoes::OpensConversation(_) => Command::Open { conversation: conversation()? },
            PersonDoes::Assigns(_, teammate, team) => {
                Command::Assign { conversation: conversation()?, teammate: *teammate, team: *team }
            }
            PersonDoes::Answers
            | PersonDoes::AnswersRingOf(_)
            | PersonDoes::Declines
            | PersonDoes::DeclinesRingOf(_)
            | PersonDoes::SetsStatus(..)
            | PersonDoes::SetsChannels(..)
            | PersonDoes::SwitchesToActive
            | PersonDoes::AnswersIn(_)
            | PersonDoes::FreezesIn(_)
            | PersonDoes::Reloads
            | PersonDoes::Browser(..)
            | PersonDoes::Edits(..)
            | PersonDoes::OpensTab(_)
            | PersonDoes::ClosesTab(_)
            | PersonDoes::Freezes
            | PersonDoes::AcknowledgesLate
            | PersonDoes::IsCutOff(_) => return Err(format!("{does:?} is about no call")),
        })
    }

    fn edit(&self, label: &Label, edit: &Edit) -> Result<Command, String> {
        let call = self.desk.call(self.call_id(label)?).ok_or("the call is forgotten")?;
        let contact = call.contact;
        Ok(match edit.clone() {
            Edit::Name(name) => Command::EditContact { contact, name: Some(name), email: None },
            Edit::Email(email) => Command::EditContact { contact, name: None, email: Some(email) },
        })
    }

    /// The page is loaded again: its tab goes with its phone, in one turn.
    fn reload(&mut self, who: TeammateId) -> Result<(), String> {
        let tab = self.hands.tab_of(who).ok_or("no tab is open")?;
        self.hands.tabs.remove(&(who, tab));
        let mut inputs = vec![(Asker::Line, Input::TabLost(who, tab))];
        if let Some(leg) = self.line.lose_phone(who, tab) {
            inputs.push((Asker::Line, Input::LegParted(leg)));
        }
        self.turn(inputs)
    }

    /// A tab's own phone comes, goes, or fails.
    fn browser_phone(
        &mut self,
        who: TeammateId,
        tab: TabId,
        phone: BrowserPhone,
    ) -> Result<(), String> {
        let inputs = match phone {
            BrowserPhone::IsLost => {
                let leg = self.line.lose_phone(who, tab);
                leg.map(Input::LegParted).into_iter().collect()
            }
            BrowserPhone::IsReady => {
                self.line.mend_phone(who, tab);
                vec![Input::TabOpened(who, tab, TabPhone::Ready)]
            }
            BrowserPhone::IsNotReady => vec![Input::TabOpened(who, tab, TabPhone::NotReady)],
            BrowserPhone::FindsBack => {
                let leg = self.line.find_back(who, tab).ok_or("no leg is parted")?;
                vec![Input::LegRejoined(leg)]
            }
            BrowserPhone::FailsToConnect => {
                self.line.break_phone(who, tab);
                Vec::new()
            }
        };
        self.turn(inputs.into_iter().map(|input| (Asker::Line, input)).collect())
    }

    /// The leg over which a teammate talks.
    fn talking_leg(&self, who: TeammateId) -> Result<LegId, String> {
        let mut talks = self.desk.calls().filter_map(desk::CallState::talk);
        let talk = talks.find(|talk| talk.teammate == who);
        talk.map(|talk| talk.leg).ok_or_else(|| format!("{} is on no call", self.name(who)))
    }

    fn cut_off(&mut self, who: TeammateId, why: LegDeparture) -> Result<(), String> {
        let leg = self.talking_leg(who)?;
        self.line.goes(leg);
        self.turn(vec![(Asker::Line, Input::LegGone(leg, why))])
    }

    fn phone_does(&mut self, who: TeammateId, phone: u8, does: PhoneDoes) -> Result<(), String> {
        let leg = match does {
            PhoneDoes::Becomes(condition) => return self.phone_becomes(who, phone, condition),
            PhoneDoes::HangsUp | PhoneDoes::PressesHold | PhoneDoes::TakesBack => {
                self.talking_leg(who)?
            }
            PhoneDoes::Rings | PhoneDoes::Answers | PhoneDoes::Declines => {
                LegId::Offer(self.last_offer(who)?, phone)
            }
        };
        let input = match does {
            PhoneDoes::Rings => Input::LegRinging(leg),
            PhoneDoes::Answers => {
                self.line.picks_up(leg);
                Input::LegAnswered(leg)
            }
            PhoneDoes::Declines => {
                self.line.goes(leg);
                Input::LegRefused(leg, desk::LegRefusal::Declined)
            }
            PhoneDoes::HangsUp => {
                self.line.goes(leg);
                Input::LegGone(leg, LegDeparture::HungUp)
            }
            PhoneDoes::PressesHold => Input::LegHeld(leg),
            PhoneDoes::TakesBack => Input::LegResumed(leg),
            PhoneDoes::Becomes(_) => return Ok(()),
        };
        self.turn(vec![(Asker::Line, input)])
    }

    fn phone_becomes(
        &mut self,
        who: TeammateId,
        phone: u8,
        condition: Condition,
    ) -> Result<(), String> {
        self.hands.conditions.insert((who, phone), condition);
        let Ok(offer) = self.last_offer(who) else { return Ok(()) };
        let leg = LegId::Offer(offer, phone);
        if !self.line.ringing_phones().any(|ringing| ringing == leg) {
            return Ok(());
        }
        let input = self.hands.take_ring(leg, desk::Toggle::Off, &mut self.line);
        self.turn(input.into_iter().map(|input| (Asker::Line, input)).collect())
    }

    /// Saves the documents that differ from those the desk has.
    fn save(&mut self, who: TeammateId, save: &Save) -> Result<(), String> {
        for document in &save.documents {
            let subject = document.subject();
            if self.desk.document(subject).as_ref() == Some(document) {
                continue;
            }
            let current = self.desk.version(subject);
            let read = match save.read {
                ReadAt::TheCurrentVersion => current,
                ReadAt::AnOldVersion => current.saturating_sub(1),
            };
            let by = desk::Actor::Teammate(who);
            let input = Input::SaveSettings(by, read, document.clone());
            self.turn(vec![(Asker::Person(who), input)])?;
        }
        Ok(())
    }

    fn recording_fails(&mut self, label: &Label) -> Result<(), String> {
        let call = self.call_id(label)?;
        let state = self.desk.call(call).ok_or("the call is forgotten")?;
        let recording = state.recording.ok_or("the call is not recorded")?;
        let length_ms = self.line.close(recording, self.now.0)?;
        let file = RecordingFile { path: format!("recording-{recording}.wav"), length_ms };
        self.turn(vec![(Asker::Line, Input::RecordingFailed(recording, file))])
    }

    fn name(&self, who: TeammateId) -> String {
        desk::timeline::Names::teammate(self, who)
    }
}
