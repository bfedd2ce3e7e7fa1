"""Two tasks, each awaited as soon as it is made: nothing overlaps."""
import asyncio


async def step(name, secs):
    print(f"{name} starts")  # @starts
    await asyncio.sleep(secs)  # @sleep
    print(f"{name} ends")  # @ends


async def main():
    a = step("a", 2)  # @a
    b = step("b", 3)  # @b
    await asyncio.create_task(a)  # @await-a
    await asyncio.create_task(b)  # @await-b


if __name__ == "__main__":
    asyncio.run(main())  # @main
