//! Each worker acknowledges a job when it takes it, and one loses power after the effect.
use coroscope::kit::{Broker, Handle, SECOND, Shared, observed, say, sleep, spawn};

#[observed]
async fn worker(name: &str, broker: Broker<u32>, total: Shared<u32>) {
    loop {
        let delivery = broker.take().await; // @take
        let job = *delivery;
        say!("{name} takes job {job}"); // @takes
        delivery.ack(); // @ack
        sleep(2 * SECOND).await; // @before
        total.set(total.get() + job); // @effect
        say!("{name} adds {job}: total {}", total.get()); // @adds
        sleep(2 * SECOND).await; // @after
    }
}

#[observed]
async fn client(broker: Broker<u32>, total: Shared<u32>, w1: Handle<()>, w2: Handle<()>) {
    for job in 1..=4 {
        broker.send(job); // @send
    }
    sleep(7 * SECOND).await; // @until-cut
    say!("w1 loses power"); // @power
    w1.cancel(); // @cut
    sleep(6 * SECOND).await; // @until-end
    say!("the total is {}", total.get()); // @total
    w2.cancel(); // @close
}

#[observed]
pub fn set_up() {
    let broker = Broker::new(); // @broker
    let total = Shared::new(0); // @new-total
    let w1 = worker("w1", broker.clone(), total.clone()); // @w1
    let w2 = worker("w2", broker.clone(), total.clone());
    let w1 = spawn(w1);
    let w2 = spawn(w2);
    spawn(client(broker, total, w1, w2)).detach(); // @spawn-client
}
