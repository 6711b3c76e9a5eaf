//! Whose turn it is: pure. Work is divided into lanes, so that a slow mail server holds up
//! no recording; within a lane the workspaces take turns, so that the thousand mails of
//! one do not stand before the one mail of another; and one webhook is called once at a
//! time, so that a slow receiver gets no heap of connections.

use std::collections::BTreeMap;

/// Where a job waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Work of the house: files and rows, done in milliseconds.
    House,
    /// Mail, which waits for an SMTP server.
    Mail,
    /// One webhook of a workspace, which waits for its receiver.
    Webhook(u64),
}

/// A job, as far as turns are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Whose.
    pub workspace: u64,
    /// Where.
    pub lane: Lane,
}

/// How much of one kind may be under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// In all.
    pub all: usize,
    /// For one workspace.
    pub workspace: usize,
    /// For one lane of a workspace.
    pub lane: usize,
}

/// The house works on one disk and one database: two at once keep both busy.
pub const HOUSE: Limits = Limits { all: 4, workspace: 2, lane: 2 };

/// Eight connections are what mail servers let a single sender have without complaint;
/// half of them stay free for the others.
pub const MAIL: Limits = Limits { all: 8, workspace: 4, lane: 4 };

/// Slow receivers cost a connection and nothing else; a single one is called once at a time,
/// so that what happened first also arrives first as long as nothing fails.
pub const WEBHOOK: Limits = Limits { all: 8, workspace: 4, lane: 1 };

/// The limits of a lane's kind.
#[must_use]
pub fn limits(lane: Lane) -> Limits {
    match lane {
        Lane::House => HOUSE,
        Lane::Mail => MAIL,
        Lane::Webhook(_) => WEBHOOK,
    }
}

/// All webhooks share one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    House,
    Mail,
    Webhook,
}

fn kind(lane: Lane) -> Kind {
    match lane {
        Lane::House => Kind::House,
        Lane::Mail => Kind::Mail,
        Lane::Webhook(_) => Kind::Webhook,
    }
}

/// What is under way, counted in the three ways that limits are set.
#[derive(Debug, Default)]
struct Load {
    all: BTreeMap<Kind, usize>,
    workspace: BTreeMap<(Kind, u64), usize>,
    lane: BTreeMap<(u64, Lane), usize>,
}

impl Load {
    fn add(&mut self, place: Place) {
        let kind = kind(place.lane);
        *self.all.entry(kind).or_default() += 1;
        *self.workspace.entry((kind, place.workspace)).or_default() += 1;
        *self.lane.entry((place.workspace, place.lane)).or_default() += 1;
    }

    fn of_workspace(&self, place: Place) -> usize {
        let key = (kind(place.lane), place.workspace);
        self.workspace.get(&key).copied().unwrap_or_default()
    }

    fn has_room(&self, place: Place) -> bool {
        let limits = limits(place.lane);
        let all = self.all.get(&kind(place.lane)).copied().unwrap_or_default();
        let lane = self.lane.get(&(place.workspace, place.lane)).copied().unwrap_or_default();
        all < limits.all && self.of_workspace(place) < limits.workspace && lane < limits.lane
    }
}

/// Which of the waiting jobs begin now, as places in `waiting`, in the order of their
/// beginning. `waiting` is in the order of their due time; `under_way` is what has begun.
#[must_use]
pub fn choose(waiting: &[Place], under_way: &[Place]) -> Vec<usize> {
    let mut load = Load::default();
    under_way.iter().for_each(|place| load.add(*place));
    let mut left: Vec<usize> = (0..waiting.len()).collect();
    let mut chosen = Vec::new();
    // The workspace with the least under way is next; of one workspace the longest due.
    while let Some(at) = next(waiting, &left, &load) {
        let job = left.remove(at);
        load.add(waiting[job]);
        chosen.push(job);
    }
    chosen
}

fn next(waiting: &[Place], left: &[usize], load: &Load) -> Option<usize> {
    let free = left.iter().enumerate().filter(|(_, job)| load.has_room(waiting[**job]));
    free.min_by_key(|(at, job)| (load.of_workspace(waiting[**job]), *at)).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(workspace: u64) -> Place {
        Place { workspace, lane: Lane::Mail }
    }

    fn hook(workspace: u64, webhook: u64) -> Place {
        Place { workspace, lane: Lane::Webhook(webhook) }
    }

    #[test]
    fn the_thousand_mails_of_one_do_not_stand_before_the_one_mail_of_another() {
        let mut waiting = vec![mail(1); 1_000];
        waiting.push(mail(2));
        let chosen = choose(&waiting, &[]);
        assert_eq!(chosen, [0, 1_000, 1, 2, 3], "one each, then the rest up to the limit");
    }

    #[test]
    fn slow_mail_holds_up_no_recording() {
        let under_way: Vec<_> = (1..=2).flat_map(|one| [mail(one); 4]).collect();
        let recording = Place { workspace: 1, lane: Lane::House };
        let chosen = choose(&[mail(3), recording, mail(1)], &under_way);
        assert_eq!(chosen, [1], "all mail connections are taken, the house is free");
    }

    #[test]
    fn a_webhook_is_called_once_at_a_time_and_the_others_meanwhile() {
        let waiting = [hook(1, 7), hook(1, 7), hook(1, 8), hook(2, 7)];
        assert_eq!(choose(&waiting, &[]), [0, 3, 2]);
        assert_eq!(choose(&waiting, &[hook(1, 7)]), [3, 2]);
    }

    #[test]
    fn whatever_waits_limits_hold_and_nothing_that_could_begin_is_left() {
        for seed in 0..500 {
            let mut chance = fastrand::Rng::with_seed(seed);
            let mut place = || {
                let workspace = chance.u64(1..5);
                let lane = match chance.u8(0..3) {
                    0 => Lane::House,
                    1 => Lane::Mail,
                    _ => Lane::Webhook(chance.u64(1..4)),
                };
                Place { workspace, lane }
            };
            let waiting: Vec<_> = (0..40).map(|_| place()).collect();
            let before: Vec<_> = (0..3).map(|_| place()).collect();
            let under_way: Vec<_> = choose(&before, &[]).iter().map(|at| before[*at]).collect();
            let chosen = choose(&waiting, &under_way);
            let mut load = Load::default();
            under_way.iter().for_each(|place| load.add(*place));
            for at in &chosen {
                assert!(load.has_room(waiting[*at]), "seed {seed}: over a limit");
                load.add(waiting[*at]);
            }
            let mut once = chosen.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), chosen.len(), "seed {seed}: one began twice");
            let left = (0..waiting.len()).filter(|at| !chosen.contains(at));
            assert!(left.into_iter().all(|at| !load.has_room(waiting[at])), "seed {seed}: idle");
        }
    }

    #[test]
    fn of_one_lane_the_longest_due_begins_first() {
        for seed in 0..200 {
            let mut chance = fastrand::Rng::with_seed(seed);
            let waiting: Vec<_> = (0..30).map(|_| mail(chance.u64(1..4))).collect();
            let chosen = choose(&waiting, &[]);
            for workspace in 1..4 {
                let of = |at: &&usize| waiting[**at].workspace == workspace;
                let begun: Vec<_> = chosen.iter().filter(of).collect();
                assert!(begun.is_sorted(), "seed {seed}: {begun:?}");
            }
        }
    }
}
