//! Every screen and state, light and dark, wide and narrow: pictures into the folder
//! `shots`, and axe-core finds nothing on any of them. The first screens come by the way a
//! new owner takes: set-up, first steps, settings, an invitation.
#![expect(clippy::unwrap_used, reason = "a test may fail by a panic")]

use desk::{CallId, Document};
use e2e::baresip::{Baresip, PicksUp};
use e2e::browser::{Desk, Find, Microphone, Page};
use e2e::help_desk::HelpDesk;
use e2e::server::{NUMBER, Setup};
use e2e::tones::Sounding;
use e2e::{SOON, until};
use serde_json::{Value, json};

const CALLER: &str = "+15550126";
const SAYS: u16 = 440;
const PASSWORD: &str = "a long enough secret";

/// Nothing reaches over the edge of a narrow screen.
async fn fits(page: &Page<'_>, name: &str) {
    page.resize(390, 844).await;
    let wide = page.run("() => document.documentElement.scrollWidth").await;
    assert!(wide.as_u64().unwrap() <= 390, "{name} is {wide} wide");
    page.resize(1_280, 800).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_owner_sets_the_desk_up_invites_somebody_and_sees_every_setting() {
    let desk = HelpDesk::open(&Setup::default()).await;
    desk.browser.person("Olga", Desk::default()).await;
    let token = desk.set_up_token().await;
    let page = desk.browser.page("Olga", &desk.url("/sign-in")).await;
    page.until_shows(&Find::text("Nobody has an account here yet.")).await;
    page.looked_at("sign-in-first").await;
    page.go(&desk.url(&format!("/setup#token={token}"))).await;
    page.until_shows(&Find::label("Name of the help desk")).await;
    page.looked_at("setup").await;
    page.fill(&Find::label("Name of the help desk"), "Harbour Bikes").await;
    page.fill(&Find::label("Your name"), "Olga Owner").await;
    page.fill(&Find::label("E-mail"), "olga@example.org").await;
    page.fill(&Find::css("input[type=password]"), PASSWORD).await;
    page.press("Enter").await;
    page.until_shows(&Find::role("navigation", "Cordboard")).await;
    for section in SECTIONS {
        page.go(&desk.url(&format!("/settings/{section}"))).await;
        page.until_shows(&Find::css("main h1")).await;
        page.until_gone(&Find::css(".skel")).await;
        page.looked_at(&format!("settings-{}", section.replace('/', "-"))).await;
        fits(&page, section).await;
    }
    page.go(&desk.url("/tasks/mine")).await;
    page.until_shows(&Find::text("No task is yours")).await;
    page.looked_at("tasks-empty").await;
    fits(&page, "tasks-empty").await;
    page.press("d").await;
    page.until_shows(&Find::role("dialog", "New task")).await;
    page.looked_at("task-new").await;
    // Nothing was written, so nothing is asked.
    page.press("Escape").await;
    page.until_gone(&Find::role("dialog", "New task")).await;
    page.click(&Find::button("Alerts")).await;
    page.until_shows(&Find::text("No alerts")).await;
    page.looked_at("alerts-empty").await;
    page.press("Escape").await;
    let body = json!({
        "email": "ivo@example.org", "name": "Ivo", "role": 4, "teams": [],
    });
    let script = format!(
        "async () => {{ const answer = await fetch('/api/v1/invitations', {{ method: 'POST', \
         headers: {{ 'content-type': 'application/json' }}, body: JSON.stringify({body}) }}); \
         return await answer.json(); }}"
    );
    let invited = page.run(&script).await;
    let link = invited["link"].as_str().unwrap_or_else(|| panic!("no link: {invited}"));
    desk.browser.person("Ivo", Desk::default()).await;
    let ivo = desk.browser.page("Ivo", link).await;
    ivo.until_shows(&Find::text("You were invited as ivo@example.org.")).await;
    ivo.looked_at("invitation").await;
    ivo.fill(&Find::css("input[type=password]"), PASSWORD).await;
    ivo.press("Enter").await;
    ivo.until_shows(&Find::role("navigation", "Cordboard")).await;
    // Signed out, Ivo comes back with e-mail and password.
    ivo.run("async () => { await fetch('/api/v1/session', { method: 'DELETE' }); }").await;
    ivo.go(&desk.url("/sign-in")).await;
    ivo.until_shows(&Find::label("E-mail")).await;
    ivo.looked_at("sign-in").await;
    ivo.fill(&Find::label("E-mail"), "ivo@example.org").await;
    ivo.fill(&Find::css("input[type=password]"), "not the password").await;
    ivo.press("Enter").await;
    ivo.until_shows(&Find::text("The e-mail address or the password is wrong.")).await;
    ivo.looked_at("sign-in-wrong").await;
    ivo.fill(&Find::css("input[type=password]"), PASSWORD).await;
    ivo.press("Enter").await;
    ivo.until_shows(&Find::role("navigation", "Cordboard")).await;
}

const SECTIONS: [&str; 21] = [
    "profile",
    "security",
    "devices",
    "signals",
    "keyboard",
    "appearance",
    "workspace",
    "teammates",
    "roles",
    "teams",
    "hours",
    "tags",
    "audit",
    "notifications",
    "webhooks",
    "jobs",
    "phone",
    "numbers",
    "trunks",
    "destinations",
    "first-steps",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_state_of_a_call_has_its_picture() {
    let setup = Setup::help_desk("wrap_up_seconds = 60", "recording = \"on\"")
        .desk("show_team_composition = true")
        .teammate(1, "Ana", &[])
        .teammate(2, "Ben", &[]);
    let desk = HelpDesk::open(&setup).await;
    let caller = Baresip::start(CALLER, SAYS, PicksUp::ByHand).await;
    let ana = desk.seat(1, "Ana").await;
    ana.until_shows(&Find::text("Nothing is assigned to you")).await;
    ana.looked_at("inbox-empty").await;
    fits(&ana, "inbox-empty").await;
    caller.dial(NUMBER, desk.server.sip());
    ana.until_shows(&Find::button("Answer")).await;
    ana.looked_at("ringing").await;
    ana.press("Alt+Shift+A").await;
    ana.until_shows(&Find::button("End call")).await;
    let call = CallId(desk.operator.until_stage(CALLER, "talking").await.id);
    ana.looked_at("talking").await;
    let conversation = desk.operator.page(call.0).await.conversation();
    ana.go(&desk.url(&format!("/inbox/yours/{conversation}"))).await;
    ana.until_shows(&Find::words("Call answered by Ana.")).await;
    ana.looked_at("talking-conversation").await;
    fits(&ana, "talking-conversation").await;
    ana.click(&Find::button("Keypad")).await;
    ana.looked_at("keypad").await;
    ana.press("Escape").await;
    ana.press("Alt+Shift+H").await;
    caller.until_hears(Sounding::Music, &[SAYS]).await;
    ana.until_shows(&Find::button("Resume")).await;
    ana.looked_at("on-hold").await;
    ana.press("Alt+Shift+H").await;
    ana.press("Alt+Shift+M").await;
    ana.until_shows(&Find::button("Unmute")).await;
    ana.looked_at("muted").await;
    ana.press("Alt+Shift+R").await;
    ana.until_shows(&Find::button("Resume recording")).await;
    ana.looked_at("recording-paused").await;
    ana.press("Alt+Shift+E").await;
    ana.until_shows(&Find::button("Switch to active")).await;
    ana.looked_at("wrap-up").await;
    desk.operator.until_over(CALLER).await;
    ana.until_shows(&Find::button("Play")).await;
    ana.click(&Find::button("Switch to active")).await;
    ana.until_gone(&Find::button("Switch to active")).await;
    ana.looked_at("ended").await;
    ana.click(&Find::role("button", "Availability:")).await;
    ana.looked_at("availability").await;
    ana.press("Escape").await;
    ana.press("Control+K").await;
    ana.until_shows(&Find::role("combobox", "")).await;
    ana.looked_at("palette").await;
    ana.press("Escape").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_nobody_answered_says_why() {
    let setup = Setup::help_desk("", "").teammate(1, "Ana", &[]).teammate(2, "Ben", &[]);
    let desk = HelpDesk::open(&setup).await;
    let caller = Baresip::start(CALLER, SAYS, PicksUp::ByHand).await;
    let ana = desk.seat(1, "Ana").await;
    caller.dial(NUMBER, desk.server.sip());
    ana.until_shows(&Find::button("Answer")).await;
    ana.press("Alt+Shift+D").await;
    let call = desk.operator.until_stage(CALLER, "queued").await;
    ana.go(&desk.url("/inbox/waiting")).await;
    ana.until_shows(&Find::role("button", "Claim")).await;
    ana.looked_at("waiting").await;
    caller.hang_up();
    desk.operator.until_over(CALLER).await;
    ana.go(&desk.url(&format!("/inbox/all/{}", call.conversation))).await;
    ana.click(&Find::role("button", "Why was this call not answered?")).await;
    ana.until_shows(&Find::role("heading", "Why was this call not answered?")).await;
    ana.until_gone(&Find::css(".skel")).await;
    ana.looked_at("why").await;
    fits(&ana, "why").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_without_a_microphone_shows_what_to_do() {
    let setup = Setup::help_desk("", "").teammate(1, "Ana", &[]);
    let desk = HelpDesk::open(&setup).await;
    let refused = Desk { microphone: Microphone::Refused, ..Desk::default() };
    let ana = desk.sign_in(1, "Ana", refused).await;
    ana.until_shows(&Find::text("The browser refuses the microphone to this page.")).await;
    ana.looked_at("microphone-refused").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_goes_by_keys_alone() {
    let setup = Setup::help_desk("wrap_up_seconds = 60", "").teammate(1, "Ana", &[]);
    let desk = HelpDesk::open(&setup).await;
    let caller = Baresip::start(CALLER, SAYS, PicksUp::ByHand).await;
    let ana = desk.seat(1, "Ana").await;
    caller.dial(NUMBER, desk.server.sip());
    ana.until_shows(&Find::button("Answer")).await;
    // The ringing call is one key away, and Enter on its button answers.
    ana.press("F6").await;
    let focused = "() => document.activeElement?.closest('.handset') !== null";
    assert_eq!(ana.run(focused).await, json!(true), "F6 reaches the ringing call");
    ana.press("Alt+Shift+A").await;
    ana.until_shows(&Find::button("End call")).await;
    desk.operator.until_stage(CALLER, "talking").await;
    // To its conversation, a note, and back, without the mouse.
    ana.go(&desk.url("/inbox/yours")).await;
    ana.until_shows(&Find::button("End call")).await;
    ana.until_shows(&Find::text("On a call with you")).await;
    ana.press("j").await;
    let chosen = "() => document.activeElement?.closest('[data-index]') ? true : null";
    until("the conversation is chosen", SOON, async || ana.run(chosen).await.as_bool()).await;
    ana.press("Enter").await;
    ana.until_shows(&Find::words("Call answered by Ana.")).await;
    ana.press("n").await;
    ana.type_in("Wants a ladder.").await;
    ana.press("Control+Enter").await;
    ana.until_shows(&Find::words("Wants a ladder.")).await;
    ana.press("Escape").await;
    ana.press("Alt+Shift+E").await;
    caller.until_told("CALL_CLOSED", 1).await;
    ana.until_shows(&Find::button("Switch to active")).await;
    desk.operator.until_shown(1, "Away: Call wrap up").await;
    ana.run("() => [...document.querySelectorAll('button')].find((one) => one.textContent.includes('Switch to active')).focus()").await;
    ana.press("Enter").await;
    desk.operator.until_shown(1, "Active").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_people_who_change_one_setting_the_second_is_told_and_loses_nothing() {
    let setup = Setup::help_desk("", "")
        .table("[[desk.role]]\nid = 1\nname = \"Owner\"\npermissions = [\"owner\"]")
        .table("[[desk.teammate]]\nid = 1\nname = \"Ana\"\nteams = [1]\nrole = 1")
        .table("[[desk.teammate]]\nid = 2\nname = \"Ben\"\nteams = [1]\nrole = 1");
    let desk = HelpDesk::open(&setup).await;
    let ana = desk.sign_in(1, "Ana", Desk::default()).await;
    ana.go(&desk.url("/settings/workspace")).await;
    ana.until_shows(&Find::css("main input")).await;
    ana.fill(&Find::css("main input[type=text], main input:not([type])"), "Ana's desk").await;
    // Meanwhile somebody else saves.
    desk.operator
        .change_settings(|document| {
            if let Document::Workspace(settings) = document {
                settings.name = "Ben's desk".to_owned();
            }
        })
        .await;
    // The page hears of it before Ana has pressed anything, and keeps what she wrote.
    let keep = Find::button("Keep mine and save again");
    ana.until_shows(&keep).await;
    ana.looked_at("settings-stale").await;
    ana.click(&keep).await;
    ana.until_gone(&keep).await;
    until("Ana's name is saved", SOON, async || {
        let answer = desk.operator.ask("GET", "/settings", None).await.ok()?;
        answer.text().contains("Ana's desk").then_some(())
    })
    .await;
}

/// Which destinations the settings hold now.
async fn rules(page: &Page<'_>) -> Value {
    let script = "async () => (await (await fetch('/api/v1/settings')).json()).workspace.document\
                  .destinations.rules";
    page.run(script).await
}

#[tokio::test(flavor = "multi_thread")]
async fn countries_are_opened_by_keys_alone_and_two_people_who_open_others_open_both() {
    let setup = Setup::help_desk("", "").owners().teammate(1, "Ana", &[]);
    let desk = HelpDesk::open(&setup).await;
    let ana = desk.sign_in(1, "Ana", Desk::default()).await;
    ana.go(&desk.url("/settings/destinations")).await;
    ana.until_shows(&Find::words("Nothing is open: nobody can call a number outside.")).await;
    // Where a number would go is said before anything is saved, and again while the list changes.
    let number = Find::css("input[type=tel]");
    ana.fill(&number, "+49 30 123456").await;
    ana.until_shows(&Find::text("No destination of this workspace covers +4930123456")).await;
    ana.run("() => document.querySelector('.dest-add input').focus()").await;
    ana.type_in("030").await;
    ana.press("Enter").await;
    ana.until_shows(&Find::text("\"030\" is not the beginning of international numbers")).await;
    ana.press("Control+A").await;
    ana.type_in("germ").await;
    ana.press("Enter").await;
    ana.until_shows(&Find::text("+49 is open, which covers +4930123456.")).await;
    ana.fill(&number, "+49 900 123456").await;
    ana.until_shows(&Find::text("Numbers that begin with +49900 are dear and stay closed")).await;
    ana.looked_at("destinations").await;
    fits(&ana, "destinations").await;
    // Meanwhile somebody else opens another country.
    desk.operator
        .change_settings(|document| {
            if let Document::Workspace(settings) = document {
                let france = desk::Prefix::new("+33").unwrap();
                settings.destinations.rules.insert(france, desk::Reach::Open);
            }
        })
        .await;
    let keep = Find::button("Keep mine and save again");
    ana.until_shows(&keep).await;
    ana.until_shows(&Find::words("+33, France")).await;
    ana.looked_at("destinations-stale").await;
    ana.click(&keep).await;
    ana.until_gone(&keep).await;
    let both = json!({ "+33": "open", "+49": "open" });
    until("both are open", SOON, async || (rules(&ana).await == both).then_some(())).await;
    ana.until_shows(&Find::button("Remove +33")).await;
    ana.run("() => document.querySelector('[data-prefix=\"+33\"] button').focus()").await;
    ana.press("Enter").await;
    ana.until_gone(&Find::button("Remove +33")).await;
    let focused = "() => document.activeElement.closest('[data-prefix]')?.dataset.prefix";
    assert_eq!(ana.run(focused).await, json!("+49"), "the next line takes the focus");
    ana.press("Control+S").await;
    let one = json!({ "+49": "open" });
    until("one is left", SOON, async || (rules(&ana).await == one).then_some(())).await;
    let complaints = ana.complaints().await;
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_leaves_a_half_written_task_without_being_asked() {
    let desk = HelpDesk::open(&Setup::help_desk("", "").owners().teammate(1, "Ana", &[])).await;
    let caller = Baresip::start(CALLER, SAYS, PicksUp::ByHand).await;
    let ana = desk.seat(1, "Ana").await;
    caller.dial(NUMBER, desk.server.sip());
    ana.until_shows(&Find::button("Answer")).await;
    caller.hang_up();
    let conversation = desk.operator.until_over(CALLER).await.conversation();
    let ask = Find::role("dialog", "Leave without saving?");
    let stay = Find::button("Keep editing");
    let title = Find::label("What has to be done");
    let written = "() => document.querySelector('.task-form textarea').value";
    ana.go(&desk.url(&format!("/inbox/all/{conversation}?state=any"))).await;
    ana.until_shows(&Find::css(".composer")).await;
    ana.press("d").await;
    ana.fill(&title, "Call the caller back").await;
    ana.press("Escape").await;
    ana.until_shows(&ask).await;
    ana.looked_at("task-leave").await;
    ana.press("Enter").await;
    ana.until_gone(&ask).await;
    assert_eq!(ana.run(written).await, json!("Call the caller back"));
    ana.click(&Find::button("Create task")).await;
    ana.until_gone(&title).await;
    // A task that lies open is left by Escape, by its cross, by another view and by closing the tab.
    ana.go(&desk.url("/tasks/mine")).await;
    ana.click(&Find::role("link", "Call the caller back")).await;
    ana.until_shows(&title).await;
    ana.fill(&title, "Call back before noon").await;
    for way in ["Escape", "Close the task", "Done"] {
        match way {
            "Escape" => ana.press("Escape").await,
            "Done" => ana.click(&Find::role("link", "Done").inside("navigation", "Tasks")).await,
            _ => ana.click(&Find::button(way)).await,
        }
        ana.until_shows(&ask).await;
        ana.click(&stay).await;
        ana.until_gone(&ask).await;
        assert_eq!(ana.run(written).await, json!("Call back before noon"), "{way}");
    }
    let closing = "() => { const leaving = new Event('beforeunload', { cancelable: true }); \
                   dispatchEvent(leaving); return leaving.defaultPrevented; }";
    assert_eq!(ana.run(closing).await, json!(true), "closing the tab asks");
    // What was done leaves the list, and stays open for whoever writes in it.
    ana.click(&Find::button("Mark as done")).await;
    ana.until_shows(&Find::text("No task is yours")).await;
    assert_eq!(ana.run(written).await, json!("Call back before noon"));
    ana.click(&Find::button("Save")).await;
    ana.until_shows(&Find::text("Task saved")).await;
    assert_eq!(ana.run(closing).await, json!(false), "what is saved is left unasked");
    ana.press("Escape").await;
    ana.until_gone(&title).await;
    let complaints = ana.complaints().await;
    assert!(complaints.is_empty(), "{complaints:#?}");
}
