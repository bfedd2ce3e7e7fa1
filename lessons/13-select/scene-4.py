"""The race is run again and again, and `slow` begins anew each time: it never gets to its end."""
import asyncio


async def slow():
    try:  # @notes
        await asyncio.sleep(5)  # @sleep
        print("slow done")  # @done
    finally:
        print("drop slow's notes")  # @drop


async def main():
    for _ in range(6):
        slow_one = asyncio.create_task(slow())  # @slow
        fast = asyncio.create_task(asyncio.sleep(1))  # @fast
        both = [slow_one, fast]
        done, _ = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)  # @select
        for loser in both:
            loser.cancel()  # does nothing to one that has ended
        await asyncio.wait(both)
        if slow_one in done:
            print("winner: slow")  # @slow-wins
            return
    print("main gives up")  # @gives-up


if __name__ == "__main__":
    asyncio.run(main())  # @main
