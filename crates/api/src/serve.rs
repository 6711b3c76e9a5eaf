//! The connections: accepted, encrypted where that is set up, and let finish at the end.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};
use tower::ServiceExt;

use crate::rooms::Rooms;
use crate::routes::router;
use crate::tls::Tls;

/// Connections that speak HTTP at once; live streams are no longer among them. A page
/// keeps up to six open for a while.
const CONNECTIONS_MAX: u32 = 8_192;

/// How long the head of a request may take, and how long a connection may rest.
const HEAD: Duration = Duration::from_secs(30);

/// How long the beginning of an encrypted connection may take.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// When the system gives no connection (no descriptors left), it is asked again after that.
const REST: Duration = Duration::from_millis(100);

/// Serves until `stop` returns, then lets requests under way finish.
pub async fn serve(
    listener: TcpListener,
    tls: Option<Tls>,
    rooms: Rooms,
    stop: impl Future<Output = ()> + Send + 'static,
) {
    serve_routes(listener, tls, router(rooms), stop).await;
}

async fn serve_routes(
    listener: TcpListener,
    tls: Option<Tls>,
    routes: Router,
    stop: impl Future<Output = ()>,
) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX as usize));
    let (ending, ended) = watch::channel(false);
    let mut stop = pin!(stop);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let (tls, routes, ended) = (tls.clone(), routes.clone(), ended.clone());
                tokio::spawn(async move {
                    connection(stream, peer, tls, routes, ended).await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "no connection could be accepted");
                sleep(REST).await;
            }
        }
    }
    drop(listener);
    ending.send_replace(true);
    // All places are free again when the last connection is closed.
    let _ = places.acquire_many(CONNECTIONS_MAX).await;
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<Tls>,
    routes: Router,
    ended: watch::Receiver<bool>,
) {
    // Small answers are not to wait for larger ones; a socket that refuses is slower only.
    let _ = stream.set_nodelay(true);
    let Some(tls) = tls else {
        return speak(stream, peer, routes, ended).await;
    };
    match timeout(HANDSHAKE, tls.acceptor.accept(stream)).await {
        Ok(Ok(stream)) => speak(stream, peer, routes, ended).await,
        Ok(Err(error)) => tracing::debug!(%error, "a connection was not encrypted"),
        Err(_) => tracing::debug!("a connection took too long to be encrypted"),
    }
}

async fn speak<Io: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    io: Io,
    peer: SocketAddr,
    routes: Router,
    mut ended: watch::Receiver<bool>,
) {
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        routes.clone().oneshot(request.map(Body::new))
    });
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
    let connection = builder.serve_connection_with_upgrades(TokioIo::new(io), service);
    let mut connection = pin!(connection);
    let spoken = tokio::select! {
        spoken = &mut connection => spoken,
        () = over(&mut ended) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = spoken {
        tracing::debug!(error, "a connection broke");
    }
}

async fn over(ended: &mut watch::Receiver<bool>) {
    // Whoever dropped the other end serves no more either.
    let _ = ended.wait_for(|ended| *ended).await;
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use rustls_pki_types::pem::PemObject;
    use rustls_pki_types::{CertificateDer, ServerName};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::sync::{Notify, oneshot};
    use tokio_rustls::TlsConnector;
    use tokio_rustls::rustls::crypto::aws_lc_rs;
    use tokio_rustls::rustls::{ClientConfig, RootCertStore};

    use super::*;
    use crate::tls::tests::{files, read};

    struct Served {
        address: SocketAddr,
        stop: oneshot::Sender<()>,
        server: tokio::task::JoinHandle<()>,
    }

    async fn served(tls: Option<Tls>, routes: Router) -> Served {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        let stopped = async move { drop(stopped.await) };
        let server = tokio::spawn(serve_routes(listener, tls, routes, stopped));
        Served { address, stop, server }
    }

    fn who() -> Router {
        let who = |ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.to_string() };
        Router::new().route("/", get(who))
    }

    const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    async fn ask(mut io: impl AsyncRead + AsyncWrite + Unpin) -> String {
        io.write_all(REQUEST).await.expect("sent");
        let mut answer = String::new();
        io.read_to_string(&mut answer).await.expect("answered");
        answer
    }

    async fn encrypted(address: SocketAddr) -> impl AsyncRead + AsyncWrite + Unpin {
        let mut roots = RootCertStore::empty();
        let certificate = CertificateDer::from_pem_file(files().0).expect("a certificate");
        roots.add(certificate).expect("trusted");
        let provider = Arc::new(aws_lc_rs::default_provider());
        let client = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let stream = TcpStream::connect(address).await.expect("connected");
        let name = ServerName::try_from("localhost").expect("a name");
        TlsConnector::from(Arc::new(client)).connect(name, stream).await.expect("encrypted")
    }

    #[tokio::test]
    async fn a_handler_knows_who_asks_over_http_and_over_https() {
        let plain = served(None, who()).await;
        let stream = TcpStream::connect(plain.address).await.expect("connected");
        let me = stream.local_addr().expect("an address").to_string();
        assert!(ask(stream).await.ends_with(&me));
        let tls = served(Some(read(files()).expect("good")), who()).await;
        let answer = ask(encrypted(tls.address).await).await;
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("127.0.0.1:"), "{answer}");
    }

    #[tokio::test]
    async fn who_speaks_http_where_https_is_spoken_gets_nothing_and_harms_nobody() {
        let tls = served(Some(read(files()).expect("good")), who()).await;
        let mut stream = TcpStream::connect(tls.address).await.expect("connected");
        stream.write_all(REQUEST).await.expect("sent");
        let mut answer = Vec::new();
        // Closed, or closed hard.
        let _ = stream.read_to_end(&mut answer).await;
        assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
        assert!(ask(encrypted(tls.address).await).await.starts_with("HTTP/1.1 200"));
    }

    #[tokio::test]
    async fn the_end_waits_for_requests_under_way() {
        let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (begun_in, go_on_in) = (Arc::clone(&begun), Arc::clone(&go_on));
        let slow = || async move {
            begun_in.notify_one();
            go_on_in.notified().await;
            "at last"
        };
        let served = served(None, Router::new().route("/", get(slow))).await;
        let stream = TcpStream::connect(served.address).await.expect("connected");
        let asked = tokio::spawn(ask(stream));
        begun.notified().await;
        served.stop.send(()).expect("still serving");
        assert!(!served.server.is_finished());
        go_on.notify_one();
        assert!(asked.await.expect("no panic").ends_with("at last"));
        served.server.await.expect("it ends by itself");
    }
}
