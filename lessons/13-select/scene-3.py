"""Both tasks are done at the same moment: `main` looks at the slow one first."""
import asyncio
from asyncio import FIRST_COMPLETED


async def slow():
    try:  # @cleanup
        await asyncio.sleep(2)  # @sleep
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
    for task in both:
        task.cancel()  # does nothing if the task is done
    await asyncio.wait(both)
    if slow_task in done:
        print("winner: slow")  # @slow-wins
    else:
        print("winner: fast")  # @fast-wins


if __name__ == "__main__":
    asyncio.run(main())  # @main
