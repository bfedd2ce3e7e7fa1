"""A million lines and a million calls stay fast."""
import asyncio


def add(a, b):
    return a + b


async def main():
    total = 0
    for n in range(1_000_000):
        total += n
    for n in range(300_000):
        total = add(total, n)
    await asyncio.sleep(1)
    for n in range(300_000):
        total = add(total, 1)
    print(total, sum(add(n, n) for n in range(100_000)))


asyncio.run(main())
