"""The same work on the host and on a device, to which the numbers have to be copied."""
import asyncio
import time
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


async def on_the_host():
    start = asyncio.get_running_loop().time()
    time.sleep(8)  # @compute
    taken = asyncio.get_running_loop().time() - start
    print(f"on the host: {taken:.0f} s")  # @host-time


async def on_the_device(seconds):
    start = asyncio.get_running_loop().time()
    stream = Stream()  # @stream
    numbers = [0, 0, 0]  # @memory
    stream.launch(2, numbers.extend, [1, 2, 3])  # @in
    stream.launch(seconds, list)  # @kernel
    stream.launch(2, numbers.copy)  # @out
    await stream.event()  # @await
    taken = asyncio.get_running_loop().time() - start
    print(f"a kernel of {seconds} s: {taken:.0f} s")  # @device-time


async def measure():
    await on_the_host()  # @first
    await on_the_device(1)  # @then
    await on_the_device(0)  # @last


def set_up(loop):
    return (loop.create_task(measure()),)  # @spawn


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
