//! A struct that stores indexes instead of a reference may be moved.
use coroscope::kit::{SECOND, observed, say, sleep, spawn};

struct Window {
    data: [i32; 4],
    from: usize, // an index, and not a reference
    to: usize,
}

#[observed]
async fn holder() {
    let window = Window { data: [1, 2, 3, 4], from: 1, to: 3 }; // @data
    let before = &raw const window.data; // @before
    sleep(SECOND).await; // @sleep
    let moved = Box::new(window); // @move
    say!("view is {:?}", &moved.data[moved.from..moved.to]); // @shows
    if before != &raw const moved.data {
        say!("data has moved"); // @moved
    }
}

#[observed]
pub fn set_up() {
    spawn(holder()).detach(); // @holder
}
