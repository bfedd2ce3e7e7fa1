"""Recursion nearly as deep as the limit, and deeper."""
import asyncio
import sys


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


async def coroutine_depth(n):
    return 0 if n == 0 else 1 + await coroutine_depth(n - 1)


def endless(n=0):
    return endless(n + 1)


async def main():
    print(depth(900), await coroutine_depth(900), sys.getrecursionlimit())
    try:
        endless()
    except RecursionError as error:
        print(str(error)[:32])
    sys.setrecursionlimit(5000)
    print(depth(4500), sys.getrecursionlimit())
    await asyncio.sleep(0)


asyncio.run(main())
