//! Choosing between channels, as CSP's alternation does.

use super::channel::{Receiver, Recv, RecvError};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Receives from several channels, whichever has a message. `pycsp` calls it `AltSelect` and `FairSelect`.
///
/// It matters which channel is looked at first when several are ready. A [greedy](Alternation::greedy) choice always
/// prefers the first, which can starve the others; that is what a channel named "stop" needs. A
/// [fair](Alternation::fair) one prefers the channel that was served least.
pub struct Alternation<T> {
    channels: Vec<Option<Receiver<T>>>,
    /// How many messages came from each, if the choice is fair.
    served: Option<Vec<u64>>,
}

impl<T> Alternation<T> {
    /// Returns a choice that prefers the channels in this order.
    pub fn greedy(channels: impl IntoIterator<Item = Receiver<T>>) -> Alternation<T> {
        Alternation { channels: channels.into_iter().map(Some).collect(), served: None }
    }

    /// Returns a choice that prefers the channel from which the fewest messages came; of several, the first.
    pub fn fair(channels: impl IntoIterator<Item = Receiver<T>>) -> Alternation<T> {
        let greedy = Alternation::greedy(channels);
        let served = vec![0; greedy.channels.len()];
        Alternation { served: Some(served), ..greedy }
    }

    /// Waits for the next message, and returns the place of its channel with it. A channel that ends is returned once,
    /// with the error, and isn't looked at again. Returns `None` when all have ended.
    pub fn recv(&mut self) -> NextMessage<'_, T> {
        let mut order: Vec<_> = (0..self.channels.len()).collect();
        if let Some(served) = &self.served {
            order.sort_by_key(|place| served[*place]);
        }
        let receives = order.into_iter().filter_map(|place| {
            let channel = self.channels[place].as_ref()?;
            Some((place, channel.recv()))
        });
        let receives = receives.collect();
        NextMessage { choice: self, receives }
    }
}

/// The future of [`Alternation::recv`].
#[must_use = "nothing happens until it is awaited"]
pub struct NextMessage<'a, T> {
    choice: &'a mut Alternation<T>,
    receives: Vec<(usize, Recv<T>)>,
}

impl<T> Future for NextMessage<'_, T> {
    type Output = Option<(usize, Result<T, RecvError>)>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let NextMessage { choice, receives } = &mut *self;
        if receives.is_empty() {
            return Poll::Ready(None);
        }
        let ready = receives.iter_mut().find_map(|(place, receive)| {
            match Pin::new(receive).poll(context) {
                Poll::Ready(message) => Some((*place, message)),
                Poll::Pending => None,
            }
        });
        let Some((place, message)) = ready else { return Poll::Pending };
        receives.clear(); // the others stop waiting before the caller gets the message
        match (&message, &mut choice.served) {
            (Ok(_), Some(served)) => served[place] += 1,
            (Ok(_), None) => {}
            (Err(_), _) => choice.channels[place] = None,
        }
        Poll::Ready(Some((place, message)))
    }
}

impl<T> fmt::Debug for Alternation<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.served.is_some() { "fair Alternation" } else { "greedy Alternation" })
    }
}
