"""Each task has its own lock, so nobody waits, and updates are lost again."""
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
    lock_alice = asyncio.Lock()  # @lock-alice
    alice = deposit("alice", 10, lock_alice)  # @alice
    lock_bob = asyncio.Lock()  # @lock-bob
    bob = deposit("bob", 5, lock_bob)  # @bob
    lock_carol = asyncio.Lock()  # @lock-carol
    carol = deposit("carol", 1, lock_carol)  # @carol
    alice = loop.create_task(alice)  # @spawn-alice
    bob = loop.create_task(bob)  # @spawn-bob
    carol = loop.create_task(carol)  # @spawn-carol
    return alice, bob, carol


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
