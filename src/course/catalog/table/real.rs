//! The files of the lessons' real programs.
//!
//! Generated from the folders under `lessons/` by `UPDATE_CATALOG=1 cargo test --test catalog`. Do not edit it.

use crate::course::catalog::BuiltInFile;

pub(in crate::course::catalog) static REAL: &[BuiltInFile] = &[
    file!("16-lost-update", "real-threading.py"),
    file!("16-lost-update", "real-threading.txt"),
    file!("17-mutex", "real-threading.py"),
    file!("17-mutex", "real-threading.txt"),
    file!("18-semaphore", "real-threading.py"),
    file!("18-semaphore", "real-threading.txt"),
    file!("19-event", "real-threading.py"),
    file!("19-event", "real-threading.txt"),
    file!("20-condition", "real-threading.py"),
    file!("20-condition", "real-threading.txt"),
    file!("21-queue", "real-queue.py"),
    file!("21-queue", "real-queue.txt"),
    file!("28-thread-pool", "real-concurrent-futures.py"),
    file!("28-thread-pool", "real-concurrent-futures.txt"),
    file!("28-thread-pool", "real-gil.py"),
    file!("28-thread-pool", "real-gil.txt"),
    file!("28-thread-pool", "real-multiprocessing.py"),
    file!("28-thread-pool", "real-multiprocessing.txt"),
    file!("29-collectives", "real-mpi4py.py"),
    file!("29-collectives", "real-mpi4py.txt"),
    file!("30-channels", "real-pycsp.py"),
    file!("30-channels", "real-pycsp.txt"),
    file!("31-task-queue", "real-broker.py"),
    file!("31-task-queue", "real-celery-rabbitmq.txt"),
    file!("31-task-queue", "real-celery.py"),
    file!("31-task-queue", "real-celery.txt"),
    file!("32-map-reduce", "real-scoop.py"),
    file!("32-map-reduce", "real-scoop.txt"),
    file!("33-remote-object", "real-pyro5.py"),
    file!("33-remote-object", "real-pyro5.txt"),
    file!("34-device", "real-pycuda.py"),
    file!("34-device", "real-pyopencl.py"),
    file!("34-device", "real-pyopencl.txt"),
];
