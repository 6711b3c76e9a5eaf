//! The sockets and the tasks around a switchboard.

use crate::call::Call;
use crate::chance::Chance;
use crate::media::{Audio, Pacer, Stream};
use crate::outside::{Counts, Door, EVENTS_MAX, Outside};
use crate::phone::Phone;
use crate::plan::{CallPlan, PhonePlan, Port};
use crate::switchboard::Switchboard;
use crate::view::{CallState, CallView, Event, PhoneView};
use socket2::SockRef;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Instant;
use tokio::net::UdpSocket;
use tokio::runtime::Handle;
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::AbortHandle;

/// Room for the bursts of a load test; a datagram lost here would be blamed on
/// the server.
const SOCKET_BUFFER: usize = 4 << 20;

/// The largest datagram there is.
const DATAGRAM_MAX: usize = 65_535;

/// Datagrams read in one go before the timers get their turn.
const READ_MAX: usize = 64;

/// One place on the network that many callers and phones share: one signalling
/// socket, one task for it, one task for all sound that is sent.
///
/// Dropping it silences every call at once, without a goodbye.
#[derive(Debug)]
pub struct Exchange {
    shared: Arc<Shared>,
    address: SocketAddr,
    tasks: Mutex<Vec<AbortHandle>>,
    // Bound and never read; see `Outside::sink`.
    _sink: std::net::UdpSocket,
}

#[derive(Debug)]
pub(crate) struct Shared {
    board: Mutex<Switchboard>,
    doors: RwLock<Vec<Arc<UdpSocket>>>,
    nudge: Notify,
    runtime: Handle,
    ip: IpAddr,
}

impl Exchange {
    /// Opens an exchange on a free port of `ip`. Its tasks run on the runtime
    /// of the caller.
    ///
    /// # Errors
    /// When the address cannot be bound.
    pub async fn open(ip: IpAddr) -> io::Result<Exchange> {
        Exchange::open_at(SocketAddr::new(ip, 0)).await
    }

    /// Opens an exchange on this very port.
    ///
    /// # Errors
    /// When the address cannot be bound.
    pub async fn open_at(address: SocketAddr) -> io::Result<Exchange> {
        let sink = std::net::UdpSocket::bind((address.ip(), 0))?;
        let pacer = Arc::new(Pacer::default());
        let outside = Outside {
            now: Instant::now(),
            chance: Chance::unpredictable(),
            pacer: Arc::clone(&pacer),
            sink: sink.local_addr()?,
            sent: Vec::new(),
            readers: Vec::new(),
            counts: Counts::default(),
        };
        let shared = Arc::new(Shared {
            board: Mutex::new(Switchboard::new(outside)),
            doors: RwLock::default(),
            nudge: Notify::new(),
            runtime: Handle::current(),
            ip: address.ip(),
        });
        let (door, address) = shared.open_door(address)?;
        let tasks = [
            tokio::spawn(drive(Arc::clone(&shared), door)).abort_handle(),
            tokio::spawn(pacer.run()).abort_handle(),
        ];
        Ok(Exchange { shared, address, tasks: Mutex::new(tasks.into()), _sink: sink })
    }

    /// Where the exchange sends from and listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Places a call. Dropping the returned handle leaves the call alone: it
    /// goes on until its plan or the far side ends it.
    ///
    /// # Errors
    /// When no socket can be opened for its sound.
    pub fn call(&self, plan: CallPlan) -> io::Result<Call> {
        let _runtime = self.shared.runtime.enter();
        let stream = match &plan.audio {
            Audio::Off => None,
            Audio::On(sound) => {
                let chance = self.shared.act(|board| board.outside.chance.next());
                Some(Stream::open(self.shared.ip, sound.clone(), chance)?)
            }
        };
        let (sender, view) = watch::channel(CallView::new(CallState::Trying, Instant::now()));
        let key = self.shared.act(|board| {
            sender.send_modify(|view| view.invited_at = board.outside.now);
            board.dial(&plan, stream.clone(), sender)
        });
        Ok(Call::new(Arc::clone(&self.shared), key, view, stream))
    }

    /// Puts up a desk phone. Dropping the returned handle leaves the phone
    /// there.
    ///
    /// # Errors
    /// When the user has a phone here already, or no port is free for it.
    pub fn phone(&self, plan: PhonePlan) -> io::Result<Phone> {
        let _runtime = self.shared.runtime.enter();
        let (sender, view) = watch::channel(PhoneView::default());
        let (user, port) = (plan.user.clone(), plan.port);
        if !self.shared.act(|board| board.add_phone(plan, sender)) {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, "the user has a phone here"));
        }
        let address = match port {
            Port::Shared => self.address,
            Port::Own => {
                let (door, address) = self.shared.open_door((self.shared.ip, 0).into())?;
                let task = tokio::spawn(serve(Arc::clone(&self.shared), door));
                let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
                tasks.push(task.abort_handle());
                address
            }
        };
        Ok(Phone::new(Arc::clone(&self.shared), user, address, view))
    }

    /// Everything that happens from now on, to all calls and phones.
    pub fn events(&self) -> mpsc::Receiver<Event> {
        let (sender, receiver) = mpsc::channel(EVENTS_MAX);
        self.shared.act(|board| board.outside.readers.push(sender));
        receiver
    }

    /// What has been sent and received so far.
    pub fn counts(&self) -> Counts {
        self.shared.act(|board| board.outside.counts)
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        for task in self.tasks.get_mut().unwrap_or_else(PoisonError::into_inner) {
            task.abort();
        }
        self.shared.act(Switchboard::close_streams);
    }
}

impl Shared {
    /// Runs one turn of the switchboard and sends what comes out of it, in order.
    pub(crate) fn act<R>(&self, turn: impl FnOnce(&mut Switchboard) -> R) -> R {
        let mut board = self.board();
        board.outside.now = Instant::now();
        let result = turn(&mut board);
        if !board.outside.sent.is_empty() {
            self.send(&mut board);
        }
        let earlier = match (board.deadline(), board.awake_at) {
            (Some(deadline), Some(awake_at)) => deadline < awake_at,
            (Some(_), None) => true,
            (None, _) => false,
        };
        if earlier {
            board.awake_at = board.deadline();
            self.nudge.notify_one();
        }
        result
    }

    fn board(&self) -> MutexGuard<'_, Switchboard> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn send(&self, board: &mut Switchboard) {
        let doors = self.doors.read().unwrap_or_else(PoisonError::into_inner);
        for datagram in board.take_sent() {
            let Some(socket) = doors.get(datagram.door.0) else { continue };
            let to = datagram.to.into();
            if SockRef::from(&**socket).send_to(datagram.text.as_bytes(), &to).is_err() {
                board.outside.counts.refused += 1;
            }
        }
    }

    fn open_door(&self, address: SocketAddr) -> io::Result<(Door, SocketAddr)> {
        let socket = std::net::UdpSocket::bind(address)?;
        socket.set_nonblocking(true)?;
        let address = socket.local_addr()?;
        // As much as the system allows; it cuts the wish down by itself.
        SockRef::from(&socket).set_recv_buffer_size(SOCKET_BUFFER)?;
        SockRef::from(&socket).set_send_buffer_size(SOCKET_BUFFER)?;
        let socket = Arc::new(UdpSocket::from_std(socket)?);
        let mut doors = self.doors.write().unwrap_or_else(PoisonError::into_inner);
        doors.push(socket);
        drop(doors);
        Ok((self.act(|board| board.add_door(address)), address))
    }

    fn socket(&self, door: Door) -> Option<Arc<UdpSocket>> {
        let doors = self.doors.read().unwrap_or_else(PoisonError::into_inner);
        doors.get(door.0).map(Arc::clone)
    }

    fn read(&self, door: Door, socket: &UdpSocket, buffer: &mut [u8]) {
        for _ in 0..READ_MAX {
            let Ok((length, source)) = socket.try_recv_from(buffer) else { return };
            if let Some(bytes) = buffer.get(..length) {
                self.act(|board| board.datagram(door, source, bytes));
            }
        }
    }

    /// How long the driver may sleep, noted so that others know when to nudge.
    fn sleep_until(&self) -> Option<Instant> {
        let mut board = self.board();
        board.awake_at = board.deadline();
        board.awake_at
    }
}

/// Reads the first door and keeps the timers of all.
async fn drive(shared: Arc<Shared>, door: Door) {
    let Some(socket) = shared.socket(door) else { return };
    let mut buffer = vec![0; DATAGRAM_MAX];
    loop {
        let alarm = shared.sleep_until();
        let sleep = async {
            match alarm {
                Some(at) => tokio::time::sleep_until(at.into()).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = socket.readable() => shared.read(door, &socket, &mut buffer),
            () = shared.nudge.notified() => {}
            () = sleep => {}
        }
        shared.act(Switchboard::on_time);
    }
}

/// Reads another door.
async fn serve(shared: Arc<Shared>, door: Door) {
    let Some(socket) = shared.socket(door) else { return };
    let mut buffer = vec![0; DATAGRAM_MAX];
    while socket.readable().await.is_ok() {
        shared.read(door, &socket, &mut buffer);
    }
}
