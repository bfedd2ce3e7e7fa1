"""`waiter` awaits a slot."""
import asyncio


async def waiter(answer):
    print("asking")  # @ask
    value = await answer  # @wait
    print(f"got {value}")  # @got


async def worker():
    print("working")  # @work


def set_up(loop):
    answer = loop.create_future()  # @answer
    asking = loop.create_task(waiter(answer))  # @spawn-waiter
    working = loop.create_task(worker())  # @spawn-worker
    return asking, working


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))  # does not return
