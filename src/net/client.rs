//! One request and its answer. The only code that names the HTTP client.
//!
//! What it promises: redirects are not followed, bodies are not read, cookies are not kept, nothing
//! is said of where the address was found, and a connection is made only to an address that was
//! found public, not to what a second look-up would find.

use std::fmt;
use std::io;
use std::net::IpAddr;

use ureq::Agent;
use ureq::Error;
use ureq::config::Config;
use ureq::http::StatusCode;
use ureq::http::Uri;
use ureq::http::header::LOCATION;
use ureq::http::header::RETRY_AFTER;
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::resolver::ResolvedSocketAddrs;
use ureq::unversioned::resolver::Resolver;
use ureq::unversioned::transport::DefaultConnector;
use ureq::unversioned::transport::NextTimeout;

use super::private::is_public;
use super::private::is_reserved_name;
use crate::config::Online;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    /// For the header of the answer only.
    Head,
    Get,
}

/// What came of one request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Status {
        code: u16,
        location: Option<String>,
        retry_after: Option<String>,
    },
    TimedOut,
    /// Another try may fare better.
    Failed(String),
    /// None will.
    Hopeless(String),
    /// The host is one that must not be asked.
    Private(String),
}

/// Makes requests; cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Client {
    agent: Agent,
}

impl Client {
    pub(super) fn new(online: &Online) -> Client {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(online.timeout))
            .user_agent(user_agent(online.contact.as_deref()))
            .max_idle_connections(0)
            // What a program inherits must not decide where its requests go.
            .proxy(None)
            .build();
        let resolver = PublicOnly {
            private_hosts: online.private_hosts.clone(),
            system: DefaultResolver::default(),
        };
        Client { agent: Agent::with_parts(config, DefaultConnector::default(), resolver) }
    }

    pub(super) fn ask(&self, method: Method, url: &str) -> Answer {
        let result = match method {
            Method::Head => self.agent.head(url).call(),
            Method::Get => self.agent.get(url).call(),
        };
        match result {
            Ok(response) => {
                let header = |name| {
                    let value = response.headers().get(name)?;
                    // Servers write addresses in UTF-8, whatever the standard says.
                    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
                };
                Answer::Status {
                    code: response.status().as_u16(),
                    location: header(LOCATION),
                    retry_after: header(RETRY_AFTER),
                }
            }
            Err(error) => failure(error),
        }
    }
}

impl Method {
    #[cfg(test)]
    pub(super) fn name(self) -> &'static str {
        match self {
            Method::Head => "HEAD",
            Method::Get => "GET",
        }
    }
}

/// Who asks, and how to reach whoever has it asked.
fn user_agent(contact: Option<&str>) -> String {
    let contact = contact.map(|contact| format!("; {contact}")).unwrap_or_default();
    let agent = format!("seedls/{} (checks links{contact})", env!("CARGO_PKG_VERSION"));
    // A header is one line of plain letters.
    agent.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').collect()
}

/// What a status code is called.
pub(super) fn reason(code: u16) -> Option<&'static str> {
    StatusCode::from_u16(code).ok()?.canonical_reason()
}

fn failure(error: Error) -> Answer {
    let failed = |why: &str| Answer::Failed(why.to_owned());
    match error {
        Error::Timeout(_) => Answer::TimedOut,
        Error::HostNotFound => failed("its host cannot be found"),
        Error::ConnectionFailed => failed("its server cannot be connected to"),
        Error::LargeResponseHeader(..) => failed("its server's answer has a header without end"),
        Error::Protocol(_) | Error::Http(_) => failed("its server's answer is no HTTP"),
        Error::BadUri(_) => Answer::Hopeless("it cannot be asked as it is written".to_owned()),
        Error::Rustls(error) => insecure(&error.to_string()),
        Error::Tls(why) => insecure(why),
        Error::Other(error) => match error.downcast_ref::<MustNotBeAsked>() {
            Some(refusal) => Answer::Private(refusal.to_string()),
            None => Answer::Failed(error.to_string()),
        },
        Error::Io(error) => match error.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Answer::TimedOut,
            io::ErrorKind::ConnectionRefused => failed("its server refuses the connection"),
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof => failed("its server cuts the connection"),
            // What the library for secure connections says comes so too.
            io::ErrorKind::InvalidData => insecure(&error.to_string()),
            _ => Answer::Failed(format!("the connection fails: {error}")),
        },
        error => Answer::Failed(error.to_string()),
    }
}

/// `why` is what the library for secure connections says.
fn insecure(why: &str) -> Answer {
    let certificate = why.strip_prefix("invalid peer certificate: ");
    Answer::Hopeless(match certificate {
        Some(why) => format!("its certificate is not valid: {}", fault_of_certificate(why)),
        None if why.starts_with("received corrupt message") => {
            "no secure connection: its server does not answer in TLS".to_owned()
        }
        None => format!("no secure connection: {why}"),
    })
}

/// What is wrong with a certificate, for people; `why` is the library's word for it.
fn fault_of_certificate(why: &str) -> &str {
    const FAULTS: &[(&str, &str)] = &[
        ("UnknownIssuer", "nobody who is trusted has signed it"),
        ("certificate expired", "it has expired"),
        ("Expired", "it has expired"),
        ("certificate not valid yet", "it is not valid yet"),
        ("NotValidYet", "it is not valid yet"),
        ("certificate not valid for name", "it is for another host"),
        ("NotValidForName", "it is for another host"),
        ("Revoked", "it has been revoked"),
    ];
    FAULTS.iter().find(|(start, _)| why.starts_with(start)).map_or(why, |(_, fault)| fault)
}

/// Finds the addresses of hosts and passes on the public ones, so that a name or a redirect that
/// leads into a private network leads nowhere. The connection is made to what is passed on.
#[derive(Debug)]
struct PublicOnly {
    private_hosts: Vec<String>,
    system: DefaultResolver,
}

/// Why a host is not asked.
#[derive(Debug)]
enum MustNotBeAsked {
    Private { host: String, address: IpAddr },
    Reserved { host: String },
}

impl Resolver for PublicOnly {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let look_up = || {
            self.system.resolve(uri, config, timeout).map_err(|error| match error {
                Error::Io(_) => Error::HostNotFound,
                error => error,
            })
        };
        let host = uri.host().unwrap_or_default();
        let is_allowed = self.private_hosts.iter().any(|allowed| {
            let authority = uri.authority().map(|it| it.as_str()).unwrap_or_default();
            allowed.eq_ignore_ascii_case(host) || allowed.eq_ignore_ascii_case(authority)
        });
        if is_allowed {
            return look_up();
        }
        if is_reserved_name(host) {
            return Err(MustNotBeAsked::Reserved { host: host.to_owned() }.into());
        }
        let found = look_up()?;
        let mut public = self.empty();
        found.iter().filter(|it| is_public(it.ip())).for_each(|&address| public.push(address));
        match found.iter().next() {
            Some(address) if public.is_empty() => {
                let host = host.to_owned();
                Err(MustNotBeAsked::Private { host, address: address.ip() }.into())
            }
            _ => Ok(public),
        }
    }
}

impl fmt::Display for MustNotBeAsked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MustNotBeAsked::Private { host, address } if *host == address.to_string() => {
                write!(f, "`{host}` is a private address, which is not asked")
            }
            MustNotBeAsked::Private { host, address } => {
                write!(f, "`{host}` is at the private address {address}, which is not asked")
            }
            MustNotBeAsked::Reserved { host } => {
                write!(f, "`{host}` is no name of the Internet, and is not asked")
            }
        }
    }
}

impl std::error::Error for MustNotBeAsked {}

impl From<MustNotBeAsked> for Error {
    fn from(refusal: MustNotBeAsked) -> Error {
        Error::Other(Box::new(refusal))
    }
}

#[cfg(test)]
mod tests {
    use super::Answer;
    use super::Client;
    use super::Method;
    use super::insecure;
    use super::user_agent;
    use crate::config::Online;

    #[track_caller]
    fn check_refused(url: &str, why: &str) {
        let answer = Client::new(&Online::default()).ask(Method::Head, url);
        assert_eq!(answer, Answer::Private(why.to_owned()), "{url}");
    }

    #[test]
    fn private_hosts_are_refused_however_they_are_spelt() {
        for host in ["127.0.0.1", "10.0.0.1", "169.254.169.254"] {
            let why = format!("`{host}` is a private address, which is not asked");
            check_refused(&format!("http://{host}/"), &why);
        }
        check_refused(
            "http://[::1]:8080/",
            "`[::1]` is at the private address ::1, which is not asked",
        );
        let answer = Client::new(&Online::default()).ask(Method::Head, "http://localhost/");
        assert!(
            matches!(&answer, Answer::Private(why) if why.contains("`localhost`")),
            "{answer:?}"
        );
    }

    #[test]
    fn reserved_names_are_not_looked_up() {
        check_refused(
            "https://news.example/",
            "`news.example` is no name of the Internet, and is not asked",
        );
    }

    #[test]
    fn what_is_wrong_with_a_certificate_is_said_in_plain_words() {
        for (why, fault) in [
            ("UnknownIssuer", "nobody who is trusted has signed it"),
            (
                "certificate expired: verification time 2 (UNIX), but certificate is not valid \
                 after 1 (1 seconds ago)",
                "it has expired",
            ),
            (
                "certificate not valid for name \"a.example\"; certificate is only valid for b",
                "it is for another host",
            ),
            ("BadEncoding", "BadEncoding"),
        ] {
            let expected = format!("its certificate is not valid: {fault}");
            assert_eq!(
                insecure(&format!("invalid peer certificate: {why}")),
                Answer::Hopeless(expected)
            );
        }
    }

    #[test]
    fn the_user_agent_says_who_asks() {
        assert!(
            user_agent(None).starts_with("seedls/") && user_agent(None).ends_with("(checks links)")
        );
        assert!(
            user_agent(Some("a@b.example\r\nX: y")).ends_with("(checks links; a@b.exampleX: y)")
        );
    }
}
