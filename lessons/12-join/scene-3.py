"""`tea` blocks the thread, and with it the whole loop."""
import asyncio
import time


async def prepare(what, secs):
    print(f"{what} starts")  # @starts
    if what == "tea":
        time.sleep(2)  # @block
    await asyncio.sleep(secs)  # @sleep
    print(f"{what} done")  # @done


async def main():
    tea = prepare("tea", 1)  # @tea
    rice = prepare("rice", 2)  # @rice
    soup = prepare("soup", 3)  # @soup
    await asyncio.gather(tea, rice, soup)  # @join
    print("dinner is served")  # @served


if __name__ == "__main__":
    asyncio.run(main())  # @main
