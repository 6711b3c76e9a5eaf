//! Whoever does the jobs: sooner or later, sometimes twice, and all of them again after a
//! crash, until each has its receipt.

use desk::{Input, Job, MailFailure, Turn};

use super::World;
use crate::agenda::Event;

/// A job that is still not done then never will be, and the world has to end.
const TRIES_MAX: u32 = 200;

impl World {
    /// New jobs of a commit are taken up.
    pub(super) fn hand_out(&mut self, turn: &Turn) {
        for job in &turn.jobs {
            let at = self.rng.ms(1, 2_000);
            self.take_up(job.key(), at, 0);
        }
    }

    /// A new process finds what the old one left undone.
    pub(super) fn find_jobs(&mut self) {
        let open: Vec<String> =
            self.shelf.jobs.keys().filter(|key| !self.shelf.done.contains(*key)).cloned().collect();
        for key in open {
            let at = self.rng.ms(1, 5_000);
            self.take_up(key, at, 0);
        }
    }

    fn take_up(&mut self, key: String, in_ms: i64, tries: u32) {
        let life = self.life;
        self.later(in_ms, Event::Work { life, key, tries });
    }

    pub(super) fn work(&mut self, key: String, tries: u32) {
        if tries == TRIES_MAX || self.shelf.done.contains(&key) {
            return;
        }
        let Some(job) = self.shelf.jobs.get(&key).cloned() else { return };
        match job {
            Job::Judge { call, part } => {
                let input = Input::JudgeCall {
                    call,
                    part,
                    public_url: Some("https://desk.example.org".to_owned()),
                    mail_domain: "desk.example.org".to_owned(),
                    job: key.clone(),
                };
                if self.rng.per_mille(50) {
                    // The first answer was slow, and it was asked again.
                    let again = self.rng.ms(1, 3_000);
                    self.in_ms(again, input.clone());
                }
                self.arrive_at_desk(input);
            }
            Job::SendMail { mail } => match self.rng.below(100) {
                0..=79 => self.arrive_at_desk(Input::MailSent { mail, job: key.clone() }),
                80..=93 => {}
                _ => {
                    let why = MailFailure::RecipientRefused;
                    self.arrive_at_desk(Input::MailFailed { mail, why, job: key.clone() });
                }
            },
            Job::StoreRecording { .. }
            | Job::CallWebhook { .. }
            | Job::DeleteRecording { .. }
            | Job::EraseContact { .. } => {
                if self.rng.per_mille(900) {
                    self.shelf.done.insert(key);
                    return;
                }
            }
        }
        // A refused commit, a silent server: it is tried again.
        let again = self.rng.ms(5_000, 60_000);
        self.take_up(key, again, tries + 1);
    }
}
