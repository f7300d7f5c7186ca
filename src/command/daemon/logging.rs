//! The log of the daemon on stderr: with the time, and in JSON where a collector wants it, one object a line.

use crate::cli::{Daemon, Global};
use serde_json::{Map, Value, json};
use std::fmt;
use std::io::IsTerminal;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// Starts it. A daemon says what it does; `-q` leaves warnings, `-v` adds everything.
pub fn start(args: &Daemon, global: &Global) {
    let quiet = global.quiet || args.check || args.once;
    let level = match (global.verbose, quiet) {
        (0, true) => "warn",
        (0, false) => "suicha=info,warn",
        _ => "suicha=debug,info",
    };
    let log = tracing_subscriber::fmt().with_env_filter(EnvFilter::new(level)).with_writer(std::io::stderr);
    match args.log_json {
        true => log.event_format(JsonLines).init(),
        false => log.with_ansi(std::io::stderr().is_terminal()).with_target(false).init(),
    }
}

/// `{"time": …, "level": …, "message": …}` and the fields of the event.
struct JsonLines;

impl<S, N> FormatEvent<S, N> for JsonLines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut time = String::new();
        SystemTime.format_time(&mut Writer::new(&mut time))?;
        let mut fields = Fields(Map::new());
        fields.0.insert("time".into(), json!(time));
        fields.0.insert("level".into(), json!(event.metadata().level().as_str().to_lowercase()));
        fields.0.insert("target".into(), json!(event.metadata().target()));
        event.record(&mut fields);
        writeln!(writer, "{}", Value::Object(fields.0))
    }
}

struct Fields(Map<String, Value>);

impl Visit for Fields {
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.insert(field.name().into(), json!(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().into(), json!(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.insert(field.name().into(), json!(value));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().into(), json!(value));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().into(), json!(format!("{value:?}")));
    }
}
