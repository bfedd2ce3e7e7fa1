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

use crate::doors::context;
use crate::record::event::{CoroutineId, Event, TextId};
use pin_project::{pin_project, pinned_drop};
use std::any::type_name;
use std::cell::{Cell, RefCell};
use std::fmt::Debug;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

mod show;

pub(super) use show::debug_text as text_of;
pub use show::{
    AsResource, ByDebug, ByResource, ByType, NoResource, Show, type_of, type_text, type_text_of,
};

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

/// Stands on the stack while it lives.
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

/// An observed coroutine: the body of the function, and its entry in the record.
#[pin_project(PinnedDrop)]
pub struct Frame<F: Future> {
    #[pin]
    body: Option<F>,
    coroutine: Option<CoroutineId>,
    stage: Stage,
    show: fn(&F::Output) -> String,
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
    let coroutine = created(site, Location::caller().line(), type_name::<Frame<F>>());
    Frame { body: Some(body), coroutine, stage: Stage::Fresh, show }
}

/// Makes an observed coroutine of an `async` block on this line. Its result is shown by its type: the
/// compiler may not know it yet.
pub fn block<F: Future>(site: Site, line: u32, body: F) -> Frame<F> {
    let coroutine = created(site, line, type_name::<Frame<F>>());
    Frame { body: Some(body), coroutine, stage: Stage::Fresh, show: type_text_of }
}

/// Records the call of an async function, whose coroutine has this type and waits for its first poll.
fn created(site: Site, line: u32, of: &'static str) -> Option<CoroutineId> {
    let by = innermost();
    let mut made = None;
    context::record(|recorder| {
        let coroutine = recorder.new_coroutine();
        let (name, file) = (recorder.text_id(site.name), recorder.text_id(site.file));
        made = Some((coroutine, name));
        Event::Created { coroutine, name, file, line, by }
    });
    let (coroutine, name) = made?;
    let fresh = Fresh { coroutine, of, by, name, named: false };
    FRESH.with_borrow_mut(|all| all.push(fresh));
    Some(coroutine)
}

fn no_longer_fresh(coroutine: CoroutineId) {
    let _gone = FRESH.try_with(|all| all.borrow_mut().retain(|fresh| fresh.coroutine != coroutine));
}

impl<F: Future> Future for Frame<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        if ASKED.get() {
            ANSWER.set(*this.coroutine);
            return Poll::Pending;
        }
        polled(*this.coroutine, *this.stage);
        *this.stage = Stage::Entered;
        let on_stack = OnStack::push(*this.coroutine);
        let body = this.body.as_pin_mut().expect("the body is dropped with the frame");
        let poll = body.poll(context);
        drop(on_stack);
        if let Poll::Ready(value) = &poll {
            *this.stage = Stage::Returned;
            if let Some(coroutine) = recorded(*this.coroutine) {
                returned(coroutine, &(this.show)(value));
            }
        }
        poll
    }
}

/// The coroutine, where something is recorded.
fn recorded(coroutine: Option<CoroutineId>) -> Option<CoroutineId> {
    coroutine.filter(|_| context::is_recording())
}

fn polled(coroutine: Option<CoroutineId>, stage: Stage) {
    let Some(coroutine) = coroutine else { return };
    if stage != Stage::Fresh {
        return context::record(|_| Event::Continued { coroutine });
    }
    no_longer_fresh(coroutine);
    let parent = innermost();
    context::record(|_| Event::Entered { coroutine, parent });
}

fn returned(coroutine: CoroutineId, value: &str) {
    context::record(|recorder| Event::Returned { coroutine, value: recorder.text_id(value) });
}

fn dropped(coroutine: CoroutineId) {
    no_longer_fresh(coroutine);
    context::record(|_| Event::Dropped { coroutine });
}

#[pinned_drop]
impl<F: Future> PinnedDrop for Frame<F> {
    fn drop(self: Pin<&mut Self>) {
        let mut this = self.project();
        if let Some(coroutine) = this.coroutine.filter(|_| *this.stage != Stage::Returned) {
            dropped(coroutine);
        }
        let _on_stack = OnStack::push(*this.coroutine);
        this.body.set(None);
    }
}

/// Which observed coroutine is this future, if it is one, and what is it called?
///
/// A future can only be polled, so a frame is asked by a poll that it answers without going on. Nothing
/// but a frame is ever asked: the type's name says which is one.
pub(super) fn coroutine_of<F: Future>(future: Pin<&mut F>) -> Option<(CoroutineId, TextId)> {
    if !context::is_recording() || !is_frame(type_name::<F>()) {
        return None;
    }
    ASKED.set(true);
    let _pending = future.poll(&mut Context::from_waker(std::task::Waker::noop()));
    ASKED.set(false);
    answer()
}

fn answer() -> Option<(CoroutineId, TextId)> {
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
        Event::Called { coroutine: id, name, file, line, by }
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
            context::record(|_| Event::Dropped { coroutine });
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
        context::record(|_| Event::Line { coroutine, line });
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
        Event::Await { coroutine, line, what, of, size }
    });
}

/// The await on this line is over. Its value passes through.
pub fn resumed<T>(line: u32, value: T) -> T {
    goes_on(line);
    value
}

fn goes_on(line: u32) {
    if let Some(coroutine) = innermost() {
        context::record(|_| Event::Resumed { coroutine, line });
    }
}

/// Are locals worth looking at?
#[must_use]
pub fn is_recording() -> bool {
    recorded(innermost()).is_some()
}

/// Where a local is in scope: from the line that binds it to the last line of its block.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    /// The first line.
    pub from: u32,
    /// The last line.
    pub until: u32,
}

/// A local was bound or assigned, and looks like this.
pub fn local(name: &'static str, scope: Scope, of: &'static str, text: &str) {
    let Some(by) = innermost() else { return };
    let named = if is_frame(of) { name_fresh(by, of, name) } else { false };
    let text = if named { "a coroutine" } else { text };
    context::record(|recorder| {
        let (name, value) = (recorder.text_id(name), recorder.text_id(text));
        Event::Local { coroutine: by, name, value, from: scope.from, until: scope.until }
    });
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
            Event::Local { coroutine, name, value, from: 0, until: u32::MAX }
        });
    }
}

/// A coroutine that is bound to a variable goes by the variable's name. The one that was bound is known
/// for certain when this function made exactly one of that type which has no such name yet.
fn name_fresh(by: CoroutineId, of: &'static str, name: &'static str) -> bool {
    FRESH.with_borrow_mut(|all| {
        let mut candidates =
            all.iter_mut().filter(|fresh| fresh.by == Some(by) && fresh.of == of && !fresh.named);
        let (Some(fresh), None) = (candidates.next(), candidates.next()) else { return false };
        fresh.named = true;
        let coroutine = fresh.coroutine;
        context::record(|recorder| {
            fresh.name = recorder.text_id(name);
            Event::CoroutineNamed { coroutine, name: fresh.name }
        });
        true
    })
}
