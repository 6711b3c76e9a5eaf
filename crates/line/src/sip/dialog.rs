//! A dialog (RFC 3261 12): what makes requests and answers of one leg belong together.

use std::net::{IpAddr, SocketAddr};

use rsipstack::sip::headers::Headers;
use rsipstack::sip::headers::untyped;
use rsipstack::sip::{Header, HeadersExt, Method, Request, Response, StatusCode, Uri, Version};
use rsipstack::transaction::key::TransactionKey;
use rsipstack::transaction::transaction::{TransactionEvent, TransactionEventSender};
use rsipstack::transaction::{make_tag, make_via_branch};

use super::drivers::Hold;
use super::grammar::{Party, UriKind, classify_uri, list, unescape};
use super::invitations::Peers;
use super::streams::Link;
use super::wires::Hop;

/// One dialog, from the first answer to its BYE.
#[derive(Clone)]
pub(crate) struct Dialog {
    pub(crate) call_id: String,
    pub(crate) local_tag: String,
    pub(crate) remote_tag: String,
    /// Whole From or To values, tags included.
    local: String,
    remote: String,
    /// Where requests are addressed to: the peer's Contact.
    pub(crate) target: Uri,
    routes: Vec<String>,
    local_seq: u32,
    /// The highest sequence number of the peer's requests.
    pub(crate) remote_seq: Option<u32>,
    pub(crate) home: Home,
}

/// How we appear in a dialog.
#[derive(Clone)]
pub(crate) struct Home {
    pub(crate) address: SocketAddr,
    /// The connection the dialog began on, when it was TCP.
    pub(crate) link: Option<Link>,
    pub(crate) tcp: bool,
}

impl Home {
    /// The Contact header of our messages.
    pub(crate) fn contact(&self) -> Header {
        let transport = if self.tcp { ";transport=tcp" } else { "" };
        Header::Contact(format!("<sip:{}{transport}>", self.address).into())
    }

    /// The Via header of a new request.
    pub(crate) fn via(&self) -> Header {
        let transport = if self.tcp { "TCP" } else { "UDP" };
        let branch = make_via_branch();
        Header::Via(format!("SIP/2.0/{transport} {};rport{branch}", self.address).into())
    }
}

/// A fresh tag; eight random letters and digits of the stack twice, so that nobody guesses
/// the tag of somebody else's dialog.
pub(crate) fn fresh_tag() -> String {
    format!("{}{}", make_tag(), make_tag())
}

impl Dialog {
    /// The dialog an incoming INVITE begins; `None` when its Contact or route is unusable.
    pub(crate) fn answering(invite: &Request, home: Home) -> Option<Dialog> {
        let local_tag = fresh_tag();
        let from = invite.from_header().ok()?.value();
        let to = invite.to_header().ok()?.value();
        Some(Dialog {
            call_id: invite.call_id_header().ok()?.value().to_owned(),
            remote_tag: Party::parse(from)?.param("tag")?.to_owned(),
            local: format!("{to};tag={local_tag}"),
            remote: from.to_owned(),
            target: target(invite.contact_header().ok()?.value())?,
            routes: routes(&invite.headers.0),
            local_seq: 0,
            remote_seq: invite.cseq_header().ok()?.seq().ok(),
            local_tag,
            home,
        })
    }

    /// The dialog that a 2xx to our INVITE begins (RFC 3261 12.1.2).
    pub(crate) fn answered(invite: &Request, answer: &Response, home: Home) -> Option<Dialog> {
        let from = invite.from_header().ok()?.value();
        let to = answer.to_header().ok()?.value();
        let mut routes = routes(&answer.headers.0);
        routes.reverse();
        Some(Dialog {
            call_id: invite.call_id_header().ok()?.value().to_owned(),
            local_tag: Party::parse(from)?.param("tag")?.to_owned(),
            remote_tag: Party::parse(to)?.param("tag")?.to_owned(),
            local: from.to_owned(),
            remote: to.to_owned(),
            target: target(answer.contact_header().ok()?.value())?,
            routes,
            local_seq: invite.cseq_header().ok()?.seq().ok()?,
            remote_seq: None,
            home,
        })
    }

    /// Does this request of the peer belong here.
    pub(crate) fn owns(&self, request: &Request) -> bool {
        let call_id = request.call_id_header().map(|id| id.value() == self.call_id);
        let tag = request.from_header().ok().and_then(|from| Party::parse(from.value()));
        call_id.unwrap_or(false)
            && tag.and_then(|from| from.param("tag")).is_some_and(|tag| tag == self.remote_tag)
    }

    /// Who may speak in this dialog: whoever it began with, the Contact, and every proxy
    /// that wants to stay on the way.
    pub(crate) fn peers(&self, first: IpAddr) -> Peers {
        let routes = self.routes.iter().map(|route| target(route));
        let hosts = routes.chain([Some(self.target.clone())]);
        let addresses = hosts.map(|uri| uri.as_ref().and_then(address_of));
        match addresses.collect::<Option<Vec<IpAddr>>>() {
            Some(mut addresses) => {
                addresses.push(first.to_canonical());
                Peers::Addresses(addresses)
            }
            None => Peers::Anybody,
        }
    }

    /// Who may speak after the peer has named another Contact.
    pub(crate) fn peers_of_target(&self) -> Peers {
        address_of(&self.target).map_or(Peers::Anybody, |ip| Peers::Addresses(vec![ip]))
    }

    /// A new request inside the dialog, and its next hop.
    pub(crate) fn request(&mut self, method: Method, user_agent: &str) -> (Request, Hop) {
        self.local_seq += 1;
        let mut headers = vec![
            self.home.via(),
            Header::MaxForwards(70.into()),
            Header::From(self.local.clone().into()),
            Header::To(self.remote.clone().into()),
            Header::CallId(self.call_id.clone().into()),
            Header::CSeq(format!("{} {method}", self.local_seq).into()),
            Header::UserAgent(user_agent.to_owned().into()),
        ];
        headers.extend(self.routes.iter().map(|route| Header::Route(route.clone().into())));
        let first = self.routes.first().and_then(|route| target(route));
        let hop = Hop::of(first.as_ref().unwrap_or(&self.target));
        let request = Request {
            method,
            uri: self.target.clone(),
            version: Version::V2,
            headers: headers.into(),
            body: Vec::new(),
        };
        (request, hop)
    }
}

/// The address in a URI; `None` when it holds a name.
fn address_of(uri: &Uri) -> Option<IpAddr> {
    Hop::of(uri).address().map(|address| address.ip().to_canonical())
}

/// The URI of a Contact or Route value. The stack writes users with escapes added, so they
/// are kept without.
pub(crate) fn target(value: &str) -> Option<Uri> {
    let first = *list(value).first()?;
    let party = Party::parse(first)?;
    if classify_uri(party.uri) != UriKind::Sip {
        return None;
    }
    let mut uri = Uri::try_from(party.uri).ok()?;
    uri.headers.clear();
    if let Some(auth) = &mut uri.auth {
        auth.user = unescape(&auth.user);
    }
    Some(uri)
}

fn routes(headers: &[Header]) -> Vec<String> {
    let mut routes = Vec::new();
    for header in headers {
        if let Header::RecordRoute(value) = header {
            routes.extend(list(value.value()).into_iter().map(str::to_owned));
        }
    }
    routes
}

/// CANCEL for an INVITE of ours (RFC 3261 9.1).
pub(crate) fn cancel(invite: &Request) -> Request {
    let mut headers: Vec<Header> = Vec::with_capacity(8);
    for header in invite.headers.iter() {
        let kept = matches!(
            header,
            Header::Via(_)
                | Header::MaxForwards(_)
                | Header::From(_)
                | Header::To(_)
                | Header::CallId(_)
                | Header::Route(_)
                | Header::UserAgent(_)
        );
        if kept {
            headers.push(header.clone());
        } else if let Header::CSeq(cseq) = header {
            let number = cseq.value().split(' ').next().unwrap_or("1");
            headers.push(Header::CSeq(format!("{number} CANCEL").into()));
        }
    }
    Request {
        method: Method::Cancel,
        uri: invite.uri.clone(),
        version: Version::V2,
        headers: headers.into(),
        body: Vec::new(),
    }
}

/// An INVITE of a peer that waits for our answers.
pub(crate) struct Answerable {
    pub(crate) sender: TransactionEventSender,
    pub(crate) key: TransactionKey,
    /// Via, From, To, Call-ID, CSeq and Record-Route of the request.
    headers: Vec<Header>,
    /// Dropped without a final answer, it makes the transaction's guard reject the INVITE.
    _hold: Hold,
}

impl Answerable {
    pub(crate) fn new(
        request: &Request,
        sender: TransactionEventSender,
        key: TransactionKey,
        tag: &str,
        hold: Hold,
    ) -> Answerable {
        Answerable { sender, key, headers: echoed(request, tag), _hold: hold }
    }

    /// Hands an answer to the task that drives the transaction.
    pub(crate) fn respond(&self, status: u16, more: Vec<Header>, body: Option<String>) {
        let response = response(self.headers.clone(), status, more, body);
        let _ = self.sender.send(TransactionEvent::Respond(response));
    }

    /// Ends the transaction: nothing more is repeated.
    pub(crate) fn terminate(&self) {
        let _ = self.sender.send(TransactionEvent::Terminate(self.key.clone()));
    }
}

/// An answer to a request; `tag` is only used where the To header has none.
pub(crate) fn answer_to(
    request: &Request,
    tag: &str,
    status: u16,
    more: Vec<Header>,
    body: Option<String>,
) -> Response {
    response(echoed(request, tag), status, more, body)
}

fn echoed(request: &Request, tag: &str) -> Vec<Header> {
    let mut headers = Vec::with_capacity(12);
    for header in request.headers.iter() {
        let kept = matches!(
            header,
            Header::Via(_)
                | Header::From(_)
                | Header::CallId(_)
                | Header::CSeq(_)
                | Header::RecordRoute(_)
        );
        if kept {
            headers.push(header.clone());
        } else if let Header::To(to) = header {
            let tagged = Party::parse(to.value()).is_some_and(|to| to.param("tag").is_some());
            let value = match tagged {
                true => to.value().to_owned(),
                false => format!("{};tag={tag}", to.value()),
            };
            headers.push(Header::To(value.into()));
        }
    }
    headers
}

fn response(
    mut headers: Vec<Header>,
    status: u16,
    more: Vec<Header>,
    body: Option<String>,
) -> Response {
    if status >= 300 {
        headers.retain(|header| !matches!(header, Header::RecordRoute(_)));
    }
    headers.extend(more);
    if body.is_some() {
        headers.push(Header::ContentType("application/sdp".into()));
    }
    let body = body.unwrap_or_default().into_bytes();
    headers.push(Header::ContentLength(untyped::ContentLength::from(body.len() as u32)));
    Response {
        status_code: StatusCode::from(status),
        wire_reason: None,
        version: Version::V2,
        headers: headers.into(),
        body,
    }
}

/// The first value that `pick` finds.
pub(crate) fn header<'a>(
    headers: &'a Headers,
    pick: impl Fn(&'a Header) -> Option<&'a str>,
) -> Option<&'a str> {
    headers.0.iter().find_map(pick)
}

/// The Content-Type of a message.
pub(crate) fn content_type(headers: &Headers) -> Option<&str> {
    header(
        headers,
        |header| {
            if let Header::ContentType(kind) = header { Some(kind.value()) } else { None }
        },
    )
}

/// The tag of the To header of a request: ours, inside a dialog.
pub(crate) fn to_tag(request: &Request) -> Option<&str> {
    request.to_header().ok().and_then(|to| Party::parse(to.value())).and_then(|to| to.param("tag"))
}

/// The address a request came from.
pub(crate) fn source(connection: &rsipstack::transport::SipConnection) -> Option<SocketAddr> {
    connection.get_remote_addr().and_then(|address| address.get_socketaddr().ok())
}

/// The IP address a request came from, or none.
pub(crate) fn source_ip(address: SocketAddr) -> IpAddr {
    address.ip().to_canonical()
}
