"""A copy is another object, with an address of its own."""
import asyncio


class Window:
    def __init__(self, data, start, end):
        self.data = data
        self.start = start  # an index
        self.end = end


async def holder():
    window = Window([1, 2, 3, 4], 1, 3)  # @data
    before = window.data  # @before
    await asyncio.sleep(1)  # @sleep
    moved = Window(list(window.data), window.start, window.end)  # @move
    print(f"view is {moved.data[moved.start:moved.end]}")  # @shows
    if moved.data is not before:
        print("data has moved")  # @moved


def set_up(loop):
    return loop.create_task(holder())  # @holder


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(set_up(loop))
