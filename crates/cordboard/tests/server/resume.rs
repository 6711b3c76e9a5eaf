//! A page that was away is given exactly what it missed: after any cuts, what it holds is
//! what a page that was never cut holds, and what the server says.

use std::collections::BTreeMap;

use desk::{
    Actor, Channels, Command, ConversationId, Document, Input, Status, Subject, TeamId, TeammateId,
};
use fastrand::Rng;
use phones::Behaviour;
use serde_json::{Value, json};

use crate::page::{Page, Session, back, hello, sign_in};
use crate::stage::{SOON, Stage};

const ANA: TeammateId = TeammateId(1);
const BEN: TeammateId = TeammateId(2);

/// What a page holds, as the stream has told it.
struct Replica {
    page: Option<Page>,
    session: Session,
    tab: u64,
    epoch: Value,
    seq: Value,
    /// By kind and id.
    held: BTreeMap<(&'static str, u64), Value>,
}

impl Replica {
    async fn open(session: Session, tab: u64) -> Self {
        let mut page = session.open(hello(tab)).await;
        let welcome = page.frame("welcome").await;
        let (epoch, seq) = (welcome["epoch"].clone(), welcome["seq"].clone());
        Self { page: Some(page), session, tab, epoch, seq, held: BTreeMap::new() }
    }

    fn cut(&mut self) {
        self.page = None;
    }

    async fn come_back(&mut self) {
        let mut page = self.session.open(back(self.tab, &self.seq, &self.epoch)).await;
        let welcome = page.frame("welcome").await;
        assert_eq!(welcome["resumed"], true, "{welcome}");
        assert_eq!(welcome["seq"], self.seq);
        self.page = Some(page);
    }

    fn apply(&mut self, frame: &Value) {
        assert_eq!(frame["previous"], self.seq, "no frame is missing, none comes twice");
        self.seq = frame["seq"].clone();
        for kind in ["calls", "conversations", "teammates"] {
            for view in frame[kind].as_array().unwrap() {
                self.held.insert((kind, view["id"].as_u64().unwrap()), view.clone());
            }
        }
    }

    /// Reads on until everything up to that line was told, and what is held is as wanted.
    async fn until(&mut self, seq: u64, wanted: impl Fn(&Self) -> bool) {
        while self.seq.as_u64() < Some(seq) || !wanted(self) {
            let page = self.page.as_mut().unwrap();
            let frame = page.until(|frame| frame["type"] == "changes").await;
            self.apply(&frame);
        }
    }
}

/// Six conversations, each from a caller who gave up.
async fn conversations(stage: &Stage) -> Vec<ConversationId> {
    let mut all = Vec::new();
    for nth in 0..6 {
        let caller = stage.call(&format!("+1202555014{nth}"));
        let call = stage.live_until(|call| call["caller"] == format!("+1202555014{nth}")).await;
        caller.hang_up();
        caller.until(SOON, |call| call.ending().is_some()).await.unwrap();
        all.push(ConversationId(call["conversation"].as_u64().unwrap()));
    }
    all
}

/// Something that somebody does.
async fn deed(stage: &Stage, chance: &mut Rng, conversations: &[ConversationId]) {
    let conversation = conversations[chance.usize(..conversations.len())];
    let teammate = if chance.bool() { ANA } else { BEN };
    let command = match chance.u8(0..8) {
        0 | 1 => Command::AddNote { conversation, body: "Called back.".to_owned() },
        2 => Command::Close { conversation },
        3 => Command::Open { conversation },
        4 => Command::Assign { conversation, teammate: Some(teammate), team: None },
        5 => Command::SetStatus {
            teammate,
            status: if chance.bool() { Status::Active } else { Status::Away },
        },
        6 => Command::SetChannels {
            teammate,
            channels: if chance.bool() { Channels::All } else { Channels::Conversations },
        },
        _ => return rename_team(stage, chance).await,
    };
    stage.running.ask(Input::Command(teammate, command)).await.unwrap();
}

async fn rename_team(stage: &Stage, chance: &mut Rng) {
    let subject = Subject::Team(TeamId(1));
    let read = stage.running.look(move |desk| (desk.version(subject), desk.document(subject)));
    let (version, document) = read.await.unwrap();
    let Some(Document::Team(id, mut team)) = document else { panic!("no team") };
    team.name = format!("Support {}", chance.u8(..));
    let save = Input::SaveSettings(Actor::Operator, version, Document::Team(id, team));
    stage.running.ask(save).await.unwrap();
}

async fn last(stage: &Stage) -> u64 {
    stage.running.store().last(cordboard::WORKSPACE).await.unwrap().unwrap().0.0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_is_cut_again_and_again_holds_what_one_holds_that_never_was() {
    let stage = Stage::open_for_tabs(Behaviour::Ignore).await;
    let mut steady = Replica::open(sign_in(&stage.running, 1).await, 11).await;
    let mut cut = Replica::open(sign_in(&stage.running, 2).await, 21).await;
    let conversations = conversations(&stage).await;
    let mut chance = Rng::with_seed(7);
    for _ in 0..40 {
        if chance.bool() {
            cut.until(chance.u64(..=last(&stage).await), |_| true).await;
        }
        cut.cut();
        for _ in 0..chance.u8(0..6) {
            deed(&stage, &mut chance, &conversations).await;
        }
        cut.come_back().await;
    }
    let seq = last(&stage).await;
    let same = |one: &Replica, key| one.held.get(&key).map(|view| view["online"].clone());
    let ben = ("teammates", 2);
    steady.until(seq, |replica| same(replica, ben) == Some(json!(true))).await;
    cut.until(seq, |replica| same(replica, ben) == Some(json!(true))).await;
    assert_eq!(cut.held, steady.held);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_was_the_only_one_reads_what_it_missed_from_the_log() {
    let stage = Stage::open_for_tabs(Behaviour::Ignore).await;
    let session = sign_in(&stage.running, 1).await;
    let mut lone = Replica::open(session.clone(), 11).await;
    let conversations = conversations(&stage).await;
    let mut chance = Rng::with_seed(11);
    for _ in 0..12 {
        lone.cut();
        for _ in 0..chance.u8(0..8) {
            deed(&stage, &mut chance, &conversations).await;
        }
        lone.come_back().await;
    }
    let seq = last(&stage).await;
    lone.until(seq, |_| true).await;
    let page = session.ask("GET", "/conversations?view=all&state=any&limit=100", None).await;
    let items = page.json()["items"].as_array().unwrap().clone();
    assert_eq!(items.len(), conversations.len());
    for mut item in items {
        let mut held = lone.held[&("conversations", item["id"].as_u64().unwrap())].clone();
        // A team that was renamed is told as a setting to read anew.
        for view in [&mut item, &mut held] {
            view["team"]["name"] = Value::Null;
        }
        assert_eq!(held, item);
    }
    let teammates = session.ask("GET", "/teammates", None).await.json();
    let ana = teammates.as_array().unwrap().iter().find(|one| one["id"] == 1).unwrap();
    assert_eq!(lone.held.get(&("teammates", 1)), Some(ana));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_holds_what_cannot_be_reads_everything_anew() {
    let stage = Stage::open_for_tabs(Behaviour::Ignore).await;
    let session = sign_in(&stage.running, 1).await;
    let lone = Replica::open(session.clone(), 11).await;
    for (after, epoch) in [(json!(999_999), lone.epoch.clone()), (lone.seq.clone(), json!(77))] {
        let mut page = session.open(back(12, &after, &epoch)).await;
        let welcome = page.frame("welcome").await;
        assert_eq!((&welcome["resumed"], &welcome["seq"]), (&json!(false), &lone.seq));
    }
    stage.close().await;
}
