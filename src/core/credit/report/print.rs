//! The report as JSON, and its digest: what stands beside the QR code and what a second reader
//! (`tests/reference/credit_report.py`) computes again.

use super::collect::PUBLIC;
use super::{FORMAT, Record, Registered, Reply, Report, Section, Shown};
use crate::core::digest::Digest;
use crate::core::json::Json;
use std::collections::BTreeMap;

impl Report {
    /// The one text that is hashed.
    pub fn canonical(&self) -> String {
        self.json().print()
    }

    /// SHA-256 of the format's name, a line feed and the canonical text.
    pub fn digest(&self) -> Digest {
        Digest::of_parts(&[FORMAT.as_bytes(), b"\n", self.canonical().as_bytes()])
    }

    /// The file: the report with its digest beside it.
    pub fn document(&self) -> Json {
        Json::map([("digest", Json::text(self.digest())), ("report", self.json())])
    }

    fn json(&self) -> Json {
        Json::map([
            ("format", Json::text(FORMAT)),
            ("number", Json::text(&self.number)),
            ("body", Json::text(&self.body)),
            ("as_of", Json::text(self.as_of)),
            ("known_by", Json::text(self.known_by)),
            ("id", Json::text(&self.id)),
            ("registration", self.subject.as_ref().map_or(Json::Null, registered)),
            ("sections", Json::List(self.sections.iter().map(section).collect())),
        ])
    }
}

fn registered(subject: &Registered) -> Json {
    Json::map([
        ("name", Json::text(&subject.name)),
        ("other_id", Json::text(&subject.other_id)),
        ("kind", Json::text(&subject.kind)),
        ("subject_group", Json::text(subject.group.code())),
        ("status", Json::text(subject.status.code())),
        ("dormant", Json::Flag(subject.dormant)),
        ("region", Json::text(&subject.region)),
        ("authority", Json::text(&subject.authority)),
        ("industry", Json::text(&subject.industry)),
        ("established", Json::maybe(subject.established)),
        ("licence_until", Json::maybe(subject.licence_until)),
        ("address", Json::maybe(subject.address.as_ref())),
    ])
}

fn section(section: &Section) -> Json {
    Json::map([
        ("heading", Json::text(section.heading.word())),
        ("state", Json::text(section.looked.word())),
        ("records", Json::List(section.records.iter().map(record).collect())),
    ])
}

fn record(record: &Record) -> Json {
    let details: BTreeMap<&'static str, Json> = PUBLIC
        .iter()
        .filter_map(|field| Some((field.word(), Json::text(record.details.get(*field)?))))
        .collect();
    let listing = record.listing.as_ref().map_or(Json::Null, |listed| {
        Json::map([
            ("list", Json::text(listed.list.word())),
            ("state", Json::text(listed.state.word())),
            ("closed", Json::maybe(listed.closed)),
        ])
    });
    Json::map([
        ("kind", Json::text(record.kind.word())),
        ("day", Json::text(record.day)),
        ("as_of", Json::text(record.recorded)),
        ("source", Json::maybe(record.source.as_ref())),
        ("authority", Json::text(&record.authority)),
        ("basis", Json::text(&record.basis)),
        ("details", Json::Map(details)),
        ("listing", listing),
        ("shown", Json::List(record.shown.iter().map(shown).collect())),
        ("rectified", Json::maybe(record.rectified)),
        ("replies", Json::List(record.replies.iter().map(reply).collect())),
        ("repair", Json::text(record.repair.word())),
        ("repair_from", Json::maybe(record.repair_from)),
        ("rule", Json::maybe(record.rule)),
    ])
}

fn shown(shown: &Shown) -> Json {
    Json::map([
        ("channel", Json::text(shown.channel.word())),
        ("tier", Json::maybe(shown.tier)),
        ("from", Json::maybe(shown.from)),
        ("until", Json::maybe(shown.until)),
    ])
}

fn reply(reply: &Reply) -> Json {
    Json::map([
        ("day", Json::text(reply.day)),
        ("answered", Json::maybe(reply.answer.map(|(on, _)| on))),
        ("answer", Json::maybe(reply.answer.and_then(|(_, manner)| manner).map(|manner| manner.word()))),
    ])
}
