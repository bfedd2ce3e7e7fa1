import asyncio
import time


async def main():
    other = asyncio.create_task(asyncio.sleep(0.1))
    time.sleep(2)
    await other


asyncio.run(main())
