"""Each dish is a task of its own, and `main` waits for all three."""
import asyncio


async def prepare(what, secs):
    print(f"{what} starts")  # @starts
    await asyncio.sleep(secs)  # @sleep
    print(f"{what} done")  # @done


async def main():
    tea = prepare("tea", 1)  # @tea
    rice = prepare("rice", 2)  # @rice
    soup = prepare("soup", 3)  # @soup
    tea = asyncio.create_task(tea)  # @spawn-tea
    rice = asyncio.create_task(rice)  # @spawn-rice
    soup = asyncio.create_task(soup)  # @spawn-soup
    await asyncio.gather(tea, rice, soup)  # @join
    print("dinner is served")  # @served


if __name__ == "__main__":
    asyncio.run(main())  # @main
