"""`fetch` is a task, so the loop runs it while `main` awaits something else."""
import asyncio


async def fetch():
    await asyncio.sleep(2)  # @fetch-sleep
    print("data arrived")  # @arrived


async def main():
    fetching = asyncio.create_task(fetch())  # @fetch
    await asyncio.wait([fetching], timeout=1)  # @race
    print("main works")  # @works
    await asyncio.sleep(5)  # @work
    print("main needs the data")  # @needs
    await fetching  # @await
    print("main ends")  # @ends


if __name__ == "__main__":
    asyncio.run(main())  # @main
