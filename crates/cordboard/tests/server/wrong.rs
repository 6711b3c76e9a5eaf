//! Wrong settings that only show when something is opened: one sentence, nothing left
//! running.

use std::net::{TcpListener, UdpSocket};

use crate::stage::config;

async fn sentence(toml: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    match cordboard::start(config(folder.path(), toml)).await {
        Err(wrong) => wrong.sentence,
        Ok(running) => {
            running.stop().await;
            panic!("this was wrong and started")
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_taken_http_port_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let toml = format!("[sip]\nbind = \"127.0.0.1:0\"\n[http]\nbind = \"{address}\"");
    assert_eq!(
        sentence(&toml).await,
        format!(
            "`http.bind` is {address}, which another program uses; choose another port or stop it."
        )
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_taken_sip_port_is_named_and_the_http_port_is_given_back() {
    let taken = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let http = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let toml = format!("[sip]\nbind = \"{address}\"\n[http]\nbind = \"{http}\"");
    assert_eq!(
        sentence(&toml).await,
        format!(
            "`sip.bind` is {address}, which another program uses; choose another port or stop it."
        )
    );
    assert!(TcpListener::bind(http).is_ok(), "nothing is half started");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_of_another_machine_is_named() {
    let toml = "[sip]\nbind = \"127.0.0.1:0\"\n[http]\nbind = \"192.0.2.1:0\"";
    assert_eq!(
        sentence(toml).await,
        "`http.bind` is 192.0.2.1:0, which is no address of this machine."
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_setting_that_the_desk_refuses_is_named_and_nothing_is_saved() {
    let toml = "[sip]\nbind = \"127.0.0.1:0\"\n[http]\nbind = \"127.0.0.1:0\"\n\
        [[desk.team]]\nid = 1\nname = \"Support\"\n\
        [[desk.channel]]\nid = 1\nname = \"Main\"\nnumber = \"none\"\nteam = 1";
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path(), toml);
    let url = format!("sqlite://{}", config.database_file().display());
    let wrong = cordboard::start(config).await.err().unwrap();
    assert!(wrong.sentence.starts_with("`desk` is refused: The number \"none\""), "{wrong}");
    let store = store::Store::open(&store::StoreSettings::new(url)).await.unwrap();
    assert_eq!(store.last(cordboard::WORKSPACE).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_no_database_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let config =
        config(folder.path(), "[sip]\nbind = \"127.0.0.1:0\"\n[http]\nbind = \"127.0.0.1:0\"");
    std::fs::create_dir_all(&config.data_dir).unwrap();
    std::fs::write(config.database_file(), "certainly no database, but long enough to look")
        .unwrap();
    let wrong = cordboard::start(config).await.err().unwrap();
    assert!(wrong.sentence.contains("is not a Cordboard database"), "{wrong}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_configuration_allows_at_most_the_desk_takes() {
    let toml = "[sip]\nbind = \"127.0.0.1:0\"\n[http]\nbind = \"127.0.0.1:0\"\n\
        [desk]\nring_seconds = 600\n\
        [[desk.team]]\nid = 1\nname = \"Support\"\nwrap_up_seconds = 28800";
    let folder = tempfile::tempdir().unwrap();
    cordboard::start(config(folder.path(), toml))
        .await
        .unwrap_or_else(|wrong| panic!("{wrong}"))
        .stop()
        .await;
}
