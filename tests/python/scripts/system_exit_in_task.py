"""`sys.exit` in a task leaves the loop at once."""
import asyncio
import sys


async def quits():
    await asyncio.sleep(1)
    print("quits")
    sys.exit(7)


async def main():
    task = asyncio.create_task(quits())
    try:
        await asyncio.sleep(5)
    finally:
        print("main is cancelled")


asyncio.run(main())
