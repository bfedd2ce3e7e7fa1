//! Channels: a queue with two ends, each of which notices when the other is gone.

use super::observed::AsResource;
use super::payload::{Payload, text_of_buffer};
use super::tracked::{Edit, ListOf, Tracked, TrackedState, Waiting};
use super::wait_list::WaitList;
use crate::record::event::{ResourceKind, Transfer};
use std::collections::VecDeque;
use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// Returns the two ends of a channel that stores up to `capacity` messages.
///
/// A capacity of 0 is a *rendezvous*: a send waits until a task is waiting to receive, as in CSP, and as `ssend` does in
/// MPI. `Pipe` and `Queue` of Python's `multiprocessing` are channels; `asyncio.Queue` has no ends.
#[must_use]
pub fn channel<T: fmt::Debug>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    ends(Some(capacity))
}

/// Returns the two ends of a channel in which a send never waits. If the receiver is slower for long, the messages need
/// more and more memory.
#[must_use]
pub fn unbounded_channel<T: fmt::Debug>() -> (Sender<T>, Receiver<T>) {
    ends(None)
}

fn ends<T: fmt::Debug>(capacity: Option<usize>) -> (Sender<T>, Receiver<T>) {
    let state =
        State { messages: VecDeque::new(), capacity, senders: 1, receivers: 1, is_poisoned: false };
    let state = Tracked::new(ResourceKind::Channel, "channel", state);
    (Sender { state: Rc::clone(&state) }, Receiver { state })
}

/// The end of a channel that sends. Clone it for several senders. The channel *ends* when all of them are dropped: then the
/// messages that are left can still be received.
pub struct Sender<T> {
    state: Rc<Tracked<State<Payload<T>>>>,
}

/// The end of a channel that receives. Clone it for several receivers: each message is received by one of them. When all
/// of them are dropped, nothing more can be sent.
pub struct Receiver<T> {
    state: Rc<Tracked<State<Payload<T>>>>,
}

#[derive(Hash)]
struct State<P> {
    messages: VecDeque<P>,
    /// `None` if it is unbounded.
    capacity: Option<usize>,
    senders: usize,
    receivers: usize,
    is_poisoned: bool,
}

/// The tasks that wait at each end.
#[derive(Default, Hash)]
struct Ends {
    senders: WaitList,
    receivers: WaitList,
}

/// Selects the tasks that wait to send.
enum Senders {}

/// Selects the tasks that wait to receive.
enum Receivers {}

impl<T> ListOf<State<Payload<T>>> for Senders {
    fn list(ends: &mut Ends) -> &mut WaitList {
        &mut ends.senders
    }
}

impl<T> ListOf<State<Payload<T>>> for Receivers {
    fn list(ends: &mut Ends) -> &mut WaitList {
        &mut ends.receivers
    }
}

impl<P> State<P> {
    /// Returns whether a message can be sent at all.
    fn can_send(&self) -> bool {
        self.receivers > 0 && !self.is_poisoned
    }

    /// Returns why no message will come any more, if that is so.
    fn end(&self) -> Option<RecvError> {
        if self.is_poisoned {
            return Some(RecvError::Poisoned);
        }
        (self.senders == 0 && self.messages.is_empty()).then_some(RecvError::Ended)
    }
}

impl<T> TrackedState for State<Payload<T>> {
    type Waiters = Ends;

    fn text(&self) -> String {
        let size = self.capacity.filter(|capacity| *capacity > 0);
        let size = size.map(|capacity| format!("{} of {capacity}", self.messages.len()));
        let end = match () {
            () if self.is_poisoned => Some("poisoned".to_owned()),
            () if self.senders == 0 => Some("ended".to_owned()),
            () if self.receivers == 0 => Some("no receiver".to_owned()),
            () => None,
        };
        text_of_buffer([size, end], &self.messages)
    }

    fn wake_one(state: &mut Edit<'_, Self>) -> bool {
        if (state.end().is_some() && state.release_next::<Receivers>())
            || (!state.can_send() && state.release_next::<Senders>())
        {
            return true;
        }
        (has_message(state) && state.grant_next::<Receivers>())
            || (has_room(state) && state.grant_next::<Senders>())
    }
}

/// Returns whether there is a message that isn't reserved for a receiver.
fn has_message<T>(state: &Edit<'_, State<Payload<T>>>) -> bool {
    state.messages.len() > state.waiters.receivers.granted()
}

/// Returns whether a message may be sent: there is room for it, or a receiver is waiting for it.
fn has_room<T>(state: &Edit<'_, State<Payload<T>>>) -> bool {
    let receivers = &state.waiters.receivers;
    let awaited = receivers.len() + receivers.granted();
    let taken = state.messages.len() + state.waiters.senders.granted();
    state.capacity.is_none_or(|capacity| taken < capacity + awaited)
}

impl<T: fmt::Debug> Sender<T> {
    /// Waits until the channel has room, then sends a message.
    ///
    /// # Errors
    /// The future returns the message if it can't be sent: all receivers are gone, or the channel was poisoned.
    pub fn send(&self, message: T) -> Send<T> {
        Send { waiting: Waiting::new(&self.state, Some(message)) }
    }

    /// Sends a message if there is room that no other task is waiting for.
    ///
    /// # Errors
    /// Gives the message back if it can't be sent now.
    pub fn try_send(&self, message: T) -> Result<(), T> {
        let mut message = Some(message);
        self.state.update(|state| {
            if state.can_send() && has_room(state) {
                let message = message.take().expect("it is sent once");
                state.passing(Transfer::Sent).messages.push_back(Payload::new(message));
            }
            message.is_none()
        });
        message.map_or(Ok(()), Err)
    }
}

impl<T> Sender<T> {
    /// Ends the channel abruptly: messages that haven't been received are dropped, and every send and receive fails,
    /// also those that wait. `pycsp` calls this *poison*. For an orderly end, drop the senders (`pycsp`: *retire*).
    pub fn poison(&self) {
        poison(&self.state);
    }
}

impl<T> Receiver<T> {
    /// Waits for a message.
    ///
    /// # Errors
    /// The future returns an error when no message will come any more.
    pub fn recv(&self) -> Recv<T> {
        Recv { waiting: Waiting::new(&self.state, ()) }
    }

    /// Takes a message that is there and not reserved for a task that waited for it.
    #[must_use]
    pub fn try_recv(&self) -> Option<T> {
        let message = self.state.update(|state| {
            if has_message(state) && !state.is_poisoned {
                state.passing(Transfer::Received).messages.pop_front()
            } else {
                None
            }
        });
        message.map(|payload| payload.value)
    }

    /// Ends the channel abruptly: see [`Sender::poison`].
    pub fn poison(&self) {
        poison(&self.state);
    }
}

/// Poisons a channel. The messages are dropped while nothing is borrowed.
fn poison<T>(state: &Rc<Tracked<State<Payload<T>>>>) {
    let mut unreceived = VecDeque::new();
    state.update(|state| {
        if !state.is_poisoned {
            state.is_poisoned = true;
            unreceived = std::mem::take(&mut state.messages);
        }
    });
    drop(unreceived);
}

/// Why nothing was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum RecvError {
    /// All senders are gone, and every message was received.
    #[error("the channel has ended")]
    Ended,
    /// The channel was poisoned.
    #[error("the channel was poisoned")]
    Poisoned,
}

/// A message that couldn't be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SendError<T>(pub T);

impl<T> fmt::Display for SendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nobody can receive the message")
    }
}

impl<T: fmt::Debug> Error for SendError<T> {}

/// The future of [`Sender::send`]. If it is dropped before it is ready, the message isn't sent.
#[must_use = "nothing happens until it is awaited"]
pub struct Send<T> {
    waiting: Waiting<State<Payload<T>>, Senders, Option<T>>,
}

impl<T: fmt::Debug> Future for Send<T> {
    type Output = Result<(), SendError<T>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let is_sent = self.waiting.poll(context, |state, is_granted, message| {
            if !state.can_send() {
                return Some(false);
            }
            if !is_granted && !has_room(state) {
                return None;
            }
            let message = message.take().expect("a send is not polled again after its end");
            state.passing(Transfer::Sent).messages.push_back(Payload::new(message));
            Some(true)
        });
        is_sent.map(|_| self.waiting.value.take().map_or(Ok(()), |message| Err(SendError(message))))
    }
}

/// The future of [`Receiver::recv`]. If it is dropped before it is ready, no message is lost.
#[must_use = "nothing happens until it is awaited"]
pub struct Recv<T> {
    waiting: Waiting<State<Payload<T>>, Receivers>,
}

impl<T> Future for Recv<T> {
    type Output = Result<T, RecvError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let message = self.waiting.poll(context, |state, is_granted, ()| {
            if let Some(end) = state.end() {
                return Some(Err(end));
            }
            if is_granted || has_message(state) {
                return state.passing(Transfer::Received).messages.pop_front().map(Ok);
            }
            None
        });
        message.map(|message| message.map(|payload| payload.value))
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Sender<T> {
        self.state.update(|state| state.silently().senders += 1);
        Sender { state: Rc::clone(&self.state) }
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Receiver<T> {
        self.state.update(|state| state.silently().receivers += 1);
        Receiver { state: Rc::clone(&self.state) }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.state.update(|state| match state.senders {
            1 => state.senders = 0,
            _ => state.silently().senders -= 1,
        });
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        self.state.update(|state| match state.receivers {
            1 if state.senders > 0 => state.receivers = 0,
            _ => state.silently().receivers -= 1,
        });
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sender")
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receiver")
    }
}

impl<T> AsResource for Sender<T> {
    fn set_name(&self, name: &str) {
        name_channel(&self.state, name);
    }
}

impl<T> AsResource for Receiver<T> {
    fn set_name(&self, name: &str) {
        name_channel(&self.state, name);
    }
}

/// Names a channel after a variable, unless that says only which end it is.
fn name_channel<T>(state: &Tracked<State<Payload<T>>>, name: &str) {
    if !["sender", "receiver", "tx", "rx"].contains(&name) {
        state.name(name);
    }
}
