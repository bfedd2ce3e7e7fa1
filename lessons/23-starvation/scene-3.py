"""A task that checks the clock over and over: each step costs one second."""
import asyncio
import time


async def watcher(loop):
    end = loop.time() + 10
    print("waiting")  # @waiting
    while loop.time() < end:
        time.sleep(1)  # what this step costs
        await asyncio.sleep(0)  # @busy
    print("10 s are over")  # @over
    time.sleep(1)  # what the last step costs


def set_up(loop):
    return loop.create_task(watcher(loop))  # @watcher


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(set_up(loop))
