"""`bob`'s second sleep lasts 0 s: it sets no timer, and only lets other tasks run."""
import asyncio


async def alice():
    await asyncio.sleep(3)  # @alice-sleeps
    print("alice is awake")  # @alice-awake


async def bob():
    await asyncio.sleep(1)  # @bob-sleeps
    print("bob is awake")  # @bob-awake
    await asyncio.sleep(0)  # @bob-sleeps-again
    print("bob is awake again")  # @bob-awake-again


async def carol():
    await asyncio.sleep(2)  # @carol-sleeps
    print("carol is awake")  # @carol-awake


def set_up(loop):
    return (
        loop.create_task(alice()),  # @spawn-alice
        loop.create_task(bob()),  # @spawn-bob
        loop.create_task(carol()),  # @spawn-carol
    )


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
