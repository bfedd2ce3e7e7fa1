"""`bob` becomes ready together with `alice`, so what it reads depends on which of them is first."""
import asyncio

balance = 100  # @balance


async def deposit(who, amount, secs):
    global balance
    read = balance  # @read
    print(f"{who} reads {read}")  # @reads
    await asyncio.sleep(secs)  # @sleep
    balance = read + amount  # @write
    print(f"{who} writes {balance}")  # @writes


async def late(who, amount, secs):
    await asyncio.sleep(1)  # @late
    await deposit(who, amount, secs)  # @deposit


def set_up(loop):
    alice = deposit("alice", 10, 1)  # @alice
    bob = late("bob", 5, 1)  # @bob
    alice = loop.create_task(alice)  # @spawn-alice
    bob = loop.create_task(bob)  # @spawn-bob
    return alice, bob


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
