"""The same, caught outside the loop."""
import asyncio
import os
import signal


async def other():
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError:
        print("other is cancelled")


async def main():
    task = asyncio.create_task(other())
    await asyncio.sleep(0)
    os.kill(os.getpid(), signal.SIGINT)
    await asyncio.sleep(10)


try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("bye")
