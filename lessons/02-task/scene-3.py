"""Hands greetings to the loop."""
import asyncio


async def greet(name):
    print(f"hello from {name}")  # @hello


def set_up(loop):
    first = greet("first")  # @first
    second = greet("second")  # @second
    first = loop.create_task(first)  # @spawn-first
    return [first]


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
