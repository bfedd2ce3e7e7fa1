"""To cancel a task is to have CancelledError raised in it when its turn comes, at the await where it is."""
import asyncio


async def worker():
    try:  # @file
        print("file opened")  # @opened
        for block in range(1, 6):
            await asyncio.sleep(1)  # @sleep
            print(f"wrote block {block}")  # @wrote
        print("saved")  # @saved
    finally:
        print("file closed")  # @closed


async def main():
    work = asyncio.create_task(worker())  # @spawn
    await asyncio.sleep(3)  # @main-sleeps
    work.cancel()  # @cancel
    print("main continues")  # @continues
    await asyncio.wait([work])  # @await
    if not work.cancelled():
        print("worker: finished")  # @finished
    else:
        print("worker: cancelled")  # @cancelled


if __name__ == "__main__":
    asyncio.run(main())  # @main
