"""The same request to cancel, where `worker` runs before `main` at each second."""
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


async def main(work):
    for _ in range(3):
        await asyncio.sleep(1)  # @main-sleeps
    work.cancel()  # @cancel
    print("main goes on")  # @on
    await asyncio.wait([work])  # `await work` would raise in here  # @await
    if not work.cancelled():
        print("worker: finished")  # @finished
    else:
        print("worker: cancelled")  # @cancelled


def set_up(loop):
    work = loop.create_task(worker())  # @spawn
    return work, loop.create_task(main(work))  # @main


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(set_up(loop)[1])
