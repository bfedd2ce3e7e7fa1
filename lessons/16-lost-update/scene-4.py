"""A sleep of 0 s is an await all the same: the other task gets its turn."""
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
    a = deposit("a", 10, 0)  # @a
    b = deposit("b", 5, 0)  # @b
    a = loop.create_task(a)  # @spawn-a
    b = loop.create_task(b)  # @spawn-b
    return a, b


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
