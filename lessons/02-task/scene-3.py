"""Two coroutines that nobody hands to the loop: it has nothing to run."""
import asyncio


async def greet(name):
    print(f"hello from {name}")  # @hello


def set_up(loop):
    first = greet("first")  # @first
    second = greet("second")  # @second


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    set_up(loop)  # Python warns of two coroutines that were never awaited
