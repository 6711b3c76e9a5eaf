//! A server of one team, without phones: who calls it hears an announcement and leaves.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use cordboard::config::{Config, Given};
use cordboard::{Running, WORKSPACE};
use desk::{
    Actor, AlertPlan, AlertTo, Arrival, Block, CallId, Document, Input, LegDeparture, LegId,
    MailPlan, MailRow, MailStage, NotificationId, NotificationSettings, Piece, Priority, Reply,
    TaskAssignee, TaskPlan, Toggle, Variable, When,
};
use store::{JobFilter, JobRecord};

pub(crate) const NUMBER: &str = "+12025550100";

/// Longer than anything here takes, on the busiest machine.
pub(crate) const SOON: Duration = Duration::from_secs(60);

pub(crate) struct Stage {
    pub(crate) running: Running,
    legs: AtomicU64,
}

/// The configuration of such a server; `sections` are more of it.
pub(crate) fn toml(sections: &str) -> String {
    format!(
        "[sip]\nbind = \"127.0.0.1:0\"\n\
         [http]\nbind = \"127.0.0.1:0\"\npublic_url = \"https://desk.example.org\"\n\
         {sections}\n\
         [desk]\nname = \"Stage\"\n\
         [[desk.team]]\nid = 1\nname = \"Support\"\n\
         [[desk.channel]]\nid = 1\nname = \"Support line\"\nnumber = \"{NUMBER}\"\nteam = 1\n"
    )
}

impl Stage {
    /// Starts one in a folder, which may have been used before.
    pub(crate) async fn open(folder: &Path, sections: &str) -> Self {
        let file = folder.join("cordboard.toml");
        std::fs::write(&file, toml(sections)).unwrap();
        let given = Given { file: Some(file), data_dir: Some(folder.join("data")) };
        let config = Config::read(&given, std::iter::empty()).unwrap();
        let running = cordboard::start(config).await.unwrap();
        Self { running, legs: AtomicU64::new(1_000_000) }
    }

    pub(crate) async fn save(&self, document: Document) {
        let subject = document.subject();
        let version = self.running.look(move |desk| desk.version(subject)).await.unwrap();
        let saved = self.running.ask(Input::SaveSettings(Actor::Operator, version, document));
        let reply = saved.await.unwrap();
        assert!(matches!(reply, Reply::Version(_)), "{reply:?}");
    }

    /// A caller comes, and hangs up at once.
    pub(crate) async fn call(&self) -> CallId {
        let number = self.legs.fetch_add(1, Ordering::Relaxed);
        let leg = LegId::Caller(number);
        let arrival = Arrival {
            leg,
            called: NUMBER.to_owned(),
            caller: Some(format!("+1202555{:04}", number % 10_000)),
            caller_name: Some("A <b>caller</b>".to_owned()),
        };
        let reply = self.running.ask(Input::CallArrived(arrival)).await.unwrap();
        let Reply::Call(call) = reply else { panic!("{reply:?}") };
        self.running.ask(Input::LegGone(leg, LegDeparture::HungUp)).await.unwrap();
        call
    }

    /// A caller comes whom the desk cannot let in, for it cannot write.
    pub(crate) async fn call_refused(&self) {
        let number = self.legs.fetch_add(1, Ordering::Relaxed);
        let arrival = Arrival {
            leg: LegId::Caller(number),
            called: NUMBER.to_owned(),
            caller: None,
            caller_name: None,
        };
        let answer = self.running.ask(Input::CallArrived(arrival)).await;
        assert!(answer.is_err(), "{answer:?}");
    }

    /// Waits for something in the store.
    pub(crate) async fn until<T>(&self, what: &str, look: impl AsyncFnMut() -> Option<T>) -> T {
        e2e::until(what, SOON, look).await
    }

    pub(crate) async fn jobs(&self, filter: JobFilter) -> Vec<JobRecord> {
        self.running.store().jobs_page(WORKSPACE, filter, None, None, 5_000).await.unwrap()
    }

    /// The mails of a call, once none of them waits.
    pub(crate) async fn settled_mails(&self, call: CallId) -> Vec<MailRow> {
        self.until("its mails are settled", async || {
            let mails = self.running.store().mails_of_call(WORKSPACE, call).await.unwrap();
            let mails: Vec<_> = mails.into_iter().map(|mail| mail.row).collect();
            let settled = mails.iter().all(|mail| mail.stage != MailStage::Waiting);
            (!mails.is_empty() && settled).then_some(mails)
        })
        .await
    }

    /// Everything in the store fits together.
    pub(crate) async fn sound(&self) {
        let breaches = self.running.store().check(WORKSPACE).await.unwrap();
        assert!(breaches.is_empty(), "{breaches:#?}");
    }
}

/// Always a mail to these, an alert and a task.
pub(crate) fn notification(recipients: &[&str]) -> Document {
    let number = Piece::Variable {
        variable: Variable::CustomerNumber,
        fallback: "withheld".to_owned(),
        bold: true,
        italic: false,
    };
    let settings = NotificationSettings {
        name: "After every call".to_owned(),
        on: Toggle::On,
        when: When::Always,
        mail: Some(MailPlan {
            recipients: recipients.iter().map(ToString::to_string).collect(),
            subject: vec![Piece::text("A call ended")],
            body: vec![Block::Paragraph { pieces: vec![Piece::text("From "), number] }],
        }),
        alert: Some(AlertPlan { to: AlertTo::Everybody }),
        task: Some(TaskPlan {
            priority: Priority::High,
            title: Vec::new(),
            due_after_hours: None,
            assignee: TaskAssignee::Nobody,
        }),
        retired: Toggle::Off,
    };
    Document::Notification(NotificationId(1), settings)
}
