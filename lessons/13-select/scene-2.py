"""Two tasks race. The loser goes on: this is what asyncio does by itself."""
import asyncio


async def slow():
    try:  # @notes
        await asyncio.sleep(5)  # @sleep
        print("slow done")  # @done
    finally:
        print("drop slow's notes")  # @drop


async def main():
    slow_one = asyncio.create_task(slow())  # @slow
    fast = asyncio.create_task(asyncio.sleep(2), name="fast")  # @fast
    both = [slow_one, fast]
    done, _ = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)  # @select
    if slow_one in done:
        print("winner: slow")  # @slow-wins
    else:
        print("winner: fast")  # @fast-wins


def set_up(loop):
    return loop.create_task(main())  # @main


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(set_up(loop))
    loop.run_until_complete(asyncio.gather(*asyncio.all_tasks(loop)))
