//! sipp (Debian package `sip-tester`): a caller or a phone that follows a script, message
//! by message, also one that no honest phone would follow.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use crate::wait::SOON;
use crate::{Folder, Program, ports};

/// A running script.
#[derive(Debug)]
pub struct Sipp {
    program: Program,
    folder: Folder,
    address: SocketAddr,
}

impl Sipp {
    /// Plays a script once towards `server`, calling `number`.
    #[must_use]
    pub fn call(scenario: &str, number: &str, server: SocketAddr) -> Sipp {
        Sipp::start(scenario, &["-s", number, &server.to_string()])
    }

    /// The same over TCP.
    #[must_use]
    pub fn call_over_tcp(scenario: &str, number: &str, server: SocketAddr) -> Sipp {
        Sipp::start(scenario, &["-t", "t1", "-s", number, &server.to_string()])
    }

    /// Plays a script once as a phone that waits for its call.
    #[must_use]
    pub fn phone(scenario: &str) -> Sipp {
        Sipp::start(scenario, &[])
    }

    fn start(scenario: &str, arguments: &[&str]) -> Sipp {
        let folder = Folder::new("sipp");
        let script = folder.write("scenario.xml", document(scenario));
        // Its media takes four ports, whether there is any or not.
        let port = ports::free(5);
        let (local, other) = (port.to_string(), (port + 1).to_string());
        let errors = folder.join("errors.log");
        let mut command = Command::new("sipp");
        command
            .args(["-sf".as_ref(), script.as_os_str()])
            .args(["-i", "127.0.0.1", "-p", &local, "-mp", &other])
            .args(["-m", "1", "-nostdin", "-timeout", "30s", "-timeout_error", "-trace_err"])
            .args(["-error_file".as_ref(), errors.as_os_str()])
            .args(arguments)
            .env("TERM", "dumb")
            .current_dir(folder.path());
        let program = Program::start("sipp", &mut command);
        Sipp { program, folder, address: ports::loopback(port) }
    }

    /// Its address as SIP writes it.
    #[must_use]
    pub fn uri(&self, user: &str) -> String {
        format!("sip:{user}@{}", self.address)
    }

    /// Waits until the script was played to its end, every message as expected.
    ///
    /// # Panics
    /// When the far side did not follow it.
    pub async fn plays_to_its_end(mut self) {
        let ended = self.program.end(SOON * 2).await;
        let errors = std::fs::read_to_string(self.error_file()).unwrap_or_default();
        assert_eq!(ended.code, Some(0), "the script did not go as written: {errors}");
    }

    fn error_file(&self) -> PathBuf {
        self.folder.join("errors.log")
    }
}

/// The steps of a script as the document that sipp reads.
fn document(steps: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\" ?>\n\
         <!DOCTYPE scenario SYSTEM \"sipp.dtd\">\n\
         <scenario name=\"e2e\">\n{steps}\n</scenario>\n"
    )
}

/// A step that sends a message; a body's length is put in by sipp.
#[must_use]
pub fn send(message: &str) -> String {
    format!("<send>\n<![CDATA[\n\n{}\n\n]]>\n</send>\n", message.trim())
}

/// The same for a request that is sent again over UDP until it is answered.
#[must_use]
pub fn send_until_answered(request: &str) -> String {
    format!("<send retrans=\"500\">\n<![CDATA[\n\n{}\n\n]]>\n</send>\n", request.trim())
}

/// A step that lets so many milliseconds pass.
#[must_use]
pub fn pause(ms: u32) -> String {
    format!("<pause milliseconds=\"{ms}\"/>\n")
}

/// A step that waits for this answer.
#[must_use]
pub fn expect(code: u16) -> String {
    format!("<recv response=\"{code}\" rrs=\"true\"></recv>\n")
}

/// A step that passes over this answer if it comes.
#[must_use]
pub fn perhaps(code: u16) -> String {
    format!("<recv response=\"{code}\" optional=\"true\"></recv>\n")
}

/// A step that waits for this request.
#[must_use]
pub fn hear(method: &str) -> String {
    format!("<recv request=\"{method}\" rrs=\"true\"></recv>\n")
}

/// A caller's INVITE with this session description.
#[must_use]
pub fn invite(sdp: &str) -> String {
    request("INVITE", "Content-Type: application/sdp\n", sdp)
}

/// A caller's first request.
#[must_use]
pub fn request(method: &str, headers: &str, body: &str) -> String {
    let length = if body.is_empty() { "0" } else { "[len]" };
    format!(
        "{method} sip:[service]@[remote_ip]:[remote_port] SIP/2.0\n\
         Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]\n\
         From: <sip:+15559999@[local_ip]:[local_port]>;tag=[pid]SIPpTag00[call_number]\n\
         To: <sip:[service]@[remote_ip]:[remote_port]>\n\
         Call-ID: [call_id]\n\
         CSeq: 1 {method}\n\
         Contact: <sip:+15559999@[local_ip]:[local_port]>\n\
         Max-Forwards: 70\n\
         {headers}Content-Length: {length}\n\n{body}"
    )
}

/// The ACK of an answered INVITE, or another request within its dialog.
#[must_use]
pub fn within(method: &str, sequence: u8, headers: &str, body: &str) -> String {
    let length = if body.is_empty() { "0" } else { "[len]" };
    format!(
        "{method} [next_url] SIP/2.0\n\
         Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]\n\
         From: <sip:+15559999@[local_ip]:[local_port]>;tag=[pid]SIPpTag00[call_number]\n\
         [last_To:]\n\
         Call-ID: [call_id]\n\
         CSeq: {sequence} {method}\n\
         Contact: <sip:+15559999@[local_ip]:[local_port]>\n\
         Max-Forwards: 70\n\
         {headers}Content-Length: {length}\n\n{body}"
    )
}

/// The ACK of a refused INVITE.
#[must_use]
pub fn ack_of_a_refusal() -> String {
    "ACK sip:[service]@[remote_ip]:[remote_port] SIP/2.0\n\
     [last_Via:]\n\
     From: <sip:+15559999@[local_ip]:[local_port]>;tag=[pid]SIPpTag00[call_number]\n\
     [last_To:]\n\
     Call-ID: [call_id]\n\
     CSeq: 1 ACK\n\
     Max-Forwards: 70\n\
     Content-Length: 0"
        .to_owned()
}

/// A phone's answer to the request it heard last.
#[must_use]
pub fn answer(status: &str, headers: &str, body: &str) -> String {
    let length = if body.is_empty() { "0" } else { "[len]" };
    format!(
        "SIP/2.0 {status}\n\
         [last_Via:]\n\
         [last_From:]\n\
         [last_To:];tag=[pid]SIPpTag01[call_number]\n\
         [last_Call-ID:]\n\
         [last_CSeq:]\n\
         Contact: <sip:[local_ip]:[local_port];transport=[transport]>\n\
         {headers}Content-Length: {length}\n\n{body}"
    )
}

/// A session description of audio with these payload types and their names.
#[must_use]
pub fn sdp(payloads: &str, names: &[&str]) -> String {
    let names: String = names.iter().map(|name| format!("a=rtpmap:{name}\n")).collect();
    format!(
        "v=0\n\
         o=user1 53655765 2353687637 IN IP[local_ip_type] [local_ip]\n\
         s=-\n\
         c=IN IP[media_ip_type] [media_ip]\n\
         t=0 0\n\
         m=audio [media_port] RTP/AVP {payloads}\n{names}"
    )
}

#[cfg(test)]
mod tests {
    use super::{Sipp, ack_of_a_refusal, answer, expect, hear, invite, perhaps, sdp, send};

    #[tokio::test]
    async fn a_scripted_caller_is_refused_by_a_scripted_phone() {
        let steps = [
            hear("INVITE"),
            send(&answer("180 Ringing", "", "")),
            send(&answer("603 Decline", "", "")),
            hear("ACK"),
        ];
        let phone = Sipp::phone(&steps.concat());
        let steps = [
            send(&invite(&sdp("0", &["0 PCMU/8000"]))),
            perhaps(180),
            expect(603),
            send(&ack_of_a_refusal()),
        ];
        let caller = Sipp::call(&steps.concat(), "ana", phone.address);
        caller.plays_to_its_end().await;
        phone.plays_to_its_end().await;
    }
}
