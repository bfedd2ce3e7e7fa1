//! The queue has room for 100 values, so the producer never waits. The consumer takes as long as before.
use coroscope::kit::{Queue, SECOND, observed, say, sleep, spawn};

#[observed]
async fn producer(queue: Queue<u32>) {
    for n in 1..=5 {
        queue.put(n).await; // @put
        say!("put {n}"); // @puts
    }
    queue.close();
    say!("producer is done"); // @producer-done
}

#[observed]
async fn consumer(queue: Queue<u32>) {
    loop {
        let Some(n) = queue.get().await else { return }; // @get
        say!("got {n}"); // @got
        sleep(SECOND).await; // @work
    }
}

#[observed]
pub fn set_up() {
    let queue = Queue::new(100); // @new
    spawn(producer(queue.clone())).detach(); // @producer
    spawn(consumer(queue.clone())).detach(); // @consumer
}
