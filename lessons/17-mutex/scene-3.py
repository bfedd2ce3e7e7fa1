"""Each task asks a lock of its own: nobody waits, and updates are lost as without any."""
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
    lock_a = asyncio.Lock()  # @lock-a
    a = deposit("a", 10, lock_a)  # @a
    lock_b = asyncio.Lock()  # @lock-b
    b = deposit("b", 5, lock_b)  # @b
    lock_c = asyncio.Lock()  # @lock-c
    c = deposit("c", 1, lock_c)  # @c
    a = loop.create_task(a)  # @spawn-a
    b = loop.create_task(b)  # @spawn-b
    c = loop.create_task(c)  # @spawn-c
    return a, b, c


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
