"""The awaits change places: the tasks run as before, and the clock says the same."""
import asyncio


async def step(name, secs):
    print(f"{name} starts")  # @starts
    await asyncio.sleep(secs)  # @sleep
    print(f"{name} ends")  # @ends


async def main():
    a = step("a", 2)  # @a
    b = step("b", 3)  # @b
    a = asyncio.create_task(a)  # @spawn-a
    b = asyncio.create_task(b)  # @spawn-b
    await b  # @await-b
    await a  # @await-a


if __name__ == "__main__":
    asyncio.run(main())  # @main
