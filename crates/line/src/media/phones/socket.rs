//! The one socket of all browser phones, and the address they are told.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use crate::media::ports::mark_expedited;

/// Datagrams that wait in the kernel while a burst is worked off: a second of two hundred
/// calls.
const SOCKET_BUFFER: usize = 4 * 1024 * 1024;

/// An address far away (RFC 5737): the way there shows which of ours the world sees.
const FAR_AWAY_4: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 1);
/// The same (RFC 3849).
const FAR_AWAY_6: Ipv6Addr = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1);

/// Binds the socket; gives the address that phones are told with it.
pub(crate) fn open_socket(
    bind: SocketAddr,
    external: Option<IpAddr>,
) -> io::Result<(UdpSocket, SocketAddr)> {
    let socket = UdpSocket::bind(bind)?;
    socket.set_nonblocking(true)?;
    let reference = socket2::SockRef::from(&socket);
    let _ = reference.set_recv_buffer_size(SOCKET_BUFFER);
    let _ = reference.set_send_buffer_size(SOCKET_BUFFER);
    mark_expedited(&socket, bind.ip());
    let bound = socket.local_addr()?;
    let ip = external.unwrap_or_else(|| match bound.ip().is_unspecified() {
        true => outside(bound.ip()),
        false => bound.ip(),
    });
    Ok((socket, SocketAddr::new(ip, bound.port())))
}

/// The address by which packets leave this machine; without a network its own.
fn outside(any: IpAddr) -> IpAddr {
    let (far, home): (IpAddr, IpAddr) = match any {
        IpAddr::V4(_) => (FAR_AWAY_4.into(), Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(_) => (FAR_AWAY_6.into(), Ipv6Addr::LOCALHOST.into()),
    };
    // Connecting a datagram socket asks for the route and sends nothing.
    let route = UdpSocket::bind((any, 0)).and_then(|probe| {
        probe.connect((far, 9))?;
        probe.local_addr()
    });
    route.map_or(home, |local| local.ip())
}
