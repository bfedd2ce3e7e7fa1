//! A device, such as a GPU: memory of its own, and streams of work on that memory.

use super::observed::AsResource;
use super::payload::Payload;
use super::tracked::Tracked;
use super::workers::{self, Job, Workers};
use crate::executor::context;
use crate::record::event::ResourceKind;
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

/// A device. Work is launched on its [streams](Device::stream) and done later, outside the loop; a launch returns at once.
/// `PyCUDA` and `PyOpenCL` work like this: a `Stream` is called a command queue in `OpenCL`.
///
/// The device is simulated: each piece of work comes with the virtual time that it takes.
///
/// ```no_run
/// # use coroscope::kit::{Device, SECOND, say};
/// # async fn host() {
/// let device = Device::new();
/// let stream = device.stream();
/// let numbers = device.memory(vec![1, 2, 3]);
/// stream.launch("scale", 2 * SECOND, &numbers, |numbers| numbers.iter_mut().for_each(|n| *n *= 10));
/// say!("{:?}", numbers.read()); // [1, 2, 3]
/// stream.event().await;
/// say!("{:?}", numbers.read()); // [10, 20, 30]
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Device {
    _private: (),
}

impl Device {
    /// Returns a device without streams.
    #[must_use]
    pub fn new() -> Device {
        Device::default()
    }

    /// Returns a new stream. The work of a stream is done in the order in which it was launched; the work of two streams
    /// is done at the same time.
    #[must_use]
    pub fn stream(&self) -> Stream {
        Stream { workers: workers::open(ResourceKind::Stream, "stream", 1) }
    }

    /// Returns memory with these values.
    #[must_use]
    pub fn memory<T: fmt::Debug>(&self, values: Vec<T>) -> Memory<T> {
        let values = Tracked::new(ResourceKind::Memory, "memory", Payload::new(values));
        Memory { values }
    }
}

/// A list of work for a [`Device`], which does it in order. A clone is another handle to the same stream.
#[derive(Clone)]
pub struct Stream {
    workers: Rc<Tracked<Workers>>,
}

impl Stream {
    /// Launches a kernel: a function that changes the values in the memory, and takes this much virtual time. It returns
    /// before the kernel has started; the values change when it ends.
    ///
    /// # Panics
    /// Panics outside a run.
    pub fn launch<T, F>(&self, name: &str, cost: Duration, memory: &Memory<T>, kernel: F)
    where
        T: fmt::Debug + 'static,
        F: FnOnce(&mut [T]) + Send + 'static,
    {
        self.change(name, cost, memory, |values| kernel(values));
    }

    fn change<T: fmt::Debug + 'static>(
        &self,
        name: &str,
        cost: Duration,
        memory: &Memory<T>,
        change: impl FnOnce(&mut Vec<T>) + 'static,
    ) {
        let values = Rc::clone(&memory.values);
        workers::hand_over(&self.workers, name, cost, move |origin| {
            // A kernel that panics leaves the values as they are at that moment, and has nobody to report to.
            let _stopped = context::catch_panic(|| {
                values.update(|values| values.change_outside(origin, change));
            });
        });
    }

    /// Copies values into the memory. That is work on the stream, too: it comes after what was launched before.
    ///
    /// # Panics
    /// Panics outside a run.
    pub fn copy_in<T: fmt::Debug + Send + 'static>(
        &self,
        cost: Duration,
        values: Vec<T>,
        memory: &Memory<T>,
    ) {
        self.change("copy in", cost, memory, move |old| *old = values);
    }

    /// Copies the values out of the memory. They are those that the memory has when the copy ends: it comes after what
    /// was launched before on this stream.
    ///
    /// # Panics
    /// Panics outside a run.
    pub fn copy_out<T>(&self, cost: Duration, memory: &Memory<T>) -> Job<Vec<T>>
    where
        T: fmt::Debug + Clone + 'static,
    {
        let values = Rc::clone(&memory.values);
        let copy = move |_| values.look(Payload::copy);
        workers::hand_over_job(&self.workers, Some("copy out"), cost, copy)
    }

    /// Returns the future of an event, which happens when everything has been done that was launched on this stream
    /// before. CUDA calls awaiting it `event.synchronize()`, and blocks the thread meanwhile.
    ///
    /// # Panics
    /// Panics outside a run.
    pub fn event(&self) -> Job<()> {
        let nothing = |origin| Payload::of_job((), origin);
        workers::hand_over_job(&self.workers, Some("event"), Duration::ZERO, nothing)
    }
}

/// Values in the memory of a [`Device`]. A clone is another handle to the same memory.
pub struct Memory<T> {
    values: Rc<Tracked<Payload<Vec<T>>>>,
}

impl<T: fmt::Debug + Clone> Memory<T> {
    /// Returns a copy of the values as they are now. It doesn't wait for anything: work that was launched and hasn't
    /// ended has changed nothing yet.
    #[must_use]
    pub fn read(&self) -> Vec<T> {
        context::catch_up_with_outside();
        self.values.observe(Payload::read).value
    }
}

impl<T> Clone for Memory<T> {
    fn clone(&self) -> Memory<T> {
        Memory { values: Rc::clone(&self.values) }
    }
}

impl fmt::Debug for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Device")
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stream")
    }
}

impl<T> fmt::Debug for Memory<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memory")
    }
}

impl AsResource for Stream {
    fn set_name(&self, name: &str) {
        self.workers.name(name);
    }
}

impl<T> AsResource for Memory<T> {
    fn set_name(&self, name: &str) {
        self.values.name(name);
    }
}
