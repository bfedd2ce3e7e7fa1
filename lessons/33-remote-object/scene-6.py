"""The client waits for the reply for only five seconds."""
import asyncio


async def client(server, inbox, reply, name):
    await server.put("greet me")  # @call
    print("the client waits for the reply")  # @waits
    done, _ = await asyncio.wait([reply], timeout=5)  # @wait-reply
    if done:
        print(f"the client has: {reply.result()}")  # @has-reply
    else:
        print("no reply within 5 s")  # @no-reply
    call = await inbox.get()  # @serve
    print(f"the client is asked: {call}")  # @asked
    name.set_result("alice")  # @answer


async def server(inbox, client, reply, name):
    call = await inbox.get()  # @receive
    print(f"the server is asked: {call}")  # @server-asked
    await client.put("your name")  # @call-back
    name = await name  # @wait-name
    print(f"the server greets {name}")  # @greets
    reply.set_result("hello")  # @reply


def set_up(loop):
    to_server = asyncio.Queue(1)  # @to-server
    to_client = asyncio.Queue(1)  # @to-client
    reply = loop.create_future()  # @new-reply
    name = loop.create_future()  # @new-name
    return (
        loop.create_task(client(to_server, to_client, reply, name)),  # @spawn-client
        loop.create_task(server(to_server, to_client, reply, name)),  # @spawn-server
    )


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
