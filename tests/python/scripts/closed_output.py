"""Standard output is closed by the program."""
import asyncio
import sys


async def main():
    print("last line")
    sys.stdout.close()
    await asyncio.sleep(0.1)
    print("an error", file=sys.stderr)


asyncio.run(main())
