"""`host` launches one kernel on each of two streams, and `other` runs meanwhile."""
import asyncio
from collections import deque


class Stream:
    """A stand-in for a stream of a device, on the clock of the loop."""

    def __init__(self):
        self.work, self.is_busy = deque(), False

    def launch(self, seconds, kernel, *arguments):
        self.work.append((seconds, kernel, arguments))
        self.start_next()

    def start_next(self):
        if self.work and not self.is_busy:
            self.is_busy = True
            asyncio.get_running_loop().call_later(self.work[0][0], self.end_work)

    def end_work(self):
        _seconds, kernel, arguments = self.work.popleft()
        kernel(*arguments)
        self.is_busy = False
        self.start_next()

    def event(self):
        future = asyncio.get_running_loop().create_future()
        self.launch(0, future.set_result, None)
        return future


def scale(numbers):
    numbers[:] = [number * 10 for number in numbers]  # @times


def add(numbers):
    numbers[:] = [number + 1 for number in numbers]  # @plus


async def host():
    stream = Stream()  # @stream
    second = Stream()  # @second
    numbers = [1, 2, 3]  # @memory
    stream.launch(2, scale, numbers)  # @scale
    second.launch(1, add, numbers)  # @add
    print("launched")  # @launched
    done, added = stream.event(), second.event()  # @event
    await asyncio.gather(done, added)  # @await
    print("host reads", numbers)  # @read


async def other():
    print("other runs")  # @other


def set_up(loop):
    return (
        loop.create_task(host()),  # @spawn
        loop.create_task(other()),  # @spawn-other
    )


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
