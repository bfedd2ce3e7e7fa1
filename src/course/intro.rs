//! The opening words of a scene: what it is about, and where to look.

use super::catalog::{Lesson, Scene};

/// A few paragraphs, with an empty line between two.
#[must_use]
pub fn of(lesson: &Lesson, scene: &Scene) -> &'static str {
    let is_first = lesson.scenes.first().is_some_and(|first| first.name == scene.name);
    match (lesson.slug, is_first) {
        ("lazy", _) => {
            "Calling an `async fn` runs nothing. It makes a coroutine: a value that could be run.\n\n\
             `main` makes two of them and awaits one. Press space once: that is one real poll of \
             `main`, and it is the whole run. Then go back and walk through it event by event with \u{2193}.\n\n\
             Look at Coroutines and Output: which of the two ever prints?"
        }
        ("task", _) => {
            "A task is a coroutine that the loop owns. Making it a task puts it into the ready queue \
             and runs nothing.\n\n\
             The set-up has made two tasks. Look at Loop and Tasks before the first turn: two in the \
             queue, no polls, no output.\n\n\
             Then press space. Nobody calls `greet`; the loop takes the front of the queue."
        }
        ("suspend", _) => {
            "`waiter` awaits `answer`, a slot that is still empty. The poll cannot go on, so it ends \
             with Pending, and the task is suspended: in no queue.\n\n\
             `answer` keeps the waker of `waiter`. That is the only way back.\n\n\
             Look at Loop: who is in the queue while `waiter` waits? And who will fill `answer`?"
        }
        ("resume", _) => {
            "`answerer` fills the slot that `waiter` waits for. Filling it calls the stored waker, and \
             the waker puts `waiter` at the back of the ready queue. It does not run it.\n\n\
             Walk through turn 2 with \u{2193} and look at Loop and at Output: what is printed next after \
             `answer` is full?"
        }
        ("in-a-row", true) => {
            "`main` makes two coroutines and awaits one after the other. There is one task: `a` runs \
             inside the polls of `main`, and `b` has not even begun.\n\n\
             When nothing is ready, the clock jumps to the next deadline. Look at the clock: when does \
             `b` start, and when is all over?"
        }
        ("in-a-row", false) => {
            "The same two awaits. But now `a` and `b` are tasks of their own, and the loop polls them \
             as soon as `main` is suspended.\n\n\
             Look at the timers after turn 3, and at the clock at the end: 5 seconds have become 3. \
             Which line made the waits overlap?"
        }
        ("three-tasks", _) => {
            "Three tasks, one loop. Each prints a step, sleeps a second, and goes on.\n\n\
             Look at Timeline: no column has two bars. One task runs at a time; what overlaps is the \
             waiting.\n\n\
             And look at the locals in Tasks: a coroutine keeps them while it is suspended."
        }
        _ => {
            "Press space for one real poll, \u{2190} to go back, \u{2193} for the events inside the turn."
        }
    }
}
