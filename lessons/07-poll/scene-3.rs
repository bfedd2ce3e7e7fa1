//! The machine written by hand stores 0 instead of the doubled number.
use coroscope::kit::{observed, say, show, spawn, yield_now};
use std::pin::Pin;
use std::task::{Context, Poll};

#[derive(Debug)]
enum TwoStep {
    Start { n: i32 }, // @state-start
    Middle { doubled: i32 },
    Done,
}

impl Future for TwoStep {
    type Output = i32;

    #[observed]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<i32> {
        match *self {
            TwoStep::Start { n } => {
                say!("by hand: start"); // @start
                *self = TwoStep::Middle { doubled: 0 }; // @keep
                show("state", &*self);
                context.waker().wake_by_ref();
                Poll::Pending // @pending
            }
            TwoStep::Middle { doubled } => {
                say!("by hand: middle"); // @middle
                *self = TwoStep::Done; // @done
                show("state", &*self);
                Poll::Ready(doubled + 1) // @ready
            }
            TwoStep::Done => panic!("polled again after Ready"), // @over
        }
    }
}

#[observed]
async fn by_hand() {
    let value = TwoStep::Start { n: 10 }.await; // @hand-waits
    say!("by hand: got {value}"); // @hand-got
}

#[observed]
async fn automatic() {
    say!("automatic: start"); // @auto-start
    let doubled = 2 * 10; // @auto-keep
    yield_now().await; // @auto-yield
    say!("automatic: middle"); // @auto-middle
    say!("automatic: got {}", doubled + 1); // @auto-got
}

#[observed]
pub fn set_up() {
    spawn(by_hand()).detach(); // @spawn-hand
    spawn(automatic()).detach(); // @spawn-auto
}
