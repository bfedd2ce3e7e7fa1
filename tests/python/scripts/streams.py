"""A server and its clients on the loopback interface."""
import asyncio


async def serve(reader, writer):
    while line := await reader.readline():
        writer.write(line.decode().upper().encode())
        await writer.drain()
    writer.close()
    await writer.wait_closed()


async def client(name, port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for n in range(2):
        writer.write(f"{name} {n}\n".encode())
        reply = await reader.readline()
        await asyncio.sleep(0.01)
    writer.close()
    await writer.wait_closed()
    return reply.decode().strip()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        print(await asyncio.gather(client("ada", port), client("bob", port)))
        print(await asyncio.wait_for(client("timed", port), 5))


asyncio.run(main())
