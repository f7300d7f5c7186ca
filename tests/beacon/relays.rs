//! Relays on loopback that do everything a relay can do wrong.

use super::{QUICKNET, vector};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use suicha::beacon::{Beacon, BeaconError, FileProblem, RelayReason, Relays};
use suicha::core::lang::Lang;
use suicha::core::pulse::{BeaconName, PulseError};
use suicha::error::Exit;

/// What a relay does with one request.
#[derive(Clone)]
enum Does {
    /// Answers with this status and body.
    Says(&'static str, String),
    /// Promises more bytes than follow.
    Breaks,
    /// Sends nothing until the client has long given up.
    Hangs,
    /// Closes the connection at once.
    Closes,
    /// Sends far more than a pulse.
    Floods,
    /// Sends the client elsewhere.
    Redirects(String),
}

struct Relay {
    url: String,
    /// The request lines it has seen.
    seen: Arc<Mutex<Vec<String>>>,
}

impl Relay {
    /// A relay that follows a script, one entry per request, and repeats its last one.
    fn start(script: &[Does]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (log, script) = (Arc::clone(&seen), script.to_vec());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let request = read_request(&stream);
                let number = {
                    let mut log = log.lock().unwrap();
                    log.push(request);
                    log.len() - 1
                };
                // A client that gave up has closed its end: writing may fail, and that is fine.
                let _ = script[number.min(script.len() - 1)].act(&mut stream);
            }
        });
        Self { url, seen }
    }

    fn requests(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
}

impl Does {
    fn act(&self, stream: &mut TcpStream) -> std::io::Result<()> {
        let head = |status: &str, length: usize| {
            format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n")
        };
        match self {
            Does::Says(status, body) => write!(stream, "{}{body}", head(status, body.len())),
            Does::Breaks => write!(stream, "{}{{\"round\":", head("200 OK", 500)),
            Does::Hangs => {
                std::thread::sleep(Duration::from_secs(20));
                Ok(())
            }
            Does::Closes => Ok(()),
            Does::Floods => write!(stream, "{}{}", head("200 OK", 1 << 20), " ".repeat(1 << 20)),
            Does::Redirects(to) => {
                write!(
                    stream,
                    "HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                )
            }
        }
    }
}

fn read_request(stream: &TcpStream) -> String {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let first = lines.next().unwrap_or_default();
    for line in lines {
        if line.is_empty() {
            break;
        }
    }
    first
}

fn json(round: u64, name: &str) -> String {
    format!("{{\"round\":{round},\"signature\":\"{}\"}}", vector(name).value())
}

fn good() -> Does {
    Does::Says("200 OK", json(1000, "good-quicknet-1000.txt"))
}

fn says(status: &'static str) -> Does {
    Does::Says(status, "{\"error\":\"no\"}".into())
}

fn relays(of: &[&Relay]) -> Relays {
    Relays {
        urls: of.iter().map(|relay| relay.url.clone()).collect(),
        timeout: Duration::from_secs(5),
        attempts: 2,
        backoff: Duration::from_millis(20),
        proxy: false,
    }
}

/// The same for a list in which one says nothing.
fn impatient(of: &[&Relay]) -> Relays {
    Relays { timeout: Duration::from_secs(1), ..relays(of) }
}

fn fails(of: &[&Relay]) -> BeaconError {
    impatient(of).fetch(QUICKNET, "1000").unwrap_err()
}

#[test]
fn a_good_relay_is_asked_once_on_the_pinned_chain() {
    let (first, second) = (Relay::start(&[good()]), Relay::start(&[good()]));
    let mut list = relays(&[&first, &second]);
    list.urls[0].push('/');
    let fetched = list.fetch(QUICKNET, "1000").unwrap();
    assert_eq!(fetched.pulse, vector("good-quicknet-1000.txt"));
    assert!(fetched.failures.is_empty());
    let path = "/52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971/public/1000";
    assert_eq!(*first.seen.lock().unwrap(), [format!("GET {path} HTTP/1.1")]);
    assert_eq!(second.requests(), 0);
    assert_eq!(Beacon::Http(list).fetch(QUICKNET, "1000").unwrap(), fetched.pulse);
}

#[test]
fn the_chained_chain_is_fetched_with_its_previous_signature() {
    let pulse = vector("good-default-72785.txt");
    let (signature, previous) = (pulse.value(), pulse.previous().unwrap());
    let body =
        format!("{{\"round\":72785,\"signature\":\"{signature}\",\"previous_signature\":\"{previous}\"}}");
    let relay = Relay::start(&[Does::Says("200 OK", body)]);
    assert_eq!(relays(&[&relay]).fetch(BeaconName::DrandDefault, "72785").unwrap().pulse, pulse);
}

#[test]
fn whatever_one_relay_does_the_next_one_is_asked() {
    let elsewhere = Relay::start(&[good()]);
    let flipped = json(1000, "bad-quicknet-negated.txt");
    let misdeeds = [
        (says("404 Not Found"), "not published yet (status 404)"),
        (says("425 Too Early"), "not published yet (status 425)"),
        (says("500 Internal Server Error"), "status 500"),
        (says("429 Too Many Requests"), "status 429"),
        (says("403 Forbidden"), "unexpected status 403"),
        (Does::Says("200 OK", json(1001, "good-quicknet-1001.txt")), "found drand-quicknet round 1001"),
        (Does::Says("200 OK", json(1000, "good-quicknet-1001.txt")), "not genuine"),
        (Does::Says("200 OK", flipped), "not genuine"),
        (Does::Says("200 OK", json(1000, "bad-quicknet-infinity.txt")), "the point at infinity"),
        (Does::Says("200 OK", "<html>captive portal</html>".into()), "not drand's JSON"),
        (Does::Says("200 OK", String::new()), "not drand's JSON"),
        (Does::Says("200 OK", json(1000, "good-quicknet-1000.txt") + "x"), "not drand's JSON"),
        (Does::Breaks, "no answer"),
        (Does::Hangs, "no answer"),
        (Does::Closes, "no answer"),
        (Does::Floods, "longer than 64 KiB"),
        (Does::Redirects(elsewhere.url.clone()), "unexpected status 302"),
    ];
    for (does, reason) in misdeeds {
        let asks = if matches!(does, Does::Hangs) { impatient } else { relays };
        let (bad, honest) = (Relay::start(&[does]), Relay::start(&[good()]));
        let fetched = asks(&[&bad, &honest]).fetch(QUICKNET, "1000").unwrap();
        assert_eq!(fetched.pulse, vector("good-quicknet-1000.txt"), "{reason}");
        assert_eq!(fetched.relay, honest.url, "{reason}");
        assert_eq!(fetched.failures.len(), 1, "{reason}");
        let said = fetched.failures[0].to_string();
        assert!(said.starts_with(&bad.url) && said.contains(reason), "expected {reason:?} in {said:?}");
    }
    assert_eq!(elsewhere.requests(), 0, "redirects are not followed");
}

#[test]
fn passing_trouble_is_tried_again_and_wrong_answers_are_not() {
    let busy = Relay::start(&[says("503 Service Unavailable"), good()]);
    let forged = Relay::start(&[Does::Says("200 OK", json(1000, "good-quicknet-1001.txt")), good()]);
    let fetched = relays(&[&forged, &busy]).fetch(QUICKNET, "1000").unwrap();
    assert_eq!(fetched.relay, busy.url);
    assert_eq!((forged.requests(), busy.requests()), (1, 2));
    let forged_only = matches!(&fetched.failures[..], [f] if f.relay == forged.url);
    assert!(forged_only, "{:?}", fetched.failures);
}

#[test]
fn all_relays_failing_lists_the_reason_of_each() {
    let wrong = Relay::start(&[Does::Says("200 OK", json(1001, "good-quicknet-1001.txt"))]);
    let (down, hanging) = (Relay::start(&[says("502 Bad Gateway")]), Relay::start(&[Does::Hangs]));
    let started = Instant::now();
    let error = fails(&[&wrong, &down, &hanging]);
    assert!(started.elapsed() < Duration::from_secs(12), "the time-out holds");
    assert_eq!(error.exit(), Exit::Outside);
    let BeaconError::AllFailed { failures, .. } = &error else { panic!("{error}") };
    let reasons: Vec<&RelayReason> = failures.iter().map(|f| &f.reason).collect();
    assert!(matches!(reasons[0], RelayReason::Refused(FileProblem::Pulse(PulseError::Other { .. }))));
    assert_eq!(reasons[1], &RelayReason::Busy(502));
    assert!(matches!(reasons[2], RelayReason::Unreachable(_)));
    for relay in [&wrong, &down, &hanging] {
        assert!(error.to_string().contains(&relay.url), "{error}");
    }
    assert_eq!((wrong.requests(), down.requests()), (1, 2));
    for words in ["应答不能采用", "暂时不能应答（状态502）", "没有应答"] {
        assert!(error.zh().contains(words), "{}", error.zh());
    }
    let told = suicha::error::Error::from(error);
    assert!(told.text(Lang::En).contains("--pulse FILE") && told.text(Lang::Zh).contains("--pulse 文件"));
}

#[test]
fn a_relay_that_is_not_there_is_told_in_both_languages() {
    let mut list = relays(&[&Relay::start(&[good()])]);
    list.urls[0] = "http://127.0.0.1:1".into();
    let error = list.fetch(QUICKNET, "1000").unwrap_err();
    assert!(error.to_string().contains("no answer: the connection is refused"), "{error}");
    assert!(error.zh().contains("没有应答：连接被拒绝"), "{}", error.zh());
}

#[test]
fn not_yet_is_a_matter_of_timing_unless_a_relay_says_otherwise() {
    let early = Relay::start(&[says("425 Too Early")]);
    let (down, gone) = (Relay::start(&[Does::Closes]), Relay::start(&[says("404 Not Found")]));
    assert_eq!(fails(&[&early, &gone]).exit(), Exit::Timing);
    assert_eq!(early.requests(), 1, "it is not asked again at once");
    assert_eq!(fails(&[&down, &early]).exit(), Exit::Timing);
    let forged = Relay::start(&[Does::Says("200 OK", json(1000, "good-quicknet-1001.txt"))]);
    assert_eq!(fails(&[&early, &forged]).exit(), Exit::Outside);
}

#[test]
fn a_relay_without_tls_under_an_https_address_gives_no_answer() {
    let plain = Relay::start(&[good()]);
    let mut list = relays(&[&plain]);
    list.urls[0] = plain.url.replace("http://", "https://");
    let error = list.fetch(QUICKNET, "1000").unwrap_err();
    let BeaconError::AllFailed { failures, .. } = &error else { panic!("{error}") };
    assert!(matches!(failures[0].reason, RelayReason::Unreachable(_)), "{error}");
}

#[test]
fn what_cannot_be_asked_is_not_asked() {
    let relay = Relay::start(&[good()]);
    let list = relays(&[&relay]);
    let refused = |name, round| list.fetch(name, round).unwrap_err();
    assert!(matches!(refused(BeaconName::Dice, "hall-2"), BeaconError::NotOnline(_)));
    assert!(matches!(refused(QUICKNET, "latest"), BeaconError::Round(_)));
    assert!(matches!(refused(QUICKNET, "0"), BeaconError::Round(_)));
    assert_eq!(relay.requests(), 0);
    assert!(matches!(fails(&[]), BeaconError::NoRelays));
}
