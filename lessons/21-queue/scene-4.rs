//! The consumer stops after two values, and the producer waits for room that never comes.
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
        if n == 2 {
            say!("consumer stops"); // @stops
            return;
        }
        sleep(SECOND).await; // @work
    }
}

#[observed]
pub fn set_up() {
    let queue = Queue::new(2); // @new
    spawn(producer(queue.clone())).detach(); // @producer
    spawn(consumer(queue.clone())).detach(); // @consumer
}
