"""The second sleep of `b` lasts 0 s: no timer is set, and the others could have a turn all the same."""
import asyncio


async def a():
    await asyncio.sleep(3)  # @a-sleeps
    print("a awake")  # @a-awake


async def b():
    await asyncio.sleep(1)  # @b-sleeps
    print("b awake")  # @b-awake
    await asyncio.sleep(0)  # @b-sleeps-again
    print("b awake again")  # @b-awake-again


async def c():
    await asyncio.sleep(2)  # @c-sleeps
    print("c awake")  # @c-awake


def set_up(loop):
    return (
        loop.create_task(a()),  # @spawn-a
        loop.create_task(b()),  # @spawn-b
        loop.create_task(c()),  # @spawn-c
    )


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
