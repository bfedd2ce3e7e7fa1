"""Three tasks read the same number: two of three updates are lost."""
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
    a = deposit("a", 10, 1)  # @a
    b = deposit("b", 5, 1)  # @b
    c = deposit("c", 1, 1)  # @c
    a = loop.create_task(a)  # @spawn-a
    b = loop.create_task(b)  # @spawn-b
    c = loop.create_task(c)  # @spawn-c
    return a, b, c


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
