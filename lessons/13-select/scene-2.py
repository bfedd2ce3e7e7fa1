"""`main` waits for two tasks. Nothing cancels the other one, so it carries on."""
import asyncio
from asyncio import FIRST_COMPLETED


async def slow():
    try:  # @cleanup
        await asyncio.sleep(5)  # @sleep
        print("slow done")  # @done
    finally:
        print("slow cleans up")  # @drop


async def fast():
    await asyncio.sleep(2)  # @fast-sleep


async def main():
    slow_task = asyncio.create_task(slow())  # @slow
    fast_task = asyncio.create_task(fast())  # @fast
    both = [slow_task, fast_task]
    done, _ = await asyncio.wait(both, return_when=FIRST_COMPLETED)  # @select
    if slow_task in done:
        print("winner: slow")  # @slow-wins
    else:
        print("winner: fast")  # @fast-wins


def set_up(loop):
    return loop.create_task(main())  # @main


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(set_up(loop))
    loop.run_until_complete(asyncio.gather(*asyncio.all_tasks(loop)))
