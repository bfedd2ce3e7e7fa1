//! The client awaits the quick call first.
use coroscope::kit::{Promise, Receiver, SECOND, Sender, channel, observed, say, sleep, spawn};

type Answer = Promise<&'static str>;
type Reply = (u32, &'static str);

#[observed]
async fn client(calls: Sender<u32>, slow: Answer, quick: Answer) {
    calls.send(1).await.ok(); // @call-slow
    calls.send(2).await.ok(); // @call-quick
    say!("the client has made two calls"); // @called
    let answer = quick.get().await; // @await-first
    say!("the client has {answer}"); // @has-first
    let answer = slow.get().await; // @await-second
    say!("the client has {answer}"); // @has-second
}

#[observed]
async fn server(calls: Receiver<u32>, replies: Sender<Reply>) {
    for _ in 0..2 {
        let Ok(id) = calls.recv().await else { return }; // @serve
        spawn(method(id, replies.clone())).detach(); // @start
    }
}

#[observed]
async fn method(id: u32, replies: Sender<Reply>) {
    let (seconds, answer) = if id == 1 { (3, "slow's answer") } else { (1, "quick's answer") };
    sleep(seconds * SECOND).await; // @work
    say!("the server replies to call {id}"); // @replies
    replies.send((id, answer)).await.ok(); // @reply
}

#[observed]
async fn reader(replies: Receiver<Reply>, slow: Answer, quick: Answer) {
    for _ in 0..2 {
        let Ok((id, answer)) = replies.recv().await else { return }; // @receive
        let call = if id == 1 { &slow } else { &quick }; // @find
        call.set(answer); // @fill
    }
}

#[observed]
pub fn set_up() {
    let (calls, inbox) = channel(2); // @calls
    let (replies, outbox) = channel(2); // @replies-made
    let slow = Promise::new(); // @slow
    let quick = Promise::new(); // @quick
    spawn(client(calls, slow.clone(), quick.clone())).detach(); // @spawn-client
    spawn(server(inbox, replies)).detach(); // @spawn-server
    spawn(reader(outbox, slow, quick)).detach(); // @spawn-reader
}
