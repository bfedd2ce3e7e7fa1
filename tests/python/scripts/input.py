"""Reads standard input."""
# input: first\nsecond line\nthird
import asyncio
import sys

print(repr(input()), repr(sys.stdin.readline()))


async def main():
    print(repr(await asyncio.to_thread(sys.stdin.read)))


asyncio.run(main())
