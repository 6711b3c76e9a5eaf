//! The program from outside: arguments, wrong settings, what it leaves behind.
#![expect(clippy::unwrap_used, reason = "a test may fail by a panic")]

use e2e::floor::Floor;
use e2e::server::{self, Setup};
use e2e::{Ended, Folder, SOON, ports};
use phones::Behaviour;

/// Runs `serve` with this configuration, which is expected to be refused.
async fn serve(toml: &str) -> Ended {
    let folder = Folder::new("wrong");
    folder.write("cordboard.toml", toml);
    let data = folder.join("data");
    let arguments = ["serve", "--data-dir", data.to_str().unwrap()];
    server::run(&arguments, folder.path(), SOON).await
}

#[tokio::test]
async fn a_wrong_setting_is_told_in_a_sentence_and_nothing_is_started() {
    let mistakes = [
        ("colour = 1", "`colour` in cordboard.toml is not a setting"),
        ("[sip]\nbind = \"localhost\"", "`sip.bind` is \"localhost\""),
        ("[sip]\nrtp_ports = \"5\"", "`sip.rtp_ports` is \"5\""),
        ("[[sip.trunks]]\nname = \"carrier\"", "The trunk \"carrier\" needs either `addresses`"),
        ("[http]\noperator_token = \"short\"", "`http.operator_token` is too short"),
        ("[store]\nurl = \"mysql://x\"", "`store.url` begins with \"mysql\""),
        ("[desk]\nring_seconds = 0", "`desk.ring_seconds` is 0"),
        ("[desk", "cordboard.toml cannot be understood"),
    ];
    for (toml, sentence) in mistakes {
        let ended = serve(toml).await;
        assert_eq!(ended.code, Some(2), "{toml}: {}", ended.said);
        assert!(ended.said.contains(sentence), "{toml}: {}", ended.said);
        assert_eq!(ended.said.lines().count(), 1, "one sentence: {}", ended.said);
    }
}

#[tokio::test]
async fn a_port_that_is_taken_is_told_by_the_name_of_its_setting() {
    let first = ports::free(2);
    let taken = std::net::TcpListener::bind(ports::loopback(first)).unwrap();
    let (taken, free) = (taken.local_addr().unwrap(), ports::loopback(first + 1));
    for (sip, http, name) in [(taken, free, "sip.bind"), (free, taken, "http.bind")] {
        let toml = format!("[sip]\nbind = \"{sip}\"\n[http]\nbind = \"{http}\"");
        let listener = std::net::TcpListener::bind(taken);
        let ended = serve(&toml).await;
        drop(listener);
        assert_eq!(ended.code, Some(2), "{}", ended.said);
        assert!(
            ended.said.contains(name) && ended.said.contains(&taken.to_string()),
            "{}",
            ended.said
        );
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_used_is_told() {
    let folder = Folder::new("in-the-way");
    let file = folder.write("file", "in the way");
    let data = file.join("data");
    let arguments = ["serve", "--data-dir", data.to_str().unwrap()];
    let ended = server::run(&arguments, folder.path(), SOON).await;
    assert_eq!(ended.code, Some(2), "{}", ended.said);
    assert!(ended.said.contains(&format!("The folder {}", data.display())), "{}", ended.said);
}

#[tokio::test]
async fn a_file_that_is_not_there_and_a_wrong_argument_are_told() {
    let folder = Folder::new("arguments");
    let ended = server::run(&["serve", "--config", "no.toml"], folder.path(), SOON).await;
    assert_eq!(ended.code, Some(2));
    assert!(ended.said.contains("The configuration file no.toml does not exist"), "{}", ended.said);
    let ended = server::run(&["answer"], folder.path(), SOON).await;
    assert_eq!(ended.code, Some(2));
    assert!(ended.said.contains("'answer'"), "{}", ended.said);
    let ended = server::run(&["check"], folder.path(), SOON).await;
    assert_eq!(ended.code, Some(2), "a check of nothing: {}", ended.said);
    let ended = server::run(&["--help"], folder.path(), SOON).await;
    assert_eq!(ended.code, Some(0));
    for command in ["serve", "demo", "check", "backup"] {
        assert!(ended.said.contains(command), "{}", ended.said);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_a_running_server_proves_itself_and_knows_the_same_calls() {
    let at_once = Behaviour::AnswerAfter(std::time::Duration::ZERO);
    let floor = Floor::open(Setup::support("", ""), &[at_once]).await;
    let call = floor.call("+15550701");
    floor.until_talking(1, &call).await;
    call.hang_up();
    floor.operator.until_over("+15550701").await;
    let folder = Folder::new("backup");
    std::fs::create_dir(folder.join("data")).unwrap();
    let copy = folder.join("data").join("cordboard.db");
    let config = floor.server.config();
    let config = config.to_str().unwrap();
    let arguments = ["backup", "--config", config, "--to", copy.to_str().unwrap()];
    let ended = server::run(&arguments, folder.path(), SOON).await;
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    let data = folder.join("data");
    let arguments = ["check", "--data-dir", data.to_str().unwrap()];
    let checked = server::run(&arguments, folder.path(), SOON).await;
    assert_eq!(checked.code, Some(0), "{}", checked.said);
    assert!(checked.said.contains("1 calls") && checked.said.contains("every invariant holds"));
}
