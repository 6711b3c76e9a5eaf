//! baresip (Debian package `baresip-core`): a real phone without a sound card. It says a
//! tone from a file and writes what it hears into another; its keys are pressed over its
//! control connection.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

use crate::tones::{Sounding, listen};
use crate::wait::{SOON, until};
use crate::{Folder, Program, ports, wav};

/// Where Debian puts the modules; the last part of the path differs between machines.
const MODULE_FOLDERS: [&str; 3] = [
    "/usr/lib/baresip/modules",
    "/usr/lib/x86_64-linux-gnu/baresip/modules",
    "/usr/lib/aarch64-linux-gnu/baresip/modules",
];

/// Longer than any call of the tests.
const TONE_SECONDS: u32 = 100;

/// How much is listened to before it is said what it is.
const EARFUL: Duration = Duration::from_millis(600);

/// Who picks up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PicksUp {
    /// Whoever presses [`Baresip::accept`].
    ByHand,
    /// The phone.
    ByItself,
}

/// A running phone.
#[derive(Debug)]
pub struct Baresip {
    program: Program,
    folder: Folder,
    user: String,
    sip: SocketAddr,
    keys: TcpStream,
    told: Arc<Mutex<Vec<Value>>>,
}

impl Baresip {
    /// Starts a phone of this user (a number for a caller) that says a tone of `hz`.
    ///
    /// # Panics
    /// When baresip is not installed or does not start.
    pub async fn start(user: &str, hz: u16, picks_up: PicksUp) -> Baresip {
        let folder = Folder::new(&format!("baresip-{}", user.trim_start_matches('+')));
        // The port after the first is taken by its TLS transport.
        let first = ports::free(3);
        let (sip, keys) = (ports::loopback(first), ports::loopback(first + 2));
        folder.write("config", config(&folder, sip, keys));
        let mode = match picks_up {
            PicksUp::ByHand => "manual",
            PicksUp::ByItself => "auto",
        };
        let account = format!("<sip:{user}@{sip};transport=udp>;regint=0;answermode={mode}\n");
        folder.write("accounts", account);
        folder.write("contacts", "");
        folder.write("said.wav", wav::tone(hz, TONE_SECONDS));
        let mut command = Command::new("baresip");
        command.arg("-f").arg(folder.path()).arg("-v").current_dir(folder.path());
        let mut program = Program::start(&format!("baresip {user}"), &mut command);
        until(&format!("baresip {user} is ready"), SOON, async || {
            let end = program.ended();
            assert!(end.is_none(), "baresip {user} ended: {}", program.lines().join("\n"));
            program.line_with(&["baresip is ready"])
        })
        .await;
        let stream = TcpStream::connect(keys)
            .unwrap_or_else(|why| panic!("baresip {user} has no control connection: {why}"));
        let told = Arc::default();
        let reader = stream.try_clone().unwrap_or_else(|why| panic!("a socket's copy: {why}"));
        follow(reader, Arc::clone(&told));
        Baresip { program, folder, user: user.to_owned(), sip, keys: stream, told }
    }

    /// Its address as SIP writes it.
    #[must_use]
    pub fn uri(&self) -> String {
        format!("sip:{}@{}", self.user, self.sip)
    }

    /// Calls a number at a server.
    pub fn dial(&self, number: &str, server: SocketAddr) {
        self.press("dial", &format!("sip:{number}@{server}"));
    }

    /// Picks up.
    pub fn accept(&self) {
        self.press("accept", "");
    }

    /// Hangs up; what still rings is refused with 486.
    pub fn hang_up(&self) {
        self.press("hangup", "");
    }

    /// Presses its hold key: a re-INVITE says `sendonly`.
    pub fn hold(&self) {
        self.press("hold", "");
    }

    /// Takes the far side back.
    pub fn resume(&self) {
        self.press("resume", "");
    }

    /// Everything it has told up to now.
    #[must_use]
    pub fn told(&self) -> Vec<Value> {
        self.kept().clone()
    }

    /// How often it has told something of this type, `CALL_INCOMING` for example.
    #[must_use]
    pub fn times(&self, event: &str) -> usize {
        self.kept().iter().filter(|value| value["type"] == event).count()
    }

    /// Waits until it has told something of this type so often.
    pub async fn until_told(&self, event: &str, times: usize) -> Value {
        let what = format!("baresip {} tells {event} ({times})", self.user);
        until(&what, SOON, async || {
            let told = self.kept();
            told.iter().filter(|value| value["type"] == event).nth(times - 1).cloned()
        })
        .await
    }

    /// Waits until what it hears is this, where peers may be saying `tones`.
    pub async fn until_hears(&self, wanted: Sounding, tones: &[u16]) {
        let what = format!("baresip {} hears {wanted:?}", self.user);
        until(&what, SOON, async || (self.listen(tones).await == wanted).then_some(())).await;
    }

    /// What it hears now. What does not come in time is silence.
    pub async fn listen(&self, tones: &[u16]) -> Sounding {
        let before = self.heard().len();
        tokio::time::sleep(EARFUL).await;
        let wanted = (EARFUL.as_millis() as usize) * wav::RATE as usize / 1_000;
        let mut heard = self.heard().split_off(before);
        heard.resize(heard.len().max(wanted), 0);
        listen(&heard, tones)
    }

    /// All it has heard in its latest call.
    #[must_use]
    pub fn heard(&self) -> Vec<i16> {
        let files = std::fs::read_dir(self.folder.path()).into_iter().flatten().flatten();
        let dumps = files.map(|file| file.path()).filter(|path| is_dump(path));
        dumps.max().map(|path| wav::growing(&path)).unwrap_or_default()
    }

    /// Its log, for messages.
    #[must_use]
    pub fn log(&self) -> String {
        self.program.lines().join("\n")
    }

    fn press(&self, command: &str, params: &str) {
        let order = json!({ "command": command, "params": params, "token": "e2e" }).to_string();
        let netstring = format!("{}:{order},", order.len());
        (&self.keys)
            .write_all(netstring.as_bytes())
            .unwrap_or_else(|why| panic!("baresip {} takes no {command}: {why}", self.user));
    }

    fn kept(&self) -> MutexGuard<'_, Vec<Value>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The names of the files hold the date, so the latest sorts last.
fn is_dump(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    name.starts_with("dump-") && name.ends_with("-dec.wav")
}

fn modules() -> PathBuf {
    let mut folders = MODULE_FOLDERS.into_iter().map(PathBuf::from);
    folders
        .find(|folder| folder.join("ctrl_tcp.so").is_file())
        .unwrap_or_else(|| panic!("baresip's modules are not here: install baresip-core"))
}

fn config(folder: &Folder, sip: SocketAddr, keys: SocketAddr) -> String {
    let (modules, folder, rtp) = (modules(), folder.path(), ports::audio());
    let (modules, folder) = (modules.display(), folder.display());
    format!(
        "poll_method epoll\n\
         net_interface 127.0.0.1\n\
         sip_listen {sip}\n\
         call_max_calls 4\n\
         rtp_ports {rtp}\n\
         audio_path {folder}\n\
         audio_source aufile,{folder}/said.wav\n\
         audio_player aubridge,nowhere\n\
         audio_alert aubridge,nowhere\n\
         audio_telev_pt 101\n\
         jitter_buffer_delay 1-5\n\
         module_path {modules}\n\
         module g711.so\n\
         module aufile.so\n\
         module aubridge.so\n\
         module sndfile.so\n\
         module_tmp account.so\n\
         module_app menu.so\n\
         module_app ctrl_tcp.so\n\
         ctrl_tcp_listen {keys}\n\
         statmode_default off\n"
    )
}

/// Reads netstrings of JSON in a thread.
fn follow(mut stream: TcpStream, told: Arc<Mutex<Vec<Value>>>) {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let mut chunk = [0; 4_096];
        while let Ok(count @ 1..) = stream.read(&mut chunk) {
            bytes.extend_from_slice(&chunk[..count]);
            while let Some((value, used)) = netstring(&bytes) {
                bytes.drain(..used);
                told.lock().unwrap_or_else(PoisonError::into_inner).push(value);
            }
        }
    });
}

/// The first netstring, and how many bytes it takes.
fn netstring(bytes: &[u8]) -> Option<(Value, usize)> {
    let colon = bytes.iter().position(|byte| *byte == b':')?;
    let length: usize = std::str::from_utf8(&bytes[..colon]).ok()?.parse().ok()?;
    let body = bytes.get(colon + 1..colon + 1 + length)?;
    let value = serde_json::from_slice(body).unwrap_or(Value::Null);
    bytes.get(colon + 1 + length).map(|_comma| (value, colon + length + 2))
}

#[cfg(test)]
mod tests {
    use super::{Baresip, PicksUp, netstring};
    use crate::tones::Sounding;

    #[test]
    fn netstrings_come_in_pieces_and_in_rows() {
        assert_eq!(netstring(b""), None);
        assert_eq!(netstring(b"7:{\"a\":1}"), None);
        let (value, used) = netstring(b"7:{\"a\":1},7:{").unwrap();
        assert_eq!((value["a"].as_i64(), used), (Some(1), 10));
    }

    #[tokio::test]
    async fn two_phones_call_each_other_and_hear_each_others_tones() {
        let caller = Baresip::start("+15550123", 440, PicksUp::ByHand).await;
        let phone = Baresip::start("ana", 1_000, PicksUp::ByHand).await;
        caller.dial("ana", phone.sip);
        caller.until_told("CALL_RINGING", 1).await;
        phone.accept();
        let up = phone.until_told("CALL_ESTABLISHED", 1).await;
        assert!(up["peeruri"].as_str().unwrap().contains("+15550123@127.0.0.1"), "{up}");
        caller.until_hears(Sounding::Tone(1_000), &[440, 1_000]).await;
        phone.until_hears(Sounding::Tone(440), &[440, 1_000]).await;
        phone.hang_up();
        caller.until_told("CALL_CLOSED", 1).await;
        caller.until_hears(Sounding::Silence, &[440, 1_000]).await;
    }
}
