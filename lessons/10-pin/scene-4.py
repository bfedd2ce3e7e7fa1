"""There's nothing to pin in Python."""
import asyncio


async def holder():
    data = [1, 2, 3, 4]  # @data
    view = slice(1, 3)  # @view
    before = data  # @before
    await asyncio.sleep(1)  # @sleep
    print(f"view is {data[view]}")  # @shows
    if data is before:
        print("data is where it was")  # @same


def set_up(loop):
    return loop.create_task(holder())  # @holder


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(set_up(loop))
