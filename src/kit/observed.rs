//! What `#[observed]` puts into a function: the calls that make a coroutine visible.
//!
//! The attribute rewrites
//!
//! ```text
//! #[observed]                          #[track_caller]
//! async fn greet(name: &str) {         fn greet(name: &str) -> impl Future<Output = ()> {
//!     say!("hello {name}");      ─▶        frame(site, async move {
//!     sleep(SECOND).await;                     local("name"); line(2); say!("hello {name}");
//! }                                            line(3); resumed(3, at(3, sleep(SECOND)).await)
//!                                          }, show)
//!                                      }
//! ```
//!
//! so that the call itself, the first poll, each line, each local, each await and the end become events.
//! The value of every expression passes through untouched; a function runs the same with the attribute
//! and without it, recorded or not.

use crate::executor::context;
use crate::record::event::{CoroutineEvent, CoroutineId, TextId};
use pin_project::{pin_project, pinned_drop};
use std::any::type_name;
use std::cell::{Cell, RefCell};
use std::fmt::Debug;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

mod local;
mod show;

pub use local::Local;
pub use show::{
    AsResource, ByDebug, ByResource, ByType, NoResource, Show, type_text, type_text_of,
};
pub(super) use show::{debug_text as text_of, text_or_type};

/// The observed function's own name and file.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// Its name.
    pub name: &'static str,
    /// The file it stands in, as `file!()` gives it.
    pub file: &'static str,
}

/// A coroutine that was called and not yet polled, spawned or dropped.
struct Fresh {
    coroutine: CoroutineId,
    of: &'static str,
    by: Option<CoroutineId>,
    name: TextId,
    named: bool,
}

/// An observed call that is on the stack now.
struct Entry {
    coroutine: Option<CoroutineId>, // `None` for an unrecorded one
    line: u32,                      // the statement that is running
    is_function: bool,              // an ordinary call, and no coroutine
}

thread_local! {
    /// The observed calls that are on the stack now, outermost first.
    static STACK: RefCell<Vec<Entry>> = const { RefCell::new(Vec::new()) };
    static FRESH: RefCell<Vec<Fresh>> = const { RefCell::new(Vec::new()) };
    /// Set while [`coroutine_of`] asks a frame who it is.
    static ASKED: Cell<bool> = const { Cell::new(false) };
    static ANSWER: Cell<Option<CoroutineId>> = const { Cell::new(None) };
}

/// A frame may be dropped while its thread ends and these are gone already: then there is no stack.
fn with_stack<R>(then: impl FnOnce(&mut Vec<Entry>) -> R) -> Option<R> {
    STACK.try_with(|stack| then(&mut stack.borrow_mut())).ok()
}

fn innermost() -> Option<CoroutineId> {
    with_stack(|stack| stack.last().and_then(|entry| entry.coroutine)).flatten()
}

/// Takes the innermost entry off the stack when it is dropped.
struct OnStack;

impl OnStack {
    fn push(coroutine: Option<CoroutineId>) -> OnStack {
        OnStack::push_entry(Entry { coroutine, line: 0, is_function: false })
    }

    fn push_entry(entry: Entry) -> OnStack {
        with_stack(|stack| stack.push(entry));
        OnStack
    }
}

impl Drop for OnStack {
    fn drop(&mut self) {
        with_stack(Vec::pop);
    }
}

/// An observed coroutine: the body of the function, and its life in the record.
#[pin_project(PinnedDrop)]
pub struct Frame<F: Future> {
    #[pin]
    body: F,
    behind_body: OnStack, // dropped after the body: a coroutine is on the stack while it is dropped
    show: fn(&F::Output) -> String,
    life: Life,
}

/// What the record knows of a coroutine. Of all this there is one copy, and a [`Frame`] for each function.
struct Life {
    coroutine: Option<CoroutineId>, // `None` for an unrecorded one
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Fresh,
    Entered,
    Returned,
}

/// Makes an observed coroutine of a function's body. R1: this runs nothing of it.
#[track_caller]
pub fn frame<F: Future>(site: Site, body: F, show: fn(&F::Output) -> String) -> Frame<F> {
    let life = Life::begin(site, Location::caller().line(), type_name::<Frame<F>>());
    Frame { body, behind_body: OnStack, show, life }
}

/// Makes an observed coroutine of an `async` block on this line. Its result is shown by its type: the
/// compiler may not know it yet.
pub fn block<F: Future>(site: Site, line: u32, body: F) -> Frame<F> {
    let of = type_name::<Frame<F>>();
    Frame { body, behind_body: OnStack, show: type_text_of, life: Life::begin(site, line, of) }
}

impl<F: Future> Future for Frame<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let Some(on_stack) = this.life.begin_poll() else { return Poll::Pending };
        let poll = this.body.poll(context);
        drop(on_stack);
        if let Poll::Ready(value) = &poll {
            let show = *this.show;
            this.life.end(&|| show(value));
        }
        poll
    }
}

#[pinned_drop]
impl<F: Future> PinnedDrop for Frame<F> {
    fn drop(self: Pin<&mut Self>) {
        self.project().life.begin_drop();
    }
}

impl Life {
    /// Records the call of an async function, whose coroutine has this type and waits for its first poll.
    fn begin(site: Site, line: u32, of: &'static str) -> Life {
        let by = innermost();
        let mut made = None;
        context::record(|recorder| {
            let coroutine = recorder.new_coroutine();
            let (name, file) = (recorder.text_id(site.name), recorder.text_id(site.file));
            made = Some((coroutine, name));
            CoroutineEvent::Created { coroutine, name, file, line, by }
        });
        if let Some((coroutine, name)) = made {
            let fresh = Fresh { coroutine, of, by, name, named: false };
            FRESH.with_borrow_mut(|all| all.push(fresh));
        }
        Life { coroutine: made.map(|(coroutine, _)| coroutine), stage: Stage::Fresh }
    }

    /// `None` where [`coroutine_of`] only asks who this is.
    fn begin_poll(&mut self) -> Option<OnStack> {
        if ASKED.get() {
            ANSWER.set(self.coroutine);
            return None;
        }
        let stage = std::mem::replace(&mut self.stage, Stage::Entered);
        if let Some(coroutine) = self.coroutine {
            match stage {
                Stage::Fresh => {
                    no_longer_fresh(coroutine);
                    let parent = innermost();
                    context::record(|_| CoroutineEvent::Entered { coroutine, parent });
                }
                _ => context::record(|_| CoroutineEvent::Continued { coroutine }),
            }
        }
        Some(OnStack::push(self.coroutine))
    }

    fn end(&mut self, value: &dyn Fn() -> String) {
        self.stage = Stage::Returned;
        if let Some(coroutine) = recorded(self.coroutine) {
            returned(coroutine, &value());
        }
    }

    /// The body is dropped next, and then the [`OnStack`] behind it.
    fn begin_drop(&mut self) {
        if let Some(coroutine) = self.coroutine.filter(|_| self.stage != Stage::Returned) {
            no_longer_fresh(coroutine);
            context::record(|_| CoroutineEvent::Dropped { coroutine });
        }
        std::mem::forget(OnStack::push(self.coroutine));
    }
}

/// It has been polled, spawned or dropped, so no variable can give it a name any more.
pub(super) fn no_longer_fresh(coroutine: CoroutineId) {
    let _gone = FRESH.try_with(|all| all.borrow_mut().retain(|fresh| fresh.coroutine != coroutine));
}

/// The coroutine, where something is recorded.
fn recorded(coroutine: Option<CoroutineId>) -> Option<CoroutineId> {
    coroutine.filter(|_| context::is_recording())
}

fn returned(coroutine: CoroutineId, value: &str) {
    context::record(|recorder| CoroutineEvent::Returned {
        coroutine,
        value: recorder.text_id(value),
    });
}

/// Which observed coroutine is this future, if it is one, and what is it called?
///
/// A future can only be polled, so a frame is asked by a poll that it answers without going on. Nothing
/// but a frame is ever asked: the type's name says which is one.
pub(super) fn coroutine_of<F: Future>(future: Pin<&mut F>) -> Option<(CoroutineId, TextId)> {
    if !can_answer(type_name::<F>()) {
        return None;
    }
    ASKED.set(true);
    let _pending = future.poll(&mut Context::from_waker(std::task::Waker::noop()));
    answer()
}

fn can_answer(its_type: &str) -> bool {
    context::is_recording() && is_frame(its_type)
}

fn answer() -> Option<(CoroutineId, TextId)> {
    ASKED.set(false);
    let coroutine = ANSWER.take()?;
    FRESH.with_borrow(|all| {
        let fresh = all.iter().find(|fresh| fresh.coroutine == coroutine)?;
        Some((coroutine, fresh.name))
    })
}

fn is_frame(name: &str) -> bool {
    let frame = type_name::<Frame<std::future::Ready<()>>>();
    frame.split_once('<').is_some_and(|(frame, _)| {
        name.strip_prefix(frame).is_some_and(|rest| rest.starts_with('<'))
    })
}

/// An observed function that is no coroutine: it runs when it is called, and is on the stack till then.
#[derive(Debug)]
#[must_use = "the call ends when this is dropped"]
pub struct Call {
    coroutine: Option<CoroutineId>,
    value: RefCell<Option<String>>,
}

/// Records a call of an ordinary observed function, which stands on this line. The call itself is placed
/// at the statement that the caller is running: `#[track_caller]` would tell the line, but it would also
/// move the function's own panics there.
pub fn call(site: Site, line: u32, is_unit: bool) -> Call {
    let caller = with_stack(|stack| stack.last().map(|entry| entry.line)).flatten();
    let line = caller.filter(|line| *line > 0).unwrap_or(line);
    let by = innermost();
    let mut coroutine = None;
    context::record(|recorder| {
        let id = recorder.new_coroutine();
        coroutine = Some(id);
        let (name, file) = (recorder.text_id(site.name), recorder.text_id(site.file));
        CoroutineEvent::Called { coroutine: id, name, file, line, by }
    });
    std::mem::forget(OnStack::push_entry(Entry { coroutine, line: 0, is_function: true }));
    let value = is_unit.then(|| "()".to_owned()).filter(|_| coroutine.is_some());
    Call { coroutine, value: RefCell::new(value) }
}

impl Call {
    /// The function came to its last line with this value. `value` is not called where nothing is
    /// recorded.
    pub fn returns(&self, value: impl FnOnce() -> String) {
        if recorded(self.coroutine).is_some() {
            let value = value();
            self.value.replace(Some(value));
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        drop(OnStack);
        let Some(coroutine) = recorded(self.coroutine) else { return };
        if std::thread::panicking() {
            context::record(|_| CoroutineEvent::Dropped { coroutine });
        } else {
            // A value that left through an early `return` or `?` was not seen.
            returned(coroutine, self.value.take().as_deref().unwrap_or("…"));
        }
    }
}

/// The statement on this line is about to run.
pub fn line(line: u32) {
    let running = with_stack(|stack| {
        let entry = stack.last_mut()?;
        entry.line = line;
        entry.coroutine
    });
    if let Some(coroutine) = running.flatten() {
        context::record(|_| CoroutineEvent::Line { coroutine, line });
    }
}

/// An await on this line begins. `what` is its source. The future passes through. That it is one is for
/// `.await` to ask, which asks it in better words.
pub fn at<F>(line: u32, what: &'static str, future: F) -> F {
    awaits(line, what, type_name::<F>(), size_of::<F>());
    future
}

fn awaits(line: u32, what: &str, of: &str, size: usize) {
    let Some(coroutine) = recorded(innermost()) else { return };
    let size = u32::try_from(size).unwrap_or(u32::MAX);
    let of = type_text(of);
    context::record(|recorder| {
        let (what, of) = (recorder.text_id(what), recorder.text_id(&of));
        CoroutineEvent::Await { coroutine, line, what, of, size }
    });
}

/// The await on this line is over. Its value passes through.
pub fn resumed<T>(line: u32, value: T) -> T {
    goes_on(line);
    value
}

fn goes_on(line: u32) {
    if let Some(coroutine) = innermost() {
        context::record(|_| CoroutineEvent::Resumed { coroutine, line });
    }
}

/// Are locals worth looking at?
fn is_recording() -> bool {
    recorded(innermost()).is_some()
}

/// Shows a value among the locals of the coroutine that is being polled, until it ends.
///
/// A future written by hand has no locals that anybody could see: its state is a value inside it. Its
/// `poll` may show that value, under a name of its own.
pub fn show(name: &str, value: &impl Debug) {
    let coroutine = with_stack(|stack| stack.iter().rfind(|entry| !entry.is_function)?.coroutine);
    if let Some(coroutine) = recorded(coroutine.flatten()) {
        let text = text_of(value);
        context::record(|recorder| {
            let (name, value) = (recorder.text_id(name), recorder.text_id(&text));
            CoroutineEvent::Local { coroutine, name, value, from: 0, until: u32::MAX }
        });
    }
}
