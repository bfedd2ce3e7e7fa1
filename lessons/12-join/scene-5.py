"""`tea` fails, and `gather` returns its exception: the other tasks finish."""
import asyncio


async def prepare(what, secs):
    print(f"{what} starts")  # @starts
    await asyncio.sleep(secs)  # @sleep
    if what == "tea":
        raise RuntimeError("the kettle is broken")  # @panic
    print(f"{what} done")  # @done


async def main():
    tea = prepare("tea", 1)  # @tea
    rice = prepare("rice", 2)  # @rice
    soup = prepare("soup", 3)  # @soup
    tea = asyncio.create_task(tea)  # @spawn-tea
    rice = asyncio.create_task(rice)  # @spawn-rice
    soup = asyncio.create_task(soup)  # @spawn-soup
    await asyncio.gather(tea, rice, soup, return_exceptions=True)  # @join
    print("dinner is served")  # @served


if __name__ == "__main__":
    asyncio.run(main())  # @main
