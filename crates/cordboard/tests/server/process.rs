//! The real binary: what it prints, how it ends, and what a kill leaves.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use phones::{Audio, Behaviour, CallPlan, Exchange, PhonePlan, Sound};
use store::{Store, StoreSettings};

use crate::http::ask;
use crate::stage::{HOME, NUMBER, SOON, TOKEN, toml};

const BINARY: &str = env!("CARGO_BIN_EXE_cordboard");

pub(crate) struct Server {
    child: Child,
    out: BufReader<ChildStdout>,
    sip: SocketAddr,
    pub(crate) http: SocketAddr,
}

impl Server {
    pub(crate) fn start(folder: &Path) -> Self {
        let mut child = Command::new(BINARY)
            .args(["serve", "--config"])
            .arg(folder.join("cordboard.toml"))
            .arg("--data-dir")
            .arg(folder.join("data"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let address = |name: &str| {
            let word = line.split_whitespace().find_map(|word| word.strip_prefix(name));
            word.unwrap_or_else(|| panic!("{name} in {line:?}")).parse().unwrap()
        };
        assert!(line.starts_with("ready "), "{line:?}");
        let (sip, http) = (address("sip="), address("http="));
        Self { child, out, sip, http }
    }

    /// A signal to this very process.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
    }

    pub(crate) fn ended(mut self) -> (Option<i32>, String) {
        let until = Instant::now() + SOON;
        let code = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status.code();
            }
            assert!(Instant::now() < until, "it does not end");
            std::thread::sleep(Duration::from_millis(10));
        };
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        (code, rest)
    }
}

pub(crate) fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(BINARY).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

async fn talking(server: &Server, callers: &Exchange) -> phones::Call {
    let plan = CallPlan {
        from: Some("+12025550182".to_owned()),
        audio: Audio::On(Sound::Tone(400)),
        ..CallPlan::new(NUMBER, server.sip)
    };
    let call = callers.call(plan).unwrap();
    call.until(SOON, |call| call.is_up()).await.unwrap();
    call
}

#[test]
fn a_wrong_setting_ends_with_one_sentence_and_code_2() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cordboard.toml");
    std::fs::write(&file, "[sip]\nbinf = 1").unwrap();
    let (code, out, err) = run(&["serve", "--config", &file.display().to_string()]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert_eq!(err.lines().count(), 1, "{err}");
    assert!(err.starts_with("cordboard: `sip.binf` in "), "{err}");
    let (code, _, err) = run(&["check", "--data-dir", &folder.path().display().to_string()]);
    assert_eq!(code, Some(2));
    assert!(err.starts_with("cordboard: There is no database "), "{err}");
    assert_eq!(run(&["fly"]).0, Some(2));
    assert_eq!(run(&["--version"]).0, Some(0));
}

#[test]
fn a_check_or_a_backup_of_nothing_says_so_and_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (config, copy, data) = (path("cordboard.toml"), path("copy.db"), path("data"));
    let missing = path("typo.db");
    std::fs::write(&config, format!("[store]\nurl = \"sqlite://{missing}\"")).unwrap();
    for arguments in [&["check"][..], &["backup", "--to", &copy]] {
        let named = ["--config", &config, "--data-dir", &data];
        let (code, out, err) = run(&[arguments, &named].concat());
        assert_eq!((code, out.as_str()), (Some(2), ""), "{err}");
        assert_eq!(err, format!("cordboard: There is no database {missing}.\n"));
        assert_eq!(run(&[arguments, &["--data-dir", &data]].concat()).0, Some(2));
    }
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().flatten().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn an_environment_that_is_no_text_is_no_reason_to_panic() {
    use std::os::unix::ffi::OsStringExt;

    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(BINARY)
        .args(["check", "--data-dir"])
        .arg(folder.path())
        .env("ELSEWHERE", std::ffi::OsString::from_vec(vec![0xff]))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "there is no database, and nothing worse");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_signal_drains_and_the_second_ends_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let phones = Exchange::open(HOME).await.unwrap();
    let soon = Behaviour::AnswerAfter(Duration::from_millis(20));
    let ana = phones.phone(PhonePlan::new("ana", soon)).unwrap();
    std::fs::write(folder.path().join("cordboard.toml"), toml(&ana.uri(), "sip:ben@127.0.0.1:9"))
        .unwrap();
    let callers = Exchange::open(HOME).await.unwrap();

    let server = Server::start(folder.path());
    let call = talking(&server, &callers).await;
    ana.until(SOON, |phone| phone.is_up()).await.unwrap();
    server.signal("-TERM");
    let refused = async {
        loop {
            let answer = ask(server.http, "GET", "/readyz", None, None).await;
            if answer.status == 503 {
                return answer.json();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let why = tokio::time::timeout(SOON, refused).await.unwrap();
    assert!(why["detail"].as_str().unwrap().contains("draining"), "{why}");
    assert!(call.view().is_up());
    call.hang_up();
    let (code, out) = server.ended();
    assert_eq!(code, Some(0));
    assert!(out.contains("stopped: 0 calls were cut"), "{out}");

    let server = Server::start(folder.path());
    let call = talking(&server, &callers).await;
    server.signal("-TERM");
    server.signal("-INT");
    let (code, out) = server.ended();
    assert_eq!(code, Some(0));
    assert!(out.contains("stopped: 1 calls were cut"), "{out}");
    call.until(SOON, |call| call.ending().is_some()).await.unwrap();

    let data = folder.path().join("data").display().to_string();
    let copy = folder.path().join("copy.db").display().to_string();
    let (code, _, err) = run(&["backup", "--to", &copy, "--data-dir", &data]);
    assert_eq!(code, Some(0), "{err}");
    assert!(Path::new(&copy).is_file());
    assert_eq!(run(&["backup", "--to", &copy, "--data-dir", &data]).0, Some(2));
    let (code, out, _) = run(&["check", "--data-dir", &data]);
    assert_eq!(code, Some(0), "{out}");
    assert!(out.starts_with("ok: 2 calls, "), "{out}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_closes_its_calls_and_keeps_their_recordings() {
    let folder = tempfile::tempdir().unwrap();
    let phones = Exchange::open(HOME).await.unwrap();
    let soon = Behaviour::AnswerAfter(Duration::from_millis(20));
    let ana = phones.phone(PhonePlan::new("ana", soon)).unwrap();
    std::fs::write(folder.path().join("cordboard.toml"), toml(&ana.uri(), "sip:ben@127.0.0.1:9"))
        .unwrap();
    let callers = Exchange::open(HOME).await.unwrap();
    let mut server = Server::start(folder.path());
    let _call = talking(&server, &callers).await;
    ana.until(SOON, |phone| phone.is_up()).await.unwrap();
    let live = folder.path().join("data/live");
    let recorded = || {
        let files = std::fs::read_dir(&live).unwrap().flatten();
        files.filter_map(|file| file.metadata().ok()).map(|file| file.len()).max().unwrap_or(0)
    };
    let until = Instant::now() + SOON;
    // A second and a half of stereo at 8 kHz and 16 bit.
    while recorded() < 48_000 {
        assert!(Instant::now() < until, "nothing is recorded");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    server.child.kill().unwrap();
    server.child.wait().unwrap();

    let server = Server::start(folder.path());
    let calls = "/operator/v1/calls?state=ended";
    let ended = ask(server.http, "GET", calls, Some(TOKEN), None).await.json();
    assert_eq!(ended[0]["outcome"], "failed (node_lost)");
    let recording = ended[0]["recording"].as_u64().unwrap();
    let path = format!("/operator/v1/recordings/{recording}");
    let fetched = async {
        loop {
            let answer = ask(server.http, "GET", &path, Some(TOKEN), None).await;
            if answer.status == 200 {
                return answer.body;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let wav = tokio::time::timeout(SOON, fetched).await.unwrap();
    let said = u32::from_le_bytes([wav[40], wav[41], wav[42], wav[43]]);
    assert_eq!(usize::try_from(said).unwrap() + 44, wav.len(), "the header is good");
    server.signal("-TERM");
    assert_eq!(server.ended().0, Some(0));
    let url = format!("sqlite://{}", folder.path().join("data/cordboard.db").display());
    let store = Store::open(&StoreSettings::new(url)).await.unwrap();
    let breaches = store.check(cordboard::WORKSPACE).await.unwrap();
    assert!(breaches.is_empty(), "{breaches:#?}");
}
