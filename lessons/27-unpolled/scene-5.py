"""`main` closes the lock request that lost, so it doesn't get the lock."""
import asyncio


class Started:
    """A coroutine that runs only while some code awaits it, as every Rust future does."""

    def __init__(self, coroutine):
        self.coroutine = coroutine
        self.future = None

    async def race(self, seconds):
        self.future = self.coroutine.send(None)  # runs it up to its first await
        self.future._asyncio_future_blocking = False
        await asyncio.wait([self.future], timeout=seconds)

    def __await__(self):
        yield from self.future
        yield from self.coroutine.__await__()


async def holder(lock):
    async with lock:  # @hold
        await asyncio.sleep(3)  # @hold-sleep
        print("holder releases the lock")  # @releases


async def main(lock):
    request = Started(lock.acquire())  # @request
    await request.race(1)  # @race
    request.coroutine.close()  # @drop
    print("main asks again")  # @asks
    await lock.acquire()  # @again
    print("main has the lock")  # @has


def set_up(loop):
    lock = asyncio.Lock()  # @lock
    return (
        loop.create_task(holder(lock)),  # @spawn-holder
        loop.create_task(main(lock)),  # @spawn-main
    )


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
