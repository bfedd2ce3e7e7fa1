//! The bell stores only its first waker, so it wakes the task that has passed it on.
use coroscope::kit::{SECOND, Shared, observed, say, select, sleep, spawn, yield_now};
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
            return Poll::Ready(()); // @ready
        }
        if self.waker.get().is_none() {
            self.waker.set(Some(context.waker().clone())); // @store
        }
        Poll::Pending // @pending
    }
}

#[observed]
async fn alice(mut bell: Bell) {
    select(&mut bell, yield_now()).await; // @listen
    say!("alice passes the bell to bob"); // @passes
    spawn(bob(bell)).detach(); // @spawn-bob
}

#[observed]
async fn bob(bell: Bell) {
    bell.await; // @wait
    say!("bob heard the bell"); // @heard
}

#[observed]
async fn ringer(bell: Bell) {
    sleep(SECOND).await; // @sleep
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
    spawn(alice(bell.clone())).detach(); // @spawn-alice
    spawn(ringer(bell)).detach(); // @spawn-ringer
}
