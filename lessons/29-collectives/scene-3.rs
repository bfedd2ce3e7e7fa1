//! Both ranks send first, and there is room for both messages.
use coroscope::kit::{Receiver, Sender, channel, observed, say, spawn};

#[observed]
async fn rank0(outbox: Sender<&'static str>, inbox: Receiver<&'static str>) {
    outbox.send("rank 0").await.ok(); // @send0
    say!("rank 0 has sent its name"); // @sent0
    let Ok(name) = inbox.recv().await else { return }; // @receive0
    say!("rank 0 receives {name}"); // @receives0
}

#[observed]
async fn rank1(outbox: Sender<&'static str>, inbox: Receiver<&'static str>) {
    outbox.send("rank 1").await.ok(); // @send1
    say!("rank 1 has sent its name"); // @sent1
    let Ok(name) = inbox.recv().await else { return }; // @receive1
    say!("rank 1 receives {name}"); // @receives1
}

#[observed]
pub fn set_up() {
    let (to0, inbox0) = channel(1); // @to0
    let (to1, inbox1) = channel(1); // @to1
    spawn(rank0(to1, inbox0)).detach(); // @spawn-rank0
    spawn(rank1(to0, inbox1)).detach(); // @spawn-rank1
}
