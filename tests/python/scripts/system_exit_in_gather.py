"""`sys.exit` in a task that others wait for, while another task cleans up."""
import asyncio
import sys


async def quits():
    await asyncio.sleep(1)
    sys.exit(5)


async def stays():
    try:
        await asyncio.sleep(10)
    finally:
        print("cleaned up")


async def main():
    await asyncio.gather(quits(), asyncio.create_task(stays()))


try:
    asyncio.run(main())
finally:
    print("the module's own clean-up")
