//! A fetcher with retries: three pages, two workers, one flaky server, results over a channel.
//!
//! `cargo run --example fetcher` opens it on the screen. After `--` you can add a command of coroscope:
//! `text`, `explore`, `export -f html -o fetcher.html`, `open @9`.

use coroscope::kit::{SECOND, say, sleep, spawn_named};
use coroscope::{Scope, observed};
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures::lock::Mutex;
use futures::stream::StreamExt;
use std::collections::VecDeque;
use std::process::ExitCode;
use std::rc::Rc;

type Jobs = Rc<Mutex<VecDeque<&'static str>>>;

/// A page's name, and its size in bytes or the reason why fetching it failed.
type Answer = (&'static str, Result<usize, String>);

/// A slow server, which fails every second request for `/news`.
struct Server {
    tries: std::cell::Cell<u32>,
}

impl Server {
    #[observed]
    async fn get(&self, page: &'static str) -> Result<usize, String> {
        sleep(2 * SECOND).await;
        if page == "/news" {
            self.tries.set(self.tries.get() + 1);
            if self.tries.get() % 2 == 1 {
                return Err("503 try again".to_owned());
            }
        }
        Ok(page.len() * 100)
    }
}

#[observed]
async fn fetch(server: Rc<Server>, page: &'static str) -> Result<usize, String> {
    let mut pause = SECOND;
    let mut last = String::new();
    for attempt in 1..=3 {
        match server.get(page).await {
            Ok(size) => return Ok(size),
            Err(error) => last = error,
        }
        say!("{page}: {last} (attempt {attempt})");
        sleep(pause).await;
        pause *= 2;
    }
    Err(last)
}

#[observed]
async fn worker(jobs: Jobs, server: Rc<Server>, results: UnboundedSender<Answer>) {
    loop {
        let job = jobs.lock().await.pop_front();
        let Some(page) = job else { break };
        let answer = fetch(server.clone(), page).await;
        if results.unbounded_send((page, answer)).is_err() {
            break;
        }
    }
}

#[observed]
async fn report(mut results: UnboundedReceiver<Answer>) {
    let mut bytes = 0;
    while let Some((page, answer)) = results.next().await {
        match answer {
            Ok(size) => bytes += size,
            Err(error) => say!("{page} failed: {error}"),
        }
    }
    say!("{bytes} bytes in all");
}

fn main() -> ExitCode {
    Scope::new("fetcher", || {
        let jobs: Jobs = Rc::new(Mutex::new(VecDeque::from(["/", "/news", "/about"])));
        let server = Rc::new(Server { tries: std::cell::Cell::new(0) });
        let (results, all) = unbounded();
        for name in ["first", "second"] {
            spawn_named(name, worker(jobs.clone(), server.clone(), results.clone())).detach();
        }
        spawn_named("report", report(all)).detach();
    })
    .titled("A fetcher that tries again")
    .about(
        "Three pages, two workers, one server. `/news` fails at first. Watch the worker that got it: \
         it waits and tries again, while the other goes on.",
    )
    .main()
}
