"""Waits that have no end, and one whose length is no number."""
import asyncio
import math
import sys


async def endless():
    try:
        await asyncio.sleep(math.inf)
    except asyncio.CancelledError:
        print("cancelled")
        raise


async def main():
    task = asyncio.create_task(endless())
    await asyncio.sleep(1)
    task.cancel()
    await asyncio.wait([task])
    try:
        async with asyncio.timeout(1):
            await asyncio.sleep(float("inf"))
    except TimeoutError:
        print("timeout")
    print(await asyncio.wait_for(asyncio.sleep(1, "in time"), math.inf))
    try:
        print(await asyncio.sleep(math.nan, "no number"))
    except ValueError as error:
        print(error)
    asyncio.get_running_loop().call_later(1, sys.exit, 3)
    await asyncio.sleep(math.inf)


asyncio.run(main())
