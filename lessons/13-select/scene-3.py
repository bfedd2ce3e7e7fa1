"""Both waits end at the same moment: `main` asks for the slow one first."""
import asyncio


async def slow():
    try:  # @notes
        await asyncio.sleep(2)  # @sleep
        print("slow done")  # @done
    finally:
        print("drop slow's notes")  # @drop


async def main():
    slow_one = asyncio.create_task(slow())  # @slow
    fast = asyncio.create_task(asyncio.sleep(2))  # @fast
    both = [slow_one, fast]
    done, _ = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)  # @select
    for loser in both:
        loser.cancel()  # does nothing to one that has ended
    await asyncio.wait(both)
    if slow_one in done:
        print("winner: slow")  # @slow-wins
    else:
        print("winner: fast")  # @fast-wins


if __name__ == "__main__":
    asyncio.run(main())  # @main
