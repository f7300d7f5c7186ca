//! `suicha witness serve`: a witness of checkpoints over HTTP (c2sp.org/tlog-witness): one path,
//! `POST /add-checkpoint`, behind whatever terminates TLS.

use super::answer::Answer;
use crate::core::log::witness::Refusal;
use crate::core::time::Timestamp;
use crate::env::Env;
use crate::error::{Error, Exit, Result, system_words};
use crate::log::witness::Cosigner;
use axum::Router;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Arc;

/// A request is a few dozen short lines.
const MOST_BYTES: usize = 64 * 1024;

/// Answers until the process is told to stop.
pub fn serve(env: &Env, witness: Cosigner, listen: SocketAddr) -> Result<Answer> {
    let clock = env.clock();
    let witness = Arc::new(witness);
    let answer = move |body: Bytes| {
        let witness = witness.clone();
        async move {
            let decided = tokio::task::spawn_blocking(move || decide(&witness, &body, clock())).await;
            decided.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
        }
    };
    let routes =
        Router::new().route("/add-checkpoint", post(answer)).layer(DefaultBodyLimit::max(MOST_BYTES));
    super::block_on(async {
        let socket = tokio::net::TcpListener::bind(listen).await.map_err(|e| {
            let zh = format!("无法在 {listen} 上监听：{}", system_words(&e).0);
            Error::said(Exit::Outside, zh, format!("cannot listen on {listen}: {e}"))
        })?;
        let address = socket
            .local_addr()
            .map_err(|e| Error::said(Exit::Outside, format!("无法得知监听地址：{e}"), e.to_string()))?;
        tracing::info!("listening on {address}");
        eprintln!("listening on {address}"); // for scripts, in any language
        let stop = async { _ = tokio::signal::ctrl_c().await };
        let served = axum::serve(socket, routes).with_graceful_shutdown(stop).await;
        served.map_err(|e| {
            Error::said(Exit::Outside, format!("见证服务中止：{e}"), format!("the server stopped: {e}"))
        })?;
        Ok(Answer::new(env.lang.pick("已停止\n", "stopped\n"), json!({"listened": address.to_string()})))
    })
}

fn decide(witness: &Cosigner, body: &[u8], now: Timestamp) -> Response {
    match witness.cosign(body, now) {
        Ok(Ok(line)) => format!("{line}\n").into_response(),
        Ok(Err(Refusal::Stale(size) | Refusal::Split(size))) => {
            (StatusCode::CONFLICT, [(header::CONTENT_TYPE, "text/x.tlog.size")], format!("{size}\n"))
                .into_response()
        }
        Ok(Err(refusal)) => {
            let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
            (status, format!("{refusal}\n")).into_response()
        }
        Err(error) => {
            tracing::error!("{error}");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
