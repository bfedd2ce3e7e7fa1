//! The pairs are taken in the order in which the mappers finish.
use coroscope::kit::{SECOND, Shared, as_completed, observed, say, sleep, spawn};
use std::collections::BTreeMap;

type Pair = (&'static str, u32);

#[observed]
async fn mapper(line: &'static str, seconds: u32) -> Vec<Pair> {
    sleep(seconds * SECOND).await; // @work
    say!("mapped: {line}"); // @mapped
    line.split(' ').map(|word| (word, 1)).collect() // @pairs
}

#[observed]
async fn reducer(word: &'static str, ones: Vec<u32>) {
    sleep(SECOND).await; // @adding
    let count: u32 = ones.iter().sum(); // @sum
    say!("{word}: {count}"); // @count
}

#[observed]
async fn main() {
    let map1 = spawn(mapper("tea milk bun", 1)); // @map1
    let map2 = spawn(mapper("bun tea", 3)); // @map2
    let map3 = spawn(mapper("tea bun milk", 2)); // @map3
    let groups = Shared::new(BTreeMap::new()); // @groups
    let mut mappers = as_completed([map1, map2, map3]); // @as-completed
    while let Some((_, result)) = mappers.next().await {
        // @await-map
        let Ok(pairs) = result else { return };
        say!("main takes {} pairs", pairs.len()); // @takes
        shuffle(pairs, &groups); // @call-shuffle
    }
    say!("{} keys", groups.get().len()); // @keys
    let mut reducers = Vec::new();
    for (word, ones) in groups.get() {
        reducers.push(spawn(reducer(word, ones))); // @reduce
    }
    for reducer in reducers {
        reducer.await.ok(); // @await-reduce
    }
    say!("main has all the counts"); // @done
}

#[observed]
fn shuffle(pairs: Vec<Pair>, groups: &Shared<BTreeMap<&'static str, Vec<u32>>>) {
    for (word, one) in pairs {
        groups.update(|groups| groups.entry(word).or_default().push(one)); // @shuffle
    }
}

#[observed]
pub fn set_up() {
    spawn(main()).detach(); // @spawn-main
}
