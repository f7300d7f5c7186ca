//! Sending one message: SMTP (lettre), or a POST to a webhook (ureq). Each try has a time limit; nothing is
//! followed, nothing is read back but the answer's code.

use super::{Message, Recipient};
use crate::core::time::Timestamp;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message as Email};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{SmtpTransport, Transport};
use serde_json::json;
use std::time::{Duration, SystemTime};

/// How mail leaves the bureau.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mail {
    /// `smtp://host:25`, `smtp://host?tls=required`, `smtps://host`.
    pub url: String,
    /// Sender.
    pub from: String,
    /// User and password, where the server wants them.
    pub login: Option<(String, String)>,
}

/// What sends.
pub struct Sender {
    /// Mail, where it is set up.
    pub mail: Option<Mail>,
    /// Longest time for one try.
    pub timeout: Duration,
    /// Whose messages they are.
    pub bureau: String,
}

/// Why a message did not leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsent {
    /// In the library's or the server's words; no password in it.
    pub why: String,
    /// Whether another try can help.
    pub again: bool,
}

fn never(why: impl ToString) -> Unsent {
    Unsent { why: why.to_string(), again: false }
}

impl Sender {
    /// Sends a message to its recipient, by mail and webhook where both are named.
    ///
    /// # Errors
    /// Of the first way that failed; a mail that was taken before a webhook failed comes again with the same id.
    pub fn send(&self, message: &Message, to: &Recipient, at: Timestamp) -> Result<(), Unsent> {
        if let Some(url) = &to.webhook {
            self.post(url, message, to, at)?;
        }
        match &to.mail {
            Some(address) => self.mail(address, message, to, at),
            None => Ok(()),
        }
    }

    fn post(&self, url: &str, message: &Message, to: &Recipient, at: Timestamp) -> Result<(), Unsent> {
        let id = message.id(&to.name).hex();
        let body = match to.format.as_deref() {
            Some("text") => {
                json!({"msgtype": "text", "text": {"content": format!("{}\n{}", message.subject, message.text)}})
            }
            _ => json!({
                "id": id, "kind": message.kind.word(), "at": at.to_string(), "bureau": self.bureau,
                "subject": message.subject, "text": message.text, "events": message.keys.len(),
            }),
        };
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(self.timeout))
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent(concat!("suicha/", env!("CARGO_PKG_VERSION")));
        let agent = config.build().new_agent();
        let request =
            agent.post(url).header("Content-Type", "application/json").header("Idempotency-Key", &id);
        let answer = request
            .send(body.to_string().as_bytes())
            .map_err(|e| Unsent { why: e.to_string(), again: true })?;
        match answer.status().as_u16() {
            200..=299 => Ok(()),
            code => Err(Unsent { why: format!("HTTP {code}"), again: code >= 500 || code == 429 }),
        }
    }

    fn mail(&self, address: &str, message: &Message, to: &Recipient, at: Timestamp) -> Result<(), Unsent> {
        let Some(mail) = &self.mail else { return Err(never("[notify.smtp] is not set")) };
        let from: Mailbox = mail.from.parse().map_err(never)?;
        let host = from.email.domain().to_owned();
        let id = message.id(&to.name).hex();
        let seconds = u64::try_from(at.0).unwrap_or(0);
        let email = Email::builder()
            .message_id(Some(format!("<{}@{host}>", &id[..32])))
            .date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
            .from(from)
            .to(address.parse().map_err(never)?)
            .subject(message.subject.clone())
            .header(ContentType::TEXT_PLAIN)
            .body(message.text.clone())
            .map_err(never)?;
        let mut transport = SmtpTransport::from_url(&mail.url).map_err(never)?.timeout(Some(self.timeout));
        if let Some((user, password)) = &mail.login {
            transport = transport.credentials(Credentials::new(user.clone(), password.clone()));
        }
        let sent = transport.build().send(&email);
        sent.map(drop).map_err(|e| Unsent { again: !e.is_permanent(), why: e.to_string() })
    }
}

/// Whether an address can be written to.
pub fn is_address(text: &str) -> bool {
    text.parse::<Mailbox>().is_ok()
}

/// Whether a URL names a mail server.
pub fn is_server(url: &str) -> bool {
    SmtpTransport::from_url(url).is_ok()
}
