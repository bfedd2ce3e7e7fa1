"""A task that waits for one timer."""
import asyncio


async def watcher():
    print("waiting")  # @waiting
    await asyncio.sleep(10)  # @busy
    print("10 s are over")  # @over


def set_up(loop):
    return loop.create_task(watcher())  # @watcher


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(set_up(loop))
