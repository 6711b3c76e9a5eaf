//! The lasting part of a call between two user agents (RFC 3261, 12).

use super::address::{NameAddr, Uri};
use super::message::{Message, Method, Name};
use super::{ALLOW, USER_AGENT};
use std::fmt::Write;
use std::net::SocketAddr;

/// Proxies write themselves into the route; nobody sits behind this many.
const ROUTES_MAX: usize = 16;

/// One side's view of a dialog; before the first answer, of the INVITE.
#[derive(Debug)]
pub(crate) struct Dialog {
    pub(crate) call_id: String,
    /// Our From (or To) value, with our tag.
    pub(crate) local: String,
    /// The far side's, with its tag once it has answered.
    pub(crate) remote: String,
    /// Our Contact value.
    pub(crate) contact: String,
    /// The request URI: the far side's Contact once it is known.
    pub(crate) target: String,
    pub(crate) routes: Vec<String>,
    pub(crate) local_seq: u32,
    pub(crate) remote_seq: u32,
    /// Our own signalling address, for the Via.
    pub(crate) sent_by: SocketAddr,
    /// Where to send when the URI holds a name instead of an address.
    pub(crate) peer: SocketAddr,
}

/// One request of a dialog.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request<'a> {
    pub(crate) method: Method,
    pub(crate) seq: u32,
    pub(crate) branch: &'a str,
    /// Further header lines, each with its line end.
    pub(crate) headers: &'a str,
    pub(crate) body: &'a str,
}

impl Dialog {
    /// The text of a request and where it goes. `to` overrides the far side's
    /// value: the ACK of a failure repeats the To of that failure.
    pub(crate) fn request(&self, request: Request<'_>, to: Option<&str>) -> (String, SocketAddr) {
        let Request { method, seq, branch, headers, body } = request;
        let (uri, routes) = self.route();
        let mut text = String::with_capacity(600 + body.len());
        let _ = write!(
            text,
            "{name} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {};rport;branch={branch}\r\n\
             Max-Forwards: 70\r\n",
            self.sent_by,
            name = method.name(),
        );
        for route in routes {
            let _ = write!(text, "Route: {route}\r\n");
        }
        if !self.is_loose() {
            let _ = write!(text, "Route: <{}>\r\n", self.target);
        }
        let _ = write!(
            text,
            "From: {}\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: {seq} {}\r\n",
            self.local,
            to.unwrap_or(&self.remote),
            self.call_id,
            method.name(),
        );
        if method == Method::Invite {
            let _ = write!(text, "Contact: {}\r\nAllow: {ALLOW}\r\n", self.contact);
        }
        let _ = write!(text, "{headers}User-Agent: {USER_AGENT}\r\n");
        if !body.is_empty() {
            text.push_str("Content-Type: application/sdp\r\n");
        }
        let _ = write!(text, "Content-Length: {}\r\n\r\n{body}", body.len());
        (text, self.next_hop())
    }

    /// The request URI of the next request, as a digest wants it.
    pub(crate) fn uri(&self) -> &str {
        self.route().0
    }

    /// Request URI and Route values (RFC 3261, 12.2.1.1): a strict router in
    /// front takes the place of the target, which then goes to the end.
    fn route(&self) -> (&str, &[String]) {
        match self.routes.split_first() {
            Some((first, others)) if !self.is_loose() => (NameAddr::parse(first).uri, others),
            Some(_) | None => (&self.target, &self.routes),
        }
    }

    fn is_loose(&self) -> bool {
        let first = self.routes.first().map(|route| NameAddr::parse(route).uri);
        first.and_then(Uri::parse).is_none_or(|uri| uri.is_loose())
    }

    fn next_hop(&self) -> SocketAddr {
        let uri = self.routes.first().map_or(&*self.target, |route| NameAddr::parse(route).uri);
        Uri::parse(uri).and_then(|uri| uri.socket_address()).unwrap_or(self.peer)
    }

    /// Whether a request that names our tag comes from the other end of this very dialog
    /// (RFC 3261, 12.2.2); `None` without the headers that say so.
    pub(crate) fn owns(&self, request: &Message<'_>) -> Option<bool> {
        let theirs = NameAddr::parse(&self.remote).tag();
        let tag = NameAddr::parse(request.header(Name::From)?).tag();
        let same = theirs.is_none() || theirs == tag;
        Some(same && request.header(Name::CallId)? == self.call_id)
    }

    /// What a 2xx to our INVITE settles: tag, target and, the first time,
    /// routes (RFC 3261, 12.1.2).
    pub(crate) fn answered(&mut self, answer: &Message<'_>) {
        let first = NameAddr::parse(&self.remote).tag().is_none();
        if let Some(to) = answer.header(Name::To) {
            to.clone_into(&mut self.remote);
        }
        if first {
            self.routes = routes(answer);
            self.routes.reverse();
        }
        self.retarget(answer);
    }

    /// A Contact in an INVITE or its answer moves the target.
    pub(crate) fn retarget(&mut self, message: &Message<'_>) {
        if let Some(contact) = message.values(Name::Contact).next() {
            NameAddr::parse(contact).uri.clone_into(&mut self.target);
        }
    }
}

/// The Record-Route values of a message, top first.
pub(crate) fn routes(message: &Message<'_>) -> Vec<String> {
    message.values(Name::RecordRoute).take(ROUTES_MAX).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialog() -> Dialog {
        Dialog {
            call_id: "c".into(),
            local: "<sip:1@x>;tag=a".into(),
            remote: "<sip:2@x>".into(),
            contact: "<sip:1@127.0.0.1:5080>".into(),
            target: "sip:2@127.0.0.1:5060".into(),
            routes: Vec::new(),
            local_seq: 1,
            remote_seq: 0,
            sent_by: "127.0.0.1:5080".parse().unwrap(),
            peer: "127.0.0.1:5060".parse().unwrap(),
        }
    }

    fn bye(dialog: &Dialog) -> (String, SocketAddr) {
        let request =
            Request { method: Method::Bye, seq: 2, branch: "z9hG4bKb", headers: "", body: "" };
        dialog.request(request, None)
    }

    const ANSWER: &str = "SIP/2.0 200 OK\r\nTo: <sip:2@x>;tag=b\r\n\
        Record-Route: <sip:127.0.0.3:5063;lr>\r\nRecord-Route: <sip:127.0.0.2:5062;lr>\r\n\
        Contact: <sip:desk@127.0.0.9:5069>\r\n\r\n";

    #[test]
    fn an_answer_moves_target_and_routes() {
        let mut dialog = dialog();
        dialog.answered(&Message::parse(ANSWER).unwrap());
        let (text, to) = bye(&dialog);
        assert_eq!(to, "127.0.0.2:5062".parse().unwrap());
        assert!(text.starts_with("BYE sip:desk@127.0.0.9:5069 SIP/2.0\r\n"), "{text}");
        let routes: Vec<&str> = text.lines().filter(|line| line.starts_with("Route:")).collect();
        assert_eq!(routes, ["Route: <sip:127.0.0.2:5062;lr>", "Route: <sip:127.0.0.3:5063;lr>"]);
        assert!(text.contains("To: <sip:2@x>;tag=b\r\n"));
    }

    #[test]
    fn a_strict_router_gets_its_own_uri() {
        let mut dialog = dialog();
        let answer = ANSWER.replace(";lr", "");
        dialog.answered(&Message::parse(&answer).unwrap());
        let (text, _) = bye(&dialog);
        assert!(text.starts_with("BYE sip:127.0.0.2:5062 SIP/2.0\r\n"), "{text}");
        assert!(text.contains("Route: <sip:desk@127.0.0.9:5069>\r\n"), "{text}");
    }

    #[test]
    fn a_name_instead_of_an_address_goes_to_the_peer() {
        let mut dialog = dialog();
        dialog.target = "sip:2@desk.example".into();
        assert_eq!(bye(&dialog).1, dialog.peer);
    }
}
