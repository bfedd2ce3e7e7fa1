//! The loop, told as whole stories: every event of a small program, in order.
#![allow(missing_docs)]

#[path = "executor/cancelling.rs"]
mod cancelling;
#[path = "executor/clocks.rs"]
mod clocks;
#[path = "executor/endings.rs"]
mod endings;
#[path = "executor/handles.rs"]
mod handles;
#[path = "executor/losing.rs"]
mod losing;
#[path = "executor/outliving.rs"]
mod outliving;
#[path = "executor/panicking.rs"]
mod panicking;
#[path = "executor/waking.rs"]
mod waking;

#[expect(clippy::allow_attributes, reason = "each test file uses a part of the stories' words")]
#[allow(dead_code)]
mod story;

use std::cell::{Cell, RefCell};
use std::future::{pending, poll_fn};
use std::rc::Rc;
use std::task::{Poll, Waker};

/// Runs code when it is dropped.
struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Keeps the waker of the task that awaits it, and is never ready.
async fn give_waker(to: Rc<RefCell<Option<Waker>>>) {
    poll_fn(|context| {
        *to.borrow_mut() = Some(context.waker().clone());
        Poll::<()>::Pending
    })
    .await;
}

/// The waker of the task that awaits it.
async fn own_waker() -> Waker {
    poll_fn(|context| Poll::Ready(context.waker().clone())).await
}

type Counter = Rc<Cell<u32>>;
type Kept = Rc<RefCell<Option<Waker>>>;

async fn never() {
    pending::<()>().await;
}
