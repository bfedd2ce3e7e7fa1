//! The same work on the host and on a device, to which the numbers have to be copied.
use coroscope::kit::{Device, SECOND, block_for, now, observed, say, spawn};

#[observed]
async fn on_the_host() {
    let start = now().as_secs();
    block_for(8 * SECOND); // @compute
    let time = now().as_secs() - start;
    say!("on the host: {time} s"); // @host-time
}

#[observed]
async fn on_the_device(seconds: u32) {
    let start = now().as_secs();
    let device = Device::new();
    let stream = device.stream(); // @stream
    let numbers = device.memory(vec![0, 0, 0]); // @memory
    stream.copy_in(2 * SECOND, vec![1, 2, 3], &numbers); // @in
    stream.launch("kernel", seconds * SECOND, &numbers, |_| ()); // @kernel
    let copy = stream.copy_out(2 * SECOND, &numbers); // @out
    let _numbers = copy.await; // @await
    let time = now().as_secs() - start;
    say!("a kernel of {seconds} s: {time} s"); // @device-time
}

#[observed]
async fn measure() {
    on_the_host().await; // @first
    on_the_device(1).await; // @then
    on_the_device(0).await; // @last
}

#[observed]
pub fn set_up() {
    spawn(measure()).detach(); // @spawn
}
