"""A reader chooses between two channels: greedily, then fairly. Then a channel is closed in two ways."""
import collections.abc

collections.Callable = collections.abc.Callable  # PyCSP is older than Python 3.10, which removed this name
from pycsp.greenlets import (
    Channel, ChannelPoisonException, ChannelRetireException, FairSelect, InputGuard, Parallel, PriSelect,
    poison, process, retire,
)


@process
def write(channel, messages, close):
    try:
        for message in messages:
            channel(message)
        close(channel)
    except ChannelPoisonException:
        pass


@process
def read(channels, select, seen):
    while channels:
        try:
            _, message = select(*[InputGuard(channel) for channel in channels])
            seen.append(message)
        except (ChannelRetireException, ChannelPoisonException):
            seen.append("closed")
            channels = [c for c in channels if not (c.channel.isretired or c.channel.ispoisoned)]


def choose(select):
    news, mail, seen = Channel("news"), Channel("mail"), []
    # A writer for each message, so that all of them are there before the reader chooses.
    writers = [write(news.writer(), [f"news {n}"], retire) for n in (1, 2, 3, 4)]
    writers += [write(mail.writer(), [f"mail {n}"], retire) for n in (1, 2)]
    Parallel(*writers, read([news.reader(), mail.reader()], select, seen))
    return ", ".join(seen)


def end(close):
    news, seen = Channel("news"), []
    waiting = write(news.writer(), ["one message"], retire)
    Parallel(waiting, write(news.writer(), [], close), read([news.reader()], PriSelect, seen))
    return ", ".join(seen)


for name, outcome in (("greedy", choose(PriSelect)), ("fair", choose(FairSelect)),
                      ("retire", end(retire)), ("poison", end(poison))):
    print(f"{name}: {outcome}")
