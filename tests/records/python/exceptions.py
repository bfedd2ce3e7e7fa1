import asyncio
import sys


async def bad():
    await asyncio.sleep(1)
    raise ValueError("no such page")


async def main():
    task = asyncio.create_task(bad(), name="bad")
    try:
        await task
    except ValueError as error:
        print(error)
    asyncio.sleep(1)
    try:
        async with asyncio.timeout(0.5):
            await asyncio.Event().wait()
    except TimeoutError:
        print("late")
    sys.exit(0)


asyncio.run(main())
