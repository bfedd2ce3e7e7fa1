"""Asynchronous comprehensions and generators."""
import asyncio


async def count(n):
    try:
        for number in range(n):
            await asyncio.sleep(0.1)
            yield number
    finally:
        print("count is closed")


async def main():
    print([n async for n in count(3)])
    print({n: n * n async for n in count(3) if n})
    print(sum([await asyncio.sleep(0.1, n) for n in range(4)]))
    async for n in count(10):
        if n == 1:
            break
    print("left the loop")
    generator = count(5)
    print(await anext(generator), await anext(generator))
    await generator.aclose()
    print(await anext(generator, "nothing more"))


asyncio.run(main())
