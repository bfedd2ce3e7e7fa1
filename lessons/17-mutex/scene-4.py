"""The lock covers only the write, so the balance that is written is already out of date."""
import asyncio

balance = 100  # @balance


async def deposit(who, amount, lock):
    global balance
    read = balance  # @read
    print(f"{who} reads {read}")  # @reads
    await asyncio.sleep(1)  # @sleep
    async with lock:  # @lock
        balance = read + amount  # @write
        print(f"{who} writes {balance}")  # @writes


def set_up(loop):
    lock = asyncio.Lock()  # @new-lock
    alice = deposit("alice", 10, lock)  # @alice
    bob = deposit("bob", 5, lock)  # @bob
    carol = deposit("carol", 1, lock)  # @carol
    alice = loop.create_task(alice)  # @spawn-alice
    bob = loop.create_task(bob)  # @spawn-bob
    carol = loop.create_task(carol)  # @spawn-carol
    return alice, bob, carol


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
