"""Two reports block the thread, one after the other."""
import asyncio
import time


async def ticker():
    for tick in range(1, 5):
        await asyncio.sleep(1)  # @second
        print(f"tick {tick}")  # @tick


async def report(name):
    await asyncio.sleep(1)  # @sleep
    print(f"{name} starts")  # @starts
    time.sleep(3)  # @work
    print(f"{name} ends")  # @ends


def set_up(loop):
    return (
        loop.create_task(ticker()),  # @spawn-ticker
        loop.create_task(report("one"), name="one"),  # @spawn-one
        loop.create_task(report("two"), name="two"),  # @spawn-two
    )


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
