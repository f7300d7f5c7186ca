//! The daemon that stays: a tick every ten seconds by tokio-cron-scheduler, answers on loopback, and a quiet end on
//! SIGTERM. The tick itself decides nothing: what is due is a function of clock and history.

use super::metrics::{Board, Look};
use super::round::Round;
use super::{Daemon, look, ready};
use crate::cli::Daemon as Args;
use crate::command::answer::Answer;
use crate::core::time::Timestamp;
use crate::env::Env;
use crate::error::{Error, Exit, Result, system_words};
use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::Mutex;
use tokio_cron_scheduler::{Job as Tick, JobScheduler};

/// Every ten seconds.
const TICK: &str = "*/10 * * * * *";

/// The daemon with what it remembers between two ticks.
struct Ticking {
    daemon: Daemon,
    round: Round,
    /// Before this time nothing is due.
    wakes: Timestamp,
    /// The clock at the last tick: one that went back is looked at.
    last: Timestamp,
    next_look: Timestamp,
    /// Somebody wants the settings to be read now.
    asked: bool,
    url: String,
}

/// Serves until told to stop.
pub fn run(env: &Env, args: &Args, daemon: Daemon) -> Result<Answer> {
    let address = ready::address(env, args)?;
    let (board, stop) = (daemon.board.clone(), daemon.stop.clone());
    let clock = env.clock();
    let ticking = Ticking {
        daemon,
        round: Round::default(),
        wakes: Timestamp(i64::MIN),
        last: Timestamp(i64::MIN),
        next_look: Timestamp(i64::MIN),
        asked: false,
        url: env.config.archive_url(&env.root),
    };
    let ticking = Arc::new(Mutex::new(ticking));
    let listened = crate::command::block_on(async {
        let socket = tokio::net::TcpListener::bind(address).await.map_err(|e| {
            let (zh, en) = system_words(&e);
            let zh = format!("无法在 {address} 上监听：{zh}");
            Error::said(Exit::Outside, zh, format!("cannot listen on {address}: {en}")).advice(
                "请在 [daemon] listen 中换一个端口，或停止占用它的程序",
                "give another port in `listen` under [daemon], or stop what has taken it",
            )
        })?;
        let local = socket.local_addr().unwrap_or(address);
        let hangup = signal(SignalKind::hangup());
        let mut scheduler = start(&ticking).await?;
        let first = ticking.clone();
        tokio::spawn(async move { tick(&first).await });
        if let Ok(hangup) = hangup {
            tokio::spawn(renew(hangup, ticking.clone()));
        }
        tracing::info!("listening on {local}");
        if !args.log_json && !tracing::enabled!(tracing::Level::INFO) {
            eprintln!("listening on {local}"); // for scripts, however little is logged
        }
        let until = stopped(stop.clone());
        let served = axum::serve(socket, routes(board, clock)).with_graceful_shutdown(until).await;
        stop.store(true, Ordering::Relaxed);
        let _ = scheduler.shutdown().await;
        // A command that runs is waited for, a while.
        drop(ticking.lock().await);
        served.map_err(|e| {
            Error::said(Exit::Outside, format!("服务中止：{e}"), format!("the server stopped: {e}"))
        })?;
        Ok(local)
    })?;
    tracing::info!("stopped");
    // The log has said it: nothing more is to be told but to a program that asks for it.
    Ok(Answer::new("", json!({"listened": listened.to_string()})))
}

async fn start(ticking: &Arc<Mutex<Ticking>>) -> Result<JobScheduler> {
    let failed = |e: tokio_cron_scheduler::JobSchedulerError| {
        Error::said(Exit::Bug, format!("无法启动定时器：{e}"), format!("cannot start the timer: {e}"))
    };
    let scheduler = JobScheduler::new().await.map_err(failed)?;
    let ticking = ticking.clone();
    let run = Tick::new_async(TICK, move |_, _| {
        let ticking = ticking.clone();
        Box::pin(async move { tick(&ticking).await })
    });
    scheduler.add(run.map_err(failed)?).await.map_err(failed)?;
    scheduler.start().await.map_err(failed)?;
    Ok(scheduler)
}

/// Reads the settings on SIGHUP, when the command that runs has ended.
async fn renew(mut hangup: Signal, ticking: Arc<Mutex<Ticking>>) {
    while hangup.recv().await.is_some() {
        ticking.lock().await.asked = true;
        tick(&ticking).await;
    }
}

/// One tick; nothing while the one before is still at work.
async fn tick(ticking: &Arc<Mutex<Ticking>>) {
    let Ok(mut at_work) = ticking.clone().try_lock_owned() else { return };
    let worked = tokio::task::spawn_blocking(move || {
        let look = at_work.work();
        (at_work, look)
    });
    if let Ok((at_work, Some(mut look))) = worked.await {
        if let Err(e) = look::archive(&at_work.url, &mut look).await {
            tracing::warn!("the archive could not be looked at: {}", e.message);
        }
        at_work.daemon.board.looked(look);
    }
}

impl Ticking {
    /// Does what is due; a look at the bureau where it is time for one.
    fn work(&mut self) -> Option<Look> {
        let now = (self.daemon.clock)();
        if self.daemon.renew_settings(std::mem::take(&mut self.asked)) {
            // What was remembered speaks of jobs by their number.
            (self.round, self.wakes) = (Round::default(), now);
        }
        if self.daemon.settings.hold() {
            self.wakes = now;
        } else if now >= self.wakes || now < self.last {
            let mut round = Round { troubles: std::mem::take(&mut self.round.troubles), ..Round::default() };
            let done = self.daemon.round(&mut round);
            self.daemon.board.broken(done.as_ref().err().map(|e| e.message.clone()));
            self.wakes = match done {
                // A clock that was set back and a calendar that lacks a day are asked for again at every tick.
                // So is whether another daemon is still at what it had begun.
                // So are settings that have changed meanwhile.
                Ok(()) if round.troubles.is_empty() && round.held.is_none() && !round.unsettled => {
                    self.daemon.wakes(&round, now)
                }
                Ok(()) => now,
                Err(e) => {
                    tracing::error!("{e}");
                    now
                }
            };
            self.round = round;
        }
        self.last = now;
        self.daemon.board.tick(now);
        let stopped = self.daemon.stop.load(Ordering::Relaxed);
        (now >= self.next_look && !stopped && !self.daemon.settings.hold()).then(|| {
            self.next_look = now.plus(self.daemon.settings.look_s());
            Look { lights: self.daemon.lights(), ..Look::default() }
        })
    }
}

fn routes(board: Arc<Board>, clock: impl Fn() -> Timestamp + Clone + Send + Sync + 'static) -> Router {
    let (of_health, of_metrics) = (board.clone(), board);
    let health_clock = clock.clone();
    let health = move || {
        let (well, document) = of_health.health(health_clock());
        let status = if well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
        let answer = (status, [(header::CONTENT_TYPE, "application/json")], format!("{document}\n"));
        async move { answer.into_response() }
    };
    let metrics = move || {
        let text = of_metrics.metrics(clock());
        async move { ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response() }
    };
    Router::new().route("/healthz", get(health)).route("/metrics", get(metrics))
}

/// Ends with SIGTERM or SIGINT, and tells the running command's watcher.
async fn stopped(stop: Arc<AtomicBool>) {
    let wait = async |kind| match signal(kind) {
        Ok(mut signal) => _ = signal.recv().await,
        Err(_) => std::future::pending().await,
    };
    tokio::select! {
        () = wait(SignalKind::terminate()) => {}
        () = wait(SignalKind::interrupt()) => {}
    }
    tracing::info!("told to stop");
    stop.store(true, Ordering::Relaxed);
}
