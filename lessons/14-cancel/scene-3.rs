//! A drop guard puts the item back when its round is dropped: late, and not lost.
use coroscope::kit::{SECOND, Shared, observed, say, sleep, spawn, timeout};

type List = Shared<Vec<u32>>;

struct Taken {
    item: Option<u32>,
    queue: List,
}

impl Drop for Taken {
    fn drop(&mut self) {
        if let Some(item) = self.item {
            say!("{item} goes back"); // @back
            self.queue.update(|queue| queue.push(item));
        }
    }
}

#[observed]
async fn round(queue: List, kept: List) {
    let item = queue.update(|queue| queue.remove(0)); // @take
    say!("took {item}"); // @took
    let mut taken = Taken { item: Some(item), queue }; // @guard
    let work = if item == 2 { 3 } else { 1 }; // @work
    sleep(work * SECOND).await; // @sleep
    taken.item = None; // @safe
    kept.update(|kept| kept.push(item)); // @keep
}

#[observed]
async fn main(queue: List) {
    let kept = Shared::new(Vec::new()); // @kept
    for _ in 1..=3 {
        let round = round(queue.clone(), kept.clone()); // @round
        let result = timeout(2 * SECOND, round).await; // @limit
        if result.is_err() {
            say!("timeout"); // @timeout
        }
    }
    say!("kept {:?}, left {:?}", kept.get(), queue.get()); // @said
}

#[observed]
pub fn set_up() {
    let queue = Shared::new(vec![1, 2, 3]); // @queue
    spawn(main(queue)).detach(); // @main
}
