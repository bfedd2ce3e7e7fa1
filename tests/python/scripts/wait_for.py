"""`wait_for` and `timeout` in all their ends."""
import asyncio


async def slow(seconds, value="value"):
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        print("cancelled after", asyncio.get_running_loop().time() > 0)
        raise
    return value


async def stubborn():
    try:
        await asyncio.sleep(5)
    except asyncio.CancelledError:
        print("I stay")
        await asyncio.sleep(1)


async def main():
    print(await asyncio.wait_for(slow(1), 2))
    try:
        await asyncio.wait_for(slow(3), 1)
    except TimeoutError as error:
        print("timeout", repr(error))
    try:
        print(await asyncio.wait_for(stubborn(), 1))
    except TimeoutError:
        print("timeout of a stubborn one")
    try:
        async with asyncio.timeout(1) as limit:
            limit.reschedule(asyncio.get_running_loop().time() + 3)
            await slow(2)
            print("in time", limit.expired())
            await slow(2)
    except TimeoutError:
        print("too late", limit.expired())
    try:
        async with asyncio.timeout(0):
            await slow(1)
    except TimeoutError:
        print("at once")
    async with asyncio.timeout(None):
        print(await slow(1, "no limit"))


asyncio.run(main())
