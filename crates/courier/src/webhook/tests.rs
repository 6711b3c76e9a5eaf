use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Mutex;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::*;

/// A request as the receiver saw it.
#[derive(Debug, Clone, Default)]
struct Seen {
    line: String,
    headers: BTreeMap<String, String>,
    body: String,
}

/// A receiver that answers with these bytes, one after the other; the last one stays.
struct Receiver {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
}

/// What a receiver does with a request.
#[derive(Clone)]
enum Answer {
    /// Sends these bytes and closes.
    Bytes(String),
    /// Sends these bytes and nothing more, for ever.
    Stays(String),
}

fn status(line: &str, body: &str) -> Answer {
    Answer::Bytes(format!("HTTP/1.1 {line}\r\ncontent-length: {}\r\n\r\n{body}", body.len()))
}

impl Receiver {
    async fn start(answers: Vec<Answer>) -> Self {
        Self::start_with(answers, None).await
    }

    async fn start_with(answers: Vec<Answer>, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("bound");
        let address = listener.local_addr().expect("an address");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&seen);
        tokio::spawn(async move {
            let mut answers = answers.into_iter().peekable();
            while let Ok((stream, _)) = listener.accept().await {
                let answer = answers.next_if(|_| true).expect("an answer is left");
                if answers.peek().is_none() {
                    answers = vec![answer.clone()].into_iter().peekable();
                }
                let (kept, tls) = (Arc::clone(&kept), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                serve(stream, &kept, answer).await;
                            }
                        }
                        None => serve(stream, &kept, answer).await,
                    }
                });
            }
        });
        Self { address, seen }
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("no panic").clone()
    }

    fn url(&self, host: &str) -> String {
        format!("http://{host}:{}/hook?a=b", self.address.port())
    }
}

async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    seen: &Mutex<Vec<Seen>>,
    answer: Answer,
) {
    let mut bytes = Vec::new();
    let mut request = Seen::default();
    let mut length = None;
    while length.is_none_or(|length: usize| bytes.len() < length) {
        let mut piece = [0; 4096];
        let Ok(read @ 1..) = stream.read(&mut piece).await else { return };
        bytes.extend(&piece[..read]);
        if length.is_none()
            && let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n")
        {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let mut lines = head.split("\r\n").map(str::to_owned);
            request.line = lines.next().unwrap_or_default();
            let headers = lines.filter_map(|line| {
                let (name, value) = line.split_once(": ")?;
                Some((name.to_ascii_lowercase(), value.to_owned()))
            });
            request.headers = headers.collect();
            let body: usize =
                request.headers.get("content-length").map_or(0, |it| it.parse().expect("length"));
            bytes.drain(..end + 4);
            length = Some(body);
        }
    }
    request.body = String::from_utf8(bytes).expect("UTF-8");
    seen.lock().expect("no panic").push(request);
    match answer {
        Answer::Bytes(bytes) => {
            let _ = stream.write_all(bytes.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
        Answer::Stays(bytes) => {
            let _ = stream.write_all(bytes.as_bytes()).await;
            std::future::pending::<()>().await;
        }
    }
}

/// Names as a test wants them, each look-up the next answer.
#[derive(Default)]
struct Names(Mutex<BTreeMap<String, Vec<Vec<IpAddr>>>>);

impl Names {
    fn of(name: &str, answers: &[&[&str]]) -> Arc<Self> {
        let parse = |text: &&str| text.parse().expect("an address");
        let answers = answers.iter().map(|all| all.iter().map(parse).collect()).collect();
        Arc::new(Self(Mutex::new(BTreeMap::from([(name.to_owned(), answers)]))))
    }
}

impl Lookup for Names {
    fn lookup(&self, name: String) -> Looking {
        let mut names = self.0.lock().expect("no panic");
        let found = names
            .get_mut(&name)
            .map(|answers| if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() });
        Box::pin(async move { found.ok_or_else(|| std::io::Error::other("no such name")) })
    }
}

fn secret() -> Secret {
    Secret::of(&[42; 32])
}

fn lab(names: Arc<dyn Lookup>) -> Caller {
    caller(names, &["127.0.0.0/8"], Duration::from_secs(20))
}

fn caller(names: Arc<dyn Lookup>, allowed: &[&str], longest: Duration) -> Caller {
    let allow_internal = allowed.iter().map(|text| text.parse().expect("a network")).collect();
    let authorities = Authorities::read(&beside("authority.pem")).expect("an authority");
    Caller::new(CallerSettings { allow_internal, authorities, names, longest }).expect("a caller")
}

fn beside(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../e2e/mail").join(name)
}

async fn call(caller: &Caller, url: &str) -> Result<u16, WebhookError> {
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_763_700_000);
    let message = Message { id: "1-webhook-1-7", at, body: r#"{"type":"call.ended"}"# };
    caller.call(url, &secret(), message).await
}

fn words(error: &WebhookError) -> String {
    error.to_string()
}

#[tokio::test]
async fn a_message_is_signed_so_that_its_receiver_can_tell() {
    let receiver = Receiver::start(vec![status("204 No Content", "")]).await;
    let names = Names::of("hooks.test", &[&["127.0.0.1"]]);
    let done = call(&lab(names), &receiver.url("hooks.test")).await;
    assert_eq!(done, Ok(204));
    let seen = &receiver.seen()[0];
    assert_eq!(seen.line, "POST /hook?a=b HTTP/1.1");
    assert_eq!(seen.body, r#"{"type":"call.ended"}"#);
    let header = |name: &str| seen.headers.get(name).cloned().unwrap_or_default();
    assert_eq!(header("webhook-id"), "1-webhook-1-7");
    assert_eq!(header("webhook-timestamp"), "1763700000");
    assert_eq!(header("content-type"), "application/json");
    assert!(header("user-agent").starts_with("Cordboard/"));
    assert!(header("host").starts_with("hooks.test:"));
    // As a receiver does it, with another implementation of the hash.
    let signed = format!("{}.{}.{}", header("webhook-id"), header("webhook-timestamp"), seen.body);
    let key = rustls::crypto::aws_lc_rs::default_provider()
        .cipher_suites
        .iter()
        .filter_map(|suite| suite.tls13())
        .find(|suite| suite.common.hash_provider.output_len() == 32)
        .map(|suite| suite.hkdf_provider);
    let key = key
        .expect("a suite")
        .hmac_sign(&rustls::crypto::tls13::OkmBlock::new(&[42; 32]), signed.as_bytes());
    assert_eq!(header("webhook-signature"), format!("v1,{}", STANDARD.encode(key.as_ref())));
}

#[tokio::test]
async fn every_status_has_its_meaning() {
    let long = "x".repeat(100_000);
    let cases = [
        (status("200 OK", "thanks"), Ok(200)),
        (status("202 Accepted", ""), Ok(202)),
        (status("500 Internal Server Error", "we\r\nbroke"), Err((Some(500), "500 Internal"))),
        (status("503 Service Unavailable", &long), Err((Some(503), "503"))),
        (status("404 Not Found", ""), Err((Some(404), "404"))),
        (status("429 Too Many Requests", ""), Err((Some(429), "429"))),
        (Answer::Bytes("nonsense\r\n\r\n".to_owned()), Err((None, "cannot be reached"))),
        (Answer::Bytes(String::new()), Err((None, "cannot be reached"))),
    ];
    for (answer, expected) in cases {
        let receiver = Receiver::start(vec![answer]).await;
        let done = call(&lab(Arc::new(SystemNames)), &receiver.url("127.0.0.1")).await;
        match (done, expected) {
            (Ok(status), Ok(expected)) => assert_eq!(status, expected),
            (Err(WebhookError::Later { status, words }), Err((expected, part))) => {
                assert_eq!(status, expected, "{words}");
                assert!(words.contains(part) && words.len() < 400, "{words}");
                assert!(!words.contains('\r'), "{words}");
            }
            (done, expected) => panic!("{done:?}, not {expected:?}"),
        }
    }
    let receiver = Receiver::start(vec![status("410 Gone", "")]).await;
    let done = call(&lab(Arc::new(SystemNames)), &receiver.url("127.0.0.1")).await;
    assert!(matches!(done, Err(WebhookError::Gone { .. })), "{done:?}");
}

#[tokio::test]
async fn a_receiver_that_fails_once_gets_the_same_message_again() {
    let answers = vec![status("500 Oops", ""), status("200 OK", "")];
    let receiver = Receiver::start(answers).await;
    let caller = lab(Arc::new(SystemNames));
    call(&caller, &receiver.url("127.0.0.1")).await.expect_err("500");
    assert_eq!(call(&caller, &receiver.url("127.0.0.1")).await, Ok(200));
    let ids: Vec<_> = receiver.seen().iter().map(|it| it.headers["webhook-id"].clone()).collect();
    assert_eq!(ids, ["1-webhook-1-7", "1-webhook-1-7"]);
}

#[tokio::test]
async fn a_redirect_is_not_followed_wherever_it_leads() {
    for line in ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"] {
        let inside = Receiver::start(vec![status("200 OK", "the secrets of the cloud")]).await;
        let location = inside.url("127.0.0.1");
        let answer =
            format!("HTTP/1.1 {line}\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
        let receiver = Receiver::start(vec![Answer::Bytes(answer)]).await;
        let error = call(&lab(Arc::new(SystemNames)), &receiver.url("127.0.0.1")).await;
        let error = error.expect_err("not followed");
        assert!(words(&error).contains("redirect"), "{error}");
        assert!(!words(&error).contains("secrets"), "{error}");
        assert!(inside.seen().is_empty());
    }
}

#[tokio::test]
async fn nothing_inside_is_reached_by_any_spelling() {
    let receiver = Receiver::start(vec![status("200 OK", "")]).await;
    let port = receiver.address.port();
    let open = caller(Arc::new(SystemNames), &[], Duration::from_secs(20));
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "0.0.0.0",
        "localhost",
        "169.254.169.254",
        "10.0.0.1",
        "[fd00:ec2::254]",
    ] {
        for scheme in ["http", "https"] {
            let error = call(&open, &format!("{scheme}://{host}:{port}/")).await;
            let error = error.expect_err(host);
            assert!(matches!(error, WebhookError::Forbidden { .. }), "{host}: {error:?}");
        }
    }
    assert!(receiver.seen().is_empty());
}

#[tokio::test]
async fn a_name_that_leads_inside_is_not_called_even_if_only_sometimes() {
    let receiver = Receiver::start(vec![status("200 OK", "")]).await;
    let port = receiver.address.port();
    let url = format!("https://hooks.test:{port}/");
    let inside: [&[&str]; 6] = [
        &["127.0.0.1"],
        &["::1"],
        &["::ffff:10.0.0.1"],
        &["192.168.1.1"],
        &["100.64.0.1"],
        // One good address does not make the other one good.
        &["93.184.216.34", "127.0.0.1"],
    ];
    for addresses in inside {
        let names = Names::of("hooks.test", &[addresses]);
        let error = call(&caller(names, &[], Duration::from_secs(20)), &url).await;
        let error = error.expect_err("inside");
        assert!(matches!(error, WebhookError::Forbidden { .. }), "{addresses:?}: {error:?}");
        assert!(words(&error).contains("webhooks.allow_internal"), "{error}");
    }
    assert!(receiver.seen().is_empty());
}

#[tokio::test]
async fn a_name_is_looked_up_once_and_the_connection_goes_where_that_led() {
    // Rebinding: the first look finds the receiver, every later one somebody else.
    let receiver = Receiver::start(vec![status("200 OK", "")]).await;
    let names = Names::of("hooks.test", &[&["127.0.0.1"], &["127.9.9.9"]]);
    let caller =
        caller(Arc::clone(&names) as Arc<dyn Lookup>, &["127.0.0.1/32"], Duration::from_secs(20));
    assert_eq!(call(&caller, &receiver.url("hooks.test")).await, Ok(200));
    assert_eq!(receiver.seen().len(), 1);
    let error = call(&caller, &receiver.url("hooks.test")).await.expect_err("rebound");
    assert!(matches!(error, WebhookError::Forbidden { .. }), "{error:?}");
    assert_eq!(receiver.seen().len(), 1);
}

#[tokio::test]
async fn a_slow_receiver_is_left_in_the_end() {
    let slow = [
        "",
        "HTTP/1.1 200 OK\r\n",
        // A failure whose words never end is told without them.
        "HTTP/1.1 500 Oops\r\ncontent-length: 100000\r\n\r\nbeginning",
    ];
    for bytes in slow {
        let receiver = Receiver::start(vec![Answer::Stays(bytes.to_owned())]).await;
        let names = Arc::new(SystemNames);
        let caller = caller(names, &["127.0.0.0/8"], Duration::from_millis(500));
        let error = call(&caller, &receiver.url("127.0.0.1")).await.expect_err("it hangs");
        assert!(words(&error).contains("within 0.5 s"), "{error}");
    }
}

#[tokio::test]
async fn tls_is_checked_against_the_name_that_was_written() {
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    use rustls_pki_types::pem::PemObject;

    let acceptor = |name: &str| {
        let certificate = CertificateDer::from_pem_file(beside(&format!("{name}.pem")));
        let key = PrivateKeyDer::from_pem_file(beside(&format!("{name}.key")));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.expect("a certificate")], key.expect("a key"));
        TlsAcceptor::from(Arc::new(config.expect("a pair")))
    };
    let right = Receiver::start_with(vec![status("200 OK", "")], Some(acceptor("server"))).await;
    let wrong = Receiver::start_with(vec![status("200 OK", "")], Some(acceptor("stranger"))).await;
    let names = Names::of("hooks.test", &[&["127.0.0.1"]]);
    let caller = lab(names);
    let url = |receiver: &Receiver| format!("https://hooks.test:{}/", receiver.address.port());
    assert_eq!(call(&caller, &url(&right)).await, Ok(200));
    let error = call(&caller, &url(&wrong)).await.expect_err("another's certificate");
    assert!(matches!(error, WebhookError::Later { .. }), "{error:?}");
    assert!(wrong.seen().is_empty());
    let error = call(&caller, &format!("https://127.0.0.1:{}/", wrong.address.port())).await;
    assert!(matches!(error, Err(WebhookError::Later { .. })), "{error:?}");
}

#[tokio::test]
async fn an_unknown_name_and_nobody_there_are_tried_again() {
    let caller = lab(Names::of("hooks.test", &[&["127.0.0.1"]]));
    let error = call(&caller, "https://unknown.test/").await.expect_err("unknown");
    assert!(matches!(&error, WebhookError::Later { .. }), "{error:?}");
    assert!(words(&error).contains("cannot be looked up"), "{error}");
    let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("bound");
    let port = closed.local_addr().expect("an address").port();
    drop(closed);
    let error = call(&caller, &format!("http://hooks.test:{port}/")).await.expect_err("closed");
    assert!(matches!(&error, WebhookError::Later { status: None, .. }), "{error:?}");
}
