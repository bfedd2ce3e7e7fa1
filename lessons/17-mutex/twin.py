"""Each task holds the lock from its read to its write, and no update is lost."""
import asyncio

balance = 100  # @balance


async def deposit(who, amount, lock):
    global balance
    async with lock:  # @lock
        read = balance  # @read
        print(f"{who} reads {read}")  # @reads
        await asyncio.sleep(1)  # @sleep
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
