"""`b` is cancelled while it waits in line: it leaves the line, and `c` moves up."""
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


async def main(b):
    await asyncio.sleep(0.5)  # @half
    b.cancel()  # @cancel
    print("b is cancelled")  # @said


def set_up(loop):
    lock = asyncio.Lock()  # @new-lock
    a = deposit("a", 10, lock)  # @a
    b = deposit("b", 5, lock)  # @b
    c = deposit("c", 1, lock)  # @c
    a = loop.create_task(a)  # @spawn-a
    b = loop.create_task(b)  # @spawn-b
    c = loop.create_task(c)  # @spawn-c
    return a, b, c, loop.create_task(main(b))  # @main


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.wait(set_up(loop)))
