"""`bob` is cancelled while it waits for the lock, so `carol` is next."""
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


async def main(bob):
    await asyncio.sleep(0.5)  # @half
    bob.cancel()  # @cancel
    print("bob is cancelled")  # @said


def set_up(loop):
    lock = asyncio.Lock()  # @new-lock
    alice = deposit("alice", 10, lock)  # @alice
    bob = deposit("bob", 5, lock)  # @bob
    carol = deposit("carol", 1, lock)  # @carol
    alice = loop.create_task(alice)  # @spawn-alice
    bob = loop.create_task(bob)  # @spawn-bob
    carol = loop.create_task(carol)  # @spawn-carol
    return alice, bob, carol, loop.create_task(main(bob))  # @main


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.wait(set_up(loop)))
