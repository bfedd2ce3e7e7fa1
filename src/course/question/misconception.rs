//! The **misconceptions** that the course refutes: what people often believe about an event loop.

/// A wrong belief that a lesson refutes.
#[derive(Debug, PartialEq, Eq)]
pub struct Misconception {
    /// The name in lessons.
    pub id: &'static str,
    /// What is believed.
    pub belief: &'static str,
}

/// All of them.
pub static MISCONCEPTIONS: [Misconception; 32] = [
    Misconception { id: "M01", belief: "Calling an async function starts it." },
    Misconception { id: "M02", belief: "Making a task runs it now." },
    Misconception { id: "M03", belief: "Completing a future runs its waiter on the spot." },
    Misconception { id: "M04", belief: "Every await hands control back to the loop." },
    Misconception { id: "M05", belief: "Two awaits in a row overlap." },
    Misconception { id: "M06", belief: "Tasks run in parallel." },
    Misconception { id: "M07", belief: "The loop keeps checking every task." },
    Misconception { id: "M08", belief: "A future is work that runs somewhere else." },
    Misconception { id: "M09", belief: "After Pending the loop asks again by itself." },
    Misconception { id: "M10", belief: "Any stored waker will do." },
    Misconception { id: "M11", belief: "Woken means that it can continue." },
    Misconception { id: "M12", belief: "Joining and spawning are the same." },
    Misconception { id: "M13", belief: "The losing branch of a select keeps running." },
    Misconception { id: "M14", belief: "Dropping a handle cancels its task." },
    Misconception { id: "M15", belief: "A cancel works at once and stops anything." },
    Misconception { id: "M16", belief: "Catching the cancel exception does no harm." },
    Misconception { id: "M17", belief: "One failing task stops the others." },
    Misconception { id: "M18", belief: "One thread means no races." },
    Misconception { id: "M19", belief: "A lock may be held over an await at no cost." },
    Misconception { id: "M20", belief: "The owner of a lock may take it again." },
    Misconception { id: "M21", belief: "A lock somewhere in the program is protection." },
    Misconception { id: "M22", belief: "An `if` is enough before waiting on a condition." },
    Misconception { id: "M23", belief: "A notification is remembered." },
    Misconception { id: "M24", belief: "A bounded send never waits." },
    Misconception { id: "M25", belief: "Blocking in a coroutine blocks only that coroutine." },
    Misconception { id: "M26", belief: "A loop with an await in it always lets others run." },
    Misconception {
        id: "M27",
        belief: "A started future keeps running while its owner awaits something else.",
    },
    Misconception { id: "M28", belief: "It ran, so it is right." },
    Misconception { id: "M29", belief: "Pinning does something at run time." },
    Misconception { id: "M30", belief: "Passing messages cannot deadlock." },
    Misconception { id: "M31", belief: "A queued job runs exactly once." },
    Misconception { id: "M32", belief: "The launch call returned, so the result is there." },
];

/// Returns the misconception with this name.
#[must_use]
pub fn find(id: &str) -> Option<&'static Misconception> {
    MISCONCEPTIONS.iter().find(|one| one.id == id)
}
