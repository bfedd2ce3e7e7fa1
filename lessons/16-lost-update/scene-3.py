"""With no await between the read and the write, both are in one step, and nothing is lost."""
import asyncio

balance = 100  # @balance


async def deposit(who, amount):
    global balance
    read = balance  # @read
    print(f"{who} reads {read}")  # @reads
    balance = read + amount  # @write
    print(f"{who} writes {balance}")  # @writes


def set_up(loop):
    alice = deposit("alice", 10)  # @alice
    bob = deposit("bob", 5)  # @bob
    alice = loop.create_task(alice)  # @spawn-alice
    bob = loop.create_task(bob)  # @spawn-bob
    return alice, bob


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
