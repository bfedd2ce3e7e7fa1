//! A device with streams: what is done in order, and what a read sees that doesn't wait.

use crate::story::{assert_story, recorded};
use coroscope::executor::Turn;
use coroscope::kit::{Device, SECOND, block_for, join, say, sleep, spawn, spawn_named};
use coroscope::record::event::Event;

/// Adds 1 to each number.
fn add_one(numbers: &mut [u32]) {
    for number in numbers {
        *number += 1;
    }
}

/// Multiplies each number by 10.
fn scale(numbers: &mut [u32]) {
    for number in numbers {
        *number *= 10;
    }
}

#[test]
fn a_stream_does_its_work_in_order_and_its_event_comes_last() {
    assert_story(
        || {
            let device = Device::new();
            let (stream, numbers) = (device.stream(), device.memory(vec![1, 2, 3]));
            spawn_named("host", async move {
                stream.launch("scale", 2 * SECOND, &numbers, scale);
                stream.launch("add", SECOND, &numbers, add_one);
                say!("{:?}", numbers.read());
                stream.event().await;
                say!("{:?}", numbers.read());
            })
            .detach();
        },
        "
        made | open 1 | made | spawn host | detach host
        1: poll host | hand over 0 | 0 starts in 0 at 0 s | hand over 1 | say [1, 2, 3] | hand over 2 | host awaits 2 | pending
        clock 2 s | [10, 20, 30] | 0 done at 2 s | 1 starts in 0 at 2 s
        clock 3 s | [11, 21, 31] | 1 done at 3 s | 2 starts in 0 at 3 s | 2 done at 3 s | outside wakes host
        2: poll host | say [11, 21, 31] | gone | gone | ready
        finished
        ",
    );
}

/// Order holds only inside a stream: on a second one, the shorter kernel ends first.
#[test]
fn two_streams_work_at_the_same_time() {
    let lines = lines_of(async {
        let device = Device::new();
        let (first, second, numbers) =
            (device.stream(), device.stream(), device.memory(vec![1, 2, 3]));
        first.launch("scale", 2 * SECOND, &numbers, scale);
        second.launch("add", SECOND, &numbers, add_one);
        join((first.event(), second.event())).await;
        say!("{:?}", numbers.read());
    });
    assert_eq!(lines, ["[20, 30, 40]"]);
}

/// A poll that blocks the thread for long enough finds the work done, as on a real device.
#[test]
fn a_read_after_blocking_sees_what_was_done_meanwhile() {
    let lines = lines_of(async {
        let device = Device::new();
        let (stream, numbers) = (device.stream(), device.memory(vec![1, 2, 3]));
        stream.launch("scale", 2 * SECOND, &numbers, scale);
        block_for(SECOND);
        say!("{:?}", numbers.read());
        block_for(SECOND);
        say!("{:?}", numbers.read());
    });
    assert_eq!(lines, ["[1, 2, 3]", "[10, 20, 30]"]);
}

#[test]
fn copies_are_work_on_the_stream() {
    let lines = lines_of(async {
        let device = Device::new();
        let (stream, numbers) = (device.stream(), device.memory(vec![0]));
        stream.copy_in(SECOND, vec![4, 5], &numbers);
        stream.launch("scale", SECOND, &numbers, scale);
        let copy = stream.copy_out(SECOND, &numbers);
        stream.launch("add", SECOND, &numbers, add_one);
        say!("{:?}", numbers.read());
        say!("{:?} at {:?}", copy.await, coroscope::kit::now());
        stream.event().await;
        say!("{:?}", numbers.read());
    });
    assert_eq!(lines, ["[0]", "[40, 50] at 3s", "[41, 51]"]);
}

#[test]
fn a_kernel_that_panics_does_not_stop_its_stream() {
    let lines = lines_of(async {
        let device = Device::new();
        let (stream, numbers) = (device.stream(), device.memory(vec![1]));
        stream.launch("broken", SECOND, &numbers, |_| {
            std::panic::resume_unwind(Box::new("broken"));
        });
        stream.launch("add", SECOND, &numbers, add_one);
        stream.event().await;
        say!("{:?}", numbers.read());
    });
    assert_eq!(lines, ["[2]"]);
}

/// The event was given up, and the work behind it is done.
#[test]
fn an_event_can_be_given_up() {
    let lines = lines_of(async {
        let device = Device::new();
        let (stream, numbers) = (device.stream(), device.memory(vec![1]));
        stream.launch("add", SECOND, &numbers, add_one);
        drop(stream.event());
        stream.launch("add", SECOND, &numbers, add_one);
        sleep(2 * SECOND).await;
        say!("{:?}", numbers.read());
    });
    assert_eq!(lines, ["[3]"]);
}

fn lines_of(work: impl Future<Output = ()> + 'static) -> Vec<String> {
    let (executor, ()) = recorded(|| spawn(work).detach());
    assert_eq!(executor.run(), Turn::Finished);
    let record = executor.record().expect("it records");
    let lines = record.events().iter().filter_map(Event::printed);
    lines.map(|line| record.text(line).to_owned()).collect()
}
