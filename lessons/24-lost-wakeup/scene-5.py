"""`pulse` is an event, which stays set, so `worker` doesn't have to wait."""
import asyncio
from types import SimpleNamespace


async def worker(state, pulse):
    is_ready = state.ready  # @check
    if not is_ready:
        print("worker: not ready yet")  # @not-ready
        await asyncio.sleep(0)  # @yield
        print("worker: going to wait")  # @going
        await pulse.wait()  # @wait
    print("worker: starts")  # @starts


async def setter(state, pulse):
    state.ready = True  # @set
    pulse.set()  # @pulse
    print("setter: ready")  # @said


def set_up(loop):
    state = SimpleNamespace(ready=False)  # @ready
    pulse = asyncio.Event()  # @new-pulse
    return (
        loop.create_task(worker(state, pulse)),  # @spawn-worker
        loop.create_task(setter(state, pulse)),  # @spawn-setter
    )


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
