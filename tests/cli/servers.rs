//! What can be wrong with the archive that a configuration names, as somebody at the keyboard meets it. A server
//! that is too old or refuses a password is played: it says what the real ones say (PostgreSQL manual, "Message
//! Formats").

use super::Bureau;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

/// A bureau whose archive is somewhere else.
fn with_archive(url: &str) -> Bureau {
    let bureau = Bureau::new();
    let config = bureau.read("suicha.toml");
    let rest = config.lines().filter(|line| !line.starts_with("archive"));
    let config = format!("archive = \"{url}\"\n{}\n", rest.collect::<Vec<_>>().join("\n"));
    bureau.write("suicha.toml", config);
    bureau
}

#[test]
fn addresses_that_name_nothing() {
    for url in [
        "archive.sqlite",
        "mysql://clerk:secret@db/suicha",
        "postgres//clerk:secret@db/suicha",
        "sqlite:",
        "postgres://clerk:secret@db:port/suicha",
    ] {
        let bureau = with_archive(url);
        let said = bureau.run(&["draw", "status"]).exits(2).says(&["names no archive", "%XX"]);
        assert!(!said.err.contains("secret"), "{}", said.err);
        let said = bureau.in_chinese(&["draw", "status"]).exits(2).says(&["不是档案库地址"]);
        assert!(!said.err.contains("secret"), "{}", said.err);
    }
}

#[test]
fn a_server_that_is_not_there() {
    let bureau = with_archive("postgres://clerk:secret@127.0.0.1:1/suicha");
    let said =
        bureau.run(&["draw", "status"]).exits(7).says(&["cannot be reached", "check address, account"]);
    assert!(!said.err.contains("secret"), "{}", said.err);
}

#[test]
fn a_parameter_that_is_misspelt() {
    let bureau = with_archive("postgres://clerk:secret@127.0.0.1:1/suicha?sslmod=verify-full");
    let said =
        bureau.run(&["draw", "status"]).exits(2).says(&["parameter \"sslmod\", which is unknown", "sslmode"]);
    assert!(!said.err.contains("secret"), "{}", said.err);
    bureau.in_chinese(&["draw", "status"]).exits(2).says(&["不认识的参数 \"sslmod\"", "suicha.toml"]);
}

/// The words of the server, and ours around them.
#[test]
fn a_database_or_schema_that_is_not_there() {
    let refused = message(b'E', b"SFATAL\0VFATAL\0C3D000\0Mdatabase \"suicha\" does not exist\0\0");
    let bureau = with_archive(&format!("postgres://clerk:secret@127.0.0.1:{}/suicha", played(refused)));
    bureau
        .run(&["draw", "status"])
        .exits(2)
        .says(&["has no place on its server: database", "CREATE DATABASE"]);
    bureau.in_chinese(&["draw", "status"]).exits(2).says(&["没有该数据库或模式", "CREATE SCHEMA"]);
}

#[test]
fn a_file_that_is_not_there_or_no_archive() {
    with_archive("sqlite:elsewhere.sqlite").run(&["draw", "status"]).exits(2).says(&["there is no archive"]);
    let bureau = with_archive("sqlite:text.sqlite");
    bureau.write("text.sqlite", "no database\n".repeat(100));
    bureau.run(&["draw", "status"]).exits(2).says(&["text.sqlite"]);
}

#[test]
fn an_archive_of_a_later_program() {
    let bureau = Bureau::new();
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(async {
        use sqlx::Connection;
        let url = format!("sqlite:{}", bureau.path("archive.sqlite").display());
        let mut conn = sqlx::SqliteConnection::connect(&url).await.unwrap();
        sqlx::raw_sql("INSERT INTO schema_version VALUES (99, '9.0')").execute(&mut conn).await.unwrap();
        conn.close().await.unwrap();
    });
    bureau.run(&["draw", "status"]).exits(2).says(&["schema version 99", "a later one"]);
    let before = std::fs::read(bureau.path("archive.sqlite")).unwrap();
    bureau.run(&["archive", "copy", "sqlite:archive.sqlite", "sqlite:new.sqlite"]).exits(2).says(&["99"]);
    assert_eq!(std::fs::read(bureau.path("archive.sqlite")).unwrap(), before);
    assert!(!bureau.path("new.sqlite").exists());
}

/// A server that answers every connection with these messages after the start-up.
fn played(messages: Vec<u8>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let _ = answer(stream, &messages);
        }
    });
    port
}

fn answer(mut stream: TcpStream, messages: &[u8]) -> std::io::Result<()> {
    const SSL_REQUEST: [u8; 4] = 80_877_103u32.to_be_bytes();
    loop {
        let mut length = [0; 4];
        stream.read_exact(&mut length)?;
        let mut body = vec![0; u32::from_be_bytes(length) as usize - 4];
        stream.read_exact(&mut body)?;
        if body == SSL_REQUEST {
            stream.write_all(b"N")?;
        } else {
            break;
        }
    }
    stream.write_all(messages)?;
    std::io::copy(&mut stream, &mut std::io::sink()).map(drop)
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap().to_be_bytes();
    [&[kind][..], &length, body].concat()
}

#[test]
fn a_server_that_is_too_old() {
    let old = [
        message(b'R', &[0; 4]),
        message(b'S', b"server_version\x009.6.24\0"),
        message(b'K', &[0; 8]),
        message(b'Z', b"I"),
    ];
    let bureau = with_archive(&format!("postgres://clerk:secret@127.0.0.1:{}/suicha", played(old.concat())));
    bureau.run(&["draw", "status"]).exits(2).says(&["PostgreSQL 9", "13 is the oldest"]);
    bureau.in_chinese(&["draw", "status"]).exits(2).says(&["至少需要 13"]);
}

#[test]
fn a_password_that_is_wrong() {
    let refused =
        message(b'E', b"SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed for user \"clerk\"\0\0");
    let bureau = with_archive(&format!("postgres://clerk:secret@127.0.0.1:{}/suicha", played(refused)));
    let said = bureau.run(&["draw", "status"]).exits(7);
    let said = said.says(&["refuses the account: password authentication failed", ".pgpass (mode 0600)"]);
    assert!(!said.err.contains("secret"), "{}", said.err);
}

/// Two machines, one archive, and a second configuration with a log key of its own.
#[test]
fn two_configurations_of_one_bureau() {
    let bureau = super::bureau::filled();
    let other = Bureau::new();
    let url = format!("sqlite:{}", bureau.path("archive.sqlite").display());
    let config = other.read("suicha.toml");
    let rest = config.lines().filter(|line| !line.starts_with("archive"));
    other.write("suicha.toml", format!("archive = \"{url}\"\n{}\n", rest.collect::<Vec<_>>().join("\n")));
    other.write("plan.toml", bureau.read("plan.toml").replace("rate 1/3 ceil min 1", "count 2"));
    let amend = ["plan", "amend", "plan.toml", "--reason", "test"];
    let act = || other.at(super::bureau::BEFORE, &amend);
    act().exits(6).says(&["two configurations for one bureau", "nothing was stored"]);
    bureau.run(&["fsck"]).ok();
    other.write("log.key", bureau.read("log.key"));
    act().ok();
    bureau.run(&["fsck"]).exits(4).says(&["suicha log publish"]);
    bureau.run(&["log", "publish"]).ok();
    bureau.run(&["fsck"]).ok();
}

/// The same log key, and another region or name in the settings: told apart by what the first act has remembered.
#[test]
fn one_archive_and_two_names() {
    use super::bureau::BEFORE;
    let bureau = super::bureau::with_files();
    let example = bureau.read("suicha.toml");
    let named = |region: &str, body: &str| {
        let config = example.replace("region = \"000000\"", &format!("region = {region:?}"));
        bureau.write("suicha.toml", config.replace("某某县市场监督管理局", body));
    };
    bureau.run(&["archive", "bureau"]).ok().says(&["nobody has acted yet"]);
    bureau.at(BEFORE, &["archive", "bureau", "--change"]).exits(2).says(&["not filled in"]);
    named("990000", "甲县局");
    super::bureau::fill(&bureau);
    bureau.run(&["archive", "bureau"]).ok().says(&["甲县局 (990000), since 2023-08-31T09:00:00+08:00"]);
    let act = ["import", "recusals", "recusals.csv"];
    for (region, body) in [("990001", "甲县局"), ("990000", "乙县局")] {
        named(region, body);
        bureau.at(BEFORE, &act).exits(6).says(&[
            "that of 甲县局 (990000)",
            &format!("this configuration is {body} ({region})"),
            "two configurations for one bureau",
            "nothing was stored",
            "archive bureau --change",
        ]);
        let zh = bureau.in_chinese(&[&act[..], &["--clock", BEFORE]].concat()).exits(6);
        zh.says(&["一个单位有两套配置", "archive bureau --change"]);
    }
    // Settings that nobody has filled in are others as well.
    bureau.write("suicha.toml", &example);
    bureau.at(BEFORE, &act).exits(6).says(&["that of 甲县局 (990000)", "(000000)", "nothing was stored"]);
    named("990000", "乙县局");
    // Who only reads is not kept from it, and a change that somebody states is in the journal.
    bureau.at(BEFORE, &["draw", "status"]).ok();
    bureau.at(BEFORE, &["archive", "bureau", "--change"]).ok().says(&["乙县局 (990000), since 2023-09-15"]);
    bureau.at(BEFORE, &["archive", "bureau", "--change"]).ok(); // the same again is no change
    bureau.at(BEFORE, &act).ok();
    named("990000", "甲县局");
    bureau.at(BEFORE, &act).exits(6);
    bureau.run(&["fsck"]).ok();
}
