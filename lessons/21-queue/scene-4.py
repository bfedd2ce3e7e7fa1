"""The consumer stops after two values, and the producer waits for room that never comes."""
import asyncio


async def producer(queue):
    for n in range(1, 6):
        await queue.put(n)  # @put
        print(f"put {n}")  # @puts
    print("producer is done")  # @producer-done


async def consumer(queue):
    for _ in range(5):
        n = await queue.get()  # @get
        print(f"got {n}")  # @got
        if n == 2:
            print("consumer stops")  # @stops
            return
        await asyncio.sleep(1)  # @work


def set_up(loop):
    queue = asyncio.Queue(2)  # @new
    producer_task = loop.create_task(producer(queue))  # @producer
    consumer_task = loop.create_task(consumer(queue))  # @consumer
    return producer_task, consumer_task


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))  # does not return
