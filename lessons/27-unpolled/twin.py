"""`fetch` has been started, but while `main` awaits something else, nothing runs it."""
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


async def fetch():
    await asyncio.sleep(2)  # @fetch-sleep
    print("data arrived")  # @arrived


async def main():
    started = Started(fetch())  # @fetch
    await started.race(1)  # @race
    print("main works")  # @works
    await asyncio.sleep(5)  # @work
    print("main needs the data")  # @needs
    await started  # @await
    print("main ends")  # @ends


if __name__ == "__main__":
    asyncio.run(main())  # @main
