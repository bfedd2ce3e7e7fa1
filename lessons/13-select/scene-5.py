"""The tasks are swapped: `main` looks at the fast one first."""
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
    both = [fast_task, slow_task]
    done, _ = await asyncio.wait(both, return_when=FIRST_COMPLETED)  # @select
    for task in both:
        task.cancel()  # does nothing if the task is done
    await asyncio.wait(both)
    if fast_task in done:
        print("winner: fast")  # @fast-wins
    else:
        print("winner: slow")  # @slow-wins


if __name__ == "__main__":
    asyncio.run(main())  # @main
