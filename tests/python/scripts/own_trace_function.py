"""A program that sets a trace function of its own while the loop runs, and takes it away again."""
import asyncio
import sys


async def main():
    sys.settrace(lambda *_: None)
    await asyncio.sleep(1)
    print(sys.gettrace() is not None)
    sys.settrace(None)
    await asyncio.sleep(1)
    print(sys.gettrace())


asyncio.run(main())
