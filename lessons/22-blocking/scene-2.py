"""`report` blocks the thread for three seconds, so `ticker` can't run."""
import asyncio
import time


async def ticker():
    for tick in range(1, 5):
        await asyncio.sleep(1)  # @second
        print(f"tick {tick}")  # @tick


async def report():
    await asyncio.sleep(1)  # @sleep
    print("report starts")  # @starts
    time.sleep(3)  # @work
    print("report ends")  # @ends


def set_up(loop):
    return (
        loop.create_task(ticker()),  # @spawn-ticker
        loop.create_task(report()),  # @spawn-report
    )


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
