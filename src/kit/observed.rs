//! The hooks that `#[observed]` inserts into a function to make a coroutine visible.
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
//! so that the call, the first poll, each line, each local, each await and the end become events.
//! The value of every expression passes through unchanged, so a function runs the same with and without the attribute,
//! whether or not it is recorded.

use crate::executor::context;
use crate::record::event::{CoroutineEvent, CoroutineId, TextId};
use pin_project::{pin_project, pinned_drop};
use std::any::type_name;
use std::cell::{Cell, RefCell};
use std::fmt::Debug;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

mod debug_text;
mod local;
mod show;
mod type_of;

pub(super) use debug_text::{debug_text as text_of, text_or_type};
pub use local::Local;
pub use show::{AsResource, ByDebug, ByType, Show, type_text, type_text_of};
pub use type_of::{
    Collection, CollectionAnswer, FormatAnswer, IfDropped, MovesAnswer, No, Question,
    ResourceAnswer, TypeOf, Unasked, Yes, questions,
};

/// The name and file of an observed function.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// The name of the function.
    pub name: &'static str,
    /// Its file, as returned by `file!()`.
    pub file: &'static str,
}

/// A coroutine that was created and hasn't been polled or dropped yet.
struct UnpolledCoroutine {
    coroutine: CoroutineId,
    type_name: &'static str,
    creator: Option<CoroutineId>,
    name: TextId,
    is_named: bool, // after a variable
}

/// An observed call on the stack.
struct StackEntry {
    coroutine: Option<CoroutineId>, // `None` if it isn't recorded
    file: &'static str,
    line: u32,         // of the current statement
    is_function: bool, // not a coroutine
}

thread_local! {
    /// The observed calls that are running, outermost first.
    static STACK: RefCell<Vec<StackEntry>> = const { RefCell::new(Vec::new()) };
    static UNPOLLED: RefCell<Vec<UnpolledCoroutine>> = const { RefCell::new(Vec::new()) };
    /// Whether a poll of a [`Frame`] only identifies its coroutine.
    static IS_IDENTIFYING: Cell<bool> = const { Cell::new(false) };
    static IDENTIFIED: Cell<Option<CoroutineId>> = const { Cell::new(None) };
}

/// Calls a function with the stack. Returns `None` while the thread ends: a frame may be dropped after the stack.
fn with_stack<R>(then: impl FnOnce(&mut Vec<StackEntry>) -> R) -> Option<R> {
    STACK.try_with(|stack| then(&mut stack.borrow_mut())).ok()
}

fn innermost() -> Option<CoroutineId> {
    with_stack(|stack| stack.last().and_then(|entry| entry.coroutine)).flatten()
}

/// Pops the innermost entry from the stack when it is dropped.
struct StackGuard;

impl StackGuard {
    fn push(coroutine: Option<CoroutineId>, file: &'static str) -> StackGuard {
        StackGuard::push_entry(StackEntry { coroutine, file, line: 0, is_function: false })
    }

    fn push_entry(entry: StackEntry) -> StackGuard {
        with_stack(|stack| stack.push(entry));
        StackGuard
    }
}

impl Drop for StackGuard {
    fn drop(&mut self) {
        with_stack(Vec::pop);
    }
}

/// An observed coroutine.
#[pin_project(PinnedDrop)]
pub struct Frame<F: Future> {
    #[pin]
    body: F,
    stack_guard: StackGuard, // dropped after the body, so that a coroutine is on the stack while it is dropped
    show: fn(&F::Output) -> String,
    lifecycle: Lifecycle,
}

/// Records the lifecycle of a coroutine. It isn't generic, so that its code isn't compiled for every function.
struct Lifecycle {
    coroutine: Option<CoroutineId>, // `None` if it isn't recorded
    address: usize,                 // where its state was found by the latest poll
    moves: u32,
    file: &'static str,
    stage: LifecycleStage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LifecycleStage {
    Unpolled,
    Entered,
    Returned,
}

/// Wraps a function's body in an observed coroutine. This runs none of its code (R1).
#[track_caller]
pub fn frame<F: Future>(site: Site, body: F, show: fn(&F::Output) -> String) -> Frame<F> {
    let line = line_of_call(site, Location::caller());
    let lifecycle = Lifecycle::begin(site, line, type_name::<Frame<F>>());
    Frame { body, stack_guard: StackGuard, show, lifecycle }
}

/// Returns the line of a call in the file of its caller, or 0 if it isn't known.
///
/// A call may come from another file than the caller's: in `(0..3).map(greet)` it is in the standard library. Then the
/// line is that of the caller's current statement.
fn line_of_call(site: Site, location: &Location<'_>) -> u32 {
    let caller = with_stack(|stack| stack.last().map(|entry| (entry.file, entry.line))).flatten();
    match caller {
        Some((file, line)) if location.file() != file => line,
        None if location.file() != site.file => 0,
        _ => location.line(),
    }
}

/// Wraps an `async` block on this line in an observed coroutine. Its result is shown by its type, because the
/// compiler may not know the type yet.
pub fn block<F: Future>(site: Site, line: u32, body: F) -> Frame<F> {
    let lifecycle = Lifecycle::begin(site, line, type_name::<Frame<F>>());
    Frame { body, stack_guard: StackGuard, show: type_text_of, lifecycle }
}

impl<F: Future> Future for Frame<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let address = std::ptr::from_ref(&*self).addr();
        let this = self.project();
        let Some(stack_guard) = this.lifecycle.begin_poll(address, size_of::<F>()) else {
            return Poll::Pending;
        };
        let poll = this.body.poll(context);
        drop(stack_guard);
        if let Poll::Ready(value) = &poll {
            let show = *this.show;
            this.lifecycle.end(&|| show(value));
        }
        poll
    }
}

#[pinned_drop]
impl<F: Future> PinnedDrop for Frame<F> {
    fn drop(self: Pin<&mut Self>) {
        self.project().lifecycle.begin_drop();
    }
}

impl Lifecycle {
    /// Records the creation of a coroutine.
    fn begin(site: Site, line: u32, type_name: &'static str) -> Lifecycle {
        let by = innermost();
        let mut created = None;
        context::record(|recorder| {
            let coroutine = recorder.new_coroutine();
            let (name, file) = (recorder.text_id(site.name), recorder.text_id(site.file));
            created = Some((coroutine, name));
            CoroutineEvent::Created { coroutine, name, file, line, by }
        });
        if let Some((coroutine, name)) = created {
            let unpolled =
                UnpolledCoroutine { coroutine, type_name, creator: by, name, is_named: false };
            UNPOLLED.with_borrow_mut(|all| all.push(unpolled));
        }
        let coroutine = created.map(|(coroutine, _)| coroutine);
        let stage = LifecycleStage::Unpolled;
        Lifecycle { coroutine, address: 0, moves: 0, file: site.file, stage }
    }

    /// Returns `None` if the poll comes from [`coroutine_of`], and only identifies the coroutine.
    fn begin_poll(&mut self, address: usize, size: usize) -> Option<StackGuard> {
        if IS_IDENTIFYING.get() {
            IDENTIFIED.set(self.coroutine);
            return None;
        }
        let stage = std::mem::replace(&mut self.stage, LifecycleStage::Entered);
        if let Some(coroutine) = self.coroutine {
            // An address differs from run to run, so what is recorded is only how often it has changed.
            let has_moved = stage != LifecycleStage::Unpolled && address != self.address;
            self.moves += u32::from(has_moved);
            self.address = address;
            let (moves, size) = (self.moves, u32::try_from(size).unwrap_or(u32::MAX));
            match stage {
                LifecycleStage::Unpolled => {
                    remove_unpolled(coroutine);
                    let parent = innermost();
                    context::record(|_| CoroutineEvent::Entered { coroutine, parent, size });
                }
                _ => context::record(|_| CoroutineEvent::Continued { coroutine, moves }),
            }
        }
        Some(StackGuard::push(self.coroutine, self.file))
    }

    fn end(&mut self, value: &dyn Fn() -> String) {
        self.stage = LifecycleStage::Returned;
        if let Some(coroutine) = recorded(self.coroutine) {
            record_return(coroutine, &value());
        }
    }

    /// Pushes the entry that the frame's [`StackGuard`] pops, after the body has been dropped.
    fn begin_drop(&mut self) {
        if let Some(coroutine) = self.coroutine.filter(|_| self.stage != LifecycleStage::Returned) {
            remove_unpolled(coroutine);
            context::record(|_| CoroutineEvent::Dropped { coroutine });
        }
        std::mem::forget(StackGuard::push(self.coroutine, self.file));
    }
}

/// Forgets a coroutine that has been polled, spawned or dropped: no variable can give it a name any more.
pub(super) fn remove_unpolled(coroutine: CoroutineId) {
    let _removed =
        UNPOLLED.try_with(|all| all.borrow_mut().retain(|one| one.coroutine != coroutine));
}

/// Returns the coroutine if the run is recorded.
fn recorded(coroutine: Option<CoroutineId>) -> Option<CoroutineId> {
    coroutine.filter(|_| context::is_recording())
}

fn record_return(coroutine: CoroutineId, value: &str) {
    context::record(|recorder| CoroutineEvent::Returned {
        coroutine,
        value: recorder.text_id(value),
    });
}

/// Returns the id and the name of an observed coroutine, or `None` for any other future.
///
/// The only way to get at the frame inside a generic future is a poll, so while `IS_IDENTIFYING` is set, a poll of
/// a frame returns its id and doesn't run its code. Other futures, recognized by their type name, aren't polled.
pub(super) fn coroutine_of<F: Future>(future: Pin<&mut F>) -> Option<(CoroutineId, TextId)> {
    if !is_recorded_frame(type_name::<F>()) {
        return None;
    }
    IS_IDENTIFYING.set(true);
    let _pending = future.poll(&mut Context::from_waker(std::task::Waker::noop()));
    take_identified()
}

fn is_recorded_frame(type_name: &str) -> bool {
    context::is_recording() && is_frame(type_name)
}

fn take_identified() -> Option<(CoroutineId, TextId)> {
    IS_IDENTIFYING.set(false);
    let coroutine = IDENTIFIED.take()?;
    UNPOLLED.with_borrow(|all| {
        let unpolled = all.iter().find(|one| one.coroutine == coroutine)?;
        Some((coroutine, unpolled.name))
    })
}

fn is_frame(name: &str) -> bool {
    let frame = type_name::<Frame<std::future::Ready<()>>>();
    frame.split_once('<').is_some_and(|(frame, _)| {
        name.strip_prefix(frame).is_some_and(|rest| rest.starts_with('<'))
    })
}

/// A running call of an ordinary observed function. It is on the stack until this is dropped.
#[derive(Debug)]
#[must_use = "the call ends when this is dropped"]
pub struct Call {
    coroutine: Option<CoroutineId>,
    value: RefCell<Option<String>>,
}

/// Records a call of an ordinary observed function, which is defined on this line.
///
/// The line of the call is that of the caller's current statement, if the caller is observed. `#[track_caller]` would
/// know the line too, but it would also change the location of the function's panics.
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
    std::mem::forget(StackGuard::push_entry(StackEntry {
        coroutine,
        file: site.file,
        line: 0,
        is_function: true,
    }));
    let value = is_unit.then(|| "()".to_owned()).filter(|_| coroutine.is_some());
    Call { coroutine, value: RefCell::new(value) }
}

impl Call {
    /// Stores the value that the function returns at its last line. `value` is called only if the run is recorded.
    pub fn returns(&self, value: impl FnOnce() -> String) {
        if recorded(self.coroutine).is_some() {
            let value = value();
            self.value.replace(Some(value));
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        drop(StackGuard);
        let Some(coroutine) = recorded(self.coroutine) else { return };
        if std::thread::panicking() {
            context::record(|_| CoroutineEvent::Dropped { coroutine });
        } else {
            // There is no hook for the value of an early `return` or `?`.
            record_return(coroutine, self.value.take().as_deref().unwrap_or("…"));
        }
    }
}

/// Records that the statement on this line is about to run.
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

/// Records an await on this line, and returns its future. `what` is the source of the expression.
///
/// `F` isn't required to be a future, because the compiler's error at `.await` is clearer than one here.
pub fn at<F>(line: u32, what: &'static str, future: F) -> F {
    record_await(line, what, type_name::<F>(), size_of::<F>());
    future
}

/// Like [`at`], for an expression that moved locals, which the last argument has recorded.
pub fn at_moved<F>(line: u32, what: &'static str, future: F, (): ()) -> F {
    at(line, what, future)
}

fn record_await(line: u32, what: &str, type_name: &str, size: usize) {
    let Some(coroutine) = recorded(innermost()) else { return };
    let size = u32::try_from(size).unwrap_or(u32::MAX);
    let of = type_text(type_name);
    context::record(|recorder| {
        let (what, of) = (recorder.text_id(what), recorder.text_id(&of));
        CoroutineEvent::Await { coroutine, line, what, of, size }
    });
}

/// Records that the await on this line has finished, and returns its value.
pub fn resumed<T>(line: u32, value: T) -> T {
    record_resumed(line);
    value
}

fn record_resumed(line: u32) {
    if let Some(coroutine) = innermost() {
        context::record(|_| CoroutineEvent::Resumed { coroutine, line });
    }
}

/// Returns whether the innermost coroutine is recorded, so that its locals must be formatted.
fn is_recording() -> bool {
    recorded(innermost()).is_some()
}

/// Shows a value among the locals of the coroutine that is being polled, until it ends.
///
/// A hand-written future has no locals that are visible from outside, since its state is in its fields. Its `poll` can
/// call this to show a value under any name.
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
