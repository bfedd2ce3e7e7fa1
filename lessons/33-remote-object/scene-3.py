"""The client awaits the quick call first."""
import asyncio


async def client(calls, slow, quick):
    await calls.put(1)  # @call-slow
    await calls.put(2)  # @call-quick
    print("the client has made two calls")  # @called
    answer = await quick  # @await-first
    print(f"the client has {answer}")  # @has-first
    answer = await slow  # @await-second
    print(f"the client has {answer}")  # @has-second


async def server(calls, replies):
    loop = asyncio.get_running_loop()
    tasks = []
    for _ in range(2):
        id_ = await calls.get()  # @serve
        task = loop.create_task(method(id_, replies))  # @start
        tasks.append(task)


async def method(id_, replies):
    seconds, answer = (3, "slow's answer") if id_ == 1 else (1, "quick's answer")
    await asyncio.sleep(seconds)  # @work
    print(f"the server replies to call {id_}")  # @replies
    await replies.put((id_, answer))  # @reply


async def reader(replies, slow, quick):
    for _ in range(2):
        id_, answer = await replies.get()  # @receive
        call = slow if id_ == 1 else quick  # @find
        call.set_result(answer)  # @fill


def set_up(loop):
    calls = asyncio.Queue(2)  # @calls
    replies = asyncio.Queue(2)  # @replies-made
    slow = loop.create_future()  # @slow
    quick = loop.create_future()  # @quick
    return (
        loop.create_task(client(calls, slow, quick)),  # @spawn-client
        loop.create_task(server(calls, replies)),  # @spawn-server
        loop.create_task(reader(replies, slow, quick)),  # @spawn-reader
    )


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
