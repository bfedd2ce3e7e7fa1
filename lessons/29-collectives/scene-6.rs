//! The same work on eight ranks.
use coroscope::kit::{
    MILLISECOND, Receiver, SECOND, Sender, channel, now, observed, say, sleep, spawn,
};
use std::time::Duration;

const MESSAGE: Duration = MILLISECOND.saturating_mul(500);

#[observed]
async fn helper(inbox: Receiver<u32>, outbox: Sender<u32>) {
    let Ok(work) = inbox.recv().await else { return };
    sleep(work * SECOND).await; // @work
    sleep(MESSAGE).await; // @answer-takes
    outbox.send(work).await.ok(); // @answer
}

#[observed]
async fn job(ranks: u32) {
    let start = now();
    let share = 8 / ranks; // @share
    sleep(2 * SECOND).await; // @serial
    let (done, answers) = channel(8);
    for _ in 1..ranks {
        let (outbox, inbox) = channel(1);
        let helper = helper(inbox, done.clone());
        spawn(helper).detach(); // @spawn
        sleep(MESSAGE).await; // @message-takes
        outbox.send(share).await.ok(); // @message
    }
    sleep(share * SECOND).await; // @own
    for _ in 1..ranks {
        answers.recv().await.ok(); // @gather
    }
    say!("ranks: {ranks}, seconds: {}", now().saturating_sub(start).as_secs_f64()); // @measured
}

#[observed]
async fn main() {
    job(8).await; // @job8
}

#[observed]
pub fn set_up() {
    spawn(main()).detach(); // @spawn-main
}
