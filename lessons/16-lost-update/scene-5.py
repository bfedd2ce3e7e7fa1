"""Three tasks read the same balance, and two of the three updates are lost."""
import asyncio

balance = 100  # @balance


async def deposit(who, amount, secs):
    global balance
    read = balance  # @read
    print(f"{who} reads {read}")  # @reads
    await asyncio.sleep(secs)  # @sleep
    balance = read + amount  # @write
    print(f"{who} writes {balance}")  # @writes


def set_up(loop):
    alice = deposit("alice", 10, 1)  # @alice
    bob = deposit("bob", 5, 1)  # @bob
    carol = deposit("carol", 1, 1)  # @carol
    alice = loop.create_task(alice)  # @spawn-alice
    bob = loop.create_task(bob)  # @spawn-bob
    carol = loop.create_task(carol)  # @spawn-carol
    return alice, bob, carol


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
