//! A leaf future that does not store the waker: changing its data does not wake the task.
use coroscope::kit::{SECOND, Shared, observed, say, sleep, spawn};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

#[derive(Clone, Debug)]
struct Bell {
    rung: Shared<bool>,
    waker: Shared<Option<Waker>>,
}

impl Future for Bell {
    type Output = ();

    #[observed]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.rung.get() {
            Poll::Ready(()) // @ready
        } else {
            Poll::Pending // @pending
        }
    }
}

#[observed]
async fn listener(bell: Bell) {
    say!("listening"); // @listen
    bell.await; // @wait
    say!("heard the bell"); // @heard
}

#[observed]
async fn ringer(bell: Bell) {
    sleep(2 * SECOND).await; // @sleep
    bell.rung.set(true); // @ring
    say!("rung"); // @said
    let waker = bell.waker.take(); // @take
    if let Some(waker) = waker {
        waker.wake(); // @wake
    }
}

#[observed]
pub fn set_up() {
    let rung = Shared::new(false); // @rung
    let waker = Shared::new(None); // @waker
    let bell = Bell { rung, waker }; // @bell
    spawn(listener(bell.clone())).detach(); // @spawn-listener
    spawn(ringer(bell)).detach(); // @spawn-ringer
}
