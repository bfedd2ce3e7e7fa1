//! The machine written by hand goes on to its next state and does not store the number there.
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
                say!("start"); // @start
                let _doubled = 2 * n;
                *self = TwoStep::Middle { doubled: 0 }; // @keep
                show("state", &*self);
                context.waker().wake_by_ref();
                Poll::Pending // @pending
            }
            TwoStep::Middle { doubled } => {
                say!("middle"); // @middle
                *self = TwoStep::Done; // @done
                show("state", &*self);
                Poll::Ready(doubled + 1) // @ready
            }
            TwoStep::Done => panic!("polled again after its end"), // @over
        }
    }
}

#[observed]
async fn hand() {
    let value = TwoStep::Start { n: 10 }.await; // @hand-waits
    say!("hand got {value}"); // @hand-got
}

#[observed]
async fn auto() {
    say!("start"); // @auto-start
    let doubled = 2 * 10; // @auto-keep
    yield_now().await; // @auto-yield
    say!("middle"); // @auto-middle
    say!("auto got {}", doubled + 1); // @auto-got
}

#[observed]
pub fn set_up() {
    spawn(hand()).detach(); // @spawn-hand
    spawn(auto()).detach(); // @spawn-auto
}
