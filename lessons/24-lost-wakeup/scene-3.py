"""`worker` checks again right before it waits, with no await in between, so it can't miss the pulse."""
import asyncio
from types import SimpleNamespace


class Pulse:
    """Wakes the tasks that wait for it now, and remembers nothing."""

    def __init__(self):
        self.waiting = []

    async def wait(self):
        future = asyncio.get_running_loop().create_future()
        self.waiting.append(future)
        await future

    def send(self):
        for future in self.waiting:
            future.set_result(None)
        self.waiting.clear()


async def worker(state, pulse):
    is_ready = state.ready  # @check
    if not is_ready:
        print("worker: not ready yet")  # @not-ready
        await asyncio.sleep(0)  # @yield
    while not state.ready:
        print("worker: going to wait")  # @going
        await pulse.wait()  # @wait
    print("worker: starts")  # @starts


async def setter(state, pulse):
    state.ready = True  # @set
    pulse.send()  # @pulse
    print("setter: ready")  # @said


def set_up(loop):
    state = SimpleNamespace(ready=False)  # @ready
    pulse = Pulse()  # @new-pulse
    return (
        loop.create_task(worker(state, pulse)),  # @spawn-worker
        loop.create_task(setter(state, pulse)),  # @spawn-setter
    )


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
