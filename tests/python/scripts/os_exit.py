"""`os._exit` ends the process without a word."""
import asyncio
import os


async def main():
    print("flushed", flush=True)
    print("lost")
    await asyncio.sleep(0.1)
    os._exit(6)


asyncio.run(main())
