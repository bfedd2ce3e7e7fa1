"""Hands greetings to the loop."""
import asyncio


async def greet(name):
    print(f"hello from {name}")  # @hello


def set_up(loop):
    alice = greet("alice")  # @alice
    bob = greet("bob")  # @bob
    alice = loop.create_task(alice)  # @spawn-alice
    bob = loop.create_task(bob)  # @spawn-bob
    return [alice, bob]


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
