"""`b` reads in the very second in which `a` writes: who of the two is polled first decides."""
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
    a = deposit("a", 10, 1)  # @a
    b = late("b", 5, 1)  # @b
    a = loop.create_task(a)  # @spawn-a
    b = loop.create_task(b)  # @spawn-b
    return a, b


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
