//! `host` launches two kernels on a device and waits for them, and `other` runs meanwhile.
use coroscope::kit::{Device, SECOND, observed, say, spawn};

fn scale(numbers: &mut [u32]) {
    for number in numbers {
        *number *= 10; // @times
    }
}

fn add(numbers: &mut [u32]) {
    for number in numbers {
        *number += 1; // @plus
    }
}

#[observed]
async fn host(device: Device) {
    let stream = device.stream(); // @stream
    let numbers = device.memory(vec![1, 2, 3]); // @memory
    stream.launch("scale", 2 * SECOND, &numbers, scale); // @scale
    stream.launch("add", SECOND, &numbers, add); // @add
    say!("launched"); // @launched
    let done = stream.event(); // @event
    done.await; // @await
    say!("host reads {:?}", numbers.read()); // @read
}

#[observed]
async fn other() {
    say!("other runs"); // @other
}

#[observed]
pub fn set_up() {
    spawn(host(Device::new())).detach(); // @spawn
    spawn(other()).detach(); // @spawn-other
}
