//! The address of a PostgreSQL archive: what it says, and what is shown of it. It is written by hand and may hold a
//! password, of which no error repeats a part.

use super::error::Error;
use super::roles::is_schema;
use sqlx::postgres::PgConnectOptions;

/// What an address says. No error repeats a word that may be part of a password.
pub(super) fn options(url: &str) -> Result<PgConnectOptions, Error> {
    let unreadable = || Error::Url { url: without_password(url) };
    let read = |url: &str| url.parse::<PgConnectOptions>().map_err(|_| unreadable());
    if is_torn(url) {
        return Err(unreadable());
    }
    // The driver would put a parameter it does not know into the log, with its value.
    read(url.split('?').next().unwrap_or_default())?;
    if let Some(name) = unknown_parameter(url) {
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
        // Behind a password it may be what a `&` has cut off it.
        let behind = url.find("password=").is_some_and(|at| url[at..].contains(name));
        return Err(match plain && !behind {
            true => Error::Parameter { archive: without_password(url), name: name.into() },
            false => unreadable(),
        });
    }
    read(url)
}

/// Whether an `@` stands behind the place of the account: a password with `/`, `?` or `#` as it is, whose other half
/// would be taken for database or parameter.
fn is_torn(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.rsplit_once('@').is_some_and(|(account, _)| account.contains(['/', '?', '#']))
}

/// `postgres://host/database` of an address, and its schema where one is named: neither account, password nor another
/// parameter. Of one in which they cannot be told from the rest, nothing.
pub(super) fn without_password(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
    let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let host = rest.split('/').next().unwrap_or_default();
    let named = host.strip_prefix('[').and_then(|host| host.split_once(']')).map_or(host, |(_, port)| port);
    let port = named.split_once(':').map_or("", |(_, port)| port);
    let no_port = !port.bytes().all(|digit| digit.is_ascii_digit());
    if is_torn(url) || no_port {
        return format!("{scheme}://…");
    }
    match schema_of(url) {
        Some(schema) => format!("{scheme}://{rest}?{SEARCH_PATH}={schema}"),
        None => format!("{scheme}://{rest}"),
    }
}

const SEARCH_PATH: &str = "options[search_path]";

/// The schema that the last parameter names, if it is a plain name. What stands before a password could be a part of it.
fn schema_of(url: &str) -> Option<&str> {
    let (_, parameters) = url.split_once('?')?;
    let (name, schema) = parameters.rsplit('&').next()?.split_once('=')?;
    (name == SEARCH_PATH && is_schema(schema) && !parameters.contains("password=")).then_some(schema)
}

/// A parameter of an address that the driver would only warn about: a misspelt `sslmode` must not open a connection
/// without TLS.
fn unknown_parameter(url: &str) -> Option<&str> {
    const KNOWN: [&str; 18] = [
        "sslmode",
        "ssl-mode",
        "sslrootcert",
        "ssl-root-cert",
        "ssl-ca",
        "sslcert",
        "ssl-cert",
        "sslkey",
        "ssl-key",
        "statement-cache-capacity",
        "host",
        "hostaddr",
        "port",
        "dbname",
        "user",
        "password",
        "application_name",
        "options",
    ];
    let (_, parameters) = url.split_once('?')?;
    let names = parameters.split('&').map(|pair| pair.split_once('=').map_or(pair, |(name, _)| name));
    let options = |name: &str| name.starts_with("options[") || name.starts_with("options%5");
    names.filter(|name| !name.is_empty()).find(|name| !KNOWN.contains(name) && !options(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::{Archive, Settings};
    use crate::core::lang::Lang;
    use std::time::Duration;

    #[test]
    fn addresses_are_shown_without_account_and_password() {
        let shown = without_password("postgres://clerk:secret@db.example:5432/suicha?options[search_path]=a");
        assert_eq!(shown, "postgres://db.example:5432/suicha?options[search_path]=a");
        assert_eq!(without_password("postgres:///suicha?user=clerk&password=secret"), "postgres:///suicha");
        assert_eq!(
            without_password("postgres://clerk:se@cret@[::1]:5432/suicha"),
            "postgres://[::1]:5432/suicha"
        );
        assert_eq!(without_password("postgres://clerk@[::1]/suicha"), "postgres://[::1]/suicha");
    }

    #[tokio::test]
    async fn no_part_of_a_password_is_in_an_error() {
        let settings = Settings { wait: Duration::from_millis(200), ..Settings::default() };
        let passwords = [
            "aqz?wxc",
            "aqz/wxc",
            "aqz@wxc",
            "aqz#wxc",
            "aqz%wxc",
            "aqz:wxc",
            "765?wxc",
            "765/wxc",
            "765@wxc",
            "765#wxc",
            "765?wxc=vbn",
            "765?wxc&vbn=aqz",
            "765?user=wxc",
            "765?host=wxc&aqz",
            "765#wxc?vbn",
            "765/wxc?vbn/aqz",
            "aqz?wxc/vbn@765",
            "aqz%2Fwxc",
            "[aqz]wxc",
            "aqz wxc",
            "aqz\\wxc",
            "随查密码",
        ];
        let mut read = 0;
        for password in passwords {
            for url in [
                format!("postgres://clerk:{password}@127.0.0.1:1/x"),
                format!("postgres://clerk:{password}"),
                format!("postgers://clerk:{password}@127.0.0.1:1/x"),
                format!("postgres:///x?host=127.0.0.1&port=1&user=clerk&password={password}"),
                format!("postgres:///x?host=127.0.0.1&port=1&sslmod=1&password={password}"),
            ] {
                if !url.contains("127.0.0.1") && (password.starts_with('7') || password.contains('@')) {
                    continue; // a host
                }
                let error = Archive::open_with(&url, &settings).await.err().expect("nobody listens there");
                read += usize::from(!matches!(error, Error::Url { .. } | Error::Parameter { .. }));
                let said = format!("{error} {error:?}");
                let error = crate::error::Error::from(error);
                let said = format!("{said} {} {}", error.text(Lang::Zh), error.text(Lang::En));
                for part in
                    password.split(|c: char| "?/@#%:=&[] \\".contains(c)).filter(|part| part.len() > 2)
                {
                    let word = ["user", "host"].contains(&part);
                    assert!(word || !said.contains(part), "{url}: {part} in {said}");
                }
            }
        }
        assert!(read > 10, "{read} addresses were read");
    }

    #[test]
    fn a_parameter_that_nobody_knows_is_told() {
        let of = |parameters: &str| format!("postgres://clerk@db/suicha{parameters}");
        for good in [
            "",
            "?",
            "?sslmode=verify-full",
            "?options[search_path]=a&sslrootcert=c.pem",
            "?options%5Ba%5D=1",
        ] {
            assert_eq!(unknown_parameter(&of(good)), None, "{good}");
        }
        for (bad, name) in
            [("?sslmod=require", "sslmod"), ("?user=a&search_path=b", "search_path"), ("?x", "x")]
        {
            assert_eq!(unknown_parameter(&of(bad)), Some(name));
        }
    }
}
