"""The data is used only before the await."""
import asyncio


async def holder():
    data = [1, 2, 3, 4]  # @data
    view = slice(1, 3)  # @view
    print(f"view is {data[view]}")  # @shows
    del data, view
    await asyncio.sleep(1)  # @sleep
    print("data is gone")  # @gone


def set_up(loop):
    return loop.create_task(holder())  # @holder


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(set_up(loop))
