"""Two awaits in a row: the second starts when the first has ended."""
import asyncio


async def step(name, secs):
    print(f"{name} starts")  # @starts
    await asyncio.sleep(secs)  # @sleep
    print(f"{name} ends")  # @ends


async def main():
    a = step("a", 2)  # @a
    b = step("b", 3)  # @b
    await a  # @await-a
    await b  # @await-b


if __name__ == "__main__":
    asyncio.run(main())  # @main
