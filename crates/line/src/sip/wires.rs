//! The stack and its sockets: how a request of ours finds its way.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use rsipstack::EndpointBuilder;
use rsipstack::platform::CancellationToken;
use rsipstack::sip::{Host, Transport, Uri};
use rsipstack::transaction::TransactionReceiver;
use rsipstack::transaction::endpoint::{EndpointInnerRef, EndpointOption, TargetLocator};
use rsipstack::transport::channel::ChannelConnection;
use rsipstack::transport::udp::{UdpConnection, UdpInner};
use rsipstack::transport::{SipAddr, SipConnection, TransportLayer};
use tokio::net::{TcpListener, TcpSocket, UdpSocket};

use super::gate::Gate;
use super::streams::{Link, Streams};
use super::udp::GatedSocket;
use crate::line::{LineError, LineSettings};

/// A name that does not resolve by then is unreachable.
const RESOLVE_TIME_MAX: Duration = Duration::from_secs(3);
/// Datagrams that wait in the kernel while a burst is worked off.
const SOCKET_BUFFER: usize = 4 * 1024 * 1024;
/// Tries for a port that is free for UDP and TCP both, when any will do.
const PORT_TRIES: usize = 32;
/// Peers whose local address is remembered.
const HOMES_MAX: usize = 4_096;

/// Everything that carries messages.
pub(crate) struct Wires {
    pub(crate) endpoint: EndpointInnerRef,
    pub(crate) bound: SocketAddr,
    pub(crate) stopped: CancellationToken,
    pub(crate) streams: Arc<Streams>,
    pub(crate) gate: Arc<Gate>,
    udp: SipConnection,
    external: Option<IpAddr>,
    homes: Mutex<HashMap<IpAddr, IpAddr>>,
}

/// Where a request goes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hop {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) tcp: bool,
}

impl Hop {
    /// The next hop of a request to this URI (RFC 3263 without its name lookups).
    pub(crate) fn of(uri: &Uri) -> Hop {
        let host = match &uri.host_with_port.host {
            Host::IpAddr(ip) => ip.to_string(),
            Host::Domain(name) => name.0.clone(),
        };
        let port = uri.host_with_port.port.map_or(super::DEFAULT_PORT, |port| port.0);
        let tcp = uri
            .params
            .iter()
            .any(|param| matches!(param, rsipstack::sip::Param::Transport(Transport::Tcp)));
        Hop { host, port, tcp }
    }

    /// The address when no lookup is needed.
    pub(crate) fn address(&self) -> Option<SocketAddr> {
        self.host.parse().ok().map(|ip| SocketAddr::new(ip, self.port))
    }
}

impl Wires {
    /// Binds the sockets and starts the stack on the caller's runtime.
    pub(crate) async fn open(
        settings: &LineSettings,
        gate: Arc<Gate>,
    ) -> Result<(Wires, TransactionReceiver), LineError> {
        let (udp, tcp, bound) = bind(settings.sip_bind)?;
        let stopped = CancellationToken::new();
        let transport = TransportLayer::new(stopped.child_token());
        let address = SipAddr { r#type: Some(Transport::Udp), addr: bound.into() };
        let socket = UdpInner {
            conn: Arc::new(GatedSocket::new(udp, Arc::clone(&gate))),
            addr: address.clone(),
        };
        let udp = UdpConnection::attach(socket, None, Some(stopped.child_token())).await;
        let udp = SipConnection::Udp(udp);
        transport.add_transport(udp.clone());
        // What TCP reads enters the stack by this one channel.
        let (inlet, events) = tokio::sync::mpsc::unbounded_channel();
        let (nowhere, _) = tokio::sync::mpsc::unbounded_channel();
        let channel = ChannelConnection::create_connection(
            events,
            nowhere,
            SipAddr::from(SocketAddr::from(([0, 0, 0, 0], 0))),
            Some(stopped.child_token()),
        );
        let channel = channel.await.map_err(|error| LineError::Stack(error.to_string()))?;
        transport.add_connection(SipConnection::Channel(channel));
        let option = EndpointOption {
            // The default is somebody's domain.
            callid_suffix: Some("cordboard".to_owned()),
            ..EndpointOption::default()
        };
        let endpoint = EndpointBuilder::new()
            .with_user_agent(&settings.user_agent)
            .with_transport_layer(transport)
            .with_cancel_token(stopped.clone())
            .with_option(option)
            .with_target_locator(Box::new(AcknowledgeByUdp))
            .build();
        let requests = endpoint
            .incoming_transactions()
            .map_err(|error| LineError::Stack(error.to_string()))?;
        let streams = Streams::new(Arc::clone(&gate), inlet, stopped.clone());
        tokio::spawn(Arc::clone(&streams).accept(tcp));
        let inner = Arc::clone(&endpoint.inner);
        tokio::spawn(async move { endpoint.serve().await });
        let external = settings.external_ip;
        let wires = Wires {
            endpoint: inner,
            bound,
            stopped,
            streams,
            gate,
            udp,
            external,
            homes: Mutex::default(),
        };
        Ok((wires, requests))
    }

    /// The address we give to this peer in Via, Contact and SDP.
    pub(crate) fn home(&self, peer: IpAddr) -> IpAddr {
        let home = self.local_address(peer);
        self.gate.own_address(home, self.bound.port());
        home
    }

    fn local_address(&self, peer: IpAddr) -> IpAddr {
        if let Some(external) = self.external {
            return external;
        }
        if !self.bound.ip().is_unspecified() {
            return self.bound.ip();
        }
        let mut homes = self.homes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(home) = homes.get(&peer) {
            return *home;
        }
        if homes.len() >= HOMES_MAX {
            homes.clear();
        }
        let home = route_to(peer).unwrap_or(self.bound.ip());
        homes.insert(peer, home);
        home
    }

    /// The connection and address for a request: the open connection of its dialog, or
    /// what the next hop says. `None` when it cannot be reached.
    pub(crate) async fn reach(
        &self,
        hop: &Hop,
        link: Option<&Link>,
    ) -> Option<(SipConnection, SipAddr)> {
        if let Some(link) = link.filter(|link| link.is_open()) {
            return Some((link.connection.clone(), tcp_address(link.remote)));
        }
        let address = self.resolve(hop).await?;
        if hop.tcp || link.is_some() {
            let link = self.streams.connect(address).await?;
            return Some((link.connection.clone(), tcp_address(link.remote)));
        }
        let address = SipAddr { r#type: Some(Transport::Udp), addr: address.into() };
        Some((self.udp.clone(), address))
    }

    /// The address of a hop, of our own address family.
    pub(crate) async fn resolve(&self, hop: &Hop) -> Option<SocketAddr> {
        if let Some(address) = hop.address() {
            return Some(address);
        }
        let lookup = tokio::net::lookup_host((hop.host.clone(), hop.port));
        let mut found = tokio::time::timeout(RESOLVE_TIME_MAX, lookup).await.ok()?.ok()?;
        found.find(|address| address.is_ipv4() == self.bound.is_ipv4())
    }
}

/// Where the stack sends the ACK of a 2xx that came over UDP. Left alone it would open a
/// TCP connection of its own when the Contact asks for TCP, and what comes by that would
/// not pass the gate.
struct AcknowledgeByUdp;

#[async_trait]
impl TargetLocator for AcknowledgeByUdp {
    async fn locate(&self, uri: &Uri) -> rsipstack::Result<SipAddr> {
        Ok(SipAddr { r#type: Some(Transport::Udp), addr: uri.host_with_port.clone() })
    }
}

fn tcp_address(remote: SocketAddr) -> SipAddr {
    SipAddr { r#type: Some(Transport::Tcp), addr: remote.into() }
}

/// The local address that packets to this peer leave from; nothing is sent.
fn route_to(peer: IpAddr) -> Option<IpAddr> {
    let any: SocketAddr = match peer {
        IpAddr::V4(_) => ([0, 0, 0, 0], 0).into(),
        IpAddr::V6(_) => ([0u16; 8], 0).into(),
    };
    let probe = std::net::UdpSocket::bind(any).ok()?;
    probe.connect((peer, super::DEFAULT_PORT)).ok()?;
    probe.local_addr().ok().map(|address| address.ip())
}

/// UDP and TCP on one port.
fn bind(wanted: SocketAddr) -> Result<(UdpSocket, TcpListener, SocketAddr), LineError> {
    let tries = if wanted.port() == 0 { PORT_TRIES } else { 1 };
    let mut last = None;
    for _ in 0..tries {
        match bind_both(wanted) {
            Ok(bound) => return Ok(bound),
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or(LineError::Stack("no port was tried".to_owned())))
}

fn bind_both(wanted: SocketAddr) -> Result<(UdpSocket, TcpListener, SocketAddr), LineError> {
    let failed = |protocol: &'static str, address| {
        move |source| LineError::Bind { protocol, address, source }
    };
    let family = socket2::Domain::for_address(wanted);
    let udp = socket2::Socket::new(family, socket2::Type::DGRAM, Some(socket2::Protocol::UDP))
        .map_err(failed("UDP", wanted))?;
    let _ = udp.set_recv_buffer_size(SOCKET_BUFFER);
    let _ = udp.set_send_buffer_size(SOCKET_BUFFER);
    udp.bind(&wanted.into()).map_err(failed("UDP", wanted))?;
    udp.set_nonblocking(true).map_err(failed("UDP", wanted))?;
    let udp = UdpSocket::from_std(udp.into()).map_err(failed("UDP", wanted))?;
    let bound = udp.local_addr().map_err(failed("UDP", wanted))?;
    let socket = if bound.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() };
    let socket = socket.map_err(failed("TCP", bound))?;
    // A restarted line takes its port back from connections in TIME_WAIT.
    socket.set_reuseaddr(true).map_err(failed("TCP", bound))?;
    socket.bind(bound).map_err(failed("TCP", bound))?;
    let tcp = socket.listen(128).map_err(failed("TCP", bound))?;
    Ok((udp, tcp, bound))
}
