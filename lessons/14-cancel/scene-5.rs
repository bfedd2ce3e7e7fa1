//! The item is kept before the work begins: a drop at the sleep loses none.
use coroscope::kit::{Queue, SECOND, Shared, observed, say, sleep, spawn, timeout};

#[observed]
async fn round(queue: Queue<u32>, kept: Shared<Vec<u32>>) {
    let Some(item) = queue.get().await else { return }; // @take
    say!("took {item}"); // @took
    kept.update(|kept| kept.push(item)); // @keep
    let work = if item == 2 { 3 } else { 1 }; // @work
    sleep(work * SECOND).await; // @sleep
}

#[observed]
async fn main(queue: Queue<u32>) {
    let kept = Shared::new(Vec::new()); // @kept
    for _ in 1..=3 {
        let round = round(queue.clone(), kept.clone()); // @round
        let result = timeout(2 * SECOND, round).await; // @limit
        if result.is_err() {
            say!("timeout"); // @timeout
        }
    }
    say!("kept {:?}", kept.get()); // @said
}

#[observed]
pub fn set_up() {
    let queue = Queue::from([1, 2, 3]); // @queue
    spawn(main(queue)).detach(); // @main
}
