"""`answerer` fills the slot."""
import asyncio


async def waiter(answer):
    print("asking")  # @ask
    value = await answer  # @wait
    print(f"got {value}")  # @got


async def answerer(answer):
    print("thinking")  # @think
    answer.set_result(42)  # @set
    print("answer set")  # @said


def set_up(loop):
    answer = loop.create_future()  # @answer
    asking = loop.create_task(waiter(answer))  # @spawn-waiter
    answering = loop.create_task(answerer(answer))  # @spawn-answerer
    return asking, answering


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
