//! Where the course stands beside the book that it follows, the *Python Parallel Programming Cookbook* by Giancarlo
//! Zaccone: the systems of each chapter, the lesson on each, and what has changed since. No text is the book's.

/// A chapter of the book.
#[derive(Debug)]
pub struct Chapter {
    /// Its number.
    pub number: u8,
    /// What it is about.
    pub subject: &'static str,
    /// What it uses, in its order.
    pub systems: &'static [System],
}

/// A system of the book: a library, or a part of one.
#[derive(Debug)]
pub struct System {
    /// Its name.
    pub name: &'static str,
    /// The slugs of the lessons on it.
    pub lessons: &'static [&'static str],
    /// The libraries of the lessons' real programs that show it.
    pub libraries: &'static [&'static str],
    /// What to write today instead of what the book has, or why there is no program. Empty if nothing has changed.
    pub since: &'static str,
}

/// A system with nothing to correct.
const fn same(
    name: &'static str,
    lessons: &'static [&'static str],
    libraries: &'static [&'static str],
) -> System {
    System { name, lessons, libraries, since: "" }
}

/// The chapters. The first one compares kinds of parallel machines and has no system.
pub const CHAPTERS: &[Chapter] = &[
    Chapter {
        number: 2,
        subject: "threads",
        systems: &[
            same("threading.Thread", &["lost-update"], &["threading"]),
            same("Lock, RLock and with", &["mutex", "deadlock"], &["threading"]),
            same("Semaphore", &["semaphore"], &["threading"]),
            System {
                name: "Condition",
                lessons: &["condition"],
                libraries: &["threading"],
                since: "The book tests with `if` before it waits. Write `while`, or `wait_for`: another thread may \
                        have taken the item by the time a waiter runs.",
            },
            same("Event", &["event"], &["threading"]),
            same("queue.Queue", &["queue"], &["queue"]),
            System {
                name: "performance and the GIL",
                lessons: &["blocking", "thread-pool"],
                libraries: &["GIL"],
                since: "`time.clock` is gone since Python 3.8: write `time.perf_counter`. Since Python 3.13 there \
                        are builds without a GIL.",
            },
        ],
    },
    Chapter {
        number: 3,
        subject: "processes",
        systems: &[
            same("multiprocessing", &["thread-pool"], &["multiprocessing"]),
            System {
                name: "mpi4py",
                lessons: &["collectives"],
                libraries: &["mpi4py"],
                since: "That two ranks may both send first holds only while there is room for the messages. How much \
                        room there is differs between MPI libraries: write `sendrecv`.",
            },
        ],
    },
    Chapter {
        number: 4,
        subject: "asynchronous programming",
        systems: &[
            same("concurrent.futures", &["thread-pool"], &["concurrent.futures"]),
            System {
                name: "event loop",
                lessons: &["executor", "timers", "blocking"],
                libraries: &[],
                since: "`time.sleep` in a callback or a coroutine blocks the whole loop: write `await asyncio.sleep`. \
                        `asyncio.run` makes and closes the loop.",
            },
            System {
                name: "coroutines",
                lessons: &["lazy", "in-a-row", "poll"],
                libraries: &[],
                since: "`asyncio.coroutine` is gone since Python 3.11, and nobody writes `yield from` for it: write \
                        `async def` and `await`.",
            },
            System {
                name: "tasks",
                lessons: &["task", "three-tasks", "cancel"],
                libraries: &[],
                since: "Write `create_task` instead of calling `Task`. The three functions don't run in parallel, as \
                        a comment there says: they take turns on one thread.",
            },
            System {
                name: "futures",
                lessons: &["suspend", "resume", "join"],
                libraries: &[],
                since: "`asyncio.wait` refuses coroutines since Python 3.11: make tasks of them. It returns sets, so \
                        it has no order.",
            },
        ],
    },
    Chapter {
        number: 5,
        subject: "distributed programs",
        systems: &[
            System {
                name: "Celery",
                lessons: &["task-queue"],
                libraries: &["Celery", "Celery on RabbitMQ"],
                since: "Settings have lower-case names, such as `task_acks_late`. With Redis, a job comes back after \
                        its `visibility_timeout`; with RabbitMQ, as soon as its worker's connection closes.",
            },
            System {
                name: "SCOOP",
                lessons: &["map-reduce"],
                libraries: &["SCOOP"],
                since: "Its last release is of 2022. Start the program with `-m scoop`: without it, there is only one worker.",
            },
            System {
                name: "Pyro4",
                lessons: &["remote-object"],
                libraries: &["Pyro5"],
                since: "Pyro5 replaces it. A proxy belongs to one thread, and pickle isn't used any more.",
            },
            System {
                name: "PyCSP",
                lessons: &["channels"],
                libraries: &["PyCSP"],
                since: "Its last release is of 2016. Since Python 3.10 it needs a line before it can be imported.",
            },
            System {
                name: "Disco",
                lessons: &["map-reduce"],
                libraries: &[],
                since: "It needs Erlang and isn't on PyPI, so it has no program here. SCOOP shows the same idea.",
            },
            System {
                name: "RPyC",
                lessons: &["remote-object"],
                libraries: &[],
                since: "It has no program here. Pyro5 shows the same idea.",
            },
        ],
    },
    Chapter {
        number: 6,
        subject: "GPUs",
        systems: &[
            System {
                name: "PyCUDA",
                lessons: &["device"],
                libraries: &["PyCUDA"],
                since: "The program has never been run for this course: it needs an NVIDIA card.",
            },
            System {
                name: "NumbaPro",
                lessons: &["device"],
                libraries: &[],
                since: "It is a part of Numba now. Numba's simulator runs a kernel when it's launched, so it can't \
                        show the difference between launched and done.",
            },
            System {
                name: "PyOpenCL",
                lessons: &["device"],
                libraries: &["PyOpenCL"],
                since: "pocl runs it on a CPU, so that no card is needed.",
            },
        ],
    },
];

/// Returns whether the book has a system that this lesson is about.
#[must_use]
pub fn has_lesson(slug: &str) -> bool {
    let mut systems = CHAPTERS.iter().flat_map(|chapter| chapter.systems);
    systems.any(|system| system.lessons.contains(&slug))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::{catalog, map};

    fn systems() -> impl Iterator<Item = &'static System> {
        CHAPTERS.iter().flat_map(|chapter| chapter.systems)
    }

    #[test]
    fn every_system_has_a_lesson_of_the_course() {
        for system in systems() {
            assert!(!system.lessons.is_empty(), "{}", system.name);
            for slug in system.lessons {
                assert!(map::is_in_course(slug), "{}: {slug}", system.name);
            }
        }
    }

    /// A library that is named here has a program in one of the lessons, as far as these are written.
    #[test]
    fn every_library_is_one_of_a_real_program() {
        for system in systems() {
            let lessons: Vec<_> =
                system.lessons.iter().filter_map(|slug| catalog::find(slug).ok()).collect();
            if lessons.iter().all(|lesson| lesson.real.is_empty()) {
                continue;
            }
            for library in system.libraries {
                let is_it = |lesson: &&std::sync::Arc<catalog::Lesson>| {
                    lesson.real.iter().any(|program| program.table.library == **library)
                };
                assert!(lessons.iter().any(is_it), "{}: {library}", system.name);
            }
        }
    }

    /// The other way round: each real program is of a system that is named here.
    #[test]
    fn every_real_program_is_beside_the_book() {
        for lesson in catalog::lessons() {
            for program in &lesson.real {
                let is_it = |system: &System| {
                    system.lessons.contains(&lesson.slug.as_str())
                        && system.libraries.contains(&program.table.library.as_str())
                };
                assert!(systems().any(is_it), "{}: {}", lesson.slug, program.table.library);
            }
        }
    }

    #[test]
    fn what_is_gone_from_python_is_named() {
        let since: String = systems().map(|system| system.since).collect();
        for name in ["asyncio.coroutine", "time.clock", "asyncio.wait", "`if`", "time.sleep"] {
            assert!(since.contains(name), "{name}");
        }
    }
}
