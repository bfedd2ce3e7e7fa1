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
use crate::executor::event::{CoroutineId, Event, TextId};
use pin_project::{pin_project, pinned_drop};
use std::any::type_name;
use std::cell::{Cell, RefCell};
use std::fmt::{self, Debug, Write};
use std::panic::{self, AssertUnwindSafe, Location};
use std::pin::Pin;
use std::task::{Context, Poll};

/// So many characters of a value are shown.
const VALUE_LENGTH: usize = 160;

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

thread_local! {
    /// The observed calls that are on the stack now, outermost first; `None` for an unrecorded one.
    static STACK: RefCell<Vec<Option<CoroutineId>>> = const { RefCell::new(Vec::new()) };
    static FRESH: RefCell<Vec<Fresh>> = const { RefCell::new(Vec::new()) };
    /// Set while [`coroutine_of`] asks a frame who it is.
    static ASKED: Cell<bool> = const { Cell::new(false) };
    static ANSWER: Cell<Option<CoroutineId>> = const { Cell::new(None) };
}

fn innermost() -> Option<CoroutineId> {
    STACK.with_borrow(|stack| stack.last().copied().flatten())
}

/// Stands on the stack while it lives.
struct OnStack;

impl OnStack {
    fn push(coroutine: Option<CoroutineId>) -> OnStack {
        STACK.with_borrow_mut(|stack| stack.push(coroutine));
        OnStack
    }
}

impl Drop for OnStack {
    fn drop(&mut self) {
        STACK.with_borrow_mut(Vec::pop);
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
    let coroutine = created(site, Location::caller().line(), Some(type_name::<Frame<F>>()));
    Frame { body: Some(body), coroutine, stage: Stage::Fresh, show }
}

/// Records a call. A coroutine, which does not start by itself, is remembered with its type.
fn created(site: Site, line: u32, of: Option<&'static str>) -> Option<CoroutineId> {
    let by = innermost();
    let mut made = None;
    context::record(|recorder| {
        let coroutine = recorder.new_coroutine();
        let (name, file) = (recorder.text_id(site.name), recorder.text_id(site.file));
        made = Some((coroutine, name));
        Event::Created { coroutine, name, file, line, by }
    });
    let (coroutine, name) = made?;
    if let Some(of) = of {
        let fresh = Fresh { coroutine, of, by, name, named: false };
        FRESH.with_borrow_mut(|all| all.push(fresh));
    }
    Some(coroutine)
}

fn no_longer_fresh(coroutine: CoroutineId) {
    FRESH.with_borrow_mut(|all| all.retain(|fresh| fresh.coroutine != coroutine));
}

impl<F: Future> Future for Frame<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        if ASKED.get() {
            ANSWER.set(*this.coroutine);
            return Poll::Pending;
        }
        match (*this.stage, *this.coroutine) {
            (Stage::Fresh, Some(coroutine)) => {
                no_longer_fresh(coroutine);
                let parent = innermost();
                context::record(|_| Event::Entered { coroutine, parent });
            }
            (_, Some(coroutine)) => context::record(|_| Event::Continued { coroutine }),
            (_, None) => {}
        }
        *this.stage = Stage::Entered;
        let on_stack = OnStack::push(*this.coroutine);
        let body = this.body.as_pin_mut().expect("the body is dropped with the frame");
        let poll = body.poll(context);
        drop(on_stack);
        if let Poll::Ready(value) = &poll {
            *this.stage = Stage::Returned;
            returned(*this.coroutine, || (this.show)(value));
        }
        poll
    }
}

fn returned(coroutine: Option<CoroutineId>, value: impl FnOnce() -> String) {
    if let Some(coroutine) = coroutine.filter(|_| context::is_recording()) {
        let text = value();
        context::record(|recorder| Event::Returned { coroutine, value: recorder.text_id(&text) });
    }
}

#[pinned_drop]
impl<F: Future> PinnedDrop for Frame<F> {
    fn drop(self: Pin<&mut Self>) {
        let mut this = self.project();
        if let Some(coroutine) = this.coroutine.filter(|_| *this.stage != Stage::Returned) {
            no_longer_fresh(coroutine);
            context::record(|_| Event::Dropped { coroutine });
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
pub struct Call {
    coroutine: Option<CoroutineId>,
}

/// Records a call of an ordinary observed function.
#[track_caller]
#[must_use = "the call ends when this is dropped"]
pub fn call(site: Site) -> Call {
    let coroutine = created(site, Location::caller().line(), None);
    if let Some(coroutine) = coroutine {
        let parent = innermost();
        context::record(|_| Event::Entered { coroutine, parent });
    }
    std::mem::forget(OnStack::push(coroutine));
    Call { coroutine }
}

impl Drop for Call {
    fn drop(&mut self) {
        drop(OnStack);
        match self.coroutine.filter(|_| std::thread::panicking()) {
            Some(coroutine) => context::record(|_| Event::Dropped { coroutine }),
            None => returned(self.coroutine, || "()".to_owned()),
        }
    }
}

/// The statement on this line is about to run.
pub fn line(line: u32) {
    if let Some(coroutine) = innermost() {
        context::record(|_| Event::Line { coroutine, line });
    }
}

/// An await on this line begins. `what` is its source. The future passes through.
pub fn at<F: IntoFuture>(line: u32, what: &'static str, future: F) -> F {
    if let Some(coroutine) = innermost().filter(|_| context::is_recording()) {
        let size = u32::try_from(size_of::<F::IntoFuture>()).unwrap_or(u32::MAX);
        let of = type_text(type_name::<F>());
        context::record(|recorder| {
            let (what, of) = (recorder.text_id(what), recorder.text_id(&of));
            Event::Await { coroutine, line, what, of, size }
        });
    }
    future
}

/// The await on this line is over. Its value passes through.
pub fn resumed<T>(line: u32, value: T) -> T {
    if let Some(coroutine) = innermost() {
        context::record(|_| Event::Resumed { coroutine, line });
    }
    value
}

/// Are locals worth looking at?
#[must_use]
pub fn is_recording() -> bool {
    innermost().is_some() && context::is_recording()
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
    let text = if named { format!("coroutine {name}") } else { text.to_owned() };
    context::record(|recorder| {
        let (name, value) = (recorder.text_id(name), recorder.text_id(&text));
        Event::Local { coroutine: by, name, value, from: scope.from, until: scope.until }
    });
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

/// A value on its way to a text: through `Debug` where its type has it, else by its type's name.
///
/// Which of the two is chosen where `show` is written out, by the method that needs fewer references.
#[derive(Debug)]
pub struct Show<'a, T: ?Sized>(pub &'a T);

/// For types with `Debug`.
pub trait ByDebug {
    /// The value's `Debug` text, cut where it is long.
    fn show(&self) -> String;
}

/// For all other types.
pub trait ByType {
    /// The type's name.
    fn show(&self) -> String;
}

impl<T: Debug + ?Sized> ByDebug for Show<'_, T> {
    fn show(&self) -> String {
        debug_text(self.0)
    }
}

impl<T: ?Sized> ByType for &Show<'_, T> {
    fn show(&self) -> String {
        type_text(type_name::<T>())
    }
}

/// The type of a value.
pub fn type_of<T: ?Sized>(_: &T) -> &'static str {
    type_name::<T>()
}

/// For things of the kit, which take the name of the first variable that they are bound to.
pub trait AsResource {
    /// Takes the name, unless it has one.
    fn call_it(&self, name: &str);
}

/// Chosen for things of the kit.
pub trait ByResource {
    /// Names the thing.
    fn name_it(&self, name: &str);
}

/// Chosen for everything else.
pub trait NoResource {
    /// Does nothing.
    fn name_it(&self, name: &str);
}

impl<T: AsResource> ByResource for Show<'_, T> {
    fn name_it(&self, name: &str) {
        self.0.call_it(name);
    }
}

impl<T: ?Sized> NoResource for &Show<'_, T> {
    fn name_it(&self, _: &str) {}
}

/// Tells of a local. The attribute writes it behind each binding and each assignment.
#[doc(hidden)]
#[macro_export]
macro_rules! __observed_local {
    ($name:ident, $text:literal, $from:literal, $until:literal) => {
        if $crate::kit::observed::is_recording() {
            #[allow(unused_imports)]
            use $crate::kit::observed::{
                ByDebug as _, ByResource as _, ByType as _, NoResource as _,
            };
            let (from, until) = ($from, $until);
            (&$crate::kit::observed::Show(&$name)).name_it($text);
            let shown = (&$crate::kit::observed::Show(&$name)).show();
            let of = $crate::kit::observed::type_of(&$name);
            let scope = $crate::kit::observed::Scope { from, until };
            $crate::kit::observed::local($text, scope, of, &shown);
        }
    };
}

/// Text that stops growing at a length.
struct Cut {
    text: String,
    room: usize,
}

impl fmt::Write for Cut {
    fn write_str(&mut self, more: &str) -> fmt::Result {
        for character in more.chars() {
            if self.room == 0 {
                self.text.push('…');
                return Err(fmt::Error);
            }
            self.room -= 1;
            self.text.push(character);
        }
        Ok(())
    }
}

/// A value's `Debug` text, cut where it is long. A `Debug` that panics is the value's own affair.
fn debug_text<T: Debug + ?Sized>(value: &T) -> String {
    let mut cut = Cut { text: String::new(), room: VALUE_LENGTH };
    let written = panic::catch_unwind(AssertUnwindSafe(|| write!(cut, "{value:?}")));
    if written.is_err() {
        return type_text(type_name::<T>());
    }
    cut.text
}

/// A type's name without the paths in it, and with the function's own name for a coroutine.
#[must_use]
pub fn type_text(full: &str) -> String {
    if let Some((_, inner)) = full.split_once('<').filter(|_| is_frame(full)) {
        return type_text(inner.trim_end_matches('>'));
    }
    let bare = full.trim_end_matches("::{{closure}}");
    let mut text = String::new();
    let mut segment = String::new();
    let mut rest = bare.chars().peekable();
    while let Some(character) = rest.next() {
        if character == ':' && rest.peek() == Some(&':') {
            rest.next();
            segment.clear();
        } else if character.is_alphanumeric() || character == '_' {
            segment.push(character);
        } else {
            text.push_str(&segment);
            segment.clear();
            text.push(character);
        }
    }
    text + &segment
}
