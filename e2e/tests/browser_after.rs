//! After the call, on the page: who took it writes down what was said, and finds the task,
//! the alert, the result and the mail; an administrator reads and tries the notification.

use desk::notify::{
    AlertPlan, AlertTo, AnyAll, Block, Condition, MailPlan, NotificationSettings, Piece,
    TaskAssignee, TaskPlan, Variable, When,
};
use desk::{Document, NotificationId, Priority, Toggle};
use e2e::baresip::{Baresip, PicksUp};
use e2e::browser::Find;
use e2e::help_desk::{ANA_SAYS, HelpDesk};
use e2e::mail::{Encrypts, MailServer};
use e2e::server::{NUMBER, Setup};
use e2e::tones::Sounding;

const CALLER: &str = "+15550127";
const SAYS: u16 = 440;

fn callback_requested() -> NotificationSettings {
    let words = vec!["call back".to_owned()];
    NotificationSettings {
        name: "Callback requested".to_owned(),
        on: Toggle::On,
        when: When::Rule { condition: Condition::NoteWords { mode: AnyAll::Any, words } },
        mail: Some(MailPlan {
            recipients: vec!["support@example.org".to_owned()],
            subject: vec![Piece::text("Call back <b>soon</b>")],
            body: vec![Block::Paragraph {
                pieces: vec![
                    Piece::text("It is about "),
                    Piece::variable(Variable::CustomerNumber, ""),
                    Piece::text("."),
                ],
            }],
        }),
        alert: Some(AlertPlan { to: AlertTo::Everybody }),
        task: Some(TaskPlan {
            priority: Priority::Urgent,
            title: vec![Piece::text("Call back "), Piece::variable(Variable::CustomerNumber, "")],
            due_after_hours: Some(2),
            assignee: TaskAssignee::WhoAnswered,
        }),
        retired: Toggle::Off,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_call_leaves_behind_is_found_where_people_work() {
    let mail = MailServer::start(Encrypts::AfterStartTls).await;
    let setup = Setup::help_desk("wrap_up_seconds = 600", "recording = \"on\"").owners();
    let setup = setup.teammate(1, "Ana", &[]).table(&mail.section());
    let desk = HelpDesk::open(&setup).await;
    let document = Document::Notification(NotificationId(1), callback_requested());
    desk.operator.save(0, document).await;
    let ana = desk.seat(1, "Ana").await;
    let caller = Baresip::start(CALLER, SAYS, PicksUp::ByHand).await;
    caller.dial(NUMBER, desk.server.sip());
    ana.until_shows(&Find::button("Answer")).await;
    ana.press("Alt+Shift+A").await;
    ana.until_hears(Sounding::Tone(SAYS), &[SAYS, ANA_SAYS]).await;
    caller.hang_up();
    ana.until_shows(&Find::button("Switch to active")).await;
    let page = desk.operator.until_over(CALLER).await;
    let conversation = desk::ConversationId(page.conversation());
    let body = "Wants us to call back.".to_owned();
    desk.operator.command(1, desk::Command::AddNote { conversation, body }).await.unwrap();
    ana.click(&Find::button("Switch to active")).await;

    let mails = mail.until_accepted(1).await;
    assert_eq!(mails[0]["subject"], "Call back <b>soon</b>");
    ana.go(&desk.url(&format!("/inbox/all/{}", page.conversation()))).await;
    ana.until_shows(&Find::words("1 notification")).await;
    ana.looked_at("after-call").await;
    ana.go(&desk.url("/tasks/mine")).await;
    ana.until_shows(&Find::text("Call back +15550127")).await;
    ana.looked_at("tasks").await;
    ana.click(&Find::button("Alerts, 1 not seen")).await;
    ana.until_shows(&Find::words("Callback requested: +15550127")).await;
    ana.looked_at("alerts").await;
    ana.press("Escape").await;
    ana.go(&desk.url("/outbox")).await;
    ana.until_shows(&Find::text("support@example.org")).await;
    ana.looked_at("outbox").await;
    ana.click(&Find::text("support@example.org")).await;
    ana.until_shows(&Find::css("iframe[sandbox]")).await;
    ana.looked_at("outbox-mail").await;
    ana.go(&desk.url("/settings/notifications/1")).await;
    ana.until_shows(&Find::css(".tiptap")).await;
    // A test on that call says why it fired, shows the mail, and sends nothing.
    ana.click(&Find::button("Run")).await;
    ana.until_shows(&Find::button("Run again")).await;
    ana.until_shows(&Find::css("iframe[sandbox]")).await;
    ana.looked_at("notification").await;
    assert_eq!(mail.accepted().len(), 1, "a test sends nothing");
    ana.go(&desk.url("/settings/notifications/new")).await;
    ana.until_shows(&Find::css("main h1")).await;
    ana.until_gone(&Find::css(".skel")).await;
    ana.looked_at("notification-new").await;
    let complaints = ana.complaints().await;
    assert!(complaints.is_empty(), "{complaints:#?}");
}
