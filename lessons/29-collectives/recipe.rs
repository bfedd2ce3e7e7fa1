//! Rank 0 scatters eight numbers over four ranks, gathers their sums, and adds these up.
use coroscope::kit::{Receiver, SECOND, Sender, channel, observed, say, sleep, spawn};

#[observed]
async fn root(outboxes: [Sender<Vec<i32>>; 3], inbox: Receiver<(u32, i32)>) {
    let numbers = [1, 2, 3, 4, 5, 6, 7, 8]; // @numbers
    for (outbox, pair) in outboxes.iter().zip(numbers[2..].chunks(2)) {
        outbox.send(pair.to_vec()).await.ok(); // @scatter
    }
    say!("rank 0 has scattered"); // @scattered
    let mut sums = [numbers[0] + numbers[1], 0, 0, 0]; // @own
    for _ in 1..4 {
        let Ok((rank, sum)) = inbox.recv().await else { return }; // @gather
        say!("rank 0 gets {sum} from rank {rank}"); // @gets
        sums[rank as usize] = sum; // @store
    }
    let total: i32 = sums.iter().sum(); // @reduce
    say!("the sum of {sums:?} is {total}"); // @total
}

#[observed]
async fn other(rank: u32, inbox: Receiver<Vec<i32>>, outbox: Sender<(u32, i32)>) {
    let Ok(pair) = inbox.recv().await else { return }; // @receive
    sleep((4 - rank) * SECOND).await; // @work
    let sum = pair[0] + pair[1];
    say!("rank {rank} sends {sum}"); // @sends
    outbox.send((rank, sum)).await.ok(); // @answer
}

#[observed]
pub fn set_up() {
    let (to0, inbox0) = channel(3); // @to0
    let (to1, inbox1) = channel(1);
    let (to2, inbox2) = channel(1);
    let (to3, inbox3) = channel(1);
    let rank1 = other(1, inbox1, to0.clone()); // @rank1
    let rank2 = other(2, inbox2, to0.clone());
    let rank3 = other(3, inbox3, to0);
    let rank0 = root([to1, to2, to3], inbox0); // @rank0
    spawn(rank1).detach();
    spawn(rank2).detach();
    spawn(rank3).detach();
    spawn(rank0).detach(); // @spawn-rank0
}
